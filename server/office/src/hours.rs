//! When the office is open: the hours of the week, and the days on which it is closed.

use domain::access::act;
use domain::forms::FieldErrors;
use domain::frame::{Frame, Framed};
use domain::ids::HolidayId;
use domain::settings::{Holiday, HolidayForm, Hours, HoursForm, WEEKDAYS};
use domain::threads::ClosedDays;
use jiff::civil::Time;
use jiff_sqlx::ToSqlx;

use crate::access;
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, cases, frame, words};

/// The hours of the week as their form shows them.
///
/// # Errors
/// Refused.
pub async fn week(caller: &Caller) -> Result<(Frame, HoursForm)> {
    let (mut tx, _permit) = access::on_office::<act::ManageSettings>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let hours = hours(&mut tx).await?;
    let revision = sqlx::query_scalar!("select hours_revision from office_settings")
        .fetch_one(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok((frame, HoursForm { revision: revision.to_string(), ..HoursForm::of(&hours) }))
}

/// The holidays from today on.
///
/// # Errors
/// Refused.
pub async fn holidays(caller: &Caller) -> Result<Framed<Vec<Holiday>>> {
    let (mut tx, _permit) = access::on_office::<act::ManageSettings>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let today = words::today(caller.now(), &zone);
    let holidays = sqlx::query!(
        r#"select h.id, h.name, h.on_day as "on_day: jiff_sqlx::Date", count(a.id) as "standing!"
        from holidays h
        -- those in sight: the policies say which
        left join appointments a on a.cancelled_at is null and a.kind <> 'personal'
            and a.starts_at < ((h.on_day + 1)::timestamp at time zone $2)
            and a.starts_at >= (h.on_day::timestamp at time zone $2)
        where h.ended_at is null and h.on_day >= $1
        group by h.id order by h.on_day limit 200"#,
        today.to_sqlx() as jiff_sqlx::Date,
        zone.zone.iana_name().unwrap_or("UTC")
    )
    .fetch_all(&mut *tx)
    .await?
    .into_iter()
    .map(|row| {
        let on = row.on_day.to_jiff();
        Holiday {
            id: HolidayId(row.id),
            name: row.name,
            day: zone.date(on),
            weekday: on.strftime("%A").to_string(),
            on: on.to_string(),
            standing: row.standing,
        }
    })
    .collect();
    tx.commit().await?;
    Ok(Framed { frame, body: holidays })
}

async fn hours(tx: &mut Tx) -> Result<[Hours; 7]> {
    let rows = sqlx::query!(
        r#"select weekday, opens as "opens: jiff_sqlx::Time", closes as "closes: jiff_sqlx::Time" from office_hours"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut all = [None; 7];
    for row in rows {
        let day = usize::try_from(row.weekday - 1).map_err(Error::internal)?;
        if let (Some(hours), Some(opens), Some(closes)) = (all.get_mut(day), row.opens, row.closes)
        {
            *hours = Some((opens.to_jiff(), closes.to_jiff()));
        }
    }
    Ok(all)
}

/// Days on which the office is closed: those of the week, and holidays of the last year and the next.
pub(crate) async fn closed_days(tx: &mut Tx) -> Result<ClosedDays> {
    let row = sqlx::query!(
        r#"select array(select h.opens is null from office_hours h order by h.weekday) as "week!: Vec<bool>",
            array(select h.on_day from holidays h where h.ended_at is null
                and h.on_day between (select office_today()) - 366 and (select office_today()) + 366) as "holidays!: Vec<jiff_sqlx::Date>""#
    )
    .fetch_one(&mut **tx)
    .await?;
    let mut closed = ClosedDays::default();
    for (day, is_closed) in closed.week.iter_mut().zip(row.week) {
        *day = is_closed;
    }
    closed.holidays = row.holidays.into_iter().map(|day| day.to_jiff()).collect();
    Ok(closed)
}

/// Sets the hours of the week.
///
/// # Errors
/// Invalid, StepUp; Conflict where somebody saved first.
pub async fn save(caller: &Caller, form: &HoursForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageSettings>(caller).await?;
    caller.fresh()?;
    let mut errors = FieldErrors::default();
    let new = form.parse(&mut errors);
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let done = sqlx::query!(
        "update office_settings set hours_revision = hours_revision + 1 where hours_revision = $1",
        cases::revision(&form.revision)?
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(
            "Somebody changed the hours meanwhile. What you typed is kept here and not saved yet: look at it, then save again.".into(),
        ));
    }
    let old = hours(&mut tx).await?;
    let mut changed = Vec::new();
    for (nth, (_, word)) in WEEKDAYS.into_iter().enumerate() {
        if old[nth] == new[nth] {
            continue;
        }
        changed.push(word.to_owned());
        let sql = |time: Option<Time>| time.map(|time| time.to_sqlx());
        sqlx::query!(
            "update office_hours set opens = $2, closes = $3 where weekday = $1",
            i16::try_from(nth + 1).map_err(Error::internal)?,
            sql(new[nth].map(|(opens, _)| opens)) as Option<jiff_sqlx::Time>,
            sql(new[nth].map(|(_, closes)| closes)) as Option<jiff_sqlx::Time>
        )
        .execute(&mut *tx)
        .await?;
    }
    if !changed.is_empty() {
        let event = Event::new("change-hours", Resource::Office);
        audit::record(&mut tx, event.with("changed", changed)).await?;
    }
    tx.commit().await
}

/// Adds a day on which the office is closed, and hands back its ISO date.
///
/// # Errors
/// StepUp; Invalid, also for a day that is there already or has passed.
pub async fn add_holiday(caller: &Caller, form: &HolidayForm) -> Result<String> {
    let (mut tx, _permit) = access::on_office::<act::ManageSettings>(caller).await?;
    caller.fresh()?;
    let mut errors = FieldErrors::default();
    let Some((on, name)) = form.parse(&mut errors) else { return Err(Error::Invalid(errors)) };
    let zone = caller.zone(&mut tx).await?;
    if on < words::today(caller.now(), &zone) {
        return Err(Error::invalid("on", "This day has passed. Choose one to come."));
    }
    let done = sqlx::query!(
        "insert into holidays (id, on_day, name, added_by) values ($1, $2, $3, $4)
        on conflict (on_day) where ended_at is null do nothing",
        caller.id(),
        on.to_sqlx() as jiff_sqlx::Date,
        name,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::invalid("on", "This day is a holiday already. Choose another."));
    }
    let event = Event::new("add-holiday", Resource::Office).with("day", on.to_string());
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok(on.to_string())
}

/// Takes a holiday back: the office is open after all.
///
/// # Errors
/// StepUp; NotFound where it was taken back already.
pub async fn end_holiday(caller: &Caller, id: HolidayId) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageSettings>(caller).await?;
    caller.fresh()?;
    let day = sqlx::query_scalar!(
        r#"update holidays set ended_at = office_now(), ended_by = $2
        where id = $1 and ended_at is null returning on_day as "on_day: jiff_sqlx::Date""#,
        id.0,
        caller.staff_id().0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let event = Event::new("end-holiday", Resource::Office).with("day", day.to_jiff().to_string());
    audit::record(&mut tx, event).await?;
    tx.commit().await
}
