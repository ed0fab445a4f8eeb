//! What was said about time, read against a zone, the office's hours and its holidays.

use domain::appointments::{AppointmentKind, Span};
use domain::forms::FieldErrors;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use jiff_sqlx::ToSqlx;

use super::when::{Hour, resolve};
use crate::words::Region;
use crate::{Result, Tx};

/// One appointment's time: as it was said, and the instants that makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    pub starts_local: DateTime,
    pub ends_local: DateTime,
    pub starts: Timestamp,
    pub ends: Timestamp,
    pub all_day: bool,
}

/// The one that the form names. An hour that comes twice is the second where that is ticked, and the first once
/// it is confirmed.
pub(super) fn named(
    span: &Span,
    zone: &TimeZone,
    anyway: bool,
    errors: &mut FieldErrors,
) -> Result<Option<Times>> {
    let mut read = |at: DateTime, field: &str| -> Result<Option<Timestamp>> {
        Ok(match resolve(at, zone)? {
            Hour::At(instant) => Some(instant),
            // midnight is the first of the day there is
            Hour::Skipped if span.all_day => Some(first_of(at, zone)?),
            Hour::Skipped => {
                errors.add(
                    field,
                    "The clocks go forward then, and this hour does not exist. Choose another.",
                );
                None
            }
            Hour::Twice(first, _) if span.all_day => Some(first),
            Hour::Twice(_, second) if span.second_time => Some(second),
            Hour::Twice(first, _) if anyway => Some(first),
            Hour::Twice(..) => {
                errors.add(
                    "second_time",
                    "The clocks go back then, and this hour comes twice. Tick this for the second time, or book anyway for the first.",
                );
                None
            }
        })
    };
    let (starts, ends) = (read(span.starts, "starts")?, read(span.ends, "ends")?);
    let (Some(starts), Some(ends)) = (starts, ends) else { return Ok(None) };
    if ends < starts || (ends == starts && span.ends != span.starts) {
        errors.add(
            "ends",
            "It ends before it begins: the clocks change between. Choose a later time.",
        );
        return Ok(None);
    }
    Ok(Some(Times {
        starts_local: span.starts,
        ends_local: span.ends,
        starts,
        ends,
        all_day: span.all_day,
    }))
}

fn first_of(at: DateTime, zone: &TimeZone) -> Result<Timestamp> {
    Ok(zone.to_ambiguous_zoned(at).compatible().map_err(crate::Error::internal)?.timestamp())
}

/// The same wall time on other days. A day that skips the hour is named and refused; of an hour that comes twice
/// it is the first.
pub(super) fn on_days(
    first: &Times,
    days: &[Date],
    zone: &TimeZone,
    region: &Region,
    errors: &mut FieldErrors,
) -> Result<Option<Vec<Times>>> {
    let length =
        first.ends_local.date().since(first.starts_local.date()).map_or(0, |s| s.get_days());
    let mut all = Vec::with_capacity(days.len());
    for (nth, day) in days.iter().enumerate() {
        // the first may be the second of its hour
        if nth == 0 && *day == first.starts_local.date() {
            all.push(*first);
            continue;
        }
        let starts_local = day.to_datetime(first.starts_local.time());
        let last = day.saturating_add(i64::from(length).days());
        let ends_local = last.to_datetime(first.ends_local.time());
        let instant = |at: DateTime| -> Result<Option<Timestamp>> {
            Ok(match resolve(at, zone)? {
                Hour::At(instant) | Hour::Twice(instant, _) => Some(instant),
                Hour::Skipped if first.all_day => Some(first_of(at, zone)?),
                Hour::Skipped => None,
            })
        };
        match (instant(starts_local)?, instant(ends_local)?) {
            (Some(starts), Some(ends)) if ends > starts || first.starts == first.ends => {
                all.push(Times { starts_local, ends_local, starts, ends, all_day: first.all_day });
            }
            _ => {
                errors.add(
                    "starts",
                    format!(
                        "On {} the clocks change, and this hour does not exist. Choose another hour, or end the series before.",
                        region.date(*day)
                    ),
                );
                return Ok(None);
            }
        }
    }
    Ok(Some(all))
}

