//! The page `/billing/books`: what the accounts moved in a period, the journal to take away, and what was
//! collected by month and attorney.

use domain::billing::journal::{BooksPage, Checked, Collected, Format, JournalFilter, Turnover};
use domain::frame::{Frame, Framed};
use domain::locale::Locale;
use domain::money::Money;
use leptos::prelude::*;

use super::api;
use crate::billing::sections::{Part, Sections};
use crate::page::{page, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton};
use crate::ui::empty::Empty;
use crate::ui::field::DateField;
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::sheet::BillingSheet;
use crate::ui::status::Tone;
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Books() -> impl IntoView {
    let filter =
        JournalFilter { from: query("from"), until: query("until"), format: String::new() };
    page("Books", "page", api::books(filter), |Framed { frame, body }| {
        view! { <Shown frame=frame it=body /> }
    })
}

#[component]
fn Shown(frame: Frame, it: BooksPage) -> impl IntoView {
    let BooksPage {
        filter, errors, turnovers, movements, checked, months, collected, locale, ..
    } = it;
    let crumbs =
        vec![("Billing".to_owned(), Some(routes::BILLING.to_owned())), ("Books".to_owned(), None)];
    let lead = "What billing moved, as a journal for the bookkeeping, and what was collected. Without cases you are screened from.";
    let address = |format: Format| {
        routes::with_query(
            routes::JOURNAL,
            &[("from", &filter.from), ("until", &filter.until), ("format", format.word())],
        )
    };
    let (csv, ledger) = (address(Format::Csv), address(Format::Ledger));
    let note = if movements == 1 { "1 movement".into() } else { format!("{movements} movements") };
    let role = frame.role;
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=crumbs>
            <PageHead title="Books" lead=lead />
            <div class="stack gap-8">
                <Sections here=Part::Books role=role />
                <Section id="journal" title="Journal" note=note>
                    <form class="ask mt-3" method="get" action=routes::BOOKS>
                        <DateField name="from" label="From" value=filter.from.clone() error=errors.of("from") />
                        <DateField name="until" label="Until" value=filter.until.clone() error=errors.of("until") />
                        <Button>"Show"</Button>
                    </form>
                    <Turnovers rows=turnovers locale=locale />
                    {(movements > 0)
                        .then(|| {
                            view! {
                                <div class="cluster mt-3">
                                    <LinkButton href=csv icon="download">
                                        "Journal as CSV"
                                    </LinkButton>
                                    <LinkButton href=ledger icon="download">
                                        "Plain-text journal"
                                    </LinkButton>
                                </div>
                            }
                        })}
                </Section>
                <Looked checked=checked />
                <CollectedBy months=months rows=collected locale=locale />
            </div>
        </Shell>
    }
}

#[component]
fn Turnovers(rows: Vec<Turnover>, locale: Locale) -> impl IntoView {
    if rows.is_empty() {
        let text = "Nothing was issued, paid, credited or written off in this period.";
        return view! { <Empty icon="note" title="Nothing moved" text=text /> }.into_any();
    }
    let several = rows.iter().any(|row| row.debit.currency != rows[0].debit.currency);
    view! {
        <TableWrap label="Accounts">
            <table class="table table--stack">
                <Caption text="What each account moved" />
                <thead>
                    <tr>
                        <th scope="col">"Account"</th>
                        {several.then(|| view! { <th scope="col">"Currency"</th> })}
                        <th scope="col" class="num">
                            "Debit"
                        </th>
                        <th scope="col" class="num">
                            "Credit"
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            let shown = |money: Money| if money.is_zero() { String::new() } else { locale.money(money) };
                            view! {
                                <tr>
                                    <th scope="row">{row.account.label()}</th>
                                    {several
                                        .then(|| view! { <td data-label="Currency">{row.debit.currency.code()}</td> })}
                                    <td data-label="Debit" class="num">
                                        {shown(row.debit)}
                                    </td>
                                    <td data-label="Credit" class="num">
                                        {shown(row.credit)}
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

/// Whether the books agree with themselves, as of the last look.
#[component]
fn Looked(checked: Option<Checked>) -> impl IntoView {
    match checked {
        None => view! {
            <Notice kind=Tone::Plain title="Not checked yet" role="note">
                <p>"Each night every sum is held against the rows it follows from. The first look is still to come."</p>
            </Notice>
        }
        .into_any(),
        Some(Checked { at, wrong: 0, .. }) => view! {
            <Notice kind=Tone::Ok title="The books agree" role="note">
                <p>{format!("Every sum equals its rows, and no number is missing. Looked at {at}.")}</p>
            </Notice>
        }
        .into_any(),
        Some(Checked { at, wrong, found }) => {
            let title = if wrong == 1 { "1 sum disagrees with its rows".into() } else { format!("{wrong} sums disagree with their rows") };
            view! {
                <Notice kind=Tone::Bad title=title role="note">
                    <p>{format!("Looked at {at}. Nothing was changed. Show this to whoever looks after the server:")}</p>
                    <ul>{found.into_iter().map(|it| view! { <li>{it}</li> }).collect_view()}</ul>
                </Notice>
            }
            .into_any()
        }
    }
}

/// Bars of twelve months for each attorney, and the figures beneath.
#[component]
fn CollectedBy(months: Vec<String>, rows: Vec<Collected>, locale: Locale) -> impl IntoView {
    if rows.is_empty() {
        return ().into_any();
    }
    let most = rows.iter().flat_map(|row| &row.sums).map(|sum| sum.minor).max().unwrap_or_default();
    let whole = most.max(1) as f64;
    view! {
        <Section id="collected" title="Collected" note="By the attorney who leads the case now, in the month it went on an invoice">
            <TableWrap label="Collected by month and attorney">
                <table class="table table--dense collected">
                    <Caption text="Collected by month and attorney" />
                    <thead>
                        <tr>
                            <th scope="col">"Attorney"</th>
                            {months.into_iter().map(|month| view! { <th scope="col" class="num">{month}</th> }).collect_view()}
                            <th scope="col" class="num">
                                "Twelve months"
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows
                            .into_iter()
                            .map(|row| {
                                let name = if row.attorney.is_empty() { "Nobody now".to_owned() } else { row.attorney };
                                view! {
                                    <tr>
                                        <th scope="row">{name}</th>
                                        {row
                                            .sums
                                            .into_iter()
                                            .map(|sum| {
                                                let height = sum.minor as f64 * 100.0 / whole;
                                                view! {
                                                    <td class="num">
                                                        <svg class="collected__bar" aria-hidden="true">
                                                            <rect
                                                                class="months__bar"
                                                                width="100%"
                                                                y=format!("{:.2}%", 100.0 - height)
                                                                height=format!("{height:.2}%")
                                                            />
                                                        </svg>
                                                        {locale.amount(sum)}
                                                    </td>
                                                }
                                            })
                                            .collect_view()}
                                        <td class="num">
                                            <strong>{locale.money(row.all)}</strong>
                                        </td>
                                    </tr>
                                }
                            })
                            .collect_view()}
                    </tbody>
                </table>
            </TableWrap>
        </Section>
    }
    .into_any()
}
