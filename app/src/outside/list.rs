//! What was sent of a case to people outside, and whether it was opened.

use domain::access::{Action, may};
use domain::documents::ReasonForm;
use domain::forms::FormPage;
use domain::ids::CaseId;
use domain::outside::{OutsideDocument, OutsidePage, OutsideRow, OutsideState};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::status::{Badge, Matter, Tone};

/// The page `/cases/:id/outside`.
#[component]
pub fn List() -> impl IntoView {
    let read = api::list_page(param("id"), flash_id());
    page("Sent outside", "case", read, |page| view! { <Show page=page /> })
}

#[component]
fn Show(mut page: FormPage<ReasonForm, OutsidePage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, context, .. } = page;
    let OutsidePage { case, standing, rows } = context;
    let id = case.id;
    let sends = may(frame.role, Action::SendOutside, &standing);
    let ends = may(frame.role, Action::EndOutside, &standing);
    let crumbs = vec![
        ("Cases".to_owned(), Some(routes::CASES.to_owned())),
        (case.number.clone(), Some(routes::case(id))),
        ("Documents".to_owned(), Some(routes::case_documents(id))),
        ("Sent outside".to_owned(), None),
    ];
    let none = rows.is_empty();
    let rows =
        rows.into_iter().map(|row| view! { <Row case=id row=row ends=ends /> }).collect_view();
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs class="page--form">
            <Done />
            <PageHead
                title="Sent to people outside"
                lead="To counsel, experts and courts. Each gets a link by e-mail, and a code for each visit; both end with what was sent."
            />
            <p>
                <Matter href=routes::case(id)>{case.title}</Matter>
            </p>
            <div class="stack gap-6 mt-4">
                <FormMessage message=message errors=errors />
                {sends
                    .then(|| {
                        view! {
                            <p>
                                <LinkButton href=routes::outside_new(id, "") look=Look::Primary icon="share">
                                    "Send to somebody outside"
                                </LinkButton>
                            </p>
                        }
                    })}
                {none.then(|| view! { <p class="muted">"Nothing of this case was sent outside."</p> })}
                {(!none).then(|| view! { <ol class="shares">{rows}</ol> })}
            </div>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Row(case: CaseId, row: OutsideRow, ends: bool) -> impl IntoView {
    let OutsideRow {
        id,
        name,
        email,
        role,
        firm,
        reason,
        by,
        sent,
        until,
        state,
        because,
        anyway,
        documents,
    } = row;
    let tone = match state {
        OutsideState::Open => Tone::Ok,
        OutsideState::Held => Tone::Info,
        OutsideState::Expired
        | OutsideState::Withdrawn
        | OutsideState::Recalled
        | OutsideState::SenderLeft => Tone::Plain,
    };
    let who = match firm.is_empty() {
        true => format!("{} · {email}", role.label()),
        false => format!("{}, {firm} · {email}", role.label()),
    };
    let when = match state {
        OutsideState::Held | OutsideState::Open => format!("until {until}"),
        _ => String::new(),
    };
    let documents =
        documents.into_iter().map(|document| view! { <li>{opened(document)}</li> }).collect_view();
    view! {
        <li>
            <span class="v" aria-hidden="true">
                <Icon name="mail" small=true />
            </span>
            <div class="stack gap-1">
                <p class="row gap-2">
                    <strong dir="auto">{name.clone()}</strong>
                    <Badge kind=tone>{state.label()}</Badge>
                    <span class="sm muted">{when}</span>
                </p>
                <small dir="auto">{who}</small>
                <small>{format!("By {by}, {sent}. {reason}")}</small>
                {anyway.map(|why| view! { <small>{format!("Sent in spite of a warning: {why}")}</small> })}
                {because.map(|why| view! { <small>{format!("Reason of the recall: {why}")}</small> })}
                <ul class="sharees">{documents}</ul>
                {(ends && state.is_live())
                    .then(|| view! { <End case=case id=id.to_string() name=name recalls=state == OutsideState::Open /> })}
            </div>
        </li>
    }
}

/// "Report.pdf, version 2: opened 3 times, first Oct 13, 2026, 9:12 am, and downloaded".
fn opened(document: OutsideDocument) -> impl IntoView {
    let OutsideDocument { id, name, nth, opened, times, downloaded } = document;
    let said = match (opened, times) {
        (Some(first), 1) => format!(", version {nth}: opened {first}"),
        (Some(first), times) => format!(", version {nth}: opened {times} times, first {first}"),
        (None, _) => format!(", version {nth}: not opened"),
    };
    let took = if downloaded { ", and downloaded" } else { "" };
    view! {
        <a href=routes::document(id) dir="auto">{name}</a>
        {said}
        {took}
    }
}

#[component]
fn End(case: CaseId, id: String, name: String, recalls: bool) -> impl IntoView {
    if !recalls {
        return view! {
            <PostForm action=api::Withdraw::url() class="inline">
                <Hidden name="id" value=case.to_string() />
                <Hidden name="send" value=id />
                <FormMessage />
                <Button look=Look::Danger small=true>
                    "Withdraw"
                </Button>
            </PostForm>
        }
        .into_any();
    }
    let field = format!("f-reason-{id}");
    let wrong = format!("f-reason-{id}-e");
    view! {
        <details class="act">
            <summary>"Recall it from " <span dir="auto">{name}</span></summary>
            <PostForm action=api::Recall::url() class="stack gap-3 mt-2">
                <FormMessage />
                <Hidden name="id" value=case.to_string() />
                <Hidden name="send" value=id />
                <div class="field">
                    <label class="field__label" for=field.clone()>
                        "Reason"
                    </label>
                    <input class="input" id=field name="reason" type="text" aria-describedby=wrong.clone() />
                    <p class="field__error" id=wrong data-error-for="reason" hidden=true>
                        <Icon name="alert" small=true />
                        <span></span>
                    </p>
                </div>
                <p>
                    <Button look=Look::Danger>"Recall"</Button>
                </p>
            </PostForm>
        </details>
    }
    .into_any()
}
