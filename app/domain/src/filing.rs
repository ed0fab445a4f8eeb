//! The filing queue: what landed in the scanner's folder or the mailbox and waits for a case.

use serde::{Deserialize, Serialize};

use crate::documents::forms::{optional_date, tags};
use crate::documents::{Kind, Media, parse_name};
use crate::forms::{Choice, FieldErrors};
use crate::frame::Person;
use crate::ids::ScanId;
use crate::paging::Rows;
use crate::text;

/// Days for which what was discarded can be taken back.
pub const DISCARDED_DAYS: i64 = 30;
/// The word for the office's own tray where a person could stand.
pub const OFFICE_TRAY: &str = "office";

/// Which part of the queue is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrayBox {
    /// One's own tray, and the office's for whoever sorts that.
    Waiting,
    /// Other people's, for managing partners.
    Others,
    Discarded,
}

impl TrayBox {
    pub const ALL: [TrayBox; 3] = [TrayBox::Waiting, TrayBox::Others, TrayBox::Discarded];

    pub const fn word(self) -> &'static str {
        match self {
            TrayBox::Waiting => "waiting",
            TrayBox::Others => "others",
            TrayBox::Discarded => "discarded",
        }
    }

    pub fn from_word(word: &str) -> Option<TrayBox> {
        TrayBox::ALL.into_iter().find(|which| which.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            TrayBox::Waiting => "Waiting for you",
            TrayBox::Others => "Other people’s",
            TrayBox::Discarded => "Discarded",
        }
    }
}

/// The page's query string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FilingFilter {
    /// A [`TrayBox`]'s word, or empty.
    pub which: String,
    /// The scan that is shown; empty for the first.
    pub item: String,
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanRow {
    pub id: ScanId,
    pub name: String,
    pub media: Media,
    /// "212 KB".
    pub size: String,
    pub came: String,
    pub datetime: String,
    /// Opaque: where the next page begins.
    pub came_at: String,
    /// Whose tray it is in; none for the office's.
    pub tray: Option<Person>,
    /// What the scanner for malware said; nobody opens it.
    pub held: Option<String>,
    /// Who discarded it, when, and why.
    pub discarded: Option<(String, String, String)>,
    pub revision: i32,
}

/// A file that lies in the folder and could not be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    pub name: String,
    pub why: String,
    pub since: String,
    pub datetime: String,
}

/// What a scan is shown as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// Pictures, asked for one by one.
    Pages(u32),
    /// Text, line by line, and whether there is more.
    Text(Vec<String>, bool),
    /// Nothing; the words say why.
    Nothing(String),
}

/// An open case that what came may belong to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub number: String,
    pub title: String,
    /// "Its number stands in it".
    pub why: String,
}

/// The scan that is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneScan {
    pub row: ScanRow,
    pub shown: Shown,
    /// To whom it can be handed over.
    pub people: Vec<Choice>,
    /// Cases to choose from, the latest first; any other is typed.
    pub cases: Vec<Choice>,
    /// The likeliest first.
    pub proposals: Vec<Proposal>,
    pub may_file: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingPage {
    pub filter: FilingFilter,
    pub page: Rows<ScanRow>,
    pub chosen: Option<OneScan>,
    pub troubles: Vec<Trouble>,
    /// A folder is watched.
    pub watched: bool,
    /// A mailbox is read.
    pub mailbox: bool,
    /// Where it is, for managing partners.
    pub folder: Option<String>,
    /// What the folder of one's own tray is called.
    pub own_folder: String,
}

/// Filing a scan, and others with it, to a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileForm {
    /// A case's number, or words of its title that no other has.
    pub case: String,
    /// Of the scan that is shown; those filed with it keep their own.
    pub name: String,
    pub kind: String,
    /// A folder of the case, by its name; or empty.
    pub folder: String,
    /// The date it bears, or empty.
    pub dated: String,
    /// Separated by commas.
    pub tags: String,
    pub note: String,
    /// Ids of scans that go to the same case.
    pub also: Vec<String>,
}

/// [`FileForm`] without its typos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedFile {
    pub case: String,
    pub name: String,
    pub kind: Kind,
    pub folder: String,
    pub dated: Option<jiff::civil::Date>,
    pub tags: Vec<String>,
    pub note: String,
    pub also: Vec<ScanId>,
}

impl FileForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedFile> {
        let case = errors.take("case", text::required_line(&self.case, "a case"));
        let name = errors.take("name", parse_name(&self.name));
        let kind = errors
            .take("kind", Kind::from_word(&self.kind).ok_or_else(|| "Choose a kind.".to_owned()));
        let folder = errors.take("folder", text::line(&self.folder));
        let dated = errors.take("dated", optional_date(&self.dated));
        let tags = errors.take("tags", tags(&self.tags));
        let note = errors.take("note", text::line(&self.note));
        let also: Result<Vec<ScanId>, _> = self.also.iter().map(|id| id.parse()).collect();
        let also = errors.take("also", also.map_err(|_| "Choose scans of the queue.".to_owned()));
        Some(ParsedFile {
            case: case?,
            name: name?,
            kind: kind?,
            folder: folder?,
            dated: dated?,
            tags: tags?,
            note: note?,
            also: also?,
        })
    }
}

/// Putting a scan into another tray, or aside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MoveForm {
    /// A staff id, or [`OFFICE_TRAY`].
    pub to: String,
    pub reason: String,
    pub revision: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let mut errors = FieldErrors::default();
        let form = FileForm { dated: "soon".into(), also: vec!["x".into()], ..FileForm::default() };
        assert!(form.parse(&mut errors).is_none());
        let fields: Vec<&str> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["case", "name", "kind", "dated", "also"]);
    }
}
