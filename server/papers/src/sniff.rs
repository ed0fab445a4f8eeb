//! What a file is, from its first bytes and never from its name.
//!
//! This is the one reader of hostile bytes that runs outside the child, so it compares and counts
//! and unpacks nothing. It judges as a strict parser does, at offset 0: a PDF header further on is
//! no PDF but a file of two kinds, which is not shown.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::Media;

#[cfg(test)]
mod tests;

/// How many bytes of a file [`sniff`] looks at. More does no harm, less may say less.
pub const HEAD_BYTES: usize = 8 * 1024;

/// Lenient readers accept a header anywhere in this much of a file.
const LENIENT_BYTES: usize = 1024;

/// Names read from the head of a zip.
const NAMES: usize = 32;

/// Says what a file is from its head.
pub fn sniff(head: &[u8]) -> Media {
    let head = &head[..head.len().min(HEAD_BYTES)];
    let media = at_the_start(head);
    if is_two_things(media, head) { Media::Mixed } else { media }
}

fn at_the_start(head: &[u8]) -> Media {
    if head.is_empty() {
        Media::Empty
    } else if head.starts_with(b"%PDF-") {
        Media::Pdf
    } else if head.starts_with(b"{\\rtf") {
        Media::Rtf
    } else if head.starts_with(b"#!/") || head.starts_with(b"#! /") {
        Media::Program
    } else if head.starts_with(b"PK\x03\x04") {
        packed(head)
    } else if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        Media::Ole
    } else if let Some(text) = decode(head) {
        written(&text)
    } else {
        binary(head)
    }
}

/// The short signatures (`BM`, `MZ`) are only asked once the file is known not to be text.
fn binary(head: &[u8]) -> Media {
    let Some(found) = infer::get(head) else { return Media::Other };
    match found.mime_type() {
        "image/png" => Media::Png,
        "image/jpeg" => Media::Jpeg,
        "image/gif" => Media::Gif,
        "image/webp" => Media::Webp,
        "image/tiff" => Media::Tiff,
        "image/heif" => Media::Heic,
        "image/bmp" => Media::Bmp,
        "audio/mpeg" => Media::Mp3,
        "audio/x-wav" => Media::Wav,
        "audio/m4a" => Media::M4a,
        "video/mp4" | "video/x-m4v" => Media::Mp4,
        "video/quicktime" => Media::Mov,
        _ => match found.matcher_type() {
            infer::MatcherType::App => Media::Program,
            infer::MatcherType::Archive => Media::Archive,
            _ => Media::Other,
        },
    }
}

fn packed(head: &[u8]) -> Media {
    let entries = local_entries(head);
    if let Some(first) = entries.first()
        && first.name == b"mimetype"
    {
        return match first.data {
            b"application/vnd.oasis.opendocument.text"
            | b"application/vnd.oasis.opendocument.text-template" => Media::Odt,
            b"application/vnd.oasis.opendocument.spreadsheet"
            | b"application/vnd.oasis.opendocument.spreadsheet-template" => Media::Ods,
            b"application/vnd.oasis.opendocument.presentation"
            | b"application/vnd.oasis.opendocument.presentation-template" => Media::Odp,
            _ => Media::Zip,
        };
    }
    let any = |test: &dyn Fn(&[u8]) -> bool| entries.iter().any(|entry| test(entry.name));
    // Some writers put the list of types last, so it is not asked for.
    let has_part = |folder: &[u8]| {
        any(&|name| {
            name.starts_with(folder) && (name.ends_with(b".xml") || name.ends_with(b".rels"))
        })
    };
    if any(&|name| name == b"META-INF/MANIFEST.MF" || name.ends_with(b".class")) {
        Media::Program
    } else if any(&|name| name.ends_with(b"/vbaProject.bin")) {
        Media::Macros
    } else if has_part(b"word/") {
        Media::Docx
    } else if has_part(b"xl/") {
        Media::Xlsx
    } else if has_part(b"ppt/") {
        Media::Pptx
    } else {
        Media::Zip
    }
}

struct Entry<'a> {
    name: &'a [u8],
    /// As it lies there, as far as the head goes; packed or not.
    data: &'a [u8],
}

fn local_entries(head: &[u8]) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut rest = head;
    while entries.len() < NAMES
        && rest.starts_with(b"PK\x03\x04")
        && let Some((name, body)) = name_and_body(rest)
    {
        let size = le32(rest, 18).unwrap_or(0) as usize;
        let streamed = rest.get(6).is_some_and(|flags| flags & 8 != 0);
        // A streamed entry tells its size only after its data: look for the next header.
        let end = if streamed && size == 0 {
            body.windows(4).position(|at| at == b"PK\x03\x04").unwrap_or(body.len())
        } else {
            size.min(body.len())
        };
        entries.push(Entry { name, data: &body[..end] });
        rest = &body[end..];
        if streamed && size != 0 {
            rest = rest.strip_prefix(b"PK\x07\x08").and_then(|rest| rest.get(12..)).unwrap_or(rest);
        }
    }
    entries
}

