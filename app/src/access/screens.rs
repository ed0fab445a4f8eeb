//! What one is screened from: case and parties only, so as to know what not to ask about.

use domain::frame::{Frame, Framed};
use domain::walls::{Screen, Screened};
use leptos::prelude::*;

use super::api;
use super::sections::{Part, Sections};
use crate::page::page;
use crate::ui::empty::Empty;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::table::{Caption, TableWrap};

/// The page `/screens`.
#[component]
pub fn Screens() -> impl IntoView {
    page("My screens", "page", api::screens(), |Framed { frame, body }| {
        view! { <Mine frame=frame rows=body /> }
    })
}

#[component]
fn Mine(frame: Frame, rows: Vec<Screen>) -> impl IntoView {
    let sections = view! { <Sections frame=&frame part=Part::Screens /> };
    let crumbs = vec![
        ("Staff and access".to_owned(), Some(crate::routes::ACCESS.to_owned())),
        ("My screens".to_owned(), None),
    ];
    let lead = "What you are screened from. Do not ask about it, nor let anybody tell you; it shows nowhere else.";
    let body = if rows.is_empty() {
        let text = "Should a wall ever stand between you and a case, you read here which one.";
        view! { <Empty icon="wall" title="You are screened from nothing" text=text /> }.into_any()
    } else {
        view! {
            <TableWrap label="My screens">
                <table class="table table--stack">
                    <Caption text="What you are screened from, latest first" />
                    <thead>
                        <tr>
                            <th scope="col">"Screened from"</th>
                            <th scope="col">"Client"</th>
                            <th scope="col">"Against"</th>
                            <th scope="col">"Since"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(|row| view! { <Row row=row /> }).collect_view()}</tbody>
                </table>
            </TableWrap>
        }
        .into_any()
    };
    view! {
        <Shell frame=frame here=Here::Staff crumbs=crumbs>
            <PageHead title="My screens" lead=lead />
            <div class="stack gap-6">{sections} {body}</div>
        </Shell>
    }
}

#[component]
fn Row(row: Screen) -> impl IntoView {
    let (what, sub, against) = match row.what {
        Screened::Case { number, title, opposing } => {
            (title, Some(format!("Case {number}")), opposing.join(", "))
        }
        Screened::Client => ("Every case of this client".to_owned(), None, String::new()),
    };
    view! {
        <tr>
            <th scope="row">
                <span class="cell-main">{what}</span>
                {sub.map(|sub| view! { <span class="cell-sub">{sub}</span> })}
            </th>
            <td data-label="Client">{row.client}</td>
            <td data-label="Against">{against}</td>
            <td class="tight" data-label="Since">{row.since}</td>
        </tr>
    }
}
