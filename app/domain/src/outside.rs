//! Sending documents to somebody outside the office: counsel, an expert, a court. Named, listed, for some days, and
//! opened by a code sent to one address.

use serde::{Deserialize, Serialize};

use crate::access::Standing;
use crate::cases::CaseFacts;
use crate::documents::{Content, DocumentRow, Media};
use crate::forms::{Choice, FieldErrors};
use crate::ids::{DocumentId, OutsideId};
use crate::sharing::{Findings, is_last_name, reason};
use crate::text::{self, EmailAddress};

/// For so many days it can be opened, where nobody says otherwise.
pub const DAYS: i32 = 14;
/// And at most.
pub const MOST_DAYS: i32 = 90;
/// Documents in one send.
pub const MOST_DOCUMENTS: usize = 10;
/// How long somebody outside stays in after a code, in hours.
pub const VISIT_HOURS: i64 = 2;

/// What somebody outside is to the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OutsideRole {
    Counsel,
    Expert,
    Court,
    Other,
}

impl OutsideRole {
    pub const ALL: [OutsideRole; 4] =
        [OutsideRole::Counsel, OutsideRole::Expert, OutsideRole::Court, OutsideRole::Other];

    pub const fn word(self) -> &'static str {
        match self {
            OutsideRole::Counsel => "counsel",
            OutsideRole::Expert => "expert",
            OutsideRole::Court => "court",
            OutsideRole::Other => "other",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            OutsideRole::Counsel => "Counsel",
            OutsideRole::Expert => "Expert",
            OutsideRole::Court => "Court",
            OutsideRole::Other => "Somebody else",
        }
    }

    pub fn from_word(word: &str) -> Option<OutsideRole> {
        OutsideRole::ALL.into_iter().find(|role| role.word() == word)
    }

    pub fn choices() -> Vec<Choice> {
        let choice =
            |role: OutsideRole| Choice { value: role.word().into(), label: role.label().into() };
        OutsideRole::ALL.into_iter().map(choice).collect()
    }
}

/// Which documents are to go: ticked in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChooseForm {
    pub documents: Vec<String>,
}

/// # Errors
/// A sentence for beside the list.
pub fn chosen(ids: &[String]) -> Result<Vec<DocumentId>, String> {
    let mut chosen: Vec<DocumentId> = Vec::new();
    for id in ids {
        let id = id.parse().map_err(|_| "Choose from the documents below.".to_owned())?;
        if !chosen.contains(&id) {
            chosen.push(id);
        }
    }
    match chosen.len() {
        0 => Err("Choose at least one document.".into()),
        1..=MOST_DOCUMENTS => Ok(chosen),
        many => {
            Err(format!("Choose at most {MOST_DOCUMENTS} documents at a time; these are {many}."))
        }
    }
}

/// The ids of chosen documents, as an address has them.
pub fn in_address(ids: &[DocumentId]) -> String {
    ids.iter().map(DocumentId::to_string).collect::<Vec<_>>().join(".")
}

/// What [`in_address`] wrote; none of it where any of it is no id.
pub fn from_address(text: &str) -> Vec<DocumentId> {
    let ids: Vec<String> = text.split('.').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    chosen(&ids).unwrap_or_default()
}

/// To whom it goes, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OutsideForm {
    /// The id of the send to be: sent twice, it is one.
    pub key: String,
    /// The versions that were looked at: "id:2 id:1".
    pub documents: String,
    pub name: String,
    pub email: String,
    pub role: String,
    pub firm: String,
    pub days: String,
    pub reason: String,
    /// The client's, whose documents these are.
    pub last_name: String,
    /// Not empty where the page said that something speaks against it.
    pub warned: String,
    /// Why it goes all the same.
    pub anyway: String,
}

/// [`OutsideForm`] without its typos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    pub documents: Vec<(DocumentId, i32)>,
    pub name: String,
    pub email: EmailAddress,
    pub role: OutsideRole,
    pub firm: String,
    pub days: i32,
    pub reason: String,
}

/// Versions, as a form has them.
pub fn versions(rows: &[DocumentRow]) -> String {
    let each: Vec<String> = rows.iter().map(|row| format!("{}:{}", row.id, row.version)).collect();
    each.join(" ")
}

impl OutsideForm {
    /// The documents, as the address of its page has them.
    pub fn in_address(&self) -> String {
        let ids = self.documents.split_whitespace().filter_map(|each| each.split(':').next());
        let ids: Vec<DocumentId> = ids.filter_map(|id| id.parse().ok()).collect();
        in_address(&ids)
    }

    /// `clients` are the names of the case's clients, one of whom is confirmed by the last name and not by a yes.
    pub fn parse(&self, clients: &[String], errors: &mut FieldErrors) -> Option<Outgoing> {
        let documents: Option<Vec<(DocumentId, i32)>> = self
            .documents
            .split_whitespace()
            .map(|each| {
                let (id, nth) = each.split_once(':')?;
                Some((id.parse().ok()?, nth.parse().ok()?))
            })
            .collect();
        let documents = documents
            .filter(|all| (1..=MOST_DOCUMENTS).contains(&all.len()))
            .ok_or_else(|| "Choose the documents again.".to_owned());
        let documents = errors.take("documents", documents);
        let name = errors.take("name", text::name(&self.name, "name"));
        let email = errors.take("email", EmailAddress::parse(&self.email));
        let role = OutsideRole::from_word(&self.role);
        let role = errors.take("role", role.ok_or_else(|| "Choose who this is.".into()));
        let firm = errors.take("firm", text::line(&self.firm).and_then(short));
        let days = match self.days.trim().parse::<i32>() {
            Ok(days) if (1..=MOST_DAYS).contains(&days) => Ok(days),
            _ => Err(format!("Enter a number of days from 1 to {MOST_DAYS}.")),
        };
        let days = errors.take("days", days);
        let reason = errors.take("reason", reason(&self.reason));
        if !clients.iter().any(|client| is_last_name(&self.last_name, client)) {
            errors.add("last_name", "Type the last name of the client whose documents these are.");
        }
        let outgoing = Outgoing {
            documents: documents?,
            name: name?,
            email: email?,
            role: role?,
            firm: firm?,
            days: days?,
            reason: reason?,
        };
        errors.is_empty().then_some(outgoing)
    }
}

