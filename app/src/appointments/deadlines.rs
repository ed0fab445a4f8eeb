//! Deadlines that are not done with: overdue, to be looked over, and coming; the most pressing first.

use domain::appointments::{DueBox, DuePage, DueRow};
use domain::frame::Framed;
use leptos::prelude::*;

use super::api;
use crate::page::{page, query};
use crate::routes;
use crate::ui::empty::Empty;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::person::PersonLine;
use crate::ui::status::{Status, Tone};
use crate::ui::table::{Caption, TableWrap};
use crate::ui::tabs::{Tab, Tabs};

/// The page `/deadlines`.
#[component]
pub fn Deadlines() -> impl IntoView {
    page("Deadlines", "page", api::due(query("which")), |page| view! { <Listed page=page /> })
}

#[component]
fn Listed(page: Framed<DuePage>) -> impl IntoView {
    let Framed { frame, body: DuePage { which, sees_all, rows } } = page;
    let tabs = DueBox::ALL
        .iter()
        .filter(|other| **other != DueBox::All || sees_all)
        .map(|other| {
            let href = routes::with_query(routes::DEADLINES, &[("which", other.word())]);
            let tab = Tab::new(href, other.label(), *other == which);
            if *other == which { tab.counting(rows.len() as i64) } else { tab }
        })
        .collect();
    let crumbs = vec![
        ("Calendar".to_owned(), Some(routes::CALENDAR.to_owned())),
        ("Deadlines".to_owned(), None),
    ];
    view! {
        <Shell frame=frame here=Here::Calendar crumbs=crumbs>
            <PageHead
                title="Deadlines"
                lead="What is overdue, what waits for a second person, and what is coming."
            />
            <div class="stack gap-6">
                <Tabs label="Which deadlines" items=tabs />
                {if rows.is_empty() {
                    let text = "Deadlines stand here until they are kept and a second person has looked.";
                    view! { <Empty icon="flag" title="No deadlines" text=text /> }.into_any()
                } else {
                    view! { <Rows rows=rows /> }.into_any()
                }}
            </div>
        </Shell>
    }
}

const fn standing(row: &DueRow) -> (Tone, &'static str, &'static str) {
    match (row.done, row.past) {
        (true, _) => (Tone::Info, "pending", "Kept, to be confirmed"),
        (false, true) => (Tone::Bad, "alert", "Overdue"),
        (false, false) => (Tone::Warn, "flag", "Due"),
    }
}

#[component]
fn Rows(rows: Vec<DueRow>) -> impl IntoView {
    view! {
        <TableWrap label="Deadlines">
            <table class="table table--stack">
                <Caption text="Deadlines that are not done with, the most pressing first" />
                <thead>
                    <tr>
                        <th scope="col">"Deadline"</th>
                        <th scope="col">"When"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Answers for it"</th>
                        <th scope="col">"Steps in"</th>
                        <th scope="col">"Looks it over"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            let (tone, icon, words) = standing(&row);
                            let head = if row.head.is_empty() { "Deadline".to_owned() } else { row.head };
                            view! {
                                <tr>
                                    <th scope="row">
                                        <a href=routes::appointment(row.id)>{head}</a>
                                        {(!row.number.is_empty())
                                            .then(|| view! { <span class="cell-sub">{row.number}</span> })}
                                    </th>
                                    <td data-label="When">
                                        <time datetime=row.datetime>{row.when}</time>
                                    </td>
                                    <td data-label="State">
                                        <Status kind=tone icon=icon>
                                            {words}
                                        </Status>
                                    </td>
                                    <td data-label="Answers for it">
                                        <PersonLine person=row.owner />
                                    </td>
                                    <td data-label="Steps in">
                                        <PersonLine person=row.backup />
                                    </td>
                                    <td data-label="Looks it over">
                                        <PersonLine person=row.checker />
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
