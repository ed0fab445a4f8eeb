//! Where blobs are stored: a folder or a bucket, below a prefix of this installation's own.
//!
//! A name is used once. Nothing is ever written over, and what listing gives to a sweeper are this
//! installation's blobs alone, however many share a bucket.

mod local;
mod name;
mod s3;

use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use futures_util::stream::{Stream, StreamExt, TryStreamExt};
use object_store::{ObjectStore, ObjectStoreExt};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::{Error, Result};

pub use local::Unfinished;
pub use name::Name;
pub use s3::S3;

/// A handle; a clone is the same store.
#[derive(Clone, Debug)]
pub struct Blobs {
    pub(crate) store: Arc<dyn ObjectStore>,
    prefix: object_store::path::Path,
    local: Option<local::Folder>,
    part_bytes: usize,
    pub(crate) writes: TaskTracker,
}

/// A blob as the store lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    pub name: Name,
    /// Bytes as stored, not of the plaintext.
    pub bytes: u64,
    /// By the store's clock.
    pub modified: SystemTime,
}

impl Blobs {
    /// On any store; for tests, and for one that is configured elsewhere.
    pub fn on(store: Arc<dyn ObjectStore>, installation: Uuid) -> Blobs {
        let writes = TaskTracker::new();
        writes.close();
        Blobs {
            store,
            prefix: object_store::path::Path::from(installation.to_string()),
            local: None,
            part_bytes: s3::PART,
            writes,
        }
    }

    pub(crate) fn path(&self, name: Name) -> object_store::path::Path {
        object_store::path::Path::from(format!("{}/{}", self.prefix, name.path()))
    }

    /// Bytes of the parts that an upload of up to `stored` bytes is cut into.
    pub(crate) fn part_bytes(&self, stored: u64) -> usize {
        let least = stored.div_ceil(s3::MOST_PARTS);
        self.part_bytes.max(usize::try_from(least).unwrap_or(usize::MAX))
    }

    /// What a store of its own accord does not do before it says that a blob is stored.
    pub(crate) async fn sync_above(&self, name: Name) -> Result<()> {
        match &self.local {
            Some(folder) => folder.sync_above(&self.path(name)).await,
            None => Ok(()),
        }
    }

    /// Bytes as stored.
    ///
    /// # Errors
    /// It is missing, or the store fails.
    pub async fn size(&self, name: Name) -> Result<u64> {
        let meta = self.store.head(&self.path(name)).await;
        Ok(meta.map_err(|error| Error::from_store(name, error))?.size)
    }

    /// A blob as it is stored, sealed: for a copy that is opened elsewhere.
    ///
    /// # Errors
    /// It is missing, or the store fails.
    pub async fn sealed(
        &self,
        name: Name,
    ) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
        let got = self.store.get(&self.path(name)).await;
        let got = got.map_err(|error| Error::from_store(name, error))?;
        Ok(got.into_stream().map_err(move |error| Error::from_store(name, error)))
    }

    /// Removes a blob and whatever an upload of it left. One that is not there is removed already. In
    /// a folder the removal may be undone by a power cut: what must stay unreadable needs its key
    /// destroyed.
    ///
    /// # Errors
    /// The store fails.
    pub async fn delete(&self, name: Name) -> Result<()> {
        if let Some(folder) = &self.local {
            folder.discard_traces(self.path(name)).await;
        }
        match self.store.delete(&self.path(name)).await.map_err(|e| Error::from_store(name, e)) {
            Ok(()) | Err(Error::Missing { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// All blobs of this installation, in no order. What is not named like one is left out, so that
    /// nothing can sweep it away.
    pub fn list(&self) -> impl Stream<Item = Result<Stored>> + Send + use<> {
        let prefix = self.prefix.clone();
        self.store
            .list(Some(&self.prefix))
            .map_err(|error| Error::Store(error.into()))
            .try_filter_map(move |meta| {
                let name = Name::from_path(&prefix, &meta.location);
                let modified = SystemTime::from(meta.last_modified);
                std::future::ready(Ok(name.map(|name| Stored { name, bytes: meta.size, modified })))
            })
            .boxed()
    }

    /// Waits until no upload runs, those included whose writer was dropped and which are still being
    /// cleared away.
    pub async fn settled(&self) {
        self.writes.wait().await;
    }
}
