//! Reading the XML of Office files: names with their namespaces, text with its references.
//!
//! A document type declaration is refused, so no entity is ever defined, and none is expanded.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion};

use crate::package::Fault;

/// Elements deeper than this are nobody's writing.
const DEPTH: usize = 512;

const WORD: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];

/// What the text of a document consists of.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    Open {
        /// Local name; empty for elements of other namespaces than the word processor's.
        word: &'a str,
        /// Local name, whatever the namespace.
        name: &'a str,
        tag: &'a BytesStart<'a>,
    },
    Close {
        word: &'a str,
        name: &'a str,
    },
    Text(&'a str),
}

/// Reads a part to its end, telling `each` every piece and where in the source it lies. An empty
/// element is told as opened (over its whole length) and closed (with no length).
pub(crate) fn walk(
    source: &str,
    mut each: impl FnMut(Piece<'_>, std::ops::Range<usize>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut reader = NsReader::from_str(source);
    let mut depth = 0;
    loop {
        let start = position(&reader);
        let (namespace, event) = reader.read_resolved_event().map_err(|_| Fault::Broken)?;
        let is_word = matches!(namespace, ResolveResult::Bound(ns) if WORD.contains(&ns.as_ref()));
        let within = |name: &str| if is_word { name.to_owned() } else { String::new() };
        let event = event.into_owned();
        let span = start..position(&reader);
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                let word = within(&name);
                let empty = matches!(event, Event::Empty(_));
                depth += usize::from(!empty);
                if depth > DEPTH {
                    return Err(Fault::Broken);
                }
                let end = span.end;
                each(Piece::Open { word: &word, name: &name, tag }, span)?;
                if empty {
                    each(Piece::Close { word: &word, name: &name }, end..end)?;
                }
            }
            Event::End(tag) => {
                depth -= 1;
                let name = tag.local_name().as_ref().to_owned();
                each(Piece::Close { word: &within(&name), name: &name }, span)?;
            }
            Event::Text(text) => each(Piece::Text(&text.xml10_content()), span)?,
            Event::CData(text) => each(Piece::Text(&text.xml10_content()), span)?,
            Event::GeneralRef(name) => each(Piece::Text(&reference(name)?), span)?,
            Event::DocType(_) => return Err(Fault::Broken),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return if depth == 0 { Ok(()) } else { Err(Fault::Broken) },
        }
    }
}

fn position(reader: &NsReader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn reference(name: &BytesRef<'_>) -> Result<String, Fault> {
    if let Some(character) = name.resolve_char_ref().map_err(|_| Fault::Broken)? {
        return Ok(character.to_string());
    }
    let character = match &**name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return Err(Fault::Broken),
    };
    Ok(character.to_string())
}

/// The value of the attribute with this local name.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag
        .attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

/// Part names, without the leading slash, and the types `[Content_Types].xml` gives them.
pub(crate) fn overrides(types: &str) -> Result<Vec<(String, String)>, Fault> {
    let mut found = Vec::new();
    walk(types, |piece, _| {
        if let Piece::Open { name: "Override", tag, .. } = piece
            && let (Some(part), Some(media_type)) =
                (attribute(tag, "PartName"), attribute(tag, "ContentType"))
        {
            found.push((part.trim_start_matches('/').to_owned(), media_type));
        }
        Ok(())
    })?;
    Ok(found)
}
