//! Enquiries: people who ask the office to act, until it says yes or no.

use serde::{Deserialize, Serialize};

use crate::access::Standing;
use crate::cases::CaseForm;
use crate::clients::ClientKind;
use crate::conflicts::CheckRow;
use crate::forms::{Choice, FieldErrors};
use crate::frame::Person;
use crate::ids::{CaseId, ClientId, EnquiryId};
use crate::paging::Rows;
use crate::text::{self, EmailAddress};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnquiryState {
    Open,
    Accepted,
    Declined,
}

impl EnquiryState {
    pub const ALL: [EnquiryState; 3] =
        [EnquiryState::Open, EnquiryState::Accepted, EnquiryState::Declined];

    pub const fn word(self) -> &'static str {
        match self {
            EnquiryState::Open => "open",
            EnquiryState::Accepted => "accepted",
            EnquiryState::Declined => "declined",
        }
    }

    pub fn from_word(word: &str) -> Option<EnquiryState> {
        EnquiryState::ALL.into_iter().find(|state| state.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            EnquiryState::Open => "Open",
            EnquiryState::Accepted => "Accepted",
            EnquiryState::Declined => "Declined",
        }
    }
}

/// How people find the office, as the form offers it. The column takes any line.
pub const SOURCES: [&str; 6] =
    ["Recommended", "Former client", "Other attorney", "Web search", "Walked in", "Bar referral"];

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EnquiryFilter {
    pub q: String,
    /// `open` (the default), `accepted`, `declined` or `all`.
    pub state: String,
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnquiryRow {
    pub id: EnquiryId,
    pub name: String,
    pub matter: String,
    pub state: EnquiryState,
    pub taken: String,
    /// For the next page's key.
    pub taken_at: String,
    pub taken_by: String,
    pub assigned: Option<Person>,
    pub consultation: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnquiryList {
    pub filter: EnquiryFilter,
    pub page: Rows<EnquiryRow>,
    pub any: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnquiryPage {
    pub row: EnquiryRow,
    pub kind: ClientKind,
    pub email: String,
    /// E.164, and as people read it.
    pub phone: String,
    pub phone_shown: String,
    pub adverse: Vec<String>,
    pub source: String,
    pub reason: String,
    pub decided_by: Option<String>,
    pub decided: Option<String>,
    pub client: Option<ClientId>,
    pub case: Option<CaseId>,
    /// The searches made for it that the caller may see, newest first.
    pub checks: Vec<CheckRow>,
    pub standing: Standing,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EnquiryForm {
    pub kind: String,
    pub given_name: String,
    pub family_name: String,
    pub organization: String,
    pub email: String,
    pub phone: String,
    pub matter: String,
    /// One name a line.
    pub adverse: String,
    pub source: String,
    /// The attorney who is to look at it; may be left open.
    pub assigned: String,
    /// The first consultation's day and hour, in the office's zone.
    pub consultation_on: String,
    pub consultation_at: String,
    /// "on" once it is confirmed, though the attorney is taken then.
    pub anyway: String,
    pub revision: String,
}

/// [`EnquiryForm`] without its typos. Phone, attorney and zone are the office's to read.
#[derive(Clone, Debug)]
pub struct ParsedEnquiry {
    pub kind: ClientKind,
    pub given_name: String,
    pub family_name: String,
    pub name: String,
    pub email: String,
    pub matter: String,
    pub adverse: Vec<String>,
    pub source: String,
    pub consultation: Option<jiff::civil::DateTime>,
}

impl EnquiryForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedEnquiry> {
        let before = errors.0.len();
        let kind = ClientKind::from_word(&self.kind).unwrap_or(ClientKind::Person);
        let (given_name, family_name, name) = match kind {
            ClientKind::Person => {
                let given =
                    errors.take("given_name", text::line(&self.given_name)).unwrap_or_default();
                let family = errors
                    .take("family_name", text::required_line(&self.family_name, "a last name"))
                    .unwrap_or_default();
                let name = format!("{given} {family}").trim().to_owned();
                if !family.is_empty() {
                    errors.take("family_name", text::name(&name, "a last name"));
                }
                (given, family, name)
            }
            ClientKind::Organization => {
                let name = errors
                    .take("organization", text::name(&self.organization, "the organization’s name"))
                    .unwrap_or_default();
                (String::new(), String::new(), name)
            }
        };
        let email = match self.email.trim() {
            "" => String::new(),
            typed => errors
                .take("email", EmailAddress::parse(typed))
                .map(|email| email.to_string())
                .unwrap_or_default(),
        };
        if self.email.trim().is_empty() && self.phone.trim().is_empty() {
            errors.add(
                "phone",
                "Enter a phone number or an e-mail address, so that somebody can answer.",
            );
        }
        let matter = errors
            .take("matter", text::required_line(&self.matter, "what it is about, in a line"))
            .unwrap_or_default();
        let adverse = errors.take("adverse", text::names(&self.adverse)).unwrap_or_default();
        let source = errors.take("source", text::line(&self.source)).unwrap_or_default();
        let consultation = self.parse_consultation(errors);
        (errors.0.len() == before).then_some(ParsedEnquiry {
            kind,
            given_name,
            family_name,
            name,
            email,
            matter,
            adverse,
            source,
            consultation,
        })
    }

    fn parse_consultation(&self, errors: &mut FieldErrors) -> Option<jiff::civil::DateTime> {
        let (day, hour) = (self.consultation_on.trim(), self.consultation_at.trim());
        match (day.is_empty(), hour.is_empty()) {
            (true, true) => None,
            (true, false) => {
                errors.add("consultation_on", "Enter the day of the consultation too.");
                None
            }
            (false, true) => {
                errors.add("consultation_at", "Enter the hour of the consultation too.");
                None
            }
            (false, false) => {
                let day = errors.take("consultation_on", text::parse_date(day));
                let hour = errors.take("consultation_at", text::parse_time(hour));
                Some(day?.to_datetime(hour?))
            }
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnquiryFormContext {
    /// None for a new one.
    pub enquiry: Option<EnquiryId>,
    pub name: String,
    pub attorneys: Vec<Choice>,
}

/// What the dialog that declines says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclineContext {
    pub name: String,
    /// When what is booked and still to come begins, in words: it is called off.
    pub booked: Vec<String>,
}

/// Accepting: the case as it will be opened, with everything the enquiry knew filled in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AcceptContext {
    pub enquiry: EnquiryId,
    pub name: String,
    pub attorneys: Vec<Choice>,
}

/// What a check keeps of the form that waits for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Draft {
    pub form: CaseForm,
}

/// The letter that declines, to be printed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Letter {
    pub office: String,
    pub address: String,
    pub name: String,
    pub family_name: String,
    pub kind: ClientKind,
    pub on: String,
    pub matter: String,
    pub signed: String,
}
