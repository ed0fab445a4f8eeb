//! Messages with a client of a case, in threads: who takes part is named, and reads nothing earlier.

mod files;
mod forms;
mod late;

use serde::{Deserialize, Serialize};

use crate::forms::Choice;
use crate::frame::Person;
use crate::ids::{CaseId, ClientId, MembershipId, SeatId, ThreadId};
use crate::notes::Block;

pub use files::{FILES_MOST, Hung, HungAt, HungState};
pub use forms::{
    BODY_CHARS, JoinForm, MessageForm, OwnStartForm, SUBJECT_CHARS, Start, StartForm, case_key,
    parse_case_key,
};
pub use late::{ClosedDays, is_late};

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
    /// And whoever may not see them about anything else.
    pub case_only: bool,
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
    /// What hangs on it.
    pub files: Vec<Hung>,
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
    /// Documents of the case that the caller may share with the client.
    pub to_attach: Vec<Choice>,
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
    pub about: About,
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
    /// How large a file may be that is sent with a message; none where none can be.
    pub limit: Option<String>,
}

/// What somebody of a client may begin to write about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OwnStart {
    /// Case and client, to choose from where there are several.
    pub cases: Vec<Choice>,
    /// Something can be asked about a bill.
    pub bills: bool,
    /// How large a file may be that is sent with a message.
    pub limit: String,
}
