//! Plain text: Unicode by its mark or its form, Windows' Latin otherwise.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::{Sheaf, clean::clean};
use crate::Written;

pub(super) fn read(document: &[u8], limit: usize) -> Written {
    // No encoding needs more than four bytes for what takes one when cleaned.
    let head = &document[..document.len().min(limit.saturating_mul(4) & !3)];
    let mut sheaf = Sheaf::new(limit);
    sheaf.paragraphs(&clean(&decode(head)));
    let mut written = sheaf.written;
    written.cut |= head.len() < document.len();
    written
}

pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // Cut off within a character.
        Err(error) if error.error_len().is_none() => String::from_utf8_lossy(bytes),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}
