//! Entries: recorded in one's own name, changed while they are on no invoice, withdrawn and never deleted, as
//! expenses are. Rate, rounding and worth are the database's to set.

use domain::access::act;
use domain::billing::sheet::{ParsedTime, TimeForm};
use domain::billing::time::{MOST_MINUTES, Recorded, Source, quick_entry};
use domain::forms::FieldErrors;
use domain::ids::{AppointmentId, CaseId, TimeEntryId, TimerId};
use domain::money::Currency;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

use super::finding;
use super::standing::{currency, on_time};
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, access, cases, words};

/// What an entry comes of.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    DaySheet,
    QuickEntry,
    Timer(TimerId),
    /// An appointment, where that is what was suggested.
    Suggestion(Option<AppointmentId>),
}

impl Of {
    const fn source(self) -> Source {
        match self {
            Of::DaySheet => Source::DaySheet,
            Of::QuickEntry => Source::QuickEntry,
            Of::Timer(_) => Source::Timer,
            Of::Suggestion(_) => Source::Suggestion,
        }
    }
}

/// Records an entry of one's own on the case that its form means.
///
/// # Errors
/// As [`record`].
pub async fn add(caller: &Caller, form: &TimeForm, of: Of) -> Result<TimeEntryId> {
    let case = case_meant(caller, form).await?;
    match form.time.trim() {
        // the work may begin with the time: "0.4 call with the client"
        "" => {
            let Ok(entry) = quick_entry(&form.narrative) else {
                return record(caller, case, form, of).await;
            };
            let time = format!("{} min", entry.minutes);
            let form = TimeForm { time, narrative: entry.narrative, ..form.clone() };
            record(caller, case, &form, Of::QuickEntry).await
        }
        _ => record(caller, case, form, of).await,
    }
}

/// The case of a form, with everything else that is wrong with it beside what is wrong with that.
pub(super) async fn case_meant(caller: &Caller, form: &TimeForm) -> Result<Option<CaseId>> {
    let (mut tx, _permit) = access::on_office::<act::KeepTimeSheet>(caller).await?;
    let mut errors = FieldErrors::default();
    let case = finding::meant(&mut tx, &form.case, &form.picked, &mut errors).await?;
    if errors.is_empty() {
        return Ok(case);
    }
    form.parse(currency_of(&mut tx, None).await?, true, &mut errors);
    Err(Error::Invalid(errors))
}

/// Records an entry of one's own; without a case it is the office's own time.
///
/// # Errors
/// Invalid; Refused on a closed case.
pub async fn record(
    caller: &Caller,
    case: Option<CaseId>,
    form: &TimeForm,
    of: Of,
) -> Result<TimeEntryId> {
    let mut tx = on_record(caller, case).await?;
    let parsed = read(&mut tx, case, form).await?;
    let id = insert(&mut tx, case, &parsed, of).await?;
    tx.commit().await?;
    Ok(id)
}

/// Records what one line says: "0.4 call with the client".
///
/// # Errors
/// As [`record`].
pub async fn quick(
    caller: &Caller,
    case: Option<CaseId>,
    on: &str,
    line: &str,
) -> Result<TimeEntryId> {
    let entry = quick_entry(line).map_err(|why| Error::invalid("line", why))?;
    let form = TimeForm {
        on: on.to_owned(),
        time: format!("{} min", entry.minutes),
        narrative: entry.narrative,
        ..TimeForm::default()
    };
    record(caller, case, &form, Of::QuickEntry).await
}

/// A transaction in which the caller may record on that case, or on none.
pub(super) async fn on_record(caller: &Caller, case: Option<CaseId>) -> Result<Tx> {
    match case {
        Some(id) => Ok(access::on_case::<act::RecordTime>(caller, id).await?.0),
        None => Ok(access::on_office::<act::KeepTimeSheet>(caller).await?.0),
    }
}

pub(super) async fn read(tx: &mut Tx, case: Option<CaseId>, form: &TimeForm) -> Result<ParsedTime> {
    let mut errors = FieldErrors::default();
    let in_currency = currency_of(tx, case).await?;
    let parsed = form.parse(in_currency, case.is_some(), &mut errors);
    let Some(parsed) = parsed else { return Err(Error::Invalid(errors)) };
    within_case(tx, case, parsed.on).await?;
    Ok(parsed)
}

