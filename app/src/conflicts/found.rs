//! What a search found: a word for the list, a table for the page.

use domain::conflicts::{CheckRow, Decision, Match, Outcome};
use leptos::prelude::*;

use crate::routes;
use crate::ui::status::{Status, Tone};
use crate::ui::table::{Caption, TableWrap};

/// Where a search stands, in a word with its glyph.
pub fn outcome(row: &CheckRow) -> AnyView {
    let (kind, icon, words) = match (row.outcome, row.decision) {
        (_, Some(Decision::Conflict)) => (Tone::Bad, "no", "Conflict"),
        (_, Some(Decision::NoConflict)) => (Tone::Ok, "check", "No conflict"),
        (Outcome::Clear, None) => (Tone::Ok, "check", "Nothing alike"),
        (Outcome::Matches, None) => (Tone::Warn, "alert", "Yours to decide"),
        (Outcome::Ask, None) => (Tone::Warn, "clock", "Waits for the conflicts partner"),
    };
    view! {
        <Status kind=kind icon=icon>
            {words}
        </Status>
    }
    .into_any()
}

/// The matches as a table: what was looked for, what is like it, and where it stands.
#[component]
pub fn Matches(rows: Vec<Match>) -> impl IntoView {
    view! {
        <TableWrap label="Names that are alike" class="mt-3">
            <table class="table table--top table--stack">
                <Caption text="Names that are alike" />
                <thead>
                    <tr>
                        <th scope="col">"Looked for"</th>
                        <th scope="col">"Found"</th>
                        <th scope="col">"How alike"</th>
                        <th scope="col">"What it is to the office"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row=row /> }).collect_view()}</tbody>
            </table>
        </TableWrap>
    }
}

#[component]
fn Row(row: Match) -> impl IntoView {
    let href = row
        .case
        .map(routes::case)
        .or(row.enquiry.map(routes::enquiry))
        .or(row.client.map(routes::client));
    let place = match (href, row.place.is_empty()) {
        (_, true) => ().into_any(),
        (Some(href), false) => view! { <a class="cell-sub" href=href>{row.place}</a> }.into_any(),
        (None, false) => view! { <span class="cell-sub">{row.place}</span> }.into_any(),
    };
    view! {
        <tr>
            <td data-label="Looked for">{row.searched}</td>
            <th scope="row">{row.name}</th>
            <td data-label="How alike" class="nowrap">{row.likeness.label()}</td>
            <td>{row.kind} {place}</td>
        </tr>
    }
}
