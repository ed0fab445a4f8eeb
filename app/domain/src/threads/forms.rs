//! What is typed to begin a thread, to write in one and to ask somebody in.

use serde::{Deserialize, Serialize};

use super::{About, FILES_MOST};
use crate::forms::FieldErrors;
use crate::ids::{CaseId, ClientId, DocumentId, MembershipId, ThreadId};
use crate::sharing::{is_last_name, reason};
use crate::text;

/// Longest message. In characters.
pub const BODY_CHARS: usize = 10_000;
/// Longest line that says what a thread is about. In characters.
pub const SUBJECT_CHARS: usize = 200;

/// One message, as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageForm {
    /// The id of the message to be: sent twice, it is one.
    pub key: String,
    pub body: String,
    /// Documents of the case that are shared with it.
    pub documents: Vec<String>,
    /// What the page said against it; empty where nothing did.
    pub warned: String,
    pub last_name: String,
    pub reason: String,
}

impl MessageForm {
    /// What it says; complaints go to `errors`.
    pub fn body(&self, errors: &mut FieldErrors) -> Option<String> {
        body(&self.body, errors)
    }

    /// Which documents are shared with it, each once; complaints go to `errors`.
    pub fn documents(&self, errors: &mut FieldErrors) -> Option<Vec<DocumentId>> {
        let mut ids: Vec<DocumentId> = Vec::new();
        for id in &self.documents {
            match id.parse() {
                Ok(id) if ids.contains(&id) => {}
                Ok(id) => ids.push(id),
                Err(_) => {
                    errors.add("documents", "Choose from the documents of this case.");
                    return None;
                }
            }
        }
        if ids.len() > FILES_MOST {
            errors.add(
                "documents",
                format!("Choose at most {FILES_MOST} documents for one message."),
            );
            return None;
        }
        Some(ids)
    }

    /// Why it goes in spite of what speaks against it, confirmed by the family name of one who reads it.
    pub fn anyway(&self, readers: &[String], errors: &mut FieldErrors) -> Option<String> {
        anyway(&self.last_name, &self.reason, readers, errors)
    }
}

/// A thread to begin, with its first message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StartForm {
    /// The id of the thread to be: sent twice, it is one.
    pub key: String,
    /// The client it is written to, as chosen.
    pub client: String,
    /// Memberships: who of that client reads it.
    pub people: Vec<String>,
    pub about: String,
    pub subject: String,
    pub body: String,
    pub warned: String,
    pub last_name: String,
    pub reason: String,
}

/// [`StartForm`] without its typos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    pub thread: ThreadId,
    pub client: ClientId,
    pub people: Vec<MembershipId>,
    pub about: About,
    pub subject: String,
    pub body: String,
}

impl StartForm {
    /// Reads the form. The client is chosen, never confirmed by a yes.
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<Start> {
        let thread =
            errors.take("key", self.key.parse().map_err(|_| "Open this page again.".to_owned()));
        let client = self.client.parse().map_err(|_| "Choose the client you write to.".to_owned());
        let client = errors.take("client", client);
        let people: Result<Vec<MembershipId>, _> =
            self.people.iter().map(|id| id.parse()).collect();
        let people = match people {
            Ok(people) if !people.is_empty() => Ok(people),
            Ok(_) => Err("Choose at least one person who reads it.".to_owned()),
            Err(_) => Err("Choose from the people below.".to_owned()),
        };
        let people = errors.take("people", people);
        let about = About::from_word(&self.about).ok_or("Choose what it is about.".to_owned());
        let about = errors.take("about", about);
        let subject = errors.take("subject", subject(&self.subject));
        let body = body(&self.body, errors);
        Some(Start {
            thread: thread?,
            client: client?,
            people: people?,
            about: about?,
            subject: subject?,
            body: body?,
        })
    }

    /// As [`MessageForm::anyway`].
    pub fn anyway(&self, readers: &[String], errors: &mut FieldErrors) -> Option<String> {
        anyway(&self.last_name, &self.reason, readers, errors)
    }
}

/// What somebody of a client begins to write about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnStartForm {
    pub key: String,
    /// Case and client, as [`case_key`] writes them; may be empty where there is one case.
    pub case: String,
    /// Empty where there is nothing to choose: the case.
    pub about: String,
    pub subject: String,
    pub body: String,
}

impl OwnStartForm {
    /// What it is about.
    pub fn about(&self) -> Option<About> {
        match self.about.as_str() {
            "" => Some(About::Case),
            word => About::from_word(word),
        }
    }

    /// Subject and message.
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<(String, String)> {
        let subject = errors.take("subject", subject(&self.subject));
        let body = body(&self.body, errors);
        Some((subject?, body?))
    }
}

/// A case and the client of it for whom somebody writes, as one value of a form.
pub fn case_key(case: CaseId, client: ClientId) -> String {
    format!("{case}_{client}")
}

/// [`case_key`] read.
pub fn parse_case_key(word: &str) -> Option<(CaseId, ClientId)> {
    let (case, client) = word.split_once('_')?;
    Some((case.parse().ok()?, client.parse().ok()?))
}

