//! With whom a document was shared, on its page; and what waits to be, on the list of its case.

use domain::ids::DocumentId;
use domain::sharing::{Outcome, ShareRow, ShareState, Sharee, WaitingShare};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};

#[component]
pub fn Shares(document: DocumentId, shares: Vec<ShareRow>) -> impl IntoView {
    (!shares.is_empty()).then(|| {
        let rows = shares
            .into_iter()
            .map(|share| view! { <Row document=document share=share /> })
            .collect_view();
        view! {
            <Section id="shared" title="Shared with the client">
                <ol class="shares mt-3">{rows}</ol>
            </Section>
        }
    })
}

#[component]
fn Row(document: DocumentId, share: ShareRow) -> impl IntoView {
    let ShareRow {
        id,
        nth,
        client,
        state,
        when,
        by,
        approved_by,
        people,
        because,
        verdict,
        anyway,
        may_end,
        may_decide,
    } = share;
    let tone = match state {
        ShareState::Open => Tone::Ok,
        ShareState::Proposed | ShareState::Held => Tone::Info,
        ShareState::Declined | ShareState::Withdrawn | ShareState::Recalled => Tone::Plain,
    };
    let when = match state {
        ShareState::Held => format!("at {when}"),
        ShareState::Open => format!("since {when}"),
        _ => when,
    };
    let who = match approved_by {
        Some(approved) => format!("Proposed by {}, approved by {approved}", by.name),
        None if state == ShareState::Proposed => format!("Proposed by {}", by.name),
        None => format!("By {}", by.name),
    };
    let is_open = state == ShareState::Open;
    let said = (verdict != Outcome::Clear).then(|| verdict.label());
    let anyway =
        anyway.map(|why| view! { <small>{format!("Shared in spite of a warning: {why}")}</small> });
    let because = because.map(|why| view! { <small>{format!("Reason: {why}")}</small> });
    view! {
        <li>
            <span class="v">{format!("v{nth}")}</span>
            <div class="stack gap-1">
                <p class="row gap-2">
                    <strong dir="auto">{client}</strong>
                    <Badge kind=tone>{state.label()}</Badge>
                    <span class="sm muted">{when}</span>
                </p>
                <small>{who}</small>
                {said.filter(|_| anyway.is_none()).map(|said| view! { <small>{said}</small> })}
                {anyway}
                {because}
                <ul class="sharees">
                    {people.into_iter().map(|person| view! { <li>{opened(person, is_open)}</li> }).collect_view()}
                </ul>
                {may_end.then(|| view! { <End document=document id=id.to_string() recalls=is_open /> })}
            </div>
            {may_decide.then(|| view! { <LinkButton href=routes::share(id) small=true>"Decide"</LinkButton> })}
        </li>
    }
}

/// "Ramona Okonkwo: opened 3 times, first Oct 13, 2026, 9:12 am, and downloaded it".
fn opened(person: Sharee, is_open: bool) -> impl IntoView {
    let Sharee { name, opened, times, downloaded, is_open: opens } = person;
    let said = match (opened, times) {
        (Some(first), 1) => format!(": opened {first}"),
        (Some(first), times) => format!(": opened {times} times, first {first}"),
        (None, _) => ": not opened".to_owned(),
    };
    let took = if downloaded { ", and downloaded it" } else { "" };
    let shut = (is_open && !opens).then_some(". Cannot open it now");
    view! { <span dir="auto">{name}</span> {said} {took} {shut} }
}

#[component]
fn End(document: DocumentId, id: String, recalls: bool) -> impl IntoView {
    if !recalls {
        return view! {
            <PostForm action=api::Withdraw::url() class="inline">
                <Hidden name="id" value=id />
                <Hidden name="document" value=document.to_string() />
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
            <summary>"Recall it"</summary>
            <PostForm action=api::Recall::url() class="stack gap-3 mt-2">
                <FormMessage />
                <Hidden name="id" value=id />
                <Hidden name="document" value=document.to_string() />
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

/// Proposals that wait for somebody with the release right.
#[component]
pub fn Waiting(waiting: Vec<WaitingShare>, decides: bool) -> impl IntoView {
    (!waiting.is_empty()).then(|| {
        let rows = waiting
            .into_iter()
            .map(|share| {
                let said = format!(", version {}, with {}: proposed by {}, {}. ", share.nth, share.client, share.by, share.at);
                let label = format!("Decide on what {} proposed", share.by);
                view! {
                    <li>
                        <strong dir="auto">{share.name}</strong>
                        {said}
                        {decides
                            .then(|| view! { <a href=routes::share(share.id) aria-label=label>"Decide"</a> })}
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="waiting" aria-labelledby="waiting">
                <h3 id="waiting">"Waits to be shared with the client"</h3>
                <ul>{rows}</ul>
            </section>
        }
    })
}
