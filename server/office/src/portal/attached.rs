//! Files that go with a message. Each goes the way of any file of a client, and waits sealed until the message is written:
//! one transaction then keeps all of them and the message, or nothing. Read, they are opened through the thread alone.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::documents::{name_of_upload, size_words};
use domain::ids::{CaseId, ClientId, MessageFileId, ShareId, ThreadId};
use domain::threads::{FILES_MOST, Hung, HungAt, HungState};
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};
use serde::Deserialize;
use tokio::time::Instant;
use uuid::Uuid;
use vault::{Blob, BoxError, Place};

use super::PortalCaller;
use super::caller::PortalTx;
use super::messages::{event, took};
use super::upload::{self, Coming, SendTo};
use crate::documents::{Lies, unwrap_key};
use crate::sealing::Sealed;
use crate::vault::{Vault, storage};
use crate::{Error, Result};

/// Bytes after which it is asked again whether a file may be read, and time.
const BATCH_BYTES: u64 = 8 << 20;
const BATCH_TIME: Duration = Duration::from_secs(1);

/// Files on their way with a message. Nothing of them is anywhere to be seen until it is written.
#[derive(Default)]
pub struct Files(Vec<File>);

struct File {
    coming: Coming,
    name: String,
    sealed: Sealed,
}

/// Where the files of a message to this thread go, asked before the first byte of one is read.
///
/// # Errors
/// NotFound for a thread that is not the caller's; Conflict where nothing can be written there, or no file sent.
pub async fn message_place(caller: &PortalCaller, id: ThreadId) -> Result<SendTo> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select said as "said!", case_id, client_id from portal_message_place($1)"#,
        id.0
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    match (row.said.as_str(), row.case_id, row.client_id) {
        ("", Some(case), Some(client)) => Ok(SendTo::Case(CaseId(case), ClientId(client))),
        ("bill", ..) => Err(about_bill()),
        (said, ..) => Err(took(said).err().unwrap_or(Error::NotFound)),
    }
}

pub(super) fn about_bill() -> Error {
    Error::Conflict(
        "No file goes with a question about a bill. Send it under “What we need from you”, or ask without it.".into(),
    )
}

impl Files {
    /// Takes one more.
    ///
    /// # Errors
    /// As [`super::send`]; the others stay as they are.
    pub async fn add<S, E>(
        &mut self,
        caller: &PortalCaller,
        to: SendTo,
        name: &str,
        body: S,
    ) -> Result<()>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: Into<BoxError>,
    {
        if self.0.len() == FILES_MOST {
            return Err(Error::Conflict(format!(
                "At most {FILES_MOST} files go with one message. Send the rest with the next."
            )));
        }
        let vault = caller.office().vault().await?;
        let mut tx = caller.begin().await?;
        let coming = upload::begin(&mut tx, caller, &vault, to).await?;
        tx.commit().await?;
        let sealed = match upload::seal(&vault, &coming, None, body).await {
            Ok(sealed) => sealed,
            Err(error) => {
                upload::forget(caller, coming.id).await;
                return Err(error);
            }
        };
        if let Err(error) = upload::not_empty(&sealed) {
            upload::drop_it(caller, &vault, &coming).await;
            return Err(error);
        }
        self.0.push(File { coming, name: name_of_upload(name), sealed });
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Lets go of all of them.
    pub async fn let_go(self, caller: &PortalCaller) {
        if self.0.is_empty() {
            return;
        }
        let Ok(vault) = caller.office().vault().await else { return };
        for file in self.0 {
            upload::drop_it(caller, &vault, &file.coming).await;
        }
    }

    /// Keeps them, and hangs them on the message that this transaction wrote.
    pub(super) async fn hang(
        &self,
        tx: &mut PortalTx,
        caller: &PortalCaller,
        message: Uuid,
    ) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        for File { coming, name, sealed } in &self.0 {
            upload::keep_in(tx, caller, coming, name, sealed).await?;
        }
        let uploads: Vec<Uuid> = self.0.iter().map(|file| file.coming.id).collect();
        let files: Vec<Uuid> = uploads.iter().map(|_| caller.id()).collect();
        sqlx::query!("select portal_attach($1, $2, $3)", message, &files, &uploads)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }
}

/// What hangs on a message, as the database tells it.
#[derive(Debug, Deserialize)]
pub(super) struct Hanging {
    id: Uuid,
    name: Option<String>,
    size: Option<i64>,
    how: String,
}

