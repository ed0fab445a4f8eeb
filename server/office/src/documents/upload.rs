//! Storing a version. A row for the bytes on their way, in a transaction of its own; then the bytes,
//! sealed as they come, with no transaction open; then version, key and audit row in one transaction,
//! and only with that does anything become visible.
//!
//! Whatever fails before that leaves nothing that anybody sees. Where it cannot be known whether the
//! last transaction was kept, the blob is left to the sweeper, which removes what no row names.

use bytes::Bytes;
use domain::access::act;
use domain::cases::Happened;
use domain::documents::{Kind, copy_of, name_of_upload, numbered};
use domain::ids::{CaseId, DocumentId, FolderId, ScanId, VersionId};
use futures_util::Stream;
use sqlx::types::Uuid;
use vault::{BoxError, CaseKey, DataKey, Expected, Name, Order, Place, Written, fault};

use super::standing::on_document;
use super::{keys, shred};
use crate::audit::{self, Event, Resource};
use crate::sealing::{self, Sealed};
use crate::vault::{SECRET, Vault, key_uuid, storage};
use crate::{Caller, Error, Result, Tx, access, timeline};

/// A file that arrives for a case.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// As claimed; what cannot be kept is left out.
    pub name: String,
    pub kind: Kind,
    pub folder: Option<FolderId>,
    pub note: String,
    pub tags: Vec<String>,
    pub dated: Option<jiff::civil::Date>,
    /// What the sender says its length is, in bytes.
    pub announced_bytes: Option<u64>,
    /// The version it repeats.
    pub(crate) restored_from: Option<i32>,
    /// The scan it was: taken out of its tray in the transaction that makes it a document.
    pub(crate) scan: Option<ScanId>,
}

impl NewFile {
    pub fn named(name: &str) -> NewFile {
        NewFile {
            name: name.to_owned(),
            kind: Kind::Other,
            folder: None,
            note: String::new(),
            tags: Vec::new(),
            dated: None,
            announced_bytes: None,
            restored_from: None,
            scan: None,
        }
    }
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub document: DocumentId,
    pub nth: i32,
    /// As it is kept, which may be another name than it came with.
    pub name: String,
    pub how: How,
    /// What the scanner said; nobody opens it.
    pub quarantined: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// A document of its own.
    New,
    /// The next version of one.
    Version,
    /// Beside the document it was meant for: somebody had added a version meanwhile, or has it checked
    /// out. Nothing is lost.
    Aside,
}

/// Asks whether files may come for a case, before the first byte of them is read.
///
/// # Errors
/// NotFound, Refused; Conflict where the documents of the case were destroyed.
pub async fn may_add(caller: &Caller, case: CaseId) -> Result<()> {
    let (mut tx, ..) = access::on_case::<act::AddDocument>(caller, case).await?;
    shred::must_take(&mut tx, case).await?;
    tx.commit().await
}

/// The same for a version of a document.
///
/// # Errors
/// As [`may_add`].
pub async fn may_add_version(caller: &Caller, id: DocumentId) -> Result<()> {
    let (mut tx, _, ground, _) = on_document::<act::EditDocument>(caller, id).await?;
    shred::must_take(&mut tx, ground.case).await?;
    tx.commit().await
}

/// A new document of a case; or the next version of the one of that name which the caller has checked
/// out there.
///
/// # Errors
/// NotFound, Refused; Conflict for what is too long or did not arrive whole; Storage.
pub async fn add<S, E>(caller: &Caller, case: CaseId, file: &NewFile, body: S) -> Result<Kept>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<BoxError>,
{
    let vault = caller.office().vault().await?;
    let (mut tx, permit, _) = access::on_case::<act::AddDocument>(caller, case).await?;
    let name = name_of_upload(&file.name);
    if let Some((document, nth)) = taken(&mut tx, case, &name).await? {
        drop(tx);
        return add_version(caller, document, nth, file, body).await;
    }
    if let Some(folder) = file.folder {
        known_folder(&mut tx, case, folder).await?;
    }
    let coming = start(&mut tx, &vault, permit.subject(), None, false).await?;
    tx.commit().await?;
    fault::here("publish.begun");
    receive(caller, &vault, coming, None, file, body).await
}

