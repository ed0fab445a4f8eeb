//! Who can see what, and why: the role table's page, and the question about one person and one case.

use serde::{Deserialize, Serialize};

use crate::access::{Action, Role, Verdict};
use crate::forms::{Choice, FieldErrors};
use crate::frame::Person;
use crate::ids::{CaseId, StaffId};
use crate::text;

/// The page of roles: how many hold each, and whom the caller may ask about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RolesPage {
    /// People in force in each role, in the order of [`Role::ALL`].
    pub holders: [i64; Role::ALL.len()],
    pub people: Vec<Choice>,
}

/// The question, as its form asks it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskForm {
    pub who: String,
    /// A case's number.
    pub case: String,
    /// An action's word; empty asks whether the case can be read.
    pub act: String,
}

/// [`AskForm`] without its typos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub who: StaffId,
    pub number: String,
    pub act: Action,
}

impl AskForm {
    /// Nothing is asked yet.
    pub fn is_empty(&self) -> bool {
        self.who.is_empty() && self.case.trim().is_empty()
    }

    pub fn parse(&self, errors: &mut FieldErrors) -> Option<Asked> {
        let who = errors.take("who", self.who.parse().map_err(|_| "Choose a person.".to_owned()));
        let number = errors.take(
            "case",
            match self.case.trim() {
                "" => Err("Enter the number of a case.".to_owned()),
                number => text::line(number),
            },
        );
        let act = match self.act.as_str() {
            "" => Some(Action::SeeCase),
            word => errors.take(
                "act",
                Action::from_word(word)
                    .filter(|action| action.is_about_a_case())
                    .ok_or_else(|| "Choose what to ask about.".to_owned()),
            ),
        };
        Some(Asked { who: who?, number: number?, act: act? })
    }
}

/// One rule that was asked, in words, with the facts it looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub rule: String,
    pub note: String,
    pub verdict: Verdict,
}

/// One action's answer and the rules that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub action: Action,
    pub allowed: bool,
    /// Not even that the case exists may be known.
    pub unseen: bool,
    pub lines: Vec<Line>,
}

/// What somebody may do on a case, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasons {
    pub person: Person,
    pub case: CaseId,
    pub number: String,
    /// The one that was asked about, with every step.
    pub asked: Reason,
    /// Every action on a case, the asked one among them.
    pub all: Vec<Reason>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_needs_a_person_and_a_case_and_asks_about_a_case() {
        let who = "0190b5a0-0000-7000-8000-000000000001";
        let ask = |who: &str, case: &str, act: &str| {
            let mut errors = FieldErrors::default();
            let form = AskForm { who: who.into(), case: case.into(), act: act.into() };
            (form.parse(&mut errors), errors)
        };
        assert_eq!(ask(who, " 2026-0001 ", "").0.map(|asked| asked.act), Some(Action::SeeCase));
        assert_eq!(ask("", "", "manage-staff").1.0.len(), 3);
        assert!(AskForm::default().is_empty());
    }
}
