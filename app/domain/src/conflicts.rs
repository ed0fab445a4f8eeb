//! Conflicts of interest: names looked for among everything the office knows, and what was decided.
//!
//! What the asker may not see is answered alike, whether it is screened or merely out of sight: that
//! there is something, and never what.

use serde::{Deserialize, Serialize};

use crate::forms::FieldErrors;
use crate::ids::{CaseId, ClientId, ConflictCheckId, EnquiryId};
use crate::text;

/// What a search came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// No name is alike.
    Clear,
    /// Some are, and the asker may see each.
    Matches,
    /// Something is that the asker may not see: the conflicts partner has to say.
    Ask,
}

impl Outcome {
    pub fn from_word(word: &str) -> Option<Outcome> {
        match word {
            "clear" => Some(Outcome::Clear),
            "matches" => Some(Outcome::Matches),
            "ask" => Some(Outcome::Ask),
            _ => None,
        }
    }
}

/// The word on a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    NoConflict,
    Conflict,
}

impl Decision {
    pub const fn word(self) -> &'static str {
        match self {
            Decision::NoConflict => "no_conflict",
            Decision::Conflict => "conflict",
        }
    }

    pub fn from_word(word: &str) -> Option<Decision> {
        [Decision::NoConflict, Decision::Conflict].into_iter().find(|said| said.word() == word)
    }
}

/// How a name is like the one looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    Same,
    Spelling,
    Sound,
}

impl Likeness {
    pub fn from_word(word: &str) -> Option<Likeness> {
        match word {
            "same" => Some(Likeness::Same),
            "spelling" => Some(Likeness::Spelling),
            "sound" => Some(Likeness::Sound),
            _ => None,
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Likeness::Same => "Same name",
            Likeness::Spelling => "Spelled alike",
            Likeness::Sound => "Sounds alike",
        }
    }
}

/// One name that is like one that was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    pub searched: String,
    pub name: String,
    pub likeness: Likeness,
    /// "Client", "Opposing or other party of a case": what the name is to the office.
    pub kind: String,
    /// Where it was found, in words.
    pub place: String,
    pub case: Option<CaseId>,
    pub client: Option<ClientId>,
    pub enquiry: Option<EnquiryId>,
}

/// What a known name is to the office, in words.
pub fn kind_label(word: &str) -> &'static str {
    match word {
        "client" => "Client",
        "former_name" => "Former name of a client",
        "party" => "Party of a case",
        "counsel" => "Counsel in a case",
        "enquiry" => "Enquiry",
        "representative" => "Speaks for a client",
        "payer" => "Pays for a case",
        "adverse" => "Named in an enquiry as the other side",
        _ => "Known name",
    }
}

/// A check that stands by a case, in a sentence: the one it was opened on, and those of parties that came
/// later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCheck {
    pub id: ConflictCheckId,
    pub said: String,
    /// It found something and nobody has said what that is.
    pub undecided: bool,
    /// Somebody said that there is a conflict.
    pub conflict: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRow {
    pub id: ConflictCheckId,
    pub names: Vec<String>,
    pub about: String,
    pub asked: String,
    pub outcome: Outcome,
    pub decision: Option<Decision>,
    /// Something waits to be done with it: a case to open, an enquiry to accept.
    pub waits: bool,
    /// It was the ground on which a case was opened.
    pub used: bool,
}

/// A question for whoever answers it, with the facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub id: ConflictCheckId,
    pub names: Vec<String>,
    pub about: String,
    pub asked_by: String,
    pub asked: String,
    pub matches: Vec<Match>,
}

/// The page *Conflicts*: the caller's own searches, and the questions that wait for the caller.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConflictsPage {
    pub mine: Vec<CheckRow>,
    pub questions: Vec<Question>,
}

/// One search.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CheckPage {
    pub row: CheckRow,
    pub asked_by: String,
    pub matches: Vec<Match>,
    /// The caller is the one who says.
    pub mine_to_decide: bool,
    /// The caller asked for it.
    pub mine: bool,
    pub decided_by: Option<String>,
    pub decided: Option<String>,
    pub note: String,
    /// What goes on once there is no conflict.
    pub purpose: Option<Purpose>,
    pub case: Option<CaseId>,
    pub enquiry: Option<EnquiryId>,
}

/// What a search was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Open,
    Prepare,
    Accept,
}

impl Purpose {
    pub const fn word(self) -> &'static str {
        match self {
            Purpose::Open => "open",
            Purpose::Prepare => "prepare",
            Purpose::Accept => "accept",
        }
    }

    pub fn from_word(word: &str) -> Option<Purpose> {
        [Purpose::Open, Purpose::Prepare, Purpose::Accept]
            .into_iter()
            .find(|purpose| purpose.word() == word)
    }

    /// What the button says that goes on with it.
    pub const fn act(self) -> &'static str {
        match self {
            Purpose::Open => "Open the case",
            Purpose::Prepare => "Send for approval",
            Purpose::Accept => "Accept and open the case",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckForm {
    /// One a line.
    pub names: String,
    pub about: String,
}

impl CheckForm {
    /// The names, and what the search is about.
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<(Vec<String>, String)> {
        let names = errors.take("names", text::names(&self.names));
        let about = errors.take("about", text::line(&self.about));
        let (names, about) = (names?, about?);
        if names.is_empty() {
            errors.add("names", "Enter the names to look for, each on a line of its own.");
            return None;
        }
        Some((names, about))
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DecisionForm {
    pub decision: String,
    pub note: String,
}

impl DecisionForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<(Decision, String)> {
        let decision = errors.take(
            "decision",
            Decision::from_word(&self.decision)
                .ok_or_else(|| "Choose whether there is a conflict.".to_owned()),
        );
        let note = errors.take("note", text::required_prose(&self.note, "why, in a sentence"));
        Some((decision?, note?))
    }
}
