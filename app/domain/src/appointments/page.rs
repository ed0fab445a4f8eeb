//! One appointment: who, when, what was sent, what came back, and what is still to come.

use serde::{Deserialize, Serialize};

use super::{AppointmentKind, Attendance, Reply, SlotState, words};
use crate::access::Standing;
use crate::cases::CaseFacts;
use crate::forms::Choice;
use crate::frame::Person;
use crate::ids::{
    AppointmentId, AttendeeId, CallListId, CaseId, ClientId, EnquiryId, NotificationId, RoomId,
};
use crate::notices::sent::NoticeState;

/// Somebody who is to be there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Who {
    Staff(Person),
    Client { name: String },
    Representative { name: String, of: String },
    Other { name: String },
}

impl Who {
    pub fn name(&self) -> &str {
        match self {
            Who::Staff(person) => &person.name,
            Who::Client { name } | Who::Representative { name, .. } | Who::Other { name } => name,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendeeRow {
    pub id: AttendeeId,
    pub who: Who,
    pub reminded: bool,
    pub answer: Option<Reply>,
    /// None where no answer came.
    pub answered: Option<Answered>,
    /// How to reach them, for whoever may: shown and to dial.
    pub phone: Option<(String, String)>,
    /// Of a discreet contact what makes a call safe; empty where nobody wrote that down. None: of nobody else.
    pub safe_contact: Option<String>,
}

/// When an answer came, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// "Oct 12, 2:31 pm".
    pub at: String,
    pub datetime: String,
    /// "by text".
    pub how: String,
}

/// One message that was sent or waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub id: NotificationId,
    /// "48-hour e-mail".
    pub what: String,
    pub text: bool,
    pub state: NoticeState,
    /// Nothing left the machine: no provider is configured.
    pub kept: bool,
    /// "Orla Finnegan, number ending 0142".
    pub to: String,
    /// When it was sent, or is due: "Oct 12, 2:00 pm".
    pub at: String,
    pub datetime: String,
    /// "Link opened 2:26 pm", "The number wants no texts": what else there is to say; or empty.
    pub note: String,
}

/// What will be sent, were it now, in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToCome {
    pub what: String,
    pub text: bool,
    pub to: String,
    pub at: String,
    pub datetime: String,
    /// Why it comes when it does, or will not come: "moved out of the quiet hours", "no number".
    pub note: String,
}

/// What it said before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRow {
    pub was: String,
    pub by: String,
    pub at: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineRow {
    pub backup: Person,
    pub checker: Person,
    pub warn_days: Vec<i16>,
    /// Who said it was kept, when, and what they noted.
    pub done: Option<(String, String, String)>,
    pub checked: Option<(String, String)>,
    /// Who looked it over and did not agree, when, and why; until it is said to be kept again.
    pub reopened: Option<(String, String, String)>,
    /// Its time is over and nobody says that it was kept.
    pub overdue: bool,
}

impl DeadlineRow {
    /// Without what somebody wrote about it, for whoever may not read what it is about.
    #[must_use]
    pub fn without_words(mut self) -> DeadlineRow {
        for (_, _, words) in self.done.iter_mut().chain(&mut self.reopened) {
            words.clear();
        }
        self
    }
}

