//! The key of a case and the keys below it. Whoever destroys the case key has shredded the case.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::keeper::KeyKeeper;
use super::master::Keyring;
use super::wrap::{Binding, Secret, Wrapped, Wrapping};
use super::{KeyError, KeyId};
use crate::Place;
use crate::chance::Chance;

/// The key of a case: wraps the data keys of its documents and keys the hashes of their contents.
pub struct CaseKey {
    secret: Secret,
    wrapping: Wrapping,
    hashing: Secret,
}

impl fmt::Debug for CaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CaseKey({})", self.id())
    }
}

impl CaseKey {
    pub fn random(chance: &dyn Chance) -> CaseKey {
        CaseKey::from_secret(Secret::random(chance))
    }

    fn from_secret(secret: Secret) -> CaseKey {
        let wrapping = Wrapping::of(&secret);
        let hashing = secret.derive("privity vault content hash");
        CaseKey { secret, wrapping, hashing }
    }

    pub fn id(&self) -> KeyId {
        self.wrapping.id()
    }

    /// Wraps it under the current master key.
    ///
    /// # Errors
    /// The keeper of the master key does not answer.
    pub async fn wrap(
        &self,
        keeper: &dyn KeyKeeper,
        chance: &dyn Chance,
        office: Uuid,
        case: Uuid,
    ) -> Result<Wrapped, KeyError> {
        let binding = Binding::CaseKey { office, case, key: self.id() };
        keeper.wrap(chance, &binding, &self.secret).await
    }

    /// `key` is the id on record.
    ///
    /// # Errors
    /// It does not open, is another key, or the master key that it needs is not known.
    pub async fn unwrap(
        keeper: &dyn KeyKeeper,
        office: Uuid,
        case: Uuid,
        key: KeyId,
        wrapped: &Wrapped,
    ) -> Result<CaseKey, KeyError> {
        let binding = Binding::CaseKey { office, case, key };
        CaseKey::checked(key, keeper.unwrap(&binding, wrapped).await?)
    }

    pub(crate) fn unwrap_now(
        keyring: &Keyring,
        office: Uuid,
        case: Uuid,
        key: KeyId,
        wrapped: &Wrapped,
    ) -> Result<CaseKey, KeyError> {
        let binding = Binding::CaseKey { office, case, key };
        CaseKey::checked(key, keyring.unwrap_now(&binding, wrapped)?)
    }

    fn checked(key: KeyId, secret: Secret) -> Result<CaseKey, KeyError> {
        let opened = CaseKey::from_secret(secret);
        if opened.id() == key {
            Ok(opened)
        } else {
            Err(KeyError::DoesNotOpen { what: "case key" })
        }
    }

    /// Wraps the data key of the version at `place`.
    pub fn wrap_data_key(&self, chance: &dyn Chance, place: &Place, key: &DataKey) -> Wrapped {
        self.wrapping.wrap(chance, &self.binding(place), &key.secret)
    }

    /// # Errors
    /// It does not open: it is damaged, of another version, or under another case key.
    pub fn unwrap_data_key(&self, place: &Place, wrapped: &Wrapped) -> Result<DataKey, KeyError> {
        let binding = self.binding(place);
        if wrapped.by() != self.id() {
            return Err(KeyError::DoesNotOpen { what: binding.what() });
        }
        self.wrapping.unwrap(&binding, wrapped).map(DataKey::from_secret)
    }

    fn binding(&self, place: &Place) -> Binding {
        Binding::DataKey { document: place.document, version: place.version, case_key: self.id() }
    }

    /// Hashes content under a key of this case's own: the same file in two cases has two hashes, and
    /// who holds a known file cannot ask whether we do.
    pub fn hasher(&self) -> ContentHasher {
        ContentHasher(self.hashing.hmac())
    }
}

/// The key of one version of one document, never used for another.
pub struct DataKey {
    secret: Secret,
    id: KeyId,
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey({})", self.id)
    }
}

impl DataKey {
    pub fn random(chance: &dyn Chance) -> DataKey {
        DataKey::from_secret(Secret::random(chance))
    }

    /// For opening with a key that was kept elsewhere. Sealing takes a fresh one: [`DataKey::random`].
    pub fn from_secret(secret: Secret) -> DataKey {
        let id = secret.id();
        DataKey { secret, id }
    }

    pub fn id(&self) -> KeyId {
        self.id
    }

    pub(crate) fn with<T>(&self, use_it: impl FnOnce(&[u8; 32]) -> T) -> T {
        use_it(self.secret.expose())
    }
}

/// HMAC-SHA-256 of a plaintext under its case's key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentHash(pub [u8; 32]);

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

pub struct ContentHasher(Hmac<Sha256>);

impl ContentHasher {
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub fn finish(self) -> ContentHash {
        ContentHash(self.0.finalize().into_bytes().into())
    }
}
