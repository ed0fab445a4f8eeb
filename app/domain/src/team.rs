//! The case team: grants, given, changed and ended, never deleted.

use serde::{Deserialize, Serialize};

use crate::access::Level;
use crate::cases::{CaseFacts, StaffChoice};
use crate::forms::FieldErrors;
use crate::frame::Person;
use crate::text;

/// Giving or changing a place on the team.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GrantForm {
    pub staff_id: String,
    pub level: String,
    /// `on` when the release right goes with it.
    pub release: String,
    /// Last day it holds, or empty for no end.
    pub until: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedGrant {
    pub level: Level,
    pub release: bool,
    /// The last civil day, in the office's zone, on which it holds.
    pub until: Option<jiff::civil::Date>,
}

impl GrantForm {
    pub fn parse(&self, today: jiff::civil::Date, errors: &mut FieldErrors) -> Option<ParsedGrant> {
        let level = errors.take(
            "level",
            Level::from_word(&self.level)
                .filter(|level| Level::GRANTED.contains(level))
                .ok_or_else(|| "Choose what the person may do.".to_owned()),
        );
        let until = if self.until.trim().is_empty() {
            Some(None)
        } else {
            let parsed = text::parse_date(&self.until).and_then(|until| {
                if until < today {
                    Err("Choose today or a later day, or leave it empty.".into())
                } else {
                    Ok(Some(until))
                }
            });
            errors.take("until", parsed)
        };
        Some(ParsedGrant { level: level?, release: self.release == "on", until: until? })
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GrantFormContext {
    pub case: CaseFacts,
    /// Whom a grant can be given to. Empty when one is being changed.
    pub people: Vec<StaffChoice>,
    /// Whose grant is being changed or ended.
    pub person: Option<Person>,
    pub level: Option<Level>,
}

/// Naming another responsible attorney.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeadForm {
    pub lead: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_cannot_end_before_today_nor_make_a_lead() {
        let today = jiff::civil::date(2026, 10, 13);
        let form = |level: &str, until: &str| {
            let mut errors = FieldErrors::default();
            let form =
                GrantForm { level: level.into(), until: until.into(), ..GrantForm::default() };
            (form.parse(today, &mut errors), errors)
        };
        assert!(form("view", "2026-10-13").0.is_some());
        assert!(form("view", "").0.is_some());
        assert!(form("view", "2026-10-12").1.of("until").is_some());
        assert!(form("lead", "").1.of("level").is_some());
        assert!(form("", "soon").1.0.len() == 2);
    }
}
