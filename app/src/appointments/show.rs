//! One appointment: the facts, who comes, what was sent and is to come, and what can be done about it.

use domain::access::{Action, Role, may};
use domain::appointments::{AppointmentKind, AppointmentPage, AttendeeRow, MoveForm, Reply, Who};
use domain::forms::{FieldErrors, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::card::line;
use super::deadline::Deadline;
use super::moving::Mover;
use super::sections::{Attended, Reminders, Standing, held};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton};
use crate::ui::form::{Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::person::PersonLine;
use crate::ui::section::Section;
use crate::ui::sheet::AppointmentsSheet;
use crate::ui::status::{Badge, Matter, Status, Tone};

#[component]
pub fn Show() -> impl IntoView {
    page("Appointment", "appointment", api::show(param("id"), flash_id()), |page| {
        view! { <One page=page /> }
    })
}

#[component]
fn One(mut page: FormPage<MoveForm, AppointmentPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context: appointment, .. } = page;
    let role = frame.role;
    let id = appointment.id;
    let crumbs =
        vec![("Calendar".to_owned(), Some(day_of(&appointment))), ("Appointment".to_owned(), None)];
    let changes = appointment.cancelled.is_none()
        && may(role, Action::ChangeAppointment, &appointment.standing);
    let due_only = appointment.kind == AppointmentKind::Deadline;
    // what has begun was attended or missed; what is due can still be taken off
    let cancels = changes && (due_only || !appointment.begun);
    let tag = appointment.case.clone().map(|(case, _, title)| {
        view! { <Matter href=routes::case(case)>{title}</Matter> }.into_any()
    });
    // what is refused stands at the form it came from; what has no form of its own, above them all
    let of_move = [
        "date",
        "starts",
        "ends",
        "until",
        "room",
        "anyway",
        "owner",
        "staff",
        "second_time",
        "scope",
    ];
    let moved = errors.0.iter().any(|error| of_move.contains(&error.field.as_str()));
    // the form is further down: its complaint leads there from the top
    let leads = moved.then(|| match errors.summary().as_slice() {
        [only] => only.message.clone(),
        all => format!("{} things speak against this time.", all.len()),
    });
    let (above, at_move) =
        if moved { (None, (message, errors)) } else { (message, (None, FieldErrors::default())) };
    let attended = appointment.kind.is_attended() && appointment.cancelled.is_none();
    let copy = || appointment.clone();
    let (head, lead) = (appointment.head.clone(), line(&appointment));
    // whose it is comes first, whether or not anybody else does
    let owner_comes = appointment
        .attendees
        .iter()
        .any(|row| matches!(&row.who, Who::Staff(person) if person.id == appointment.owner.id));
    let owner = (!owner_comes && appointment.deadline.is_none()).then(|| {
        let person = appointment.owner.clone();
        view! {
            <li>
                <PersonLine person=person />
            </li>
        }
    });
    let people: Vec<_> =
        appointment.attendees.iter().cloned().map(|row| view! { <Attendee row=row /> }).collect();
    let nobody_comes = due_only && owner.is_none() && people.is_empty();
    let attendance = attended.then(|| {
        let appointment = copy();
        view! {
            <Section id="attendance" title="Attendance">
                <div class="mt-3">
                    <Attended appointment=appointment role=role back=routes::appointment(id) />
                </div>
            </Section>
        }
    });
    let mover = changes.then(|| {
        let appointment = copy();
        view! {
            <Section id="move" title="Reschedule">
                <div class="mt-3">
                    <Mover
                        appointment=appointment
                        form=form
                        message=at_move.0
                        errors=at_move.1
                        back=routes::appointment(id)
                    />
                </div>
            </Section>
        }
    });
    let (sent, released, due) = (copy(), copy(), copy());
    let (off, facts, before, calls) = (copy(), copy(), copy(), copy());
    view! {
        <AppointmentsSheet />
        <Shell frame=frame here=Here::Calendar crumbs=crumbs>
            <Done />
            {above.map(|message| view! { <Notice kind=Tone::Bad title=message role="alert" focus=true /> })}
            {leads
                .map(|words| {
                    view! {
                        <Notice kind=Tone::Bad title="It was not moved" role="alert" focus=true>
                            <p>
                                {words} " "
                                <a href="#move">"To the form"</a>
                            </p>
                        </Notice>
                    }
                })}
            <PageHead title=head lead=lead tag=tag>
                {cancels
                    .then(|| {
                        view! { <LinkButton href=routes::appointment_cancel(id)>"Cancel appointment"</LinkButton> }
                    })}
                {changes
                    .then(|| {
                        view! {
                            <LinkButton href=routes::appointment_edit(id) icon="edit">
                                "Edit"
                            </LinkButton>
                        }
                    })}
            </PageHead>
            <CalledOff appointment=off />
            <div class="cols cols--aside">
                <div class="stack gap-8">
                    <Facts appointment=facts />
                    {attendance}
                    <Deadline appointment=due role=role />
                    {(!nobody_comes)
                        .then(|| {
                            view! {
                                <Section id="people" title=if due_only { "Who else is told" } else { "Who comes" }>
                                    <ul class="attendees">
                                        {owner}
                                        {people}
                                    </ul>
                                </Section>
                            }
                        })}
                    <Before appointment=before />
                </div>
                <aside class="stack gap-6" aria-label="What is sent about it">
                    <Section id="reminders" title="Reminders">
                        <div class="mt-2">
                            <Reminders appointment=sent />
                        </div>
                        <Release appointment=released role=role />
                    </Section>
                    <ToCall appointment=calls />
                    {mover}
                </aside>
            </div>
            <LiveForms />
        </Shell>
    }
}

