//! How it went: one tap. A correction adds a row, and the last one counts.

use domain::access::act;
use domain::appointments::{AppointmentKind, AttendanceForm, UnrecordedRow};
use domain::forms::FieldErrors;
use domain::frame::Framed;
use domain::ids::{AppointmentId, StaffId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use super::changing::one;
use super::said::When;
use super::{on_appointment, store};
use crate::access::{self, Finder, sight};
use crate::audit;
use crate::frame::{self, person};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, timeline, words};

/// Rows of the list.
const ROWS: i64 = 200;

/// # Errors
/// Invalid; Conflict before it begins, and where it was called off; Refused.
pub async fn record_attendance(
    caller: &Caller,
    id: AppointmentId,
    form: &AttendanceForm,
) -> Result<()> {
    let (mut tx, permit, _, event) = on_appointment::<act::RecordAttendance>(caller, id).await?;
    let mut errors = FieldErrors::default();
    let Some(outcome) = form.parse(&mut errors) else { return Err(Error::Invalid(errors)) };
    let kept = one(&mut tx, permit.subject()).await?;
    if kept.cancelled {
        return Err(Error::Conflict(
            "This appointment was called off: nobody was expected.".into(),
        ));
    }
    if !kept.kind.is_attended() {
        return Err(Error::Conflict(
            "Nobody is expected at this: there is nothing to record.".into(),
        ));
    }
    if !store::begun(&kept, caller.now()) {
        return Err(Error::Conflict("This has not begun yet. Record who came once it has.".into()));
    }
    if kept.attendance == Some(outcome) {
        return Ok(());
    }
    sqlx::query!(
        "insert into attendances (appointment_id, nth, outcome, recorded_by)
        select $1, coalesce(max(nth), 0) + 1, $2, $3 from attendances where appointment_id = $1",
        kept.id.0,
        outcome.word(),
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, event.with("outcome", outcome.word())).await?;
    timeline::tell_of(&mut tx, kept.id, "attendance_recorded").await?;
    tx.commit().await
}

/// What ended and nobody recorded, of what the caller may record: the latest first.
///
/// # Errors
/// As the database says.
pub async fn unrecorded(caller: &Caller) -> Result<Framed<Vec<UnrecordedRow>>> {
    let (mut tx, _permit) = access::on_office::<act::SeeCalendar>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let before = caller.now();
    let rows = left_open(&mut tx, Open { of: None, before, most: ROWS }, &region).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: rows })
}

/// Which of those that nobody recorded.
pub(super) struct Open {
    /// Of this one of the staff; else of all.
    pub of: Option<StaffId>,
    /// Ended before this.
    pub before: Timestamp,
    pub most: i64,
}

pub(super) async fn left_open(
    tx: &mut Tx,
    open: Open,
    region: &Region,
) -> Result<Vec<UnrecordedRow>> {
    let now = tx.caller().now();
    let sees = sight(tx.caller(), Finder::Unrecorded);
    let attended: Vec<String> = AppointmentKind::ALL
        .iter()
        .filter(|kind| kind.is_attended())
        .map(|kind| kind.word().to_owned())
        .collect();
    let rows = sqlx::query!(
        r#"with found as materialized (
            select a.* from appointments_in_sight($1, $2, 2::smallint) a
            where a.attendance is null and a.cancelled_at is null and a.ends_at < least(office_now(), $5::timestamptz)
                and ($6::uuid is null or $6 = any (a.staff_ids))
                and (a.client_id is not null or a.enquiry_id is not null) and a.kind = any ($3)
            order by a.ends_at desc, a.id limit $4
        ), named as materialized (
            select * from appointment_names(array(select found.id from found))
        )
        select a.id as "id!", a.kind as "kind!", a.starts_at as "starts_at!", a.ends_at as "ends_at!", a.all_day as "all_day!", s.id as owner_id, s.name as owner, s.colour,
            coalesce(n.client, '') as "client!"
        from found a
        join staff s on s.id = a.owner_id
        left join named n on n.appointment_id = a.id
        order by a.ends_at desc, a.id"#,
        sees.everything,
        sees.unscreened,
        &attended,
        open.most,
        open.before.to_sqlx() as jiff_sqlx::Timestamp,
        open.of.map(|id| id.0) as Option<uuid::Uuid>
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let (starts, ends) = (row.starts_at.to_jiff(), row.ends_at.to_jiff());
        Ok(UnrecordedRow {
            id: AppointmentId(row.id),
            kind: store::kind(&row.kind)?,
            head: row.client,
            owner: person(row.owner_id, row.owner, row.colour),
            when: When { starts, ends, all_day: row.all_day }.here(region, now),
            datetime: words::datetime(starts, region),
        })
    });
    rows.collect()
}