impl Hanging {
    pub(super) fn shown(self, thread: ThreadId) -> Hung {
        let (state, at) = match self.how.as_str() {
            "sent" => (HungState::There, Some(HungAt::Sent(thread, MessageFileId(self.id)))),
            "shared" => (HungState::There, Some(HungAt::Shared(ShareId(self.id)))),
            "held" => (HungState::Held, None),
            "refused" => (HungState::Refused, None),
            "soon" => (HungState::Soon, None),
            "back" => (HungState::TakenBack, None),
            _ => (HungState::Gone, None),
        };
        let size = self.size.map(size_words).unwrap_or_default();
        Hung { name: self.name.unwrap_or_default(), size, state, at }
    }
}

/// A file that was sent with a message, which may be read, and is recorded as being so.
pub struct OpenedFile {
    pub name: String,
    /// As its bytes say.
    pub media: String,
    /// Bytes of it.
    pub length: u64,
    thread: ThreadId,
    file: MessageFileId,
    caller: PortalCaller,
    blob: Blob,
}

/// Opens one to be downloaded.
///
/// # Errors
/// NotFound for one that hangs on no message which the caller reads, or opens to nobody; Storage for what is damaged.
pub async fn message_file(
    caller: &PortalCaller,
    thread: ThreadId,
    file: MessageFileId,
) -> Result<OpenedFile> {
    let vault = caller.office().vault().await?;
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select upload_id as "upload!", case_id as "case!", name as "name!", media as "media!", size_bytes as "size_bytes!",
            chunks as "chunks!", object_name as "object_name!", wrapped_key as "wrapped_key!", case_key_id as "key!",
            case_key as "case_key!"
        from portal_message_file($1, $2, $3)"#,
        file.0,
        thread.0,
        event(caller)
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.commit().await?;
    let key = unwrap_key(&vault, CaseId(row.case), row.key, Some(row.case_key)).await?;
    let key = key.ok_or(Error::NotFound)?;
    let lies = Lies {
        place: Place {
            office: vault.installation,
            case: row.case,
            document: row.upload,
            version: row.upload,
        },
        object_name: row.object_name,
        size_bytes: row.size_bytes,
        chunks: row.chunks,
        wrapped_key: row.wrapped_key,
        key: row.key,
    };
    Ok(OpenedFile {
        name: row.name,
        media: row.media,
        length: u64::try_from(row.size_bytes).map_err(Error::internal)?,
        thread,
        file,
        caller: caller.clone(),
        blob: lies.open(&vault, &key).await?,
    })
}

impl OpenedFile {
    /// All of it. Stops with an error once the caller reads the message no more.
    pub fn bytes(self) -> BoxStream<'static, Result<Bytes>> {
        let OpenedFile { thread, file, caller, blob, .. } = self;
        let watch = Watch { caller, thread, file, since: 0, asked_at: Instant::now() };
        let pieces = blob.all().boxed();
        stream::try_unfold((watch, pieces), |(mut watch, mut pieces)| async move {
            let Some(piece) = pieces.next().await else { return Ok(None) };
            let piece = piece.map_err(storage)?;
            watch.may_go_on(piece.len() as u64).await?;
            Ok(Some((piece, (watch, pieces))))
        })
        .boxed()
    }
}

struct Watch {
    caller: PortalCaller,
    thread: ThreadId,
    file: MessageFileId,
    /// Bytes since it was asked last.
    since: u64,
    asked_at: Instant,
}

impl Watch {
    async fn may_go_on(&mut self, bytes: u64) -> Result<()> {
        self.since += bytes;
        if self.since < BATCH_BYTES && self.asked_at.elapsed() < BATCH_TIME {
            return Ok(());
        }
        let mut tx = self.caller.begin().await?;
        let stands = sqlx::query_scalar!(
            r#"select exists (select from portal_message_file($1, $2, null)) as "stands!""#,
            self.file.0,
            self.thread.0
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        if !stands {
            return Err(Error::NotFound);
        }
        (self.since, self.asked_at) = (0, Instant::now());
        Ok(())
    }
}

/// How large one may be.
pub(super) async fn limit(caller: &PortalCaller) -> String {
    // a vault that cannot be opened now says so to whoever sends something
    let limit: Result<Arc<Vault>> = caller.office().vault().await;
    limit.map(|vault| domain::requests::limit_words(vault.file_bytes)).unwrap_or_default()
}
