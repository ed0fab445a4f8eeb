//! The master key kept by this process, with those it replaced.

use std::fmt;

use futures_util::future::{BoxFuture, FutureExt, ready};

use super::keeper::KeyKeeper;
use super::wrap::{Binding, Secret, Wrapped, Wrapping};
use super::{KeyError, KeyId};
use crate::chance::Chance;

/// A master key of 256 bits, known by its fingerprint.
pub struct MasterKey(Wrapping);

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.0.id())
    }
}

impl MasterKey {
    /// Takes 256 random bits, not a password: nothing here is slow to guess.
    pub fn new(secret: &Secret) -> MasterKey {
        MasterKey(Wrapping::of(secret))
    }

    pub fn id(&self) -> KeyId {
        self.0.id()
    }
}

/// The master key that wraps, and retired ones that still unwrap: a rotation that was interrupted
/// leaves case keys under both.
#[derive(Debug)]
pub struct Keyring {
    pub current: MasterKey,
    pub retired: Vec<MasterKey>,
}

impl Keyring {
    pub fn new(current: MasterKey) -> Keyring {
        Keyring { current, retired: Vec::new() }
    }

    /// The same as [`KeyKeeper::wrap`], without waiting.
    pub fn wrap_now(&self, chance: &dyn Chance, binding: &Binding, key: &Secret) -> Wrapped {
        self.current.0.wrap(chance, binding, key)
    }

    /// The same as [`KeyKeeper::unwrap`], without waiting.
    ///
    /// # Errors
    /// The master key is not among these, or the key does not open.
    pub fn unwrap_now(&self, binding: &Binding, wrapped: &Wrapped) -> Result<Secret, KeyError> {
        let master = std::iter::once(&self.current)
            .chain(&self.retired)
            .find(|master| master.id() == wrapped.by())
            .ok_or(KeyError::Unknown { what: binding.what(), needed: wrapped.by() })?;
        master.0.unwrap(binding, wrapped)
    }
}

impl KeyKeeper for Keyring {
    fn current(&self) -> KeyId {
        self.current.id()
    }

    fn wrap<'a>(
        &'a self,
        chance: &'a dyn Chance,
        binding: &'a Binding,
        key: &'a Secret,
    ) -> BoxFuture<'a, Result<Wrapped, KeyError>> {
        ready(Ok(self.wrap_now(chance, binding, key))).boxed()
    }

    fn unwrap<'a>(
        &'a self,
        binding: &'a Binding,
        wrapped: &'a Wrapped,
    ) -> BoxFuture<'a, Result<Secret, KeyError>> {
        ready(self.unwrap_now(binding, wrapped)).boxed()
    }
}
