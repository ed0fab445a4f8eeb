//! The document vault: the cipher, the keys and the blobs. No SQL, no clock, no HTTP.
//!
//! What is stored is sealed before it reaches a file or a bucket, and bound to its place: office,
//! case, document and version. Nothing read back is released before its tag has passed.
//!
//! What whoever writes to the store can still do is delete a blob, which shows when it is read. Older
//! bytes cannot be put back, since there are none: a version is written once.

mod blobs;
mod chance;
mod cipher;
mod error;
pub mod export;
pub mod fault;
pub mod format;
pub mod keys;
mod place;
mod read;
mod write;

pub use blobs::{Blobs, Name, S3, Stored, Unfinished};
pub use chance::Chance;
pub use error::{BoxError, Damage, Error};
pub use keys::{
    CaseKey, ContentHash, DataKey, KeyError, KeyId, KeyKeeper, Keyring, MasterKey, Wrapped,
};
pub use place::Place;
pub use read::{Blob, Expected};
pub use write::{HEAD, Order, Tap, Written};

pub type Result<T, E = Error> = std::result::Result<T, E>;
