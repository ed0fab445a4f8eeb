//! Representatives: who speaks for a client, on what proof, for what, from when to when.

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::clients::ClientKind;
use crate::contacts::day;
use crate::forms::FieldErrors;
use crate::ids::{ClientId, RepresentativeId};
use crate::locale::Day;
use crate::text::{self, EmailAddress};

/// By what right somebody speaks for a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepresentativeKind {
    Guardian,
    Agent,
    Executor,
    Officer,
}

impl RepresentativeKind {
    pub const ALL: [RepresentativeKind; 4] = [
        RepresentativeKind::Guardian,
        RepresentativeKind::Agent,
        RepresentativeKind::Executor,
        RepresentativeKind::Officer,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            RepresentativeKind::Guardian => "guardian",
            RepresentativeKind::Agent => "agent",
            RepresentativeKind::Executor => "executor",
            RepresentativeKind::Officer => "officer",
        }
    }

    pub fn from_word(word: &str) -> Option<RepresentativeKind> {
        RepresentativeKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            RepresentativeKind::Guardian => "Guardian",
            RepresentativeKind::Agent => "Agent, power of attorney",
            RepresentativeKind::Executor => "Executor",
            RepresentativeKind::Officer => "Officer",
        }
    }

    /// A person has a guardian, an organization has officers.
    const fn fits(self, client: ClientKind) -> bool {
        match (self, client) {
            (RepresentativeKind::Guardian, ClientKind::Organization)
            | (RepresentativeKind::Officer, ClientKind::Person) => false,
            (
                RepresentativeKind::Guardian
                | RepresentativeKind::Agent
                | RepresentativeKind::Executor
                | RepresentativeKind::Officer,
                ClientKind::Person | ClientKind::Organization,
            ) => true,
        }
    }
}

