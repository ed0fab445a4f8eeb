//! Writing a blob: sealed chunk by chunk as the body comes, once, under its final name.
//!
//! The store is spoken to by a task of its own. When the writer fails or is dropped, the task sees
//! its channel closed and clears away what there is, so that a cancelled request leaves nothing.

mod upload;

use bytes::{Bytes, BytesMut};
use futures_util::stream::{Stream, StreamExt};

use crate::blobs::{Blobs, Name};
use crate::chance::{self, Chance};
use crate::cipher::Chunks;
use crate::error::BoxError;
use crate::fault;
use crate::format::{CHUNK, Header, LONGEST, Layout, TAG};
use crate::keys::{CaseKey, ContentHash, DataKey};
use crate::{Error, Place, Result};

use upload::Upload;

/// How much of the plaintext's beginning is handed back for sniffing, in bytes.
pub const HEAD: usize = 8 << 10;

/// What is to be written.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    pub name: Name,
    pub place: Place,
    /// Fresh: one key for one version, never for another try.
    pub data_key: &'a DataKey,
    /// Keys the hash of the content.
    pub case_key: &'a CaseKey,
    pub limit_bytes: u64,
    /// What the sender said the length is, if it did; it is held to it.
    pub announced_bytes: Option<u64>,
}

/// What was written: for the version's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Bytes of the plaintext.
    pub length: u64,
    pub chunks: u32,
    /// Bytes of the object.
    pub stored: u64,
    pub hash: ContentHash,
    /// The first bytes of the plaintext, [`HEAD`] at most.
    pub head: Bytes,
}

/// Sees the plaintext pass, for a scanner. The write waits for it, and does not fail with it: what a
/// scanner says, or that it said nothing, is judged by the caller.
pub trait Tap: Send {
    fn pass(&mut self, piece: &Bytes) -> impl Future<Output = ()> + Send;
}

/// No tap.
impl Tap for () {
    async fn pass(&mut self, _: &Bytes) {}
}

/// Waits while the channel is full; a receiver that is gone is no longer waited for.
impl Tap for tokio::sync::mpsc::Sender<Bytes> {
    async fn pass(&mut self, piece: &Bytes) {
        let _ = self.send(piece.clone()).await;
    }
}

impl Blobs {
    /// Seals `body` and stores it under a name that was never used. Besides what the body brings it
    /// holds two parts in memory: 10 MiB for a bucket, 2 for a folder, whatever the length (a bucket's
    /// parts grow with limits beyond 40 GiB).
    ///
    /// On return it is durable: in a folder, file and folders are synced.
    ///
    /// # Errors
    /// Too long, another length than announced, a body that fails, no room, a store that fails. Nothing
    /// is left then, nor when the future is dropped, as far as the store can be reached.
    pub async fn write<S, E>(
        &self,
        order: Order<'_>,
        chance: &dyn Chance,
        body: S,
        mut tap: impl Tap,
    ) -> Result<Written>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: Into<BoxError>,
    {
        let mut meter = Meter::new(&order)?;
        let header = Header { key: order.data_key.id(), prefix: chance::bytes(chance) };
        let cipher = Chunks::new(&header, &order.place, order.data_key);
        let mut hasher = order.case_key.hasher();
        let mut head = BytesMut::new();
        let mut upload = Upload::start(self, order.name, meter.most_stored());
        let mut chunk = Chunk { cipher, index: 0, plain: BytesMut::new() };

        upload.push(Bytes::copy_from_slice(&header.to_bytes())).await?;
        let mut body = std::pin::pin!(body);
        while let Some(piece) = body.next().await {
            let mut piece = piece.map_err(|error| Error::Cut(error.into()))?;
            meter.take(piece.len())?;
            while !piece.is_empty() {
                let bit = piece.split_to(piece.len().min(CHUNK));
                hasher.update(&bit);
                head.extend_from_slice(&bit[..bit.len().min(HEAD - head.len())]);
                tap.pass(&bit).await;
                if let Some(sealed) = chunk.fill(&bit) {
                    upload.push(sealed).await?;
                }
            }
        }
        let layout = meter.end()?;
        debug_assert_eq!(chunk.index, layout.last());
        upload.push(chunk.seal(true)).await?;
        upload.finish().await?;
        Ok(Written {
            length: layout.length(),
            chunks: layout.chunks(),
            stored: layout.stored(),
            hash: hasher.finish(),
            head: head.freeze(),
        })
    }
}

/// The chunk being filled. A full one is sealed only when more comes: until then it may be the last.
struct Chunk {
    cipher: Chunks,
    index: u32,
    plain: BytesMut,
}

impl Chunk {
    /// Takes a piece of a chunk's size at most, and gives the chunk that it completed.
    fn fill(&mut self, piece: &[u8]) -> Option<Bytes> {
        let (now, later) = piece.split_at(piece.len().min(CHUNK - self.plain.len()));
        self.append(now);
        if later.is_empty() {
            return None;
        }
        let sealed = self.seal(false);
        self.append(later);
        Some(sealed)
    }

    fn append(&mut self, plain: &[u8]) {
        if self.plain.capacity() == 0 {
            self.plain.reserve(CHUNK + TAG);
        }
        self.plain.extend_from_slice(plain);
    }

    fn seal(&mut self, last: bool) -> Bytes {
        let mut chunk = std::mem::take(&mut self.plain);
        self.cipher.seal(self.index, last, &mut chunk);
        if !last {
            self.index += 1;
        }
        fault::here(fault::upload::CHUNK);
        chunk.freeze()
    }
}

/// Counts the plaintext, and stops it where it goes too far.
struct Meter {
    length: u64,
    limit: u64,
    announced: Option<u64>,
}

impl Meter {
    fn new(order: &Order<'_>) -> Result<Meter> {
        let limit = order.limit_bytes.min(LONGEST);
        match order.announced_bytes {
            Some(announced) if announced > limit => Err(Error::TooLong { limit_bytes: limit }),
            announced => Ok(Meter { length: 0, limit, announced }),
        }
    }

    fn most_stored(&self) -> u64 {
        Layout::of(self.announced.unwrap_or(self.limit)).map_or(u64::MAX, |layout| layout.stored())
    }

    fn take(&mut self, bytes: usize) -> Result<()> {
        self.length = self.length.saturating_add(bytes as u64);
        match self.announced {
            Some(announced) if self.length > announced => {
                Err(Error::Length { announced, received: self.length })
            }
            _ if self.length > self.limit => Err(Error::TooLong { limit_bytes: self.limit }),
            _ => Ok(()),
        }
    }

    fn end(&self) -> Result<Layout> {
        match self.announced {
            Some(announced) if self.length != announced => {
                Err(Error::Length { announced, received: self.length })
            }
            _ => Layout::of(self.length).ok_or(Error::TooLong { limit_bytes: self.limit }),
        }
    }
}
