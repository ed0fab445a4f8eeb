//! The page `/settings/rates`: what an hour costs.

use domain::billing::rates::{RateBook, RateForm, RateRow};
use domain::forms::{Choice, FieldErrors, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::Button;
use crate::ui::field::{DateField, Select, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Rates() -> impl IntoView {
    page("Rates", "page", api::rates_page(flash_id()), |page| view! { <Listed page=page /> })
}

#[component]
fn Listed(mut page: FormPage<RateForm, RateBook>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let RateBook { rates, people, cases, clients, currency } = context;
    let crumbs = vec![
        ("Settings".to_owned(), Some(routes::SETTINGS.to_owned())),
        ("Rates".to_owned(), None),
    ];
    let lead = "What an hour costs. The rate of a case counts before that of its client, and that before the office’s; within each, a person’s own before anybody’s. Time that is recorded keeps its price.";
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs class="page--form">
            <Done />
            <PageHead title="Rates" lead=lead />
            <RateRows rows=rates />
            <AddRate form=form message=message errors=errors people=people cases=cases clients=clients currency=currency />
            <LiveForms />
        </Shell>
    }
}

#[component]
fn RateRows(rows: Vec<RateRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <p class="muted mt-3">"No rate is set: time is recorded, and is worth nothing until there is one."</p>
        }
        .into_any();
    }
    view! {
        <TableWrap label="Rates">
            <table class="table table--stack">
                <Caption text="Rates in force and to come" />
                <thead>
                    <tr>
                        <th scope="col">"Whose time"</th>
                        <th scope="col">"On"</th>
                        <th scope="col" class="num">
                            "An hour"
                        </th>
                        <th scope="col">"From"</th>
                        <th scope="col">
                            <span class="vh">"Change"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            let who = if row.who.is_empty() { "Everybody else".to_owned() } else { row.who };
                            let on = if row.on.is_empty() { "Every case".to_owned() } else { row.on };
                            let said = format!(" the rate of {who}, {on}");
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
                                    <td class="tight">
                                        <PostForm action=api::EndRate::url()>
                                            <FormMessage />
                                            <Hidden name="id" value=row.id.to_string() />
                                            <Button small=true>
                                                "End" <span class="vh">{said}</span>
                                            </Button>
                                        </PostForm>
                                    </td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}

#[component]
fn AddRate(
    form: RateForm,
    message: Option<String>,
    errors: FieldErrors,
    people: Vec<Choice>,
    cases: Vec<Choice>,
    clients: Vec<Choice>,
    currency: String,
) -> impl IntoView {
    view! {
        <PostForm action=api::AddRate::url() class="stack gap-3 mt-4">
            <FormMessage message=message errors=errors.clone() />
            <div class="form-row">
                <Select
                    name="staff"
                    label="Whose time"
                    options=people
                    value=form.staff
                    placeholder="Everybody else"
                    error=errors.of("staff")
                />
                <TextField
                    name="an_hour"
                    label="An hour"
                    value=form.an_hour
                    hint=format!("{currency}; on a case, its own currency")
                    error=errors.of("an_hour")
                    inputmode="decimal"
                    autocomplete="off"
                    required=true
                />
                <DateField name="since" label="From" value=form.since error=errors.of("since") required=true />
            </div>
            <div class="form-row">
                <Select
                    name="case"
                    label="On a case of its own"
                    options=cases
                    value=form.case
                    placeholder="Every case"
                    error=errors.of("case")
                    optional_mark=true
                />
                <Select
                    name="client"
                    label="On every case of a client"
                    options=clients
                    value=form.client
                    placeholder="Every client"
                    error=errors.of("client")
                    optional_mark=true
                />
            </div>
            <Actions>
                <Button icon="plus">"Set rate"</Button>
            </Actions>
        </PostForm>
    }
}
