//! Access that ends by itself soon, and access that has just ended.

use serde::{Deserialize, Serialize};

use crate::access::Level;
use crate::frame::Person;
use crate::ids::{CaseId, GrantId};

/// How far the list looks ahead, and back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EndingFilter {
    /// Days; what is none of [`EndingFilter::DAYS`] counts as thirty.
    pub days: String,
}

impl EndingFilter {
    pub const DAYS: [i32; 3] = [7, 30, 90];

    pub fn days(&self) -> i32 {
        self.days.parse().ok().filter(|days| Self::DAYS.contains(days)).unwrap_or(30)
    }
}

/// Somebody's way to a case, or to everything somebody else may do, with its last day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndingRow {
    pub person: Person,
    pub what: EndingAccess,
    /// The last day it holds, or held: "Oct 20, 2026".
    pub last: String,
    /// "In 3 days", "Today", "4 days ago".
    pub when: String,
    /// Somebody ended it before its time, or without one.
    pub ended: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndingAccess {
    Grant {
        grant: GrantId,
        case: CaseId,
        number: String,
        title: String,
        level: Level,
        /// The caller decides who is on the team, and the case is open.
        manages: bool,
    },
    /// Covers for somebody, by name.
    Cover { of: String },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EndingPage {
    pub days: i32,
    /// The soonest first.
    pub soon: Vec<EndingRow>,
    /// The latest first.
    pub past: Vec<EndingRow>,
}

/// Days from today, in words.
pub fn in_days(days: i32) -> String {
    match days {
        0 => "Today".into(),
        1 => "Tomorrow".into(),
        -1 => "Yesterday".into(),
        days if days > 0 => format!("In {days} days"),
        days => format!("{} days ago", -days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_offered_spans_are_looked_through() {
        let days = |text: &str| EndingFilter { days: text.into() }.days();
        assert_eq!(
            [days(""), days("7"), days("90"), days("100000"), days("x")],
            [30, 7, 90, 30, 30]
        );
        assert_eq!([in_days(0), in_days(3), in_days(-2)], ["Today", "In 3 days", "2 days ago"]);
    }
}