/// The calendar on its day.
fn day_of(appointment: &AppointmentPage) -> String {
    let day = appointment.starts.split('T').next().unwrap_or_default();
    routes::with_query(routes::CALENDAR, &[("on", day)])
}

#[component]
fn CalledOff(appointment: AppointmentPage) -> impl IntoView {
    appointment.cancelled.map(|(who, why, when)| {
        view! {
            <div class="mb-6">
                <Notice kind=Tone::Warn title=format!("Cancelled {when}")>
                    <p>
                        {who}
                        {(!why.is_empty()).then(|| format!(": {why}"))}
                    </p>
                </Notice>
            </div>
        }
    })
}

#[component]
fn Facts(appointment: AppointmentPage) -> impl IntoView {
    let row = |term: &'static str, words: String| {
        (!words.is_empty()).then(|| {
            view! {
                <dt>{term}</dt>
                <dd>{words}</dd>
            }
        })
    };
    // without a client its title is the head
    let about = if appointment.title == appointment.head {
        String::new()
    } else {
        appointment.title.clone()
    };
    let place = [appointment.room.clone(), appointment.place.clone()];
    let place = place.into_iter().filter(|place| !place.is_empty()).collect::<Vec<_>>().join(", ");
    view! {
        <Section id="facts" title="Appointment">
            <dl class="dl mt-2">
                <dt>"When"</dt>
                <dd>
                    <time datetime=appointment.starts.clone()>{appointment.when.clone()}</time>
                    {(!appointment.when_abroad.is_empty())
                        .then(|| view! { <small class="xs muted block">{appointment.when_abroad.clone()}</small> })}
                </dd>
                {row("Repeats", appointment.series.clone())}
                <dt>"State"</dt>
                <dd>
                    <Standing appointment=appointment.clone() />
                </dd>
                {row("Kind", appointment.kind.label().to_owned())}
                {row("Where", place)}
                {(!appointment.video_url.is_empty())
                    .then(|| {
                        view! {
                            <dt>"Video"</dt>
                            <dd>
                                <a href=appointment.video_url.clone() rel="noopener noreferrer">
                                    "Join the video room"
                                </a>
                            </dd>
                        }
                    })}
                {appointment
                    .client
                    .clone()
                    .map(|(id, name)| {
                        view! {
                            <dt>"Client"</dt>
                            <dd>
                                <a href=routes::client(id)>{name}</a>
                            </dd>
                        }
                    })}
                {appointment
                    .enquiry
                    .map(|id| {
                        view! {
                            <dt>"Enquiry"</dt>
                            <dd>
                                <a href=routes::enquiry(id)>{appointment.head.clone()}</a>
                            </dd>
                        }
                    })}
                {row("About", about)}
            </dl>
            {(!appointment.reads)
                .then(|| view! { <p class="sm muted mt-2">"Those who work on it read what it is about."</p> })}
            {(!appointment.note.is_empty()).then(|| view! { <p class="prose mt-3">{appointment.note.clone()}</p> })}
        </Section>
    }
}

