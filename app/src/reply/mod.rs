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
use crate::ui::gate::Gate;
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

fn call(number: &str) -> Option<impl IntoView + use<>> {
    (!number.is_empty()).then(|| {
        let dial: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        view! { <a href=format!("tel:{dial}")>{number.to_owned()}</a> }
    })
}

#[component]
fn One(shown: LinkPage, token: String) -> impl IntoView {
    let title = match shown.state {
        LinkState::Stands | LinkState::Moved => "Your appointment",
        LinkState::Cancelled => "This appointment is off",
        LinkState::Past => "This appointment has begun",
    };
    let stands = shown.state == LinkState::Stands;
    let lead = match (shown.with.as_str(), shown.office.as_str()) {
        ("", office) => office.to_owned(),
        (with, "") => format!("With {with}"),
        (with, office) => format!("With {with}, {office}"),
    };
    let (phone, urgent) = (shown.phone.clone(), shown.urgent_phone.clone());
    let calendar = crate::routes::reply_calendar(&token);
    view! {
        <Gate title=title lead=lead>
            <Done />
            {(shown.state == LinkState::Moved)
                .then(|| {
                    view! {
                        <Notice kind=Tone::Info title="It has a new time">
                            <p>"The message with this link was about another time. The newest message has a link that answers for this one."</p>
                        </Notice>
                    }
                })}
            <dl class="dl">
                <dt>"When"</dt>
                <dd>
                    <time datetime=shown.datetime>{shown.when}</time>
                </dd>
                {(!shown.place.is_empty())
                    .then(|| {
                        view! {
                            <dt>"Where"</dt>
                            <dd>{shown.place}</dd>
                        }
                    })}
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
                {shown
                    .answer
                    .map(|answer| {
                        view! {
                            <dt>"Your answer"</dt>
                            <dd>
                                {match answer {
                                    Reply::Confirmed => "You confirmed it.",
                                    Reply::AsksToMove => "You asked for another time. We will call you.",
                                    Reply::Declined => "You said that you cannot come. We will call you.",
                                }}
                            </dd>
                        }
                    })}
            </dl>
            {stands
                .then(|| {
                    view! {
                        <Acts token=token fixed=shown.fixed answer=shown.answer />
                        <p>
                            <a href=calendar download="appointment.ics">
                                "Put it in my calendar"
                            </a>
                        </p>
                    }
                })}
            {(!phone.is_empty())
                .then(|| {
                    view! {
                        <p>
                            {if shown.fixed && stands {
                                "Only the court can move this date. If you cannot come, call us: "
                            } else {
                                "Questions? Call us: "
                            }}
                            {call(&phone)}
                            "."
                        </p>
                    }
                })}
            {(!urgent.is_empty()).then(|| view! { <p>"If it is urgent: " {call(&urgent)} "."</p> })}
        </Gate>
    }
}

/// One form, one button an act: nothing is done before one of them is pressed.
#[component]
fn Acts(token: String, fixed: bool, answer: Option<Reply>) -> impl IntoView {
    let confirmed = answer == Some(Reply::Confirmed);
    view! {
        <PostForm action=api::Reply::url() class="stack gap-3">
            <Hidden name="token" value=token />
            {(!confirmed)
                .then(|| {
                    view! {
                        <Button look=Look::Primary block=true name="act" value="confirmed">
                            "Confirm"
                        </Button>
                    }
                })}
            {(!fixed)
                .then(|| {
                    view! {
                        <Button block=true name="act" value="asks_to_move">
                            "Ask for another time"
                        </Button>
                        <Button look=Look::Danger block=true name="act" value="cancelled">
                            "Cancel the appointment"
                        </Button>
                    }
                })}
        </PostForm>
    }
}

/// The link has ended with its appointment, or a part of it is missing.
fn gone() -> impl IntoView {
    status(404);
    view! {
        <Gate
            title="This link does not work any more"
            lead="It ends with its appointment, or a part of it is missing."
        >
            <p>"If you have a question about an appointment, call the number you know."</p>
        </Gate>
    }
}
