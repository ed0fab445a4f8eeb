//! Messages with a client of a case, in threads: who takes part is named, and reads nothing earlier.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::forms::{Choice, FieldErrors};
use crate::frame::Person;
use crate::ids::{CaseId, ClientId, MembershipId, SeatId, ThreadId};
use crate::notes::Block;
use crate::sharing::{is_last_name, reason};
use crate::text;

/// Longest message. In characters.
pub const BODY_CHARS: usize = 10_000;
/// Longest line that says what a thread is about. In characters.
pub const SUBJECT_CHARS: usize = 200;

/// What a thread is about: billing reads and writes about invoices alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    #[default]
    Case,
    Billing,
}

impl About {
    pub const ALL: [About; 2] = [About::Case, About::Billing];

    pub const fn word(self) -> &'static str {
        match self {
            About::Case => "case",
            About::Billing => "billing",
        }
    }

    pub fn from_word(word: &str) -> Option<About> {
        About::ALL.into_iter().find(|about| about.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            About::Case => "The case",
            About::Billing => "Invoices and payments",
        }
    }
}

/// One message, as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageForm {
    /// The id of the message to be: sent twice, it is one.
    pub key: String,
    pub body: String,
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
    pub subject: String,
    pub body: String,
}

impl OwnStartForm {
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

/// Whether an answer is overdue: more than one working day went by. What comes at the weekend comes on Monday.
pub fn is_late(since: Timestamp, now: Timestamp, zone: &TimeZone) -> bool {
    let is_free =
        |day: jiff::civil::Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let since = since.to_zoned(zone.clone());
    let (mut day, mut time) = (since.date(), since.time());
    while is_free(day) {
        (day, time) = (day.saturating_add(1.day()), Time::midnight());
    }
    day = day.saturating_add(1.day());
    while is_free(day) {
        day = day.saturating_add(1.day());
    }
    day.to_datetime(time).to_zoned(zone.clone()).is_ok_and(|due| due.timestamp() < now)
}

/// A thread in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadRow {
    pub id: ThreadId,
    pub subject: String,
    pub about: About,
    pub client: String,
    /// "Okonkwo v. Tideland · 2026-0012"; the number alone for billing.
    pub case: String,
    /// Who wrote last, and when.
    pub last: Option<(String, String)>,
    pub unread: i64,
    /// Since when its client waits for an answer.
    pub waits: Option<String>,
    /// For more than a working day.
    pub late: bool,
    pub closed: bool,
}

/// The threads of a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseThreads {
    pub case: CaseId,
    pub number: String,
    pub rows: Vec<ThreadRow>,
    pub may_start: bool,
}

/// All of the caller's threads: those that wait the longest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Inbox {
    pub waiting: Vec<ThreadRow>,
    pub others: Vec<ThreadRow>,
}

/// Somebody of a client who can be written to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    pub id: MembershipId,
    pub name: String,
    /// "Client", "Officer of the client".
    pub acts_as: String,
    pub sees_money: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderClient {
    pub id: ClientId,
    pub name: String,
    pub people: Vec<Reader>,
}

/// What beginning a thread depends on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StartContext {
    pub case: CaseId,
    pub number: String,
    pub clients: Vec<ReaderClient>,
    /// Billing writes about invoices and nothing else.
    pub billing_only: bool,
}

/// Somebody who takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub id: SeatId,
    pub name: String,
    /// None for somebody of the client.
    pub staff: Option<Person>,
    /// "Oct 13, 2026, 9:30 am".
    pub since: String,
    /// Up to when they have read; none where they have not.
    pub read: Option<String>,
}

/// One message in a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub by: String,
    /// Of the office.
    pub office: bool,
    /// Whoever looks wrote it.
    pub mine: bool,
    pub at: String,
    pub datetime: String,
    pub text: Vec<Block>,
    /// Why it went although it names another client.
    pub anyway: Option<String>,
}

/// One thread, as far as whoever looks took part in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ThreadPage {
    pub id: ThreadId,
    pub case: CaseId,
    pub number: String,
    pub row: ThreadRow,
    pub said: Vec<Said>,
    pub seats: Vec<Seat>,
    /// Who can be asked in.
    pub to_ask: Vec<Choice>,
    pub may_write: bool,
    pub may_manage: bool,
    /// Why nothing can be written now.
    pub bar: Option<String>,
}

/// A thread as somebody of a client sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnThreadRow {
    pub id: ThreadId,
    pub subject: String,
    /// "Miriam Adair, Oct 13, 2026, 9:30 am".
    pub last: String,
    pub unread: i64,
    pub case: String,
    pub client: String,
    /// Why nothing can be written; empty where something can.
    pub bar: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OwnThreads {
    pub rows: Vec<OwnThreadRow>,
    pub may_start: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OwnThread {
    pub row: OwnThreadRow,
    pub said: Vec<Said>,
    /// Who reads it: theirs, then ours.
    pub people: Vec<(String, bool)>,
}

/// What somebody of a client may begin to write about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OwnStart {
    /// Case and client, to choose from where there are several.
    pub cases: Vec<Choice>,
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

    #[test]
    fn an_answer_is_late_after_one_working_day() {
        let zone = TimeZone::UTC;
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (since, now, late) in [
            // a Tuesday
            ("2026-10-13T15:00:00Z", "2026-10-14T15:00:00Z", false),
            ("2026-10-13T15:00:00Z", "2026-10-14T15:00:01Z", true),
            // a Friday
            ("2026-10-16T15:00:00Z", "2026-10-19T14:59:00Z", false),
            ("2026-10-16T15:00:00Z", "2026-10-19T15:01:00Z", true),
            // a Saturday
            ("2026-10-17T15:00:00Z", "2026-10-19T23:59:00Z", false),
            ("2026-10-17T15:00:00Z", "2026-10-20T00:01:00Z", true),
        ] {
            assert_eq!(is_late(at(since), at(now), &zone), late, "{since} at {now}");
        }
    }
}
