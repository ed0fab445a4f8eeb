//! The page `/settings/invoices`: how invoices are numbered, what stands on them and how they ask to be paid.

use domain::billing::setting::{InvoiceSettingForm, InvoiceSettingPage};
use domain::billing::time::{RoundingRule, STEPS};
use domain::billing::totals::{TaxBasis, TaxRounding};
use domain::forms::{Choice, FieldErrors, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Check, Choices, Radio, Select, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

#[component]
pub fn Invoices() -> impl IntoView {
    page("Invoices", "page", api::invoices_page(flash_id()), |page| view! { <Write page=page /> })
}

#[component]
fn Write(mut page: FormPage<InvoiceSettingForm, InvoiceSettingPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let crumbs = vec![
        ("Settings".to_owned(), Some(routes::SETTINGS.to_owned())),
        ("Invoices".to_owned(), None),
    ];
    let lead = "For what is issued from now on: an invoice that is out keeps what it said. Each change is in the audit log.";
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs class="page--form">
            <Done />
            <PageHead title="Invoices" lead=lead>
                <LinkButton href=routes::TAXES icon="note">
                    "Taxes"
                </LinkButton>
            </PageHead>
            <PostForm action=api::SaveInvoices::url()>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="revision" value=form.revision.clone() />
                <Asked form=form.clone() errors=errors.clone() />
                <Numbers form=form.clone() errors=errors.clone() context=context />
                <Taxed form=form.clone() errors=errors.clone() />
                <Paid form=form.clone() errors=errors.clone() />
                <Timed form=form errors=errors />
                <Actions>
                    <Button look=Look::Primary>"Save settings"</Button>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Asked(form: InvoiceSettingForm, errors: FieldErrors) -> impl IntoView {
    view! {
        <fieldset class="stack gap-3">
            <legend class="h3 mb-2">"Before it goes out"</legend>
            <TextField
                name="payment_days"
                label="Days to pay"
                value=form.payment_days
                hint="Where a case has no other number of days."
                error=errors.of("payment_days")
                inputmode="numeric"
                autocomplete="off"
                required=true
            />
            <Check
                name="approve"
                label="The responsible attorney approves each draft"
                checked=form.approve == "on"
                value="on"
                hint="Else Billing issues what it drafted."
            />
        </fieldset>
    }
}

#[component]
fn Numbers(
    form: InvoiceSettingForm,
    errors: FieldErrors,
    context: InvoiceSettingPage,
) -> impl IntoView {
    let InvoiceSettingPage { numbered, example } = context;
    let hint = format!(
        "{{seq}} is the count; with {{year}} it begins anew each year. The first of this year would be {example}."
    );
    view! {
        <fieldset class="stack gap-3">
            <legend class="h3 mb-2">"Numbers"</legend>
            <div class="form-row">
                <TextField
                    name="invoice_pattern"
                    label="Invoices"
                    value=form.invoice_pattern
                    hint=hint
                    error=errors.of("invoice_pattern")
                    autocomplete="off"
                    required=true
                />
                <TextField
                    name="credit_note_pattern"
                    label="Credit notes"
                    value=form.credit_note_pattern
                    hint="They have a count of their own."
                    error=errors.of("credit_note_pattern")
                    autocomplete="off"
                    required=true
                />
            </div>
            {if numbered {
                view! {
                    <Hidden name="first_invoice" value=form.first_invoice />
                    <p class="field__hint">
                        "Invoices have numbers here already. The count goes on without a gap."
                    </p>
                }
                    .into_any()
            } else {
                view! {
                    <TextField
                        name="first_invoice"
                        label="The first number"
                        value=form.first_invoice
                        hint="Where an office that comes from elsewhere goes on counting."
                        error=errors.of("first_invoice")
                        inputmode="numeric"
                        autocomplete="off"
                        required=true
                    />
                }
                    .into_any()
            }}
        </fieldset>
    }
}

#[component]
fn Taxed(form: InvoiceSettingForm, errors: FieldErrors) -> impl IntoView {
    let bases = TaxBasis::ALL
        .map(|basis| {
            let means = match basis {
                TaxBasis::Added => "Prices are without it; it stands below them",
                TaxBasis::Included => "Prices hold it; the invoice says how much of them it is",
            };
            Radio::new(basis.word(), basis.label(), means)
        })
        .to_vec();
    let roundings = TaxRounding::ALL
        .map(|it| Choice { value: it.word().into(), label: it.label().into() })
        .to_vec();
    view! {
        <fieldset class="stack gap-3">
            <legend class="h3 mb-2">"Tax"</legend>
            <div class="form-row">
                <TextField
                    name="tax_number"
                    label="Tax number"
                    value=form.tax_number
                    hint="Stands on each invoice."
                    error=errors.of("tax_number")
                    autocomplete="off"
                    optional_mark=true
                />
                <Select
                    name="rounding"
                    label="Rounded"
                    options=roundings
                    value=form.rounding
                    error=errors.of("rounding")
                    required=true
                />
            </div>
            <Choices
                name="basis"
                label="Tax is"
                options=bases
                value=form.basis
                error=errors.of("basis")
                required=true
            />
        </fieldset>
    }
}

#[component]
fn Paid(form: InvoiceSettingForm, errors: FieldErrors) -> impl IntoView {
    view! {
        <fieldset class="stack gap-3">
            <legend class="h3 mb-2">"How it asks to be paid"</legend>
            <TextArea
                name="how_to_pay"
                label="In words"
                value=form.how_to_pay
                hint="Stands on invoices, reminders and statements of account."
                error=errors.of("how_to_pay")
                rows=3
                optional_mark=true
            />
            <div class="form-row">
                <TextField
                    name="payee"
                    label="Account holder"
                    value=form.payee
                    hint="Empty: the office."
                    error=errors.of("payee")
                    autocomplete="off"
                    optional_mark=true
                />
                <TextField
                    name="iban"
                    label="IBAN"
                    value=form.iban
                    hint="In euros it becomes a code to scan."
                    error=errors.of("iban")
                    autocomplete="off"
                    optional_mark=true
                />
                <TextField
                    name="bic"
                    label="BIC"
                    value=form.bic
                    error=errors.of("bic")
                    autocomplete="off"
                    optional_mark=true
                />
            </div>
            <div class="form-row">
                <TextField
                    name="email"
                    label="Email for questions"
                    value=form.email
                    kind="email"
                    error=errors.of("email")
                    autocomplete="off"
                    optional_mark=true
                />
                <TextField
                    name="phone"
                    label="Phone for questions"
                    value=form.phone
                    kind="tel"
                    error=errors.of("phone")
                    autocomplete="off"
                    optional_mark=true
                />
            </div>
        </fieldset>
    }
}

#[component]
fn Timed(form: InvoiceSettingForm, errors: FieldErrors) -> impl IntoView {
    let steps = STEPS
        .map(|step| Choice {
            value: step.to_string(),
            label: if step == 1 { "1 minute".into() } else { format!("{step} minutes") },
        })
        .to_vec();
    let rules = RoundingRule::ALL
        .map(|it| Choice { value: it.word().into(), label: it.label().into() })
        .to_vec();
    view! {
        <fieldset class="stack gap-3">
            <legend class="h3 mb-2">"Time"</legend>
            <div class="form-row">
                <Select
                    name="time_step"
                    label="Billed in steps of"
                    options=steps
                    value=form.time_step
                    hint="What is recorded keeps its steps."
                    error=errors.of("time_step")
                    required=true
                />
                <Select
                    name="time_rounding"
                    label="Rounded"
                    options=rules
                    value=form.time_rounding
                    error=errors.of("time_rounding")
                    required=true
                />
            </div>
        </fieldset>
    }
}
