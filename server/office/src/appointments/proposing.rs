//! When a new appointment is proposed: within office hours, so that it can be sent as it stands.

use domain::settings::Hours;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, time};
use jiff_sqlx::ToSqlx;

use crate::{Result, Tx};

/// Days looked at for one on which the office is open.
const AHEAD: i32 = 31;

/// Opening hours of the next weeks.
pub(super) struct Open {
    week: Vec<(i16, Time, Time)>,
    closed: Vec<Date>,
}

impl Open {
    pub(super) async fn from(tx: &mut Tx, day: Date) -> Result<Open> {
        let week = sqlx::query!(
            r#"select weekday, opens as "opens!: jiff_sqlx::Time", closes as "closes!: jiff_sqlx::Time" from office_hours
            where opens is not null and closes is not null"#
        )
        .fetch_all(&mut **tx)
        .await?;
        let closed = sqlx::query_scalar!(
            r#"select on_day as "on_day: jiff_sqlx::Date" from holidays
            where ended_at is null and on_day between $1 and $1 + $2::integer"#,
            day.to_sqlx() as jiff_sqlx::Date,
            AHEAD
        )
        .fetch_all(&mut **tx)
        .await?;
        Ok(Open {
            week: week
                .into_iter()
                .map(|row| (row.weekday, row.opens.to_jiff(), row.closes.to_jiff()))
                .collect(),
            closed: closed.into_iter().map(|day| day.to_jiff()).collect(),
        })
    }

    fn on(&self, day: Date) -> Hours {
        let weekday = i16::from(day.weekday().to_monday_one_offset());
        let hours = self.week.iter().find(|(of, ..)| *of == weekday);
        hours.map(|(_, opens, closes)| (*opens, *closes)).filter(|_| !self.closed.contains(&day))
    }
}

/// The first hour that is free of objections on the day that was asked for; from today on where none was, or
/// where the office has closed for today.
pub(super) fn proposed(now: DateTime, asked: Option<Date>, open: &Open) -> DateTime {
    if let Some(day) = asked.filter(|day| *day != now.date()) {
        let opens = open.on(day).map_or(time(9, 0, 0, 0), |(opens, _)| opens);
        return day.to_datetime(opens);
    }
    let next = now.saturating_add(1.hour());
    let next = next.date().at(next.hour(), 0, 0, 0);
    (0..AHEAD)
        .map(|days| now.date().saturating_add(days.days()))
        .find_map(|day| {
            let (opens, closes) = open.on(day)?;
            let earliest = next.max(day.to_datetime(opens));
            let ends = earliest.saturating_add(1.hour());
            (earliest.date() == day && ends <= day.to_datetime(closes)).then_some(earliest)
        })
        .unwrap_or(next)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;

    /// Monday to Friday from half past eight to five; closed on Monday, November 30.
    fn open() -> Open {
        Open {
            week: (1..=5).map(|day| (day, time(8, 30, 0, 0), time(17, 0, 0, 0))).collect(),
            closed: vec![date(2026, 11, 30)],
        }
    }

    #[test]
    fn a_new_appointment_is_proposed_within_office_hours() {
        let says = |now: DateTime, asked| proposed(now, asked, &open()).to_string();
        let thursday = |hour, minute| datetime(2026, 11, 26, hour, minute, 0, 0);
        assert_eq!(says(thursday(6, 40), None), "2026-11-26T08:30:00");
        assert_eq!(says(thursday(10, 10), None), "2026-11-26T11:00:00");
        assert_eq!(says(thursday(15, 59), None), "2026-11-26T16:00:00");
        // an hour from the next full one on ends after the office closes
        assert_eq!(says(thursday(16, 0), None), "2026-11-27T08:30:00");
        assert_eq!(says(thursday(23, 30), Some(date(2026, 11, 26))), "2026-11-27T08:30:00");
        // over the weekend and a holiday
        let friday = datetime(2026, 11, 27, 18, 0, 0, 0);
        assert_eq!(says(friday, None), "2026-12-01T08:30:00");
        assert_eq!(says(friday, Some(date(2026, 12, 3))), "2026-12-03T08:30:00");
        // what was asked for stays that day
        assert_eq!(says(friday, Some(date(2026, 12, 5))), "2026-12-05T09:00:00");
    }
}
