//! Placeholders in one part of a document, across the runs they are split over.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Problem;
use crate::package::Fault;
use crate::xml::{self, Piece};

/// Names are this long at most.
const NAME_BYTES: usize = 100;
/// Placeholders in one part.
const PLACES: usize = 20_000;

/// The names of all placeholders, in order, as often as they stand there.
pub(super) fn names(source: &str) -> Result<Vec<String>, Problem> {
    let mut names = Vec::new();
    for paragraph in paragraphs(source)? {
        names.extend(paragraph.places()?.into_iter().map(|place| place.name));
        if names.len() > PLACES {
            return Err(Problem::TooLarge);
        }
    }
    Ok(names)
}

/// The part with its placeholders filled; the rest of it byte by byte as it was.
pub(super) fn fill(source: &str, values: &BTreeMap<String, String>) -> Result<String, Problem> {
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for paragraph in paragraphs(source)? {
        changes.extend(paragraph.changes(values)?);
    }
    changes.sort_by_key(|(span, _)| span.start);
    let mut filled = String::with_capacity(source.len());
    let mut done = 0;
    for (span, text) in changes {
        filled.push_str(source.get(done..span.start).ok_or(Problem::Broken)?);
        filled.push_str(&text);
        done = span.end;
    }
    filled.push_str(source.get(done..).ok_or(Problem::Broken)?);
    Ok(filled)
}

/// A `w:t` element: where it lies and what it says.
struct Text {
    span: Range<usize>,
    /// As written in the source, prefix included.
    name: String,
    text: String,
}

/// The text elements of a paragraph. What stands between two of them and parts words (a tab, a
/// line break) is a text of its own that lies nowhere.
#[derive(Default)]
struct Paragraph {
    texts: Vec<Text>,
}

struct Place {
    /// In the paragraph's text, braces included.
    span: Range<usize>,
    name: String,
}

fn paragraphs(source: &str) -> Result<Vec<Paragraph>, Fault> {
    let mut done = Vec::new();
    // A text box stands within a paragraph and has paragraphs of its own.
    let mut open: Vec<Paragraph> = Vec::new();
    let mut text: Option<Text> = None;
    xml::walk(source, |piece, span| {
        match piece {
            Piece::Open { word: "p", .. } => open.push(Paragraph::default()),
            Piece::Close { word: "p", .. } => done.extend(open.pop()),
            Piece::Open { word: "t", tag, .. } => {
                let name = tag.name().as_ref().to_owned();
                text = Some(Text { span, name, text: String::new() });
            }
            Piece::Text(more) => {
                if let Some(text) = &mut text {
                    text.text.push_str(more);
                }
            }
            Piece::Close { word: "t", .. } => {
                if let (Some(mut text), Some(paragraph)) = (text.take(), open.last_mut()) {
                    text.span.end = span.end;
                    paragraph.texts.push(text);
                }
            }
            Piece::Open { word: "tab" | "br" | "cr" | "fldChar", .. } => {
                if let Some(paragraph) = open.last_mut() {
                    let nowhere = span.start..span.start;
                    let text = "\n".to_owned();
                    paragraph.texts.push(Text { span: nowhere, name: String::new(), text });
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(done)
}

impl Paragraph {
    fn places(&self) -> Result<Vec<Place>, Problem> {
        let whole: String = self.texts.iter().map(|text| text.text.as_str()).collect();
        let mut places = Vec::new();
        let mut from = 0;
        while let Some(start) = whole[from..].find("{{").map(|at| from + at) {
            let rest = &whole[start + 2..];
            let unclosed = || Problem::Unclosed(whole[start..].chars().take(60).collect());
            let length = rest.find("}}").ok_or_else(unclosed)?;
            let name = rest[..length].trim();
            let is_name = !name.is_empty()
                && name.len() <= NAME_BYTES
                && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
            if !is_name {
                return Err(unclosed());
            }
            let end = start + 2 + length + 2;
            places.push(Place { span: start..end, name: name.to_owned() });
            from = end;
        }
        Ok(places)
    }

    /// New source for every text element that a placeholder touches. The value goes into the first
    /// of them, so it has that run's format.
    fn changes(
        &self,
        values: &BTreeMap<String, String>,
    ) -> Result<Vec<(Range<usize>, String)>, Problem> {
        let places = self.places()?;
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let mut changes = Vec::new();
        let mut offset = 0;
        for text in &self.texts {
            let here = offset..offset + text.text.len();
            offset = here.end;
            let touching =
                |place: &&Place| place.span.start < here.end && place.span.end > here.start;
            let mut new = String::new();
            let mut done = here.start;
            let mut is_touched = false;
            for place in places.iter().filter(touching) {
                is_touched = true;
                let start = place.span.start.max(here.start);
                new.push_str(&escaped(&text.text[done - here.start..start - here.start]));
                if place.span.start >= here.start {
                    let value = values.get(&place.name).ok_or(Problem::Broken)?;
                    new.push_str(&in_run(value, &text.name));
                }
                done = place.span.end.min(here.end);
            }
            if is_touched && !text.name.is_empty() {
                new.push_str(&escaped(&text.text[done - here.start..]));
                let name = &text.name;
                let element = format!("<{name} xml:space=\"preserve\">{new}</{name}>");
                changes.push((text.span.clone(), element));
            }
        }
        Ok(changes)
    }
}

/// A value within a text element: its lines parted by breaks of the same run.
fn in_run(value: &str, name: &str) -> String {
    let prefix = name.strip_suffix('t').unwrap_or("w:");
    let parted = format!("</{name}><{prefix}br/><{name} xml:space=\"preserve\">");
    let value = value.replace("\r\n", "\n").replace('\r', "\n");
    value.split('\n').map(escaped).collect::<Vec<_>>().join(&parted)
}

fn escaped(text: &str) -> String {
    // XML 1.0 has no way to write the other control characters.
    let is_writable =
        |c: &char| !matches!(c, '\0'..='\x08' | '\x0b'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    let text: String = text.chars().filter(is_writable).collect();
    quick_xml::escape::partial_escape(text.as_str()).into_owned()
}
