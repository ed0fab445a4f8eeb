//! An appointment is moved, called off, or released to be told of.

use domain::access::act;
use domain::appointments::{CancelForm, MoveForm};
use domain::forms::FieldErrors;
use domain::ids::{AppointmentId, StaffId};
use jiff::tz::TimeZone;

use super::changing::{finish, is_moved, lay, lay_out, object, one, standing_still, stays};
use super::people::{self, Of};
use super::store::{self, Laid};
use super::{about, on_appointment, rooms, times};
use crate::audit;
use crate::{Caller, Error, Result, cases, timeline};

/// Another time, room or owner, as dragging posts it.
///
/// # Errors
/// As [`super::change`].
pub async fn reschedule(caller: &Caller, id: AppointmentId, form: &MoveForm) -> Result<()> {
    let (mut tx, permit, standing, event) =
        on_appointment::<act::ChangeAppointment>(caller, id).await?;
    let revision = cases::revision(&form.revision)?;
    let region = caller.zone(&mut tx).await?;
    let targets = store::targets(&mut tx, permit.subject(), form.scope()).await?;
    let kept = targets.first().ok_or(Error::NotFound)?.clone();
    standing_still(&kept)?;
    let mut errors = FieldErrors::default();
    let span = form.parse(kept.kind, &mut errors);
    let room = match kept.room {
        Some(room) if room.to_string() == form.room => Some(room),
        _ => rooms::named(&mut tx, &form.room, &mut errors).await?,
    };
    let there = sqlx::query_scalar!("select staff_ids from appointments where id = $1", kept.id.0)
        .fetch_one(&mut *tx)
        .await?;
    let owner = match form.owner.as_str() {
        "" => Some(kept.owner),
        typed => errors.take(
            "owner",
            typed.parse::<StaffId>().map_err(|_| "Choose with whom it is.".to_owned()),
        ),
    };
    let mut owner_fits = true;
    if let Some(owner) = owner.filter(|owner| *owner != kept.owner) {
        let of = Of { case: kept.case, client: kept.client, enquiry: kept.enquiry };
        owner_fits =
            people::fit(&mut tx, event.action(), of, &[("owner", owner)], &mut errors).await?;
        let others: Vec<String> = there
            .iter()
            .filter(|id| **id != kept.owner.0 && **id != owner.0)
            .map(ToString::to_string)
            .collect();
        stays(caller, &standing, &kept, &owner.to_string(), &others, &mut errors);
    }
    let zone = TimeZone::get(&kept.zone).map_err(Error::internal)?;
    let first = match &span {
        Some(span) => times::named(span, &zone, form.anyway(), &mut errors)?,
        None => None,
    };
    let all = match &first {
        Some(first) => lay_out(&targets, first, &zone, &region, &mut errors)?,
        None => None,
    };
    if let (Some(all), Some(owner), false, true) = (&all, owner, form.anyway(), owner_fits) {
        let staff: Vec<StaffId> =
            there.iter().map(|id| StaffId(*id)).filter(|id| *id != kept.owner).collect();
        object(&mut tx, &targets, all, (owner, &staff), room, &region, &mut errors).await?;
    }
    let (Some(all), Some(owner), true) = (all, owner, errors.is_empty()) else {
        // nothing was written but the trace of a try
        tx.commit().await?;
        return Err(Error::Invalid(errors));
    };
    let mut moved = false;
    for (target, times) in targets.iter().zip(&all) {
        let laid = Laid {
            owner: if owner == kept.owner { target.owner } else { owner },
            zone: target.zone.clone(),
            times: *times,
            room,
            place: target.place.clone(),
            video_url: target.video_url.clone(),
        };
        moved |= target.id == kept.id && is_moved(target, &laid);
        if owner != kept.owner {
            // whoever it goes to is there as its owner now
            sqlx::query!(
                "update appointment_attendees set until = office_now(), ended_by = $3
                where appointment_id = $1 and staff_id = $2 and until is null",
                target.id.0,
                owner.0,
                caller.staff_id().0
            )
            .execute(&mut *tx)
            .await?;
        }
        let seen = if target.id == kept.id { revision } else { target.revision };
        lay(&mut tx, &permit, target, seen, &laid).await?;
    }
    finish(tx, &kept, event, form.scope(), targets.len(), moved).await
}

/// Calls it off: this one, those that follow, or all to come.
///
/// # Errors
/// Invalid; Conflict where somebody was first, or somebody was there; Refused.
pub async fn cancel(caller: &Caller, id: AppointmentId, form: &CancelForm) -> Result<()> {
    let (mut tx, permit, _, event) = on_appointment::<act::ChangeAppointment>(caller, id).await?;
    let revision = cases::revision(&form.revision)?;
    let mut errors = FieldErrors::default();
    let Some((by, reason, scope)) = form.parse(&mut errors) else {
        return Err(Error::Invalid(errors));
    };
    let targets = store::targets(&mut tx, permit.subject(), scope).await?;
    let kept = targets.first().ok_or(Error::NotFound)?;
    standing_still(kept)?;
    if kept.attendance.is_some_and(domain::appointments::Attendance::was_there) {
        return Err(Error::Conflict(
            "Somebody was there already, so it cannot be called off any more.".into(),
        ));
    }
    for target in &targets {
        let seen = if target.id == kept.id { revision } else { target.revision };
        let done = sqlx::query!(
            "update appointments set cancelled_at = office_now(), cancelled_by = $3, cancelled_for = $4,
                revision = revision + 1
            where id = $1 and revision = $2 and cancelled_at is null",
            target.id.0,
            seen,
            caller.staff_id().0,
            by.word()
        )
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Err(Error::Conflict(
                "Somebody changed this appointment meanwhile. Look at it again, then call it off."
                    .into(),
            ));
        }
        about::say(&mut tx, target.id, "cancelled", &reason).await?;
    }
    let event = event
        .named("cancel-appointment")
        .with("by", by.word())
        .with("scope", scope.word())
        .with("times", targets.len());
    audit::record(&mut tx, event).await?;
    timeline::tell_of(&mut tx, kept.id, "appointment_cancelled").await?;
    tx.commit().await
}

/// Lets people be told of what was held back: entered after the fact, or brought in from elsewhere.
///
/// # Errors
/// Conflict where nothing is held back any more; Refused.
pub async fn release(caller: &Caller, id: AppointmentId) -> Result<()> {
    let (mut tx, permit, _, event) = on_appointment::<act::ChangeAppointment>(caller, id).await?;
    let kept = one(&mut tx, permit.subject()).await?;
    standing_still(&kept)?;
    if !kept.held {
        return Err(Error::Conflict("This appointment is not held back any more.".into()));
    }
    if kept.times.is_past(caller.now()) {
        return Err(Error::Conflict(
            "This has begun, and nobody is told of it any more. There is nothing to release."
                .into(),
        ));
    }
    sqlx::query!(
        "update appointments set released_at = office_now(), released_by = $2, revision = revision + 1
        where id = $1 and held is not null and released_at is null",
        kept.id.0,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, event.named("release-appointment")).await?;
    tx.commit().await
}
