//! What becomes of a scan: filed to a case, handed over, discarded, taken back.
//!
//! Filing seals the bytes anew under the case's key. The document appears, and the scan leaves its tray, in
//! one transaction: whatever ends in between, it is either still in the tray or a document, never both.

use std::collections::HashSet;

use domain::access::{Act, act};
use domain::filing::{FileForm, MoveForm, OFFICE_TRAY, ParsedFile};
use domain::forms::FieldErrors;
use domain::ids::{CaseId, DocumentId, FolderId, ScanId, StaffId};
use domain::text;
use futures_util::StreamExt;

use super::open;
use super::standing::on_scan;
use crate::access::{Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::documents::{self, Kept, NewFile};
use crate::vault::storage;
use crate::{Caller, Error, Result, Tx, cases, sealing};

/// Scans filed with the one that is shown.
const ALSO_MOST: usize = 50;

/// What filing made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    pub document: DocumentId,
    /// How many were filed.
    pub count: usize,
    /// The scan that stood next in the queue.
    pub next: Option<ScanId>,
}

/// Files a scan to a case, and those chosen with it.
///
/// # Errors
/// Invalid; NotFound for a scan out of sight; Refused; Conflict for what is held or gone, saying how many
/// were filed before.
pub async fn file(caller: &Caller, id: ScanId, form: &FileForm) -> Result<Filed> {
    let (mut tx, permit, _) = on_scan::<act::FileScan>(caller, id).await?;
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    let case = match text::line(&form.case) {
        Ok(typed) if !typed.is_empty() => case(&mut tx, &typed, &mut errors).await?,
        _ => None,
    };
    let folder = match (case, text::line(&form.folder)) {
        (Some(case), Ok(name)) if !name.is_empty() => {
            folder(&mut tx, case, &name, &mut errors).await?
        }
        _ => None,
    };
    let (Some(parsed), Some(case), true) = (parsed, case, errors.is_empty()) else {
        // nothing was written but the trace of a try
        tx.commit().await?;
        return Err(Error::Invalid(errors));
    };
    let next = next(&mut tx, permit.subject(), &parsed.also).await?;
    tx.commit().await?;
    let mut known = HashSet::from([id]);
    let also: Vec<ScanId> = parsed.also.iter().copied().filter(|id| known.insert(*id)).collect();
    if also.len() > ALSO_MOST {
        return Err(Error::Conflict(format!("File at most {ALSO_MOST} scans with one.")));
    }
    let shown = one(caller, id, case, folder, &parsed, Some(&parsed.name)).await?;
    let mut count = 1;
    for other in also {
        if let Err(error) = one(caller, other, case, folder, &parsed, None).await {
            return Err(Error::Conflict(format!(
                "{count} filed. The next one was not: {error} What is left is still in the queue."
            )));
        }
        count += 1;
    }
    Ok(Filed { document: shown.document, count, next })
}

async fn one(
    caller: &Caller,
    id: ScanId,
    case: CaseId,
    folder: Option<FolderId>,
    form: &ParsedFile,
    name: Option<&str>,
) -> Result<Kept> {
    let vault = caller.office().vault().await?;
    let (mut tx, permit, _) = on_scan::<act::FileScan>(caller, id).await?;
    let row = open::row(&mut tx, permit.subject()).await?;
    if let Some(found) = row.found {
        return Err(Error::Conflict(format!("{found} It cannot be filed. Discard it.")));
    }
    let key = sealing::office_key(&mut tx, &vault).await?;
    tx.commit().await?;
    let blob = row.kept.open(&vault, &key).await?;
    let file = NewFile {
        kind: form.kind,
        folder,
        note: form.note.clone(),
        tags: form.tags.clone(),
        dated: form.dated,
        announced_bytes: Some(blob.length()),
        scan: Some(id),
        ..NewFile::named(name.unwrap_or(&row.name))
    };
    let body = blob.all().map(|piece| piece.map_err(storage));
    let kept = documents::add(caller, case, &file, body).await?;
    sealing::let_go(&vault, &row.kept.object_name).await;
    Ok(kept)
}

/// Takes a scan out of its tray, in the transaction in which it becomes a document of `case`.
///
/// # Errors
/// Conflict where somebody was first: the document does not appear then.
pub(crate) async fn take_out(tx: &mut Tx, id: ScanId, case: CaseId) -> Result<()> {
    let blob = sqlx::query_scalar!("select file_scan($1)", id.0).fetch_one(&mut **tx).await?;
    if blob.is_none() {
        return Err(meanwhile());
    }
    let event = Event::new(act::FileScan::ACTION.word(), Resource::Scan(id)).case(case);
    audit::record(tx, event).await
}

/// The open case that is meant, of those to which the caller may add documents. One that is out of sight
/// and one that is not there are one answer.
async fn case(tx: &mut Tx, typed: &str, errors: &mut FieldErrors) -> Result<Option<CaseId>> {
    let sees = sight(tx.caller(), Finder::Cases);
    let rows = sqlx::query!(
        r#"select c.id, c.number, c.title, lower(c.number) = lower($1) as "exact!" from cases c
        where c.closed_on is null and ($2 or c.id = any ((select my_cases_from(2::smallint))::uuid[]))
            and ($3 or c.id <> all ((select my_walls())::uuid[]))
            and (lower(c.number) = lower($1) or position(lower($1) in lower(c.title)) > 0)
        order by lower(c.number) = lower($1) desc, c.number limit 6"#,
        typed,
        sees.everything,
        sees.unscreened
    )
    .fetch_all(&mut **tx)
    .await?;
    match rows.as_slice() {
        [one] => Ok(Some(CaseId(one.id))),
        [first, ..] if first.exact => Ok(Some(CaseId(first.id))),
        [] => {
            errors.add("case", "You may add documents to no open case of this number or title.");
            Ok(None)
        }
        several => {
            let named: Vec<_> = several
                .iter()
                .take(5)
                .map(|case| format!("{} ({})", case.number, case.title))
                .collect();
            errors.add(
                "case",
                format!("Several cases are meant: {}. Enter a number.", named.join(", ")),
            );
            Ok(None)
        }
    }
}

