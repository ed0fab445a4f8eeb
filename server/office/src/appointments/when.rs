//! From the wall clock of a zone to an instant. An hour that the clocks skip or strike twice is said, never
//! guessed.

use almanac::Unresolved;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::{Error, Result};

/// What a wall clock means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hour {
    At(Timestamp),
    /// The clocks go forward over it.
    Skipped,
    /// It comes twice: the first and the second time.
    Twice(Timestamp, Timestamp),
}

/// # Errors
/// Where the calendar ends.
pub(super) fn resolve(at: DateTime, zone: &TimeZone) -> Result<Hour> {
    match almanac::resolve(at, zone, None) {
        Ok(at) => Ok(Hour::At(at)),
        Err(Unresolved::Gap { .. }) => Ok(Hour::Skipped),
        Err(Unresolved::Twice { first, second }) => {
            Ok(Hour::Twice(first.timestamp(), second.timestamp()))
        }
        Err(Unresolved::Beyond) => Err(Error::internal("beyond the end of the calendar")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_skipped_in_spring_and_comes_twice_in_autumn() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let at = |text: &str| resolve(text.parse().unwrap(), &zone).unwrap();
        assert_eq!(at("2027-03-14T02:30"), Hour::Skipped);
        assert_eq!(
            at("2026-11-01T01:30"),
            Hour::Twice(
                "2026-11-01T05:30:00Z".parse().unwrap(),
                "2026-11-01T06:30:00Z".parse().unwrap()
            )
        );
        assert_eq!(at("2026-11-01T09:00"), Hour::At("2026-11-01T14:00:00Z".parse().unwrap()));
    }
}
