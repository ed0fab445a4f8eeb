//! Lists of threads: one's own, and those of a case.

use domain::frame::Framed;
use domain::ids::CaseId;
use domain::threads::{About, CaseThreads, Inbox as Threads, ThreadRow};
use leptos::prelude::*;
use leptos_meta::Title;

use super::api;
use crate::page::{Done, page, param};
use crate::routes;
use crate::ui::button::{LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};

/// The page `/messages`.
#[component]
pub fn Inbox() -> impl IntoView {
    page("Messages", "page", api::own(), |Framed { frame, body }| {
        let Threads { waiting, others } = body;
        let none = waiting.is_empty() && others.is_empty();
        view! {
            <Shell frame=frame here=Here::Messages crumbs=vec![("Messages".to_owned(), None)]>
                <Done />
                <PageHead title="Messages" lead="What you and clients write to each other. What waits for an answer the longest stands on top." />
                {none
                    .then(|| {
                        view! {
                            <Empty
                                icon="mail"
                                title="No messages"
                                text="Begin one on the page of a case. What clients write about your cases stands here."
                            />
                        }
                    })}
                {(!waiting.is_empty())
                    .then(|| {
                        view! {
                            <Section id="waiting" title="Unread and unanswered">
                                <Rows rows=waiting cases=true />
                            </Section>
                        }
                    })}
                {(!others.is_empty())
                    .then(|| {
                        view! {
                            <div class="mt-6">
                                <Section id="others" title="All others">
                                    <Rows rows=others cases=true />
                                </Section>
                            </div>
                        }
                    })}
            </Shell>
        }
    })
}

/// The page `/cases/:id/messages`.
#[component]
pub fn OfCase() -> impl IntoView {
    page("Messages", "case", api::of_case(param("id")), |Framed { frame, body }| {
        let CaseThreads { case, number, rows, may_start } = body;
        let crumbs = vec![
            ("Cases".to_owned(), Some(routes::CASES.to_owned())),
            (number.clone(), Some(routes::case(case))),
            ("Messages".to_owned(), None),
        ];
        let start = may_start.then(|| {
            view! {
                <LinkButton href=routes::thread_new(case) look=Look::Primary icon="mail">
                    "Write to a client"
                </LinkButton>
            }
        });
        let title = format!("Messages, case {number}");
        view! {
            <Title text=title.clone() />
            <Shell frame=frame here=Here::Cases crumbs=crumbs>
                <Done />
                <PageHead title=title lead="Each is read by those who take part in it, from when they came.">
                    {start}
                </PageHead>
                {if rows.is_empty() {
                    view! {
                        <Empty icon="mail" title="No messages" text="Nothing was written here in which you take part." />
                    }
                        .into_any()
                } else {
                    view! { <Rows rows=rows cases=false /> }.into_any()
                }}
            </Shell>
        }
    })
}

#[component]
fn Rows(rows: Vec<ThreadRow>, cases: bool) -> impl IntoView {
    let rows = rows.into_iter().map(|row| view! { <Row row=row cases=cases /> }).collect_view();
    view! { <ul class="threads">{rows}</ul> }
}

#[component]
fn Row(row: ThreadRow, cases: bool) -> impl IntoView {
    let ThreadRow { id, subject, about, client, case, last, unread, waits, late, closed } = row;
    let last = last.map(|(by, at)| {
        view! {
            <span>
                <bdi>{by}</bdi>
                {format!(", {at}")}
            </span>
        }
    });
    let kind = if late { Tone::Bad } else { Tone::Warn };
    view! {
        <li class="threads__row">
            <a class="threads__subject" href=routes::thread(id) dir="auto">
                {subject}
            </a>
            <p class="threads__facts sm muted">
                <bdi>{client}</bdi>
                {cases.then(|| view! { <bdi>{case}</bdi> })}
                {last}
            </p>
            <p class="threads__marks row gap-2">
                {waits.map(|since| view! { <Badge kind=kind>{format!("Waits for an answer since {since}")}</Badge> })}
                {(unread > 0).then(|| view! { <Badge kind=Tone::Info>{format!("{unread} unread")}</Badge> })}
                {(about == About::Billing).then(|| view! { <Badge>"Invoices"</Badge> })}
                {closed.then(|| view! { <Badge>"Closed"</Badge> })}
            </p>
        </li>
    }
}

/// On the page of a case: the way to its messages, and how many wait.
#[component]
pub fn Waiting(
    case: CaseId,
    /// None where it is not counted: for billing, whose page of a case is small.
    waiting: Option<i64>,
    starts: bool,
) -> impl IntoView {
    let words = match waiting {
        None => String::new(),
        Some(0) => "Nothing waits for you.".to_owned(),
        Some(1) => "1 waits to be read or answered.".to_owned(),
        Some(n) => format!("{n} wait to be read or answered."),
    };
    view! {
        <Section id="messages" title="Messages" link=Some((routes::case_threads(case), "All messages".to_owned()))>
            <p class="sm mt-2">{words}</p>
            {starts
                .then(|| {
                    view! {
                        <p class="mt-1">
                            <LinkButton href=routes::thread_new(case) small=true icon="mail">
                                "Write to a client"
                            </LinkButton>
                        </p>
                    }
                })}
        </Section>
    }
}
