//! Looking at a scan. Permission and audit row in one transaction, committed, and only then the first byte.

use bytes::Bytes;
use domain::access::act;
use domain::filing::Shown;
use domain::ids::ScanId;
use futures_util::{Stream, StreamExt};
use papers::{Media, Preview, Refusal};
use vault::Blob;

use super::standing::on_scan;
use crate::audit::{self, Event};
use crate::sealing::{self, Kept};
use crate::vault::storage;
use crate::{Caller, Error, Result, Tx};

/// A scan that may be read, and is recorded as being so.
pub struct OpenedScan {
    pub name: String,
    /// As its bytes say.
    pub media: String,
    /// Bytes of it.
    pub length: u64,
    blob: Blob,
}

/// Opens a scan to be kept as a file.
///
/// # Errors
/// NotFound; Conflict for what the scanner for malware holds; Storage.
pub async fn open(caller: &Caller, id: ScanId) -> Result<OpenedScan> {
    read(caller, id, "download-scan").await
}

impl OpenedScan {
    pub fn bytes(self) -> impl Stream<Item = Result<Bytes>> + Send + use<> {
        self.blob.all().map(|piece| piece.map_err(storage))
    }
}

async fn read(caller: &Caller, id: ScanId, action: &'static str) -> Result<OpenedScan> {
    let vault = caller.office().vault().await?;
    let (mut tx, permit, event) = on_scan::<act::SeeScan>(caller, id).await?;
    let row = row(&mut tx, permit.subject()).await?;
    let event = event.named(action);
    if let Some(found) = row.found {
        return Err(held(tx, event, &found).await?);
    }
    let key = sealing::office_key(&mut tx, &vault).await?;
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    let blob = row.kept.open(&vault, &key).await?;
    let length = blob.length();
    Ok(OpenedScan { name: row.name, media: row.media, length, blob })
}

async fn held(mut tx: Tx, event: Event, found: &str) -> Result<Error> {
    audit::record(&mut tx, event.outcome(audit::Outcome::Refused)).await?;
    tx.commit().await?;
    Ok(Error::Conflict(format!("{found} Nobody opens it, and it cannot be filed. Discard it.")))
}

pub(super) struct Row {
    pub(super) name: String,
    pub(super) media: String,
    pub(super) found: Option<String>,
    pub(super) kept: Kept,
}

pub(super) async fn row(tx: &mut Tx, id: ScanId) -> Result<Row> {
    let row = sqlx::query!(
        "select name, media, found, object_name, size_bytes, chunks, office_key_id, wrapped_key
        from filing_scans where id = $1",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Row {
        name: row.name,
        media: row.media,
        found: row.found,
        kept: Kept {
            thing: id.0,
            version: id.0,
            object_name: row.object_name,
            size_bytes: row.size_bytes,
            chunks: row.chunks,
            key_id: row.office_key_id,
            wrapped_key: row.wrapped_key,
        },
    })
}

/// How a scan is shown on its page.
pub(super) async fn preview(caller: &Caller, id: ScanId) -> Result<Shown> {
    let opened = match read(caller, id, "view-scan").await {
        Ok(opened) => opened,
        Err(Error::Conflict(why) | Error::Storage(why)) => return Ok(Shown::Nothing(why)),
        // one that cannot be opened does not shut the queue
        Err(error @ Error::Internal(_)) => {
            tracing::error!(%error, "a scan cannot be opened");
            return Ok(Shown::Nothing(
                "This scan cannot be opened. Tell whoever looks after the server.".into(),
            ));
        }
        Err(error) => return Err(error),
    };
    let vault = caller.office().vault().await?;
    let media = Media::from_media_type(&opened.media);
    Ok(shown(vault.previewer.preview(media, opened.bytes()).await))
}

/// An answer of the reader, for a page.
pub(crate) fn shown(preview: Result<Preview, Refusal>) -> Shown {
    match preview {
        Ok(Preview::Pages { count }) => Shown::Pages(count),
        Ok(Preview::Image { .. }) => Shown::Pages(1),
        Ok(Preview::Text(written)) => {
            let lines = written.blocks.iter().map(papers::Block::text).collect();
            Shown::Text(lines, written.cut)
        }
        Ok(Preview::None(refusal)) | Err(refusal) => Shown::Nothing(refusal.to_string()),
    }
}

/// One page of a scan as a picture about `width` pixels wide.
///
/// # Errors
/// As [`open`]; NotFound for a page that is not there.
pub async fn picture(caller: &Caller, id: ScanId, number: u32, width: u32) -> Result<Bytes> {
    let opened = read(caller, id, "view-scan").await?;
    let vault = caller.office().vault().await?;
    let media = Media::from_media_type(&opened.media);
    match vault.previewer.page(media, opened.bytes(), number, width).await {
        Ok(picture) => Ok(picture.png),
        Err(Refusal::NoSuchPage | Refusal::NotShown(_)) => Err(Error::NotFound),
        Err(refusal) => Err(Error::Conflict(refusal.to_string())),
    }
}
