//! Reading a blob: its size, its header and its last chunk first, then the chunks that are needed.
//!
//! The last chunk says that nothing was cut off or added, so that a download of a damaged blob fails
//! before its first byte where it can. After the first failure a stream ends: there are no holes.

use std::collections::VecDeque;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, BoxStream, Stream, StreamExt, TryStreamExt};
use object_store::ObjectStoreExt;

use crate::blobs::{Blobs, Name};
use crate::cipher::Chunks;
use crate::error::Damage;
use crate::format::{HEADER, Header, Layout};
use crate::keys::DataKey;
use crate::{Error, Place, Result};

/// Chunks asked for at a time: 1 MiB.
const BATCH: u32 = 16;
/// Batches asked for ahead, the one being decrypted included.
const AHEAD: usize = 2;

/// What the version's row says of its blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Bytes of the plaintext.
    pub length: u64,
    pub chunks: u32,
}

/// A blob whose size, header and last chunk are what they should be. A clone is the same.
#[derive(Clone)]
pub struct Blob(Arc<Inner>);

struct Inner {
    blobs: Blobs,
    name: Name,
    cipher: Chunks,
    layout: Layout,
    last: Bytes,
    opened: AtomicU64,
}

impl Blobs {
    /// # Errors
    /// [`Error::Missing`], or [`Error::Damaged`] where it is not the blob that was written there.
    pub async fn open(
        &self,
        name: Name,
        place: Place,
        key: &DataKey,
        expected: Expected,
    ) -> Result<Blob> {
        let damaged = |damage| Error::Damaged { name, damage };
        let Expected { length, chunks } = expected;
        let layout = Layout::of(length)
            .filter(|layout| layout.chunks() == chunks)
            .ok_or(damaged(Damage::Record { length, chunks }))?;
        let found = self.size(name).await?;
        if found != layout.stored() {
            return Err(damaged(Damage::Size { expected: layout.stored(), found }));
        }

        let ranges = [0..HEADER as u64, layout.sealed(layout.last())];
        let pieces = self.store.get_ranges(&self.path(name), &ranges).await;
        let pieces = match pieces {
            Ok(pieces) => pieces,
            Err(error) => return Err(self.explain(name, layout, error).await),
        };
        let cut = || damaged(Damage::Chunk { index: layout.last(), chunks });
        let [header, last]: [Bytes; 2] = pieces.try_into().map_err(|_| cut())?;
        let header = <&[u8; HEADER]>::try_from(&*header).map_err(|_| cut())?;
        let header = Header::parse(header).map_err(|error| damaged(error.into()))?;
        if header.key != key.id() {
            return Err(damaged(Damage::Key { expected: key.id(), found: header.key }));
        }
        let mut inner = Inner {
            blobs: self.clone(),
            name,
            cipher: Chunks::new(&header, &place, key),
            layout,
            last: Bytes::new(),
            opened: AtomicU64::new(0),
        };
        inner.last = inner.open(layout.last(), last)?;
        Ok(Blob(Arc::new(inner)))
    }

    /// Why a blob that was the right size a moment ago cannot be read.
    async fn explain(&self, name: Name, layout: Layout, error: object_store::Error) -> Error {
        match self.size(name).await {
            Ok(found) if found != layout.stored() => {
                Error::Damaged { name, damage: Damage::Size { expected: layout.stored(), found } }
            }
            Err(missing @ Error::Missing { .. }) => missing,
            _ => Error::from_store(name, error),
        }
    }
}

impl Blob {
    /// Bytes of the plaintext.
    pub fn length(&self) -> u64 {
        self.0.layout.length()
    }

    /// How many chunks were decrypted so far, the last one at opening included.
    pub fn opened_chunks(&self) -> u64 {
        self.0.opened.load(Ordering::Relaxed)
    }

    /// The whole plaintext.
    pub fn all(&self) -> impl Stream<Item = Result<Bytes>> + Send + use<> {
        self.range(0..self.length())
    }

