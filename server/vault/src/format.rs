//! The format of a blob, version 1, byte by byte: enough to open one with other tools.
//!
//! ```text
//! blob    = header chunk*                      at least one chunk
//! header  = "PRIVVLT\n"        8 bytes         magic
//!           01                 1               format version
//!           01                 1               algorithm: AES-256-GCM, STREAM BE32
//!           10                 1               log2 of the chunk size: 64 KiB
//!           key id            16               fingerprint of the data key
//!           prefix             7               random
//! chunk   = AES-256-GCM(data key, nonce, associated data, plaintext) ‖ tag of 16 bytes
//! nonce   = prefix ‖ chunk index (4, big-endian) ‖ 01 for the last chunk, else 00
//! associated data
//!         = office ‖ case ‖ document ‖ version (16 each) ‖ chunk index (4, big-endian)
//!           ‖ SHA-256 of the header
//! ```
//!
//! Every chunk but the last holds exactly 64 KiB; the last holds the rest, and is empty only where
//! the plaintext is. STREAM: Hoang, Reyhanitabar, Rogaway, Vizár, *Online Authenticated-Encryption
//! and its Nonce-Reuse Misuse-Resistance*, 2015.

use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::keys::KeyId;

pub const MAGIC: [u8; 8] = *b"PRIVVLT\n";
pub const VERSION: u8 = 1;
pub const AES_256_GCM_STREAM_BE32: u8 = 1;
pub const CHUNK_LOG2: u8 = 16;
/// Plaintext bytes of every chunk but the last.
pub const CHUNK: usize = 1 << CHUNK_LOG2;
/// Bytes of a tag.
pub const TAG: usize = 16;
/// Bytes of the random prefix of every nonce.
pub const PREFIX: usize = 7;
/// Bytes of a header.
pub const HEADER: usize = MAGIC.len() + 3 + KeyId::BYTES + PREFIX;
/// The longest plaintext whose chunks a 32-bit counter can number: just under 256 TiB.
pub const LONGEST: u64 = u32::MAX as u64 * CHUNK as u64;

const SEALED_CHUNK: u64 = (CHUNK + TAG) as u64;

/// What stands before the chunks. Not secret, and bound to each of them by its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub key: KeyId,
    pub prefix: [u8; PREFIX],
}

/// Why the first bytes of an object are not a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAHeader {
    #[error("it does not begin like an object of the vault")]
    Magic,
    #[error("its format version {0} is not one that is known")]
    Version(u8),
    #[error("its algorithm {0} is not one that is known")]
    Algorithm(u8),
    #[error("its chunk size, 2 to the power of {0}, is not one that is known")]
    ChunkSize(u8),
}

impl Header {
    pub fn to_bytes(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        let (magic, rest) = bytes.split_at_mut(MAGIC.len());
        magic.copy_from_slice(&MAGIC);
        let (kind, rest) = rest.split_at_mut(3);
        kind.copy_from_slice(&[VERSION, AES_256_GCM_STREAM_BE32, CHUNK_LOG2]);
        let (key, prefix) = rest.split_at_mut(KeyId::BYTES);
        key.copy_from_slice(self.key.as_bytes());
        prefix.copy_from_slice(&self.prefix);
        bytes
    }

    /// # Errors
    /// What is wrong with it. A header that reads well may still be a forged one: only an opened
    /// chunk shows that it is the one that was written.
    pub fn parse(bytes: &[u8; HEADER]) -> Result<Header, NotAHeader> {
        let (magic, rest) = bytes.split_at(MAGIC.len());
        let (kind, rest) = rest.split_at(3);
        if magic != MAGIC {
            return Err(NotAHeader::Magic);
        }
        if kind[0] != VERSION {
            return Err(NotAHeader::Version(kind[0]));
        }
        if kind[1] != AES_256_GCM_STREAM_BE32 {
            return Err(NotAHeader::Algorithm(kind[1]));
        }
        if kind[2] != CHUNK_LOG2 {
            return Err(NotAHeader::ChunkSize(kind[2]));
        }
        let (mut key, mut prefix) = ([0; KeyId::BYTES], [0; PREFIX]);
        key.copy_from_slice(&rest[..KeyId::BYTES]);
        prefix.copy_from_slice(&rest[KeyId::BYTES..]);
        Ok(Header { key: KeyId::from_bytes(key), prefix })
    }

    pub(crate) fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.to_bytes()).into()
    }
}

/// Where the chunks of a plaintext of a given length lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    length: u64,
    chunks: u32,
}

