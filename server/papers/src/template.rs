//! Word templates: finding placeholders like `{{client.name}}` and filling them.
//!
//! Word splits what looks like one word over several runs as it likes. A placeholder is found
//! across them and its value takes the format of the run it begins in. Everything else in the file
//! is carried over as it lies, unread; so a template that could act by itself (macros, content from
//! elsewhere) is refused.

mod part;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{Cursor, Write};

use serde::{Deserialize, Serialize};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::package::{CONTENT_TYPES, Fault, Package, Word};
use crate::xml::{self, Piece};

/// A placeholder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// As it stands between the braces, without the spaces around it.
    pub name: String,
    pub times: usize,
}

/// A placeholder nobody has a value for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stray {
    pub name: String,
    /// A known name that looks alike.
    pub meant: Option<String>,
}

/// Why a template is not filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    NotWord,
    Broken,
    TooLarge,
    Locked,
    Macros,
    /// It fetches something from elsewhere when it is opened.
    External {
        target: String,
    },
    /// Placeholders without a value, every one of them.
    Unknown(Vec<Stray>),
    /// Braces that open and do not close in their paragraph; what stands there.
    Unclosed(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::NotWord => f.write_str("This is no Word document."),
            Problem::Broken => f.write_str("This template could not be read. It may be damaged."),
            Problem::TooLarge => f.write_str("This template is too large."),
            Problem::Locked => f.write_str("This template is protected with a password."),
            Problem::Macros => f.write_str(
                "This template contains macros. Save it in Word as a document without macros.",
            ),
            Problem::External { target } => write!(
                f,
                "This template fetches content from elsewhere ({target}). Embed that content in \
                 Word, or remove it.",
            ),
            Problem::Unknown(strays) => {
                f.write_str("This template asks for what is not known: ")?;
                for (at, stray) in strays.iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    write!(f, "{comma}{{{{{}}}}}", stray.name)?;
                    if let Some(meant) = &stray.meant {
                        write!(f, " (perhaps {{{{{meant}}}}})")?;
                    }
                }
                f.write_str(".")
            }
            Problem::Unclosed(text) => {
                write!(f, "A placeholder in this template is not closed: {text}")
            }
        }
    }
}

impl std::error::Error for Problem {}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Broken => Problem::Broken,
            Fault::TooLarge => Problem::TooLarge,
            Fault::Locked => Problem::Locked,
        }
    }
}

/// The placeholders of a template in the order they first appear.
pub fn fields(docx: &[u8]) -> Result<Vec<Field>, Problem> {
    let mut template = Template::open(docx)?;
    let mut fields: Vec<Field> = Vec::new();
    for name in template.text_parts.clone() {
        let source = template.source(&name)?;
        for found in part::names(&source)? {
            match fields.iter_mut().find(|field| field.name == found) {
                Some(field) => field.times += 1,
                None => fields.push(Field { name: found, times: 1 }),
            }
        }
    }
    Ok(fields)
}

/// Fills every placeholder. Values are text: what looks like markup in them is not, line breaks
/// stay, other control characters are left out. Nothing is filled unless everything can be.
pub fn fill(docx: &[u8], values: &BTreeMap<String, String>) -> Result<Vec<u8>, Problem> {
    let unknown: BTreeSet<String> = fields(docx)?
        .into_iter()
        .map(|field| field.name)
        .filter(|name| !values.contains_key(name))
        .collect();
    if !unknown.is_empty() {
        let strays = unknown.into_iter().map(|name| Stray { meant: like(&name, values), name });
        return Err(Problem::Unknown(strays.collect()));
    }
    let mut template = Template::open(docx)?;
    let mut filled = BTreeMap::new();
    for name in template.text_parts.clone() {
        let source = template.source(&name)?;
        filled.insert(name, part::fill(&source, values)?);
    }
    // A template (.dotx) becomes a document.
    let types = template.source(CONTENT_TYPES)?;
    let types =
        types.replace("wordprocessingml.template.main+xml", "wordprocessingml.document.main+xml");
    filled.insert(CONTENT_TYPES.to_owned(), types);
    template.write(&filled)
}

fn like(name: &str, values: &BTreeMap<String, String>) -> Option<String> {
    let alike = |known: &String| strsim::jaro_winkler(&name.to_lowercase(), known);
    let best = values.keys().max_by(|a, b| alike(a).total_cmp(&alike(b)))?;
    (alike(best) > 0.85).then(|| best.clone())
}

struct Template<'a> {
    package: Package<'a>,
    /// Body first, then what stands around it.
    text_parts: Vec<String>,
}

