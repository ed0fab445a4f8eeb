//! Clients: people and organisations the office acts for.

use serde::{Deserialize, Serialize};

use crate::access::Standing;
use crate::appointments::AboutRows;
use crate::billing::beside::Beside;
use crate::cases::{CaseRow, CaseWall};
use crate::contacts::{Contact, Reach, day};
use crate::forms::FieldErrors;
use crate::frame::Person;
use crate::ids::ClientId;
use crate::merges::Kin;
use crate::paging::Rows;
use crate::portal::AccessRow;
use crate::representatives::RepresentativeRow;
use crate::text::{self, EmailAddress};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    Person,
    Organization,
}

impl ClientKind {
    pub const ALL: [ClientKind; 2] = [ClientKind::Person, ClientKind::Organization];

    pub const fn word(self) -> &'static str {
        match self {
            ClientKind::Person => "person",
            ClientKind::Organization => "organization",
        }
    }

    pub fn from_word(word: &str) -> Option<ClientKind> {
        ClientKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            ClientKind::Person => "Person",
            ClientKind::Organization => "Organization",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientFilter {
    pub q: String,
    /// `person`, `organization` or empty.
    pub kind: String,
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRow {
    pub id: ClientId,
    pub kind: ClientKind,
    pub name: String,
    /// The first address the caller may see.
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Open cases of this client that the caller may see.
    pub open_cases: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClientList {
    pub filter: ClientFilter,
    pub page: Rows<ClientRow>,
    pub any: bool,
    pub may_create: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClientPage {
    pub id: ClientId,
    pub kind: ClientKind,
    pub name: String,
    pub given_name: String,
    pub family_name: String,
    /// Good today or later.
    pub contacts: Vec<Contact>,
    pub past_contacts: Vec<Contact>,
    /// None where the caller sees billing's part only.
    pub reach: Option<Reach>,
    /// Whoever writes or calls must be careful.
    pub discreet: bool,
    /// How the client is reached safely, where the caller may know.
    pub safe_contact: String,
    pub kin: Kin,
    pub representatives: Vec<RepresentativeRow>,
    /// A person's birth date, in words, where the caller may know.
    pub born_on: Option<String>,
    pub cases: Vec<CaseRow>,
    /// What is next for the client; none where the caller sees billing's part only.
    pub next: Option<AboutRows>,
    /// Walls around the whole client.
    pub walls: Vec<CaseWall>,
    pub since: String,
    pub by: Option<Person>,
    pub revision: i32,
    pub standing: Standing,
    /// Only the name and the billing contacts are shown.
    pub billing_only: bool,
    /// How many notes on the client stand; none where the caller reads none.
    pub notes: Option<i64>,
    /// What is unbilled and owed, by currency; none where the caller does not see every invoice.
    pub money: Option<Beside>,
    /// Who uses the portal; none where the caller may not know.
    pub portal: Option<Vec<AccessRow>>,
}

/// How many addresses and numbers of one purpose the form offers.
pub const CONTACT_SLOTS: usize = 3;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientForm {
    pub kind: String,
    pub given_name: String,
    pub family_name: String,
    pub organization: String,
    /// A person's; may stay empty.
    pub born_on: String,
    pub email_1: String,
    pub email_2: String,
    pub email_3: String,
    pub phone_1: String,
    pub phone_2: String,
    pub phone_3: String,
    pub billing_email: String,
    pub billing_phone: String,
    /// `on`: to be added although somebody alike is on file. A new client's only.
    pub anyway: String,
    pub revision: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedClient {
    pub kind: ClientKind,
    pub given_name: String,
    pub family_name: String,
    /// As shown and sorted: the organisation, or "Given Family".
    pub name: String,
    pub born_on: Option<jiff::civil::Date>,
    pub emails: Vec<EmailAddress>,
    pub billing_email: Option<EmailAddress>,
}

impl ClientForm {
    pub fn email_fields(&self) -> [(&'static str, &str); CONTACT_SLOTS] {
        [("email_1", &self.email_1), ("email_2", &self.email_2), ("email_3", &self.email_3)]
    }

    pub fn phone_fields(&self) -> [(&'static str, &str); CONTACT_SLOTS] {
        [("phone_1", &self.phone_1), ("phone_2", &self.phone_2), ("phone_3", &self.phone_3)]
    }

    /// Everything but the phone numbers, which only the office can parse (the numbering plans of
    /// the world do not belong in a browser).
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedClient> {
        let before = errors.0.len();
        let kind = errors.take(
            "kind",
            ClientKind::from_word(&self.kind)
                .ok_or_else(|| "Choose person or organization.".to_owned()),
        )?;
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
        let born_on = match kind {
            ClientKind::Person => day("born_on", &self.born_on, errors).flatten(),
            ClientKind::Organization => None,
        };
        let mut emails: Vec<EmailAddress> = Vec::new();
        for (field, value) in self.email_fields() {
            if value.trim().is_empty() {
                continue;
            }
            match EmailAddress::parse(value) {
                Ok(email) if emails.contains(&email) => {
                    errors.add(field, "This address is already there.")
                }
                Ok(email) => emails.push(email),
                Err(message) => errors.add(field, message),
            }
        }
        let billing_email = match self.billing_email.trim() {
            "" => None,
            value => errors.take("billing_email", EmailAddress::parse(value)),
        };
        (errors.0.len() == before).then_some(ParsedClient {
            kind,
            given_name,
            family_name,
            name,
            born_on,
            emails,
            billing_email,
        })
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClientFormContext {
    /// None when a new client is being written.
    pub client: Option<ClientId>,
    pub name: String,
    /// Only the name and the billing contacts are offered.
    pub billing_only: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_needs_a_last_name_and_an_organization_its_own() {
        let mut errors = FieldErrors::default();
        assert!(
            ClientForm { kind: "person".into(), ..ClientForm::default() }
                .parse(&mut errors)
                .is_none()
        );
        assert!(errors.of("family_name").is_some());
        let mut errors = FieldErrors::default();
        let form = ClientForm {
            kind: "organization".into(),
            organization: " Nordhavn  Imports ".into(),
            ..ClientForm::default()
        };
        assert_eq!(form.parse(&mut errors).unwrap().name, "Nordhavn Imports");
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let mut errors = FieldErrors::default();
        let form = ClientForm {
            kind: "person".into(),
            email_1: "no".into(),
            email_2: "a@b.co".into(),
            email_3: "A@b.co".into(),
            billing_email: "x@".into(),
            ..ClientForm::default()
        };
        assert!(form.parse(&mut errors).is_none());
        let fields: Vec<_> = errors.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["family_name", "email_1", "email_3", "billing_email"]);
    }
}
