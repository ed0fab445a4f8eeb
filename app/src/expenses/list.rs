//! The page `/cases/{id}/expenses`: what was laid out for a case, and the form of another.

use domain::billing::expenses::{CaseExpenses, ExpenseForm};
use domain::forms::{FieldErrors, FormPage};
use leptos::prelude::*;

use super::api;
use super::parts::{Billed, Expenses, ReceiptFile};
use crate::documents::upload::Token;
use crate::page::{Done, complaints, flash_id, page, param, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{DateField, Select, TextField};
use crate::ui::form::{Actions, FormMessage};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;
use crate::ui::section::Section;

#[component]
pub fn OfCase() -> impl IntoView {
    let read = api::of_case(param("id"), query("after"), flash_id());
    page("Expenses", "case", read, |page| view! { <Listed page=page /> })
}

#[component]
fn Listed(mut page: FormPage<ExpenseForm, CaseExpenses>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let case = context.case.clone();
    let crumbs = vec![
        ("Cases".to_owned(), Some(routes::CASES.to_owned())),
        (case.number.clone(), Some(routes::case(case.id))),
        ("Expenses".to_owned(), None),
    ];
    let lead = match context.all {
        true => format!("What was laid out on case {}, {}.", case.number, case.client),
        false => format!("What you laid out on case {}, {}.", case.number, case.client),
    };
    let all = context.all;
    let may_record = context.may_record;
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs class="page--form">
            <Done />
            <PageHead title="Expenses" lead=lead>
                {all
                    .then(|| {
                        view! {
                            <LinkButton href=routes::case_terms(case.id) icon="note">
                                "Fee terms"
                            </LinkButton>
                        }
                    })}
            </PageHead>
            <Rows context=context.clone() />
            {may_record.then(|| view! { <Add form=form message=message errors=errors context=context /> })}
        </Shell>
    }
}

#[component]
fn Rows(context: CaseExpenses) -> impl IntoView {
    let CaseExpenses { case, page, unbilled, locale, .. } = context;
    let note = match unbilled.is_empty() {
        true => String::new(),
        false => {
            let sums = unbilled.into_iter().map(|sum| locale.money(sum)).collect::<Vec<_>>();
            format!("{} not yet billed", sums.join(", "))
        }
    };
    let path = routes::case_expenses(case.id);
    let first = (!query("after").is_empty()).then(|| path.clone());
    let next = page.next.clone().map(|after| routes::with_query(&path, &[("after", &after)]));
    let (shown, total_words) = (page.rows.len(), page.total_words());
    view! {
        <Section id="laid-out" title="Laid out" note=note>
            {if page.rows.is_empty() {
                view! { <p class="muted mt-3">"No expense is recorded."</p> }.into_any()
            } else {
                view! {
                    <Expenses caption="Expenses of the case, the latest first" rows=page.rows locale=locale dated=true />
                    <Pager shown=shown total_words=total_words one="expense" many="expenses" next=next first=first />
                }
                    .into_any()
            }}
        </Section>
    }
}

#[component]
fn Add(
    form: ExpenseForm,
    message: Option<String>,
    errors: FieldErrors,
    context: CaseExpenses,
) -> impl IntoView {
    let CaseExpenses { case, may_add_receipt, receipts, currency, .. } = context;
    view! {
        <div class="mt-6">
            <Section id="add" title="Add an expense">
                <form
                    class="stack gap-3 mt-3"
                    method="post"
                    action=routes::case_expenses_upload(case.id)
                    enctype="multipart/form-data"
                    novalidate=true
                >
                    <Token />
                    <FormMessage message=message errors=errors.clone() />
                    <div class="form-row">
                        <DateField
                            name="on"
                            label="Day"
                            value=form.on.clone()
                            error=errors.of("on")
                            required=true
                        />
                        <TextField
                            name="amount"
                            label="Amount"
                            value=form.amount.clone()
                            hint=format!("{}, as the case is billed", currency.label())
                            error=errors.of("amount")
                            inputmode="decimal"
                            autocomplete="off"
                            required=true
                        />
                    </div>
                    <TextField
                        name="description"
                        label="What for"
                        value=form.description.clone()
                        hint="As the invoice says it: Court filing fee"
                        error=errors.of("description")
                        autocomplete="off"
                        required=true
                    />
                    <Billed form=form.clone() errors=errors.clone() />
                    {(!receipts.is_empty())
                        .then(|| {
                            view! {
                                <Select
                                    name="receipt"
                                    label="A receipt that is here already"
                                    options=receipts
                                    value=form.receipt.clone()
                                    placeholder="None"
                                    error=errors.of("receipt")
                                    optional_mark=true
                                />
                            }
                        })}
                    {if may_add_receipt {
                        view! { <ReceiptFile label="Receipt" errors=errors.clone() /> }.into_any()
                    } else {
                        view! {
                            <p class="field__hint">
                                "A receipt is added by whoever may add documents to this case."
                            </p>
                        }
                            .into_any()
                    }}
                    <Actions>
                        <Button look=Look::Primary>"Add expense"</Button>
                    </Actions>
                </form>
            </Section>
        </div>
    }
}
