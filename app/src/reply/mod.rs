//! An appointment as the link in a notice shows it: when, where and with whom, and what may be done about
//! it. No account and no password; never what it is about.

pub mod api;

use domain::appointments::Reply;
use domain::notices::{LinkPage, LinkState};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::page::{Done, page, param, status};
use crate::ui::button::{Button, Look};
use crate::ui::form::{Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::status::Tone;

#[component]
pub fn Show() -> impl IntoView {
    let token = param("token");
    page("Your appointment", "page", api::reply_page(token.clone()), |shown| match shown {
        Some(shown) => view! { <One shown=shown token=token /> }.into_any(),
        None => gone().into_any(),
    })
}

pub(crate) fn call(number: &str) -> Option<impl IntoView + use<>> {
    (!number.is_empty()).then(|| {
        let dial: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        view! { <a href=format!("tel:{dial}")>{number.to_owned()}</a> }
    })
}

/// The office's own sheet: its name for a head, no way into the staff's side, and no head for a discreet contact.
#[component]
pub(crate) fn Paper(
    #[prop(into)] office: String,
    #[prop(into)] title: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="reply">
            {(!office.is_empty()).then(|| view! { <header class="reply__head">{office}</header> })}
            <main class="reply__main" id="main" tabindex="-1">
                <h1>{title}</h1>
                {children()}
            </main>
        </div>
    }
}

#[component]
fn One(shown: LinkPage, token: String) -> impl IntoView {
    let title = match shown.state {
        LinkState::Stands | LinkState::Moved => "Your appointment",
        LinkState::Cancelled | LinkState::NotAsked => "This appointment is off",
        LinkState::Past => "This appointment has begun",
    };
    let (office, next) = (shown.office.clone(), shown.clone());
    view! {
        <Paper office=office title=title>
            <Done />
            {(shown.state == LinkState::Moved)
                .then(|| {
                    view! {
                        <Notice kind=Tone::Info title="It has a new time">
                            <p>"The message with this link was about another time. The newest message has a link that answers for this one."</p>
                        </Notice>
                    }
                })}
            {(shown.state != LinkState::NotAsked).then(|| view! { <Card shown=shown token=token /> })}
            <Next shown=next />
        </Paper>
    }
}

#[component]
fn Card(shown: LinkPage, token: String) -> impl IntoView {
    let stands = shown.state == LinkState::Stands;
    let calendar = crate::routes::reply_calendar(&token);
    let row = |term: &'static str, words: String| {
        (!words.is_empty()).then(|| {
            view! {
                <dt>{term}</dt>
                <dd>{words}</dd>
            }
        })
    };
    view! {
        <section class="reply__card" aria-label="The appointment">
            <div class="reply__facts">
                <p class="reply__when">
                    <time datetime=shown.datetime>{shown.when}</time>
                </p>
                {(!shown.with.is_empty()).then(|| view! { <p>{format!("With {}", shown.with)}</p> })}
                <dl class="dl reply__dl">
                    {row("Where", shown.place)} {row("How", capital(&shown.how))}
                    {(stands && !shown.video_url.is_empty())
                        .then(|| {
                            view! {
                                <dt>"Video"</dt>
                                <dd>
                                    <a href=shown.video_url rel="noreferrer">
                                        "Open the video room"
                                    </a>
                                </dd>
                            }
                        })}
                    {row(
                        "Your answer",
                        match shown.answer {
                            Some(Reply::Confirmed) => "You confirmed it.",
                            Some(Reply::AsksToMove) => "You asked for another time. We will call you.",
                            Some(Reply::Declined) => "You said that you cannot come. We will call you.",
                            None => "",
                        }
                            .to_owned(),
                    )}
                </dl>
                {stands
                    .then(|| {
                        view! {
                            <p>
                                <a class="reply__line" href=calendar download="appointment.ics">
                                    "Put it in my calendar"
                                </a>
                            </p>
                        }
                    })}
            </div>
            {stands.then(|| view! { <Acts token=token fixed=shown.fixed answer=shown.answer /> })}
        </section>
    }
}

/// "by video" as a line of its own.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What to do next: whom to call, or that they will be called.
#[component]
fn Next(shown: LinkPage) -> impl IntoView {
    let LinkPage { phone, urgent_phone, fixed, state, by_client, .. } = shown;
    let (called, stands) = (state == LinkState::Cancelled && by_client, state == LinkState::Stands);
    let before = match (called, fixed && stands) {
        (true, _) => "Or call us: ",
        (false, true) => "Call us as well: ",
        (false, false) => "Questions? Call us: ",
    };
    view! {
        <div class="reply__next">
            {called.then(|| view! { <p>"You cancelled it. We will call you about another time."</p> })}
            {(fixed && stands)
                .then(|| {
                    view! {
                        <p>"Only the court can move this date. If you cannot come, tell us at once: we will call you."</p>
                    }
                })}
            {(!phone.is_empty()).then(|| view! { <p>{before} {call(&phone)} "."</p> })}
            {(!urgent_phone.is_empty()).then(|| view! { <p>"If it is urgent: " {call(&urgent_phone)} "."</p> })}
        </div>
    }
}

/// One form, one button an act: nothing is done before one of them is pressed. To cancel it is asked for twice.
#[component]
fn Acts(token: String, fixed: bool, answer: Option<Reply>) -> impl IntoView {
    let confirmed = answer == Some(Reply::Confirmed);
    view! {
        <PostForm action=api::Reply::url() class="reply__acts">
            <Hidden name="token" value=token />
            {(!confirmed)
                .then(|| {
                    view! {
                        <Button look=Look::Primary block=true name="act" value="confirmed">
                            "Confirm"
                        </Button>
                    }
                })}
            {(fixed && answer != Some(Reply::Declined))
                .then(|| {
                    view! {
                        <Button block=true name="act" value="declined">
                            "I cannot come"
                        </Button>
                    }
                })}
            {(!fixed && answer != Some(Reply::AsksToMove))
                .then(|| {
                    view! {
                        <Button block=true name="act" value="asks_to_move">
                            "Ask for another time"
                        </Button>
                    }
                })}
            {(!fixed)
                .then(|| {
                    view! {
                        <details class="reply__cancel">
                            <summary class="btn btn--danger btn--block">"Cancel the appointment"</summary>
                            <p>"It is off then, and its time may go to somebody else. Do you want to cancel it?"</p>
                            <Button look=Look::Danger block=true name="act" value="cancelled">
                                "Yes, cancel it"
                            </Button>
                        </details>
                    }
                })}
        </PostForm>
    }
}

/// The link has ended with its appointment, or a part of it is missing.
fn gone() -> impl IntoView {
    status(404);
    view! {
        <Paper office="" title="This link does not work any more">
            <p>"It ends with its appointment, or a part of it is missing."</p>
            <p>"If you have a question about an appointment, call the number you know."</p>
        </Paper>
    }
}
