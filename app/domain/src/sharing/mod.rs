//! Sharing a version of a document with a client of its case: what is asked before it goes, and what
//! becomes of it.

mod found;
mod state;

use serde::{Deserialize, Serialize};

use crate::access::Standing;
use crate::documents::{DocumentRow, DocumentsOf};
use crate::forms::FieldErrors;
use crate::frame::Person;
use crate::ids::{ClientId, DocumentId, MembershipId, ShareId};
use crate::text;

pub use found::{Finding, Findings, Outcome, pages_words};
pub use state::{ShareState, Stamps};

/// How long a share can be withdrawn before anybody can open it.
pub const HOLD_SECONDS: i64 = 120;
/// The longest reason, in characters.
pub const REASON_CHARS: usize = 500;

/// Sharing, or proposing to; and approving a proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShareForm {
    /// The id of the share to be: sent twice, it is one.
    pub key: String,
    /// The version that was looked at.
    pub nth: String,
    /// The client it was compared with others for.
    pub looked: String,
    /// The client it goes to, as chosen.
    pub client: String,
    /// Memberships: who of that client can open it.
    pub people: Vec<String>,
    /// Not empty where the page said that something speaks against it.
    pub warned: String,
    pub last_name: String,
    pub reason: String,
}

/// A form that says where a document is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub nth: i32,
    pub client: ClientId,
    pub people: Vec<MembershipId>,
}

impl ShareForm {
    /// Where it is to go. The client is chosen, never confirmed by a yes.
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<Asked> {
        let client = match self.client.parse::<ClientId>() {
            Ok(client) if self.client == self.looked => Ok(client),
            Ok(_) => Err("This page was compared for another client. Choose that one, or go back and look again for this one.".to_owned()),
            Err(_) => Err("Choose the client it goes to.".to_owned()),
        };
        let client = errors.take("client", client);
        let people: Result<Vec<MembershipId>, _> =
            self.people.iter().map(|id| id.parse()).collect();
        let people = errors.take(
            "people",
            match people {
                Ok(people) if !people.is_empty() => Ok(people),
                Ok(_) => Err("Choose at least one person who can open it.".to_owned()),
                Err(_) => Err("Choose from the people below.".to_owned()),
            },
        );
        let nth = errors.take("nth", self.nth.parse().map_err(|_| "Open this page again.".into()));
        Some(Asked { nth: nth?, client: client?, people: people? })
    }

    /// Why it goes in spite of what speaks against it, confirmed by the family name of one who gets it.
    pub fn anyway(&self, recipients: &[String], errors: &mut FieldErrors) -> Option<String> {
        let typed = self.last_name.as_str();
        if !recipients.iter().any(|name| is_last_name(typed, name)) {
            errors.add("last_name", "Type the last name of somebody this goes to.");
        }
        let reason = errors.take("reason", reason(&self.reason));
        reason.filter(|_| errors.is_empty())
    }
}

/// A reason that is kept.
///
/// # Errors
/// A sentence for beside the field.
pub fn reason(typed: &str) -> Result<String, String> {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() {
        0 => Err("Enter a reason.".into()),
        1..=REASON_CHARS => text::line(&line),
        long => Err(format!("Use at most {REASON_CHARS} characters; this has {long}.")),
    }
}

/// Whether this is how somebody is called by the last name: the end of the name, in any case, without
/// what stands behind it ("Jr.").
pub fn is_last_name(typed: &str, name: &str) -> bool {
    const BEHIND: [&str; 8] = ["jr", "sr", "ii", "iii", "iv", "esq", "md", "phd"];
    let plain = |text: &str| -> Vec<String> {
        text.split_whitespace()
            .map(|word| word.trim_matches(['.', ',']).to_lowercase())
            .filter(|word| !word.is_empty())
            .collect()
    };
    let without_behind = |mut words: Vec<String>| {
        while words.len() > 1 && words.last().is_some_and(|word| BEHIND.contains(&word.as_str())) {
            words.pop();
        }
        words
    };
    let (typed, name) = (without_behind(plain(typed)), without_behind(plain(name)));
    !typed.is_empty() && name.ends_with(&typed)
}

/// Somebody of a client who may be let open it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    pub id: MembershipId,
    pub name: String,
    pub email: String,
    /// "Client", "Officer of the client".
    pub acts_as: String,
    /// "Verified Sep 4, 2026", once they signed in.
    pub verified: Option<String>,
    /// This very version is shared with them already.
    pub has_it: bool,
}

/// A client of the case, with whoever uses the portal for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareClient {
    pub id: ClientId,
    pub name: String,
    pub people: Vec<Recipient>,
}

