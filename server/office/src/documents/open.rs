//! Opening a version: permission and audit row in one transaction, committed, and only then the first
//! byte. While bytes flow the right is asked again at each batch, so that a grant that ends, ends the
//! download; how it ended is a row of its own.

use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use domain::access::act;
use domain::ids::{CaseId, DocumentId, VersionId};
use futures_util::stream::{self, Stream, StreamExt};
use tokio::runtime::Handle;
use tokio::time::Instant;
use uuid::Uuid;
use vault::{Blob, CaseKey, Expected, KeyId, Place, Wrapped};

use super::standing::on_document;
use super::upload::{Kept, NewFile, add_version};
use super::{keys, shred};
use crate::audit::{self, Event, Resource};
use crate::vault::{Vault, storage};
use crate::{Caller, Error, Result};

/// What a version is opened for: the word of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Pages or text of it, made here.
    View,
    /// A small picture beside its name.
    Preview,
    Download,
    /// One of many in an archive.
    Archive,
    /// To be its own next version.
    Restore,
    /// Its text is compared with what other clients are called; nobody reads it.
    Guard,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Purpose::View => "view-document",
            Purpose::Preview => "preview-document",
            Purpose::Download => "download-document",
            Purpose::Archive => "archive-document",
            Purpose::Restore => "restore-version",
            Purpose::Guard => "look-through-document",
        }
    }
}

/// A version that may be read, and is recorded as being so.
pub struct Opened {
    pub document: DocumentId,
    pub version: VersionId,
    pub nth: i32,
    pub name: String,
    /// As its bytes say.
    pub media: String,
    /// Bytes of it.
    pub length: u64,
    /// Changes with the content, and says nothing about it.
    pub content_hash: Vec<u8>,
    case: CaseId,
    blob: Blob,
}

/// Bytes asked the right again after so many, and after so long.
const BATCH_BYTES: u64 = 8 << 20;
const BATCH_TIME: Duration = Duration::from_secs(1);

/// Opens the newest version of a document, or the one of that number.
///
/// `part` is set where only a range is asked for: ranges of one transfer within ten minutes share one
/// row of the log.
///
/// # Errors
/// NotFound, Refused; Conflict for what the scanner holds or was destroyed; Storage for what is damaged.
pub async fn open(
    caller: &Caller,
    id: DocumentId,
    nth: Option<i32>,
    purpose: Purpose,
    part: bool,
) -> Result<Opened> {
    let vault = caller.office().vault().await?;
    let (mut tx, permit, ground, event) = on_document::<act::SeeDocument>(caller, id).await?;
    let row = sqlx::query!(
        r#"select d.name, v.id, v.nth, v.media, v.size_bytes, v.chunks, v.content_hash, v.object_name, v.wrapped_key,
            v.case_key_id, q.found as "found?", k.destroyed_at as "destroyed_at?"
        from documents d join document_versions v on v.document_id = d.id
        left join case_keys k on k.case_id = d.case_id
        left join document_quarantines q on q.version_id = v.id and q.released_at is null
        where d.id = $1 and v.nth = coalesce($2, d.nth)"#,
        permit.subject().0,
        nth
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let event = event.named(purpose.word()).of_version(row.nth, &row.content_hash);
    if let Some(at) = row.destroyed_at {
        let day = shred::day(&mut tx, at.to_jiff()).await?;
        audit::record(&mut tx, event.outcome(audit::Outcome::Refused)).await?;
        tx.commit().await?;
        return Err(shred::unreadable(&day));
    }
    if let Some(found) = row.found {
        audit::record(&mut tx, event.outcome(audit::Outcome::Refused)).await?;
        tx.commit().await?;
        return Err(Error::Conflict(format!(
            "{found} Nobody opens this version until a managing partner releases it."
        )));
    }
    let key = keys::find(&mut tx, &vault, ground.case).await?.ok_or(Error::NotFound)?;
    let is_news = match part {
        false => true,
        true => {
            sqlx::query_scalar!(
                r#"select begin_transfer($1, $2, $3) as "news!""#,
                row.id,
                purpose.word(),
                caller.session_id().0
            )
            .fetch_one(&mut *tx)
            .await?
        }
    };
    if is_news {
        audit::record(&mut tx, event).await?;
    }
    tx.commit().await?;

    let lies = Lies {
        place: Place {
            office: vault.installation,
            case: ground.case.0,
            document: id.0,
            version: row.id,
        },
        object_name: row.object_name,
        size_bytes: row.size_bytes,
        chunks: row.chunks,
        wrapped_key: row.wrapped_key,
        key: row.case_key_id,
    };
    let blob = lies.open(&vault, &key).await?;
    Ok(Opened {
        document: id,
        version: VersionId(row.id),
        nth: row.nth,
        name: row.name,
        media: row.media,
        length: u64::try_from(row.size_bytes).map_err(Error::internal)?,
        content_hash: row.content_hash,
        case: ground.case,
        blob,
    })
}

/// Where a version lies in the vault, and under which key.
pub(crate) struct Lies {
    pub place: Place,
    pub object_name: String,
    pub size_bytes: i64,
    pub chunks: i32,
    pub wrapped_key: Vec<u8>,
    pub key: Uuid,
}

impl Lies {
    /// # Errors
    /// Storage for what is damaged.
    pub(crate) async fn open(&self, vault: &Vault, key: &CaseKey) -> Result<Blob> {
        if KeyId::from_bytes(*self.key.as_bytes()) != key.id() {
            return Err(Error::internal("a version names another key than its case has"));
        }
        let wrapped = Wrapped::from_bytes(&self.wrapped_key)
            .ok_or_else(|| Error::internal("a wrapped key is damaged"))?;
        let data_key = key.unwrap_data_key(&self.place, &wrapped).map_err(Error::internal)?;
        let expected = Expected {
            length: u64::try_from(self.size_bytes).map_err(Error::internal)?,
            chunks: u32::try_from(self.chunks).map_err(Error::internal)?,
        };
        let name = self.object_name.parse().map_err(Error::internal)?;
        vault.blobs.open(name, self.place, &data_key, expected).await.map_err(storage)
    }
}

impl Opened {
    /// All of it, or a range. Stops with an error where the right ends meanwhile; how a whole download
    /// ended is recorded.
    pub fn bytes(
        self,
        caller: &Caller,
        range: Option<Range<u64>>,
    ) -> impl Stream<Item = Result<Bytes>> + Send + use<> {
        let whole = range.is_none();
        let range = range.unwrap_or(0..self.length);
        let pieces = self.blob.range(range).boxed();
        let watch = Watch {
            end: whole.then_some(End {
                version: self.nth,
                hash: self.content_hash,
                length: self.length,
            }),
            caller: caller.clone(),
            document: self.document,
            case: self.case,
            sent: 0,
            since: 0,
            asked_at: Instant::now(),
        };
        stream::try_unfold((watch, pieces), |(mut watch, mut pieces)| async move {
            let Some(piece) = pieces.next().await else { return Ok(None) };
            let piece = piece.map_err(storage)?;
            watch.may_go_on().await?;
            watch.count(piece.len() as u64);
            Ok(Some((piece, (watch, pieces))))
        })
    }

    /// All of it in memory, for what is made of it here.
    ///
    /// # Errors
    /// Storage.
    pub async fn read(self) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(usize::try_from(self.length).unwrap_or_default());
        let mut pieces = self.blob.all().boxed();
        while let Some(piece) = pieces.next().await {
            bytes.extend_from_slice(&piece.map_err(storage)?);
        }
        Ok(bytes)
    }
}

