//! Messages with the office: read, answered, begun.

use domain::forms::Choice;
use domain::portal::{PortalFrame, PortalFramed};
use domain::threads::{
    About, FILES_MOST, MessageForm, OwnStart, OwnStartForm, OwnThread, OwnThreadRow, OwnThreads,
};
use leptos::prelude::*;

use super::{Framed, Here, api, head_of, open_page, page};
use crate::documents::upload::Token;
use crate::door::Asked;
use crate::page::{flash_id, param};
use crate::reply::call;
use crate::routes;
use crate::threads::Conversation;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Choices, Radio, TextArea, TextField};
use crate::ui::form::{FormMessage, Hidden};
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};

/// The page `/portal/messages`.
#[component]
pub fn Messages() -> impl IntoView {
    page("Messages", Here::Messages, api::threads(), |frame, body| {
        let OwnThreads { rows, may_start } = body;
        let none = rows.is_empty();
        let several = frame.several;
        view! {
            <h1 class="portal__hello">"Messages"</h1>
            <div class="stack gap-6">
                {may_start
                    .then(|| {
                        view! {
                            <div class="portal__acts">
                                <LinkButton href=routes::PORTAL_MESSAGE_NEW look=Look::Primary icon="mail">
                                    "Write to us"
                                </LinkButton>
                            </div>
                        }
                    })}
                {match may_start || !none {
                    true => view! { <Soon phone=frame.phone /> }.into_any(),
                    false => view! { <Instead phone=frame.phone /> }.into_any(),
                }}
                {(none && may_start).then(|| view! { <p class="portal__none">"There are no messages yet."</p> })}
                <Rows rows=rows several=several />
            </div>
        }
    })
}

/// When an answer can be expected, and what is not for here.
#[component]
fn Soon(phone: String) -> impl IntoView {
    view! {
        <p class="portal__small">
            "Not for emergencies. We answer within one working day."
            {(!phone.is_empty()).then(|| view! { " Call " {call(&phone)} " if it cannot wait." })}
        </p>
    }
}

/// How somebody reaches the office who can write about nothing.
#[component]
fn Instead(phone: String) -> impl IntoView {
    view! {
        <p class="portal__none">
            "There is nothing that you can write about here just now."
            {(!phone.is_empty()).then(|| view! { " To reach us, call " {call(&phone)} "." })}
        </p>
    }
}

/// A list of threads, each a link.
#[component]
pub(super) fn Rows(rows: Vec<OwnThreadRow>, several: bool) -> impl IntoView {
    if rows.is_empty() {
        return ().into_any();
    }
    let rows = rows
        .into_iter()
        .map(|row| {
            let head = head_of(&row.case, &row.client, several);
            view! {
                <li>
                    <a href=routes::portal_message(row.id)>
                        <Icon name="mail" />
                        <span>
                            <span class="todo__title" dir="auto">
                                {row.subject}
                            </span>
                            <small>
                                <bdi>{row.last}</bdi>
                                {(row.unread > 0).then(|| view! { " " <Badge kind=Tone::Info>"New"</Badge> })}
                            </small>
                            <small dir="auto">{head}</small>
                        </span>
                        <Icon name="right" />
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="todo">{rows}</ul> }.into_any()
}

/// Those with something unread, on the first page.
#[component]
pub(super) fn Unread(rows: Vec<OwnThreadRow>, several: bool) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        view! {
            <Section id="messages" title="New messages">
                <Rows rows=rows several=several />
            </Section>
        }
    })
}

/// The page `/portal/messages/:id`.
#[component]
pub fn Message() -> impl IntoView {
    open_page("Message", api::thread(param("id"), flash_id()), |PortalFramed { frame, body }| {
        view! { <One frame=frame asked=body /> }
    })
}

