//! Documents of cases: what they are called and shown as. Never what they contain.

pub(crate) mod forms;
mod name;
mod record;
mod view;

use serde::{Deserialize, Serialize};

use crate::access::Standing;
use crate::cases::CaseFacts;
use crate::forms::Choice;
use crate::frame::Person;
use crate::ids::{CaseId, DocumentId, FolderId, VersionId};
use crate::paging::Rows;
use crate::sharing::{ShareRow, WaitingShare};

pub use forms::{
    DetailsForm, FolderForm, HoldForm, LiftForm, Narrowing, ParsedDetails, ReasonForm, RestrictForm,
};
pub use name::{NAME_BYTES, NAME_CHARS, copy_of, extension, name_of_upload, numbered, parse_name};
pub use record::{Did, DocumentRecord, Opener, RecordFilter, RecordLine};
pub use view::{Block, Content, PAGES_AT_ONCE, Viewed};

/// What a document is to the office. Billing reads two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    FeeAgreement,
    Receipt,
    Pleading,
    CourtOrder,
    Correspondence,
    Contract,
    Evidence,
    Statement,
    Report,
    Identification,
    Notes,
    Other,
}

impl Kind {
    pub const ALL: [Kind; 12] = [
        Kind::Pleading,
        Kind::CourtOrder,
        Kind::Correspondence,
        Kind::Contract,
        Kind::Evidence,
        Kind::Statement,
        Kind::Report,
        Kind::Identification,
        Kind::Notes,
        Kind::FeeAgreement,
        Kind::Receipt,
        Kind::Other,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Kind::FeeAgreement => "fee_agreement",
            Kind::Receipt => "receipt",
            Kind::Pleading => "pleading",
            Kind::CourtOrder => "court_order",
            Kind::Correspondence => "correspondence",
            Kind::Contract => "contract",
            Kind::Evidence => "evidence",
            Kind::Statement => "statement",
            Kind::Report => "report",
            Kind::Identification => "identification",
            Kind::Notes => "notes",
            Kind::Other => "other",
        }
    }

    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Kind::FeeAgreement => "Fee agreement",
            Kind::Receipt => "Receipt",
            Kind::Pleading => "Pleading",
            Kind::CourtOrder => "Court order",
            Kind::Correspondence => "Correspondence",
            Kind::Contract => "Contract",
            Kind::Evidence => "Evidence",
            Kind::Statement => "Statement",
            Kind::Report => "Report",
            Kind::Identification => "Identification",
            Kind::Notes => "Notes",
            Kind::Other => "Other",
        }
    }

    /// Read by billing, of every case.
    pub const fn is_for_billing(self) -> bool {
        matches!(self, Kind::FeeAgreement | Kind::Receipt)
    }
}

/// The list's query string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentFilter {
    /// Matches name and tags, every word of it.
    pub q: String,
    /// A kind's word, or empty.
    pub kind: String,
    /// A family of media types: `pdf`, `word`, `image`, …; or empty.
    pub media: String,
    /// Whose newest version it is: `me`, a staff id, or empty.
    pub by: String,
    /// Changed on this day or later; empty for any.
    pub from: String,
    /// Changed on this day or earlier; empty for any.
    pub to: String,
    /// A folder of the case, `none` for those in no folder, or empty for all.
    pub folder: String,
    /// `trash`, `held` (by a legal hold), `shared` (with a client), or empty for what is not in the trash.
    pub show: String,
    pub after: String,
}

/// What is drawn for a type of file, and the words beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// "PDF", "DOC", "IMG": the badge.
    pub badge: String,
    /// "PDF", "Word document".
    pub label: String,
    /// `pdf`, `doc`, `img`, …: which colour the badge has.
    pub look: String,
    pub can_preview: bool,
    /// A picture of its first page can be drawn.
    pub has_picture: bool,
}

/// Why a document does not open as others do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// "Attorneys only", "3 people only".
    pub narrowed: Option<String>,
    pub on_hold: bool,
    /// What the scanner said; nobody opens it.
    pub quarantined: Option<String>,
    pub trashed: bool,
    pub checked_out_by: Option<Person>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRow {
    pub id: DocumentId,
    pub name: String,
    pub kind: Kind,
    pub media: Media,
    pub version: i32,
    /// "212 KB".
    pub size: String,
    /// "Oct 12, 2026".
    pub changed: String,
    pub datetime: String,
    pub by: Person,
    pub marks: Marks,
    pub tags: Vec<String>,
    /// Where it is, in a list over several cases.
    pub case: Option<(CaseId, String)>,
}

