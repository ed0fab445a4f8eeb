//! Whom the office has to ring because a message could not do it, and what people wrote back.

use serde::{Deserialize, Serialize};

use crate::appointments::{AppointmentKind, words};
use crate::forms::FieldErrors;
use crate::ids::{AppointmentId, CallListId, ReplyId};
use crate::paging::Rows;
use crate::text;

/// Why somebody has to be rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    NotTold,
    Unclear,
    NoWay,
    OptedOut,
    Unconfirmed,
    Declined,
    AsksToMove,
    Wrote,
    /// The client, by the link, in time.
    Cancelled,
    CancelledLate,
    NoSuchHour,
    /// A message waits to be sent, and little time is left.
    Waits,
}
words!(Why {
    NotTold => "not_told", "Was not told: the message came back or could not be sent";
    Unclear => "unclear", "It is unclear whether the text arrived";
    NoWay => "no_way", "No e-mail address, and no number that may be texted";
    OptedOut => "opted_out", "The number wants no texts";
    Unconfirmed => "unconfirmed", "Has not confirmed";
    Declined => "declined", "Cannot come";
    AsksToMove => "asks_to_move", "Asks for another time";
    Wrote => "wrote", "Wrote something nobody has answered";
    Cancelled => "cancelled", "Cancelled it themselves, and was told that you call";
    CancelledLate => "cancelled_late", "Cancelled with less than a day to go";
    NoSuchHour => "no_such_hour", "The clocks skip its hour by a new rule: agree on another time";
    Waits => "waits", "Not told yet: the message has waited for more than an hour";
});

/// Which of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RingBox {
    /// Of one's own appointments.
    Mine,
    All,
    Done,
}
words!(RingBox {
    Mine => "mine", "Yours";
    All => "all", "All";
    Done => "done", "Done";
});

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RingFilter {
    /// A word of [`RingBox`]; empty for all at the front desk, for one's own elsewhere.
    pub which: String,
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RingRow {
    pub id: CallListId,
    pub appointment: AppointmentId,
    pub kind: AppointmentKind,
    pub why: Why,
    /// What they wrote, or empty.
    pub said: String,
    /// Whom to ring.
    pub name: String,
    /// The number as people write it, and to dial; none where none is known.
    pub phone: Option<(String, String)>,
    /// Nothing may tell others who rings.
    pub discreet: bool,
    /// How such a client is safely reached.
    pub safe_contact: String,
    /// "Wednesday, Oct 14, 2:00 pm".
    pub when: String,
    pub datetime: String,
    /// "tomorrow", "today", "in 3 days"; "began" where it has.
    pub nearness: String,
    /// "10:00 am".
    pub time: String,
    /// With whom it is.
    pub with: String,
    /// "Oct 13, 2026, 9:30 am".
    pub since: String,
    /// Whether the caller may say that it is done.
    pub may_end: bool,
    /// Who did it, when, and the note; the name is empty where it settled itself.
    pub done: Option<(String, String, String)>,
    /// For the key of a page.
    pub key: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RingList {
    pub filter: RingFilter,
    pub which: RingBox,
    pub page: Rows<RingRow>,
    /// What people wrote and nobody has read, of what the caller sees.
    pub unread: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RungForm {
    /// What came of it; may be empty.
    pub note: String,
}

impl RungForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<String> {
        errors.take("note", text::prose(&self.note))
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReplyFilter {
    /// "read" for those that were; else what waits.
    pub which: String,
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyRow {
    pub id: ReplyId,
    /// Came by text, and not by e-mail.
    pub text: bool,
    /// A number as people write it and to dial, or an address.
    pub sender: String,
    pub dial: Option<String>,
    pub body: String,
    /// "Oct 13, 2026, 9:30 am".
    pub received: String,
    pub datetime: String,
    /// What it is taken to be about: the appointment, who wrote, and when that is. None where it is
    /// about nothing the office knows.
    pub about: Option<(AppointmentId, String, String)>,
    /// Who read it, and when.
    pub read: Option<(String, String)>,
    pub key: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReplyList {
    pub filter: ReplyFilter,
    pub page: Rows<ReplyRow>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back() {
        assert!(Why::ALL.iter().all(|why| Why::from_word(why.word()) == Some(*why)));
        assert!(RingBox::ALL.iter().all(|which| RingBox::from_word(which.word()) == Some(*which)));
    }
}
