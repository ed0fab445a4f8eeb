//! One case: what its client is asked for, and the files that wait for somebody of the office.

use domain::access::{Action, Standing, may};
use domain::cases::CaseFacts;
use domain::forms::FormPage;
use domain::frame::Frame;
use domain::requests::{CaseRequests, DueForm, RequestRow, RequestState, UploadRow, UploadState};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::cases::head::{CaseHead, CaseTab};
use crate::documents::row::Sheet;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::page::{Here, Shell};
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};

#[component]
pub fn OfCase() -> impl IntoView {
    let read = api::of_case(param("id"), flash_id());
    page("From the client", "case", read, |page| view! { <Case page=page /> })
}

/// A page of a case, under its head; `last` are the crumbs below this list.
pub(super) fn of_case(
    frame: Frame,
    case: &CaseFacts,
    standing: Standing,
    last: Vec<(String, Option<String>)>,
    body: AnyView,
) -> impl IntoView + use<> {
    let list = (!last.is_empty()).then(|| routes::case_requests(case.id));
    let mut crumbs = vec![
        ("Cases".to_owned(), Some(routes::CASES.to_owned())),
        (case.number.clone(), Some(routes::case(case.id))),
        ("From the client".to_owned(), list),
    ];
    crumbs.extend(last);
    let (case, role) = (case.clone(), frame.role);
    let standing = Standing { desk: frame.desk, ..standing };
    let head = view! { <CaseHead case=case standing=standing role=role tab=CaseTab::Requests /> }
        .into_any();
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs case_head=head>
            {body}
        </Shell>
    }
}

#[component]
fn Case(mut page: FormPage<DueForm, CaseRequests>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    // without a script the form it was about is folded away again
    let message = errors.0.first().map(|error| error.message.clone()).or(message);
    let FormPage { frame, context, .. } = page;
    let CaseRequests { case, standing, requests, uploads, nobody } = context;
    let id = case.id;
    let asks = may(frame.role, Action::AskClient, &standing);
    let (waiting, decided): (Vec<_>, Vec<_>) =
        uploads.into_iter().partition(|row| row.state == UploadState::Waiting);
    let (open, ended): (Vec<_>, Vec<_>) = requests.into_iter().partition(|row| row.state.is_open());
    let none = open.is_empty() && ended.is_empty() && waiting.is_empty() && decided.is_empty();
    let invite = nobody.then(|| {
        view! {
            <Notice kind=Tone::Info title="Nobody uses the portal for a client of this case yet">
                <p>
                    "What is asked is seen, and files are sent, by people whom you invite on "
                    <a href=routes::client(case.client_id)>"the client’s page"</a> "."
                </p>
            </Notice>
        }
    });
    let new = asks.then(|| {
        view! {
            <p>
                <LinkButton href=routes::request_new(id) look=Look::Primary icon="plus">
                    "Ask for something"
                </LinkButton>
            </p>
        }
    });
    let body = view! {
        <Done />
        <div class="stack gap-6">
            <FormMessage message=message />
            {invite}
            {new}
            {none
                .then(|| {
                    view! {
                        <Empty
                            icon="upload"
                            title="Nothing was asked or sent"
                            text="What you ask the client for stands here, and the files that come from the portal wait here."
                        />
                    }
                })}
            <Inbox rows=waiting id="inbox" title="Waiting to be looked at" of_case=true />
            {(!open.is_empty())
                .then(|| {
                    let rows = open
                        .into_iter()
                        .map(|row| view! { <Asked row=row asks=asks of_case=true /> })
                        .collect_view();
                    view! {
                        <Section id="asked" title="Asked for">
                            <ol class="asked">{rows}</ol>
                        </Section>
                    }
                })}
            {(!ended.is_empty())
                .then(|| {
                    let rows = ended
                        .into_iter()
                        .map(|row| view! { <Asked row=row asks=false of_case=true /> })
                        .collect_view();
                    view! {
                        <Section id="ended" title="Received or withdrawn">
                            <ol class="asked">{rows}</ol>
                        </Section>
                    }
                })}
            <Inbox rows=decided id="decided" title="Accepted or refused" of_case=true />
        </div>
        <LiveForms />
    };
    of_case(frame, &case, standing, Vec::new(), body.into_any())
}

/// One request.
#[component]
pub fn Asked(row: RequestRow, asks: bool, of_case: bool) -> impl IntoView {
    let tone = match row.state {
        RequestState::Open => Tone::Info,
        RequestState::Overdue => Tone::Warn,
        RequestState::Fulfilled => Tone::Ok,
        RequestState::Withdrawn => Tone::Plain,
    };
    let due = match &row.due {
        Some(day) => format!("By {day}"),
        None => "No date".to_owned(),
    };
    let ended = row.ended.clone().map(|(by, at)| format!("{} by {by}, {at}. ", row.state.label()));
    let said = format!("Asked by {}, {}.", row.by, row.asked);
    let waiting = match row.waiting {
        0 => None,
        1 => Some("1 file waits".to_owned()),
        many => Some(format!("{many} files wait")),
    };
    let place = (!of_case).then(|| {
        view! {
            <a href=routes::case_requests(row.case.id)>{format!("{} · {}", row.case.title, row.case.number)}</a>
            " · "
        }
    });
    let acts = asks.then(|| view! { <Acts row=row.clone() /> });
    view! {
        <li>
            <div class="stack gap-1">
                <p class="row gap-2">
                    <strong dir="auto">{row.title}</strong>
                    <Badge kind=tone>{row.state.label()}</Badge>
                    {waiting.map(|words| view! { <Badge kind=Tone::Info>{words}</Badge> })}
                </p>
                <small>{place} <bdi>{row.client}</bdi> " · " {due}</small>
                {(!row.details.is_empty()).then(|| view! { <p class="asked__details" dir="auto">{row.details}</p> })}
                <small>{ended} {said}</small>
                {acts}
            </div>
        </li>
    }
}

