//! One document: what it is, its versions, who can open it and who did.

use domain::access::{Role, act};
use domain::documents::{DocumentPage, DocumentsOf, RecordFilter, VersionRow, size_words};
use domain::frame::{Framed, Person};
use domain::ids::{CaseId, DocumentId, FolderId, VersionId};

use super::standing::on_document;
use super::{list, media, record, shred};
use crate::frame::{self, person};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx, audit, cases, sharing};

/// The page of one document. The view is recorded as a listing: no byte of it is shown here.
///
/// # Errors
/// NotFound for what the caller may not see.
pub async fn show(
    caller: &Caller,
    id: DocumentId,
    record: RecordFilter,
) -> Result<Framed<DocumentPage>> {
    let (mut tx, permit, ground, event) = on_document::<act::SeeDocument>(caller, id).await?;
    audit::record(&mut tx, event.named("see-document")).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let document = list::one(&mut tx, permit.subject()).await?;
    let of = of(&mut tx, ground.case, ground.standing).await?;
    let versions = versions(&mut tx, id, &region).await?;
    let row = sqlx::query!(
        r#"select d.dated, d.keep_until, d.revision, d.folder_id from documents d where d.id = $1"#,
        id.0
    )
    .fetch_one(&mut *tx)
    .await?;
    let billing = caller.role() == Role::Billing;
    let (folder, hold, case_hold, narrowed_people) = if billing {
        (None, None, None, Vec::new())
    } else {
        (
            folder_name(&mut tx, row.folder_id.map(FolderId)).await?,
            list::hold(&mut tx, ground.case, Some(id)).await?,
            list::hold(&mut tx, ground.case, None).await?,
            narrowed_to(&mut tx, id).await?,
        )
    };
    let destroyed = shred::destroyed_on(&mut tx, ground.case).await?;
    let record = record::of(&mut tx, id, &ground.standing, &region, record).await?;
    let shares = match billing {
        true => Vec::new(),
        false => sharing::of_document(&mut tx, id, &ground.standing, &region).await?,
    };
    tx.commit().await?;
    let body = DocumentPage {
        of,
        standing: ground.standing,
        document,
        dated: row.dated.map(|day| region.date(day.to_jiff())),
        keep_until: row.keep_until.map(|day| region.date(day.to_jiff())),
        folder,
        versions,
        hold,
        case_hold,
        narrowed_people,
        destroyed,
        record,
        shares,
        revision: row.revision,
    };
    Ok(Framed { frame, body })
}

/// Where a document is, as its reader sees that.
pub(crate) async fn of(
    tx: &mut Tx,
    case: CaseId,
    standing: domain::access::Standing,
) -> Result<DocumentsOf> {
    if tx.caller().role() == Role::Billing {
        return list::billing(tx, case).await;
    }
    // one's own is the check-out, which says nothing of the case
    let standing = domain::access::Standing { own: false, for_billing: false, ..standing };
    Ok(DocumentsOf::Case { case: Box::new(cases::facts(tx, case).await?), standing })
}

pub(super) async fn versions(
    tx: &mut Tx,
    id: DocumentId,
    region: &Region,
) -> Result<Vec<VersionRow>> {
    let rows = sqlx::query!(
        r#"select v.id, v.nth, v.note, v.written_at, v.size_bytes, v.media, v.restored_from, s.id as by, s.name, s.colour,
            q.found as "found?", q.released_at as "released_at?", q.reason as "reason?", r.name as "released_by?"
        from document_versions v join staff s on s.id = v.written_by
        left join document_quarantines q on q.version_id = v.id
        left join staff r on r.id = q.released_by
        where v.document_id = $1 order by v.nth desc"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let at = row.written_at.to_jiff();
            let released = match (row.released_by, row.released_at, row.reason) {
                (Some(by), Some(at), Some(reason)) => {
                    Some((by, words::instant(at.to_jiff(), region), reason))
                }
                _ => None,
            };
            VersionRow {
                id: VersionId(row.id),
                nth: row.nth,
                note: row.note,
                by: person(row.by, row.name, row.colour),
                at: words::instant(at, region),
                datetime: words::datetime(at, region),
                size: size_words(row.size_bytes),
                media: media::shown(&row.media),
                restored_from: row.restored_from,
                quarantined: row.found.filter(|_| released.is_none()),
                released,
            }
        })
        .collect())
}

async fn folder_name(tx: &mut Tx, id: Option<FolderId>) -> Result<Option<(FolderId, String)>> {
    let Some(id) = id else { return Ok(None) };
    let name = sqlx::query_scalar!("select name from document_folders where id = $1", id.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(name.map(|name| (id, name)))
}

async fn narrowed_to(tx: &mut Tx, id: DocumentId) -> Result<Vec<Person>> {
    let rows = sqlx::query!(
        "select s.id, s.name, s.colour from document_restrictions r
        join document_restriction_people p on p.restriction_id = r.id
        join staff s on s.id = p.staff_id
        where r.document_id = $1 and r.until is null order by s.name, s.id",
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| person(row.id, row.name, row.colour)).collect())
}

/// A version that is the document's, by its number.
pub(super) async fn version_id(tx: &mut Tx, id: DocumentId, nth: i32) -> Result<VersionId> {
    sqlx::query_scalar!(
        "select id from document_versions where document_id = $1 and nth = $2",
        id.0,
        nth
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(VersionId)
    .ok_or(Error::NotFound)
}
