//! The upload's side of the store: parts of equal size, one under way while the next is filled.

use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload};
use tokio::sync::{mpsc, oneshot};

use crate::blobs::{Blobs, Name};
use crate::{Error, Result, fault};

enum Command {
    Part(PutPayload),
    /// The rest, and that nothing follows. Without it the upload was given up.
    Finish(PutPayload),
}

pub(super) struct Upload {
    commands: mpsc::Sender<Command>,
    outcome: oneshot::Receiver<Result<()>>,
    /// Room for the part being filled: while it is held, at most one other is under way.
    room: Option<mpsc::OwnedPermit<Command>>,
    filling: Vec<Bytes>,
    filled: usize,
    part_bytes: usize,
}

impl Upload {
    /// `most_stored`: the bytes that will come at most.
    pub(super) fn start(blobs: &Blobs, name: Name, most_stored: u64) -> Upload {
        let (commands, received) = mpsc::channel(1);
        let (reply, outcome) = oneshot::channel();
        let task = Task { blobs: blobs.clone(), name, received };
        blobs.writes.spawn(task.run(reply));
        let part_bytes = blobs.part_bytes(most_stored);
        Upload { commands, outcome, room: None, filling: Vec::new(), filled: 0, part_bytes }
    }

    pub(super) async fn push(&mut self, mut bytes: Bytes) -> Result<()> {
        while !bytes.is_empty() {
            if self.filled == self.part_bytes {
                let part = Command::Part(self.payload());
                self.send(part).await?;
            }
            if self.room.is_none() {
                self.room = Some(self.reserve().await?);
            }
            let bit = bytes.split_to(bytes.len().min(self.part_bytes - self.filled));
            self.filled += bit.len();
            self.filling.push(bit);
        }
        Ok(())
    }

    pub(super) async fn finish(mut self) -> Result<()> {
        let rest = Command::Finish(self.payload());
        self.send(rest).await?;
        self.said().await
    }

    fn payload(&mut self) -> PutPayload {
        self.filled = 0;
        std::mem::take(&mut self.filling).into_iter().collect()
    }

    async fn send(&mut self, command: Command) -> Result<()> {
        let room = match self.room.take() {
            Some(room) => room,
            None => self.reserve().await?,
        };
        room.send(command);
        Ok(())
    }

    async fn reserve(&mut self) -> Result<mpsc::OwnedPermit<Command>> {
        match self.commands.clone().reserve_owned().await {
            Ok(room) => Ok(room),
            Err(_) => match self.said().await {
                Err(error) => Err(error),
                Ok(()) => Err(Error::Store("the upload ended before its end".into())),
            },
        }
    }

    async fn said(&mut self) -> Result<()> {
        (&mut self.outcome)
            .await
            .unwrap_or_else(|_| Err(Error::Store("the upload was stopped".into())))
    }
}

struct Task {
    blobs: Blobs,
    name: Name,
    received: mpsc::Receiver<Command>,
}

impl Task {
    async fn run(mut self, reply: oneshot::Sender<Result<()>>) {
        fault::here(fault::upload::STARTED);
        let outcome = self.store().await;
        let stored = matches!(outcome, Ok(true));
        let told = match outcome {
            // Given up: there is nobody to tell.
            Ok(false) => false,
            Ok(true) => reply.send(Ok(())).is_ok(),
            Err(error) => {
                self.clear().await;
                let _ = reply.send(Err(error));
                return;
            }
        };
        if !(stored && told) {
            self.clear().await;
        }
    }

    /// Whether it was finished.
    async fn store(&mut self) -> Result<bool> {
        let (store, path) = (Arc::clone(&self.blobs.store), self.blobs.path(self.name));
        let stored = match self.received.recv().await {
            None => return Ok(false),
            Some(Command::Finish(whole)) => {
                fault::here(fault::upload::BEFORE_COMPLETE);
                store.put(&path, whole).await.map(|_| true)
            }
            Some(Command::Part(first)) => self.store_parts(&*store, &path, first).await,
        };
        let finished = stored.map_err(|error| Error::from_store(self.name, error))?;
        if finished {
            self.blobs.sync_above(self.name).await?;
            fault::here(fault::upload::AFTER_COMPLETE);
        }
        Ok(finished)
    }

    async fn store_parts(
        &mut self,
        store: &dyn ObjectStore,
        path: &Path,
        first: PutPayload,
    ) -> object_store::Result<bool> {
        let mut parts = store.put_multipart(path).await?;
        let finished = match self.send_parts(&mut *parts, first).await {
            Ok(true) => {
                fault::here(fault::upload::BEFORE_COMPLETE);
                parts.complete().await.map(|_| true)
            }
            other => other,
        };
        if !matches!(finished, Ok(true)) {
            let _ = parts.abort().await;
        }
        finished
    }

    async fn send_parts(
        &mut self,
        parts: &mut dyn MultipartUpload,
        first: PutPayload,
    ) -> object_store::Result<bool> {
        parts.put_part(first).await?;
        fault::here(fault::upload::PART);
        while let Some(command) = self.received.recv().await {
            match command {
                Command::Part(part) => parts.put_part(part).await?,
                Command::Finish(rest) => {
                    parts.put_part(rest).await?;
                    return Ok(true);
                }
            }
            fault::here(fault::upload::PART);
        }
        Ok(false)
    }

    /// Also after a `complete` that failed: it may have been done all the same. What cannot be removed
    /// now, the sweeper finds.
    async fn clear(&self) {
        let _ = self.blobs.delete(self.name).await;
    }
}
