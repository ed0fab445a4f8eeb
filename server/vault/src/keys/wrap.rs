//! One key sealed under another, bound to what it is for.
//!
//! ```text
//! wrapped = 01 ‖ id of the key above (16) ‖ nonce (12, random) ‖ AES-256-GCM(wrapping key) (32 + 16)
//! wrapping key    = HMAC-SHA-256(key above, "privity vault wrapping")
//! id of a key     = HMAC-SHA-256(key, "privity vault key id"), its first 16 bytes
//! associated data = id of the key above ‖ "privity vault wrapped key" ‖ kind ‖ three ids (16 each)
//!                   kind 01 case key: office, case, the case key's own id
//!                   kind 02 data key: document, version, id of the case key
//!                   kind 03 canary:   zeros
//! ```

use std::fmt;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{KeyError, KeyId};
use crate::chance::{self, Chance};

const VERSION: u8 = 1;
const NONCE: usize = 12;
/// Format version and the id of the key above.
const FRONT: usize = 1 + KeyId::BYTES;

/// 256 secret bits, wiped when dropped.
pub struct Secret(SecretBox<[u8; 32]>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    pub fn new(bytes: [u8; 32]) -> Secret {
        let bytes = Zeroizing::new(bytes);
        Secret(SecretBox::init_with_mut(|secret: &mut [u8; 32]| *secret = *bytes))
    }

    pub(crate) fn random(chance: &dyn Chance) -> Secret {
        Secret(SecretBox::init_with_mut(|secret: &mut [u8; 32]| chance.fill(secret)))
    }

    /// A keeper of keys elsewhere needs the bytes that it is to wrap.
    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose_secret()
    }

    pub(crate) fn hmac(&self) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(self.expose()).expect("any key length")
    }

    /// A key for one use alone: HMAC-SHA-256 of the use's label.
    pub(crate) fn derive(&self, label: &str) -> Secret {
        let mut mac = self.hmac();
        mac.update(label.as_bytes());
        Secret::new(mac.finalize().into_bytes().into())
    }

    pub(crate) fn id(&self) -> KeyId {
        let mut id = [0; KeyId::BYTES];
        id.copy_from_slice(&self.derive("privity vault key id").expose()[..KeyId::BYTES]);
        KeyId::from_bytes(id)
    }
}

/// What a wrapped key is for. It is authenticated, and has to be given again to unwrap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// The key of a case; `key` is its own id, so that no earlier key of the case can stand in.
    CaseKey {
        office: Uuid,
        case: Uuid,
        key: KeyId,
    },
    DataKey {
        document: Uuid,
        version: Uuid,
        case_key: KeyId,
    },
    Canary,
}

impl Binding {
    pub(crate) const fn what(&self) -> &'static str {
        match self {
            Binding::CaseKey { .. } => "case key",
            Binding::DataKey { .. } => "data key",
            Binding::Canary => "canary",
        }
    }

    /// Label, kind and three ids, always as long.
    pub fn to_bytes(&self) -> Vec<u8> {
        let nothing = [0; 16];
        let (kind, ids) = match self {
            Binding::CaseKey { office, case, key } => {
                (1, [office.as_bytes(), case.as_bytes(), key.as_bytes()])
            }
            Binding::DataKey { document, version, case_key } => {
                (2, [document.as_bytes(), version.as_bytes(), case_key.as_bytes()])
            }
            Binding::Canary => (3, [&nothing, &nothing, &nothing]),
        };
        let [a, b, c] = ids;
        [b"privity vault wrapped key".as_slice(), &[kind], a, b, c].concat()
    }
}

/// A wrapped key as it is stored: format version, the id of the key above, and what that key's
/// keeper made of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Wrapped {
    by: KeyId,
    sealed: Vec<u8>,
}

impl Wrapped {
    /// For a keeper elsewhere: `sealed` is whatever it gave.
    pub fn new(by: KeyId, sealed: Vec<u8>) -> Wrapped {
        Wrapped { by, sealed }
    }

    /// The key that it is wrapped under.
    pub fn by(&self) -> KeyId {
        self.by
    }

    pub fn sealed(&self) -> &[u8] {
        &self.sealed
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        [&[VERSION], self.by.as_bytes().as_slice(), &self.sealed].concat()
    }

    /// None for bytes that are no wrapped key of a known version.
    pub fn from_bytes(bytes: &[u8]) -> Option<Wrapped> {
        let (front, sealed) = bytes.split_first_chunk::<FRONT>()?;
        let (version, by) = front.split_first()?;
        let by = KeyId::from_bytes(by.try_into().ok()?);
        (*version == VERSION && !sealed.is_empty()).then(|| Wrapped { by, sealed: sealed.to_vec() })
    }
}

impl fmt::Debug for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wrapped(by {})", self.by)
    }
}

impl Serialize for Wrapped {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(self.to_bytes()))
    }
}

impl<'de> Deserialize<'de> for Wrapped {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Wrapped, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(text).map_err(serde::de::Error::custom)?;
        Wrapped::from_bytes(&bytes)
            .ok_or_else(|| serde::de::Error::custom("not a wrapped key of a known version"))
    }
}

/// A key that wraps others, by AES-256-GCM with a random nonce.
pub(crate) struct Wrapping {
    id: KeyId,
    key: Secret,
}

impl Wrapping {
    /// The wrapping key of `above`: one derived for that use.
    pub(crate) fn of(above: &Secret) -> Wrapping {
        Wrapping { id: above.id(), key: above.derive("privity vault wrapping") }
    }

    pub(crate) fn id(&self) -> KeyId {
        self.id
    }

    pub(crate) fn wrap(&self, chance: &dyn Chance, binding: &Binding, key: &Secret) -> Wrapped {
        let nonce: [u8; NONCE] = chance::bytes(chance);
        let payload = Payload { msg: key.expose(), aad: &self.associated(binding) };
        #[expect(clippy::expect_used, reason = "GCM refuses beyond 64 GiB only")]
        let sealed = self
            .cipher()
            .encrypt(&Nonce::from(nonce), payload)
            .expect("a key is short enough for GCM");
        Wrapped::new(self.id, [nonce.as_slice(), &sealed].concat())
    }

    pub(crate) fn unwrap(&self, binding: &Binding, wrapped: &Wrapped) -> Result<Secret, KeyError> {
        let refused = || KeyError::DoesNotOpen { what: binding.what() };
        let (nonce, sealed) = wrapped.sealed.split_first_chunk::<NONCE>().ok_or_else(refused)?;
        let payload = Payload { msg: sealed, aad: &self.associated(binding) };
        let key = self.cipher().decrypt(&Nonce::from(*nonce), payload).map_err(|_| refused())?;
        let key = Zeroizing::new(key);
        let key: &[u8; 32] = key.as_slice().try_into().map_err(|_| refused())?;
        Ok(Secret::new(*key))
    }

    fn associated(&self, binding: &Binding) -> Vec<u8> {
        [self.id.as_bytes().as_slice(), &binding.to_bytes()].concat()
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(self.key.expose().into())
    }
}