/// The next version of a document. `base` is the number of the version it goes on from: where that is
/// no longer the newest, the file is kept beside the document.
///
/// # Errors
/// As [`add`]; Conflict for a document in the trash.
pub async fn add_version<S, E>(
    caller: &Caller,
    id: DocumentId,
    base: i32,
    file: &NewFile,
    body: S,
) -> Result<Kept>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<BoxError>,
{
    let vault = caller.office().vault().await?;
    let (mut tx, permit, ground, _) = on_document::<act::EditDocument>(caller, id).await?;
    let document = permit.subject();
    super::changing::not_in_trash(&mut tx, document).await?;
    let coming = start(&mut tx, &vault, ground.case, Some(document), false).await?;
    tx.commit().await?;
    receive(caller, &vault, coming, Some(base), file, body).await
}

/// The document of that name which the caller has checked out on the case, and its newest version.
async fn taken(tx: &mut Tx, case: CaseId, name: &str) -> Result<Option<(DocumentId, i32)>> {
    let row = sqlx::query!(
        "select d.id, d.nth from document_checkouts o join documents d on d.id = o.document_id
        where o.staff_id = $1 and o.until is null and o.case_id = $2 and lower(d.name) = lower($3)
        limit 1",
        tx.caller().staff_id().0,
        case.0,
        name
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (DocumentId(row.id), row.nth)))
}

async fn known_folder(tx: &mut Tx, case: CaseId, folder: FolderId) -> Result<()> {
    let folders = super::list::folders(tx, case).await?;
    if folders.iter().any(|node| node.id == folder) {
        Ok(())
    } else {
        Err(Error::invalid("folder", "Choose a folder of this case."))
    }
}

/// Bytes on their way.
pub(super) struct Coming {
    pub(super) version: VersionId,
    pub(super) case: CaseId,
    /// The document they are a version of; none for a document to be.
    document: Option<DocumentId>,
    name: Name,
    pub(super) case_key: CaseKey,
    pub(super) data_key: DataKey,
}

impl Coming {
    /// Of a document to be, the id is that of its first version: the blob is bound to both before
    /// either has a row.
    pub(super) fn document_id(&self) -> DocumentId {
        self.document.unwrap_or(DocumentId(self.version.0))
    }

    fn place(&self, vault: &Vault) -> Place {
        Place {
            office: vault.installation,
            case: self.case.0,
            document: self.document_id().0,
            version: self.version.0,
        }
    }
}

/// Begins an upload. `for_receipt`: it is to be the receipt of an expense, and nothing else.
pub(super) async fn start(
    tx: &mut Tx,
    vault: &Vault,
    case: CaseId,
    document: Option<DocumentId>,
    for_receipt: bool,
) -> Result<Coming> {
    let case_key = keys::find_or_make(tx, vault, case).await?;
    let caller = tx.caller().clone();
    let (version, name) = (VersionId(caller.id()), Name::random(&SECRET));
    sqlx::query!(
        "insert into document_uploads (id, case_id, document_id, object_name, started_by, for_receipt)
        values ($1, $2, $3, $4, $5, $6)",
        version.0,
        case.0,
        document.map(|id| id.0),
        name.to_string(),
        caller.staff_id().0,
        for_receipt
    )
    .execute(&mut **tx)
    .await?;
    Ok(Coming { version, case, document, name, case_key, data_key: DataKey::random(&SECRET) })
}

async fn receive<S, E>(
    caller: &Caller,
    vault: &Vault,
    coming: Coming,
    base: Option<i32>,
    file: &NewFile,
    body: S,
) -> Result<Kept>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<BoxError>,
{
    let stored = seal(caller, vault, &coming, file, body).await?;
    if stored.written.length == 0 {
        clear(caller, vault, &coming).await;
        return Err(Error::Conflict("This file is empty: 0 bytes. It was not kept.".into()));
    }
    let (Some(document), Some(base)) = (coming.document, base) else {
        let name = name_of_upload(&file.name);
        let kept = publish_new(caller, &coming, file, &name, &stored, None).await;
        return clear_if_refused(caller, vault, &coming, kept).await;
    };
    let version = publish_version(caller, &coming, document, base, file, &stored).await;
    match clear_if_refused(caller, vault, &coming, version).await? {
        Some(kept) => Ok(kept),
        // what is there already need not be kept again
        None if file.restored_from.is_some() => {
            clear(caller, vault, &coming).await;
            Err(Error::Conflict(
                "Somebody added a version meanwhile, or has this document checked out. Look at the newest version first.".into(),
            ))
        }
        None => aside(caller, vault, coming, document, file, &stored).await,
    }
}

