//! One invoice as its page has it: what it says, what became of it, and what the caller may do about it.

use serde::{Deserialize, Serialize};

use super::drafts::Frozen;
use super::dunning::DunningStage;
use super::invoices::{Kind, Stage, State};
use super::mailing::MailingRow;
use super::several::HoldForm;
use super::track::{Silence, Step};
use crate::forms::Choice;
use crate::ids::{CaseId, ClientId, InvoiceId};
use crate::locale::Locale;
use crate::money::Money;
use uuid::Uuid;

/// What left less to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Received,
    Credited,
    WrittenOff,
}

/// A payment's part, a credit note or a write-off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since {
    /// ISO.
    pub on: String,
    pub change: Change,
    pub amount: Money,
    /// "Bank transfer, 77-2041"; the number of a credit note; why it was written off.
    pub says: String,
    /// By whom it was recorded.
    pub who: String,
    /// Of a credit note.
    pub note: Option<InvoiceId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendingRow {
    /// ISO.
    pub on: String,
    /// "By post".
    pub by: String,
    pub recipient: String,
    pub who: String,
    /// The e-mail came back: it proves nothing any more.
    pub came_back: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldRow {
    pub id: Uuid,
    /// None: all of them.
    pub stage: Option<DunningStage>,
    pub until: String,
    pub owner: String,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeRow {
    pub id: Uuid,
    pub amount: Money,
    pub since: String,
    pub owner: String,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// "Oct 13, 2026, 9:30 am".
    pub at: String,
    /// Empty where nobody in particular did it.
    pub who: String,
    pub what: String,
    /// A reason in somebody's words, or empty.
    pub says: String,
}

/// What the caller may do about an invoice as it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceActs {
    pub edit: bool,
    pub submit: bool,
    pub decide: bool,
    pub issue: bool,
    pub send: bool,
    /// By e-mail.
    pub mail: bool,
    pub release: bool,
    pub move_due: bool,
    pub void: bool,
    pub credit: bool,
    pub write_off: bool,
    pub pay: bool,
    pub hold: bool,
    pub dispute: bool,
    pub end_hold: bool,
    pub settle: bool,
    /// Have a link made by which it can be paid; only where a provider is there.
    pub link: bool,
}

/// An act that has a form of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvoiceAct {
    Return,
    Issue,
    Send,
    MoveDue,
    Void,
    Credit,
    WriteOff,
    Hold,
    Dispute,
    Settle,
}

impl InvoiceAct {
    pub const ALL: [InvoiceAct; 10] = [
        InvoiceAct::Return,
        InvoiceAct::Issue,
        InvoiceAct::Send,
        InvoiceAct::MoveDue,
        InvoiceAct::Void,
        InvoiceAct::Credit,
        InvoiceAct::WriteOff,
        InvoiceAct::Hold,
        InvoiceAct::Dispute,
        InvoiceAct::Settle,
    ];

    /// As addresses have it.
    pub const fn word(self) -> &'static str {
        match self {
            InvoiceAct::Return => "return",
            InvoiceAct::Issue => "issue",
            InvoiceAct::Send => "send",
            InvoiceAct::MoveDue => "due",
            InvoiceAct::Void => "void",
            InvoiceAct::Credit => "credit",
            InvoiceAct::WriteOff => "write-off",
            InvoiceAct::Hold => "hold",
            InvoiceAct::Dispute => "dispute",
            InvoiceAct::Settle => "settle",
        }
    }

    pub fn from_word(word: &str) -> Option<InvoiceAct> {
        InvoiceAct::ALL.into_iter().find(|act| act.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            InvoiceAct::Return => "Return it",
            InvoiceAct::Issue => "Issue",
            InvoiceAct::Send => "Record sending",
            InvoiceAct::MoveDue => "Move the due date",
            InvoiceAct::Void => "Make it void",
            InvoiceAct::Credit => "Credit note",
            InvoiceAct::WriteOff => "Write off",
            InvoiceAct::Hold => "Hold reminders",
            InvoiceAct::Dispute => "Mark as disputed",
            InvoiceAct::Settle => "Settle the dispute",
        }
    }

    pub const fn allowed(self, acts: &InvoiceActs) -> bool {
        match self {
            InvoiceAct::Return => acts.decide,
            InvoiceAct::Issue => acts.issue,
            InvoiceAct::Send => acts.send,
            InvoiceAct::MoveDue => acts.move_due,
            InvoiceAct::Void => acts.void,
            InvoiceAct::Credit => acts.credit,
            InvoiceAct::WriteOff => acts.write_off,
            InvoiceAct::Hold => acts.hold,
            InvoiceAct::Dispute => acts.dispute,
            InvoiceAct::Settle => acts.settle,
        }
    }
}

