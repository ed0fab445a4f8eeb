//! Names of keys: fingerprints, which say nothing about the key but which one it is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The fingerprint of a key: 128 bits of an HMAC under it. Not secret.
///
/// Because it is compared before a key is used, AES-GCM's lack of key commitment (one ciphertext
/// that opens under two keys) does not matter here.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(#[serde(with = "uuid::serde::simple")] Uuid);

impl KeyId {
    pub const BYTES: usize = 16;

    pub const fn from_bytes(bytes: [u8; KeyId::BYTES]) -> KeyId {
        KeyId(Uuid::from_bytes(bytes))
    }

    pub const fn as_bytes(&self) -> &[u8; KeyId::BYTES] {
        self.0.as_bytes()
    }
}

/// 32 hexadecimal digits.
impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_simple().fmt(f)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl FromStr for KeyId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<KeyId, uuid::Error> {
        Uuid::try_parse(text).map(KeyId)
    }
}
