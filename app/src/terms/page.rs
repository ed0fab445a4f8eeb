//! The page `/cases/{id}/terms`: how a case is paid for. Read by whoever sees its time, changed by those who bill.

use domain::billing::invoices::Arrangement;
use domain::billing::rates::RateRow;
use domain::billing::terms::{TermsForm, TermsPage};
use domain::forms::{Choice, FieldErrors, FormPage};
use domain::settings::CURRENCIES;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Check, Choices, Radio, Select, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::Tone;
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Show() -> impl IntoView {
    page("Fee terms", "case", api::show(param("id"), flash_id()), |page| {
        view! { <Terms page=page /> }
    })
}

#[component]
fn Terms(mut page: FormPage<TermsForm, TermsPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let (case, rates) = (context.case.clone(), context.rates.clone());
    let crumbs = vec![
        ("Cases".to_owned(), Some(routes::CASES.to_owned())),
        (case.number.clone(), Some(routes::case(case.id))),
        ("Fee terms".to_owned(), None),
    ];
    let lead = format!("Case {}, {}", case.number, case.client);
    let closed = context.closed;
    let line = context.line.clone();
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs class="page--form">
            <Done />
            <PageHead title="Fee terms" lead=lead>
                <LinkButton href=routes::case_expenses(case.id) icon="note">
                    "Expenses"
                </LinkButton>
            </PageHead>
            {closed
                .then(|| {
                    view! {
                        <Notice kind=Tone::Info title="This case is closed" role="note">
                            <p>"How it is paid for waits until it is reopened."</p>
                        </Notice>
                    }
                })}
            {if context.may_set {
                view! { <Write form=form message=message errors=errors context=context /> }.into_any()
            } else {
                view! { <p class="mt-4">{format!("{line}.")}</p> }.into_any()
            }}
            <Rates rows=rates />
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Write(
    form: TermsForm,
    message: Option<String>,
    errors: FieldErrors,
    context: TermsPage,
) -> impl IntoView {
    let TermsPage { case, payers, office_days, .. } = context;
    let id = case.id;
    let arrangements = Arrangement::ALL
        .map(|it| {
            let means = match it {
                Arrangement::Hourly => "What is worked, at the rates below",
                Arrangement::FixedFee => {
                    "One amount pays for all time; expenses are billed besides"
                }
                Arrangement::ProBono => "Time stands on the invoice at nothing",
            };
            Radio::new(it.word(), it.label(), means)
        })
        .to_vec();
    let currencies = CURRENCIES
        .iter()
        .map(|(code, name)| Choice { value: (*code).to_owned(), label: format!("{name} ({code})") })
        .collect::<Vec<_>>();
    let who_hint = match payers.is_empty() {
        true => "Somebody else who pays is entered on the case’s page.",
        false => "Payers of the case.",
    };
    view! {
        <PostForm action=api::SetTerms::url()>
            <FormMessage message=message errors=errors.clone() />
            <Hidden name="id" value=id.to_string() />
            <Hidden name="revision" value=form.revision />
            <Choices
                name="arrangement"
                label="How it is paid for"
                options=arrangements
                value=form.arrangement
                error=errors.of("arrangement")
                required=true
            />
            <div class="form-row">
                <TextField
                    name="fixed_fee"
                    label="Fixed fee"
                    value=form.fixed_fee
                    hint="Before tax; stands on the first invoice."
                    error=errors.of("fixed_fee")
                    inputmode="decimal"
                    autocomplete="off"
                    optional_mark=true
                />
                <Select
                    name="currency"
                    label="Currency"
                    options=currencies
                    value=form.currency
                    error=errors.of("currency")
                    required=true
                />
                <TextField
                    name="payment_days"
                    label="Days to pay"
                    value=form.payment_days
                    hint=format!("Empty: {office_days}, as the office has it.")
                    error=errors.of("payment_days")
                    inputmode="numeric"
                    autocomplete="off"
                    optional_mark=true
                />
            </div>
            <div class="form-row">
                <Select
                    name="payer"
                    label="Who pays"
                    options=payers
                    value=form.payer
                    placeholder="The client"
                    hint=who_hint
                    error=errors.of("payer")
                />
                <TextField
                    name="reference"
                    label="Their reference"
                    value=form.reference
                    hint="A claim or an order: stands on each invoice."
                    error=errors.of("reference")
                    autocomplete="off"
                    optional_mark=true
                />
            </div>
            <Check
                name="reminded"
                label="Reminded when it is late"
                checked=form.reminded == "on"
                value="on"
                hint="Not for what a court or the state pays."
                error=errors.of("reminded")
            />
            <Actions>
                <Button look=Look::Primary>"Save terms"</Button>
                <LinkButton href=routes::case(id) look=Look::Quiet>
                    "Cancel"
                </LinkButton>
            </Actions>
        </PostForm>
    }
}

/// What an hour costs on the case. They are set among the settings.
#[component]
fn Rates(rows: Vec<RateRow>) -> impl IntoView {
    let body = if rows.is_empty() {
        view! { <p class="muted mt-2">"No rate that you see is set for this case."</p> }.into_any()
    } else {
        view! {
            <TableWrap label="What an hour costs">
                <table class="table table--stack">
                    <Caption text="What an hour costs here, the rate that counts first on top" />
                    <thead>
                        <tr>
                            <th scope="col">"Whose time"</th>
                            <th scope="col">"On"</th>
                            <th scope="col" class="num">
                                "An hour"
                            </th>
                            <th scope="col">"From"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(|row| view! { <Rate row=row /> }).collect_view()}</tbody>
                </table>
            </TableWrap>
        }
        .into_any()
    };
    view! {
        <div class="mt-6">
            <Section id="rates" title="Rates">
                {body}
            </Section>
        </div>
    }
}

#[component]
fn Rate(row: RateRow) -> impl IntoView {
    let who = if row.who.is_empty() { "Everybody else".to_owned() } else { row.who };
    let on = if row.on.is_empty() { "Every case".to_owned() } else { row.on };
    view! {
        <tr>
            <th scope="row">{who}</th>
            <td data-label="On">{on}</td>
            <td data-label="An hour" class="num">
                {row.an_hour}
            </td>
            <td data-label="From">
                {row.since} {row.ahead.then(|| view! { <span class="cell-sub">"to come"</span> })}
            </td>
        </tr>
    }
}
