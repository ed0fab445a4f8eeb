//! Bytes into characters, and the small habits of text in statements.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::fault::{Fault, What};

/// A file that does not say its encoding is UTF-8, or else what Windows made of Western languages.
pub(crate) fn decode(bytes: &[u8]) -> String {
    let (encoding, bytes) = marked(bytes).unwrap_or((UTF_8, bytes));
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => text.into_owned(),
        None => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// XML says its encoding in its mark or its first line, and is UTF-8 otherwise.
pub(crate) fn decode_xml(bytes: &[u8]) -> Result<String, Fault> {
    let (encoding, bytes) =
        marked(bytes).unwrap_or_else(|| (declared(bytes).unwrap_or(UTF_8), bytes));
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(|text| text.into_owned())
        .ok_or_else(|| What::Encoding.whole())
}

fn marked(bytes: &[u8]) -> Option<(&'static Encoding, &[u8])> {
    Encoding::for_bom(bytes).map(|(encoding, length)| (encoding, &bytes[length..]))
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.strip_prefix(b"<?xml")?;
    let head = &head[..head.iter().position(|byte| *byte == b'>')?.min(200)];
    let head = std::str::from_utf8(head).ok()?;
    let value = head.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Encoding::for_label(value[1..].split(quote).next()?.as_bytes())
}

/// On one line, without controls and with single spaces.
pub(crate) fn tidy(text: &str) -> String {
    let words = text.split(|character: char| character.is_whitespace() || character.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// [`tidy`], and nothing where nothing is left or where the payer gave nothing (`NOTPROVIDED`).
pub(crate) fn given(text: &str) -> Option<String> {
    let text = tidy(text);
    let is_nothing = text.is_empty() || text.eq_ignore_ascii_case("NOTPROVIDED");
    (!is_nothing).then_some(text)
}

/// Where the lines of a text end.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        Self(
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect(),
        )
    }

    /// The line that a place is on, from 1.
    pub(crate) fn at(&self, place: usize) -> u64 {
        1 + self.0.partition_point(|end| *end < place) as u64
    }
}
