//! A document as a row, and the marks that say why it does not open as others do.

use domain::documents::{DocumentRow, Marks, Media};
use leptos::prelude::*;

use crate::routes;
use crate::ui::status::{Badge, Matter, Status, Tone};

/// The little sheet with the type of a file.
#[component]
pub fn Sheet(media: Media) -> impl IntoView {
    let class = format!("filetype filetype--{}", media.look);
    view! {
        <span class=class aria-hidden="true">
            {media.badge}
        </span>
    }
}

/// What stands in a document's way, in words.
#[component]
pub fn MarksLine(marks: Marks) -> impl IntoView {
    view! {
        <span class="marks">
            {marks
                .quarantined
                .is_some()
                .then(|| view! { <Badge kind=Tone::Bad icon="alert">"Held by the scanner"</Badge> })}
            {marks.narrowed.map(|words| view! { <Status kind=Tone::Warn icon="shield">{words}</Status> })}
            {marks.on_hold.then(|| view! { <Status kind=Tone::Info icon="lock">"Legal hold"</Status> })}
            {marks
                .checked_out_by
                .map(|person| {
                    view! { <Status icon="edit">{format!("Checked out by {}", person.name)}</Status> }
                })}
            {marks.trashed.then(|| view! { <Status icon="trash">"In the trash"</Status> })}
        </span>
    }
}

#[component]
pub fn Row(row: DocumentRow, pick: bool) -> impl IntoView {
    let href = routes::document(row.id);
    let label = format!("Select {}", row.name);
    let sub = format!("{}, version {}, {}", row.kind.label(), row.version, row.size);
    view! {
        <tr>
            {pick
                .then(|| {
                    view! {
                        <td class="tight">
                            <input
                                class="tick"
                                type="checkbox"
                                name="document"
                                form="archive"
                                value=row.id.to_string()
                                aria-label=label
                            />
                        </td>
                    }
                })}
            <th scope="row">
                <span class="row gap-3">
                    <Sheet media=row.media />
                    <span class="grow">
                        <a class="cell-main" href=href>
                            {row.name}
                        </a>
                        <span class="cell-sub">{sub}</span>
                        {(!row.tags.is_empty())
                            .then(|| view! { <span class="cell-sub">{row.tags.join(", ")}</span> })}
                    </span>
                </span>
            </th>
            {row.case
                .map(|(id, number)| {
                    view! {
                        <td data-label="Case">
                            <Matter href=routes::case_documents(id)>{number}</Matter>
                        </td>
                    }
                })}
            <td data-label="State">
                <MarksLine marks=row.marks />
            </td>
            <td data-label="Changed" class="nowrap">
                <time datetime=row.datetime>{row.changed}</time>
                <span class="cell-sub">{row.by.name}</span>
            </td>
        </tr>
    }
}

/// What somebody typed, as a sentence.
pub(super) fn sentence(typed: &str) -> String {
    match typed.trim_end() {
        said if said.ends_with(['.', '!', '?', '…']) => said.to_owned(),
        said => format!("{said}."),
    }
}