fn name_and_body(entry: &[u8]) -> Option<(&[u8], &[u8])> {
    let name_length = le16(entry, 26)? as usize;
    let extra_length = le16(entry, 28)? as usize;
    let name = entry.get(30..30 + name_length)?;
    Some((name, entry.get(30 + name_length + extra_length..)?))
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// The head as text, if it is text: UTF-8 or UTF-16 with its mark, UTF-8 without, or Windows' Latin.
fn decode(head: &[u8]) -> Option<Cow<'_, str>> {
    let marked = match head {
        [0xff, 0xfe, rest @ ..] => Some((UTF_16LE, rest)),
        [0xfe, 0xff, rest @ ..] => Some((UTF_16BE, rest)),
        _ => None,
    };
    let text = if let Some((encoding, rest)) = marked {
        // The head may end within a character: two units at most.
        let whole = if head.len() < HEAD_BYTES { rest.len() } else { rest.len() & !3 };
        encoding.decode_without_bom_handling_and_without_replacement(&rest[..whole])?
    } else {
        match std::str::from_utf8(head) {
            Ok(text) => Cow::Borrowed(text),
            Err(error) if error.error_len().is_none() && head.len() >= HEAD_BYTES => {
                Cow::Borrowed(std::str::from_utf8(&head[..error.valid_up_to()]).ok()?)
            }
            Err(_) => latin(head)?,
        }
    };
    let is_plain = |c: char| !c.is_ascii_control() || matches!(c, '\t' | '\n' | '\r' | '\x0c');
    text.chars().all(is_plain).then_some(text)
}

fn latin(head: &[u8]) -> Option<Cow<'_, str>> {
    let high = head.iter().filter(|byte| **byte >= 0x80).count();
    // 0x81, 0x8d, 0x8f, 0x90 and 0x9d stand for nothing in this encoding.
    let void = head.iter().any(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d));
    (!void && high * 3 <= head.len()).then(|| WINDOWS_1252.decode_without_bom_handling(head).0)
}

fn written(text: &str) -> Media {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let opens =
        |tag: &str| start.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    let says = |tag: &str| start.to_ascii_lowercase().contains(tag);
    if opens("<svg") || opens("<?xml") && says("<svg") {
        Media::Svg
    } else if ["<!doctype html", "<html", "<head", "<body", "<script", "<iframe"]
        .into_iter()
        .any(opens)
        || (opens("<?xml") || opens("<!--")) && says("<html")
    {
        Media::Html
    } else if is_mail(text.trim_start_matches('\u{feff}')) {
        Media::Eml
    } else {
        Media::Text
    }
}

/// A message begins with its header: at least two of the fields that mail has, and nothing but
/// fields before the first empty line.
fn is_mail(text: &str) -> bool {
    const PLAIN: [&str; 4] = ["from", "to", "date", "subject"];
    // These alone tell a message from a memorandum, which also says From, To and Date.
    const TECHNICAL: [&str; 5] =
        ["received", "return-path", "delivered-to", "message-id", "mime-version"];
    let (mut plain, mut technical) = (0, 0);
    // The head may end within a line.
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    for line in whole.lines().take_while(|line| !line.is_empty()) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        let name = name.to_ascii_lowercase();
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return false;
        }
        plain += usize::from(PLAIN.contains(&name.as_str()));
        technical += usize::from(TECHNICAL.contains(&name.as_str()));
    }
    technical >= 1 && plain + technical >= 2
}

fn is_two_things(media: Media, head: &[u8]) -> bool {
    let start = head[..head.len().min(LENIENT_BYTES)].to_ascii_lowercase();
    let holds = |needle: &[u8]| start.windows(needle.len()).skip(1).any(|at| at == needle);
    let markup =
        || [&b"<html"[..], b"<!doctype html", b"<script", b"<?php", b"<svg"].into_iter().any(holds);
    match media {
        Media::Pdf | Media::Rtf => holds(b"pk\x03\x04") || markup(),
        Media::Png | Media::Jpeg | Media::Gif | Media::Webp | Media::Tiff | Media::Bmp => {
            holds(b"%pdf-") || holds(b"pk\x03\x04") || markup()
        }
        // A message carries other files for a living.
        Media::Empty | Media::Program | Media::Other | Media::Eml => false,
        _ => holds(b"%pdf-"),
    }
}
