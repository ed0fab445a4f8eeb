//! Keys and what wraps what: a data key per document version under the key of its case, the case
//! key under the master key.
//!
//! A wrapped key is bound to what it is for: kind, ids and the key above it. One that was put in
//! another row does not open, whoever wrote it there.

mod canary;
mod case;
mod id;
mod keeper;
mod load;
mod master;
mod wrap;

pub use canary::{CANARY_BYTES, Canary, check_canary, make_canary};
pub use case::{CaseKey, ContentHash, ContentHasher, DataKey};
pub use id::KeyId;
pub use keeper::{KeyKeeper, rewrap};
pub use load::{CREDENTIAL, LoadError, from_credential, from_file, from_text};
pub use master::{Keyring, MasterKey};
pub use wrap::{Binding, Secret, Wrapped};

use crate::BoxError;

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Not damage: the master key that it needs was not given.
    #[error("a {what} is wrapped under the master key {needed}, which is not among those given")]
    Unknown { what: &'static str, needed: KeyId },
    #[error("a wrapped {what} does not open: it is damaged, or was moved from where it belongs")]
    DoesNotOpen { what: &'static str },
    #[error(
        "this is not the vault's master key: it was set up under {needed}, and {given} was given"
    )]
    WrongMaster { needed: KeyId, given: KeyId },
    #[error(
        "the canary is damaged; nothing is said about the master key. Restore it from a backup"
    )]
    DamagedCanary,
    /// A keeper elsewhere (a KMS) did not answer.
    #[error("the keeper of the master key failed")]
    Keeper(#[source] BoxError),
}