/// A folder as the tree shows it, the deeper ones indented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderNode {
    pub id: FolderId,
    pub name: String,
    pub parent: Option<FolderId>,
    pub depth: usize,
    /// Documents in it, not below it.
    pub count: i64,
    pub narrowed: Option<String>,
    pub revision: i32,
}

/// Whose documents a page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum DocumentsOf {
    Case {
        case: Box<CaseFacts>,
        standing: Standing,
    },
    /// Billing's view of a case: number and client.
    Billing {
        id: CaseId,
        number: String,
        client: String,
    },
    /// Every case in view.
    Office,
}

/// The page *Documents* of a case, or of the office.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DocumentsPage {
    pub of: DocumentsOf,
    pub filter: DocumentFilter,
    pub page: Rows<DocumentRow>,
    pub folders: Vec<FolderNode>,
    /// All that are not in the trash, those on hold, shared, and those in the trash.
    pub counts: Counts,
    pub may_add: bool,
    pub may_hold: bool,
    /// Why the whole case is on hold, since when and by whom.
    pub case_hold: Option<Held>,
    /// The day on which the key of the case was destroyed: names stay, nothing opens.
    pub destroyed: Option<String>,
    /// People whose versions there are, to narrow the list by.
    pub people: Vec<Choice>,
    /// The longest file taken, in bytes.
    pub file_bytes: u64,
    /// What waits to be shared with a client.
    pub waiting: Vec<WaitingShare>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub all: i64,
    pub on_hold: i64,
    pub shared: i64,
    pub trashed: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub reason: String,
    pub since: String,
    pub by: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    pub id: VersionId,
    pub nth: i32,
    pub note: String,
    pub by: Person,
    pub at: String,
    pub datetime: String,
    pub size: String,
    pub media: Media,
    pub restored_from: Option<i32>,
    pub quarantined: Option<String>,
    /// Who released it from the scanner's hold, when and why.
    pub released: Option<(String, String, String)>,
}

/// One document with its versions, the newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DocumentPage {
    pub of: DocumentsOf,
    /// Towards the document.
    pub standing: Standing,
    pub document: DocumentRow,
    pub dated: Option<String>,
    pub keep_until: Option<String>,
    pub folder: Option<(FolderId, String)>,
    pub versions: Vec<VersionRow>,
    pub hold: Option<Held>,
    pub case_hold: Option<Held>,
    pub narrowed_people: Vec<Person>,
    /// The day on which it was destroyed: it cannot be read again.
    pub destroyed: Option<String>,
    pub record: Option<DocumentRecord>,
    /// With whom versions of it were shared, the newest first.
    pub shares: Vec<ShareRow>,
    pub revision: i32,
}

/// What the form for a document's details needs besides.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DetailsContext {
    pub of: DocumentsOf,
    pub standing: Standing,
    pub folders: Vec<FolderNode>,
}

/// What narrowing needs besides: what is narrowed, and who can be named.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NarrowingContext {
    pub of: DocumentsOf,
    pub standing: Standing,
    /// Of the document or the folder.
    pub name: String,
    pub people: Vec<Choice>,
}

/// What a folder's form needs besides.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FolderContext {
    pub of: DocumentsOf,
    pub standing: Standing,
    pub folders: Vec<FolderNode>,
    /// None for a new one.
    pub folder: Option<FolderNode>,
}

/// "0 bytes", "212 KB", "1.4 MB": decimal, as file managers count.
pub fn size_words(bytes: i64) -> String {
    let bytes = bytes.max(0);
    match bytes {
        1 => "1 byte".into(),
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", (bytes + 500) / 1_000),
        1_000_000..1_000_000_000 => tenths(bytes, 1_000_000, "MB"),
        _ => tenths(bytes, 1_000_000_000, "GB"),
    }
}

fn tenths(bytes: i64, unit: i64, name: &str) -> String {
    let tenths = (bytes * 10 + unit / 2) / unit;
    match tenths % 10 {
        0 => format!("{} {name}", tenths / 10),
        tenth => format!("{}.{tenth} {name}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_come_back() {
        assert!(Kind::ALL.iter().all(|kind| Kind::from_word(kind.word()) == Some(*kind)));
    }

    #[test]
    fn sizes_in_words() {
        for (bytes, words) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1 KB"),
            (211_700, "212 KB"),
            (1_400_000, "1.4 MB"),
            (22_600_000, "22.6 MB"),
            (3_000_000_000, "3 GB"),
        ] {
            assert_eq!(size_words(bytes), words);
        }
    }
}
