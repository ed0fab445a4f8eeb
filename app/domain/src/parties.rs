//! Parties: those a case is against or about, and who represents them.

use serde::{Deserialize, Serialize};

use crate::access::Standing;
use crate::cases::CaseFacts;
use crate::conflicts::CaseCheck;
use crate::forms::FieldErrors;
use crate::ids::PartyId;
use crate::text::{self, EmailAddress};

/// What somebody is to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyRole {
    Opposing,
    CoParty,
    Witness,
    Expert,
    Insurer,
    Other,
}

impl PartyRole {
    pub const ALL: [PartyRole; 6] = [
        PartyRole::Opposing,
        PartyRole::CoParty,
        PartyRole::Witness,
        PartyRole::Expert,
        PartyRole::Insurer,
        PartyRole::Other,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            PartyRole::Opposing => "opposing",
            PartyRole::CoParty => "co_party",
            PartyRole::Witness => "witness",
            PartyRole::Expert => "expert",
            PartyRole::Insurer => "insurer",
            PartyRole::Other => "other",
        }
    }

    pub fn from_word(word: &str) -> Option<PartyRole> {
        PartyRole::ALL.into_iter().find(|role| role.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            PartyRole::Opposing => "Opposing party",
            PartyRole::CoParty => "Co-party",
            PartyRole::Witness => "Witness",
            PartyRole::Expert => "Expert",
            PartyRole::Insurer => "Insurer",
            PartyRole::Other => "Other",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyRow {
    pub id: PartyId,
    pub role: PartyRole,
    pub name: String,
    pub counsel: String,
    pub email: String,
    /// As people read it.
    pub phone: String,
    pub note: String,
    pub since: String,
    /// Set where the party has left the case.
    pub until: Option<String>,
}

/// The page *Parties* of a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartiesPage {
    pub case: CaseFacts,
    pub standing: Standing,
    pub current: Vec<PartyRow>,
    pub past: Vec<PartyRow>,
    /// The conflict check the case was opened on, in a sentence.
    pub checks: Vec<CaseCheck>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PartyForm {
    pub role: String,
    pub name: String,
    pub counsel: String,
    pub email: String,
    pub phone: String,
    pub note: String,
    pub revision: String,
}

/// [`PartyForm`] without its typos. The phone is parsed by the office.
#[derive(Clone, Debug)]
pub struct ParsedParty {
    pub role: PartyRole,
    pub name: String,
    pub counsel: String,
    pub email: String,
    pub note: String,
}

impl PartyForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedParty> {
        let role = errors.take(
            "role",
            PartyRole::from_word(&self.role)
                .ok_or_else(|| "Choose what this is to the case.".to_owned()),
        );
        let name = errors.take("name", text::name(&self.name, "a name"));
        let counsel = errors.take("counsel", text::line(&self.counsel));
        let email = match self.email.trim() {
            "" => Some(String::new()),
            typed => {
                errors.take("email", EmailAddress::parse(typed)).map(|email| email.to_string())
            }
        };
        let note = errors.take("note", text::prose(&self.note));
        Some(ParsedParty {
            role: role?,
            name: name?,
            counsel: counsel?,
            email: email?,
            note: note?,
        })
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartyFormContext {
    pub case: CaseFacts,
    /// None for a new one.
    pub party: Option<PartyId>,
}
