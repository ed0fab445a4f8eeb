//! The notes on a case or a client, the newest first, with room for another at the top.

use domain::access::Standing;
use domain::forms::FormPage;
use domain::frame::Frame;
use domain::notes::{NoteForm, NoteRow, NotesOf, NotesPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::text::Formatted;
use crate::cases::head::{CaseHead, CaseTab};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param, query};
use crate::routes;
use crate::ui::button::{Button, Look};
use crate::ui::empty::Empty;
use crate::ui::field::TextArea;
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;
use crate::ui::person::Who;
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};

/// What a note may hold besides plain words.
pub(super) const HINT: &str =
    "**bold**, *italic*, lists with - or 1., and web addresses. An empty line begins a paragraph.";

#[component]
pub fn OfCase() -> impl IntoView {
    let read = api::of_case(param("id"), query("after"), flash_id());
    page("Notes", "case", read, |page| view! { <All page=page /> })
}

#[component]
pub fn OfClient() -> impl IntoView {
    let read = api::of_client(param("id"), query("after"), flash_id());
    page("Notes", "client", read, |page| view! { <All page=page /> })
}

/// Where notes belong.
pub(super) struct Place {
    pub(super) here: Here,
    /// The way there, each with its link.
    pub(super) crumbs: Vec<(String, Option<String>)>,
    /// The manila head, on a case.
    pub(super) head: Option<AnyView>,
    /// The list's own path.
    path: String,
}

pub(super) fn place(of: &NotesOf, frame: &Frame) -> Place {
    match of {
        NotesOf::Case { case, standing } => {
            let path = routes::case_notes(case.id);
            let crumbs = vec![
                ("Cases".to_owned(), Some(routes::CASES.to_owned())),
                (case.number.clone(), Some(routes::case(case.id))),
                ("Notes".to_owned(), Some(path.clone())),
            ];
            let case = (**case).clone();
            let standing = Standing { desk: frame.desk, ..*standing };
            let head = view! { <CaseHead case=case standing=standing role=frame.role tab=CaseTab::Notes /> };
            Place { here: Here::Cases, crumbs, head: Some(head.into_any()), path }
        }
        NotesOf::Client { id, .. } => {
            let path = routes::client_notes(*id);
            let crumbs = vec![
                ("Clients".to_owned(), Some(routes::CLIENTS.to_owned())),
                ("Client".to_owned(), Some(routes::client(*id))),
                ("Notes".to_owned(), Some(path.clone())),
            ];
            Place { here: Here::Clients, crumbs, head: None, path }
        }
    }
}

#[component]
fn All(mut page: FormPage<NoteForm, NotesPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let NotesPage { of, page, may_write, after } = context;
    let Place { here, mut crumbs, head, path } = place(&of, &frame);
    if let Some(last) = crumbs.last_mut() {
        last.1 = None;
    }
    let (action, id) = match &of {
        NotesOf::Case { case, .. } => (api::WriteOnCase::url(), case.id.to_string()),
        NotesOf::Client { id, .. } => (api::WriteOnClient::url(), id.to_string()),
    };
    let title = match of {
        NotesOf::Case { .. } => None,
        NotesOf::Client { name, .. } => {
            Some(view! { <PageHead title=name lead="Notes on the client" /> })
        }
    };
    let next = page.next.as_deref().map(|next| routes::with_query(&path, &[("after", next)]));
    let first = (!after.is_empty()).then(|| path.clone());
    let (shown, total_words) = (page.rows.len(), page.total_words());
    let writes = may_write.then(|| {
        view! {
            <PostForm action=action class="stack gap-3 mt-3">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=id />
                <TextArea
                    name="body"
                    label="New note"
                    value=form.body
                    hint=HINT
                    error=errors.of("body")
                    rows=4
                    required=true
                />
                <Actions>
                    <Button look=Look::Primary>"Add note"</Button>
                </Actions>
            </PostForm>
            <LiveForms />
        }
    });
    let body = view! {
        <Done />
        {title}
        <Section id="notes" title="Notes">
            {writes}
            {if page.rows.is_empty() {
                let text = if may_write {
                    "What is worth knowing later and stands nowhere else goes here. Every change is kept."
                } else {
                    "What those who work on it write down appears here."
                };
                view! { <Empty icon="note" title="No notes yet" text=text /> }.into_any()
            } else {
                view! {
                    <ol class="notes mt-3">
                        {page.rows.into_iter().map(|row| view! { <Row row=row /> }).collect_view()}
                    </ol>
                    <Pager shown=shown total_words=total_words one="note" many="notes" next=next first=first />
                }
                    .into_any()
            }}
        </Section>
    };
    framed(frame, here, crumbs, head, body.into_any())
}

pub(super) fn framed(
    frame: domain::frame::Frame,
    here: Here,
    crumbs: Vec<(String, Option<String>)>,
    head: Option<AnyView>,
    body: AnyView,
) -> AnyView {
    match head {
        Some(head) => view! {
            <Shell frame=frame here=here crumbs=crumbs case_head=head>
                {body}
            </Shell>
        }
        .into_any(),
        None => view! {
            <Shell frame=frame here=here crumbs=crumbs>
                {body}
            </Shell>
        }
        .into_any(),
    }
}

#[component]
fn Row(row: NoteRow) -> impl IntoView {
    let href = routes::note(row.id);
    let more = match row.versions {
        1 => "History".to_owned(),
        n => format!("{n} versions"),
    };
    let (by, withdrawn) = (row.by.name.clone(), row.withdrawn.clone());
    let label = format!("{more} of the note by {by}, {}", row.at);
    view! {
        <li class="note">
            <p class="note__head">
                <Who person=row.by small=true />
                <strong>{by}</strong>
                <a href=href aria-label=label class="push">
                    {more}
                </a>
            </p>
            <p class="note__when">
                <time datetime=row.datetime>{row.at}</time>
                {row.changed.map(|(who, when)| format!(", changed {when} by {who}"))}
            </p>
            {match withdrawn {
                None => view! { <Formatted text=row.text /> }.into_any(),
                Some((who, when)) => {
                    view! {
                        <details class="note__gone">
                            <summary>
                                <Badge kind=Tone::Plain>"Withdrawn"</Badge>
                                {format!(" by {who}, {when}")}
                            </summary>
                            <Formatted text=row.text />
                        </details>
                    }
                        .into_any()
                }
            }}
        </li>
    }
}
