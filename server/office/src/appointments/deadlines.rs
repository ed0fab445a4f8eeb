//! Deadlines: one answers, another steps in, and a third looks it over. Nobody checks what they said themselves.

use domain::access::{Permit, act};
use domain::appointments::{DeadlineForm, DueBox, DuePage, DueRow, ParsedDeadline};
use domain::frame::Framed;
use domain::ids::AppointmentId;
use domain::text;

use super::changing::{one, standing_still};
use super::said::When;
use super::{about, on_appointment};
use crate::access::{self, Finder, sight};
use crate::audit;
use crate::frame::{self, person};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, timeline, words};

/// Rows of the list.
const ROWS: i64 = 300;

fn note(form: &DeadlineForm) -> Result<String> {
    text::prose(&form.note).map_err(|said| Error::invalid("note", said))
}

/// Says that it was kept. It waits for whoever looks it over.
///
/// # Errors
/// Invalid; Conflict where it was said already; Refused.
pub async fn finish(caller: &Caller, id: AppointmentId, form: &DeadlineForm) -> Result<()> {
    let (mut tx, permit, _, event) = on_appointment::<act::FinishDeadline>(caller, id).await?;
    let note = note(form)?;
    standing_still(&one(&mut tx, permit.subject()).await?)?;
    let done = sqlx::query!(
        "update deadlines set done_at = office_now(), done_by = $2, reopened_at = null, reopened_by = null
        where appointment_id = $1 and done_at is null",
        permit.subject().0,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(
            "Somebody said already that this was kept. Look at it again.".into(),
        ));
    }
    about::say(&mut tx, id, "kept", &note).await?;
    audit::record(&mut tx, event).await?;
    timeline::tell_of(&mut tx, id, "deadline_kept").await?;
    tx.commit().await
}

/// Confirms, as the second person, that it was kept.
///
/// # Errors
/// Conflict while nobody says so, or once it is confirmed; Refused, also for whoever said it.
pub async fn check(caller: &Caller, id: AppointmentId, _form: &DeadlineForm) -> Result<()> {
    let (mut tx, permit, _, event) = on_appointment::<act::CheckDeadline>(caller, id).await?;
    let done = sqlx::query!(
        "update deadlines set checked_at = office_now(), checked_by = $2
        where appointment_id = $1 and done_at is not null and checked_at is null and done_by <> $2",
        permit.subject().0,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(unsaid());
    }
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

fn unsaid() -> Error {
    Error::Conflict(
        "Nobody says yet that this was kept, or it has been looked over already. Look at it again."
            .into(),
    )
}

/// Whoever looks it over does not agree: it is open again, and says why.
///
/// # Errors
/// Invalid without a reason; Conflict and Refused as [`check`].
pub async fn reopen(caller: &Caller, id: AppointmentId, form: &DeadlineForm) -> Result<()> {
    let (mut tx, permit, _, event) = on_appointment::<act::CheckDeadline>(caller, id).await?;
    let why = text::required_prose(&form.note, "why it was not kept")
        .map_err(|said| Error::invalid("note", said))?;
    let done = sqlx::query!(
        "update deadlines set done_at = null, done_by = null, reopened_at = office_now(), reopened_by = $2
        where appointment_id = $1 and done_at is not null and checked_at is null and done_by <> $2",
        permit.subject().0,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(unsaid());
    }
    about::say(&mut tx, id, "reopened", &why).await?;
    audit::record(&mut tx, event.named("reopen-deadline")).await?;
    tx.commit().await
}

/// Says who steps in and who looks it over, and when both are warned.
pub(super) async fn name(
    tx: &mut Tx,
    _permit: &Permit<act::ChangeAppointment>,
    id: AppointmentId,
    people: &ParsedDeadline,
) -> Result<()> {
    sqlx::query!(
        "update deadlines set backup_id = $2, checker_id = $3, warn_days = $4
        where appointment_id = $1 and (backup_id, checker_id, warn_days) is distinct from ($2, $3, $4)",
        id.0,
        people.backup.0,
        people.checker.0,
        &people.warn_days
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Unfinished deadlines in view, and those that wait to be looked over: the most pressing first.
///
/// # Errors
/// As the database says.
pub async fn due(caller: &Caller, which: &str) -> Result<Framed<DuePage>> {
    let which = DueBox::from_word(which).unwrap_or_default();
    let (mut tx, _permit) = access::on_office::<act::SeeCalendar>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let all = unfinished(&mut tx, which, &region).await?;
    tx.commit().await?;
    let sees_all = sight(caller, Finder::Deadlines).everything || frame.desk;
    let rows = all.into_iter().map(|due| due.row).collect();
    Ok(Framed { frame, body: DuePage { which, sees_all, rows } })
}

/// A deadline that is not done with, and what a list need not say of it.
pub(super) struct Unfinished {
    pub row: DueRow,
    pub client: String,
    pub time: When,
}

/// [`ROWS`] at most.
pub(super) async fn unfinished(
    tx: &mut Tx,
    which: DueBox,
    region: &Region,
) -> Result<Vec<Unfinished>> {
    let sees = sight(tx.caller(), Finder::Deadlines);
    let now = tx.caller().now();
    let rows = sqlx::query!(
        r#"with found as materialized (
            select a.* from appointments_in_sight($1, $2, 1::smallint) a
            join deadlines d on d.appointment_id = a.id and d.checked_at is null
            where a.kind = 'deadline' and a.cancelled_at is null
                and (not $4 or (select office_caller()) in (a.owner_id, d.backup_id, d.checker_id))
                and (not $5 or a.case_id = any ((select my_cases())::uuid[]))
            order by a.ends_at, a.id limit $3
        ), named as materialized (
            select * from appointment_names(array(select found.id from found))
        )
        select a.id as "id!", a.starts_at as "starts_at!", a.ends_at as "ends_at!", a.all_day as "all_day!", d.done_at is not null as "done!",
            coalesce(nullif(t.title, ''), n.client, '') as "head!", coalesce(n.number, '') as "number!",
            coalesce(n.client, '') as "client!", o.id as owner_id, o.name as owner, o.colour as owner_colour,
            b.id as backup_id, b.name as backup, b.colour as backup_colour,
            c.id as checker_id, c.name as checker, c.colour as checker_colour
        from found a
        join deadlines d on d.appointment_id = a.id
        join staff o on o.id = a.owner_id
        join staff b on b.id = d.backup_id
        join staff c on c.id = d.checker_id
        left join appointment_subjects t on t.appointment_id = a.id
        left join named n on n.appointment_id = a.id
        order by a.ends_at, a.id"#,
        sees.everything,
        sees.unscreened,
        ROWS,
        which == DueBox::Mine,
        which == DueBox::Cases
    )
    .fetch_all(&mut **tx)
    .await?;
    let unfinished = rows.into_iter().map(|row| {
        let (starts, ends) = (row.starts_at.to_jiff(), row.ends_at.to_jiff());
        let time = When { starts, ends, all_day: row.all_day };
        let shown = DueRow {
            id: AppointmentId(row.id),
            head: row.head,
            number: row.number,
            when: time.here(region, now),
            datetime: words::datetime(starts, region),
            past: ends < now,
            owner: person(row.owner_id, row.owner, row.owner_colour),
            backup: person(row.backup_id, row.backup, row.backup_colour),
            checker: person(row.checker_id, row.checker, row.checker_colour),
            done: row.done,
        };
        Unfinished { row: shown, client: row.client, time }
    });
    Ok(unfinished.collect())
}
