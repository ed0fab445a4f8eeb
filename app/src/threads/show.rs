//! One thread: what was said, who takes part, and what to say next.

use domain::forms::{Choice, FieldErrors, FormPage};
use domain::ids::ThreadId;
use domain::threads::{About, Hung, HungAt, HungState, MessageForm, Said, Seat, ThreadPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::start::Warned;
use crate::enhance::LiveForms;
use crate::notes::Formatted;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, Look};
use crate::ui::field::{Select, TextArea};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};

/// The page `/messages/:id`. Its title names nobody.
#[component]
pub fn Show() -> impl IntoView {
    let read = api::show(param("id"), flash_id());
    page("Messages", "message", read, |page| view! { <One page=page /> })
}

#[component]
fn One(mut page: FormPage<MessageForm, ThreadPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let ThreadPage {
        id,
        case,
        number,
        row,
        said,
        seats,
        to_ask,
        to_attach,
        may_write,
        may_manage,
        bar,
    } = context;
    let crumbs = vec![
        ("Messages".to_owned(), Some(routes::MESSAGES.to_owned())),
        (number, Some(routes::case_threads(case))),
        ("Message".to_owned(), None),
    ];
    // the form at the foot says what is wrong with it; what was refused elsewhere is said above
    let writing = may_write && errors.of("who").is_none();
    let (own, other) = if writing { (message, None) } else { (None, message) };
    let tag = view! {
        <bdi>{row.client.clone()}</bdi>
        {(row.about == About::Billing).then(|| view! { " " <Badge>"Invoices"</Badge> })}
        {row.closed.then(|| view! { " " <Badge>"Closed"</Badge> })}
    };
    let closed = row.closed;
    view! {
        <Shell frame=frame here=Here::Messages crumbs=crumbs>
            <Done />
            <PageHead title=row.subject lead=row.case tag=Some(tag.into_any()) />
            {other.map(|words| view! { <Notice kind=Tone::Bad title=words role="alert" /> })}
            <div class="cols cols--aside">
                <div class="stack gap-6">
                    <Conversation said=said />
                    {bar.map(|words| view! { <Notice kind=Tone::Info title=words role="note" /> })}
                    {may_write
                        .then(|| view! { <Write id=id form=form message=own errors=errors.clone() to_attach=to_attach /> })}
                </div>
                <aside class="stack gap-4" aria-label="Who takes part">
                    <Seats id=id seats=seats to_ask=to_ask manages=may_manage error=errors.of("who").map(str::to_owned) />
                    {may_manage.then(|| view! { <Ending id=id closed=closed /> })}
                </aside>
            </div>
        </Shell>
        <LiveForms />
    }
}

