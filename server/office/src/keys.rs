//! Keys derived from the server's secret, and what is done with them.
//!
//! One secret of 32 bytes; each use has a key of its own by HMAC-SHA-256 under a label, so that a
//! sealed flash can never be read as a sealed authenticator secret.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox};
use sha2::{Digest, Sha256};

use crate::chance::Chance;
use crate::{Error, Result};

/// Bytes of an AES-GCM nonce.
const NONCE: usize = 12;

pub struct Keys {
    secret: SecretBox<[u8; 32]>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

/// What a sealed value is for; also which key opens it.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    SecondFactor,
    Flash,
    /// The address of somebody's calendar elsewhere.
    Calendar,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Purpose::SecondFactor => b"privity seal second-factor",
            Purpose::Flash => b"privity seal flash",
            Purpose::Calendar => b"privity seal calendar",
        }
    }
}

impl Keys {
    pub fn new(secret: [u8; 32]) -> Keys {
        Keys { secret: SecretBox::new(Box::new(secret)) }
    }

    fn derive(&self, label: &[u8]) -> [u8; 32] {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(self.secret.expose_secret())
            .expect("any key length");
        mac.update(label);
        mac.finalize().into_bytes().into()
    }

    /// What every password is hashed with besides its salt.
    pub(crate) fn pepper(&self) -> [u8; 32] {
        self.derive(b"privity pepper")
    }

    /// A keyed hash, for keys of throttles: an address cannot be read back or guessed from it.
    pub(crate) fn fingerprint(&self, kind: &str, text: &str) -> [u8; 32] {
        self.derive(format!("privity throttle {kind} {text}").as_bytes())
    }

    /// Seals under AES-256-GCM with a fresh nonce; `about` must be given again to open it.
    pub(crate) fn seal(
        &self,
        chance: &Chance,
        purpose: Purpose,
        about: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE] = chance.bytes();
        let sealed = self
            .cipher(purpose)
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: about })
            .map_err(|_| Error::internal("sealing failed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// # Errors
    /// Internal, when it was sealed under another key, for another purpose or about something else.
    pub(crate) fn open(&self, purpose: Purpose, about: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
        let wrong =
            || Error::internal("a sealed value does not open: was the server's key changed?");
        let (nonce, body) = sealed.split_first_chunk::<NONCE>().ok_or_else(wrong)?;
        self.cipher(purpose)
            .decrypt(&Nonce::from(*nonce), Payload { msg: body, aad: about })
            .map_err(|_| wrong())
    }

    fn cipher(&self, purpose: Purpose) -> Aes256Gcm {
        Aes256Gcm::new(&self.derive(purpose.label()).into())
    }
}

/// SHA-256, for tokens of 256 random bits: nothing about them can be guessed, so no key is needed.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A token of 256 random bits as it travels, in URL-safe base 64.
pub fn token(chance: &Chance) -> String {
    spell(&chance.bytes::<32>())
}

/// Bytes as they stand in an address.
pub(crate) fn spell(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_opens_only_where_it_was_made_for() {
        let (keys, chance) = (Keys::new([7; 32]), Chance::seeded(1));
        let sealed = keys.seal(&chance, Purpose::Flash, b"me", b"typed").unwrap();
        assert_eq!(keys.open(Purpose::Flash, b"me", &sealed).unwrap(), b"typed");
        assert!(keys.open(Purpose::Flash, b"you", &sealed).is_err());
        assert!(keys.open(Purpose::SecondFactor, b"me", &sealed).is_err());
        assert!(Keys::new([8; 32]).open(Purpose::Flash, b"me", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(keys.open(Purpose::Flash, b"me", &bent).is_err(), "byte {at}");
        }
        assert!(keys.open(Purpose::Flash, b"me", &sealed[..11]).is_err());
    }
}
