//! What was sent, read and downloaded by somebody outside. Each opening is recorded before the first byte; while bytes
//! flow it is asked whether it still stands.

use std::time::Duration;

use bytes::Bytes;
use domain::ids::{CaseId, DocumentId, VersionId};
use domain::outside::SentPage;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use papers::Refusal;
use tokio::time::Instant;
use uuid::Uuid;
use vault::{Blob, Place};

use super::door::{self, hashes};
use crate::documents::{Drawn, Lies, PAGE_WIDTH, Source, content, draw, unwrap_key};
use crate::gate::Visit;
use crate::vault::storage;
use crate::{Error, Result};

/// Bytes after which it is asked again whether it stands, and time.
const BATCH_BYTES: u64 = 8 << 20;
const BATCH_TIME: Duration = Duration::from_secs(1);

/// A version that may be read, and is recorded as being so.
pub struct OpenedSent {
    pub name: String,
    pub media: String,
    /// Bytes of it.
    pub length: u64,
    version: VersionId,
    key: Key,
    blob: Blob,
}

/// By what it was opened.
#[derive(Clone)]
struct Key {
    visit: Visit,
    link: [u8; 32],
    browser: [u8; 32],
    document: DocumentId,
}

struct Row {
    version: Uuid,
    case: Uuid,
    name: String,
    media: String,
    size_bytes: i64,
    chunks: i32,
    object_name: String,
    wrapped_key: Vec<u8>,
    key: Uuid,
    case_key: Vec<u8>,
}

/// Records that it is opened, and opens it.
async fn open(visit: &Visit, token: &str, document: DocumentId, how: &str) -> Result<OpenedSent> {
    let (link, browser) = hashes(visit, token);
    let mut gate = visit.begin().await?;
    let stands = sqlx::query_scalar!(
        r#"select gate_outside_opened($1, $2, $3, $4, $5, $6, $7, $8) as "open!""#,
        visit.id(),
        &link[..],
        &browser[..],
        document.0,
        how,
        visit.request_id(),
        visit.address(),
        visit.user_agent()
    )
    .fetch_one(&mut *gate)
    .await?;
    let row = sqlx::query_as!(
        Row,
        r#"select version_id as "version!", case_id as "case!", name as "name!", media as "media!", size_bytes as "size_bytes!",
            chunks as "chunks!", object_name as "object_name!", wrapped_key as "wrapped_key!", case_key_id as "key!",
            case_key as "case_key!"
        from gate_outside_document($1, $2, $3)"#,
        &link[..],
        &browser[..],
        document.0
    )
    .fetch_optional(&mut *gate)
    .await?;
    gate.commit().await?;
    let row = row.filter(|_| stands).ok_or(Error::NotFound)?;
    unsealed(Key { visit: visit.clone(), link, browser, document }, row).await
}

async fn unsealed(by: Key, row: Row) -> Result<OpenedSent> {
    let vault = by.visit.office().vault().await?;
    let key = unwrap_key(&vault, CaseId(row.case), row.key, Some(row.case_key)).await?;
    let key = key.ok_or(Error::NotFound)?;
    let lies = Lies {
        place: Place {
            office: vault.installation,
            case: row.case,
            document: by.document.0,
            version: row.version,
        },
        object_name: row.object_name,
        size_bytes: row.size_bytes,
        chunks: row.chunks,
        wrapped_key: row.wrapped_key,
        key: row.key,
    };
    Ok(OpenedSent {
        name: row.name,
        media: row.media,
        length: u64::try_from(row.size_bytes).map_err(Error::internal)?,
        version: VersionId(row.version),
        key: by,
        blob: lies.open(&vault, &key).await?,
    })
}

/// Opens one to be downloaded.
///
/// # Errors
/// NotFound for what was not sent to whoever looks, or is no longer open; Storage for what is damaged.
pub async fn download(visit: &Visit, token: &str, document: DocumentId) -> Result<OpenedSent> {
    open(visit, token, document, "download").await
}

/// The page on which one is read: pages from number `from` on, or its text.
///
/// # Errors
/// As [`download`].
pub async fn document(visit: &Visit, token: &str, id: DocumentId, from: u32) -> Result<SentPage> {
    let sent = door::page(visit, token).await?;
    let inside = sent.inside.ok_or(Error::NotFound)?;
    let mut all = inside.documents.into_iter();
    let document = all.find(|one| one.id == id).ok_or(Error::NotFound)?;
    let content = match document.media.can_preview {
        // none of it is shown, so nobody opened it
        false => None,
        true => {
            let opened = open(visit, token, id, "view").await?;
            let vault = visit.office().vault().await?;
            Some(content(&vault, opened.source(), from).await?)
        }
    };
    Ok(SentPage { office: sent.office, until: inside.until, document, content })
}

/// One page as a picture.
///
/// # Errors
/// As [`download`].
pub async fn picture(
    visit: &Visit,
    token: &str,
    document: DocumentId,
    page: u32,
) -> Result<std::result::Result<Drawn, Refusal>> {
    let opened = open(visit, token, document, "view").await?;
    let vault = visit.office().vault().await?;
    draw(&vault, opened.source(), page, PAGE_WIDTH).await
}

impl OpenedSent {
    fn source(self) -> Source {
        Source { version: self.version, media: self.media.clone(), bytes: self.bytes() }
    }

    /// All of it. Stops with an error once it can be opened no more.
    pub fn bytes(self) -> BoxStream<'static, Result<Bytes>> {
        let watch = Watch { key: self.key, since: 0, asked_at: Instant::now() };
        let pieces = self.blob.all().boxed();
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
    key: Key,
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
        let Key { visit, link, browser, document } = &self.key;
        // at the time it is now, and not when it was begun
        let now = visit.office().clock.now();
        let mut gate = visit.office().begin_as("privity_gate", None, now).await?;
        let stands = sqlx::query_scalar!(
            r#"select exists (select from gate_outside_document($1, $2, $3)) as "stands!""#,
            &link[..],
            &browser[..],
            document.0
        )
        .fetch_one(&mut *gate)
        .await?;
        gate.commit().await?;
        if !stands {
            return Err(Error::NotFound);
        }
        (self.since, self.asked_at) = (0, Instant::now());
        Ok(())
    }
}