fn subject(typed: &str) -> Result<String, String> {
    let line = text::required_line(typed, "what it is about")?;
    match line.chars().count() {
        ..=SUBJECT_CHARS => Ok(line),
        long => Err(format!("Use at most {SUBJECT_CHARS} characters; this has {long}.")),
    }
}

fn body(typed: &str, errors: &mut FieldErrors) -> Option<String> {
    errors.take("body", text::required_long(typed, "a message", BODY_CHARS))
}

fn anyway(
    last_name: &str,
    because: &str,
    readers: &[String],
    errors: &mut FieldErrors,
) -> Option<String> {
    if !readers.iter().any(|name| is_last_name(last_name, name)) {
        errors.add("last_name", "Type the last name of somebody who reads it.");
    }
    let because = errors.take("reason", reason(because));
    because.filter(|_| errors.is_empty())
}

/// Who is to be asked into a thread: of the staff or of the client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JoinForm {
    /// "staff_" or "member_", and an id.
    pub who: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0190b5a0-0000-7000-8000-000000000001";

    fn form() -> StartForm {
        StartForm {
            key: ID.into(),
            client: ID.into(),
            people: vec![ID.into()],
            about: "case".into(),
            subject: "The hearing".into(),
            body: "Bring the lease.".into(),
            ..StartForm::default()
        }
    }

    #[test]
    fn a_thread_begins_with_a_client_who_was_chosen_people_who_were_and_something_said() {
        assert!(form().parse(&mut FieldErrors::default()).is_some());
        for (form, field) in [
            (StartForm { client: String::new(), ..form() }, "client"),
            (StartForm { client: "yes".into(), ..form() }, "client"),
            (StartForm { people: Vec::new(), ..form() }, "people"),
            (StartForm { people: vec!["all".into()], ..form() }, "people"),
            (StartForm { about: "gossip".into(), ..form() }, "about"),
            (StartForm { subject: "  ".into(), ..form() }, "subject"),
            (StartForm { subject: "x".repeat(201), ..form() }, "subject"),
            (StartForm { body: " \n ".into(), ..form() }, "body"),
            (StartForm { body: "x".repeat(10_001), ..form() }, "body"),
            (StartForm { body: "turned \u{202e} about".into(), ..form() }, "body"),
        ] {
            let mut errors = FieldErrors::default();
            assert!(form.parse(&mut errors).is_none(), "{field}");
            assert!(errors.of(field).is_some(), "{field}: {errors:?}");
        }
    }

    #[test]
    fn a_message_may_be_long_in_any_script_and_has_smileys() {
        let said = |body: &str| {
            MessageForm { body: body.into(), ..MessageForm::default() }
                .body(&mut FieldErrors::default())
        };
        assert_eq!(said("שלום\r\nעולם 👨‍👩‍👧").as_deref(), Some("שלום\nעולם 👨‍👩‍👧"));
        assert!(said(&"ü".repeat(BODY_CHARS)).is_some());
        assert!(said(&"ü".repeat(BODY_CHARS + 1)).is_none());
    }

    #[test]
    fn at_most_five_documents_go_with_a_message_and_each_of_them_once() {
        let chosen = |documents: Vec<String>| {
            MessageForm { documents, ..MessageForm::default() }
                .documents(&mut FieldErrors::default())
                .map(|ids| ids.len())
        };
        let id = |n: usize| format!("0190b5a0-0000-7000-8000-00000000000{n}");
        assert_eq!(chosen(Vec::new()), Some(0));
        assert_eq!(chosen(vec![id(1), id(1), id(2)]), Some(2));
        assert_eq!(chosen((1..=FILES_MOST).map(id).collect()), Some(FILES_MOST));
        assert_eq!(chosen((0..=FILES_MOST).map(id).collect()), None);
        assert_eq!(chosen(vec!["all".into()]), None);
    }

    #[test]
    fn a_case_and_a_client_are_read_as_they_are_written() {
        let (case, client) = (CaseId(ID.parse().unwrap()), ClientId(ID.parse().unwrap()));
        assert_eq!(parse_case_key(&case_key(case, client)), Some((case, client)));
        for word in ["", "_", ID, "a_b"] {
            assert_eq!(parse_case_key(word), None, "{word}");
        }
    }

    #[test]
    fn what_speaks_against_it_asks_for_a_readers_name_and_a_reason() {
        let readers = ["Ramona Okonkwo".to_owned()];
        let said = |last_name: &str, reason: &str| {
            let (last_name, reason) = (last_name.to_owned(), reason.to_owned());
            MessageForm { last_name, reason, ..MessageForm::default() }
                .anyway(&readers, &mut FieldErrors::default())
        };
        assert_eq!(said("okonkwo", "She asked for it.").as_deref(), Some("She asked for it."));
        assert_eq!(said("Whitfield", "She asked for it."), None);
        assert_eq!(said("Okonkwo", ""), None);
    }
}
