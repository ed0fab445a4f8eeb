//! How long documents are kept after a case is closed, and their destruction by two people: one asks,
//! another one destroys the key. Nothing under a legal hold is destroyed.

use serde::{Deserialize, Serialize};

use crate::cases::PRACTICE_AREAS;
use crate::forms::FieldErrors;
use crate::ids::{CaseId, PurgeId};

/// The most years a schedule may say.
pub const YEARS_MOST: i16 = 100;

/// How long the documents of one practice area are kept; without years, until somebody decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleForm {
    pub area: String,
    pub years: String,
}

impl RuleForm {
    /// The area and its years, counted from the day a case was closed.
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<(&'static str, Option<i16>)> {
        let area = PRACTICE_AREAS.into_iter().find(|area| *area == self.area);
        if area.is_none() {
            errors.add("area", "Choose a practice area of the list.");
        }
        let years = match self.years.trim() {
            "" => Some(None),
            typed => {
                typed.parse::<i16>().ok().filter(|years| (1..=YEARS_MOST).contains(years)).map(Some)
            }
        };
        if years.is_none() {
            errors.add("years", "Enter whole years from 1 to 100, or leave it empty.");
        }
        Some((area?, years?))
    }
}

/// What the second person answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PurgeForm {
    /// The case's number, typed by whoever destroys.
    pub number: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub area: String,
    pub years: Option<i16>,
    /// By whom, and when; none for one nobody has touched.
    pub set: Option<(String, String)>,
}

/// A closed case whose documents have been kept for as long as the schedule says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueCase {
    pub id: CaseId,
    pub number: String,
    pub title: String,
    pub client: String,
    pub area: String,
    pub closed: String,
    /// The last day on which they had to be kept.
    pub kept_until: String,
    pub documents: i64,
    /// Something of it is under a legal hold.
    pub held: bool,
    /// Its destruction was asked for and waits.
    pub asked: bool,
}

/// A destruction that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purge {
    pub id: PurgeId,
    /// None where the case is not in the reader's view: the deputy decides without it.
    pub case: Option<CaseId>,
    pub number: String,
    pub area: String,
    pub closed: String,
    pub documents: i64,
    pub asked_by: String,
    pub asked: String,
    pub reason: String,
    pub state: PurgeState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PurgeState {
    /// `mine` when the caller may be the second person.
    Waits {
        mine: bool,
    },
    Destroyed {
        by: String,
        on: String,
    },
    Kept {
        by: String,
        on: String,
    },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RetentionPage {
    pub purges: Vec<Purge>,
    pub due: Vec<DueCase>,
    /// There are more than are shown.
    pub more_due: bool,
    pub rules: Vec<Rule>,
    /// The conflicts deputy's name, where one is named.
    pub deputy: Option<String>,
    /// Managing partners keep the schedule and ask; the deputy only answers.
    pub keeps: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(area: &str, years: &str) -> Option<(&'static str, Option<i16>)> {
        let form = RuleForm { area: area.into(), years: years.into() };
        form.parse(&mut FieldErrors::default())
    }

    #[test]
    fn years_are_whole_and_few() {
        assert_eq!(parsed("Family", " 7 "), Some(("Family", Some(7))));
        assert_eq!(parsed("Family", ""), Some(("Family", None)));
        for wrong in ["0", "-1", "101", "7.5", "seven", "99999999999"] {
            assert_eq!(parsed("Family", wrong), None, "{wrong}");
        }
        assert_eq!(parsed("Astrology", "7"), None);
    }
}
