//! The page `/retention`: what waits for the second person, which cases are due, the schedule, and what
//! was decided.

use domain::forms::FormPage;
use domain::retention::{DueCase, Purge, PurgeState, RetentionPage, Rule};
use leptos::prelude::*;

use super::api;
use crate::error::ApiError;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::LinkButton;
use crate::ui::empty::Empty;
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Retention() -> impl IntoView {
    let flash = flash_id();
    let read = async move {
        api::retention(flash).await.map_err(|error| match error {
            ApiError::Refused(_) => ApiError::Refused(WHO.to_owned()),
            other => other,
        })
    };
    page("Retention", "page", read, |page| view! { <Listed page=page /> })
}

const WHO: &str =
    "Managing partners and the conflicts deputy see what is kept and destroyed. Ask one of them.";

/// "1 document", "12 documents".
pub(super) fn documents(count: i64) -> String {
    match count {
        1 => "1 document".into(),
        count => format!("{count} documents"),
    }
}

#[component]
fn Listed(mut page: FormPage<(), RetentionPage>) -> impl IntoView {
    let (message, _) = complaints(&mut page);
    let FormPage { frame, context, .. } = page;
    let RetentionPage { purges, due, more_due, rules, deputy, keeps } = context;
    let second = match deputy {
        Some(name) => format!("another managing partner, or {name} as conflicts deputy"),
        None => "another managing partner. No conflicts deputy is named".to_owned(),
    };
    let lead = format!(
        "Nothing is destroyed by itself. One managing partner asks, a second person destroys: {second}."
    );
    let (waiting, past): (Vec<_>, Vec<_>) =
        purges.into_iter().partition(|purge| matches!(purge.state, PurgeState::Waits { .. }));
    view! {
        <Shell frame=frame here=Here::Retention crumbs=vec![("Retention".to_owned(), None)]>
            <Done />
            <PageHead title="Retention" lead=lead />
            {message
                .map(|message| {
                    view! {
                        <div class="mb-4">
                            <Notice kind=Tone::Bad title=message role="alert" />
                        </div>
                    }
                })}
            <div class="stack gap-8">
                <Section id="waiting" title="Asked, and waiting">
                    <Waiting rows=waiting />
                </Section>
                {keeps
                    .then(|| {
                        view! {
                            <Section id="due" title="Kept for long enough" note="the longest first">
                                <Due rows=due more=more_due />
                            </Section>
                            <Section id="schedule" title="How long documents are kept" note="after a case is closed">
                                <Schedule rules=rules />
                            </Section>
                            {(!past.is_empty())
                                .then(|| {
                                    view! {
                                        <Section id="decided" title="Decided">
                                            <Past rows=past />
                                        </Section>
                                    }
                                })}
                        }
                    })}
            </div>
        </Shell>
    }
}

