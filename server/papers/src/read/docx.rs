//! A Word document's text: body, notes, comments, what stands at the top and foot of its pages.
//!
//! Inserted text counts and deleted text does not, as if every change had been accepted. Text that
//! is formatted as hidden counts as well: whoever opens the file can show it.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::{Sheaf, clean::clean};
use crate::package::{Fault, Package, Word};
use crate::xml::{self, Piece};
use crate::{Block, Refusal, Written};

#[cfg(test)]
mod tests;

pub(super) fn read(document: &[u8], limit: usize) -> Result<Written, Refusal> {
    let mut package = Package::open(document)?;
    let word = Word::find(&mut package)?.ok_or(Refusal::Broken)?;
    let styles = match &word.styles {
        Some(name) => styles(&package.text(name)?.unwrap_or_default())?,
        None => BTreeMap::new(),
    };
    let main = vec![word.main];
    let parts = [
        ("Page header", word.headers),
        ("", main),
        ("Footnotes", word.footnotes),
        ("Endnotes", word.endnotes),
        ("Comments", word.comments),
        ("Page footer", word.footers),
    ];
    let mut sheaf = Sheaf::new(limit);
    for (title, names) in parts {
        let mut said: Vec<Vec<Block>> = Vec::new();
        for name in names {
            let Some(source) = package.text(&name)? else { continue };
            let blocks = blocks(&source, &styles)?;
            // First, even and odd pages mostly carry the same.
            if !blocks.is_empty() && !said.contains(&blocks) {
                said.push(blocks);
            }
        }
        if !said.is_empty() && !title.is_empty() {
            sheaf.push(Block::Part(title.to_owned()));
        }
        said.into_iter().flatten().for_each(|block| sheaf.push(block));
    }
    Ok(sheaf.written)
}

/// Style ids and the names behind them, which Word keeps in English whatever its language.
fn styles(source: &str) -> Result<BTreeMap<String, String>, Fault> {
    let mut names = BTreeMap::new();
    let mut id = None;
    xml::walk(source, |piece, _| {
        match piece {
            Piece::Open { word: "style", tag, .. } => id = xml::attribute(tag, "styleId"),
            Piece::Open { word: "name", tag, .. } => {
                if let (Some(id), Some(name)) = (id.take(), xml::attribute(tag, "val")) {
                    names.insert(id, name.to_ascii_lowercase());
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(names)
}

fn blocks(source: &str, styles: &BTreeMap<String, String>) -> Result<Vec<Block>, Fault> {
    let mut reading = Reading::new(styles);
    xml::walk(source, |piece, _| {
        match piece {
            Piece::Open { word, name, tag } => reading.open(word, name, tag),
            Piece::Close { word, name } => reading.close(word, name),
            Piece::Text(text) => reading.text(text),
        }
        Ok(())
    })?;
    Ok(reading.blocks)
}

struct Reading<'a> {
    styles: &'a BTreeMap<String, String>,
    blocks: Vec<Block>,
    /// Open paragraphs: a text box stands within one.
    paragraphs: Vec<Paragraph>,
    /// Open rows: a table may stand within a cell.
    rows: Vec<Vec<String>>,
    runs: u32,
    texts: u32,
    /// Within what is only there for readers older than the drawing beside it, which says the same.
    fallbacks: u32,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    outline: Option<u8>,
    item_level: u8,
    is_item: bool,
}

impl<'a> Reading<'a> {
    fn new(styles: &'a BTreeMap<String, String>) -> Self {
        Self {
            styles,
            blocks: Vec::new(),
            paragraphs: Vec::new(),
            rows: Vec::new(),
            runs: 0,
            texts: 0,
            fallbacks: 0,
        }
    }

    fn open(&mut self, word: &str, name: &str, tag: &BytesStart<'_>) {
        match (word, name) {
            (_, "Fallback") => self.fallbacks += 1,
            _ if self.fallbacks > 0 => {}
            (_, "t") => self.texts += 1,
            ("p", _) => self.paragraphs.push(Paragraph::default()),
            ("r", _) => self.runs += 1,
            ("tab" | "ptab", _) if self.runs > 0 => self.push("\t"),
            ("br" | "cr", _) if self.runs > 0 => self.push("\n"),
            ("noBreakHyphen", _) => self.push("-"),
            ("tr", _) => self.rows.push(Vec::new()),
            ("tc", _) => {
                if let Some(row) = self.rows.last_mut() {
                    row.push(String::new());
                }
            }
            ("pStyle" | "numId" | "ilvl" | "outlineLvl", _) => self.format(word, tag),
            _ => {}
        }
    }

    fn format(&mut self, word: &str, tag: &BytesStart<'_>) {
        let (Some(paragraph), Some(value)) =
            (self.paragraphs.last_mut(), xml::attribute(tag, "val"))
        else {
            return;
        };
        match word {
            "pStyle" => paragraph.style = Some(value),
            "numId" => paragraph.is_item = value != "0",
            "ilvl" => paragraph.item_level = value.parse().unwrap_or(0).min(8),
            _ => paragraph.outline = value.parse().ok().filter(|level| *level < 9),
        }
    }

    fn close(&mut self, word: &str, name: &str) {
        match (word, name) {
            (_, "Fallback") => self.fallbacks = self.fallbacks.saturating_sub(1),
            _ if self.fallbacks > 0 => {}
            (_, "t") => self.texts = self.texts.saturating_sub(1),
            ("r", _) => self.runs = self.runs.saturating_sub(1),
            ("p", _) => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.end_paragraph(&paragraph);
                }
            }
            ("tr", _) => {
                if let Some(row) = self.rows.pop() {
                    self.end_row(row);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.texts > 0 && self.fallbacks == 0 {
            self.push(text);
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    fn end_paragraph(&mut self, paragraph: &Paragraph) {
        let text = clean(&paragraph.text).trim_end().to_owned();
        if text.trim_start().is_empty() {
            return;
        }
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut()) {
            append(cell, &text);
        } else if let Some(level) = self.heading(paragraph) {
            self.blocks.push(Block::Heading { level, text });
        } else if paragraph.is_item || self.style_name(paragraph).starts_with("list ") {
            self.blocks.push(Block::Item { level: paragraph.item_level, text });
        } else {
            self.blocks.push(Block::Paragraph(text));
        }
    }

    fn end_row(&mut self, row: Vec<String>) {
        if row.iter().all(|cell| cell.is_empty()) {
            return;
        }
        if let Some(outer) = self.rows.last_mut().and_then(|row| row.last_mut()) {
            append(outer, &row.join("\t"));
        } else {
            self.blocks.push(Block::Row(row));
        }
    }

    fn style_name(&self, paragraph: &Paragraph) -> String {
        let Some(id) = &paragraph.style else { return String::new() };
        self.styles.get(id).cloned().unwrap_or_else(|| id.to_ascii_lowercase())
    }

    fn heading(&self, paragraph: &Paragraph) -> Option<u8> {
        let name = self.style_name(paragraph);
        let level = match name.as_str() {
            "title" => 1,
            "subtitle" => 2,
            _ => match name.strip_prefix("heading") {
                Some(level) => level.trim().parse().ok()?,
                None => paragraph.outline? + 1,
            },
        };
        Some(level.clamp(1, 6))
    }
}

fn append(cell: &mut String, text: &str) {
    if !cell.is_empty() {
        cell.push('\n');
    }
    cell.push_str(text);
}
