//! Appointments: booked, moved, called off, attended. One about a case is read by its team; the front desk
//! reads when, where and with whom, and never what about; everybody else learns that somebody is taken.

mod about;
mod attendance;
mod booking;
mod calendar;
mod changing;
mod clashes;
mod clocks;
pub(crate) mod consultation;
mod deadlines;
mod finding;
mod guests;
mod listed;
mod messages;
mod moving;
mod people;
mod proposing;
mod rooms;
mod said;
mod series;
mod show;
mod span;
mod store;
mod times;
mod today;
mod when;

use domain::access::{Act, Decision, Permit, Standing, permit};
use domain::ids::{AppointmentId, CaseId, ClientId};

pub use attendance::{record_attendance, unrecorded};
pub use booking::{book, new_form};
pub use calendar::calendar;
pub use changing::{change, edit_form};
pub use clocks::{Followed, follow_zones};
pub use deadlines::{check, due, finish, reopen};
pub(crate) use listed::{Listed, NEXT, next_in_words, next_of_clients};
pub use listed::{of_case, of_client};
pub use moving::{cancel, release, reschedule};
pub use rooms::{add_room, end_room, rooms};
pub(crate) use said::When;
pub use show::show;
pub(crate) use store::kind;
pub use today::today;

use crate::access;
use crate::audit::{Event, Resource};
use crate::{Caller, Result, Tx};

/// Begins a transaction and asks for `A` on an appointment, as `access::on_case` does for a case. Hands
/// back the row for the log.
///
/// # Errors
/// NotFound for what is unseen, Refused for what is seen and not allowed.
pub(crate) async fn on_appointment<A: Act<Subject = AppointmentId>>(
    caller: &Caller,
    id: AppointmentId,
) -> Result<(Tx, Permit<A>, Standing, Event)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select reach as "reach?", walled as "walled!", closed as "closed!", own as "own!", desk as "desk!",
            decides as "decides!", case_id as "case_id?", client_id as "client_id?"
        from appointment_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let event = Event::new(A::ACTION.word(), Resource::Appointment(id));
    let Some(row) = row else { return Err(access::deny(tx, event, Decision::Unseen).await?) };
    let event = event.around(row.case_id.map(CaseId), row.client_id.map(ClientId));
    let standing = Standing {
        level: row.reach.and_then(access::level),
        walled: row.walled,
        closed: row.closed,
        own: row.own,
        desk: row.desk,
        decides: row.decides,
        ..Standing::OUTSIDE
    };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, standing, event)),
        Err(decision) => Err(access::deny(tx, event, decision).await?),
    }
}