/// Who booked it, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    pub by: String,
    pub at: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AppointmentPage {
    pub id: AppointmentId,
    pub kind: AppointmentKind,
    pub standing: Standing,
    /// Whom it is with, as its card's head: the client, the enquirer, or the title of office time.
    pub head: String,
    /// What it is about; empty where the caller may not read it.
    pub title: String,
    pub note: String,
    /// Whether the caller reads what it is about.
    pub reads: bool,
    pub case: Option<(CaseId, String, String)>,
    pub client: Option<(ClientId, String)>,
    pub enquiry: Option<EnquiryId>,
    pub owner: Person,
    /// "Wed, Oct 14, 2:00 to 3:00 pm".
    pub when: String,
    /// The same in the zone of a client abroad; or empty.
    pub when_abroad: String,
    pub starts: String,
    pub ends: String,
    pub room: String,
    pub place: String,
    pub video_url: String,
    /// "Every 2 weeks on Tuesday, until Jun 30, 2027"; or empty.
    pub series: String,
    pub attendees: Vec<AttendeeRow>,
    pub booked: Booked,
    /// Why nobody is told before somebody releases it: "back_dated", "imported"; or empty.
    pub held: String,
    /// Who called it off, why, when, and who wrote that down; none while it stands.
    pub cancelled: Option<(String, String, String)>,
    pub attendance: Option<Attendance>,
    /// Whether it has begun: what happened can be recorded.
    pub begun: bool,
    /// Whether it has ended.
    pub over: bool,
    pub deadline: Option<DeadlineRow>,
    pub changes: Vec<ChangeRow>,
    pub notices: Vec<Notice>,
    pub to_come: Vec<ToCome>,
    /// What waits on the call list: its id, why, since when.
    pub calls: Vec<(CallListId, String, String)>,
    /// What they wrote: when and what.
    pub replies: Vec<(String, String)>,
    pub rooms: Vec<Choice>,
    pub people: Vec<Choice>,
    pub revision: i32,
}

/// One that ended, and nobody wrote down who came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnrecordedRow {
    pub id: AppointmentId,
    pub kind: AppointmentKind,
    /// With whom.
    pub head: String,
    pub owner: Person,
    /// "Wed, Oct 14, 2:00 pm to 3:00 pm".
    pub when: String,
    pub datetime: String,
}

/// One of a case's or a client's, in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutRow {
    pub id: AppointmentId,
    pub kind: AppointmentKind,
    /// What it is about, where the caller reads it; else the kind.
    pub head: String,
    /// "Hearing · 2026-0042 · Room 1"; or empty.
    pub sub: String,
    pub when: String,
    pub datetime: String,
    pub state: SlotState,
    pub owner: Person,
    /// Said to be kept, and waits for whoever looks it over.
    pub to_check: bool,
}

/// What stands in the calendar about a case or a client, as far as the caller sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutRows {
    /// What is ahead, and deadlines that are not done with: the most pressing first.
    pub coming: Vec<AboutRow>,
    /// There is more to come than is listed.
    pub more: bool,
    /// What is behind, the latest first; empty where it is not asked for.
    pub past: Vec<AboutRow>,
}

/// What a page of appointments is about, as far as the page needs it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum AppointmentsOf {
    Case { case: Box<CaseFacts>, standing: Standing },
    Client { id: ClientId, name: String },
}

/// The page *Appointments* of a case or a client.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AppointmentsPage {
    pub of: AppointmentsOf,
    pub rows: AboutRows,
}

/// Which deadlines a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueBox {
    /// That one answers for, steps in for, or looks over.
    #[default]
    Mine,
    Cases,
    /// All in sight.
    All,
}
words!(DueBox {
    Mine => "mine", "Mine";
    Cases => "cases", "My cases";
    All => "all", "All";
});

/// Unfinished deadlines, and what may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuePage {
    pub which: DueBox,
    /// Whether the caller sees more than their own cases.
    pub sees_all: bool,
    pub rows: Vec<DueRow>,
}

/// An unfinished deadline in view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueRow {
    pub id: AppointmentId,
    /// What it is about, where the caller reads it; else whose it is.
    pub head: String,
    /// "2026-0042", or empty.
    pub number: String,
    pub when: String,
    pub datetime: String,
    pub past: bool,
    pub owner: Person,
    pub backup: Person,
    pub checker: Person,
    /// Said to be kept, and waits for whoever looks it over.
    pub done: bool,
}

/// A room as the settings list it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomRow {
    pub id: RoomId,
    pub name: String,
    /// "since Oct 13, 2026".
    pub since: String,
}
