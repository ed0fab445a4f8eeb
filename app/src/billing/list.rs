//! The page `/billing`: what is owed by age, as a bar with its figures, and the invoices beneath.

use domain::billing::invoices::{Age, Kind, State};
use domain::billing::ledger::{InvoiceBox, InvoiceFilter, InvoiceList, InvoiceRow, Receivables};
use domain::frame::{Frame, Framed};
use domain::locale::Locale;
use leptos::prelude::*;

use super::api;
use super::sections::{Part, Sections};
use crate::page::{Done, page, query};
use crate::routes;
use crate::ui::empty::Empty;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;
use crate::ui::sheet::BillingSheet;
use crate::ui::status::{Status, Tone};
use crate::ui::table::{Caption, TableWrap};
use crate::ui::tabs::{Tab, Tabs};

#[component]
pub fn List() -> impl IntoView {
    let filter = InvoiceFilter { which: query("which"), after: query("after") };
    page("Invoices", "page", api::list(filter), |Framed { frame, body }| {
        view! { <Listed frame=frame list=body /> }
    })
}

fn address(which: InvoiceBox, after: &str) -> String {
    let word = if which == InvoiceBox::Open { "" } else { which.word() };
    routes::with_query(routes::BILLING, &[("which", word), ("after", after)])
}

#[component]
fn Listed(frame: Frame, list: InvoiceList) -> impl IntoView {
    let InvoiceList { filter, page, owed, locale } = list;
    let here = InvoiceBox::from_word(&filter.which).unwrap_or_default();
    let tabs = InvoiceBox::ALL
        .into_iter()
        .map(|which| Tab::new(address(which, ""), which.label(), which == here))
        .collect();
    let next = page.next.as_deref().map(|after| address(here, after));
    let first = (!filter.after.is_empty()).then(|| address(here, ""));
    let (shown, total_words) = (page.rows.len(), page.total_words());
    let role = frame.role;
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=vec![("Billing".to_owned(), None)]>
            <Done />
            <PageHead title="Invoices" lead="What is owed, since when, and what was paid." />
            <div class="stack gap-6">
                <Sections here=Part::Invoices role=role />
                {owed
                    .into_iter()
                    .map(|owed| view! { <Aged owed=owed locale=locale /> })
                    .collect_view()}
                <Tabs label="Which invoices" items=tabs />
                {if page.rows.is_empty() {
                    let (title, text) = nothing(here);
                    view! { <Empty icon="note" title=title text=text /> }.into_any()
                } else {
                    view! {
                        <Rows rows=page.rows locale=locale />
                        <Pager
                            shown=shown
                            total_words=total_words
                            one="invoice"
                            many="invoices"
                            next=next
                            first=first
                        />
                    }
                        .into_any()
                }}
            </div>
        </Shell>
    }
}

const fn nothing(which: InvoiceBox) -> (&'static str, &'static str) {
    match which {
        InvoiceBox::Open => ("Nothing is owed", "Issued invoices stay here until they are paid."),
        InvoiceBox::Overdue => {
            ("Nothing is overdue", "Sent invoices appear here the day after they were due.")
        }
        InvoiceBox::Drafts => ("No drafts", "Invoices that are not issued yet appear here."),
        InvoiceBox::Settled => ("Nothing is settled", "Invoices come here once nothing is left."),
        InvoiceBox::All => ("No invoices yet", "Drafts and invoices appear here."),
    }
}

const fn shade(age: Age) -> &'static str {
    match age {
        Age::NotDue => "age age--0",
        Age::UpTo7 => "age age--1",
        Age::UpTo14 => "age age--2",
        Age::UpTo30 => "age age--3",
        Age::Older => "age age--4",
    }
}

