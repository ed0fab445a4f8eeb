//! Requests and files as lists show them: of one case, or of every case in view. One statement each.

use domain::documents::size_words;
use domain::ids::{CaseId, DocumentId, RequestId, UploadId};
use domain::requests::{OfCase, RequestRow, RequestState, UploadRow, UploadState};
use jiff::civil::Date;

use crate::access::{Finder, sight};
use crate::documents::shown_media;
use crate::words::{self, Region};
use crate::{Error, Result, Tx};

/// Which of them.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wanted {
    /// Open ones, and what became of the latest others.
    OfCase(CaseId),
    /// What asks for something, over every case in view.
    Everywhere,
}

impl Wanted {
    const fn case(self) -> Option<CaseId> {
        match self {
            Wanted::OfCase(id) => Some(id),
            Wanted::Everywhere => None,
        }
    }
}

pub(super) async fn requests(
    tx: &mut Tx,
    wanted: Wanted,
    region: &Region,
    most: usize,
) -> Result<Vec<RequestRow>> {
    let caller = tx.caller().clone();
    let (sees, today) = (sight(&caller, Finder::Requests), words::today(caller.now(), region));
    let rows = sqlx::query!(
        r#"select q.id, q.case_id, c.number, c.title as case_title, client_called(q.case_id, q.client_id) as client, q.title,
            q.details, q.due_on, q.asked_at, s.name as by, e.name as "ended_by?",
            coalesce(q.fulfilled_at, q.withdrawn_at) as ended_at, q.fulfilled_at is not null as "fulfilled!",
            q.withdrawn_at is not null as "withdrawn!", q.revision,
            (select count(*) from client_uploads u where u.request_id = q.id and u.state = 'waiting') as "waiting!"
        from client_requests q join cases c on c.id = q.case_id join staff s on s.id = q.asked_by
        left join staff e on e.id = coalesce(q.fulfilled_by, q.withdrawn_by)
        where case when $1::uuid is null then q.fulfilled_at is null and q.withdrawn_at is null and c.closed_on is null
                else q.case_id = $1 end
            and ($2 or q.case_id = any ((select my_cases())::uuid[]))
            and ($3 or (q.case_id <> all ((select my_walls())::uuid[])
                and q.client_id <> all ((select my_walled_clients())::uuid[])))
        order by coalesce(q.fulfilled_at, q.withdrawn_at) desc nulls first, q.due_on nulls last, q.asked_at, q.id
        limit $4"#,
        wanted.case().map(|id| id.0),
        sees.everything,
        sees.unscreened,
        i64::try_from(most).map_err(Error::internal)?
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let due: Option<Date> = row.due_on.map(|day| day.to_jiff());
            RequestRow {
                id: RequestId(row.id),
                case: OfCase { id: CaseId(row.case_id), number: row.number, title: row.case_title },
                client: row.client.unwrap_or_default(),
                title: row.title,
                details: row.details,
                state: RequestState::of(due, row.fulfilled, row.withdrawn, today),
                due: due.map(|day| region.date(day)),
                due_on: due.map(|day| day.to_string()).unwrap_or_default(),
                by: row.by,
                asked: words::day(row.asked_at.to_jiff(), region),
                ended: row
                    .ended_by
                    .zip(row.ended_at)
                    .map(|(by, at)| (by, words::day(at.to_jiff(), region))),
                waiting: row.waiting,
                revision: row.revision,
            }
        })
        .collect())
}

pub(super) async fn uploads(
    tx: &mut Tx,
    wanted: Wanted,
    region: &Region,
    most: usize,
) -> Result<Vec<UploadRow>> {
    found(tx, wanted.case(), None, region, most).await
}

/// One of a case.
///
/// # Errors
/// NotFound.
pub(super) async fn one(
    tx: &mut Tx,
    case: CaseId,
    id: UploadId,
    region: &Region,
) -> Result<UploadRow> {
    let rows = found(tx, Some(case), Some(id), region, 1).await?;
    rows.into_iter().next().ok_or(Error::NotFound)
}

async fn found(
    tx: &mut Tx,
    case: Option<CaseId>,
    one: Option<UploadId>,
    region: &Region,
    most: usize,
) -> Result<Vec<UploadRow>> {
    let sees = sight(tx.caller(), Finder::Requests);
    let rows = sqlx::query!(
        r#"select u.id, u.case_id, c.number, c.title as case_title, client_called(u.case_id, u.client_id) as client,
            sender_called(u.id) as sender, u.name, u.media, u.size_bytes, u.arrived_at, u.found, u.state, u.decided_at,
            u.refused_because, u.document_id, s.name as "decided_by?", q.title as "asked?",
            q.fulfilled_at is null and q.withdrawn_at is null as "asked_open!"
        from client_uploads u join cases c on c.id = u.case_id
        left join client_requests q on q.id = u.request_id
        left join staff s on s.id = u.decided_by
        where case when $1::uuid is null then u.state = 'waiting' and c.closed_on is null else u.case_id = $1 end
            and ($5::uuid is null or u.id = $5)
            and ($2 or u.case_id = any ((select my_cases())::uuid[]))
            and ($3 or (u.case_id <> all ((select my_walls())::uuid[])
                and u.client_id <> all ((select my_walled_clients())::uuid[])))
        order by u.decided_at desc nulls first, u.arrived_at, u.id
        limit $4"#,
        case.map(|id| id.0),
        sees.everything,
        sees.unscreened,
        i64::try_from(most).map_err(Error::internal)?,
        one.map(|id| id.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let at = row.arrived_at.to_jiff();
            let state = UploadState::from_word(&row.state)
                .ok_or_else(|| Error::internal(format!("unknown state {}", row.state)))?;
            Ok(UploadRow {
                id: UploadId(row.id),
                case: OfCase { id: CaseId(row.case_id), number: row.number, title: row.case_title },
                client: row.client.unwrap_or_default(),
                from: row.sender.unwrap_or_default(),
                name: row.name,
                media: shown_media(&row.media),
                size: size_words(row.size_bytes),
                at: words::instant(at, region),
                datetime: words::datetime(at, region),
                asked_open: row.asked.is_some() && row.asked_open,
                asked: row.asked,
                held: row.found,
                state,
                decided: row
                    .decided_by
                    .zip(row.decided_at)
                    .map(|(by, at)| (by, words::day(at.to_jiff(), region))),
                because: row.refused_because,
                document: row.document_id.map(DocumentId),
            })
        })
        .collect()
}