/// What was said, the oldest first.
#[component]
pub fn Conversation(said: Vec<Said>) -> impl IntoView {
    if said.is_empty() {
        return view! { <p class="muted">"Nothing was written since you take part."</p> }
            .into_any();
    }
    let said = said
        .into_iter()
        .map(|said| {
            let Said { by, office, mine, at, datetime, text, anyway, files } = said;
            let class = match (mine, office) {
                (true, _) => "said said--mine",
                (false, true) => "said said--office",
                (false, false) => "said",
            };
            view! {
                <li class=class>
                    <p class="said__by">
                        <strong><bdi>{by}</bdi></strong>
                        " "
                        <time datetime=datetime>{at}</time>
                    </p>
                    <div dir="auto">
                        <Formatted text=text />
                    </div>
                    <Hanging files=files />
                    {anyway
                        .map(|because| {
                            view! {
                                <p class="xs muted">
                                    "Sent although it names another client: " <bdi>{because}</bdi>
                                </p>
                            }
                        })}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="said-list" aria-label="Messages">{said}</ol> }.into_any()
}

/// What hangs on a message.
#[component]
fn Hanging(files: Vec<Hung>) -> impl IntoView {
    (!files.is_empty()).then(|| {
        let rows = files.into_iter().map(|file| view! { <File file=file /> }).collect_view();
        view! {
            <ul class="said__files" aria-label="Files">
                {rows}
            </ul>
        }
    })
}

#[component]
fn File(file: Hung) -> impl IntoView {
    let Hung { name, size, state, at } = file;
    let name = if name.is_empty() { "A document".to_owned() } else { name };
    let href = at.map(|at| match at {
        HungAt::Inbox(case, upload) => routes::case_upload(case, upload),
        HungAt::Document(document) => routes::document(document),
        HungAt::Sent(thread, file) => routes::portal_message_file(thread, file),
        HungAt::Shared(share) => routes::portal_document(share),
    });
    let in_inbox = matches!(at, Some(HungAt::Inbox(..))) && state == HungState::Waiting;
    let words = if in_inbox { "In the inbox of the case" } else { state.label() };
    let tone = match state {
        HungState::Held => Tone::Bad,
        HungState::Refused | HungState::TakenBack => Tone::Warn,
        _ => Tone::Info,
    };
    let name = match href {
        Some(href) => view! { <a href=href><bdi>{name}</bdi></a> }.into_any(),
        None => view! { <bdi>{name}</bdi> }.into_any(),
    };
    view! {
        <li>
            <Icon name="doc" small=true />
            <span>
                {name} " " {(!size.is_empty()).then(|| view! { <small class="muted">{size}</small> })}
                {(!words.is_empty()).then(|| view! { " " <Badge kind=tone>{words}</Badge> })}
            </span>
        </li>
    }
}

/// Documents of the case that go with it.
#[component]
fn Documents(offered: Vec<Choice>, ticked: Vec<String>, error: Option<String>) -> impl IntoView {
    let (opened, hidden) = (!ticked.is_empty() || error.is_some(), error.is_none());
    let rows = offered
        .into_iter()
        .enumerate()
        .map(|(nth, Choice { value, label })| {
            let checked = ticked.contains(&value);
            let id = (nth == 0).then_some("f-documents");
            view! {
                <li>
                    <label class="check">
                        <input type="checkbox" id=id name="documents[]" value=value checked=checked />
                        <span>
                            <bdi>{label}</bdi>
                        </span>
                    </label>
                </li>
            }
        })
        .collect_view();
    view! {
        <details open=opened>
            <summary>"Share documents with it"</summary>
            <fieldset class="field mt-2" aria-describedby="f-documents-h f-documents-e">
                <legend class="vh">"Documents that are shared"</legend>
                <ul class="stack gap-1">{rows}</ul>
                <p class="field__hint" id="f-documents-h">
                    "Shared with those of the client who take part, once the time to withdraw is over. They are compared with other clients’ names first."
                </p>
                <p class="field__error" id="f-documents-e" data-error-for="documents" hidden=hidden>
                    <Icon name="alert" small=true />
                    <span>{error.unwrap_or_default()}</span>
                </p>
            </fieldset>
        </details>
    }
}

#[component]
fn Write(
    id: ThreadId,
    form: MessageForm,
    message: Option<String>,
    errors: FieldErrors,
    to_attach: Vec<Choice>,
) -> impl IntoView {
    let documents = (!to_attach.is_empty()).then(|| {
        let error = errors.of("documents").map(str::to_owned);
        view! { <Documents offered=to_attach ticked=form.documents error=error /> }
    });
    view! {
        <PostForm action=api::Write::url() class="stack gap-3">
            <FormMessage message=message errors=errors.clone() />
            <Hidden name="id" value=id.to_string() />
            <Hidden name="key" value=form.key />
            <Hidden name="warned" value=form.warned.clone() />
            <TextArea
                name="body"
                label="Your message"
                value=form.body
                hint="The client reads it in the portal. Everybody who takes part reads it."
                error=errors.of("body")
                rows=6
                required=true
            />
            {documents}
            <Warned warned=form.warned last_name=form.last_name reason=form.reason errors=errors.clone() />
            <Actions>
                <Button look=Look::Primary>"Send"</Button>
            </Actions>
        </PostForm>
    }
}

#[component]
fn Seats(
    id: ThreadId,
    seats: Vec<Seat>,
    to_ask: Vec<Choice>,
    manages: bool,
    error: Option<String>,
) -> impl IntoView {
    let rows = seats
        .into_iter()
        .map(|seat| {
            let Seat { id: one, name, staff, since, read } = seat;
            let whose = if staff.is_some() { "Of the office" } else { "Of the client" };
            let read = match read {
                Some(at) => format!("Read up to {at}"),
                None => "Has read nothing yet".to_owned(),
            };
            let ends = format!(" {name}");
            view! {
                <li class="seats__row">
                    <span class="people__name" dir="auto">
                        {name}
                    </span>
                    <small>{format!("{whose}, since {since}")}</small>
                    <small>{read}</small>
                    {manages
                        .then(|| {
                            view! {
                                <PostForm action=api::Leave::url() class="row">
                                    <Hidden name="id" value=id.to_string() />
                                    <Hidden name="seat" value=one.to_string() />
                                    <Button small=true>"Take out" <span class="vh">{ends}</span></Button>
                                </PostForm>
                            }
                        })}
                </li>
            }
        })
        .collect_view();
    let asks = manages && !to_ask.is_empty();
    view! {
        <Section id="seats" title="Who takes part">
            <ul class="seats">{rows}</ul>
            {asks
                .then(|| {
                    view! {
                        <PostForm action=api::Join::url() class="stack gap-2 mt-3">
                            <Hidden name="id" value=id.to_string() />
                            <Select
                                name="who"
                                label="Ask somebody in"
                                options=to_ask
                                placeholder="Choose"
                                hint="They read what is written from now on, and nothing earlier."
                                error=error
                            />
                            <Actions>
                                <Button small=true icon="user-plus">"Ask in"</Button>
                            </Actions>
                        </PostForm>
                    }
                })}
        </Section>
    }
}

#[component]
fn Ending(id: ThreadId, closed: bool) -> impl IntoView {
    let (action, words) = match closed {
        true => (api::Reopen::url(), "Open it again"),
        false => (api::Close::url(), "Close it"),
    };
    view! {
        <PostForm action=action>
            <Hidden name="id" value=id.to_string() />
            <Button small=true>{words}</Button>
        </PostForm>
    }
}
