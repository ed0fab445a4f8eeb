//! The page `/expenses/{id}`: one expense, changed while it is on no invoice, with its receipt.

use domain::billing::expenses::{ExpenseForm, ExpensePage, Receipt};
use domain::forms::{FieldErrors, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::parts::{Billed, ReceiptFile, ReceiptLink};
use crate::documents::upload::Token;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::facts::Pairs;
use crate::ui::field::{DateField, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::Tone;

#[component]
pub fn Show() -> impl IntoView {
    let of_receipt = !query("receipt").is_empty();
    let read = api::expense(param("id"), query("receipt"), flash_id());
    page("Expense", "expense", read, move |page| view! { <One page=page of_receipt=of_receipt /> })
}

/// `of_receipt`: what comes back refused is the file.
#[component]
fn One(mut page: FormPage<ExpenseForm, ExpensePage>, of_receipt: bool) -> impl IntoView {
    let complaints = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let (of_form, of_file) = match of_receipt {
        true => ((None, FieldErrors::default()), complaints),
        false => (complaints, (None, FieldErrors::default())),
    };
    let case = context.case.clone();
    let crumbs = vec![
        ("Cases".to_owned(), Some(routes::CASES.to_owned())),
        (case.number.clone(), Some(routes::case(case.id))),
        ("Expenses".to_owned(), Some(routes::case_expenses(case.id))),
        ("Expense".to_owned(), None),
    ];
    let on = format!("on {} {}", case.number, case.client);
    let lead = match &context.whose {
        Some(name) => format!("{name}, {on}"),
        None => format!("Laid out by you, {on}"),
    };
    let body = match context.locked {
        true => view! { <Locked form=form page=context.clone() /> }.into_any(),
        false => {
            view! { <Edit form=form page=context.clone() message=of_form.0 errors=of_form.1 /> }
                .into_any()
        }
    };
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs class="page--form">
            <Done />
            <PageHead title="Expense" lead=lead />
            {body}
            <TheReceipt page=context message=of_file.0 errors=of_file.1 />
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Locked(form: ExpenseForm, page: ExpensePage) -> impl IntoView {
    let title = match page.invoice {
        Some(_) => "It stands on an invoice, and changes no more",
        None => "It does not change: its case is closed, or it is not yours",
    };
    let facts = vec![
        ("Day".to_owned(), page.day),
        ("Amount".to_owned(), page.spent),
        ("What for".to_owned(), form.description),
    ];
    view! {
        <Notice kind=Tone::Info title=title role="note" />
        <div class="mt-4">
            <Pairs items=facts />
        </div>
    }
}

#[component]
fn Edit(
    form: ExpenseForm,
    page: ExpensePage,
    message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    let ExpensePage { id, case, currency, .. } = page;
    let revision = form.revision.clone();
    view! {
        <PostForm action=api::Edit::url()>
            <FormMessage message=message errors=errors.clone() />
            <Hidden name="id" value=id.to_string() />
            <Hidden name="revision" value=form.revision.clone() />
            <div class="form-row">
                <DateField name="on" label="Day" value=form.on.clone() error=errors.of("on") required=true />
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
                hint="As the invoice says it."
                error=errors.of("description")
                autocomplete="off"
                required=true
            />
            <Billed form=form errors=errors />
            <Actions>
                <Button look=Look::Primary>"Save expense"</Button>
                <LinkButton href=routes::case_expenses(case.id) look=Look::Quiet>
                    "Cancel"
                </LinkButton>
            </Actions>
        </PostForm>
        <details class="act mt-6">
            <summary class="sm">"Withdraw this expense"</summary>
            <PostForm action=api::Withdraw::url() class="stack gap-3 mt-2">
                <FormMessage />
                <Hidden name="id" value=id.to_string() />
                <Hidden name="case" value=case.id.to_string() />
                <Hidden name="revision" value=revision />
                <p class="sm muted">
                    "It is billed no more. It stays on record, and its receipt among the documents."
                </p>
                <Actions>
                    <Button look=Look::Danger>"Withdraw expense"</Button>
                </Actions>
            </PostForm>
        </details>
    }
}

#[component]
fn TheReceipt(page: ExpensePage, message: Option<String>, errors: FieldErrors) -> impl IntoView {
    let ExpensePage { id, receipt, may_add_receipt, .. } = page;
    let (label, button) = match receipt {
        Receipt::None => ("Receipt", "Add receipt"),
        Receipt::Open(_) | Receipt::Shut => ("Another receipt", "Replace receipt"),
    };
    let stays = (receipt != Receipt::None)
        .then_some("The one before stays among the documents of the case.");
    view! {
        <div class="mt-6">
            <Section id="receipt" title="Receipt">
                <p class="mt-2">
                    <ReceiptLink receipt=receipt />
                </p>
                {may_add_receipt
                    .then(|| {
                        view! {
                            <form
                                class="stack gap-3 mt-3"
                                method="post"
                                action=routes::receipt_upload(id)
                                enctype="multipart/form-data"
                                novalidate=true
                            >
                                <Token />
                                <FormMessage message=message errors=errors.clone() />
                                <ReceiptFile label=label errors=errors required=true />
                                {stays.map(|stays| view! { <p class="sm muted">{stays}</p> })}
                                <Actions>
                                    <Button icon="upload">{button}</Button>
                                </Actions>
                            </form>
                        }
                    })}
            </Section>
        </div>
    }
}
