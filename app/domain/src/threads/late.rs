//! When an answer is overdue.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Whether an answer is overdue: more than one working day went by. What comes at the weekend comes on Monday.
pub fn is_late(since: Timestamp, now: Timestamp, zone: &TimeZone) -> bool {
    let is_free = |day: Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let since = since.to_zoned(zone.clone());
    let (mut day, mut time) = (since.date(), since.time());
    while is_free(day) {
        (day, time) = (day.saturating_add(1.day()), Time::midnight());
    }
    day = day.saturating_add(1.day());
    while is_free(day) {
        day = day.saturating_add(1.day());
    }
    day.to_datetime(time).to_zoned(zone.clone()).is_ok_and(|due| due.timestamp() < now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_late_after_one_working_day() {
        let zone = TimeZone::UTC;
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
        ] {
            assert_eq!(is_late(at(since), at(now), &zone), late, "{since} at {now}");
        }
    }
}
