//! What a blob is bound to. A blob moved to another place does not open.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The version of a document that a blob holds, with everything above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    pub office: Uuid,
    pub case: Uuid,
    pub document: Uuid,
    pub version: Uuid,
}

impl Place {
    /// Bytes of a place in the associated data: four UUIDs in a row.
    pub const BYTES: usize = 64;

    pub fn to_bytes(&self) -> [u8; Place::BYTES] {
        let mut bytes = [0; Place::BYTES];
        let ids = [self.office, self.case, self.document, self.version];
        for (slot, id) in bytes.chunks_exact_mut(16).zip(ids) {
            slot.copy_from_slice(id.as_bytes());
        }
        bytes
    }
}
