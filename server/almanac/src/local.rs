//! What the wall clock says, as an instant.
//!
//! Twice a year that is no plain question: one hour does not exist, another comes twice. Neither is
//! guessed. A zone's rules also change by law, and what is booked keeps its wall time.

use domain::locale::Locale;
use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, Zoned};

/// Which of the two, where the clocks go back and an hour comes twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurrence {
    First,
    Second,
}

/// Why a wall time is no instant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unresolved {
    /// The clocks go from `before` to `after`, and what was asked for lies between.
    #[error("the clocks skip this time")]
    Gap { asked: DateTime, before: DateTime, after: DateTime },
    /// The clocks go back, and the time comes twice.
    #[error("the clocks strike this time twice")]
    Twice { first: Box<Zoned>, second: Box<Zoned> },
    /// Before the year -9998 or past 9999.
    #[error("this time is past the end of the calendar")]
    Beyond,
}

impl Unresolved {
    /// For beside a field.
    pub fn words(&self, locale: Locale) -> String {
        match self {
            Unresolved::Gap { asked, before, after } if before.date() == after.date() => format!(
                "{} does not exist on {}; the clocks go from {} to {}. Choose another time.",
                locale.time(asked.time()),
                locale.date(asked.date()),
                short(before.time(), locale),
                short(after.time(), locale),
            ),
            Unresolved::Gap { asked, before, after } => format!(
                "{}, {}, does not exist; the clocks go from {}, {}, to {}, {}. Choose another time.",
                locale.date(asked.date()),
                locale.time(asked.time()),
                locale.date(before.date()),
                locale.time(before.time()),
                locale.date(after.date()),
                locale.time(after.time()),
            ),
            Unresolved::Twice { first, second } => format!(
                "{} comes twice on {}, since the clocks go back. Choose the first ({}) or the second ({}).",
                locale.time(first.time()),
                locale.date(first.date()),
                zone_word(first.timestamp(), first.time_zone()),
                zone_word(second.timestamp(), second.time_zone()),
            ),
            Unresolved::Beyond => "This date is too far away. Choose one nearer.".into(),
        }
    }
}

/// "2" for a full hour on a clock of twelve or twenty-four, "2:30 am" else.
fn short(time: Time, locale: Locale) -> String {
    let words = locale.time(time);
    match words.split_once(":00") {
        Some((hour, half)) if !half.is_empty() => hour.to_owned(),
        _ => words,
    }
}

/// "EDT"; "UTC-3" where a zone has no letters.
pub(crate) fn zone_word(at: Timestamp, zone: &TimeZone) -> String {
    let info = zone.to_offset_info(at);
    let word = info.abbreviation();
    if word.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return word.to_owned();
    }
    let seconds = info.offset().seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    match minutes % 60 {
        0 => format!("UTC{sign}{}", minutes / 60),
        rest => format!("UTC{sign}{}:{rest:02}", minutes / 60),
    }
}

/// The instant at which the wall clock of a zone shows `at`. `which` counts only where it shows it
/// twice.
///
/// # Errors
/// Where it never shows it; where it does twice and `which` does not say.
pub fn resolve(
    at: DateTime,
    zone: &TimeZone,
    which: Option<Occurrence>,
) -> Result<Timestamp, Unresolved> {
    let ambiguous = zone.to_ambiguous_timestamp(at);
    match (ambiguous.offset(), which) {
        (AmbiguousOffset::Unambiguous { .. }, _) => {
            ambiguous.unambiguous().map_err(|_| Unresolved::Beyond)
        }
        (AmbiguousOffset::Gap { before, after }, _) => {
            // By the old offset the time lies past the change, by less than the change is long.
            let late = before.to_timestamp(at).map_err(|_| Unresolved::Beyond)?;
            let past = late.checked_add(jiff::SignedDuration::from_nanos(1));
            let change = past
                .ok()
                .and_then(|past| zone.preceding(past).next())
                .ok_or(Unresolved::Beyond)?
                .timestamp();
            Err(Unresolved::Gap {
                asked: at,
                before: before.to_datetime(change),
                after: after.to_datetime(change),
            })
        }
        (AmbiguousOffset::Fold { .. }, which) => {
            let first = ambiguous.earlier().map_err(|_| Unresolved::Beyond)?;
            let second = ambiguous.later().map_err(|_| Unresolved::Beyond)?;
            match which {
                Some(Occurrence::First) => Ok(first),
                Some(Occurrence::Second) => Ok(second),
                None => Err(Unresolved::Twice {
                    first: Box::new(first.to_zoned(zone.clone())),
                    second: Box::new(second.to_zoned(zone.clone())),
                }),
            }
        }
    }
}

/// Where what was booked for `at` stands under the zone's rules of today: the wall time stays, the
/// instant may move. Where the time comes twice, the one nearer to `old` is meant.
///
/// # Errors
/// Where the wall time no longer exists: a person chooses another.
pub fn rebook(at: DateTime, zone: &TimeZone, old: Timestamp) -> Result<Timestamp, Unresolved> {
    match resolve(at, zone, None) {
        Err(Unresolved::Twice { first, second }) => {
            let away = |new: &Zoned| new.timestamp().duration_since(old).abs();
            Ok(if away(&first) <= away(&second) { first.timestamp() } else { second.timestamp() })
        }
        other => other,
    }
}
