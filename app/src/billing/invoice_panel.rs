//! Beside the sheet: where the invoice stands, its reminders, payments, sendings and history.

use domain::billing::invoices::{Kind, Stage};
use domain::billing::show::{DisputeRow, HistoryRow, HoldRow, InvoicePage, SendingRow, Since};
use domain::ids::InvoiceId;
use domain::locale::Locale;
use domain::money::Money;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::acts::EndHold;
use super::invoice_mailings::Mailings;
use super::invoice_track::{Stages, Track};
use super::list::look;
use crate::routes;
use crate::ui::button::Button;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::section::Section;
use crate::ui::status::{Badge, Matter, Tone};

/// How late it is, how it stands, and the case.
#[component]
pub fn Standing(page: InvoicePage) -> impl IntoView {
    let (tone, icon) = look(page.state);
    let late = (page.left.minor > 0 && page.late > 0).then(|| match page.late {
        1 => "1 day late".to_owned(),
        days => format!("{days} days late"),
    });
    view! {
        <div class="row gap-2 wrap">
            {late
                .map(|late| {
                    view! {
                        <Badge kind=Tone::Warn icon="clock">
                            {late}
                        </Badge>
                    }
                })}
            <Badge kind=tone icon=icon>
                {page.state.label()}
            </Badge>
            {page
                .held_back
                .then(|| {
                    view! {
                        <Badge kind=Tone::Warn icon="pending">
                            "Held back"
                        </Badge>
                    }
                })}
            <Matter href=routes::case(page.case)>{page.case_number.clone()}</Matter>
        </div>
    }
}

/// What has to be done before a draft can be sent.
#[component]
pub fn StillToDo(page: InvoicePage) -> impl IntoView {
    let said = &page.said;
    let mut left: Vec<String> = Vec::new();
    if said.lines.is_empty() {
        left.push("It has no line yet.".into());
    }
    let unpriced =
        said.lines.iter().filter(|line| line.minutes.is_some() && line.rate.is_none()).count();
    if unpriced > 0 {
        left.push(match unpriced {
            1 => "One entry has no rate, and counts for nothing.".into(),
            some => format!("{some} entries have no rate, and count for nothing."),
        });
    }
    if said.billed_to.len() < 2 {
        left.push("No postal address for invoices is on file.".into());
    }
    if said.office.how_to_pay.trim().is_empty() && said.office.iban.trim().is_empty() {
        left.push("The settings do not say how the office is paid.".into());
    }
    left.push(match (page.stage, page.approval) {
        (Stage::Draft, true) => "The responsible attorney has to approve it.".into(),
        (Stage::Review, _) => "It waits for the responsible attorney.".into(),
        _ => "It has to be issued: that gives it its number.".into(),
    });
    view! {
        <Section id="todo" title="Still to do" link=Some((routes::case_terms(page.case), "Fee terms".to_owned()))>
            <ul class="panel__todo mt-2">{left.into_iter().map(|it| view! { <li>{it}</li> }).collect_view()}</ul>
        </Section>
    }
}

/// Reminders, payments, sendings and what happened.
#[component]
pub fn Happened(page: InvoicePage) -> impl IntoView {
    let locale = page.locale;
    let is_invoice = page.kind == Kind::Invoice && page.stage == Stage::Issued;
    let InvoicePage {
        id,
        acts,
        since,
        sendings,
        mailings,
        history,
        total,
        left,
        holds,
        disputes,
        track,
        ..
    } = page.clone();
    view! {
        {is_invoice
            .then(|| {
                view! {
                    <section aria-labelledby="dun-h">
                        <div class="sect__head">
                            <h2 id="dun-h">"Reminders"</h2>
                            <Stages track=track />
                        </div>
                        <Track page=page />
                        <Holds id=id holds=holds ends=acts.end_hold />
                    </section>
                    <Disputes disputes=disputes locale=locale />
                    <Payments since=since total=total left=left locale=locale />
                }
            })}
        <Mailings id=id mailings=mailings />
        <Sendings sendings=sendings locale=locale />
        <History history=history />
    }
}

#[component]
fn Holds(id: InvoiceId, holds: Vec<HoldRow>, ends: bool) -> impl IntoView {
    let rows = holds
        .into_iter()
        .map(|hold| {
            let what = hold.stage.map_or("All reminders", |stage| stage.label());
            view! {
                <li>
                    <span>
                        {format!("{what} held until {}", hold.until)}
                        <small class="xs">{format!("{} · {}", hold.reason, hold.owner)}</small>
                    </span>
                    {ends
                        .then(|| {
                            view! {
                                <PostForm action=EndHold::url() class="people__right">
                                    <FormMessage />
                                    <Hidden name="id" value=id.to_string() />
                                    <Hidden name="which" value=hold.id.to_string() />
                                    <Button small=true>"End"</Button>
                                </PostForm>
                            }
                        })}
                </li>
            }
        })
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| view! { <ul class="people people--plain mt-2">{rows}</ul> })
}

