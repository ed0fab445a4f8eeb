//! What the tests share: chance that repeats, places, words.

use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use uuid::Uuid;
use vault::{Chance, Place};

/// SHA-256 of a counter.
pub(crate) struct Counted(AtomicU64);

impl Counted {
    pub(crate) fn from(seed: u64) -> Counted {
        Counted(AtomicU64::new(seed << 32))
    }
}

impl Chance for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for piece in bytes.chunks_mut(32) {
            let count = self.0.fetch_add(1, Ordering::Relaxed);
            piece.copy_from_slice(&Sha256::digest(count.to_le_bytes())[..piece.len()]);
        }
    }
}

pub(crate) fn place(n: u128) -> Place {
    Place {
        office: Uuid::from_u128(n),
        case: Uuid::from_u128(n + 1),
        document: Uuid::from_u128(n + 2),
        version: Uuid::from_u128(n + 3),
    }
}

/// The error and everything below it, as an operator would read it.
pub(crate) fn words(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut below = error.source();
    while let Some(error) = below {
        words += &format!(": {error}");
        below = error.source();
    }
    words
}
