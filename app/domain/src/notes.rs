//! Notes on a case or a client: plain text with a little formatting, each change another version.

use serde::{Deserialize, Serialize};

use crate::access::Standing;
use crate::cases::CaseFacts;
use crate::forms::FieldErrors;
use crate::frame::Person;
use crate::ids::{ClientId, NoteId};
use crate::paging::Rows;
use crate::text;

/// Longest note kept. In characters.
pub const NOTE_CHARS: usize = 20_000;

/// What a note says, read once by the office. Pages build elements of it, so that nothing anybody
/// typed is ever markup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    Paragraph(Vec<Span>),
    Bullets(Vec<Vec<Span>>),
    /// Numbered from the first number typed.
    Numbers {
        start: u32,
        items: Vec<Vec<Span>>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Span {
    Text(String),
    Bold(Vec<Span>),
    Italic(Vec<Span>),
    /// An address of the web that stands in the text: `http` or `https`, shown as it was typed.
    Link(String),
    /// The end of a line within a block.
    Break,
}

/// What the notes are about, as far as the page needs it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum NotesOf {
    Case { case: Box<CaseFacts>, standing: Standing },
    Client { id: ClientId, name: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRow {
    pub id: NoteId,
    pub text: Vec<Block>,
    pub by: Person,
    /// "Oct 13, 2026, 9:30 am".
    pub at: String,
    pub datetime: String,
    /// Who changed it last and when, where somebody did.
    pub changed: Option<(String, String)>,
    /// Who withdrew it and when.
    pub withdrawn: Option<(String, String)>,
    pub versions: i32,
}

/// The page *Notes* of a case or a client.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NotesPage {
    pub of: NotesOf,
    pub page: Rows<NoteRow>,
    pub may_write: bool,
    /// The page starts after this one; empty for the newest.
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteVersion {
    pub nth: i32,
    pub by: Person,
    pub at: String,
    pub datetime: String,
    pub text: Vec<Block>,
}

/// One note with all its versions, the newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NotePage {
    pub of: NotesOf,
    pub note: NoteRow,
    pub versions: Vec<NoteVersion>,
    /// Towards the note.
    pub standing: Standing,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoteForm {
    pub body: String,
    pub revision: String,
}

impl NoteForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<String> {
        errors.take("body", text::required_long(&self.body, "the note", NOTE_CHARS))
    }
}
