//! What was shared of a document, and what waits to be: with whom, since when, and whether it was opened.

use std::collections::HashMap;

use domain::access::{Action, Standing, may};
use domain::ids::{CaseId, DocumentId, ShareId};
use domain::sharing::{Outcome, ShareRow, ShareState, Sharee, Stamps, WaitingShare};
use jiff::Timestamp;

use crate::frame::person;
use crate::words::{self, Region};
use crate::{Error, Result, Tx};

/// The shares of a document, the newest first. Whoever asks sees the document, and is not billing.
pub(crate) async fn of_document(
    tx: &mut Tx,
    id: DocumentId,
    standing: &Standing,
    region: &Region,
) -> Result<Vec<ShareRow>> {
    let caller = tx.caller().clone();
    let rows = sqlx::query!(
        r#"select h.id, h.nth, h.asked_at, h.approved_at, h.opens_at, h.declined_at, h.declined_because, h.withdrawn_at,
            h.recalled_at, h.recalled_because, h.verdict, h.anyway_because, s.id as by, s.name, s.colour,
            a.id as "approved_by?", a.name as "approver?"
        from document_shares h join staff s on s.id = h.asked_by left join staff a on a.id = h.approved_by
        where h.document_id = $1 order by h.asked_at desc, h.id desc"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut people = sharees(tx, id, region).await?;
    rows.into_iter()
        .map(|row| {
            let (client, people) = people.remove(&ShareId(row.id)).unwrap_or_default();
            let instant = |at: Option<jiff_sqlx::Timestamp>| at.map(|at| at.to_jiff());
            let stamps = Stamps {
                opens: instant(row.opens_at),
                declined: instant(row.declined_at),
                withdrawn: instant(row.withdrawn_at),
                recalled: instant(row.recalled_at),
            };
            let state = stamps.state(caller.now());
            let own = row.by == caller.staff_id().0;
            let towards = Standing { own, ..*standing };
            let allowed = |action| may(caller.role(), action, &towards);
            Ok(ShareRow {
                id: ShareId(row.id),
                nth: row.nth,
                client,
                state,
                when: words::instant(since(state, &stamps, row.asked_at.to_jiff()), region),
                approved_by: row.approver.filter(|_| row.approved_by != Some(row.by)),
                by: person(row.by, row.name, row.colour),
                people,
                because: row.recalled_because.or(row.declined_because),
                verdict: Outcome::from_word(&row.verdict)
                    .ok_or_else(|| Error::internal(format!("unknown verdict {}", row.verdict)))?,
                anyway: row.anyway_because,
                may_end: state.is_live() && allowed(Action::EndShare),
                may_decide: state == ShareState::Proposed && allowed(Action::DecideShare),
            })
        })
        .collect()
}

/// When a share came to where it stands; for one that goes out in a moment, when it will.
fn since(state: ShareState, stamps: &Stamps, asked: Timestamp) -> Timestamp {
    let at = match state {
        ShareState::Proposed => None,
        ShareState::Declined => stamps.declined,
        ShareState::Held | ShareState::Open => stamps.opens,
        ShareState::Withdrawn => stamps.withdrawn,
        ShareState::Recalled => stamps.recalled,
    };
    at.unwrap_or(asked)
}

/// The client and the people of each share of a document.
async fn sharees(
    tx: &mut Tx,
    id: DocumentId,
    region: &Region,
) -> Result<HashMap<ShareId, (String, Vec<Sharee>)>> {
    let rows = sqlx::query!(
        r#"select share_id as "share_id!", client_name as "client_name!", name as "name!", opened_at as "opened_at?",
            times as "times!", downloaded as "downloaded!", is_open as "is_open!"
        from document_sharees($1)"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut people: HashMap<ShareId, (String, Vec<Sharee>)> = HashMap::new();
    for row in rows {
        let (client, sharees) = people.entry(ShareId(row.share_id)).or_default();
        *client = row.client_name;
        sharees.push(Sharee {
            name: row.name,
            opened: row.opened_at.map(|at| words::instant(at.to_jiff(), region)),
            times: row.times,
            downloaded: row.downloaded,
            is_open: row.is_open,
        });
    }
    Ok(people)
}

/// Proposals of a case that wait for somebody with the release right, the oldest first.
pub(crate) async fn waiting(tx: &mut Tx, case: CaseId) -> Result<Vec<WaitingShare>> {
    let region = tx.caller().clone().zone(tx).await?;
    let rows = sqlx::query!(
        r#"select h.id, d.name, h.nth, s.name as by, h.asked_at,
            (select p.client_name from case_portal_people($1) p where p.client_id = h.client_id limit 1) as "client?"
        from document_shares h join documents d on d.id = h.document_id join staff s on s.id = h.asked_by
        where h.case_id = $1 and h.approved_at is null and h.declined_at is null and h.withdrawn_at is null
        order by h.asked_at, h.id limit 50"#,
        case.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| WaitingShare {
            id: ShareId(row.id),
            name: row.name,
            nth: row.nth,
            client: row.client.unwrap_or_default(),
            by: row.by,
            at: words::instant(row.asked_at.to_jiff(), &region),
        })
        .collect())
}
