//! What the pages of expenses have in common: the table, the file, how one is billed.

use domain::billing::expenses::{ExpenseForm, ExpenseRow, Receipt};
use domain::billing::time::Treatment;
use domain::forms::{Choice, FieldErrors};
use domain::locale::Locale;
use leptos::prelude::*;

use crate::routes;
use crate::ui::button::IconLink;
use crate::ui::field::{Select, TextArea, TextField};
use crate::ui::icon::Icon;
use crate::ui::table::{Caption, TableWrap};

/// How an expense can be billed, as choices.
pub fn treatments() -> Vec<Choice> {
    Treatment::ALL.map(|it| Choice { value: it.word().into(), label: it.label().into() }).to_vec()
}

/// Expenses, each with its receipt. `dated`: of more days than one; `cases`: of more cases than one.
#[component]
pub fn Expenses(
    caption: &'static str,
    rows: Vec<ExpenseRow>,
    locale: Locale,
    #[prop(optional)] dated: bool,
    #[prop(optional)] cases: bool,
) -> impl IntoView {
    view! {
        <TableWrap label="What was laid out">
            <table class="table table--stack">
                <Caption text=caption />
                <thead>
                    <tr>
                        <th scope="col">{if cases { "Case and what for" } else { "What for" }}</th>
                        {dated.then(|| view! { <th scope="col">"Day"</th> })}
                        <th scope="col">"Receipt"</th>
                        <th scope="col" class="num">
                            "Amount"
                        </th>
                        <th scope="col" class="tight">
                            <span class="vh">"Change"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| view! { <Row row=row locale=locale dated=dated cases=cases /> })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

#[component]
fn Row(row: ExpenseRow, locale: Locale, dated: bool, cases: bool) -> impl IntoView {
    let ExpenseRow {
        id,
        case,
        on,
        who,
        description,
        treatment,
        amount,
        written_down,
        receipt,
        invoice,
    } = row;
    let label = format!("Look at the expense: {description}");
    let head = match case.filter(|_| cases) {
        Some(case) => view! {
            <a class="medium" href=routes::case(case.id)>
                {case.number}
            </a>
            " "
            {case.client}
            <span class="cell-sub">{description}</span>
        }
        .into_any(),
        None => description.into_any(),
    };
    let (worth, faint) = match treatment {
        Treatment::Billable => (locale.amount(amount), false),
        other => (other.label().to_owned(), true),
    };
    let less = (!written_down.is_zero() && treatment == Treatment::Billable)
        .then(|| format!("{} less", locale.money(written_down)));
    view! {
        <tr>
            <th scope="row">
                {head} {who.map(|who| view! { <span class="cell-sub">{who}</span> })}
                {invoice.map(|_| view! { <span class="cell-sub">"On an invoice"</span> })}
            </th>
            {dated.then(|| view! { <td data-label="Day">{on}</td> })}
            <td data-label="Receipt">
                <ReceiptLink receipt=receipt />
            </td>
            <td class="num" class:faint=faint data-label="Amount">
                {worth} {less.map(|less| view! { <span class="cell-sub">{less}</span> })}
            </td>
            <td>
                <IconLink href=routes::expense(id) label=label icon="edit" small=true />
            </td>
        </tr>
    }
}

/// Where the receipt is read, for whoever may.
#[component]
pub fn ReceiptLink(receipt: Receipt) -> impl IntoView {
    match receipt {
        Receipt::Open(id) => view! { <a href=routes::document(id)>"Receipt"</a> }.into_any(),
        Receipt::Shut => view! { <span class="muted">"Not open to you"</span> }.into_any(),
        Receipt::None => view! { <span class="muted">"None"</span> }.into_any(),
    }
}

/// The file of a receipt, with what is wrong with it.
#[component]
pub fn ReceiptFile(
    label: &'static str,
    errors: FieldErrors,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let error = errors.of("file").map(str::to_owned);
    let (invalid, right) = (error.as_ref().map(|_| "true"), error.is_none());
    view! {
        <div class="field">
            <label class="field__label" for="f-file">
                {label}
                {(!required).then(|| view! { " " <span class="field__opt">"optional"</span> })}
            </label>
            <input
                class="input"
                id="f-file"
                type="file"
                name="file"
                accept="application/pdf,image/*"
                required=required
                aria-invalid=invalid
                aria-describedby="f-file-h f-file-e"
            />
            <p class="field__hint" id="f-file-h">
                "A PDF or a picture, at most 20 MB. It becomes a document of the case."
            </p>
            <p class="field__error" id="f-file-e" data-error-for="file" hidden=right>
                <Icon name="alert" small=true />
                <span>{error.unwrap_or_default()}</span>
            </p>
        </div>
    }
}

/// How it is billed, and what of it is written down.
#[component]
pub fn Billed(form: ExpenseForm, errors: FieldErrors) -> impl IntoView {
    view! {
        <div class="form-row">
            <Select
                name="treatment"
                label="Billing"
                options=treatments()
                value=form.treatment
                placeholder="Billable"
                error=errors.of("treatment")
                hint="No charge stands on the invoice at nothing; not billable never does."
            />
            <TextField
                name="written_down"
                label="Less by"
                value=form.written_down
                error=errors.of("written_down")
                inputmode="decimal"
                autocomplete="off"
                optional_mark=true
            />
        </div>
        <TextArea
            name="write_down_reason"
            label="Why less"
            value=form.write_down_reason
            error=errors.of("write_down_reason")
            rows=2
            optional_mark=true
        />
    }
}
