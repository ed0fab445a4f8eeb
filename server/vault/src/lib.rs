//! The document vault: the cipher, the keys and the blobs. No SQL, no clock, no HTTP.
//!
//! What is stored is sealed before it reaches a file or a bucket, and bound to its place: office,
//! case, document and version. Nothing read back is released before its tag has passed.
//!
//! What whoever writes to the store can still do is delete a blob, which shows when it is read. Older
//! bytes cannot be put back, since there are none: a version is written once.

mod chance;
pub mod format;
pub mod keys;
mod place;

pub use chance::Chance;
pub use keys::{
    CaseKey, ContentHash, DataKey, KeyError, KeyId, KeyKeeper, Keyring, MasterKey, Wrapped,
};
pub use place::Place;

pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
