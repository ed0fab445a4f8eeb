//! Documents that were shared with whoever is signed in: listed, read here, downloaded. Each opening is recorded
//! before the first byte, for the staff and for whoever opened it; while bytes flow it is asked whether the share
//! still stands.

use std::time::Duration;

use bytes::Bytes;
use domain::documents::size_words;
use domain::ids::{CaseId, ShareId, VersionId};
use domain::portal::{Opening, PortalDocument, PortalDocumentPage, PortalDocuments, PortalFramed};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use jiff::Timestamp;
use papers::Refusal;
use serde::Deserialize;
use sqlx::types::Json;
use tokio::time::Instant;
use uuid::Uuid;
use vault::{Blob, Place};

use super::PortalCaller;
use super::caller::PortalTx;
use super::home::Me;
use crate::documents::{Drawn, Lies, PAGE_WIDTH, Source, content, draw, shown_media, unwrap_key};
use crate::vault::storage;
use crate::words::{self, Region};
use crate::{Error, Result};

/// Bytes after which it is asked again whether the share stands, and time.
const BATCH_BYTES: u64 = 8 << 20;
const BATCH_TIME: Duration = Duration::from_secs(1);

#[derive(Debug, Deserialize)]
struct Own {
    id: Uuid,
    name: String,
    media: String,
    size: i64,
    since: Timestamp,
    opened: bool,
    case: String,
    #[serde(rename = "for")]
    client: String,
}

impl Own {
    fn shown(self, zone: &Region) -> PortalDocument {
        PortalDocument {
            id: ShareId(self.id),
            media: shown_media(&self.media),
            name: self.name,
            size: size_words(self.size),
            since: words::day(self.since, zone),
            fresh: !self.opened,
            case: self.case,
            client: self.client,
        }
    }
}

pub(super) async fn rows(tx: &mut PortalTx, me: &Me) -> Result<Vec<PortalDocument>> {
    let zone = me.region();
    let rows = sqlx::query_scalar!(r#"select own_documents() as "row!: Json<Own>""#)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|Json(own)| own.shown(&zone)).collect())
}

/// All that was shared, the latest first.
///
/// # Errors
/// As the database says.
pub async fn documents(caller: &PortalCaller) -> Result<PortalFramed<PortalDocuments>> {
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    let rows = rows(&mut tx, &me).await?;
    tx.commit().await?;
    Ok(me.around(PortalDocuments { rows }))
}

/// A shared version that may be read, and is recorded as being so.
pub struct OpenedShare {
    pub name: String,
    pub media: String,
    /// Bytes of it.
    pub length: u64,
    share: ShareId,
    version: VersionId,
    caller: PortalCaller,
    blob: Blob,
}

/// Records that it is opened, and opens it.
async fn open(caller: &PortalCaller, share: ShareId, how: &str) -> Result<OpenedShare> {
    let visit = caller.visit();
    let mut tx = caller.begin().await?;
    let stands = sqlx::query_scalar!(
        r#"select portal_share_opened($1, $2, $3, $4, $5, $6, $7) as "open!""#,
        caller.id(),
        share.0,
        how,
        caller.session_id().0,
        visit.request_id(),
        visit.address(),
        visit.user_agent()
    )
    .fetch_one(&mut *tx)
    .await?;
    let row = sqlx::query_as!(
        Shared,
        r#"select version_id as "version!", document_id as "document!", case_id as "case!", name as "name!", media as "media!",
            size_bytes as "size_bytes!", chunks as "chunks!", object_name as "object_name!", wrapped_key as "wrapped_key!",
            case_key_id as "key!", case_key as "case_key!"
        from portal_share($1)"#,
        share.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    match row.filter(|_| stands) {
        Some(row) => unsealed(caller, share, row).await,
        None => Err(Error::NotFound),
    }
}

struct Shared {
    version: Uuid,
    document: Uuid,
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

async fn unsealed(caller: &PortalCaller, share: ShareId, row: Shared) -> Result<OpenedShare> {
    let vault = caller.office().vault().await?;
    let key = unwrap_key(&vault, CaseId(row.case), row.key, Some(row.case_key)).await?;
    let key = key.ok_or(Error::NotFound)?;
    let lies = Lies {
        place: Place {
            office: vault.installation,
            case: row.case,
            document: row.document,
            version: row.version,
        },
        object_name: row.object_name,
        size_bytes: row.size_bytes,
        chunks: row.chunks,
        wrapped_key: row.wrapped_key,
        key: row.key,
    };
    Ok(OpenedShare {
        name: row.name,
        media: row.media,
        length: u64::try_from(row.size_bytes).map_err(Error::internal)?,
        share,
        version: VersionId(row.version),
        caller: caller.clone(),
        blob: lies.open(&vault, &key).await?,
    })
}

/// Opens one to be downloaded.
///
/// # Errors
/// NotFound for one that is not shared with the caller, or no longer; Storage for what is damaged.
pub async fn download(caller: &PortalCaller, share: ShareId) -> Result<OpenedShare> {
    open(caller, share, "download").await
}

/// The page on which one is read: pages from number `from` on, or its text.
///
/// # Errors
/// As [`download`].
pub async fn document(
    caller: &PortalCaller,
    share: ShareId,
    from: u32,
) -> Result<PortalFramed<PortalDocumentPage>> {
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    let mut rows = rows(&mut tx, &me).await?.into_iter();
    let document = rows.find(|row| row.id == share).ok_or(Error::NotFound)?;
    let openings = openings(&mut tx, share, &me.region()).await?;
    tx.commit().await?;
    let content = match document.media.can_preview {
        // none of it is shown, so nobody opened it
        false => None,
        true => {
            let opened = open(caller, share, "view").await?;
            let vault = caller.office().vault().await?;
            Some(content(&vault, opened.source(), from).await?)
        }
    };
    Ok(me.around(PortalDocumentPage { document, content, openings }))
}

#[derive(Debug, Deserialize)]
struct Looked {
    name: String,
    at: Timestamp,
    downloaded: bool,
}

async fn openings(tx: &mut PortalTx, share: ShareId, zone: &Region) -> Result<Vec<Opening>> {
    let rows = sqlx::query_scalar!(r#"select own_openings($1) as "row!: Json<Looked>""#, share.0)
        .fetch_all(&mut **tx)
        .await?;
    let openings = rows.into_iter().map(|Json(looked)| Opening {
        name: looked.name,
        at: words::instant(looked.at, zone),
        datetime: words::datetime(looked.at, zone),
        downloaded: looked.downloaded,
    });
    Ok(openings.collect())
}

/// One page as a picture.
///
/// # Errors
/// As [`download`].
pub async fn picture(
    caller: &PortalCaller,
    share: ShareId,
    page: u32,
) -> Result<std::result::Result<Drawn, Refusal>> {
    let opened = open(caller, share, "view").await?;
    let vault = caller.office().vault().await?;
    draw(&vault, opened.source(), page, PAGE_WIDTH).await
}

impl OpenedShare {
    fn source(self) -> Source {
        Source { version: self.version, media: self.media.clone(), bytes: self.bytes() }
    }

    /// All of it. Stops with an error once it is shared no more.
    pub fn bytes(self) -> BoxStream<'static, Result<Bytes>> {
        let watch =
            Watch { caller: self.caller, share: self.share, since: 0, asked_at: Instant::now() };
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
    caller: PortalCaller,
    share: ShareId,
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
            r#"select exists (select from portal_share($1)) as "stands!""#,
            self.share.0
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