/// What can be done about a request that is open.
#[component]
fn Acts(row: RequestRow) -> impl IntoView {
    let (id, request) = (row.case.id.to_string(), row.id.to_string());
    let (field, wrong) = (format!("f-due-{request}"), format!("f-due-{request}-e"));
    let subject = || {
        view! {
            <Hidden name="id" value=id.clone() />
            <Hidden name="request" value=request.clone() />
        }
    };
    let (changed, received, withdrawn) = (subject(), subject(), subject());
    let named = |what: &str| format!("{what}: {}", row.title);
    view! {
        <div class="asked__acts">
            <details class="act">
                <summary aria-label=named("Change the day")>"Change the day"</summary>
                <PostForm action=api::Change::url() class="stack gap-3 mt-2">
                    <FormMessage />
                    {changed}
                    <Hidden name="revision" value=row.revision.to_string() />
                    <div class="field">
                        <label class="field__label" for=field.clone()>
                            "Needed by"
                        </label>
                        <input
                            class="input"
                            id=field
                            name="due"
                            type="date"
                            value=row.due_on.clone()
                            aria-describedby=wrong.clone()
                        />
                        <p class="field__error" id=wrong data-error-for="due" hidden=true>
                            <Icon name="alert" small=true />
                            <span></span>
                        </p>
                    </div>
                    <p>
                        <Button>"Change"</Button>
                    </p>
                </PostForm>
            </details>
            <details class="act">
                <summary aria-label=named("Received otherwise")>"Received otherwise"</summary>
                <PostForm action=api::Receive::url() class="stack gap-3 mt-2">
                    <FormMessage />
                    {received}
                    <p class="sm">"It came by letter, at a meeting or by telephone. The client sees that it is done."</p>
                    <p>
                        <Button>"Mark as received"</Button>
                    </p>
                </PostForm>
            </details>
            <details class="act">
                <summary aria-label=named("Withdraw")>"Withdraw"</summary>
                <PostForm action=api::Withdraw::url() class="stack gap-3 mt-2">
                    <FormMessage />
                    {withdrawn}
                    <p class="sm">"It is not needed any more. The client no longer sees it, and is not reminded."</p>
                    <p>
                        <Button look=Look::Danger>"Withdraw"</Button>
                    </p>
                </PostForm>
            </details>
        </div>
    }
}

/// Files that wait, or that somebody decided on.
#[component]
pub fn Inbox(
    rows: Vec<UploadRow>,
    id: &'static str,
    title: &'static str,
    of_case: bool,
) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        let rows =
            rows.into_iter().map(|row| view! { <File row=row of_case=of_case /> }).collect_view();
        view! {
            <Section id=id title=title>
                <ol class="asked">{rows}</ol>
            </Section>
        }
    })
}

#[component]
fn File(row: UploadRow, of_case: bool) -> impl IntoView {
    let href = match row.document {
        Some(document) => routes::document(document),
        None => routes::case_upload(row.case.id, row.id),
    };
    let waits = row.state == UploadState::Waiting;
    let place = (!of_case).then(|| format!("{} · {} · ", row.case.title, row.case.number));
    let asked = match row.asked {
        Some(title) => format!("For “{title}”"),
        None => "Sent without being asked for".to_owned(),
    };
    let decided = row.decided.map(|(by, at)| format!("{} by {by}, {at}. ", row.state.label()));
    let because = row.because.map(|why| format!("Reason: {why}"));
    view! {
        <li class="asked__file">
            <Sheet media=row.media />
            <div class="stack gap-1">
                <p class="row gap-2">
                    <a href=href>
                        <bdi>{row.name}</bdi>
                    </a>
                    {(waits && row.held.is_some())
                        .then(|| view! { <Badge kind=Tone::Bad icon="alert">"Held by the scanner"</Badge> })}
                </p>
                <small>
                    {place}
                    "From "
                    <bdi>{row.from}</bdi>
                    " for "
                    <bdi>{row.client}</bdi>
                    ", "
                    <time datetime=row.datetime>{row.at}</time>
                    {format!(", {}. ", row.size)}
                    <bdi>{asked}</bdi>
                </small>
                {decided.map(|words| view! { <small>{words} <bdi>{because}</bdi></small> })}
            </div>
        </li>
    }
}
