//! Sealing and opening of single chunks. Stateless: a chunk is opened by its index, in any order.

use aead_stream::{NewStream, StreamBE32, StreamPrimitive};
use aes_gcm::Aes256Gcm;
use bytes::BytesMut;

use crate::Place;
use crate::format::{CHUNK, Header, TAG};
use crate::keys::DataKey;

const INDEX: usize = Place::BYTES;
const HASH: usize = INDEX + 4;
const ASSOCIATED: usize = HASH + 32;

pub(crate) struct Chunks {
    stream: StreamBE32<Aes256Gcm>,
    associated: [u8; ASSOCIATED],
}

/// A chunk that is not the one that was sealed there under that key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DoesNotOpen;

impl Chunks {
    pub(crate) fn new(header: &Header, place: &Place, key: &DataKey) -> Chunks {
        let mut associated = [0; ASSOCIATED];
        associated[..INDEX].copy_from_slice(&place.to_bytes());
        associated[HASH..].copy_from_slice(&header.sha256());
        let stream = key.with(|key| StreamBE32::new(key.into(), &header.prefix.into()));
        Chunks { stream, associated }
    }

    /// Seals in place; the tag is appended.
    ///
    /// # Panics
    /// Never for a chunk: GCM refuses beyond 64 GiB only.
    pub(crate) fn seal(&self, index: u32, last: bool, chunk: &mut BytesMut) {
        debug_assert!(chunk.len() <= CHUNK);
        #[expect(clippy::expect_used, reason = "see Panics")]
        self.stream
            .encrypt_in_place(index, last, &self.associated(index), chunk)
            .expect("a chunk is short enough for GCM");
    }

    /// Opens in place and takes the tag off. The tag is compared before anything is decrypted.
    ///
    /// # Errors
    /// The chunk is another, in another place, or under another key; what `chunk` then holds is
    /// ciphertext, and it is emptied all the same.
    pub(crate) fn open(
        &self,
        index: u32,
        last: bool,
        chunk: &mut BytesMut,
    ) -> Result<(), DoesNotOpen> {
        let opened = chunk.len() >= TAG
            && self.stream.decrypt_in_place(index, last, &self.associated(index), chunk).is_ok();
        if opened {
            return Ok(());
        }
        chunk.clear();
        Err(DoesNotOpen)
    }

    fn associated(&self, index: u32) -> [u8; ASSOCIATED] {
        let mut associated = self.associated;
        associated[INDEX..HASH].copy_from_slice(&index.to_be_bytes());
        associated
    }
}