/// Seals the bytes into the store. What fails leaves nothing.
pub(super) async fn seal<S, E>(
    caller: &Caller,
    vault: &Vault,
    coming: &Coming,
    file: &NewFile,
    body: S,
) -> Result<Stored>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<BoxError>,
{
    let place = coming.place(vault);
    let order = Order {
        name: coming.name,
        place,
        data_key: &coming.data_key,
        case_key: &coming.case_key,
        limit_bytes: vault.file_bytes,
        announced_bytes: file.announced_bytes,
    };
    match sealing::seal(vault, order, body).await {
        Ok(Sealed { written, media, found }) => Ok(Stored { place, written, media, found }),
        Err(error) => {
            forget(caller, coming.version).await;
            Err(storage(error))
        }
    }
}

/// Where a transaction was refused for sure, the blob is nobody's. After a lost connection nobody knows.
pub(super) async fn clear_if_refused<T>(
    caller: &Caller,
    vault: &Vault,
    coming: &Coming,
    done: Result<T>,
) -> Result<T> {
    if let Err(error) = &done
        && !matches!(error, Error::Unavailable | Error::Internal(_))
    {
        clear(caller, vault, coming).await;
    }
    done
}

pub(super) async fn clear(caller: &Caller, vault: &Vault, coming: &Coming) {
    if let Err(error) = vault.blobs.delete(coming.name).await {
        tracing::warn!(%error, "a blob is left to the sweeper");
    }
    forget(caller, coming.version).await;
}