impl<'a> Template<'a> {
    fn open(docx: &'a [u8]) -> Result<Self, Problem> {
        // Without the signature the archive may begin with anything.
        if !docx.starts_with(b"PK\x03\x04") {
            return Err(Problem::NotWord);
        }
        let mut package = Package::open(docx)?;
        let word = Word::find(&mut package)?.ok_or(Problem::NotWord)?;
        if word.has_macros {
            return Err(Problem::Macros);
        }
        // a name that leads out of the folder it is unpacked into is nobody's writing
        let leads_out = |name: &String| {
            name.starts_with('/') || name.contains('\\') || name.split('/').any(|part| part == "..")
        };
        if package.names()?.iter().any(leads_out) {
            return Err(Problem::Broken);
        }
        for name in package.names()?.iter().filter(|name| name.ends_with(".rels")) {
            let source = package.text(name)?.ok_or(Problem::Broken)?;
            if let Some(target) = external(&source)? {
                return Err(Problem::External { target });
            }
        }
        let text_parts: Vec<String> = std::iter::once(word.main)
            .chain(word.headers)
            .chain(word.footers)
            .chain(word.footnotes)
            .chain(word.endnotes)
            .collect();
        for name in &text_parts {
            let source = package.text(name)?.ok_or(Problem::Broken)?;
            if let Some(target) = fetching_field(&source)? {
                return Err(Problem::External { target });
            }
        }
        Ok(Self { package, text_parts })
    }

    fn source(&mut self, name: &str) -> Result<String, Problem> {
        self.package.text(name)?.ok_or(Problem::Broken)
    }

    fn write(&mut self, replaced: &BTreeMap<String, String>) -> Result<Vec<u8>, Problem> {
        let broken = |_| Problem::Broken;
        let mut written = ZipWriter::new(Cursor::new(Vec::new()));
        let archive = self.package.archive();
        for index in 0..archive.len() {
            let file = archive.by_index_raw(index).map_err(broken)?;
            let name = file.name().map_err(broken)?.into_owned();
            let Some(text) = replaced.get(&name) else {
                written.raw_copy_file(file).map_err(broken)?;
                continue;
            };
            written.start_file(name, SimpleFileOptions::default()).map_err(broken)?;
            written.write_all(text.as_bytes()).map_err(|_| Problem::Broken)?;
        }
        Ok(written.finish().map_err(broken)?.into_inner())
    }
}

/// What a part fetches from elsewhere. A link that a person has to click fetches nothing.
fn external(relationships: &str) -> Result<Option<String>, Fault> {
    let mut found = None;
    xml::walk(relationships, |piece, _| {
        let Piece::Open { name: "Relationship", tag, .. } = piece else { return Ok(()) };
        let attribute = |name| xml::attribute(tag, name).unwrap_or_default();
        let target = attribute("Target");
        let lower = target.trim().to_ascii_lowercase();
        let is_link = attribute("Type").ends_with("/hyperlink")
            && ["https://", "http://", "mailto:", "tel:"]
                .iter()
                .any(|scheme| lower.starts_with(scheme));
        // A target with a scheme or a host is elsewhere, whatever the mode says.
        let is_elsewhere = !attribute("TargetMode").is_empty()
            && !attribute("TargetMode").eq_ignore_ascii_case("Internal")
            || lower.contains("://")
            || lower.starts_with("\\\\")
            || lower.starts_with("//");
        // other documents, objects of other programs: opened with the letter, and read by nobody here
        let is_foreign = ["/afchunk", "/oleobject", "/package", "/subdocument", "/frame"]
            .iter()
            .any(|kind| attribute("Type").to_ascii_lowercase().ends_with(kind));
        if is_foreign || (is_elsewhere && !is_link) {
            found.get_or_insert(target);
        }
        Ok(())
    })?;
    Ok(found)
}

/// The first field that brings something in when the letter is opened or printed. Word splits what it
/// says over runs as it likes, so that of a part all is read as one text.
fn fetching_field(source: &str) -> Result<Option<String>, Fault> {
    const FETCHING: [&str; 9] = [
        "INCLUDETEXT",
        "INCLUDEPICTURE",
        "INCLUDE",
        "IMPORT",
        "LINK",
        "DDE",
        "DDEAUTO",
        "DATABASE",
        "EMBED",
    ];
    let (mut says, mut inside) = (String::new(), false);
    xml::walk(source, |piece, _| {
        match piece {
            Piece::Open { word: "instrText" | "delInstrText", .. } => inside = true,
            Piece::Close { word: "instrText" | "delInstrText", .. } => inside = false,
            Piece::Open { word: "fldChar", .. } => says.push(' '),
            Piece::Open { word: "fldSimple", tag, .. } => {
                says.push(' ');
                says.push_str(&xml::attribute(tag, "instr").unwrap_or_default());
                says.push(' ');
            }
            Piece::Text(text) if inside => says.push_str(text),
            Piece::Open { .. } | Piece::Close { .. } | Piece::Text(_) => {}
        }
        Ok(())
    })?;
    let says = says.to_ascii_uppercase();
    let word =
        says.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| FETCHING.contains(word));
    Ok(word.map(|word| format!("the field {word}")))
}
