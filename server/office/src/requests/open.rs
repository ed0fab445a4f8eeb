//! Looking at a file before it is accepted. Permission and audit row in one transaction, committed, and only then the
//! first byte; while bytes flow the right is asked again, as for documents.

use std::time::Duration;

use bytes::Bytes;
use domain::access::act;
use domain::documents::Content;
use domain::frame::Frame;
use domain::ids::{CaseId, DocumentId, UploadId, VersionId};
use domain::requests::{DecideForm, UploadPage, UploadRow, UploadState};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use papers::Refusal;
use tokio::time::Instant;
use vault::{Blob, Place};

use super::rows;
use crate::audit::{self, Event, Outcome, Resource};
use crate::documents::{Drawn, Lies, PAGE_WIDTH, Source, content, draw, unwrap_key};
use crate::vault::storage;
use crate::{Caller, Error, Result, access, cases, frame};

/// Bytes after which the right is asked again, and time.
const BATCH_BYTES: u64 = 8 << 20;
const BATCH_TIME: Duration = Duration::from_secs(1);

/// A file that may be read, and is recorded as being so.
pub struct OpenedUpload {
    pub name: String,
    /// As its bytes say.
    pub media: String,
    /// Bytes of it.
    pub length: u64,
    id: UploadId,
    case: CaseId,
    caller: Caller,
    blob: Blob,
}

/// The page of one file, with what is in it: pages from number `from` on, or its text.
///
/// # Errors
/// NotFound, Refused.
pub async fn upload(
    caller: &Caller,
    case: CaseId,
    id: UploadId,
    from: u32,
) -> Result<(Frame, DecideForm, UploadPage)> {
    let (mut tx, permit, ground) = access::on_case::<act::SeeRequests>(caller, case).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let facts = cases::facts(&mut tx, permit.subject()).await?;
    let row = rows::one(&mut tx, case, id, &region).await?;
    let opens = row.state == UploadState::Waiting && row.held.is_none() && row.media.can_preview;
    if !opens {
        // none of it is shown, so nobody viewed it
        let event = Event::new("see-upload", Resource::Document(DocumentId(id.0))).case(case);
        audit::record(&mut tx, event.by_grant(ground.grant)).await?;
    }
    tx.commit().await?;
    let content = match opens {
        true => Some(shown(caller, case, id, from).await?),
        false => None,
    };
    let form = form(&row);
    let page = UploadPage { case: facts, standing: ground.standing, upload: row, content };
    Ok((frame, form, page))
}

fn form(row: &UploadRow) -> DecideForm {
    DecideForm {
        name: row.name.clone(),
        kind: domain::documents::Kind::Other.word().into(),
        all: if row.asked_open { "on".into() } else { String::new() },
        reason: String::new(),
    }
}

async fn shown(caller: &Caller, case: CaseId, id: UploadId, from: u32) -> Result<Content> {
    let opened = open(caller, case, id, "view-upload").await?;
    let vault = caller.office().vault().await?;
    content(&vault, opened.source(), from).await
}

/// Opens one to be kept as a file.
///
/// # Errors
/// NotFound, Refused; Conflict for what the scanner holds, or is not in the inbox any more; Storage.
pub async fn download(caller: &Caller, case: CaseId, id: UploadId) -> Result<OpenedUpload> {
    open(caller, case, id, "download-upload").await
}

/// One page as a picture.
///
/// # Errors
/// As [`download`].
pub async fn picture(
    caller: &Caller,
    case: CaseId,
    id: UploadId,
    page: u32,
) -> Result<std::result::Result<Drawn, Refusal>> {
    let opened = open(caller, case, id, "view-upload").await?;
    let vault = caller.office().vault().await?;
    draw(&vault, opened.source(), page, PAGE_WIDTH).await
}

async fn open(
    caller: &Caller,
    case: CaseId,
    id: UploadId,
    action: &'static str,
) -> Result<OpenedUpload> {
    let vault = caller.office().vault().await?;
    let (mut tx, permit, ground) = access::on_case::<act::SeeRequests>(caller, case).await?;
    let row = sqlx::query!(
        r#"select u.name, u.media, u.size_bytes, u.chunks, u.content_hash, u.object_name, u.wrapped_key, u.case_key_id, u.found,
            u.state, k.wrapped as "case_key?"
        from client_uploads u left join case_keys k on k.id = u.case_key_id
        where u.id = $1 and u.case_id = $2"#,
        id.0,
        permit.subject().0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let event = Event::new(action, Resource::Document(DocumentId(id.0)))
        .case(case)
        .by_grant(ground.grant)
        .of_version(1, &row.content_hash);
    let barred = match (row.found, row.wrapped_key.is_some() && row.state == "waiting") {
        (_, false) => {
            Some("This file is not in the inbox any more: it was accepted or refused.".to_owned())
        }
        (Some(found), true) => Some(format!(
            "{found} Nobody opens it. Refuse it; or accept it, and a managing partner can release it."
        )),
        (None, true) => None,
    };
    if let Some(why) = barred {
        audit::record(&mut tx, event.outcome(Outcome::Refused)).await?;
        tx.commit().await?;
        return Err(Error::Conflict(why));
    }
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    let key = unwrap_key(&vault, case, row.case_key_id, row.case_key).await?;
    let key = key.ok_or(Error::NotFound)?;
    let lies = Lies {
        place: Place { office: vault.installation, case: case.0, document: id.0, version: id.0 },
        object_name: row.object_name,
        size_bytes: row.size_bytes,
        chunks: row.chunks,
        wrapped_key: row.wrapped_key.unwrap_or_default(),
        key: row.case_key_id,
    };
    Ok(OpenedUpload {
        name: row.name,
        media: row.media,
        length: u64::try_from(row.size_bytes).map_err(Error::internal)?,
        id,
        case,
        caller: caller.clone(),
        blob: lies.open(&vault, &key).await?,
    })
}

impl OpenedUpload {
    fn source(self) -> Source {
        Source { version: VersionId(self.id.0), media: self.media.clone(), bytes: self.bytes() }
    }

    /// All of it. Stops with an error where the right ends meanwhile.
    pub fn bytes(self) -> BoxStream<'static, Result<Bytes>> {
        let watch =
            Watch { caller: self.caller, case: self.case, since: 0, asked_at: Instant::now() };
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
    caller: Caller,
    case: CaseId,
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
        let (tx, ..) = access::on_case::<act::SeeRequests>(&self.caller, self.case).await?;
        tx.commit().await?;
        (self.since, self.asked_at) = (0, Instant::now());
        Ok(())
    }
}