fn short(line: String) -> Result<String, String> {
    match line.chars().count() {
        0..=200 => Ok(line),
        _ => Err("Use at most 200 characters.".into()),
    }
}

/// A document that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToChoose {
    pub id: DocumentId,
    pub name: String,
    pub media: Media,
    /// "Version 2 · 212 KB".
    pub facts: String,
}

/// What the page needs on which documents are sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OutsideAsk {
    pub case: CaseFacts,
    /// Those of the case, while none is chosen.
    pub all: Vec<ToChoose>,
    pub chosen: Vec<DocumentRow>,
    pub findings: Findings,
    /// Why they cannot go now.
    pub bar: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OutsideState {
    /// It can be withdrawn, and nobody can open it yet.
    Held,
    Open,
    Expired,
    Withdrawn,
    Recalled,
    /// Whoever sent it has left.
    SenderLeft,
}

impl OutsideState {
    pub const fn label(self) -> &'static str {
        match self {
            OutsideState::Held => "Goes out in a moment",
            OutsideState::Open => "Can be opened",
            OutsideState::Expired => "Expired",
            OutsideState::Withdrawn => "Withdrawn",
            OutsideState::Recalled => "Recalled",
            OutsideState::SenderLeft => "Ended: its sender has left",
        }
    }

    /// Something can still be ended.
    pub const fn is_live(self) -> bool {
        matches!(self, OutsideState::Held | OutsideState::Open)
    }
}

/// A document of a send, and whether it was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutsideDocument {
    pub id: DocumentId,
    pub name: String,
    pub nth: i32,
    /// When it was opened first.
    pub opened: Option<String>,
    pub times: i64,
    pub downloaded: bool,
}

/// A send as the case's page tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutsideRow {
    pub id: OutsideId,
    pub name: String,
    pub email: String,
    pub role: OutsideRole,
    pub firm: String,
    pub reason: String,
    pub by: String,
    pub sent: String,
    pub until: String,
    pub state: OutsideState,
    pub because: Option<String>,
    /// Why it went in spite of a stop.
    pub anyway: Option<String>,
    pub documents: Vec<OutsideDocument>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OutsidePage {
    pub case: CaseFacts,
    pub standing: Standing,
    pub rows: Vec<OutsideRow>,
}

/// What a link shows: before the code, no more than who the office is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    pub office: String,
    /// This browser has asked for a code.
    pub asked: bool,
    pub inside: Option<SentInside>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentInside {
    /// "Oct 27, 2026, 9:02 am".
    pub until: String,
    pub documents: Vec<SentDocument>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentDocument {
    pub id: DocumentId,
    pub name: String,
    pub media: Media,
    pub size: String,
}

/// One of them, being read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SentPage {
    pub office: String,
    pub until: String,
    pub document: SentDocument,
    /// None for a kind of file that is not shown here.
    pub content: Option<Content>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0190b5a0-0000-7000-8000-000000000001";

    fn form() -> OutsideForm {
        OutsideForm {
            key: ID.into(),
            documents: format!("{ID}:2"),
            name: "Ada Moss".into(),
            email: "ada@moss.example".into(),
            role: "expert".into(),
            days: "14".into(),
            reason: "Her report.".into(),
            last_name: "okonkwo".into(),
            ..OutsideForm::default()
        }
    }

    fn read(form: &OutsideForm) -> Result<Outgoing, Vec<String>> {
        let mut errors = FieldErrors::default();
        form.parse(&["Ramona Okonkwo".into()], &mut errors)
            .ok_or_else(|| errors.0.into_iter().map(|error| error.field).collect())
    }

    #[test]
    fn it_goes_to_somebody_named_for_some_days_and_for_a_reason() {
        assert_eq!(read(&form()).unwrap().days, 14);
        for (form, field) in [
            (OutsideForm { documents: String::new(), ..form() }, "documents"),
            (OutsideForm { documents: ID.into(), ..form() }, "documents"),
            (OutsideForm { name: " ".into(), ..form() }, "name"),
            (OutsideForm { email: "ada".into(), ..form() }, "email"),
            (OutsideForm { role: "friend".into(), ..form() }, "role"),
            (OutsideForm { days: "0".into(), ..form() }, "days"),
            (OutsideForm { days: "91".into(), ..form() }, "days"),
            (OutsideForm { reason: String::new(), ..form() }, "reason"),
            (OutsideForm { firm: "x".repeat(201), ..form() }, "firm"),
            (OutsideForm { last_name: "Moss".into(), ..form() }, "last_name"),
        ] {
            assert_eq!(read(&form).unwrap_err(), [field], "{form:?}");
        }
    }

    #[test]
    fn chosen_documents_come_back_from_an_address() {
        let one: DocumentId = ID.parse().unwrap();
        assert_eq!(from_address(&in_address(&[one])), [one]);
        assert!(from_address("x").is_empty() && from_address("").is_empty());
        assert_eq!(chosen(&[ID.into(), ID.into()]).unwrap(), [one], "once");
        assert!(chosen(&[]).is_err());
    }

    #[test]
    fn roles_come_back() {
        for role in OutsideRole::ALL {
            assert_eq!(OutsideRole::from_word(role.word()), Some(role));
        }
    }
}