#[component]
fn Disputes(disputes: Vec<DisputeRow>, locale: Locale) -> impl IntoView {
    (!disputes.is_empty()).then(|| {
        view! {
            <Section id="disputed" title="Disputed">
                <ul class="people people--tight mt-2">
                    {disputes
                        .into_iter()
                        .map(|it| {
                            view! {
                                <li>
                                    <span>
                                        {it.reason}
                                        <small class="xs">{format!("since {} · {}", it.since, it.owner)}</small>
                                    </span>
                                    <span class="people__right medium">{locale.money(it.amount)}</span>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </Section>
        }
    })
}

#[component]
fn Payments(since: Vec<Since>, total: Money, left: Money, locale: Locale) -> impl IntoView {
    let gone = Money::new(total.minor - left.minor, total.currency);
    let share = gone.minor as f64 * 100.0 / total.minor.max(1) as f64;
    let note = format!("{} of {}", locale.money(gone), locale.money(total));
    view! {
        <Section id="payments" title="Payments" note=note>
            <svg class="bar mt-3" role="img" aria-label=format!("{share:.0} percent settled")>
                <rect class="bar__track" width="100%" height="100%" />
                <rect width=format!("{share:.2}%") height="100%" />
            </svg>
            {if since.is_empty() {
                view! { <p class="sm muted mt-2">"Nothing has come in yet."</p> }.into_any()
            } else {
                view! {
                    <ul class="people people--tight mt-2">
                        {since.into_iter().map(|it| view! { <Came since=it locale=locale /> }).collect_view()}
                    </ul>
                }
                    .into_any()
            }}
        </Section>
    }
}

#[component]
fn Came(since: Since, locale: Locale) -> impl IntoView {
    use domain::billing::show::Change;
    let on = since.on.parse().map(|on| locale.short_date(on)).unwrap_or_default();
    let what = match since.change {
        Change::Received => since.says,
        Change::Credited => format!("Credit note {}", since.says),
        Change::WrittenOff => format!("Written off: {}", since.says),
    };
    let what = match what.as_str() {
        "" => "Payment".to_owned(),
        _ => what,
    };
    let what = match since.note {
        Some(note) => view! { <a href=routes::invoice(note)>{what}</a> }.into_any(),
        None => what.into_any(),
    };
    view! {
        <li>
            <span class="muted">{on}</span>
            <span>
                {what}
                {(!since.who.is_empty())
                    .then(|| view! { <small class="xs">{format!("Recorded by {}", since.who)}</small> })}
            </span>
            <span class="people__right medium">{locale.money(since.amount)}</span>
        </li>
    }
}

#[component]
fn Sendings(sendings: Vec<SendingRow>, locale: Locale) -> impl IntoView {
    (!sendings.is_empty()).then(|| {
        view! {
            <Section id="sendings" title="Sent">
                <ul class="people people--tight mt-2">
                    {sendings
                        .into_iter()
                        .map(|it| {
                            let on = it.on.parse().map(|on| locale.short_date(on)).unwrap_or_default();
                            let whom = match it.recipient.as_str() {
                                "" => it.by.clone(),
                                whom => format!("{}, to {whom}", it.by),
                            };
                            view! {
                                <li>
                                    <span class="muted nowrap">{on}</span>
                                    <span>
                                        {whom}
                                        {it.came_back.then(|| view! { <small class="xs">"Came back: it proves nothing"</small> })}
                                        {(!it.who.is_empty())
                                            .then(|| {
                                                view! { <small class="xs">{format!("Recorded by {}", it.who)}</small> }
                                            })}
                                    </span>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </Section>
        }
    })
}

#[component]
fn History(history: Vec<HistoryRow>) -> impl IntoView {
    view! {
        <Section id="history" title="History">
            <ol class="panel__history mt-2">
                {history
                    .into_iter()
                    .map(|it| {
                        let when = match it.who.as_str() {
                            "" => it.at,
                            who => format!("{} · {who}", it.at),
                        };
                        view! {
                            <li>
                                <p>{it.what}</p>
                                {(!it.says.is_empty()).then(|| view! { <p class="sm prose">{it.says}</p> })}
                                <p class="xs muted">{when}</p>
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </Section>
    }
}