    /// The bytes of `range`, cut to what there is, in pieces of a chunk at most. Memory: a few MiB.
    pub fn range(&self, range: Range<u64>) -> impl Stream<Item = Result<Bytes>> + Send + use<> {
        let range = range.start..range.end.min(self.length());
        let reading = Reading {
            batches: self.batches(&range),
            fetched: VecDeque::new(),
            blob: Arc::clone(&self.0),
            range,
        };
        // Ends for good at the first error.
        stream::try_unfold(reading, |mut reading| async move {
            Ok(reading.next().await?.map(|piece| (piece, reading)))
        })
    }

    /// The chunks of `range` as they are stored, in order, fetched a little ahead.
    fn batches(&self, range: &Range<u64>) -> BoxStream<'static, Result<VecDeque<Fetched>>> {
        if range.is_empty() {
            return stream::empty().boxed();
        }
        let chunk = |byte: u64| (byte / crate::format::CHUNK as u64) as u32;
        let (first, end) = (chunk(range.start), chunk(range.end - 1));
        let blob = Arc::clone(&self.0);
        let starts = (first..=end).step_by(BATCH as usize);
        stream::iter(starts)
            .map(move |start| {
                let blob = Arc::clone(&blob);
                async move { blob.fetch(start..=end.min(start.saturating_add(BATCH - 1))).await }
            })
            .buffered(AHEAD)
            .boxed()
    }
}

/// A chunk as stored; None for the last one, which is open already.
struct Fetched {
    index: u32,
    sealed: Option<Bytes>,
}

struct Reading {
    batches: BoxStream<'static, Result<VecDeque<Fetched>>>,
    fetched: VecDeque<Fetched>,
    blob: Arc<Inner>,
    range: Range<u64>,
}

impl Reading {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        while self.fetched.is_empty() {
            let Some(batch) = self.batches.try_next().await? else { return Ok(None) };
            self.fetched = batch;
        }
        let Some(Fetched { index, sealed }) = self.fetched.pop_front() else { return Ok(None) };
        let plain = match sealed {
            Some(sealed) => self.blob.open(index, sealed)?,
            None => self.blob.last.clone(),
        };
        let lies = self.blob.layout.plain(index);
        let from = self.range.start.saturating_sub(lies.start) as usize;
        let to = (self.range.end.min(lies.end) - lies.start) as usize;
        Ok(Some(plain.slice(from..to)))
    }
}

impl Inner {
    async fn fetch(&self, chunks: RangeInclusive<u32>) -> Result<VecDeque<Fetched>> {
        let (first, end) = (*chunks.start(), *chunks.end());
        let last = (end == self.layout.last()).then_some(Fetched { index: end, sealed: None });
        let Some(end) = (if last.is_some() { end.checked_sub(1) } else { Some(end) })
            .filter(|end| *end >= first)
        else {
            return Ok(last.into_iter().collect());
        };
        let range = self.layout.sealed(first).start..self.layout.sealed(end).end;
        let got = self.blobs.store.get_range(&self.blobs.path(self.name), range.clone()).await;
        let mut got = match got {
            Ok(got) => got,
            Err(error) => return Err(self.blobs.explain(self.name, self.layout, error).await),
        };
        if got.len() as u64 != range.end - range.start {
            return Err(self.damaged(first));
        }
        let mut fetched = VecDeque::new();
        for index in first..=end {
            let sealed = self.layout.sealed(index);
            let sealed = got.split_to((sealed.end - sealed.start) as usize);
            fetched.push_back(Fetched { index, sealed: Some(sealed) });
        }
        fetched.extend(last);
        Ok(fetched)
    }

    fn open(&self, index: u32, sealed: Bytes) -> Result<Bytes> {
        self.opened.fetch_add(1, Ordering::Relaxed);
        let mut chunk = BytesMut::from(sealed);
        let last = index == self.layout.last();
        self.cipher.open(index, last, &mut chunk).map_err(|_| self.damaged(index))?;
        let plain = self.layout.plain(index);
        if chunk.len() as u64 != plain.end - plain.start {
            return Err(self.damaged(index));
        }
        Ok(chunk.freeze())
    }

    fn damaged(&self, index: u32) -> Error {
        let damage = Damage::Chunk { index, chunks: self.layout.chunks() };
        Error::Damaged { name: self.name, damage }
    }
}
