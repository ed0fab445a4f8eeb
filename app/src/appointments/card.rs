//! The card beside an appointment of the grid: opened by the address, so that it needs no script.

use domain::access::{Action, Role, may};
use domain::appointments::{AppointmentKind, AppointmentPage, CalendarFilter, MoveForm};
use domain::forms::FieldErrors;
use leptos::prelude::*;

use super::moving::Mover;
use super::sections::{Attended, Reminders, Standing};
use super::toolbar::address;
use crate::routes;
use crate::ui::button::{IconLink, LinkButton};
use crate::ui::status::Matter;

/// What is said in a line beneath the head, and not again: what about, with whom, where.
pub(super) fn line(appointment: &AppointmentPage) -> String {
    let place = [appointment.room.as_str(), appointment.place.as_str()];
    let place = place.into_iter().find(|place| !place.is_empty());
    let what = [appointment.title.as_str(), appointment.kind.label()];
    let what = what.into_iter().find(|what| !what.is_empty() && *what != appointment.head);
    let name = &appointment.owner.name;
    let with = match (what, appointment.kind) {
        // it is with nobody: somebody answers for it
        (Some(what), AppointmentKind::Deadline) => format!("{what}, {name} answers for it"),
        (None, AppointmentKind::Deadline) => format!("{name} answers for it"),
        (_, AppointmentKind::Personal) => name.clone(),
        (Some(what), _) => format!("{what} with {name}"),
        (None, _) => format!("With {name}"),
    };
    match place {
        Some(place) => format!("{with}, {place}"),
        None => with,
    }
}

#[component]
pub fn Card(
    appointment: AppointmentPage,
    role: Role,
    class: String,
    /// The calendar without it.
    close: String,
    form: MoveForm,
    message: Option<String>,
    errors: FieldErrors,
    filter: CalendarFilter,
) -> impl IntoView {
    let back = address(&filter);
    let moves = appointment.cancelled.is_none()
        && may(role, Action::ChangeAppointment, &appointment.standing);
    let refused = message.is_some() || !errors.is_empty();
    let (id, line) = (appointment.id, line(&appointment));
    let when = appointment.when.clone();
    let starts = appointment.starts.clone();
    let leave = close.clone();
    view! {
        <section class=class id="appt" aria-labelledby="appt-h" tabindex="-1" data-back=leave>
            <div class="row gap-2">
                {appointment
                    .case
                    .clone()
                    .map(|(case, _, title)| view! { <Matter href=routes::case(case)>{title}</Matter> })}
                <span class="push">
                    <IconLink href=close label="Close appointment" icon="close" small=true />
                </span>
            </div>
            <h2 class="mt-1" id="appt-h">
                {appointment.head.clone()}
            </h2>
            <p class="sm">{line}</p>
            <p class="sm row gap-2 mt-1">
                <time class="strong" datetime=starts>
                    {when}
                </time>
                <span class="push">
                    <Standing appointment=appointment.clone() />
                </span>
            </p>
            <hr class="mt-3 mb-2" />
            <h3 class="vh">"Reminders"</h3>
            <Reminders appointment=appointment.clone() />
            <div class="mt-3 row gap-2 card__acts">
                {moves
                    .then(|| {
                        view! {
                            <details open=refused>
                                <summary class="btn btn--sm">"Reschedule"</summary>
                                <div class="mt-3">
                                    <Mover
                                        appointment=appointment.clone()
                                        form=form
                                        message=message
                                        errors=errors
                                        back=back.clone()
                                    />
                                </div>
                            </details>
                        }
                    })}
                <LinkButton href=routes::appointment(id) small=true>
                    "Open"
                </LinkButton>
            </div>
            <div class="mt-2">
                <Attended appointment=appointment role=role back=back />
            </div>
        </section>
    }
}