#[component]
fn One(frame: PortalFrame, asked: Asked<MessageForm, OwnThread>) -> impl IntoView {
    let Asked { form, message, errors, context } = asked;
    let OwnThread { row, said, people, limit } = context;
    let head = head_of(&row.case, &row.client, frame.several);
    let phone = frame.phone.clone();
    let (ours, theirs): (Vec<_>, Vec<_>) = people.into_iter().partition(|(_, office)| *office);
    let names = |people: Vec<(String, bool)>| {
        people.into_iter().map(|(name, _)| view! { <li><bdi>{name}</bdi></li> }).collect_view()
    };
    let (theirs, ours) = (names(theirs), names(ours));
    let below = match row.bar.is_empty() {
        true => view! {
            <form
                class="stack gap-4"
                method="post"
                action=routes::portal_message_answers(row.id)
                enctype="multipart/form-data"
                novalidate=true
            >
                <Token />
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="key" value=form.key />
                <TextArea name="body" label="Your answer" value=form.body error=errors.of("body") rows=6 required=true />
                {match limit {
                    Some(limit) => view! { <Files limit=limit hint=None /> }.into_any(),
                    None => ().into_any(),
                }}
                <Button look=Look::Primary block=true>
                    "Send"
                </Button>
            </form>
            <Soon phone=phone />
        }
        .into_any(),
        false => view! { <Notice kind=Tone::Info title=row.bar.clone() role="note" /> }.into_any(),
    };
    view! {
        <Framed frame=frame here=Here::Messages>
            <p>
                <a class="portal__line" href=routes::PORTAL_MESSAGES>
                    "All messages"
                </a>
            </p>
            <h1 class="portal__hello" dir="auto">
                {row.subject.clone()}
            </h1>
            <div class="stack gap-6">
                <p dir="auto">{head}</p>
                <Conversation said=said />
                {below}
                <Section id="readers" title="Who reads this">
                    <ul class="portal__prose">{theirs} {ours}</ul>
                </Section>
            </div>
        </Framed>
    }
}

/// Files that go with a message. They stand behind what is typed: it is read in this order.
#[component]
fn Files(limit: String, hint: Option<&'static str>) -> impl IntoView {
    let most = (!limit.is_empty()).then(|| format!(", of up to {limit} each"));
    view! {
        <div class="field">
            <label class="field__label" for="f-file">
                "Files" " " <span class="field__opt">"optional"</span>
            </label>
            <input class="input" id="f-file" type="file" name="file" multiple=true aria-describedby="f-file-h" />
            <p class="field__hint" id="f-file-h">
                {format!("At most {FILES_MOST}")} {most} ". Photographs, scans and PDF are fine. "
                {hint}
            </p>
        </div>
    }
}

#[component]
fn AboutWhat(about: String, error: Option<String>) -> impl IntoView {
    let options = vec![
        Radio::new(About::Case.word(), "Your case", ""),
        Radio::new(About::Billing.word(), "A question about a bill", ""),
    ];
    let about = if about.is_empty() { About::Case.word().to_owned() } else { about };
    view! { <Choices name="about" label="What do you write about?" options=options value=about error=error /> }
}

/// The page `/portal/messages/new`.
#[component]
pub fn NewMessage() -> impl IntoView {
    open_page("Write to us", api::start_page(flash_id()), |PortalFramed { frame, body }| {
        view! { <Begin frame=frame asked=body /> }
    })
}

#[component]
fn Begin(frame: PortalFrame, asked: Asked<OwnStartForm, OwnStart>) -> impl IntoView {
    let Asked { form, message, errors, context } = asked;
    let phone = frame.phone.clone();
    let (none, bills) = (context.cases.is_empty(), context.bills);
    let case = match context.cases.as_slice() {
        [Choice { value, label }] => view! {
            <Hidden name="case" value=value.clone() />
            <p dir="auto">{label.clone()}</p>
        }
        .into_any(),
        cases => {
            let options = cases
                .iter()
                .map(|Choice { value, label }| Radio::new(value.clone(), label.clone(), ""))
                .collect::<Vec<_>>();
            view! {
                <Choices name="case" label="Which case it is about" options=options value=form.case error=errors.of("case") />
            }
            .into_any()
        }
    };
    let body = match none {
        true => view! { <p class="portal__none">"There is no open case to write about. Call us."</p> }.into_any(),
        false => view! {
            <form
                class="stack gap-4"
                method="post"
                action=routes::PORTAL_MESSAGE_BEGUN
                enctype="multipart/form-data"
                novalidate=true
            >
                <Token />
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="key" value=form.key />
                {case}
                {bills.then(|| view! { <AboutWhat about=form.about error=errors.of("about").map(str::to_owned) /> })}
                <TextField name="subject" label="What is it about?" value=form.subject error=errors.of("subject") required=true />
                <TextArea name="body" label="Your message" value=form.body error=errors.of("body") rows=8 required=true />
                <Files limit=context.limit hint=bills.then_some("Not with a question about a bill.") />
                <Button look=Look::Primary block=true>
                    "Send"
                </Button>
            </form>
        }
        .into_any(),
    };
    view! {
        <Framed frame=frame here=Here::Messages>
            <p>
                <a class="portal__line" href=routes::PORTAL_MESSAGES>
                    "All messages"
                </a>
            </p>
            <h1 class="portal__hello">"Write to us"</h1>
            <div class="stack gap-6">
                <p>
                    "It goes to the attorney who is responsible for your case"
                    {bills.then_some(", and a question about a bill to those who write our bills as well")} "."
                </p>
                <Soon phone=phone />
                {body}
            </div>
        </Framed>
    }
}