/// The eighteenth birthday: a minor's guardian ends then. Somebody born on a February 29 comes of age
/// on February 28, as the database counts.
pub fn of_age_on(born_on: Date) -> Option<Date> {
    born_on.checked_add(Span::new().years(18)).ok()
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepresentativeRow {
    pub id: RepresentativeId,
    pub kind: RepresentativeKind,
    pub name: String,
    pub email: String,
    /// As people read it.
    pub phone: String,
    /// What was seen.
    pub proof: String,
    /// "Tomás Ferreira, Oct 13, 2026".
    pub proof_seen: String,
    pub scope: String,
    pub since: String,
    pub until: Option<String>,
    /// The right has ended, or its last day has passed.
    pub past: bool,
    /// How it read before each change, the latest first.
    pub earlier: Vec<EarlierRepresentative>,
}

/// A representative as it read until somebody changed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierRepresentative {
    pub kind: RepresentativeKind,
    pub name: String,
    pub proof: String,
    /// "Tomás Ferreira, Oct 13, 2026".
    pub proof_seen: String,
    pub scope: String,
    pub since: String,
    pub until: Option<String>,
    /// Who changed it, and on which day.
    pub replaced: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RepresentativeForm {
    pub kind: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub proof: String,
    pub proof_by: String,
    pub proof_on: String,
    pub scope: String,
    pub since: String,
    pub until: String,
    pub revision: String,
}

/// [`RepresentativeForm`] without its typos. The phone is parsed by the office.
#[derive(Clone, Debug)]
pub struct ParsedRepresentative {
    pub kind: RepresentativeKind,
    pub name: String,
    pub email: String,
    pub proof: String,
    pub proof_by: String,
    pub proof_on: Date,
    pub scope: String,
    pub since: Date,
    pub until: Option<Date>,
}

impl RepresentativeForm {
    /// Reads the form for a client of that kind, born on that day where it is known. A guardian
    /// without an end is given the one that the law sets.
    pub fn parse(
        &self,
        client: ClientKind,
        born_on: Option<Date>,
        today: Day,
        errors: &mut FieldErrors,
    ) -> Option<ParsedRepresentative> {
        let kind = errors.take(
            "kind",
            match RepresentativeKind::from_word(&self.kind) {
                Some(kind) if kind.fits(client) => Ok(kind),
                Some(RepresentativeKind::Guardian) => Err("Only a person has a guardian.".into()),
                Some(_) => Err("Only an organization has officers.".into()),
                None => Err("Choose by what right.".into()),
            },
        );
        let name = errors.take("name", text::name(&self.name, "a name"));
        let email = match self.email.trim() {
            "" => Some(String::new()),
            typed => errors.take("email", EmailAddress::parse(typed)).map(|it| it.to_string()),
        };
        let proof = errors.take("proof", text::required_prose(&self.proof, "what was seen"));
        let proof_by = errors.take("proof_by", text::required_line(&self.proof_by, "who saw it"));
        let proof_on = errors.take("proof_on", text::parse_date(&self.proof_on));
        if proof_on.is_some_and(|day| day > today.date) {
            errors.add("proof_on", "This day is still to come. Enter the day it was seen.");
        }
        let scope = errors.take("scope", text::required_prose(&self.scope, "what it covers"));
        let since = errors.take("since", text::parse_date(&self.since));
        let until = day("until", &self.until, errors);
        let of_age =
            born_on.and_then(of_age_on).filter(|_| kind == Some(RepresentativeKind::Guardian));
        let until = match (until.flatten(), of_age) {
            (Some(until), Some(of_age)) if until > of_age => {
                errors.add(
                    "until",
                    format!(
                        "A guardian ends when the child comes of age, on {}. Enter that day or an earlier one.",
                        today.locale.date(of_age)
                    ),
                );
                None
            }
            (None, Some(of_age)) if self.until.trim().is_empty() => Some(of_age),
            (until, _) => until,
        };
        if let (Some(since), Some(of_age)) = (since, of_age)
            && since > of_age
        {
            errors
                .add("since", format!("The client came of age on {}.", today.locale.date(of_age)));
        } else if let (Some(since), Some(until)) = (since, until)
            && until < since
        {
            errors.add("until", "Choose a last day on or after the first.");
        }
        Some(ParsedRepresentative {
            kind: kind?,
            name: name?,
            email: email?,
            proof: proof?,
            proof_by: proof_by?,
            proof_on: proof_on?,
            scope: scope?,
            since: since?,
            until,
        })
        .filter(|_| errors.is_empty())
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RepresentativeFormContext {
    pub client: ClientId,
    pub name: String,
    pub client_kind: ClientKind,
    /// The day a guardian ends at the latest, where it is known.
    pub of_age_on: Option<Day>,
    /// None for a new one.
    pub representative: Option<RepresentativeId>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::locale::Locale;

    fn form(kind: &str, since: &str, until: &str) -> RepresentativeForm {
        RepresentativeForm {
            kind: kind.into(),
            name: "Imke Sayer".into(),
            proof: "Letters of guardianship".into(),
            proof_by: "Tomás Ferreira".into(),
            proof_on: "2026-10-01".into(),
            scope: "Everything".into(),
            since: since.into(),
            until: until.into(),
            ..RepresentativeForm::default()
        }
    }

    fn until(form: &RepresentativeForm) -> Result<Option<Date>, Vec<String>> {
        let mut errors = FieldErrors::default();
        let born = Some(date(2012, 5, 4));
        let today = Locale::UnitedStates.day(date(2026, 10, 13));
        let read = form.parse(ClientKind::Person, born, today, &mut errors);
        read.map(|it| it.until)
            .ok_or_else(|| errors.0.into_iter().map(|error| error.field).collect())
    }

    #[test]
    fn a_guardian_ends_with_childhood() {
        assert_eq!(until(&form("guardian", "2026-10-01", "")), Ok(Some(date(2030, 5, 4))));
        assert_eq!(
            until(&form("guardian", "2026-10-01", "2030-05-04")),
            Ok(Some(date(2030, 5, 4)))
        );
        assert_eq!(until(&form("guardian", "2026-10-01", "2030-05-05")), Err(vec!["until".into()]));
        assert_eq!(until(&form("guardian", "2031-01-01", "")), Err(vec!["since".into()]));
        assert_eq!(until(&form("agent", "2026-10-01", "2040-01-01")), Ok(Some(date(2040, 1, 1))));
        assert_eq!(until(&form("agent", "2026-10-01", "")), Ok(None));
        assert_eq!(until(&form("agent", "2026-10-01", "2026-09-01")), Err(vec!["until".into()]));
        assert_eq!(until(&form("officer", "2026-10-01", "")), Err(vec!["kind".into()]));
    }

    #[test]
    fn everything_that_is_missing_is_said_at_once() {
        let mut errors = FieldErrors::default();
        let empty = RepresentativeForm::default();
        let today = Locale::UnitedStates.day(date(2026, 10, 13));
        assert!(empty.parse(ClientKind::Organization, None, today, &mut errors).is_none());
        let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["kind", "name", "proof", "proof_by", "proof_on", "scope", "since"]);
    }

    #[test]
    fn a_leap_day_child_comes_of_age_at_the_end_of_february() {
        assert_eq!(of_age_on(date(2012, 2, 29)), Some(date(2030, 2, 28)));
    }
}