/// Bytes on their way out.
struct Watch {
    caller: Caller,
    document: DocumentId,
    case: CaseId,
    /// What is recorded at its end; none for a range.
    end: Option<End>,
    sent: u64,
    /// Since the right was asked.
    since: u64,
    asked_at: Instant,
}

struct End {
    version: i32,
    hash: Vec<u8>,
    length: u64,
}

impl Watch {
    fn count(&mut self, bytes: u64) {
        self.sent += bytes;
        self.since += bytes;
    }

    async fn may_go_on(&mut self) -> Result<()> {
        if self.since < BATCH_BYTES && self.asked_at.elapsed() < BATCH_TIME {
            return Ok(());
        }
        let (mut tx, _, ground, _) =
            on_document::<act::SeeDocument>(&self.caller, self.document).await?;
        shred::must_stand(&mut tx, ground.case).await?;
        tx.commit().await?;
        self.since = 0;
        self.asked_at = Instant::now();
        Ok(())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let (Some(end), Ok(runtime)) = (self.end.take(), Handle::try_current()) else { return };
        let (caller, document, case, sent) =
            (self.caller.clone(), self.document, self.case, self.sent);
        runtime.spawn(async move {
            let event = Event::new("document-sent", Resource::Document(document))
                .case(case)
                .of_version(end.version, &end.hash)
                .with("bytes", sent)
                .with("whole", sent == end.length);
            let recorded = async {
                let mut tx = caller.begin().await?;
                audit::record(&mut tx, event).await?;
                tx.commit().await
            };
            if let Err(error) = recorded.await {
                tracing::warn!(%error, "how a download ended was not recorded");
            }
        });
    }
}

/// Makes an earlier version the newest, as a version of its own: sealed anew, the old one stays.
///
/// # Errors
/// As [`open`] and [`add_version`]; Conflict for the newest.
pub async fn restore(caller: &Caller, id: DocumentId, nth: i32, base: i32) -> Result<Kept> {
    // who may not write does not read for writing
    let (tx, ..) = on_document::<act::EditDocument>(caller, id).await?;
    tx.commit().await?;
    if nth == base {
        return Err(Error::Conflict("This is the newest version already.".into()));
    }
    let opened = open(caller, id, Some(nth), Purpose::Restore, false).await?;
    let file = NewFile {
        note: format!("Version {nth} again"),
        announced_bytes: Some(opened.length),
        restored_from: Some(nth),
        ..NewFile::named(&opened.name)
    };
    let body = opened.blob.all();
    add_version(caller, id, base, &file, body).await
}
