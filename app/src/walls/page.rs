//! The walls that stand, what waits for the caller as the second person, and the walls lifted.

use domain::forms::FormPage;
use domain::walls::{WallRow, WallState, WallsPage};
use leptos::prelude::*;

use super::api;
use super::card::{Cards, what};
use crate::enhance::LiveForms;
use crate::error::ApiError;
use crate::page::{Done, complaints, flash_id, page};
use crate::ui::empty::Empty;
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::person::PersonLine;
use crate::ui::section::Section;
use crate::ui::status::Tone;
use crate::ui::table::{Caption, TableWrap};

/// The page `/walls`.
#[component]
pub fn Walls() -> impl IntoView {
    let flash = flash_id();
    let read = async move {
        api::walls(flash).await.map_err(|error| match error {
            ApiError::Refused(_) => ApiError::Refused(WHO.to_owned()),
            other => other,
        })
    };
    page("Walls", "page", read, |page| view! { <Listed page=page /> })
}

/// Who can, for those who cannot: here nobody's responsible attorney helps.
const WHO: &str = "Managing partners and the conflicts deputy see the walls. Ask one of them.";

#[component]
fn Listed(mut page: FormPage<(), WallsPage>) -> impl IntoView {
    let (message, _) = complaints(&mut page);
    let FormPage { frame, context, .. } = page;
    let WallsPage { standing, lifted, deputy, may_ask } = context;
    let (waiting, standing): (Vec<_>, Vec<_>) = standing.into_iter().partition(waits_for_caller);
    let second = match deputy {
        Some(name) => format!("another managing partner, or {name} as conflicts deputy"),
        None => "another managing partner. No conflicts deputy is named".to_owned(),
    };
    let lead = format!("A wall holds at once. Lifting it takes a second person: {second}.");
    let quiet = waiting.is_empty();
    view! {
        <Shell frame=frame here=Here::Walls crumbs=vec![("Walls".to_owned(), None)]>
            <Done />
            <PageHead title="Ethical walls" lead=lead />
            {message
                .map(|message| {
                    view! {
                        <div class="mb-4">
                            <Notice kind=Tone::Bad title=message role="alert" />
                        </div>
                    }
                })}
            <div class="stack gap-8">
                {(!quiet)
                    .then(|| {
                        view! {
                            <Section id="waiting" title="Waiting for you">
                                <Cards rows=waiting may_ask=false />
                            </Section>
                        }
                    })}
                <Section id="standing" title="Standing walls">
                    {if standing.is_empty() {
                        let (title, text) = if quiet {
                            ("No wall stands", "A wall is raised from a case or a client. It appears here and stays on record.")
                        } else {
                            ("No other wall stands", "Those that wait for you are above.")
                        };
                        view! { <Empty icon="wall" title=title text=text /> }.into_any()
                    } else {
                        view! { <Cards rows=standing may_ask=may_ask /> }.into_any()
                    }}
                </Section>
                {(!lifted.is_empty())
                    .then(|| {
                        view! {
                            <Section id="lifted" title="Lifted walls">
                                <Lifted rows=lifted />
                            </Section>
                        }
                    })}
            </div>
            {(!quiet).then(|| view! { <LiveForms /> })}
        </Shell>
    }
}

fn waits_for_caller(row: &WallRow) -> bool {
    match row.state {
        WallState::Unconfirmed => true,
        WallState::LiftAsked { mine, .. } => mine,
        WallState::Standing | WallState::Lifted { .. } => false,
    }
}

#[component]
fn Lifted(rows: Vec<WallRow>) -> impl IntoView {
    view! {
        <TableWrap label="Lifted walls">
            <table class="table table--top">
                <Caption text="Lifted walls, latest first" />
                <thead>
                    <tr>
                        <th scope="col">"Person"</th>
                        <th scope="col">"Screened from"</th>
                        <th scope="col">"Reason"</th>
                        <th scope="col">"Set"</th>
                        <th scope="col">"Lifted"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <LiftedRow row=row /> }).collect_view()}</tbody>
            </table>
        </TableWrap>
    }
}

#[component]
fn LiftedRow(row: WallRow) -> impl IntoView {
    let around = what(&row);
    let lifted = match &row.state {
        WallState::Lifted { by, on } => Some((on.clone(), by.clone())),
        WallState::Standing | WallState::Unconfirmed | WallState::LiftAsked { .. } => None,
    };
    view! {
        <tr>
            <th scope="row">
                <PersonLine person=row.person sub=row.role />
            </th>
            <td>{around}</td>
            <td>{row.reason}</td>
            <td class="nowrap">{row.since} <span class="cell-sub">{row.by}</span></td>
            <td class="nowrap">{lifted.map(|(on, by)| view! { {on} <span class="cell-sub">{by}</span> })}</td>
        </tr>
    }
}