#[component]
fn Attendee(row: AttendeeRow) -> impl IntoView {
    let AttendeeRow { who, reminded, answer, answered, phone, safe_contact, .. } = row;
    let answered = answered.map(|answered| format!("{}, {}", answered.at, answered.how));
    // the number stands beneath what makes a call safe, and is never dialled without having read it
    let (phone, careful) = match (phone, safe_contact) {
        (phone, None) => (phone, None),
        (phone, Some(safe)) => (None, Some((phone, safe))),
    };
    let (name, sub) = match who {
        Who::Staff(person) => (view! { <PersonLine person=person /> }.into_any(), String::new()),
        Who::Client { name } => (name.into_any(), "Client".to_owned()),
        Who::Representative { name, of } => (name.into_any(), format!("For {of}")),
        Who::Other { name } => (name.into_any(), String::new()),
    };
    let answer = answer.map(|answer| {
        let (tone, icon) = match answer {
            Reply::Confirmed => (Tone::Ok, "check"),
            Reply::AsksToMove | Reply::Declined => (Tone::Warn, "alert"),
        };
        view! {
            <Status kind=tone icon=icon>
                {answer.label()}
            </Status>
            <small class="xs muted block">{answered}</small>
        }
    });
    view! {
        <li>
            <span class="grow">
                {name}
                {(!sub.is_empty()).then(|| view! { <small class="xs muted block">{sub}</small> })}
                {phone.map(|(shown, dial)| view! { <a class="sm block" href=format!("tel:{dial}")>{shown}</a> })}
                {careful.map(|(phone, safe)| view! { <Careful phone=phone safe=safe /> })}
            </span>
            <span class="end">
                {answer}
                {(!reminded).then(|| view! { <small class="xs muted block">"No reminders"</small> })}
            </span>
        </li>
    }
}

/// A discreet contact: what makes a call safe, and then the number.
#[component]
fn Careful(phone: Option<(String, String)>, safe: String) -> impl IntoView {
    let safe = match safe.as_str() {
        "" => "Say to nobody else who rings. How to call safely is not written down: ask those who work on it.".to_owned(),
        safe => format!("Say to nobody else who rings. {safe}"),
    };
    view! {
        <span class="careful">
            <Badge kind=Tone::Warn icon="eye-off">
                "Discreet contact"
            </Badge>
            <small class="sm block as-typed">{safe}</small>
            {phone.map(|(shown, dial)| view! { <a class="sm block" href=format!("tel:{dial}")>{shown}</a> })}
        </span>
    }
}

/// What it said before, and what they wrote.
#[component]
fn Before(appointment: AppointmentPage) -> impl IntoView {
    let AppointmentPage { changes, replies, .. } = appointment;
    view! {
        {(!replies.is_empty())
            .then(|| {
                view! {
                    <Section id="replies" title="What came back">
                        <ul class="lines mt-2">
                            {replies
                                .into_iter()
                                .map(|(when, what)| {
                                    view! {
                                        <li>
                                            <p class="prose">{what}</p>
                                            <small class="xs muted">{when}</small>
                                        </li>
                                    }
                                })
                                .collect_view()}
                        </ul>
                    </Section>
                }
            })}
        {(!changes.is_empty())
            .then(|| {
                view! {
                    <Section id="changes" title="What it said before">
                        <ul class="lines mt-2">
                            {changes
                                .into_iter()
                                .map(|change| {
                                    view! {
                                        <li>
                                            <p>{change.was}</p>
                                            <small class="xs muted">
                                                {format!("Changed by {}, {}", change.by, change.at)}
                                            </small>
                                        </li>
                                    }
                                })
                                .collect_view()}
                        </ul>
                    </Section>
                }
            })}
    }
}

/// What waits on the call list for it.
#[component]
fn ToCall(appointment: AppointmentPage) -> impl IntoView {
    (!appointment.calls.is_empty()).then(|| {
        view! {
            <Section id="to-call" title="To be called">
                <ul class="lines mt-2">
                    {appointment
                        .calls
                        .into_iter()
                        .map(|(_, why, since)| {
                            view! {
                                <li>
                                    <p>{why}</p>
                                    <small class="xs muted">{format!("Since {since}")}</small>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </Section>
        }
    })
}

#[component]
fn Release(appointment: AppointmentPage, role: Role) -> impl IntoView {
    let releases = held(&appointment.held, appointment.begun).is_some()
        && !appointment.begun
        && appointment.cancelled.is_none()
        && may(role, Action::ChangeAppointment, &appointment.standing);
    releases.then(|| {
        view! {
            <PostForm action=api::Release::url() class="mt-2">
                <Hidden name="id" value=appointment.id.to_string() />
                <Button small=true icon="mail">
                    "Release reminders"
                </Button>
            </PostForm>
        }
    })
}
