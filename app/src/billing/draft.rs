//! The pages `/billing/new` and `/billing/{id}/edit`: a draft, line by line, with what it comes to.

use domain::billing::drafting::{DraftContext, DraftForm};
use domain::billing::drafts::Draft;
use domain::billing::totals::TaxBasis;
use domain::forms::{FieldErrors, FormPage};
use domain::money::Money;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::draft_lines::Lines;
use super::drafting;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{DateField, Select, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::sheet::BillingSheet;
use crate::ui::status::Tone;

#[component]
pub fn New() -> impl IntoView {
    let read = drafting::new_page(query("case"), query("until"), flash_id());
    page("New invoice", "case", read, |page| view! { <Write page=page /> })
}

#[component]
pub fn Edit() -> impl IntoView {
    page("Draft invoice", "invoice", drafting::edit_page(param("id"), flash_id()), |page| {
        view! { <Write page=page /> }
    })
}

#[component]
fn Write(mut page: FormPage<DraftForm, DraftContext>) -> impl IntoView {
    let (message, mut errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    // what was only looked at comes back without a message
    let message = message.filter(|said| !said.is_empty());
    let read = form.read(&context);
    if errors.is_empty()
        && let Err(wrong) = &read
        && !flash_id().is_empty()
    {
        errors = wrong.clone();
    }
    let case = context.unbilled.case;
    let title = if context.invoice.is_some() { "Write the draft again" } else { "New invoice" };
    let crumbs = vec![
        ("Billing".to_owned(), Some(routes::BILLING.to_owned())),
        match context.invoice {
            Some(id) => ("Draft invoice".to_owned(), Some(routes::invoice(id))),
            None => ("To bill".to_owned(), Some(routes::TO_BILL.to_owned())),
        },
        (title.to_owned(), None),
    ];
    let lead = format!("{}, {}", context.client, context.case_number);
    let (action, cancel) = match context.invoice {
        Some(id) => (drafting::Rewrite::url(), routes::invoice(id)),
        None => (drafting::Write::url(), routes::TO_BILL.to_owned()),
    };
    let hidden = match context.invoice {
        Some(id) => ("id", id.to_string()),
        None => ("case", case.to_string()),
    };
    let until = context.invoice.is_none().then(|| context.until.clone());
    let reviewed = context.reviewed;
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=crumbs>
            <PageHead title=title lead=lead>
                <LinkButton href=routes::case_terms(case) icon="note">
                    "Fee terms"
                </LinkButton>
            </PageHead>
            <div class="stack gap-6">
                {reviewed
                    .then(|| {
                        view! {
                            <Notice kind=Tone::Warn title="It was handed over already" role="note">
                                <p>"Saved again it waits for approval anew."</p>
                            </Notice>
                        }
                    })}
                {until.map(|until| view! { <Until case=case.to_string() until=until /> })}
                <PostForm action=action class="stack gap-6">
                    <FormMessage message=message errors=errors.clone() />
                    <Hidden name=hidden.0 value=hidden.1 />
                    <Hidden name="revision" value=form.revision.clone() />
                    <Lines form=form.clone() context=context.clone() errors=errors.clone() />
                    <Around form=form context=context.clone() errors=errors />
                    <Total context=context draft=read.ok() />
                    <Actions>
                        <Button look=Look::Primary name="step" value="save">
                            "Save draft"
                        </Button>
                        <Button name="step" value="preview">
                            "Work out the total"
                        </Button>
                        <LinkButton href=cancel look=Look::Quiet>
                            "Cancel"
                        </LinkButton>
                    </Actions>
                </PostForm>
            </div>
            <LiveForms />
        </Shell>
    }
}

/// Which entries are ticked to begin with.
#[component]
fn Until(case: String, until: String) -> impl IntoView {
    view! {
        <form method="get" action=routes::DRAFT_NEW class="draft__until">
            <Hidden name="case" value=case />
            <DateField name="until" label="Bill what was done until" value=until optional_mark=true />
            <Button>"Tick"</Button>
        </form>
    }
}

/// What holds for the whole of it.
#[component]
fn Around(form: DraftForm, context: DraftContext, errors: FieldErrors) -> impl IntoView {
    view! {
        <div class="form-row">
            <TextField
                name="title"
                label="Subject"
                value=form.title
                error=errors.of("title")
                hint="As the client reads it; the case’s number stands beside it."
                autocomplete="off"
                optional_mark=true
            />
            <TextField
                name="discount"
                label="Discount on the whole"
                value=form.discount
                error=errors.of("discount")
                hint="10 %, or 250.00."
                autocomplete="off"
                optional_mark=true
            />
            {(!context.payers.is_empty())
                .then(|| {
                    view! {
                        <Select
                            name="payer"
                            label="Billed to"
                            options=context.payers
                            value=form.payer
                            placeholder="The client"
                            error=errors.of("payer")
                        />
                    }
                })}
        </div>
        <TextArea
            name="note"
            label="Note"
            value=form.note
            error=errors.of("note")
            rows=2
            optional_mark=true
        />
    }
}

/// What the ticked lines come to, by the rules by which it is kept.
#[component]
fn Total(context: DraftContext, draft: Option<Draft>) -> impl IntoView {
    let currency = context.unbilled.currency;
    let locale = context.locale;
    let money = move |minor| locale.money(Money::new(minor, currency));
    let worked_out = draft.as_ref().map(|draft| (draft.lines.len(), context.totals(draft)));
    let body = match worked_out {
        None => view! { <p class="muted">"Some lines need another look before it comes to a total."</p> }
            .into_any(),
        Some((_, Err(why))) => view! { <p class="c-bad">{why.to_string()}</p> }.into_any(),
        Some((lines, Ok(totals))) => {
            let count = if lines == 1 { "1 line".into() } else { format!("{lines} lines") };
            let included = context.unbilled.basis == TaxBasis::Included;
            let taxes: Vec<(String, String)> = totals
                .taxes
                .iter()
                .map(|tax| {
                    let known = context.taxes.iter().find(|it| it.rate == tax.rate);
                    let name = known.map_or_else(|| "Tax".to_owned(), |it| it.label.clone());
                    let name = if included { format!("{name}, in the prices") } else { name };
                    (name, money(tax.tax))
                })
                .collect();
            let mut rows = vec![(format!("Subtotal of {count}"), money(totals.subtotal))];
            if totals.discount > 0 {
                rows.push(("Discount".into(), money(-totals.discount)));
            }
            rows.extend(taxes);
            view! {
                <dl class="totals">
                    {rows
                        .into_iter()
                        .map(|(label, amount)| {
                            view! {
                                <div>
                                    <dt>{label}</dt>
                                    <dd>{amount}</dd>
                                </div>
                            }
                        })
                        .collect_view()} <div class="totals__due">
                        <dt>"Total"</dt>
                        <dd>{money(totals.total)}</dd>
                    </div>
                </dl>
            }
            .into_any()
        }
    };
    view! {
        <section aria-label="What it comes to" id="total">
            {body}
        </section>
    }
}
