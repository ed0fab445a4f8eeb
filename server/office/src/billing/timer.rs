//! The running timer: a row, so that it survives reload, sign-out and a second device. One runs for each
//! person; starting another where one runs is refused, never a silent stop.

use domain::access::act;
use domain::billing::sheet::TimeForm;
use domain::forms::FieldErrors;
use domain::ids::{CaseId, TimeEntryId, TimerId};
use domain::text;

use super::finding;
use super::time::{Of, insert, on_record, read};
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, access, cases, words};

/// Starts one on the case that a form means; only its case and its words count.
///
/// # Errors
/// As [`start_timer`].
pub async fn start(caller: &Caller, form: &TimeForm) -> Result<TimerId> {
    let case = timed_case(caller, form).await?;
    start_timer(caller, case, &form.narrative).await
}

/// As [`change_timer`], on the case that a form means.
///
/// # Errors
/// As [`change_timer`].
pub async fn change(caller: &Caller, timer: TimerId, form: &TimeForm) -> Result<()> {
    let case = timed_case(caller, form).await?;
    change_timer(caller, timer, case, &form.narrative, &form.revision).await
}

/// As [`stop_timer`], on the case that a form means.
///
/// # Errors
/// As [`stop_timer`].
pub async fn stop(caller: &Caller, timer: TimerId, form: &TimeForm) -> Result<TimeEntryId> {
    let case = timed_case(caller, form).await?;
    stop_timer(caller, timer, case, form).await
}

async fn timed_case(caller: &Caller, form: &TimeForm) -> Result<Option<CaseId>> {
    let (mut tx, _permit) = access::on_office::<act::KeepTimeSheet>(caller).await?;
    let mut errors = FieldErrors::default();
    let case = finding::meant(&mut tx, &form.case, &form.picked, &mut errors).await?;
    if errors.is_empty() { Ok(case) } else { Err(Error::Invalid(errors)) }
}

/// # Errors
/// Conflict where one runs already.
pub async fn start_timer(
    caller: &Caller,
    case: Option<CaseId>,
    narrative: &str,
) -> Result<TimerId> {
    let mut tx = on_record(caller, case).await?;
    let narrative = text::prose(narrative).map_err(|why| Error::invalid("narrative", why))?;
    let id = TimerId(caller.id());
    let done = sqlx::query!(
        "insert into timers (id, staff_id, case_id, narrative) values ($1, office_caller(), $2, $3)
        on conflict (staff_id) where stopped_at is null do nothing",
        id.0,
        case.map(|id| id.0) as Option<uuid::Uuid>,
        narrative
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(
            "A timer of yours runs already, here or on another device. Stop it first.".into(),
        ));
    }
    let event = Event::new("start-timer", Resource::Office).around(case, None);
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok(id)
}

/// Says what the running timer is for.
///
/// # Errors
/// Conflict where it was stopped or changed meanwhile.
pub async fn change_timer(
    caller: &Caller,
    timer: TimerId,
    case: Option<CaseId>,
    narrative: &str,
    revision: &str,
) -> Result<()> {
    let mut tx = on_record(caller, case).await?;
    let narrative = text::prose(narrative).map_err(|why| Error::invalid("narrative", why))?;
    let done = sqlx::query!(
        "update timers set case_id = $2, narrative = $3, revision = revision + 1
        where id = $1 and revision = $4 and stopped_at is null",
        timer.0,
        case.map(|id| id.0) as Option<uuid::Uuid>,
        narrative,
        cases::revision(revision)?
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(stopped());
    }
    tx.commit().await
}

/// Stops it and records what it ran for, at least a minute; the form may say otherwise how long it was.
///
/// # Errors
/// Invalid; Conflict where it was stopped meanwhile, on another device say.
pub async fn stop_timer(
    caller: &Caller,
    timer: TimerId,
    case: Option<CaseId>,
    form: &TimeForm,
) -> Result<TimeEntryId> {
    let mut tx = on_record(caller, case).await?;
    let started = end(&mut tx, timer).await?;
    let zone = caller.zone(&mut tx).await?;
    let mut form = form.clone();
    if form.on.is_empty() {
        form.on = words::today(started, &zone).to_string();
    }
    if form.time.trim().is_empty() {
        let ran = caller.now().duration_since(started).as_mins().max(1);
        form.time = format!("{ran} min");
    }
    let parsed = read(&mut tx, case, &form).await?;
    let id = insert(&mut tx, case, &parsed, Of::Timer(timer)).await?;
    tx.commit().await?;
    Ok(id)
}

async fn end(tx: &mut Tx, timer: TimerId) -> Result<jiff::Timestamp> {
    let started = sqlx::query_scalar!(
        r#"update timers set stopped_at = office_now(), revision = revision + 1
        where id = $1 and stopped_at is null returning started_at as "started_at!""#,
        timer.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    started.map(|at| at.to_jiff()).ok_or_else(stopped)
}

fn stopped() -> Error {
    Error::Conflict(
        "This timer was stopped meanwhile, here or on another device. Look again.".into(),
    )
}

/// Stops it and records nothing.
///
/// # Errors
/// As [`stop_timer`].
pub async fn drop_timer(caller: &Caller, timer: TimerId) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::KeepTimeSheet>(caller).await?;
    end(&mut tx, timer).await?;
    audit::record(&mut tx, Event::new("drop-timer", Resource::Office)).await?;
    tx.commit().await
}
