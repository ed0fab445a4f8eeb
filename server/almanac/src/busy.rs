//! When the owner of somebody else's calendar is busy, and nothing else of it.
//!
//! A title, a place or a name is never kept: only intervals leave. What cannot be followed is counted,
//! since a calendar that is half understood must not pass for an empty one. The text is foreign: it is
//! read once, without recursion, and what its rules may cost is bounded by a budget.

mod event;
mod gather;
mod lines;
mod reader;
mod zones;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The longest text that is read, in bytes.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;
/// The most entries.
pub const MOST_EVENTS: usize = 20_000;
/// The most intervals that a window may hold.
pub const MOST_INTERVALS: usize = 5_000;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub from: Timestamp,
    pub until: Timestamp,
}

/// Busy from the first instant on, and no more at the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    pub from: Timestamp,
    pub until: Timestamp,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// In order, cut to the window; what overlaps or touches is one.
    pub intervals: Vec<Interval>,
    pub skipped: Skipped,
}

/// How many entries were left out, or only partly understood, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// In a time zone that is not known.
    pub zones: u32,
    /// Repeats in a way that is not followed: more than daily, by another calendar, "this and future".
    pub rules: u32,
    /// Without a start, or with a date that is none.
    pub damaged: u32,
    /// Its rule would take too long to follow.
    pub costly: u32,
}

impl Skipped {
    pub const fn total(self) -> u32 {
        self.zones + self.rules + self.damaged + self.costly
    }

    /// "3 entries could not be followed: 2 in a time zone that is not known, 1 damaged". None where all
    /// could.
    pub fn words(self) -> Option<String> {
        let parts: Vec<String> = [
            (self.zones, "in a time zone that is not known"),
            (self.rules, "repeating in a way that is not followed"),
            (self.damaged, "damaged"),
            (self.costly, "repeating too often"),
        ]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, why)| format!("{number} {why}"))
        .collect();
        match self.total() {
            0 => None,
            1 => Some(format!("1 entry could not be followed: {}", parts.join(", "))),
            total => Some(format!("{total} entries could not be followed: {}", parts.join(", "))),
        }
    }
}

/// Why nothing was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("The address does not give a calendar.")]
    NotACalendar,
    #[error("The calendar ends in the middle.")]
    CutOff,
    #[error("The calendar is larger than 4 MiB.")]
    TooLarge,
    #[error("The calendar has more than 20,000 entries.")]
    TooManyEvents,
    #[error("The calendar has more than 5,000 busy times.")]
    TooManyIntervals,
    #[error("The calendar is nested too deep.")]
    TooDeep,
}

/// What an iCalendar text says about when its owner is busy. `zone` is the owner's: whole days and times
/// without a zone are meant there.
///
/// # Errors
/// Where it is no whole calendar, or past a limit.
pub fn busy(text: &str, window: Window, zone: &TimeZone) -> Result<Read, Unreadable> {
    if text.len() > MOST_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let calendar = reader::read(text)?;
    gather::gather(&calendar, window, zone)
}