/// Keeps what came for a document, and cannot be its next version, beside it. A blob is bound to its
/// place, so it is sealed anew.
async fn aside(
    caller: &Caller,
    vault: &Vault,
    coming: Coming,
    document: DocumentId,
    file: &NewFile,
    stored: &Stored,
) -> Result<Kept> {
    let expected = Expected { length: stored.written.length, chunks: stored.written.chunks };
    let blob = vault.blobs.open(coming.name, stored.place, &coming.data_key, expected).await;
    let blob = blob.map_err(storage)?;
    let (mut tx, permit, _) = access::on_case::<act::AddDocument>(caller, coming.case).await?;
    let row = sqlx::query!(
        "select d.name, d.folder_id, d.kind, s.name as who from documents d, staff s where d.id = $1 and s.id = $2",
        document.0,
        caller.staff_id().0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let beside = start(&mut tx, vault, permit.subject(), None, false).await?;
    tx.commit().await?;
    let file = NewFile {
        folder: row.folder_id.map(FolderId),
        kind: Kind::from_word(&row.kind).unwrap_or(Kind::Other),
        announced_bytes: Some(stored.written.length),
        ..file.clone()
    };
    let name = copy_of(&row.name, &row.who);
    let sealed = seal(caller, vault, &beside, &file, blob.all()).await?;
    let kept = publish_new(caller, &beside, &file, &name, &sealed, Some(document)).await;
    let kept = clear_if_refused(caller, vault, &beside, kept).await?;
    clear(caller, vault, &coming).await;
    Ok(Kept { how: How::Aside, ..kept })
}

/// Lets go of the row of an upload whose bytes are gone. Where that fails, the sweeper does it.
async fn forget(caller: &Caller, version: VersionId) {
    let done = async {
        let mut tx = caller.begin().await?;
        sqlx::query!("select drop_upload($1)", version.0).execute(&mut *tx).await?;
        tx.commit().await
    };
    if let Err(error) = done.await {
        tracing::warn!(%error, "an upload is left to the sweeper");
    }
}

/// Bytes that lie in the store.
pub(super) struct Stored {
    pub(super) place: Place,
    pub(super) written: Written,
    pub(super) media: String,
    /// What the scanner held them for.
    pub(super) found: Option<String>,
}

/// The transaction with which a version becomes visible; none where it would not go on from the newest.
/// Rights are asked again: they may have ended while the bytes came.
async fn publish_version(
    caller: &Caller,
    coming: &Coming,
    document: DocumentId,
    base: i32,
    file: &NewFile,
    stored: &Stored,
) -> Result<Option<Kept>> {
    let (mut tx, _, _, event) = on_document::<act::EditDocument>(caller, document).await?;
    let Some(nth) = insert(&mut tx, coming, base, file, "", stored, None).await? else {
        return Ok(None);
    };
    fault::here("publish.inserted");
    audit::record(&mut tx, event.named("add-version").of_version(nth, &stored.written.hash.0))
        .await?;
    timeline::tell(&mut tx, coming.case, &Happened::DocumentVersion { document }).await?;
    let name = sqlx::query_scalar!("select name from documents where id = $1", document.0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    fault::here("publish.recorded");
    tx.commit().await?;
    fault::here("publish.committed");
    Ok(Some(Kept { document, nth, name, how: How::Version, quarantined: stored.found.clone() }))
}

/// The same for a document of its own, under the first free name.
async fn publish_new(
    caller: &Caller,
    coming: &Coming,
    file: &NewFile,
    name: &str,
    stored: &Stored,
    beside: Option<DocumentId>,
) -> Result<Kept> {
    let document = coming.document_id();
    let (mut tx, _, ground) = access::on_case::<act::AddDocument>(caller, coming.case).await?;
    // a folder that went meanwhile keeps nothing from being stored
    let folders = super::list::folders(&mut tx, coming.case).await?;
    let folder = file.folder.filter(|id| folders.iter().any(|node| node.id == *id));
    let file = &NewFile { folder, ..file.clone() };
    let name = free_name(&mut tx, coming.case, file.folder, name).await?;
    let nth = insert(&mut tx, coming, 0, file, &name, stored, beside).await?;
    let nth = nth.ok_or_else(|| Error::internal("a first version is never stale"))?;
    fault::here("publish.inserted");
    let event = Event::new("add-document", Resource::Document(document))
        .case(coming.case)
        .by_grant(ground.grant)
        .of_version(nth, &stored.written.hash.0);
    audit::record(&mut tx, event).await?;
    fault::here("publish.recorded");
    timeline::tell(&mut tx, coming.case, &Happened::DocumentAdded { document }).await?;
    tx.commit().await?;
    fault::here("publish.committed");
    Ok(Kept { document, nth, name, how: How::New, quarantined: stored.found.clone() })
}

async fn insert(
    tx: &mut Tx,
    coming: &Coming,
    base: i32,
    file: &NewFile,
    name: &str,
    stored: &Stored,
    beside: Option<DocumentId>,
) -> Result<Option<i32>> {
    still_expected(tx, coming).await?;
    let wrapped = coming.case_key.wrap_data_key(&SECRET, &stored.place, &coming.data_key);
    let number = |n: u64| i64::try_from(n).map_err(Error::internal);
    let nth = sqlx::query_scalar!(
        "select publish_version($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        coming.version.0,
        coming.document_id().0,
        base,
        name,
        file.kind.word(),
        file.dated.map(jiff_sqlx::ToSqlx::to_sqlx) as Option<jiff_sqlx::Date>,
        &file.tags,
        file.folder.map(|id| id.0),
        file.note,
        file.restored_from,
        number(stored.written.length)?,
        i32::try_from(stored.written.chunks).map_err(Error::internal)?,
        stored.media,
        stored.written.hash.0.as_slice(),
        key_uuid(coming.case_key.id()),
        wrapped.to_bytes(),
        stored.found,
        beside.map(|id| id.0)
    )
    .fetch_one(&mut **tx)
    .await?;
    if let (Some(_), Some(scan)) = (nth, file.scan) {
        crate::filing::take_out(tx, scan, coming.case).await?;
    }
    Ok(nth)
}

/// Says why in words what the database would refuse: the key was destroyed, or the sweeper took the
/// upload for dead, while the bytes came. From here to the commit neither can happen.
pub(super) async fn still_expected(tx: &mut Tx, coming: &Coming) -> Result<()> {
    let row = sqlx::query!(
        r#"select stands as "stands!", destroyed_at as "destroyed_at?" from expect_upload($1, $2)"#,
        coming.version.0,
        coming.case.0
    )
    .fetch_one(&mut **tx)
    .await?;
    if let Some(at) = row.destroyed_at {
        return Err(shred::closed_for_good(&shred::day(tx, at.to_jiff()).await?));
    }
    if row.stands {
        return Ok(());
    }
    Err(Error::Conflict(
        "This file took longer than a day to arrive and was not kept. Send it again.".into(),
    ))
}

/// The name, or the next of its kind where the folder has one of that name in sight: "Letter (2).pdf".
pub(crate) async fn free_name(
    tx: &mut Tx,
    case: CaseId,
    folder: Option<FolderId>,
    name: &str,
) -> Result<String> {
    let taken: Vec<String> = sqlx::query_scalar!(
        r#"select lower(d.name) as "name!" from documents d where d.case_id = $1 and d.folder_id is not distinct from $2"#,
        case.0,
        folder.map(|id| id.0) as Option<Uuid>
    )
    .fetch_all(&mut **tx)
    .await?;
    let is_free = |name: &str| !taken.contains(&name.to_lowercase());
    if is_free(name) {
        return Ok(name.to_owned());
    }
    Ok((2..)
        .map(|n| numbered(name, n))
        .find(|name| is_free(name))
        .unwrap_or_else(|| name.to_owned()))
}
