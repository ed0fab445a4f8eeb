//! What can go wrong, in words for an operator. They name objects and keys, and no person.

use std::io;

use crate::blobs::Name;
use crate::format::NotAHeader;
use crate::keys::{KeyError, KeyId};

pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no room left where documents are stored")]
    Full,
    #[error("it is longer than the {limit_bytes} bytes that are allowed")]
    TooLong { limit_bytes: u64 },
    /// `received` counts up to where reading stopped: more may have followed.
    #[error("{announced} bytes were announced and {received} came")]
    Length { announced: u64, received: u64 },
    /// The body that was to be stored failed.
    #[error("the body broke off")]
    Cut(#[source] BoxError),
    #[error("the object {name} is missing from the store")]
    Missing { name: Name },
    #[error("the object {name} is damaged: {damage}")]
    Damaged { name: Name, damage: Damage },
    #[error("the store of documents failed")]
    Store(#[source] BoxError),
    /// The store cannot be used as it is configured.
    #[error("the store of documents cannot be used: {0}")]
    Unusable(String),
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// What is wrong with an object. Whatever it is, nothing that was not sealed there was released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    #[error("it has {found} bytes where {expected} were stored")]
    Size { expected: u64, found: u64 },
    #[error("{chunks} chunks are on record, which do not fit its {length} bytes")]
    Record { length: u64, chunks: u32 },
    #[error(transparent)]
    Header(#[from] NotAHeader),
    #[error("it was sealed under the key {found}, and the key on record is {expected}")]
    Key { expected: KeyId, found: KeyId },
    #[error("chunk {index} of {chunks} is not the one that was sealed for this place")]
    Chunk { index: u32, chunks: u32 },
}

impl Error {
    pub(crate) fn from_store(name: Name, error: object_store::Error) -> Error {
        match error {
            object_store::Error::NotFound { .. } => Error::Missing { name },
            error if is_full(&error) => Error::Full,
            error => Error::Store(error.into()),
        }
    }
}

/// A full disk below any number of wrappings, or an S3 server that says so (MinIO's code).
fn is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut error = Some(error);
    while let Some(current) = error {
        if let Some(io) = current.downcast_ref::<io::Error>()
            && matches!(
                io.kind(),
                io::ErrorKind::StorageFull
                    | io::ErrorKind::QuotaExceeded
                    | io::ErrorKind::FileTooLarge
            )
        {
            return true;
        }
        error = current.source();
        if error.is_none() {
            return current.to_string().contains("StorageFull");
        }
    }
    false
}