/// What the page needs on which a version is shared, proposed or approved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShareContext {
    pub of: DocumentsOf,
    /// Towards the document.
    pub standing: Standing,
    pub document: DocumentRow,
    pub clients: Vec<ShareClient>,
    /// For whom it was looked through; none where there are several to choose from.
    pub looked: Option<ClientId>,
    pub findings: Findings,
    /// May share; else proposes.
    pub releases: bool,
    /// What waits to be approved here.
    pub proposal: Option<Proposal>,
    /// Why it cannot go now, whatever is chosen.
    pub bar: Option<String>,
}

/// What somebody proposed to share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub id: ShareId,
    pub document: DocumentId,
    pub by: String,
    pub at: String,
    pub client: String,
}

/// Somebody who can open a share, and whether they did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sharee {
    pub name: String,
    /// When it was opened first: "Oct 13, 2026, 9:12 am".
    pub opened: Option<String>,
    pub times: i64,
    pub downloaded: bool,
    /// Can open it at this moment.
    pub is_open: bool,
}

/// A share as its document's page tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareRow {
    pub id: ShareId,
    pub nth: i32,
    pub client: String,
    pub state: ShareState,
    /// When that state began, or ends: the time to withdraw.
    pub when: String,
    pub by: Person,
    /// Who approved it, where that was somebody else.
    pub approved_by: Option<String>,
    pub people: Vec<Sharee>,
    /// Why it was declined or recalled.
    pub because: Option<String>,
    pub verdict: Outcome,
    /// Why it went in spite of a stop.
    pub anyway: Option<String>,
    pub may_end: bool,
    pub may_decide: bool,
}

/// A proposal on the list of a case's documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingShare {
    pub id: ShareId,
    pub name: String,
    pub nth: i32,
    pub client: String,
    pub by: String,
    pub at: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0190b5a0-0000-7000-8000-000000000001";
    const OTHER: &str = "0190b5a0-0000-7000-8000-000000000002";

    fn form() -> ShareForm {
        ShareForm {
            key: ID.into(),
            nth: "2".into(),
            looked: ID.into(),
            client: ID.into(),
            people: vec![ID.into()],
            ..ShareForm::default()
        }
    }

    fn complaint(form: &ShareForm, field: &str) -> Option<String> {
        let mut errors = FieldErrors::default();
        assert!(form.parse(&mut errors).is_none());
        errors.of(field).map(str::to_owned)
    }

    #[test]
    fn it_goes_to_a_client_who_was_chosen_and_to_people_who_were() {
        let mut errors = FieldErrors::default();
        let asked = form().parse(&mut errors).unwrap();
        assert_eq!((asked.nth, asked.people.len()), (2, 1));
        for (form, field) in [
            (ShareForm { client: String::new(), ..form() }, "client"),
            (ShareForm { client: "yes".into(), ..form() }, "client"),
            (ShareForm { client: OTHER.into(), ..form() }, "client"),
            (ShareForm { people: Vec::new(), ..form() }, "people"),
            (ShareForm { people: vec!["everybody".into()], ..form() }, "people"),
            (ShareForm { nth: "newest".into(), ..form() }, "nth"),
        ] {
            assert!(complaint(&form, field).is_some(), "{field}: {form:?}");
        }
    }

    #[test]
    fn a_last_name_is_the_end_of_the_name() {
        for (typed, name) in [
            ("Okonkwo", "Ramona Okonkwo"),
            (" okonkwo ", "Ramona Okonkwo"),
            ("van der Berg", "Anna van der Berg"),
            ("Berg", "Anna van der Berg"),
            ("Smith", "John Smith, Jr."),
            ("Smith Jr.", "John Smith Jr."),
            ("Иванова", "Мария ИВАНОВА"),
        ] {
            assert!(is_last_name(typed, name), "{typed} of {name}");
        }
        for (typed, name) in [
            ("", "Ramona Okonkwo"),
            ("Ramona", "Ramona Okonkwo"),
            ("kwo", "Ramona Okonkwo"),
            ("Whitfield", "Ramona Okonkwo"),
            ("Jr.", "John Smith Jr."),
        ] {
            assert!(!is_last_name(typed, name), "{typed} of {name}");
        }
    }

    #[test]
    fn what_speaks_against_it_asks_for_a_name_and_a_reason() {
        let recipients = ["Emeka Okonkwo".to_owned()];
        let said = |last_name: &str, reason: &str| {
            let mut errors = FieldErrors::default();
            let form = ShareForm { last_name: last_name.into(), reason: reason.into(), ..form() };
            let because = form.anyway(&recipients, &mut errors);
            (because, errors.0.len())
        };
        assert_eq!(
            said("Okonkwo", " They  are both parties. ").0.unwrap(),
            "They are both parties."
        );
        assert_eq!(said("Whitfield", "They are both parties."), (None, 1));
        assert_eq!(said("", ""), (None, 2));
        assert_eq!(said("Okonkwo", &"x".repeat(5_000)), (None, 1));
        assert_eq!(said("Okonkwo", "turned \u{202e} about"), (None, 1));
    }
}
