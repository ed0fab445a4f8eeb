//! Call slips: who called, why, for whom, and what came of it.

use serde::{Deserialize, Serialize};

use crate::access::Standing;
use crate::forms::{Choice, FieldErrors};
use crate::frame::Person;
use crate::ids::{CallId, CaseId};
use crate::paging::Rows;
use crate::text;

/// Why somebody called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallReason {
    Status,
    Returning,
    Appointment,
    Documents,
    Invoice,
    NewMatter,
    Other,
}

impl CallReason {
    pub const ALL: [CallReason; 7] = [
        CallReason::Status,
        CallReason::Returning,
        CallReason::Appointment,
        CallReason::Documents,
        CallReason::Invoice,
        CallReason::NewMatter,
        CallReason::Other,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            CallReason::Status => "status",
            CallReason::Returning => "returning",
            CallReason::Appointment => "appointment",
            CallReason::Documents => "documents",
            CallReason::Invoice => "invoice",
            CallReason::NewMatter => "new_matter",
            CallReason::Other => "other",
        }
    }

    pub fn from_word(word: &str) -> Option<CallReason> {
        CallReason::ALL.into_iter().find(|reason| reason.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            CallReason::Status => "Asked for status",
            CallReason::Returning => "Returned a call",
            CallReason::Appointment => "An appointment",
            CallReason::Documents => "Documents",
            CallReason::Invoice => "An invoice",
            CallReason::NewMatter => "Something new",
            CallReason::Other => "Something else",
        }
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    CalledBack,
    Done,
}

impl CallOutcome {
    pub const ALL: [CallOutcome; 2] = [CallOutcome::CalledBack, CallOutcome::Done];

    pub const fn word(self) -> &'static str {
        match self {
            CallOutcome::CalledBack => "called_back",
            CallOutcome::Done => "done",
        }
    }

    pub fn from_word(word: &str) -> Option<CallOutcome> {
        CallOutcome::ALL.into_iter().find(|outcome| outcome.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            CallOutcome::CalledBack => "Called back",
            CallOutcome::Done => "Done without a call",
        }
    }
}

/// Which calls a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallBox {
    /// For the caller, and waiting.
    Mine,
    /// Taken by the caller.
    Taken,
    /// Whoever they are for, and waiting.
    All,
    Answered,
}

impl CallBox {
    pub const ALL: [CallBox; 4] = [CallBox::Mine, CallBox::Taken, CallBox::All, CallBox::Answered];

    pub const fn word(self) -> &'static str {
        match self {
            CallBox::Mine => "mine",
            CallBox::Taken => "taken",
            CallBox::All => "all",
            CallBox::Answered => "answered",
        }
    }

    pub fn from_word(word: &str) -> Option<CallBox> {
        CallBox::ALL.into_iter().find(|which| which.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            CallBox::Mine => "For you",
            CallBox::Taken => "Taken by you",
            CallBox::All => "Everybody’s",
            CallBox::Answered => "Answered",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallFilter {
    /// A word of [`CallBox`], or empty for one's own.
    pub which: String,
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRow {
    pub id: CallId,
    pub caller: String,
    pub phone: String,
    /// The number where it can be dialled: E.164.
    pub dial: Option<String>,
    pub reason: CallReason,
    pub message: String,
    /// The number of the case it is about, or empty.
    pub number: String,
    /// The case, where the reader sees it.
    pub case: Option<CaseId>,
    pub holder: Person,
    pub taken_by: String,
    /// "Oct 13, 2026, 9:30 am".
    pub taken: String,
    pub taken_at: String,
    pub datetime: String,
    pub outcome: Option<CallOutcome>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CallList {
    pub filter: CallFilter,
    pub page: Rows<CallRow>,
}

/// Whom a call was for, from when, and who gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallHolder {
    pub person: Person,
    pub by: String,
    pub since: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CallPage {
    pub row: CallRow,
    pub standing: Standing,
    /// Whom it is for, the latest first; one where nobody handed it on.
    pub holders: Vec<CallHolder>,
    pub note: String,
    /// Who answered it and when.
    pub answered: Option<(String, String)>,
    /// Who it can be handed on to.
    pub people: Vec<Choice>,
    pub revision: i32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallForm {
    pub caller: String,
    pub phone: String,
    pub reason: String,
    /// A staff id.
    pub holder: String,
    /// A case's number, or empty.
    pub case: String,
    pub message: String,
}

/// [`CallForm`] without its typos. The case, the phone and the person are the office's to find.
#[derive(Clone, Debug)]
pub struct ParsedCall {
    pub caller: String,
    pub phone: String,
    pub reason: CallReason,
    pub message: String,
}

impl CallForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedCall> {
        let caller = errors.take("caller", text::required_line(&self.caller, "who called"));
        let phone = errors.take("phone", text::line(&self.phone));
        let reason = errors.take(
            "reason",
            CallReason::from_word(&self.reason).ok_or_else(|| "Choose why.".to_owned()),
        );
        errors.take("case", text::line(&self.case));
        let message = errors.take("message", text::prose(&self.message));
        Some(ParsedCall { caller: caller?, phone: phone?, reason: reason?, message: message? })
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    pub outcome: String,
    pub note: String,
    /// A staff id, where the call is handed on.
    pub to: String,
    pub revision: String,
}

impl AnswerForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<(CallOutcome, String)> {
        let outcome = errors.take(
            "outcome",
            CallOutcome::from_word(&self.outcome)
                .ok_or_else(|| "Choose what came of it.".to_owned()),
        );
        let note = errors.take("note", text::prose(&self.note));
        Some((outcome?, note?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back() {
        assert!(CallReason::ALL.iter().all(|r| CallReason::from_word(r.word()) == Some(*r)));
        assert!(CallOutcome::ALL.iter().all(|o| CallOutcome::from_word(o.word()) == Some(*o)));
        assert!(CallBox::ALL.iter().all(|b| CallBox::from_word(b.word()) == Some(*b)));
    }
}
