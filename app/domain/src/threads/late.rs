//! When an answer is overdue.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Days on which nobody answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClosedDays {
    /// Of the week, Monday first: those without hours.
    pub week: [bool; 7],
    pub holidays: Vec<Date>,
}

impl ClosedDays {
    fn has(&self, day: Date) -> bool {
        let nth = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
        self.week.get(nth).copied().unwrap_or_default() || self.holidays.contains(&day)
    }

    /// That day, or the first one after it on which somebody answers; none where nobody does for a year.
    fn open_from(&self, day: Date) -> Option<Date> {
        day.series(1.day()).take(366).find(|day| !self.has(*day))
    }
}

/// Whether an answer is overdue: more than one working day went by. What comes on a closed day comes on the next that is not.
pub fn is_late(since: Timestamp, now: Timestamp, zone: &TimeZone, closed: &ClosedDays) -> bool {
    let since = since.to_zoned(zone.clone());
    let Some(day) = closed.open_from(since.date()) else { return false };
    let time = if day == since.date() { since.time() } else { Time::midnight() };
    let Some(due) = closed.open_from(day.saturating_add(1.day())) else { return false };
    due.to_datetime(time).to_zoned(zone.clone()).is_ok_and(|due| due.timestamp() < now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_late_after_one_working_day() {
        let zone = TimeZone::UTC;
        let closed = ClosedDays {
            week: [false, false, false, false, false, true, true],
            holidays: vec!["2026-11-26".parse().unwrap(), "2026-11-27".parse().unwrap()],
        };
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (since, now, late) in [
            // a Tuesday
            ("2026-10-13T15:00:00Z", "2026-10-14T15:00:00Z", false),
            ("2026-10-13T15:00:00Z", "2026-10-14T15:00:01Z", true),
            // a Friday
            ("2026-10-16T15:00:00Z", "2026-10-19T14:59:00Z", false),
            ("2026-10-16T15:00:00Z", "2026-10-19T15:01:00Z", true),
            // a Saturday
            ("2026-10-17T15:00:00Z", "2026-10-19T23:59:00Z", false),
            ("2026-10-17T15:00:00Z", "2026-10-20T00:01:00Z", true),
            // the day before two holidays and a weekend
            ("2026-11-25T15:00:00Z", "2026-11-30T14:59:00Z", false),
            ("2026-11-25T15:00:00Z", "2026-11-30T15:01:00Z", true),
            // on the first of them
            ("2026-11-26T15:00:00Z", "2026-11-30T23:59:00Z", false),
            ("2026-11-26T15:00:00Z", "2026-12-01T00:01:00Z", true),
        ] {
            assert_eq!(is_late(at(since), at(now), &zone, &closed), late, "{since} at {now}");
        }
    }

    #[test]
    fn an_office_that_never_opens_is_never_late() {
        let closed = ClosedDays { week: [true; 7], holidays: Vec::new() };
        let (since, now) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
        assert!(!is_late(since, now, &TimeZone::UTC, &closed));
    }
}
