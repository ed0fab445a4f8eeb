//! One version as it is read on the page: pages as pictures, or text with its shape. The text is the
//! document's own and trusted in nothing; whoever shows it escapes it.

use serde::{Deserialize, Serialize};

use super::{DocumentRow, DocumentsOf, VersionRow};

/// Pages on one screen.
pub const PAGES_AT_ONCE: u32 = 10;

/// The page on which a version is read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Viewed {
    pub of: DocumentsOf,
    pub document: DocumentRow,
    pub version: VersionRow,
    pub content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// Pages from number `from` on, each a picture of its own. The size is that of page `from`, in
    /// pixels.
    Pages { count: u32, from: u32, width: u32, height: u32 },
    /// One picture.
    Image { width: u32, height: u32 },
    /// `cut`: there is more than is shown.
    Text { blocks: Vec<Block>, cut: bool },
    /// Why it is not shown, and whether trying again makes sense.
    Not { title: String, words: String, again: bool },
    /// There is such a document, and no such page in it.
    NoSuchPage,
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// Level 1 to 6, as the document has it.
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
    /// Of a table, cell by cell.
    Row(Vec<String>),
    /// A line of a message's header.
    Field {
        name: String,
        value: String,
    },
    /// Where the text stands when it is not the body: "Footnotes".
    Part(String),
}
