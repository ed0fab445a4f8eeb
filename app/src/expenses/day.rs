//! What somebody laid out on a day, beside the time of that day.

use domain::billing::expenses::{ExpenseForm, ExpenseRow};
use domain::forms::FieldErrors;
use domain::locale::Locale;
use domain::money::Money;
use leptos::prelude::*;

use super::parts::{Expenses, ReceiptFile, treatments};
use crate::documents::upload::Token;
use crate::routes;
use crate::time::case_field::CaseField;
use crate::ui::button::Button;
use crate::ui::field::TextField;
use crate::ui::form::{FormMessage, Hidden};
use crate::ui::icon::Icon;
use crate::ui::section::Section;

/// The section of a day sheet.
#[component]
pub fn OfDay(
    rows: Vec<ExpenseRow>,
    locale: Locale,
    form: ExpenseForm,
    #[prop(optional_no_strip)] message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    let note = total(&rows).map(|sum| locale.money(sum)).unwrap_or_default();
    let refused = message.is_some() || !errors.is_empty();
    view! {
        <Section id="expenses" title="Expenses" note=note>
            {if rows.is_empty() {
                view! { <p class="muted mt-3">"No expense is recorded on this day."</p> }.into_any()
            } else {
                view! { <Expenses caption="Expenses of this day" rows=rows locale=locale cases=true /> }
                    .into_any()
            }}
            <details class="act mt-3" open=refused>
                <summary class="sm">"Add an expense"</summary>
                <Add form=form message=message errors=errors />
            </details>
        </Section>
    }
}

/// What they come to where all are of one currency.
fn total(rows: &[ExpenseRow]) -> Option<Money> {
    let mut amounts = rows.iter().map(|row| row.amount);
    let first = amounts.next()?;
    amounts.try_fold(first, |sum, next| sum.plus(next).ok())
}

#[component]
fn Add(form: ExpenseForm, message: Option<String>, errors: FieldErrors) -> impl IntoView {
    view! {
        <form
            class="stack gap-3 mt-2"
            method="post"
            action=routes::EXPENSES_UPLOAD
            enctype="multipart/form-data"
            novalidate=true
        >
            <Token />
            <FormMessage message=message errors=errors.clone() />
            <Hidden name="on" value=form.on />
            <div class="form-row">
                <TextField
                    name="amount"
                    label="Amount"
                    value=form.amount
                    error=errors.of("amount")
                    inputmode="decimal"
                    autocomplete="off"
                />
                <CaseField id="x-case" value=form.case errors=errors.clone() />
                <Treated value=form.treatment error=errors.of("treatment").map(str::to_owned) />
            </div>
            <TextField
                name="description"
                label="What for"
                value=form.description
                hint="As the invoice says it: Court filing fee"
                error=errors.of("description")
                autocomplete="off"
            />
            <ReceiptFile label="Receipt" errors=errors />
            <p>
                <Button>"Add expense"</Button>
            </p>
        </form>
    }
}

/// How it is billed, under an id of its own: the form of an entry has such a field too.
#[component]
fn Treated(value: String, error: Option<String>) -> impl IntoView {
    let (invalid, right) = (error.as_ref().map(|_| "true"), error.is_none());
    view! {
        <div class="field">
            <label class="field__label" for="x-treatment">
                "Billing"
            </label>
            <select
                class="select"
                id="x-treatment"
                name="treatment"
                aria-invalid=invalid
                aria-describedby="x-treatment-e"
            >
                {treatments()
                    .into_iter()
                    .map(|choice| {
                        let selected = choice.value == value;
                        view! {
                            <option value=choice.value selected=selected>
                                {choice.label}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
            <p class="field__error" id="x-treatment-e" data-error-for="treatment" hidden=right>
                <Icon name="alert" small=true />
                <span>{error.unwrap_or_default()}</span>
            </p>
        </div>
    }
}
