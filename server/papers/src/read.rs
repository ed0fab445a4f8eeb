//! Reading documents: everything here is for the child process.
//!
//! Nothing in here is safe against hostile bytes by itself: a parser may loop, recurse or swell.
//! What holds it is the process around it.

mod clean;
mod docx;
pub mod image;
mod mail;
pub mod pdf;
mod plain;

use crate::package::Fault;
use crate::{Block, Media, PageText, Preview, Reading, Refusal, Shown, Written};

/// Text shown of a document; the rest is cut off.
const SHOWN_BYTES: usize = 200 * 1024;
/// Text read of a document for comparing.
const READ_BYTES: usize = 8 * 1024 * 1024;

/// What a document is shown as.
pub fn preview(media: Media, document: Vec<u8>) -> Result<Preview, Refusal> {
    match media.shown() {
        Shown::Pages => Ok(Preview::Pages { count: pdf::count(document)? }),
        Shown::Text => Ok(Preview::Text(written(media, &document, SHOWN_BYTES)?)),
        Shown::Image => {
            let (width, height) = image::size(media, &document)?;
            Ok(Preview::Image { width, height })
        }
        Shown::Never => Ok(Preview::None(Refusal::NotShown(media))),
    }
}

/// The text of a document, page by page.
pub fn text(media: Media, document: Vec<u8>) -> Result<Reading, Refusal> {
    match media.shown() {
        Shown::Pages => pdf::text(document, READ_BYTES),
        Shown::Text => {
            let written = written(media, &document, READ_BYTES)?;
            let lines: Vec<String> = written.blocks.iter().map(Block::text).collect();
            let text = lines.join("\n");
            if text.trim().is_empty() {
                return Ok(if document.is_empty() { Reading::Empty } else { Reading::NoText });
            }
            let pages = vec![PageText { page: 1, text }];
            Ok(Reading::Text { pages, unread: Vec::new(), cut: written.cut })
        }
        Shown::Image => Ok(Reading::NoText),
        Shown::Never if media == Media::Empty => Ok(Reading::Empty),
        Shown::Never => Ok(Reading::NoText),
    }
}

fn written(media: Media, document: &[u8], limit: usize) -> Result<Written, Refusal> {
    match media {
        Media::Docx => docx::read(document, limit),
        Media::Eml => mail::read(document, limit),
        _ => Ok(plain::read(document, limit)),
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Broken => Refusal::Broken,
            Fault::TooLarge => Refusal::TooLarge,
            Fault::Locked => Refusal::Locked,
        }
    }
}

/// Blocks up to a measure of text.
struct Sheaf {
    written: Written,
    left_bytes: usize,
}

impl Sheaf {
    fn new(limit: usize) -> Self {
        Self { written: Written::default(), left_bytes: limit }
    }

    /// Whether there is room for more.
    fn is_open(&self) -> bool {
        !self.written.cut
    }

    fn push(&mut self, block: Block) {
        if self.written.cut {
            return;
        }
        // A block costs something even when it is empty.
        let bytes = block.text().len() + 16;
        if bytes <= self.left_bytes {
            self.left_bytes -= bytes;
            self.written.blocks.push(block);
            return;
        }
        self.written.cut = true;
        if let Block::Paragraph(mut text) = block {
            text.truncate(text.floor_char_boundary(self.left_bytes));
            self.written.blocks.push(Block::Paragraph(text));
        }
    }

    fn paragraphs(&mut self, text: &str) {
        for paragraph in text.split('\n').map(str::trim_end) {
            if !self.is_open() {
                break;
            }
            if !paragraph.trim_start().is_empty() {
                self.push(Block::Paragraph(paragraph.to_owned()));
            }
        }
    }
}
