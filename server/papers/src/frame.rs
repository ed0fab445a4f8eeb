//! What parent and child say to each other.
//!
//! A frame is a length (32 bits, little-endian) and as many bytes. The child gets one frame with
//! the [`Ask`] in JSON, then the document in frames, then an empty one: without it the document was
//! cut off and is not read. The child answers with an [`Answer`] in JSON and a frame of bytes.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::{Media, Preview, Reading, Refusal, template::Field};

/// No frame of JSON is longer.
pub(crate) const JSON_BYTES: usize = 16 * 1024 * 1024;
/// No frame of bytes that a child answers is longer.
pub(crate) const ANSWER_BYTES: usize = 64 * 1024 * 1024;
/// No frame of a document is longer.
pub(crate) const PIECE_BYTES: usize = 256 * 1024;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    pub(crate) media: Media,
    pub(crate) what: What,
    pub(crate) max_bytes: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum What {
    Preview,
    Page { number: u32, width: u32 },
    Text,
    Fields,
    Fill(BTreeMap<String, String>),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    Preview(Preview),
    Page { width: u32, height: u32, pages: u32 },
    Text(Reading),
    Fields(Vec<Field>),
    Filled,
    Refused(Refusal),
}

pub(crate) fn write(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(bytes)
}

pub(crate) fn read(from: &mut impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > limit {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Reads a document's frames to the empty one. `None` when there is more than `limit`.
pub(crate) fn read_document(from: &mut impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut document = Vec::new();
    loop {
        let piece = read(from, PIECE_BYTES)?;
        if piece.is_empty() {
            return Ok(Some(document));
        }
        if (document.len() + piece.len()) as u64 > limit {
            return Ok(None);
        }
        document.extend_from_slice(&piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(pieces: &[&[u8]]) -> Vec<u8> {
        let mut sent = Vec::new();
        for piece in pieces {
            write(&mut sent, piece).unwrap();
        }
        sent
    }

    #[test]
    fn a_document_arrives_whole_or_not_at_all() {
        let sent = framed(&[b"one ", b"two", b""]);
        let document = read_document(&mut sent.as_slice(), 7).unwrap();
        assert_eq!(document.as_deref(), Some(&b"one two"[..]));
        for cut in 0..sent.len() {
            assert!(read_document(&mut &sent[..cut], 7).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn a_document_longer_than_it_may_be_is_not_kept() {
        let sent = framed(&[b"one ", b"two", b""]);
        assert_eq!(read_document(&mut sent.as_slice(), 6).unwrap(), None);
    }

    #[test]
    fn a_frame_longer_than_it_may_be_is_not_made_room_for() {
        assert!(read(&mut &u32::MAX.to_le_bytes()[..], JSON_BYTES).is_err());
    }
}