/// What the forms of a page about one invoice ask, each a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvoiceActForm {
    /// A day, ISO or as typed.
    pub on: String,
    pub amount: String,
    pub reason: String,
    /// How it was sent: a word of [`super::invoices::SentBy`].
    pub by: String,
    pub recipient: String,
    /// A word of [`DunningStage`]; empty: every stage.
    pub stage: String,
    /// Who sees to it.
    pub owner: String,
    pub until: String,
    /// The hold or dispute that is ended.
    pub which: String,
    /// A link that was just made: shown once.
    pub link: String,
    pub revision: String,
}

impl InvoiceActForm {
    /// What was seen; what cannot be read is no revision there is.
    pub fn revision(&self) -> i32 {
        self.revision.parse().unwrap_or_default()
    }

    pub fn hold(&self) -> HoldForm {
        HoldForm {
            stage: self.stage.clone(),
            until: self.until.clone(),
            owner: self.owner.clone(),
            reason: self.reason.clone(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoicePage {
    pub id: InvoiceId,
    pub kind: Kind,
    pub stage: Stage,
    pub state: State,
    pub revision: i32,
    /// As it was issued; of a draft, as it would be: without number and dates.
    pub said: Frozen,
    pub case: CaseId,
    pub case_number: String,
    pub client_id: ClientId,
    pub client: String,
    /// Of a credit note: the invoice it takes back.
    pub corrects: Option<InvoiceId>,
    /// Days past the due date; below one: not due.
    pub late: i64,
    /// ISO, where it moved since it was issued.
    pub due_now: Option<String>,
    /// The oldest first.
    pub since: Vec<Since>,
    pub total: Money,
    pub left: Money,
    pub disputed: Money,
    pub void_reason: String,
    /// Held back until somebody releases it.
    pub held_back: bool,
    /// The office has drafts approved.
    pub approval: bool,
    pub track: Vec<Step>,
    pub silence: Option<Silence>,
    pub sendings: Vec<SendingRow>,
    /// The latest first.
    pub mailings: Vec<MailingRow>,
    /// Somebody else pays: their paper says nothing of what was done.
    pub of_payer: bool,
    pub holds: Vec<HoldRow>,
    pub disputes: Vec<DisputeRow>,
    /// The latest first.
    pub history: Vec<HistoryRow>,
    pub acts: InvoiceActs,
    /// Who can see to a hold or a dispute.
    pub owners: Vec<Choice>,
    /// ISO, in the office's zone.
    pub today: String,
    pub locale: Locale,
}

impl InvoicePage {
    /// "Invoice 20412", "Credit note CN-0003", "Draft invoice".
    pub fn title(&self) -> String {
        match self.said.number.as_str() {
            "" => "Draft invoice".into(),
            number => format!("{} {number}", self.kind.label()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_is_found_by_its_word_and_none_is_allowed_by_default() {
        for act in InvoiceAct::ALL {
            assert_eq!(InvoiceAct::from_word(act.word()), Some(act));
            assert!(!act.allowed(&InvoiceActs::default()));
        }
    }
}
