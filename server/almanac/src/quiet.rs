//! Hours in which nobody is sent a text, by the wall clock of who would get it.
//!
//! These are the reference for what the database computes. What counts is what the clock shows: where
//! an hour comes twice, quiet can end, begin again and end once more.

use jiff::civil::Time;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Span, Timestamp};

const DAY: u16 = 24 * 60;

/// Hours of the wall clock, in minutes after midnight; over midnight where they begin later than they
/// end. Two equal ones are no hours at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    from_minutes: u16,
    until_minutes: u16,
}

impl Hours {
    /// None where a minute lies past the day.
    pub const fn new(from_minutes: u16, until_minutes: u16) -> Option<Hours> {
        if from_minutes < DAY && until_minutes < DAY {
            Some(Hours { from_minutes, until_minutes })
        } else {
            None
        }
    }

    const fn hold(self, minute: u16) -> bool {
        if self.from_minutes <= self.until_minutes {
            self.from_minutes <= minute && minute < self.until_minutes
        } else {
            self.from_minutes <= minute || minute < self.until_minutes
        }
    }
}

/// Whether the clock there shows one of these hours.
pub fn is_quiet(at: Timestamp, zone: &TimeZone, hours: Hours) -> bool {
    let time = zone.to_datetime(at).time();
    hours.hold(u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs()))
}

/// The first instant from `at` on that is not quiet: `at` itself where it is none. None at the end of
/// the calendar.
pub fn next_end(at: Timestamp, zone: &TimeZone, hours: Hours) -> Option<Timestamp> {
    if !is_quiet(at, zone, hours) {
        return Some(at);
    }
    // Quiet ends when the clock reaches its end, or when the clock is moved past it.
    let today = zone.to_datetime(at).date();
    let until =
        Time::midnight().checked_add(Span::new().minutes(i64::from(hours.until_minutes))).ok()?;
    let horizon = at.checked_add(SignedDuration::from_hours(72)).ok()?;
    let mut ends: Vec<Timestamp> = zone
        .following(at)
        .map(|change| change.timestamp())
        .take_while(|change| *change <= horizon)
        .collect();
    for days in 0..=2 {
        let reached = today.checked_add(Span::new().days(days)).ok()?.to_datetime(until);
        let ambiguous = zone.to_ambiguous_timestamp(reached);
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => ends.extend(ambiguous.unambiguous()),
            AmbiguousOffset::Fold { .. } => {
                ends.extend(ambiguous.earlier());
                ends.extend(ambiguous.later());
            }
            AmbiguousOffset::Gap { .. } => {}
        }
    }
    ends.sort_unstable();
    ends.into_iter().find(|end| *end > at && !is_quiet(*end, zone, hours))
}

/// The wall time `at` on the day before the one on which something starts. Where the clocks skip it, as
/// much later; where it comes twice, the first. None at the end of the calendar.
pub fn evening_before(starts: Timestamp, zone: &TimeZone, at: Time) -> Option<Timestamp> {
    let mut day = zone.to_datetime(starts).date();
    loop {
        day = day.yesterday().ok()?;
        let evening = zone.to_ambiguous_timestamp(day.to_datetime(at)).compatible().ok()?;
        // A day that a country left out is no day before.
        if evening < starts {
            return Some(evening);
        }
    }
}
