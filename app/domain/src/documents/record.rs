//! Who can open a document and who did, as people read it.

use serde::{Deserialize, Serialize};

use crate::forms::Choice;
use crate::frame::Person;

/// Kinds of act by which a record is narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Did {
    /// Pages or text of it were read.
    View,
    /// Its first page was seen, small.
    Preview,
    Download,
    /// It was changed: versions, details, rights, holds, the trash.
    Change,
    /// Its page was looked at, which shows none of it.
    Look,
    /// Refused, or asked for out of sight.
    Denied,
}

impl Did {
    pub const ALL: [Did; 6] =
        [Did::View, Did::Download, Did::Preview, Did::Change, Did::Look, Did::Denied];

    pub const fn word(self) -> &'static str {
        match self {
            Did::View => "view",
            Did::Preview => "preview",
            Did::Download => "download",
            Did::Change => "change",
            Did::Look => "look",
            Did::Denied => "denied",
        }
    }

    pub fn from_word(word: &str) -> Option<Did> {
        Did::ALL.into_iter().find(|did| did.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Did::View => "Viewed",
            Did::Preview => "Saw a preview",
            Did::Download => "Downloaded",
            Did::Change => "Changed",
            Did::Look => "Looked at its page",
            Did::Denied => "Was refused",
        }
    }

    /// The log's words for it, of what was not refused; none where it is everything else.
    pub const fn actions(self) -> &'static [&'static str] {
        match self {
            Did::View => &["view-document", "view-shared", "view-sent"],
            Did::Preview => &["preview-document"],
            Did::Download => &[
                "download-document",
                "archive-document",
                "document-sent",
                "restore-version",
                "download-shared",
                "download-sent",
                "download-attachment",
            ],
            Did::Look => &["see-document", "see-document-record", "export-document-record"],
            Did::Change | Did::Denied => &[],
        }
    }
}

/// The record's query string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordFilter {
    /// A word of [`Did`], or empty: everything but looks at the page.
    pub did: String,
    /// A staff id, or empty.
    pub who: String,
}

/// Somebody who can open a document now, and the rule that lets them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opener {
    pub person: Person,
    pub why: String,
}

/// A line of a document's record, or several that say the same of the same person one after another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordLine {
    /// Of the newest.
    pub at: String,
    pub datetime: String,
    pub who: String,
    /// "Downloaded a document, version 3".
    pub what: String,
    pub times: usize,
    /// It was refused.
    pub refused: bool,
}

/// Who can open it and who did, for those who may ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRecord {
    pub openers: Vec<Opener>,
    pub filter: RecordFilter,
    pub lines: Vec<RecordLine>,
    pub more: bool,
    /// How often its page was looked at, by how many people: left out of the lines unless asked for.
    pub looks: (i64, i64),
    /// Who stands in the record, to narrow it by.
    pub people: Vec<Choice>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_act_come_back() {
        assert!(Did::ALL.iter().all(|did| Did::from_word(did.word()) == Some(*did)));
        let mut actions: Vec<_> = Did::ALL.iter().flat_map(|did| did.actions()).collect();
        let all = actions.len();
        actions.sort();
        actions.dedup();
        assert_eq!(actions.len(), all, "an act is of one kind");
    }
}