/// The currency in which a case is billed; the office's where there is none, and for whoever does not read the
/// case's terms.
pub(super) async fn currency_of(tx: &mut Tx, case: Option<CaseId>) -> Result<Currency> {
    let code = sqlx::query_scalar!(
        r#"select case_currency($1) as "currency!""#,
        case.map(|id| id.0) as Option<uuid::Uuid>
    )
    .fetch_one(&mut **tx)
    .await?;
    currency(&code)
}

/// Work is dated while the case was open, and not ahead.
async fn within_case(tx: &mut Tx, case: Option<CaseId>, on: Date) -> Result<()> {
    match why_not_then(tx, case, on).await? {
        None => Ok(()),
        Some(why) => Err(Error::invalid("on", why)),
    }
}

/// Why nothing could be recorded on a day, if so.
pub(super) async fn why_not_then(
    tx: &mut Tx,
    case: Option<CaseId>,
    on: Date,
) -> Result<Option<String>> {
    let zone = tx.caller().clone().zone(tx).await?;
    if on > words::today(tx.caller().now(), &zone) {
        return Ok(Some("This day is still to come.".into()));
    }
    let Some(case) = case else { return Ok(None) };
    let row =
        sqlx::query!(r#"select opened_on as "opened_on!" from case_billing where id = $1"#, case.0)
            .fetch_optional(&mut **tx)
            .await?
            .ok_or(Error::NotFound)?;
    let opened = row.opened_on.to_jiff();
    Ok((on < opened).then(|| format!("The case was opened on {}.", zone.date(opened))))
}

/// One person's day has 24 hours. `but`: the entry that is being changed.
async fn within_day(tx: &mut Tx, on: Date, minutes: i32, but: Option<TimeEntryId>) -> Result<()> {
    let recorded = sqlx::query_scalar!(
        r#"select coalesce(sum(minutes), 0) as "minutes!" from time_entries
        where staff_id = office_caller() and worked_on = $1 and withdrawn_at is null and id is distinct from $2"#,
        on.to_sqlx() as jiff_sqlx::Date,
        but.map(|id| id.0) as Option<uuid::Uuid>
    )
    .fetch_one(&mut **tx)
    .await?;
    match recorded + i64::from(minutes) > i64::from(MOST_MINUTES) {
        true => Err(Error::invalid(
            "time",
            "With what is recorded already, this day would have more than 24 hours.",
        )),
        false => Ok(()),
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    case: Option<CaseId>,
    new: &ParsedTime,
    of: Of,
) -> Result<TimeEntryId> {
    within_day(tx, new.on, new.minutes, None).await?;
    let caller = tx.caller().clone();
    let id = TimeEntryId(caller.id());
    let (timer, appointment) = match of {
        Of::Timer(timer) => (Some(timer.0), None),
        Of::Suggestion(appointment) => (None, appointment.map(|id| id.0)),
        Of::DaySheet | Of::QuickEntry => (None, None),
    };
    sqlx::query!(
        "insert into time_entries (id, staff_id, case_id, worked_on, minutes, narrative, activity_id, treatment, written_down,
            write_down_reason, source, timer_id, appointment_id, recorded_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $2)",
        id.0,
        caller.staff_id().0,
        case.map(|id| id.0) as Option<uuid::Uuid>,
        new.on.to_sqlx() as jiff_sqlx::Date,
        new.minutes,
        new.narrative,
        new.activity.map(|id| id.0) as Option<uuid::Uuid>,
        new.treatment.word(),
        new.written_down,
        new.write_down_reason,
        of.source().word(),
        timer,
        appointment
    )
    .execute(&mut **tx)
    .await
    .map_err(kept_whole)?;
    let event = Event::new("record-time", Resource::TimeEntry(id)).around(case, None);
    audit::record(tx, event.with("minutes", new.minutes)).await?;
    Ok(id)
}

/// A CHECK holds a write-down to what the entry is worth, which the database alone works out; a line of an invoice
/// that was void since holds an entry to its case.
fn kept_whole(error: sqlx::Error) -> Error {
    let code = error.as_database_error().and_then(|error| error.code());
    match code.as_deref() {
        Some("23514") => {
            Error::invalid("written_down", "No more can be written down than it is worth.")
        }
        Some("23503") => Error::invalid(
            "case",
            "It stood on an invoice of its case, and stays on that case. Withdraw it, and record it anew on the other.",
        ),
        _ => error.into(),
    }
}

/// Changes an entry that is on no invoice.
///
/// # Errors
/// Invalid; Conflict where somebody saved first, or it was billed meanwhile.
pub async fn edit(caller: &Caller, id: TimeEntryId, form: &TimeForm) -> Result<()> {
    let (mut tx, permit, case, event) =
        on_time::<act::EditTime>(caller, Recorded::Entry(id)).await?;
    let mut errors = FieldErrors::default();
    let case = match kept_case(&mut tx, case, &form.case).await? {
        true => case,
        false => finding::meant(&mut tx, &form.case, &form.picked, &mut errors).await?,
    };
    if !errors.is_empty() {
        form.parse(currency_of(&mut tx, None).await?, true, &mut errors);
        return Err(Error::Invalid(errors));
    }
    let new = read(&mut tx, case, form).await?;
    if owned(&mut tx, id).await? {
        within_day(&mut tx, new.on, new.minutes, Some(id)).await?;
    }
    let Recorded::Entry(id) = permit.subject() else { return Err(Error::NotFound) };
    let done = sqlx::query!(
        "update time_entries set worked_on = $3, minutes = $4, narrative = $5, activity_id = $6, treatment = $7,
            written_down = $8, write_down_reason = $9, case_id = $10, changed_by = office_caller(), changed_at = office_now(),
            revision = revision + 1
        where id = $1 and revision = $2 and invoice_id is null and withdrawn_at is null",
        id.0,
        cases::revision(&form.revision)?,
        new.on.to_sqlx() as jiff_sqlx::Date,
        new.minutes,
        new.narrative,
        new.activity.map(|id| id.0) as Option<uuid::Uuid>,
        new.treatment.word(),
        new.written_down,
        new.write_down_reason,
        case.map(|id| id.0) as Option<uuid::Uuid>
    )
    .execute(&mut *tx)
    .await
    .map_err(kept_whole)?;
    if done.rows_affected() == 0 {
        return Err(locked());
    }
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// Whether a form leaves the entry on its case: it says that case's number.
async fn kept_case(tx: &mut Tx, case: Option<CaseId>, said: &str) -> Result<bool> {
    let Some(case) = case else { return Ok(said.trim().is_empty()) };
    let number =
        sqlx::query_scalar!("select number as \"number!\" from case_billing where id = $1", case.0)
            .fetch_optional(&mut **tx)
            .await?;
    Ok(number.is_some_and(|number| number.eq_ignore_ascii_case(said.trim())))
}

async fn owned(tx: &mut Tx, id: TimeEntryId) -> Result<bool> {
    let own = sqlx::query_scalar!(
        r#"select staff_id = office_caller() as "own!" from time_entries where id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    own.ok_or(Error::NotFound)
}

pub(super) fn locked() -> Error {
    Error::Conflict(
        "Somebody changed this meanwhile, or it stands on an invoice by now. What you typed is kept here and not saved: look at it, then save again.".into(),
    )
}

/// Withdraws an entry or an expense that is on no invoice.
///
/// # Errors
/// Conflict where it was billed or changed meanwhile.
pub async fn withdraw(caller: &Caller, which: Recorded, revision: &str) -> Result<()> {
    let (mut tx, permit, _, event) = on_time::<act::EditTime>(caller, which).await?;
    let revision = cases::revision(revision)?;
    let (done, word) = match permit.subject() {
        Recorded::Entry(id) => {
            let done = sqlx::query!(
                "update time_entries set withdrawn_at = office_now(), withdrawn_by = office_caller(),
                    changed_at = office_now(), changed_by = office_caller(), revision = revision + 1
                where id = $1 and revision = $2 and invoice_id is null and withdrawn_at is null",
                id.0,
                revision
            );
            (done.execute(&mut *tx).await?, "withdraw-time")
        }
        Recorded::Expense(id) => {
            let done = sqlx::query!(
                "update expenses set withdrawn_at = office_now(), withdrawn_by = office_caller(),
                    changed_at = office_now(), changed_by = office_caller(), revision = revision + 1
                where id = $1 and revision = $2 and invoice_id is null and withdrawn_at is null",
                id.0,
                revision
            );
            (done.execute(&mut *tx).await?, "withdraw-expense")
        }
    };
    if done.rows_affected() == 0 {
        return Err(locked());
    }
    audit::record(&mut tx, event.named(word)).await?;
    tx.commit().await
}
