//! What a document answers, and why it may not.

use serde::{Deserialize, Serialize};

use crate::{Media, template::Problem};

/// What a document is shown as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preview {
    /// Pages to be asked for one by one.
    Pages { count: u32 },
    /// Text, which whoever shows it escapes.
    Text(Written),
    /// One picture, to be asked for as page 1. The size is that of the original, in pixels.
    Image { width: u32, height: u32 },
    /// Nothing; the words say why.
    None(Refusal),
}

/// A document's text with as much of its shape as helps reading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    pub blocks: Vec<Block>,
    /// There is more than is shown here.
    pub cut: bool,
}

/// A piece of text. No control characters but tab and line feed, no marks that turn the direction
/// of what follows; neither escaped nor trusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// Level 1 to 6.
    Heading {
        level: u8,
        text: String,
    },
    Paragraph(String),
    /// Level 0 is the outermost.
    Item {
        level: u8,
        text: String,
    },
    /// A row of a table, cell by cell.
    Row(Vec<String>),
    /// A line of a message's header.
    Field {
        name: String,
        value: String,
    },
    /// Where the text stands when it is not the body: `Page header`, `Footnotes`, `Comments` …
    Part(String),
}

impl Block {
    /// All its text in one string, cells parted by tabs.
    pub fn text(&self) -> String {
        match self {
            Block::Heading { text, .. }
            | Block::Paragraph(text)
            | Block::Item { text, .. }
            | Block::Part(text) => text.clone(),
            Block::Row(cells) => cells.join("\t"),
            Block::Field { name, value } => format!("{name}: {value}"),
        }
    }
}

/// A picture of a page, or of the one picture there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// PNG, drawn here: nothing of the original file is in it but what can be seen.
    pub png: bytes::Bytes,
    pub width: u32,
    pub height: u32,
    /// How many pages the document has.
    pub pages: u32,
}

/// The text of one page. Documents without pages have one, numbered 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageText {
    pub page: u32,
    pub text: String,
}

/// What could be read of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reading {
    /// Page by page. Pages without any text are left out; `unread` numbers those that show
    /// something all the same, pictures for instance, so that nobody takes them for clear.
    Text { pages: Vec<PageText>, unread: Vec<u32>, cut: bool },
    /// Something is there, but no text: a scan, or a kind of file that is not read.
    NoText,
    /// There is nothing in it at all.
    Empty,
}

/// Why a document is not shown or read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// This kind of file is never shown.
    NotShown(Media),
    /// It could not be read: damaged, or made to do harm.
    Broken,
    /// Reading it took longer than it may.
    Slow,
    /// More bytes than are read for a preview.
    TooLarge,
    /// A picture of more pixels than are unpacked.
    TooManyPixels,
    /// It asks for a password.
    Locked,
    NoSuchPage,
    /// As many documents as may be are being read, and none was done in time.
    Busy,
    /// The document's bytes did not arrive; the sender knows why.
    Interrupted,
    /// The program that reads documents did not start, or could not be shut in.
    Unavailable,
    /// A template that is not filled.
    Template(Problem),
}

impl Refusal {
    /// A short name for logs and counters.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NotShown(_) => "not_shown",
            Refusal::Broken => "broken",
            Refusal::Slow => "slow",
            Refusal::TooLarge => "too_large",
            Refusal::TooManyPixels => "too_many_pixels",
            Refusal::Locked => "locked",
            Refusal::NoSuchPage => "no_such_page",
            Refusal::Busy => "busy",
            Refusal::Interrupted => "interrupted",
            Refusal::Unavailable => "unavailable",
            Refusal::Template(_) => "template",
        }
    }
}

/// What the person reads.
impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Refusal::NotShown(Media::Empty) => "This file is empty.",
            Refusal::NotShown(Media::Mixed) => {
                "This file is two kinds of file at once and is not shown here."
            }
            Refusal::NotShown(_) => "This kind of file is not shown here. Download it to open it.",
            Refusal::Broken | Refusal::Slow => {
                "This document could not be shown. Download it to open it."
            }
            Refusal::TooLarge | Refusal::TooManyPixels => {
                "This document is too large to be shown here. Download it to open it."
            }
            Refusal::Locked => {
                "This document is protected with a password. Download it to open it."
            }
            Refusal::NoSuchPage => "This document has no such page.",
            Refusal::Busy => "Many documents are being opened just now. Try again in a moment.",
            Refusal::Interrupted => "This document could not be read. Try again in a moment.",
            Refusal::Unavailable => {
                "Documents cannot be shown just now. Download this one to open it."
            }
            Refusal::Template(problem) => return problem.fmt(f),
        })
    }
}

impl std::error::Error for Refusal {}
