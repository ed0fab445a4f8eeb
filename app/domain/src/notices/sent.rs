//! One notice as staff read it: what it said, where it went, and how far it got.

use serde::{Deserialize, Serialize};

use super::Channel;
use crate::appointments::words;
use crate::ids::{AppointmentId, InvoiceId, NotificationId};

/// How far it got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    Queued,
    Sending,
    Accepted,
    Delivered,
    Failed,
    Unknown,
    Cancelled,
    Expired,
}
words!(NoticeState {
    Queued => "queued", "Waiting to be sent";
    Sending => "sending", "Being sent";
    Accepted => "accepted", "Handed over";
    Delivered => "delivered", "Delivered";
    Failed => "failed", "Not delivered";
    Unknown => "unknown", "Unclear whether it arrived";
    Cancelled => "cancelled", "Not sent";
    Expired => "expired", "Not sent in time";
});

impl NoticeState {
    /// How far it got, in words; `kept` where nothing leaves the machine.
    pub fn says(self, kept: bool) -> &'static str {
        match self {
            NoticeState::Accepted if kept => "Kept here",
            state => state.label(),
        }
    }
}

/// The provider that sends nothing: what would leave is kept to be read.
pub const KEPT_BY: &str = "outbox";

/// What is due to whom, in words: "Booked", "A deadline is coming".
pub fn kind_label(kind: &str) -> &'static str {
    if let Some(kind) = super::NoticeKind::from_word(kind) {
        return kind.label();
    }
    match kind {
        "dunning" => "Payment reminder",
        "deadline_to_lead" => "Deadline not kept, to the lead",
        "deadline_to_partner" => "Deadline not kept, to the managing partners",
        kind if kind.starts_with("deadline_check") => "Deadline to be looked over",
        kind if kind.starts_with("deadline_ahead") => "Deadline ahead",
        _ => "Notice",
    }
}

/// Why it is where it is. What the house has no word for is the provider's trouble in ours, shown as it is.
pub fn reason_label(reason: &str) -> &str {
    match reason {
        "moved" => "The appointment was moved first.",
        "cancelled" => "The appointment was called off first.",
        "not_asked" => "They need not come any more.",
        "begun" => "The appointment had begun.",
        "too_late" => "It would have come too late.",
        "held" => "It waits for somebody to release it.",
        "void" => "The invoice was made void first.",
        "credited" => "A credit note took all of it back first.",
        "address_changed" => {
            "The address changed after it was asked for. Look at it, then send it anew."
        }
        "no_safe_way" => "They are not to be written to by e-mail.",
        "not_printable" => {
            "The paper could not be made of what was kept. Tell whoever runs this server."
        }
        "settled" => "It was settled before.",
        "on_again" => "The appointment stands after all.",
        "not_wished" => "They want no reminders any more.",
        "no_consent" => "They want no texts.",
        "opted_out" => "They told the provider that they want no texts.",
        "no_address" => "There is no address for it.",
        "in_series" => "It was told with the first of its series.",
        "quiet" => "It waits for the end of the quiet hours.",
        "lease_ran_out" => "The server that was sending it stopped.",
        other => other,
    }
}

/// What the provider said about it, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub said: String,
    pub at: String,
    pub datetime: String,
}

/// What a provider says, in words.
pub fn report_label(state: &str) -> &'static str {
    match state {
        "delivered" => "Delivered",
        "buffered" => "Waiting at the provider",
        "sent_to_carrier" => "Handed to the carrier",
        "failed" => "Not delivered",
        "rejected" => "Refused by the carrier",
        _ => "Something else",
    }
}

/// What a notice was about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    Appointment(AppointmentId),
    /// With its title: "Invoice 1042".
    Invoice(InvoiceId, String),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentNotice {
    pub id: NotificationId,
    pub about: About,
    /// As [`kind_label`] says it.
    pub kind: String,
    pub channel: Channel,
    pub state: NoticeState,
    /// Nothing left the machine: no provider is configured.
    pub kept: bool,
    /// It carries a link, and this is a demo, in which whoever reads the notice may follow one like it.
    pub has_demo_link: bool,
    /// As much of the address as staff are shown; empty before it was looked up.
    pub went_to: String,
    /// A sentence, or empty.
    pub reason: String,
    pub attempts: i16,
    /// What happened when, in order: a word, and the instant.
    pub when: Vec<Report>,
    /// Of an e-mail.
    pub subject: String,
    /// None where nothing was said yet.
    pub body: Option<String>,
    pub reports: Vec<Report>,
}
