//! The key that signs e-mail (RFC 6376), RSA or Ed25519 (RFC 8463).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm,
    DkimSigningKey,
};
use rsa::RsaPrivateKey;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey, LineEnding};
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PublicKeyParts;
use secrecy::{ExposeSecret, SecretString};

use crate::Unusable;
use crate::email::signed;

/// Relaxed in headers and body, over the headers of [`signed`].
pub struct Dkim(pub(crate) DkimConfig);

impl fmt::Debug for Dkim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dkim(…)")
    }
}

/// What RFC 8301 §3.2 asks signers for. In bits.
const SHORTEST_RSA: usize = 2048;
/// An Ed25519 key in PKCS #8 (RFC 8410 §7), up to the 32 bytes that are the key.
const ED25519: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

impl Dkim {
    /// `pem` as `openssl genrsa` or `openssl genpkey -algorithm ed25519` write it; the public half is in
    /// DNS under `selector._domainkey.domain`.
    ///
    /// # Errors
    /// The key is none of these or too short, or a name is no name.
    pub fn new(domain: &str, selector: &str, pem: &SecretString) -> Result<Dkim, Unusable> {
        for (what, name) in [("domain", domain), ("selector", selector)] {
            if !is_name(name) {
                return Err(Unusable::because(format!("the DKIM {what} {name:?} is no name")));
            }
        }
        Ok(Dkim(DkimConfig::new(
            selector.to_owned(),
            domain.to_owned(),
            key(pem.expose_secret())?,
            signed(),
            DkimCanonicalization {
                header: DkimCanonicalizationType::Relaxed,
                body: DkimCanonicalizationType::Relaxed,
            },
        )))
    }
}

pub(crate) fn is_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    name.len() <= 253 && name.split('.').all(label)
}

fn key(pem: &str) -> Result<DkimSigningKey, Unusable> {
    let unreadable = || Unusable::because("the DKIM key is no RSA or Ed25519 key in PEM");
    if let Some(seed) = ed25519(pem) {
        return DkimSigningKey::new(&seed, DkimSigningAlgorithm::Ed25519).map_err(|_| unreadable());
    }
    let key = RsaPrivateKey::from_pkcs8_pem(pem)
        .or_else(|_| RsaPrivateKey::from_pkcs1_pem(pem))
        .map_err(|_| unreadable())?;
    if key.n().bits() < SHORTEST_RSA {
        return Err(Unusable::because(format!(
            "the DKIM key has {} bits and needs {SHORTEST_RSA}",
            key.n().bits()
        )));
    }
    let pem = key.to_pkcs1_pem(LineEnding::LF).map_err(|_| unreadable())?;
    DkimSigningKey::new(&pem, DkimSigningAlgorithm::Rsa).map_err(|_| unreadable())
}

/// The 32 bytes in base64, as `lettre` wants them.
fn ed25519(pem: &str) -> Option<String> {
    let body = pem.split_once("-----BEGIN PRIVATE KEY-----")?.1.split_once("-----END")?.0;
    let der = STANDARD.decode(body.split_whitespace().collect::<String>()).ok()?;
    let seed = der.strip_prefix(&ED25519)?;
    (seed.len() == 32).then(|| STANDARD.encode(seed))
}