async fn folder(
    tx: &mut Tx,
    case: CaseId,
    name: &str,
    errors: &mut FieldErrors,
) -> Result<Option<FolderId>> {
    let folders = documents::folders_of(tx, case).await?;
    let found = folders.iter().find(|folder| folder.name.to_lowercase() == name.to_lowercase());
    if found.is_none() {
        let names: Vec<_> = folders.iter().map(|folder| folder.name.as_str()).collect();
        errors.add(
            "folder",
            match names.as_slice() {
                [] => "This case has no folders. Leave it out.".to_owned(),
                names => {
                    format!("The case has no folder of this name. It has: {}.", names.join(", "))
                }
            },
        );
    }
    Ok(found.map(|folder| folder.id))
}

/// The scan that waits after this one, but for those filed with it.
async fn next(tx: &mut Tx, id: ScanId, also: &[ScanId]) -> Result<Option<ScanId>> {
    let also: Vec<_> = also.iter().map(|id| id.0).collect();
    let next = sqlx::query_scalar!(
        "select s.id from filing_scans s, filing_scans this
        where this.id = $1 and s.discarded_at is null and s.id <> all ($2)
            and (s.tray_id is null or s.tray_id = (select office_caller()))
            and (s.came_at, s.id) > (this.came_at, this.id)
        order by s.came_at, s.id limit 1",
        id.0,
        &also
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(next.map(ScanId))
}

/// Puts a scan into somebody else's tray, or the office's. Says whether the caller still sees it.
///
/// # Errors
/// Invalid, Refused; Conflict where somebody was first.
pub async fn hand_over(caller: &Caller, id: ScanId, form: &MoveForm) -> Result<bool> {
    let (mut tx, permit, event) = on_scan::<act::MoveScan>(caller, id).await?;
    let to = match form.to.as_str() {
        OFFICE_TRAY => None,
        typed => match typed.parse::<StaffId>() {
            Ok(person) if is_there(&mut tx, person).await? => Some(person),
            _ => {
                tx.commit().await?;
                return Err(Error::invalid("to", "Choose to whom it is handed over."));
            }
        },
    };
    let done = sqlx::query_scalar!(
        r#"select hand_scan($1, $2, $3) as "done!""#,
        permit.subject().0,
        to.map(|id| id.0) as Option<uuid::Uuid>,
        cases::revision(&form.revision)?
    )
    .fetch_one(&mut *tx)
    .await?;
    if !done {
        return Err(meanwhile());
    }
    let to = to.map_or_else(|| OFFICE_TRAY.to_owned(), |id| id.to_string());
    audit::record(&mut tx, event.named("hand-over-scan").with("to", to)).await?;
    let seen = sqlx::query_scalar!(
        r#"select exists (select from filing_scans where id = $1) as "seen!""#,
        permit.subject().0
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(seen)
}

async fn is_there(tx: &mut Tx, person: StaffId) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select in_force($1) as "there!""#, person.0)
        .fetch_one(&mut **tx)
        .await?)
}

/// Puts a scan aside, with a reason. It can be taken back for thirty days.
///
/// # Errors
/// Invalid, Refused; Conflict where somebody was first.
pub async fn discard(caller: &Caller, id: ScanId, form: &MoveForm) -> Result<()> {
    let (mut tx, permit, event) = on_scan::<act::MoveScan>(caller, id).await?;
    let mut errors = FieldErrors::default();
    let reason = errors.take("reason", text::required_line(&form.reason, "a reason"));
    let Some(reason) = reason else {
        tx.commit().await?;
        return Err(Error::Invalid(errors));
    };
    let done = sqlx::query_scalar!(
        r#"select discard_scan($1, $2, $3) as "done!""#,
        permit.subject().0,
        reason,
        cases::revision(&form.revision)?
    )
    .fetch_one(&mut *tx)
    .await?;
    if !done {
        return Err(meanwhile());
    }
    audit::record(&mut tx, event.named("discard-scan").with("reason", reason)).await?;
    tx.commit().await
}

/// Takes a discarded scan back into its tray.
///
/// # Errors
/// Refused; Conflict for one that is not discarded, or too long ago.
pub async fn restore(caller: &Caller, id: ScanId) -> Result<()> {
    let (mut tx, permit, event) = on_scan::<act::MoveScan>(caller, id).await?;
    let done = sqlx::query_scalar!(r#"select restore_scan($1) as "done!""#, permit.subject().0)
        .fetch_one(&mut *tx)
        .await?;
    if !done {
        return Err(meanwhile());
    }
    audit::record(&mut tx, event.named("restore-scan")).await?;
    tx.commit().await
}

fn meanwhile() -> Error {
    Error::Conflict(
        "Somebody filed, handed over or discarded this scan meanwhile. Look at the queue again."
            .into(),
    )
}