/// What is owed of each age: a bar, and the figures it is drawn from.
#[component]
fn Aged(owed: Receivables, locale: Locale) -> impl IntoView {
    let Receivables { ages, invoices, all, overdue } = owed;
    let open =
        if invoices == 1 { "1 open invoice".into() } else { format!("{invoices} open invoices") };
    let mut from = 0.0;
    let whole = (all.minor.max(1)) as f64;
    let bars = ages
        .iter()
        .map(|it| {
            let share = it.sum.minor as f64 * 100.0 / whole;
            let x = from;
            from += share;
            view! { <rect class=shade(it.age) x=format!("{x:.3}%") width=format!("{share:.3}%") height="100%" /> }
        })
        .collect_view();
    view! {
        <section class="aged" aria-label="What is owed">
            <div class="aged__sum">
                <p class="aged__all">{locale.money(all)}</p>
                <p class="sm muted">
                    {open}
                    {(overdue.minor > 0)
                        .then(|| {
                            view! {
                                ", "
                                <strong class="aged__late">{format!("{} overdue", locale.money(overdue))}</strong>
                            }
                        })}
                </p>
            </div>
            <dl class="aged__ages">
                {ages
                    .iter()
                    .map(|it| {
                        view! {
                            <div>
                                <dt>
                                    <svg class="aged__key" aria-hidden="true">
                                        <rect class=shade(it.age) width="100%" height="100%" />
                                    </svg>
                                    {it.age.label()}
                                </dt>
                                <dd>
                                    {locale.money(it.sum)} " " <small>{it.invoices}<span class="vh">" invoices"</span></small>
                                </dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
            <svg class="aged__bar" aria-hidden="true">
                {bars}
            </svg>
        </section>
    }
}

pub(super) const fn look(state: State) -> (Tone, &'static str) {
    match state {
        State::Draft => (Tone::Info, "edit"),
        State::AwaitingApproval => (Tone::Info, "pending"),
        State::Approved => (Tone::Info, "check"),
        State::Issued => (Tone::Warn, "mail"),
        State::Sent | State::PartlyPaid => (Tone::Info, "clock"),
        State::Overdue => (Tone::Bad, "alert"),
        State::Paid => (Tone::Ok, "ok"),
        State::Credited | State::WrittenOff | State::Void => (Tone::Info, "no"),
    }
}

fn late(row: &InvoiceRow) -> String {
    match (row.age, row.late) {
        (None, _) => String::new(),
        (Some(Age::NotDue), 0) => "due today".into(),
        (Some(Age::NotDue), -1) => "due tomorrow".into(),
        (Some(Age::NotDue), days) => format!("due in {} days", -days),
        (Some(_), 1) => "1 day late".into(),
        (Some(_), days) => format!("{days} days late"),
    }
}

#[component]
fn Rows(rows: Vec<InvoiceRow>, locale: Locale) -> impl IntoView {
    view! {
        <TableWrap label="Invoices">
            <table class="table table--stack">
                <Caption text="Invoices" />
                <thead>
                    <tr>
                        <th scope="col">"Invoice"</th>
                        <th scope="col">"Client and case"</th>
                        <th scope="col">"Due"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="num">
                            "Billed"
                        </th>
                        <th scope="col" class="num">
                            "Left"
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(|row| view! { <Row row=row locale=locale /> }).collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

#[component]
fn Row(row: InvoiceRow, locale: Locale) -> impl IntoView {
    let (tone, icon) = look(row.state);
    let late = late(&row);
    let name = match (row.kind, row.number.is_empty()) {
        (Kind::Invoice, true) => "Draft".to_owned(),
        (Kind::Invoice, false) => row.number,
        (Kind::CreditNote, _) => format!("Credit note {}", row.number),
    };
    view! {
        <tr>
            <th scope="row">
                <a class="medium" href=routes::invoice(row.id)>
                    {name}
                </a>
            </th>
            <td data-label="Client and case">
                <span class="medium">{row.client}</span>
                " "
                <a href=routes::case(row.case)>{row.case_number}</a>
            </td>
            <td data-label="Due">
                {row.due} {(!late.is_empty()).then(|| view! { <span class="cell-sub">{late}</span> })}
            </td>
            <td data-label="State">
                <Status kind=tone icon=icon>
                    {row.state.label()}
                </Status>
            </td>
            <td data-label="Billed" class="num">
                {locale.money(row.total)}
            </td>
            <td data-label="Left" class="num">
                {locale.money(row.left)}
            </td>
        </tr>
    }
}
