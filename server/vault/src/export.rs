//! Opening an exported blob without the server: a card beside it, and the master key.

use std::io::{self, Read, Seek, SeekFrom, Write};

use bytes::BytesMut;
use serde::{Deserialize, Serialize};

use crate::Place;
use crate::cipher::Chunks;
use crate::error::Damage;
use crate::format::{HEADER, Header, Layout};
use crate::keys::{CaseKey, KeyError, KeyId, Keyring, Wrapped};

/// The version of the card's format that this writes and reads.
pub const CARD: u32 = 1;

/// All that is needed to open a blob, but the master key. In it nothing is secret and nobody is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// [`CARD`].
    pub format: u32,
    pub place: Place,
    /// Bytes of the plaintext.
    pub length: u64,
    pub data_key: Wrapped,
    pub case_key: Wrapped,
    /// The id of the case key; the wrapped key names the master key.
    pub case_key_id: KeyId,
}

impl Card {
    pub fn new(
        place: Place,
        length: u64,
        data_key: Wrapped,
        case_key: Wrapped,
        case_key_id: KeyId,
    ) -> Card {
        Card { format: CARD, place, length, data_key, case_key, case_key_id }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the card has format {0}, which is not known")]
    Format(u32),
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Every byte that was written is as it was sealed; what follows them is missing.
    #[error("the blob is damaged: {damage}. {written} of {length} bytes were written")]
    Damaged { damage: Damage, written: u64, length: u64 },
    #[error("the blob cannot be read")]
    Read(#[source] io::Error),
    #[error("the document cannot be written")]
    Write(#[source] io::Error),
}

/// Decrypts `blob` to `out` and returns the bytes written. A chunk is written once its tag has passed;
/// size, header and last chunk are checked before the first one.
///
/// # Errors
/// The keys do not open, the blob is damaged (says how much was written), or reading or writing fails.
pub fn open_exported(
    card: &Card,
    mut blob: impl Read + Seek,
    master: &Keyring,
    mut out: impl Write,
) -> Result<u64, OpenError> {
    if card.format != CARD {
        return Err(OpenError::Format(card.format));
    }
    let Place { office, case, .. } = card.place;
    let case_key = CaseKey::unwrap_now(master, office, case, card.case_key_id, &card.case_key)?;
    let key = case_key.unwrap_data_key(&card.place, &card.data_key)?;

    let mut written = 0;
    let damaged = |damage, written| OpenError::Damaged { damage, written, length: card.length };
    let found = blob.seek(SeekFrom::End(0)).map_err(OpenError::Read)?;
    let layout =
        Layout::of(card.length).filter(|layout| layout.stored() == found).ok_or_else(|| {
            let expected = Layout::of(card.length).map_or(u64::MAX, |layout| layout.stored());
            damaged(Damage::Size { expected, found }, 0)
        })?;
    let mut header = [0; HEADER];
    blob.rewind().and_then(|()| blob.read_exact(&mut header)).map_err(OpenError::Read)?;
    let header = Header::parse(&header).map_err(|error| damaged(error.into(), 0))?;
    if header.key != key.id() {
        return Err(damaged(Damage::Key { expected: key.id(), found: header.key }, 0));
    }
    let cipher = Chunks::new(&header, &card.place, &key);
    let mut chunk = BytesMut::new();
    let mut open = |index: u32, written: u64| {
        let sealed = layout.sealed(index);
        chunk.resize((sealed.end - sealed.start) as usize, 0);
        blob.seek(SeekFrom::Start(sealed.start))
            .and_then(|_| blob.read_exact(&mut chunk))
            .map_err(OpenError::Read)?;
        let bad = Damage::Chunk { index, chunks: layout.chunks() };
        cipher
            .open(index, index == layout.last(), &mut chunk)
            .map_err(|_| damaged(bad, written))?;
        Ok::<_, OpenError>(chunk.split())
    };
    let last = open(layout.last(), 0)?;
    for index in 0..layout.last() {
        let plain = open(index, written)?;
        out.write_all(&plain).map_err(OpenError::Write)?;
        written += plain.len() as u64;
    }
    out.write_all(&last).and_then(|()| out.flush()).map_err(OpenError::Write)?;
    Ok(written + last.len() as u64)
}
