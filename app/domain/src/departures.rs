//! Somebody leaves: a last day, and what has to be handed over before that is closed.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::forms::{Choice, FieldErrors};
use crate::staff::StaffRow;
use crate::text;

/// What the page's forms post: marking, and handing over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DepartureForm {
    pub last_day: String,
    /// Who takes over.
    pub to: String,
    /// What: [`Left::value`] of each thing that was ticked.
    pub items: Vec<String>,
}

impl DepartureForm {
    pub fn parse_last_day(&self, today: Date, errors: &mut FieldErrors) -> Option<Date> {
        let day = errors.take("last_day", text::parse_date(&self.last_day))?;
        if day < today {
            errors.add("last_day", "Choose today or a later day. To end access at once, suspend.");
            return None;
        }
        if day > today.saturating_add(1.year()) {
            errors.add("last_day", "Choose a day within a year.");
            return None;
        }
        Some(day)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeftKind {
    Case,
    Enquiry,
    Prepared,
    /// They own it, step in for its owner or look it over.
    Deadline,
    /// To come: theirs, or they are asked to it.
    Appointment,
    /// Named in the settings as the one who answers conflict checks.
    ConflictsPartner,
    /// And as the conflicts deputy.
    Deputy,
}

impl LeftKind {
    pub const fn word(self) -> &'static str {
        match self {
            LeftKind::Case => "case",
            LeftKind::Enquiry => "enquiry",
            LeftKind::Prepared => "prepared",
            LeftKind::Deadline => "deadline",
            LeftKind::Appointment => "appointment",
            LeftKind::ConflictsPartner => "conflicts_partner",
            LeftKind::Deputy => "deputy",
        }
    }

    pub fn from_word(word: &str) -> Option<LeftKind> {
        [
            LeftKind::Case,
            LeftKind::Enquiry,
            LeftKind::Prepared,
            LeftKind::Deadline,
            LeftKind::Appointment,
            LeftKind::ConflictsPartner,
            LeftKind::Deputy,
        ]
        .into_iter()
        .find(|kind| kind.word() == word)
    }
}

/// One thing that still needs another lead or owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub kind: LeftKind,
    /// The id of a case, an enquiry, a prepared case or an appointment, the first of a series; empty for an office's name in the settings.
    pub id: String,
    pub title: String,
    pub sub: String,
    /// The day the claim runs out, which goes to the new lead with the case; or the day of the deadline itself.
    pub deadline: Option<Deadline>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// "Jan 12, 2027".
    pub day: String,
    /// The day has gone by.
    pub past: bool,
}

/// One thing that was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    pub kind: LeftKind,
    /// As [`Left::id`]; empty also for what is out of the caller's view.
    pub id: String,
    pub title: String,
    /// Who has it now, or had it next; none where nobody was named.
    pub to: Option<String>,
    pub by: String,
    /// The day, in words.
    pub on: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeparturePage {
    pub row: StaffRow,
    /// The last day, where a departure is marked.
    pub last_day: Option<String>,
    /// It has passed: access has ended.
    pub gone: bool,
    pub left: Vec<Left>,
    /// Things out of the caller's view, for another managing partner to hand over.
    pub unseen: usize,
    pub successors: Vec<Choice>,
    /// What has been handed over already.
    pub handed: Vec<Handed>,
}

/// What is missing, in words: "2 cases without another lead, among them 1 deadline; 1 enquiry".
pub fn missing(left: &[Left], unseen: usize) -> String {
    let count = |kind| left.iter().filter(|item| item.kind == kind).count();
    let many = |n: usize, one: &str, more: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {more}")),
    };
    let deadlines = left.iter().filter(|item| item.deadline.is_some()).count();
    [
        many(count(LeftKind::Case), "case needs another lead", "cases need another lead"),
        many(deadlines, "deadline another owner", "deadlines another owner"),
        many(count(LeftKind::Enquiry), "enquiry", "enquiries"),
        many(count(LeftKind::Prepared), "prepared case", "prepared cases"),
        many(count(LeftKind::Appointment), "appointment to come", "appointments to come"),
        many(count(LeftKind::ConflictsPartner), "conflicts partner to name", ""),
        many(count(LeftKind::Deputy), "conflicts deputy to name", ""),
        many(unseen, "thing out of your view", "things out of your view"),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said() {
        let left = |kind, deadline: Option<&str>| Left {
            kind,
            id: String::new(),
            title: String::new(),
            sub: String::new(),
            deadline: deadline.map(|day| Deadline { day: day.to_owned(), past: false }),
        };
        let two = [left(LeftKind::Case, None), left(LeftKind::Case, Some("Jan 12, 2027"))];
        assert_eq!(
            missing(&two, 1),
            "2 cases need another lead, 1 deadline another owner, 1 thing out of your view"
        );
        assert_eq!(missing(&[], 0), "");
    }
}
