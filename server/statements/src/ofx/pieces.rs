//! The tags and values of an OFX file, in their order.

use roxmltree::Node;

use crate::fault::{Fault, What};
use crate::text::{Lines, decode, decode_xml};
use crate::xml;

pub(super) enum Piece {
    Open(String),
    Value(String, String),
    Close(String),
}

/// Pieces with their lines.
pub(super) fn of(bytes: &[u8]) -> Result<Vec<(Piece, u64)>, Fault> {
    let is_xml = decode(&bytes[..bytes.len().min(64)]).trim_start().starts_with("<?xml");
    if is_xml { from_xml(&decode_xml(bytes)?) } else { from_sgml(&decode(bytes)) }
}

fn from_xml(source: &str) -> Result<Vec<(Piece, u64)>, Fault> {
    let document = xml::parse(source)?;
    let lines = Lines::of(source);
    let mut pieces = Vec::new();
    let mut at = Some(document.root_element());
    // Down, along and up again, without a stack of calls.
    while let Some(node) = at {
        let name = node.tag_name().name().to_owned();
        let line = lines.at(node.range().start);
        match node.first_element_child() {
            Some(child) => {
                pieces.push((Piece::Open(name), line));
                at = Some(child);
                continue;
            }
            None => {
                pieces.push((Piece::Value(name, node.text().unwrap_or_default().to_owned()), line))
            }
        }
        at = after(node, &lines, &mut pieces);
    }
    Ok(pieces)
}

/// The next element that is not within this one; tells what is closed on the way.
fn after<'a, 'i>(
    mut node: Node<'a, 'i>,
    lines: &Lines,
    pieces: &mut Vec<(Piece, u64)>,
) -> Option<Node<'a, 'i>> {
    loop {
        if let Some(next) = node.next_sibling_element() {
            return Some(next);
        }
        node = node.parent_element()?;
        let name = node.tag_name().name().to_owned();
        pieces.push((Piece::Close(name), lines.at(node.range().end)));
    }
}

/// What stands between a tag and the next one is its value.
fn from_sgml(source: &str) -> Result<Vec<(Piece, u64)>, Fault> {
    let lines = Lines::of(source);
    let mut pieces = Vec::new();
    let mut from = source.find('<').unwrap_or(source.len());
    while let Some(tag) = source[from..].strip_prefix('<') {
        let line = lines.at(from);
        let (name, rest) = tag.split_once('>').ok_or_else(|| What::Xml.at(line))?;
        let value = &rest[..rest.find('<').unwrap_or(rest.len())];
        from = source.len() - rest.len() + value.len();
        if name.starts_with('!') {
            return Err(What::Xml.at(line));
        }
        if name.starts_with('?') {
            continue;
        }
        let is_name = |name: &str| {
            !name.is_empty()
                && name.len() <= 40
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte))
        };
        let (closes, name) = match name.strip_prefix('/') {
            Some(name) => (true, name.trim()),
            None => (false, name.trim()),
        };
        if !is_name(name) {
            return Err(What::Xml.at(line));
        }
        let name = name.to_ascii_uppercase();
        pieces.push(match (closes, value.trim()) {
            (true, _) => (Piece::Close(name), line),
            (false, "") => (Piece::Open(name), line),
            (false, value) => (Piece::Value(name, unescaped(value)), line),
        });
    }
    Ok(pieces)
}

/// The four references that OFX 1.6 knows. `&amp;` comes last, so that nothing is read twice.
fn unescaped(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    value.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")
}