impl Layout {
    /// None for a plaintext longer than [`LONGEST`].
    pub fn of(length: u64) -> Option<Layout> {
        let chunks = u32::try_from(length.div_ceil(CHUNK as u64).max(1)).ok()?;
        Some(Layout { length, chunks })
    }

    /// The layout of an object from its size: None where no plaintext is stored in so many bytes.
    pub fn of_stored(bytes: u64) -> Option<Layout> {
        let body = bytes.checked_sub(HEADER as u64)?;
        let chunks = body.div_ceil(SEALED_CHUNK);
        let layout = Layout::of(body.checked_sub(chunks * TAG as u64)?)?;
        (layout.stored() == bytes).then_some(layout)
    }

    /// Bytes of the plaintext.
    pub fn length(&self) -> u64 {
        self.length
    }

    pub fn chunks(&self) -> u32 {
        self.chunks
    }

    pub fn last(&self) -> u32 {
        self.chunks - 1
    }

    /// Bytes of the whole object.
    pub fn stored(&self) -> u64 {
        HEADER as u64 + self.length + u64::from(self.chunks) * TAG as u64
    }

    /// Where a chunk's plaintext lies in the whole.
    pub fn plain(&self, index: u32) -> Range<u64> {
        let start = u64::from(index) * CHUNK as u64;
        start..(start + CHUNK as u64).min(self.length)
    }

    /// Where a chunk with its tag lies in the object.
    pub fn sealed(&self, index: u32) -> Range<u64> {
        let start = HEADER as u64 + u64::from(index) * SEALED_CHUNK;
        start..(start + SEALED_CHUNK).min(self.stored())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_plaintext_is_one_empty_last_chunk() {
        let layout = Layout::of(0).unwrap();
        assert_eq!(
            (layout.chunks(), layout.stored(), layout.plain(0)),
            (1, HEADER as u64 + 16, 0..0)
        );
        assert_eq!(Layout::of_stored(HEADER as u64 + 16), Some(layout));
    }

    #[test]
    fn no_plaintext_has_an_empty_chunk_behind_a_full_one() {
        let one = Layout::of(CHUNK as u64).unwrap();
        assert_eq!(one.chunks(), 1);
        for more in 1..=TAG as u64 {
            assert_eq!(Layout::of_stored(one.stored() + more), None, "{more} more bytes");
        }
        assert_eq!(
            Layout::of_stored(one.stored() + TAG as u64 + 1).unwrap().length(),
            CHUNK as u64 + 1
        );
        for too_short in 0..HEADER as u64 + 16 {
            assert_eq!(Layout::of_stored(too_short), None);
        }
    }

    #[test]
    fn the_counter_ends_the_plaintext() {
        assert_eq!(Layout::of(LONGEST).unwrap().chunks(), u32::MAX);
        assert_eq!(Layout::of(LONGEST + 1), None);
        assert_eq!(Layout::of(u64::MAX), None);
        assert_eq!(Layout::of_stored(u64::MAX), None);
    }

    #[test]
    fn a_header_says_what_it_cannot_read() {
        let bytes = Header { key: KeyId::from_bytes([7; 16]), prefix: [9; 7] }.to_bytes();
        assert_eq!(bytes[..11], *b"PRIVVLT\n\x01\x01\x10");
        let bent = |at: usize| {
            let mut bytes = bytes;
            bytes[at] ^= 0x80;
            Header::parse(&bytes)
        };
        assert!((0..8).all(|at| bent(at) == Err(NotAHeader::Magic)));
        assert_eq!(bent(8), Err(NotAHeader::Version(0x81)));
        assert_eq!(bent(9), Err(NotAHeader::Algorithm(0x81)));
        assert_eq!(bent(10), Err(NotAHeader::ChunkSize(0x90)));
        assert!((11..HEADER).all(|at| bent(at).is_ok()), "the tag finds these");
    }

    proptest! {
        #[test]
        fn sizes_translate_both_ways(length in 0..1u64 << 40) {
            let layout = Layout::of(length).unwrap();
            prop_assert_eq!(Layout::of_stored(layout.stored()), Some(layout));
            prop_assert_eq!(layout.plain(layout.last()).end, length);
            prop_assert_eq!(layout.sealed(layout.last()).end, layout.stored());
        }

        #[test]
        fn a_size_is_of_one_plaintext_or_of_none(stored in 0..1u64 << 40) {
            if let Some(layout) = Layout::of_stored(stored) {
                prop_assert_eq!(layout.stored(), stored);
            }
        }
    }
}
