//! The page `/settings/taxes`: what a line of an invoice can be taxed with.

use domain::billing::setting::{TaxForm, TaxRow};
use domain::forms::{FieldErrors, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::Button;
use crate::ui::field::{Check, DateField, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Taxes() -> impl IntoView {
    page("Taxes", "page", api::taxes_page(flash_id()), |page| view! { <Listed page=page /> })
}

#[component]
fn Listed(mut page: FormPage<TaxForm, Vec<TaxRow>>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let crumbs = vec![
        ("Settings".to_owned(), Some(routes::SETTINGS.to_owned())),
        ("Invoices".to_owned(), Some(routes::INVOICE_SETTINGS.to_owned())),
        ("Taxes".to_owned(), None),
    ];
    let lead = "What a line of an invoice can be taxed with. Another rate is another tax: a draft or an invoice keeps the one it has.";
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs class="page--form">
            <Done />
            <PageHead title="Taxes" lead=lead />
            <TaxRows rows=context />
            <AddTax form=form message=message errors=errors />
            <LiveForms />
        </Shell>
    }
}

/// What new lines begin with it.
fn begins(row: &TaxRow) -> &'static str {
    match (row.for_time, row.for_expenses) {
        (true, true) => "Every line",
        (true, false) => "Time and fees",
        (false, true) => "Expenses",
        (false, false) => "None; chosen by hand",
    }
}

#[component]
fn TaxRows(rows: Vec<TaxRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="muted mt-3">"None. Invoices then say nothing of tax."</p> }
            .into_any();
    }
    view! {
        <TableWrap label="Taxes">
            <table class="table table--stack">
                <Caption text="Taxes in force and to come, by name" />
                <thead>
                    <tr>
                        <th scope="col">"Tax"</th>
                        <th scope="col" class="num">
                            "Rate"
                        </th>
                        <th scope="col">"New lines that have it"</th>
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
                            let said = format!(" {} of {}", row.name, row.percent);
                            let lines = begins(&row);
                            view! {
                                <tr>
                                    <th scope="row">{row.name}</th>
                                    <td data-label="Rate" class="num">
                                        {row.percent}
                                    </td>
                                    <td data-label="New lines">{lines}</td>
                                    <td data-label="From">
                                        {row.since} {row.ahead.then(|| view! { <span class="cell-sub">"to come"</span> })}
                                    </td>
                                    <td class="tight">
                                        <PostForm action=api::EndTax::url()>
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
fn AddTax(form: TaxForm, message: Option<String>, errors: FieldErrors) -> impl IntoView {
    view! {
        <PostForm action=api::AddTax::url() class="stack gap-3 mt-4">
            <FormMessage message=message errors=errors.clone() />
            <div class="form-row">
                <TextField
                    name="name"
                    label="Name"
                    value=form.name
                    hint="As the invoice says it: Sales tax"
                    error=errors.of("name")
                    autocomplete="off"
                    required=true
                />
                <TextField
                    name="percent"
                    label="Per cent"
                    value=form.percent
                    hint="Like 8.875"
                    error=errors.of("percent")
                    inputmode="decimal"
                    autocomplete="off"
                    required=true
                />
                <DateField name="since" label="From" value=form.since error=errors.of("since") required=true />
            </div>
            <Check
                name="for_time"
                label="New lines for time and fees have it"
                checked=form.for_time == "on"
                value="on"
            />
            <Check
                name="for_expenses"
                label="New lines for expenses have it"
                checked=form.for_expenses == "on"
                value="on"
            />
            <Actions>
                <Button icon="plus">"Add tax"</Button>
            </Actions>
        </PostForm>
    }
}