/// What speaks against a time and can be confirmed: it has passed, the office is closed.
pub(super) async fn objections(
    tx: &mut Tx,
    kind: AppointmentKind,
    all: &[Times],
    region: &Region,
    errors: &mut FieldErrors,
) -> Result<()> {
    let now = tx.caller().now();
    if all.iter().any(|times| times.is_past(now)) {
        errors.add(
            "date",
            "This has passed. It can be entered after the fact, and nobody is told of it: confirm, or choose a day to come.",
        );
    }
    if kind == AppointmentKind::Personal {
        return Ok(());
    }
    let days: Vec<Date> =
        all.iter().filter(|t| !t.is_past(now)).map(|t| region.day_of(t.starts)).collect();
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else { return Ok(()) };
    let holidays = sqlx::query!(
        r#"select on_day as "on_day: jiff_sqlx::Date", name from holidays
        where ended_at is null and on_day between $1 and $2"#,
        first.to_sqlx() as jiff_sqlx::Date,
        last.to_sqlx() as jiff_sqlx::Date
    )
    .fetch_all(&mut **tx)
    .await?;
    let hours = sqlx::query!(
        r#"select weekday, opens as "opens: jiff_sqlx::Time", closes as "closes: jiff_sqlx::Time" from office_hours"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let untimed = kind == AppointmentKind::Deadline;
    for times in all.iter().filter(|times| !times.is_past(now)) {
        let day = region.day_of(times.starts);
        if let Some(holiday) = holidays.iter().find(|holiday| holiday.on_day.to_jiff() == day) {
            errors.add(
                "date",
                format!(
                    "The office is closed on {}: {}. Choose another day, or confirm.",
                    region.date(day),
                    holiday.name
                ),
            );
            return Ok(());
        }
        if untimed || times.all_day {
            continue;
        }
        let weekday = i16::from(day.weekday().to_monday_one_offset());
        let open = hours
            .iter()
            .find(|hours| hours.weekday == weekday)
            .and_then(|hours| hours.opens.zip(hours.closes))
            .map(|(opens, closes)| (opens.to_jiff(), closes.to_jiff()));
        let local = |at: Timestamp| at.to_zoned(region.zone.clone()).datetime();
        let (from, to) = (local(times.starts), local(times.ends));
        let within = open.is_some_and(|(opens, closes)| {
            from.time() >= opens && to.date() == day && to.time() <= closes
        });
        if within {
            continue;
        }
        let said = match open {
            Some((opens, closes)) => format!(
                "The office is open from {} to {} on {}s. Choose another time, or confirm.",
                region.locale.time(opens),
                region.locale.time(closes),
                day.strftime("%A")
            ),
            None => format!(
                "The office is closed on {}s. Choose another day, or confirm.",
                day.strftime("%A")
            ),
        };
        errors.add(if open.is_some() { "starts" } else { "date" }, said);
        return Ok(());
    }
    Ok(())
}

impl Times {
    /// Entered after the fact: it has begun, or a deadline's day is over.
    pub(super) fn is_past(&self, now: Timestamp) -> bool {
        self.starts < now && (!self.all_day || self.ends <= now)
    }

    pub(super) fn date(&self) -> Date {
        self.starts_local.date()
    }
}

/// The office's zone by its name, for a form that leaves it out.
pub(super) fn zone(
    typed: &str,
    region: &Region,
    errors: &mut FieldErrors,
) -> Option<(String, TimeZone)> {
    let name = match typed.trim() {
        "" => region.zone.iana_name().unwrap_or("UTC"),
        typed => typed,
    };
    errors
        .take(
            "zone",
            TimeZone::get(name).map_err(|_| "Choose a time zone from the list.".to_owned()),
        )
        .map(|zone| (name.to_owned(), zone))
}
