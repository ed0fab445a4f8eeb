//! One file from a client, read here before it is accepted or refused.

use domain::access::{Action, may};
use domain::documents::{Content, PAGES_AT_ONCE};
use domain::forms::{FieldErrors, FormPage};
use domain::ids::{CaseId, UploadId};
use domain::requests::{DecideForm, UploadPage, UploadRow, UploadState};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::list::of_case;
use crate::documents::upload::kinds;
use crate::documents::written::Written;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Check, Select, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::section::Section;
use crate::ui::status::Tone;

#[component]
pub fn Upload() -> impl IntoView {
    let read = api::see_upload(param("id"), param("upload"), query("page"), flash_id());
    page("File from a client", "file", read, |page| view! { <One page=page /> })
}

#[component]
fn One(mut page: FormPage<DecideForm, UploadPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let UploadPage { case, standing, upload, content } = context;
    let (id, name) = (case.id, upload.name.clone());
    let waits = upload.state == UploadState::Waiting;
    let decides = waits && may(frame.role, Action::AcceptUpload, &standing);
    let opens = waits && upload.held.is_none();
    let asked = match &upload.asked {
        Some(title) => format!("For “{title}”."),
        None => "Sent without being asked for.".to_owned(),
    };
    let body = view! {
        <div class="page-head">
            <div class="page-head__text">
                <h2 class="h1" dir="auto">{name.clone()}</h2>
                <p class="muted sm">
                    "From "
                    <bdi>{upload.from.clone()}</bdi>
                    " for "
                    <bdi>{upload.client.clone()}</bdi>
                    ", "
                    <time datetime=upload.datetime.clone()>{upload.at.clone()}</time>
                    {format!(". {}, {}. ", upload.media.label, upload.size)}
                    <bdi>{asked}</bdi>
                </p>
            </div>
            {opens
                .then(|| {
                    view! {
                        <div class="cluster">
                            <LinkButton href=routes::case_upload_file(id, upload.id) icon="download">
                                "Download"
                            </LinkButton>
                        </div>
                    }
                })}
        </div>
        <div class="stack gap-6">
            {stands(&upload)}
            {decides.then(|| view! { <Decide case=id upload=upload.clone() form=form message=message errors=errors /> })}
            {read(id, &upload, content)}
        </div>
        <LiveForms />
    };
    of_case(frame, &case, standing, vec![(name, None)], body.into_any())
}

/// What somebody decided, or the scanner said.
fn stands(upload: &UploadRow) -> Option<impl IntoView + use<>> {
    let (tone, title, words) = match (upload.state, &upload.held) {
        (UploadState::Waiting, Some(found)) => (
            Tone::Bad,
            "The scanner holds this file".to_owned(),
            format!(
                "{found} Nobody opens it. Refuse it; or accept it, and a managing partner can release it."
            ),
        ),
        (UploadState::Waiting, None) => return None,
        (state, _) => {
            let (by, at) = upload.decided.clone().unwrap_or_default();
            let why = upload.because.clone().map(|why| format!("Reason: {why}"));
            (Tone::Info, format!("{} by {by}, {at}", state.label()), why.unwrap_or_default())
        }
    };
    let document = upload.document.map(|document| {
        view! {
            <p>
                <a href=routes::document(document)>"Open the document"</a>
            </p>
        }
    });
    Some(view! {
        <Notice kind=tone title=title>
            <p dir="auto">{words}</p>
            {document}
        </Notice>
    })
}