#[component]
fn Waiting(rows: Vec<Purge>) -> impl IntoView {
    if rows.is_empty() {
        let text = "What somebody asks to destroy appears here, for a second person to decide.";
        return view! { <Empty icon="lock" title="Nothing waits" text=text /> }.into_any();
    }
    view! {
        <TableWrap label="Asked, and waiting">
            <table class="table table--stack table--top">
                <Caption text="Destructions that wait for a second person" />
                <thead>
                    <tr>
                        <th scope="col">"Case"</th>
                        <th scope="col">"What"</th>
                        <th scope="col">"Why"</th>
                        <th scope="col">"Asked"</th>
                        <th scope="col">
                            <span class="vh">"Decide"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            let mine = matches!(row.state, PurgeState::Waits { mine: true });
                            view! {
                                <tr>
                                    <th scope="row">{case_link(&row)} <span class="cell-sub">{row.area.clone()}</span></th>
                                    <td data-label="What">
                                        {documents(row.documents)}
                                        <span class="cell-sub">{format!("closed {}", row.closed)}</span>
                                    </td>
                                    <td data-label="Why">{row.reason}</td>
                                    <td data-label="Asked">{row.asked_by} <span class="cell-sub">{row.asked}</span></td>
                                    <td class="tight">
                                        {if mine {
                                            let whose = format!(" on case {}", row.number);
                                            view! {
                                                <LinkButton href=routes::purge(row.id) small=true>
                                                    "Decide" <span class="vh">{whose}</span>
                                                </LinkButton>
                                            }
                                                .into_any()
                                        } else {
                                            view! { <span class="muted">"Waits for a second person"</span> }.into_any()
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

fn case_link(row: &Purge) -> AnyView {
    match row.case {
        Some(case) => {
            view! { <a href=routes::case_documents(case)>{row.number.clone()}</a> }.into_any()
        }
        None => row.number.clone().into_any(),
    }
}

#[component]
fn Due(rows: Vec<DueCase>, more: bool) -> impl IntoView {
    if rows.is_empty() {
        let text = "A closed case appears here once its documents were kept for as long as the schedule says.";
        return view! { <Empty icon="calendar" title="No case is due" text=text /> }.into_any();
    }
    view! {
        <TableWrap label="Cases kept for long enough">
            <table class="table table--stack">
                <Caption text="Closed cases whose documents were kept for long enough" />
                <thead>
                    <tr>
                        <th scope="col">"Case"</th>
                        <th scope="col">"Closed"</th>
                        <th scope="col">"Kept until"</th>
                        <th scope="col" class="num">
                            "Documents"
                        </th>
                        <th scope="col">
                            <span class="vh">"Ask"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            let whose = format!(" the documents of {}", row.number);
                            view! {
                                <tr>
                                    <th scope="row">
                                        <a href=routes::case_documents(row.id)>{row.title}</a>
                                        <span class="cell-sub">{format!("{}, {}, {}", row.number, row.client, row.area)}</span>
                                    </th>
                                    <td data-label="Closed">{row.closed}</td>
                                    <td data-label="Kept until">{row.kept_until}</td>
                                    <td data-label="Documents" class="num">{row.documents}</td>
                                    <td class="tight">
                                        {if row.held {
                                            view! { <Badge kind=Tone::Info>"Under a legal hold"</Badge> }.into_any()
                                        } else if row.asked {
                                            view! { <span class="muted">"Asked"</span> }.into_any()
                                        } else {
                                            view! {
                                                <LinkButton href=routes::case_purge(row.id) small=true>
                                                    "Ask to destroy" <span class="vh">{whose}</span>
                                                </LinkButton>
                                            }
                                                .into_any()
                                        }}
                                    </td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
        {more.then(|| view! { <p class="muted sm">"There are more. They follow as these are decided."</p> })}
    }
    .into_any()
}

#[component]
fn Schedule(rules: Vec<Rule>) -> impl IntoView {
    view! {
        <TableWrap label="How long documents are kept">
            <table class="table table--stack">
                <Caption text="How long documents are kept after a case is closed, by practice area" />
                <thead>
                    <tr>
                        <th scope="col">"Practice area"</th>
                        <th scope="col">"Kept for"</th>
                        <th scope="col">"Set by"</th>
                        <th scope="col">
                            <span class="vh">"Change"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rules
                        .into_iter()
                        .map(|rule| {
                            let kept = match rule.years {
                                Some(1) => "1 year".to_owned(),
                                Some(years) => format!("{years} years"),
                                None => "Until somebody decides".to_owned(),
                            };
                            let which = format!(" for {}", rule.area);
                            view! {
                                <tr>
                                    <th scope="row">{rule.area.clone()}</th>
                                    <td data-label="Kept for">{kept}</td>
                                    <td data-label="Set by">
                                        {rule.set.map(|(by, on)| view! { {by} <span class="cell-sub">{on}</span> })}
                                    </td>
                                    <td class="tight">
                                        <LinkButton href=routes::retention_rule(&rule.area) small=true>
                                            "Change" <span class="vh">{which}</span>
                                        </LinkButton>
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

#[component]
fn Past(rows: Vec<Purge>) -> impl IntoView {
    view! {
        <TableWrap label="Decided">
            <table class="table table--stack table--top">
                <Caption text="What was decided, the latest first" />
                <thead>
                    <tr>
                        <th scope="col">"Case"</th>
                        <th scope="col">"What became of it"</th>
                        <th scope="col">"Why"</th>
                        <th scope="col">"Asked"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            let said = match &row.state {
                                PurgeState::Destroyed { by, on } => {
                                    format!("{} destroyed by {by}, {on}", documents(row.documents))
                                }
                                PurgeState::Kept { by, on } => format!("Kept by {by}, {on}"),
                                PurgeState::Waits { .. } => String::new(),
                            };
                            view! {
                                <tr>
                                    <th scope="row">{case_link(&row)} <span class="cell-sub">{row.area.clone()}</span></th>
                                    <td data-label="What became of it">{said}</td>
                                    <td data-label="Why">{row.reason}</td>
                                    <td data-label="Asked">{row.asked_by} <span class="cell-sub">{row.asked}</span></td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}
