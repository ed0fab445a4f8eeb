//! Appointments: the card of one, and the page of all. What may be done is what the court and the office allow.

use domain::appointments::Reply;
use domain::notices::LinkState;
use domain::portal::{PortalAppointment, PortalAppointments, by_case};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Here, api, head_of, page};
use crate::routes;
use crate::ui::button::{Button, Look};
use crate::ui::form::{Hidden, PostForm};
use crate::ui::icon::Icon;
use crate::ui::section::Section;
use crate::ui::status::{Status, Tone};

/// The page `/portal/appointments`.
#[component]
pub fn Appointments() -> impl IntoView {
    page("Appointments", Here::Appointments, api::appointments(), |frame, body| {
        view! { <All several=frame.several all=body /> }
    })
}

#[component]
fn All(several: bool, all: PortalAppointments) -> impl IntoView {
    let PortalAppointments { coming, past } = all;
    let none = coming.is_empty();
    let groups = by_case(coming, |row| (row.case.clone(), row.client.clone()));
    view! {
        <h1 class="portal__hello">"Appointments"</h1>
        <div class="stack gap-8">
            {none
                .then(|| {
                    view! { <p class="portal__none">"No appointment is planned. We will write to you as soon as one is."</p> }
                })}
            {groups
                .into_iter()
                .enumerate()
                .map(|(nth, ((case, client), rows))| {
                    let title = match head_of(&case, &client, several) {
                        head if head.is_empty() => "To come".to_owned(),
                        head => head,
                    };
                    view! {
                        <Section id=format!("coming-{nth}") title=title>
                            <div class="stack gap-4 mt-4">
                                {rows
                                    .into_iter()
                                    .map(|row| {
                                        view! {
                                            <Visit
                                                one=row
                                                lead=""
                                                several=several
                                                back=routes::PORTAL_APPOINTMENTS
                                            />
                                        }
                                    })
                                    .collect_view()}
                            </div>
                        </Section>
                    }
                })
                .collect_view()}
            {(!past.is_empty()).then(|| view! { <Past rows=past several=several /> })}
        </div>
    }
}

#[component]
fn Past(rows: Vec<PortalAppointment>, several: bool) -> impl IntoView {
    view! {
        <Section id="past" title="Earlier">
            <ul class="portal__list">
                {rows
                    .into_iter()
                    .map(|row| {
                        let head = head_of(&row.case, &row.client, several);
                        view! {
                            <li>
                                <strong>{row.told.kind}</strong>
                                <span>
                                    <time datetime=row.told.datetime>{row.told.when}</time>
                                    {format!(", with {}", row.told.with)}
                                </span>
                                {(!head.is_empty()).then(|| view! { <small dir="auto">{head}</small> })}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </Section>
    }
}

/// One appointment: its date in the margin, what is to be known, and what can be done.
#[component]
pub(super) fn Visit(
    one: PortalAppointment,
    /// A line above what it is.
    lead: &'static str,
    several: bool,
    /// Where an answer leads.
    back: &'static str,
) -> impl IntoView {
    let head = head_of(&one.case, &one.client, several);
    let id = format!("visit-{}", one.id);
    let named = id.clone();
    let stands = one.told.state == LinkState::Stands;
    let (fixed, answer) = (one.told.fixed, one.told.answer);
    let place = match one.told.place.as_str() {
        "" => one.told.how.clone(),
        place => place.to_owned(),
    };
    let (acts, calendar) = (one.acts, routes::portal_calendar(one.id));
    let answered = match answer {
        Some(Reply::Confirmed) => Some("You confirmed it."),
        Some(Reply::AsksToMove) => Some("You asked for another time. We will call you."),
        Some(Reply::Declined) => Some("You said that you cannot come. We will call you."),
        None => None,
    };
    let form = (stands && acts).then(|| {
        let (id, revision) = (one.id.to_string(), one.revision.to_string());
        view! { <Acts id=id revision=revision fixed=fixed answer=answer back=back /> }
    });
    view! {
        <article class="visit" aria-labelledby=named>
            <p class="visit__date" aria-hidden="true">
                <span>{one.weekday}</span>
                <b>{one.day}</b>
                <span>{one.month}</span>
            </p>
            <div class="visit__body">
                <div>
                    {(!lead.is_empty()).then(|| view! { <p class="visit__lead">{lead}</p> })}
                    <h2 id=id>{one.told.kind}</h2>
                    {(!head.is_empty()).then(|| view! { <p class="visit__lead" dir="auto">{head}</p> })}
                </div>
                <ul>
                    <li>
                        <Icon name="clock" />
                        <strong>
                            <time datetime=one.told.datetime>{one.told.when}</time>
                        </strong>
                    </li>
                    <li>
                        <Icon name="user" />
                        <span dir="auto">{format!("With {}", one.told.with)}</span>
                    </li>
                    {(!place.is_empty())
                        .then(|| {
                            view! {
                                <li>
                                    <Icon name="pin" />
                                    <span>{place}</span>
                                </li>
                            }
                        })}
                    {(stands && !one.told.video_url.is_empty())
                        .then(|| {
                            view! {
                                <li>
                                    <Icon name="monitor" />
                                    <a href=one.told.video_url rel="noreferrer">
                                        "Open the video room"
                                    </a>
                                </li>
                            }
                        })}
                    {answered
                        .map(|words| {
                            view! {
                                <li>
                                    <Icon name="check" />
                                    <span>{words}</span>
                                </li>
                            }
                        })}
                </ul>
                {match one.told.state {
                    LinkState::Cancelled => {
                        let words = match one.told.by_client {
                            true => "You cancelled it. We will call you about another time.",
                            false => "It is off. We will write to you about another time.",
                        };
                        view! {
                            <p>
                                <Status kind=Tone::Warn icon="no">
                                    {words}
                                </Status>
                            </p>
                        }
                            .into_any()
                    }
                    LinkState::Stands | LinkState::Moved | LinkState::Past | LinkState::NotAsked => {
                        view! {
                            {stands
                                .then(|| {
                                    view! {
                                        <p>
                                            <a class="portal__line" href=calendar download="appointment.ics">
                                                "Put it in my calendar"
                                            </a>
                                        </p>
                                    }
                                })}
                        }
                            .into_any()
                    }
                }}
                {(stands && fixed)
                    .then(|| view! { <p class="visit__lead">"Only the court can move this date. If you cannot come, tell us at once."</p> })}
            </div>
            {form}
        </article>
    }
}

/// One form, one button an act: nothing is done before one of them is pressed. To cancel it is asked for twice.
#[component]
fn Acts(
    id: String,
    revision: String,
    fixed: bool,
    answer: Option<Reply>,
    back: &'static str,
) -> impl IntoView {
    view! {
        <PostForm action=api::ReplyTo::url() class="visit__acts">
            <Hidden name="id" value=id />
            <Hidden name="revision" value=revision />
            <Hidden name="next" value=back />
            {(answer != Some(Reply::Confirmed))
                .then(|| {
                    view! {
                        <Button look=Look::Primary icon="check" name="act" value="confirmed">
                            "Yes, I’ll be there"
                        </Button>
                    }
                })}
            {(fixed && answer != Some(Reply::Declined))
                .then(|| {
                    view! {
                        <Button name="act" value="declined">
                            "I cannot come"
                        </Button>
                    }
                })}
            {(!fixed && answer != Some(Reply::AsksToMove))
                .then(|| {
                    view! {
                        <Button name="act" value="asks_to_move">
                            "Ask for another time"
                        </Button>
                    }
                })}
            {(!fixed)
                .then(|| {
                    view! {
                        <details class="visit__cancel">
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
