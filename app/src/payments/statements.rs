//! The page `/billing/statements`: bank statements that were read in, and reading in another.

use domain::billing::statements::{ImportForm, ImportRow, ImportsPage};
use domain::forms::{Choice, FieldErrors, FormPage};
use leptos::prelude::*;

use super::api;
use crate::billing::sections::{Part, Sections};
use crate::documents::upload::Token;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, Look};
use crate::ui::empty::Empty;
use crate::ui::field::{Select, TextField};
use crate::ui::form::{Actions, FormMessage};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::sheet::BillingSheet;
use crate::ui::status::{Status, Tone};
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Statements() -> impl IntoView {
    page("Bank statements", "page", api::statements(flash_id()), |page| {
        view! { <All page=page /> }
    })
}

#[component]
fn All(mut page: FormPage<ImportForm, ImportsPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let ImportsPage { imports, currencies, accounts } = context;
    let crumbs = vec![
        ("Billing".to_owned(), Some(routes::BILLING.to_owned())),
        ("Bank statements".to_owned(), None),
    ];
    let lead = "What the bank says came in. Each line is proposed for what it may pay, and a person decides.";
    let role = frame.role;
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=crumbs>
            <Done />
            <PageHead title="Bank statements" lead=lead />
            <div class="stack gap-6">
                <Sections here=Part::Statements role=role />
                <Send form=form message=message errors=errors currencies=currencies accounts=accounts />
                <Rows rows=imports />
            </div>
        </Shell>
    }
}

fn choices(of: &[(&str, &str)]) -> Vec<Choice> {
    of.iter()
        .map(|(value, label)| Choice { value: (*value).into(), label: (*label).into() })
        .collect()
}

#[component]
fn Send(
    form: ImportForm,
    message: Option<String>,
    errors: FieldErrors,
    currencies: Vec<Choice>,
    accounts: Vec<String>,
) -> impl IntoView {
    let wrong = errors.of("file").map(str::to_owned);
    let (invalid, right) = (wrong.as_ref().map(|_| "true"), wrong.is_none());
    let orders = choices(&[
        ("ymd", "Year, month, day"),
        ("dmy", "Day, month, year"),
        ("mdy", "Month, day, year"),
    ]);
    let marks = choices(&[("point", "1,234.50"), ("comma", "1.234,50")]);
    let heads = [
        ("day_head", "Day", form.day_head),
        ("amount_head", "Amount", form.amount_head),
        ("payer_head", "Who paid", form.payer_head),
        ("text_head", "What they wrote", form.text_head),
    ];
    let open = !errors.is_empty()
        || !form.currency.is_empty()
        || !form.dates.is_empty()
        || !form.decimal.is_empty()
        || !heads.iter().all(|(.., head)| head.is_empty());
    view! {
        <Section id="send" title="Read in a statement">
            <form
                class="stack gap-3 mt-3"
                method="post"
                action=routes::STATEMENTS_UPLOAD
                enctype="multipart/form-data"
            >
                <Token />
                <FormMessage message=message errors=errors.clone() />
                <div class="form-row">
                    <TextField
                        name="account"
                        label="Account"
                        value=form.account
                        hint="For a table that does not name it. The same words each time keep a line from coming in twice."
                        error=errors.of("account")
                        autocomplete="off"
                    />
                    <div class="field">
                        <label class="field__label" for="f-file">
                            "File"
                        </label>
                        <input
                            class="input"
                            id="f-file"
                            type="file"
                            name="file"
                            required=true
                            accept=".csv,.txt,.ofx,.qfx,.xml,.053"
                            aria-invalid=invalid
                            aria-describedby="f-file-h f-file-e"
                        />
                        <p class="field__hint" id="f-file-h">
                            "CSV, OFX or camt.053, as the bank hands it out"
                        </p>
                        <p class="field__error" id="f-file-e" data-error-for="file" hidden=right>
                            <crate::ui::icon::Icon name="alert" small=true />
                            <span>{wrong.unwrap_or_default()}</span>
                        </p>
                    </div>
                </div>
                {(!accounts.is_empty())
                    .then(|| {
                        view! { <p class="xs muted">{format!("Read before: {}", accounts.join(", "))}</p> }
                    })}
                <details class="act" open=open>
                    <summary class="sm">"What a table leaves open"</summary>
                    <div class="form-row mt-2">
                        <Select
                            name="currency"
                            label="Currency"
                            options=currencies
                            value=form.currency
                            placeholder="As the file says"
                            error=errors.of("currency")
                        />
                        <Select
                            name="dates"
                            label="Dates are"
                            options=orders
                            value=form.dates
                            placeholder="Found out"
                            error=errors.of("dates")
                        />
                        <Select
                            name="decimal"
                            label="Amounts are"
                            options=marks
                            value=form.decimal
                            placeholder="Found out"
                            error=errors.of("decimal")
                        />
                    </div>
                    <p class="xs muted mt-2">"How a column is headed, where its head does not tell what is in it:"</p>
                    <div class="form-row mt-1">
                        {heads
                            .into_iter()
                            .map(|(name, label, value)| {
                                view! {
                                    <TextField
                                        name=name
                                        label=label
                                        value=value
                                        error=errors.of(name)
                                        placeholder="Found out"
                                        autocomplete="off"
                                    />
                                }
                            })
                            .collect_view()}
                    </div>
                </details>
                <Actions>
                    <Button look=Look::Primary icon="upload">
                        "Read in"
                    </Button>
                </Actions>
            </form>
        </Section>
    }
}

#[component]
fn Rows(rows: Vec<ImportRow>) -> impl IntoView {
    if rows.is_empty() {
        let text = "Export a month from the bank’s site and read it in. Nothing comes in twice, however often.";
        return view! { <Empty icon="note" title="No statements yet" text=text /> }.into_any();
    }
    view! {
        <TableWrap label="Bank statements">
            <table class="table table--stack">
                <Caption text="Bank statements, the latest first" />
                <thead>
                    <tr>
                        <th scope="col">"Days"</th>
                        <th scope="col">"Account"</th>
                        <th scope="col">"Read in"</th>
                        <th scope="col" class="num">
                            "Lines"
                        </th>
                        <th scope="col">"State"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            let days = if row.days.is_empty() { "No lines".to_owned() } else { row.days };
                            view! {
                                <tr>
                                    <th scope="row">
                                        <a class="cell-main" href=routes::statement(row.id)>
                                            {days}
                                        </a>
                                    </th>
                                    <td data-label="Account">{row.account}</td>
                                    <td data-label="Read in">{row.read_in}</td>
                                    <td data-label="Lines" class="num">
                                        {row.lines}
                                    </td>
                                    <td data-label="State">
                                        {match row.open {
                                            0 => {
                                                view! {
                                                    <Status kind=Tone::Ok icon="ok">
                                                        "Done"
                                                    </Status>
                                                }
                                                    .into_any()
                                            }
                                            open => {
                                                view! {
                                                    <Status kind=Tone::Warn icon="pending">
                                                        {format!("{open} to decide")}
                                                    </Status>
                                                }
                                                    .into_any()
                                            }
                                        }}
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