#[component]
fn Decide(
    case: CaseId,
    upload: UploadRow,
    form: DecideForm,
    message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    let refuses = errors.of("reason").is_some();
    let none = || (None, FieldErrors::default());
    let (take, drop) = match refuses {
        true => (none(), (message, errors)),
        false => ((message, errors), none()),
    };
    let (id, file) = (case.to_string(), upload.id.to_string());
    let (other_id, other_file) = (id.clone(), file.clone());
    view! {
        <Section id="accept" title="Accept it into the case">
            <PostForm action=api::Accept::url() class="stack gap-3 mt-3">
                <FormMessage message=take.0 errors=take.1.clone() />
                <Hidden name="id" value=id />
                <Hidden name="upload" value=file />
                <div class="form-row">
                    <TextField
                        name="name"
                        label="Name"
                        value=form.name
                        error=take.1.of("name")
                        autocomplete="off"
                        required=true
                    />
                    <Select name="kind" label="Kind" options=kinds() value=form.kind error=take.1.of("kind") />
                </div>
                {upload
                    .asked_open
                    .then(|| {
                        view! {
                            <Check
                                name="all"
                                label="That is all we asked for"
                                hint="The client sees that it is done."
                                checked=form.all == "on"
                                value="on"
                            />
                        }
                    })}
                <Actions>
                    <Button look=Look::Primary>"Accept"</Button>
                </Actions>
            </PostForm>
            <details class="act mt-3" open=refuses>
                <summary>"Refuse it"</summary>
                <PostForm action=api::Refuse::url() class="stack gap-3 mt-2">
                    <FormMessage message=drop.0 errors=drop.1.clone() />
                    <Hidden name="id" value=other_id />
                    <Hidden name="upload" value=other_file />
                    <TextField
                        name="reason"
                        label="Reason"
                        value=form.reason
                        hint="The client reads it. The file is destroyed, unless a legal hold keeps the case."
                        error=drop.1.of("reason")
                        autocomplete="off"
                        required=true
                    />
                    <p>
                        <Button look=Look::Danger>"Refuse"</Button>
                    </p>
                </PostForm>
            </details>
        </Section>
    }
}

fn read(case: CaseId, upload: &UploadRow, content: Option<Content>) -> impl IntoView + use<> {
    let again = routes::case_upload(case, upload.id);
    match content {
        Some(Content::Pages { count, from, width, height }) => {
            view! { <Pages case=case id=upload.id count=count from=from size=(width, height) /> }
                .into_any()
        }
        Some(Content::Image { width, height }) => view! {
            <div class="sheets">
                <img
                    class="leaf"
                    src=routes::case_upload_page(case, upload.id, 1)
                    alt=format!("Picture: {}", upload.name)
                    width=width
                    height=height
                />
            </div>
        }
        .into_any(),
        Some(Content::Text { blocks, cut }) => view! {
            <Written blocks=blocks />
            {cut.then(|| view! { <p class="muted sm">"This is the beginning. Download it to read all of it."</p> })}
        }
        .into_any(),
        Some(Content::Not { title, words, again: tries }) => view! {
            <Notice kind=Tone::Info title=title>
                <p>{words}</p>
            </Notice>
            {tries.then(|| view! { <p><LinkButton href=again icon="refresh">"Try again"</LinkButton></p> })}
        }
        .into_any(),
        Some(Content::NoSuchPage) => view! {
            <Notice kind=Tone::Info title="This file has no such page">
                <p>
                    <a href=again>"Read it from the first page"</a>
                </p>
            </Notice>
        }
        .into_any(),
        None if upload.state == UploadState::Waiting && upload.held.is_none() => {
            view! { <p class="muted">"This kind of file is not shown here. Download it to open it."</p> }.into_any()
        }
        None => ().into_any(),
    }
}

#[component]
fn Pages(case: CaseId, id: UploadId, count: u32, from: u32, size: (u32, u32)) -> impl IntoView {
    let last = from.saturating_add(PAGES_AT_ONCE - 1).min(count);
    let (width, height) = size;
    let sheets = (from..=last)
        .map(|n| {
            view! {
                <li>
                    <img
                        class="leaf"
                        src=routes::case_upload_page(case, id, n)
                        alt=format!("Page {n} of {count}")
                        width=width
                        height=height
                        loading=if n == from { "eager" } else { "lazy" }
                        decoding="async"
                    />
                </li>
            }
        })
        .collect_view();
    let before = (from > 1).then(|| from.saturating_sub(PAGES_AT_ONCE).max(1));
    let after = (last < count).then_some(last + 1);
    let link = move |page: u32, words: &'static str| {
        view! { <LinkButton href=routes::case_upload_from(case, id, page)>{words}</LinkButton> }
    };
    view! {
        <p class="muted sm">
            {if count == 1 { "1 page".to_owned() } else { format!("Pages {from} to {last} of {count}") }}
        </p>
        <ol class="sheets" start=from>
            {sheets}
        </ol>
        {(before.is_some() || after.is_some())
            .then(|| {
                view! {
                    <nav class="cluster" aria-label="Pages of the file">
                        {before.map(|page| link(page, "Earlier pages"))}
                        {after.map(|page| link(page, "Later pages"))}
                    </nav>
                }
            })}
    }
}
