//! The page `/billing/payments`: what came in, month by month and one by one.

use domain::billing::paid::{Month, PaymentBox, PaymentFilter, PaymentList, PaymentRow};
use domain::forms::FormPage;
use domain::locale::Locale;
use leptos::prelude::*;

use super::api;
use super::waiting::Waiting;
use crate::billing::sections::{Part, Sections};
use crate::page::{Done, flash_id, page, query};
use crate::routes;
use crate::ui::button::{LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;
use crate::ui::section::Section;
use crate::ui::sheet::BillingSheet;
use crate::ui::status::{Status, Tone};
use crate::ui::table::{Caption, TableWrap};
use crate::ui::tabs::{Tab, Tabs};

#[component]
pub fn List() -> impl IntoView {
    let filter =
        PaymentFilter { which: query("which"), client: query("client"), after: query("after") };
    page("Payments", "page", api::list(filter, flash_id()), |page| {
        view! { <Listed page=page /> }
    })
}

fn address(which: PaymentBox, client: &str, after: &str) -> String {
    let word = if which == PaymentBox::All { "" } else { which.word() };
    routes::with_query(routes::PAYMENTS, &[("which", word), ("client", client), ("after", after)])
}

#[component]
fn Listed(page: FormPage<(), PaymentList>) -> impl IntoView {
    let FormPage { frame, message, context, .. } = page;
    let PaymentList { filter, client, page, months, takes, waiting, locale } = context;
    let here = PaymentBox::from_word(&filter.which).unwrap_or_default();
    let tabs = PaymentBox::ALL
        .into_iter()
        .map(|which| Tab::new(address(which, &filter.client, ""), which.label(), which == here))
        .collect();
    let next = page.next.as_deref().map(|after| address(here, &filter.client, after));
    let first = (!filter.after.is_empty()).then(|| address(here, &filter.client, ""));
    let (shown, total_words) = (page.rows.len(), page.total_words());
    let lead = match client.is_empty() {
        true => "What came in, and what of it is still over.".to_owned(),
        false => format!("What came in from {client}, and what of it is still over."),
    };
    let new = match filter.client.is_empty() {
        true => routes::PAYMENT_NEW.to_owned(),
        false => routes::with_query(routes::PAYMENT_NEW, &[("client", &filter.client)]),
    };
    let crumbs = vec![
        ("Billing".to_owned(), Some(routes::BILLING.to_owned())),
        ("Payments".to_owned(), None),
    ];
    let role = frame.role;
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=crumbs>
            <Done />
            {message.map(|message| view! { <Notice kind=Tone::Bad title=message role="alert" /> })}
            <PageHead title="Payments" lead=lead>
                {takes
                    .then(|| {
                        view! {
                            <LinkButton href=new look=Look::Primary icon="plus">
                                "Record payment"
                            </LinkButton>
                        }
                    })}
            </PageHead>
            <div class="stack gap-6">
                <Sections here=Part::Payments role=role />
                <Waiting rows=waiting />
                <Months months=months locale=locale />
                <Tabs label="Which payments" items=tabs />
                {if page.rows.is_empty() {
                    let (title, text) = nothing(here);
                    view! { <Empty icon="note" title=title text=text /> }.into_any()
                } else {
                    view! {
                        <Rows rows=page.rows locale=locale />
                        <Pager
                            shown=shown
                            total_words=total_words
                            one="payment"
                            many="payments"
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

const fn nothing(which: PaymentBox) -> (&'static str, &'static str) {
    match which {
        PaymentBox::All => {
            ("No payments yet", "What comes in is recorded here, by hand or from a bank statement.")
        }
        PaymentBox::Credit => (
            "Nothing is over",
            "A payment of more than was owed waits here to be used or given back.",
        ),
        PaymentBox::Reversed => {
            ("Nothing was reversed", "A payment that bounced comes here, with why.")
        }
    }
}

/// Twelve months as bars, and the figures they are drawn from beneath.
#[component]
fn Months(months: Vec<Month>, locale: Locale) -> impl IntoView {
    let most = months.iter().map(|month| month.sum.minor).max().unwrap_or_default();
    if most == 0 {
        return ().into_any();
    }
    let bars = months
        .iter()
        .enumerate()
        .map(|(nth, month)| {
            let height = month.sum.minor as f64 * 100.0 / most as f64;
            view! {
                <rect
                    class="months__bar"
                    x=format!("{:.3}%", nth as f64 * 100.0 / 12.0 + 1.0)
                    width=format!("{:.3}%", 100.0 / 12.0 - 2.0)
                    y=format!("{:.3}%", 100.0 - height)
                    height=format!("{height:.3}%")
                />
            }
        })
        .collect_view();
    view! {
        <Section id="months" title="By month" note="Without what was reversed, in the office’s currency">
            <svg class="months" aria-hidden="true">
                {bars}
            </svg>
            <TableWrap label="Payments by month" class="months__figures">
                <table class="table table--dense">
                    <Caption text="Payments by month" />
                    <thead>
                        <tr>
                            {months.iter().map(|month| view! { <th scope="col" class="num">{month.label.clone()}</th> }).collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        <tr>
                            {months
                                .iter()
                                .map(|month| {
                                    let many = if month.payments == 1 { "1 payment".to_owned() } else { format!("{} payments", month.payments) };
                                    view! {
                                        <td class="num">
                                            {locale.amount(month.sum)} <span class="cell-sub">{many}</span>
                                        </td>
                                    }
                                })
                                .collect_view()}
                        </tr>
                    </tbody>
                </table>
            </TableWrap>
        </Section>
    }
    .into_any()
}

#[component]
fn Rows(rows: Vec<PaymentRow>, locale: Locale) -> impl IntoView {
    view! {
        <TableWrap label="Payments">
            <table class="table table--stack">
                <Caption text="Payments, the latest first" />
                <thead>
                    <tr>
                        <th scope="col">"Received"</th>
                        <th scope="col">"From"</th>
                        <th scope="col">"How"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="num">
                            "Amount"
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
                            let credit = row.credit.minor;
                            view! {
                                <tr>
                                    <th scope="row">
                                        <a class="cell-main" href=routes::payment(row.id)>
                                            {row.on}
                                        </a>
                                    </th>
                                    <td data-label="From">
                                        <span class="medium">{row.client}</span>
                                        {(!row.payer.is_empty())
                                            .then(|| view! { <span class="cell-sub">{format!("Paid by {}", row.payer)}</span> })}
                                    </td>
                                    <td data-label="How">
                                        {row.method.label()}
                                        {(!row.reference.is_empty())
                                            .then(|| view! { <span class="cell-sub">{row.reference}</span> })}
                                    </td>
                                    <td data-label="State">
                                        {match (row.reversed, credit) {
                                            (true, _) => {
                                                view! {
                                                    <Status kind=Tone::Bad icon="no">
                                                        "Reversed"
                                                    </Status>
                                                }
                                                    .into_any()
                                            }
                                            (false, 0) => {
                                                view! {
                                                    <Status kind=Tone::Ok icon="ok">
                                                        "Used"
                                                    </Status>
                                                }
                                                    .into_any()
                                            }
                                            (false, _) => {
                                                view! {
                                                    <Status kind=Tone::Warn icon="pending">
                                                        "Credit left"
                                                    </Status>
                                                }
                                                    .into_any()
                                            }
                                        }}
                                    </td>
                                    <td data-label="Amount" class="num">
                                        {locale.money(row.amount)}
                                    </td>
                                    <td data-label="Credit" class="num">
                                        {if credit == 0 { String::new() } else { locale.money(row.credit) }}
                                    </td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}
