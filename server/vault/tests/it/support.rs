//! What the tests share: chance that repeats, a shelf whose blobs can be bent, bodies.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use uuid::Uuid;
use vault::{
    Blob, Blobs, BoxError, CaseKey, Chance, DataKey, Error, Expected, Name, Order, Place, Written,
};

pub(crate) const CHUNK: usize = 64 << 10;
pub(crate) const TAG: usize = 16;
pub(crate) const HEADER: usize = 34;
pub(crate) const INSTALLATION: Uuid = Uuid::from_u128(0x1715_7A11);

/// SHA-256 of a counter.
pub(crate) struct Counted(AtomicU64);

impl Counted {
    pub(crate) fn from(seed: u64) -> Counted {
        Counted(AtomicU64::new(seed << 32))
    }
}

impl Chance for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for piece in bytes.chunks_mut(32) {
            let count = self.0.fetch_add(1, Ordering::Relaxed);
            piece.copy_from_slice(&Sha256::digest(count.to_le_bytes())[..piece.len()]);
        }
    }
}

pub(crate) fn place(n: u128) -> Place {
    Place {
        office: Uuid::from_u128(n),
        case: Uuid::from_u128(n + 1),
        document: Uuid::from_u128(n + 2),
        version: Uuid::from_u128(n + 3),
    }
}

/// Bytes in which no two chunks are alike.
pub(crate) fn plaintext(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at ^ at >> 8 ^ at >> 16 ^ at >> 5) as u8).collect()
}

pub(crate) fn pieces(
    plain: &[u8],
    size: usize,
) -> impl Stream<Item = Result<Bytes, BoxError>> + Send + 'static {
    let pieces: Vec<_> = plain.chunks(size.max(1)).map(Bytes::copy_from_slice).map(Ok).collect();
    stream::iter(pieces)
}

pub(crate) fn body(plain: &[u8]) -> impl Stream<Item = Result<Bytes, BoxError>> + Send + 'static {
    pieces(plain, 10_000)
}

pub(crate) const NO_LIMIT: u64 = 1 << 33;

/// A blob that was written, with all that reads it back.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) name: Name,
    pub(crate) place: Place,
    pub(crate) key: DataKey,
    pub(crate) case: CaseKey,
    pub(crate) written: Option<Written>,
}

impl Kept {
    pub(crate) fn new(seed: u64) -> Kept {
        let chance = Counted::from(seed);
        Kept {
            name: Name::random(&chance),
            place: place(u128::from(seed) << 8),
            key: DataKey::random(&chance),
            case: CaseKey::random(&chance),
            written: None,
        }
    }

    pub(crate) fn order(&self) -> Order<'_> {
        Order {
            name: self.name,
            place: self.place,
            data_key: &self.key,
            case_key: &self.case,
            limit_bytes: NO_LIMIT,
            announced_bytes: None,
        }
    }

    pub(crate) async fn write(seed: u64, blobs: &Blobs, plain: &[u8]) -> Kept {
        let mut kept = Kept::new(seed);
        let chance = Counted::from(seed + 1_000_000);
        let written = blobs.write(kept.order(), &chance, body(plain), ()).await;
        kept.written = Some(written.unwrap());
        kept
    }

    pub(crate) fn expected(&self) -> Expected {
        let written = self.written.as_ref().unwrap();
        Expected { length: written.length, chunks: written.chunks }
    }

    pub(crate) async fn open(&self, blobs: &Blobs) -> Result<Blob, Error> {
        blobs.open(self.name, self.place, &self.key, self.expected()).await
    }

    pub(crate) async fn read(&self, blobs: &Blobs) -> (Vec<u8>, Result<(), Error>) {
        match self.open(blobs).await {
            Ok(blob) => released(blob.all()).await,
            Err(error) => (Vec::new(), Err(error)),
        }
    }
}

/// All that a stream gives up to its end, and how it ended. It is asked on after an error.
pub(crate) async fn released(
    stream: impl Stream<Item = Result<Bytes, Error>>,
) -> (Vec<u8>, Result<(), Error>) {
    let mut stream = std::pin::pin!(stream);
    let (mut released, mut ended) = (Vec::new(), Ok(()));
    while let Some(piece) = stream.next().await {
        match piece {
            Ok(piece) => {
                assert!(ended.is_ok(), "bytes after an error");
                released.extend_from_slice(&piece);
            }
            Err(error) => ended = Err(error),
        }
    }
    (released, ended)
}

/// Blobs in memory, where a test can reach them.
pub(crate) struct Shelf {
    pub(crate) store: Arc<InMemory>,
    pub(crate) blobs: Blobs,
}

impl Shelf {
    pub(crate) fn new() -> Shelf {
        let store = Arc::new(InMemory::new());
        let blobs = Blobs::on(store.clone(), INSTALLATION);
        Shelf { store, blobs }
    }

    pub(crate) async fn sealed(&self, name: Name) -> Vec<u8> {
        self.store.get(&path(name)).await.unwrap().bytes().await.unwrap().into()
    }

    pub(crate) async fn put(&self, name: Name, bytes: Vec<u8>) {
        self.store.put(&path(name), bytes.into()).await.unwrap();
    }

    pub(crate) async fn objects(&self) -> usize {
        self.store.list(None).try_collect::<Vec<_>>().await.unwrap().len()
    }
}

/// By hand, from what is promised.
pub(crate) fn path(name: Name) -> object_store::path::Path {
    let name = name.to_string();
    format!("{INSTALLATION}/{}/{}/{name}", &name[..2], &name[2..4]).into()
}

/// A folder that others may not look into; a temporary one is as the umask wants it.
pub(crate) fn private_folder() -> TempDir {
    tempfile::Builder::new().permissions(Permissions::from_mode(0o700)).tempdir().unwrap()
}

/// Every file below a folder, the store's staged ones too.
pub(crate) fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// The error and everything below it, as an operator would read it.
pub(crate) fn words(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut below = error.source();
    while let Some(error) = below {
        words += &format!(": {error}");
        below = error.source();
    }
    words
}
