//! Where a caller stands towards a document or a folder.

use domain::access::{Act, Decision, Permit, Standing, permit};
use domain::ids::{CaseId, ClientId, DocumentId, FolderId, GrantId};

use crate::access::{deny, level};
use crate::audit::{Event, Resource};
use crate::{Caller, Result, Tx};

/// A document as far as rights go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ground {
    pub(crate) standing: Standing,
    pub(crate) case: CaseId,
}

/// Begins a transaction and asks for `A` on a document, as `access::on_case` does for a case. Hands
/// back the row for the log.
///
/// # Errors
/// NotFound for what is unseen, Refused for what is seen and not allowed.
pub(crate) async fn on_document<A: Act<Subject = DocumentId>>(
    caller: &Caller,
    id: DocumentId,
) -> Result<(Tx, Permit<A>, Ground, Event)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select reach as "reach?", release as "release!", walled as "walled!", closed as "closed!", grant_id as "grant_id?",
            barred as "barred!", for_billing as "for_billing!", own as "own!", case_id as "case_id!", client_id as "client_id!"
        from document_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let event = Event::new(A::ACTION.word(), Resource::Document(id));
    let Some(row) = row else { return Err(deny(tx, event, Decision::Unseen).await?) };
    let grant = row.grant_id.map(GrantId);
    let event =
        event.around(Some(CaseId(row.case_id)), Some(ClientId(row.client_id))).by_grant(grant);
    let standing = Standing {
        level: row.reach.and_then(level),
        release: row.release,
        walled: row.walled,
        closed: row.closed,
        own: row.own,
        barred: row.barred,
        for_billing: row.for_billing,
        ..Standing::OUTSIDE
    };
    let ground = Ground { standing, case: CaseId(row.case_id) };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, ground, event)),
        Err(decision) => Err(deny(tx, event, decision).await?),
    }
}

/// [`on_document`], for a folder.
///
/// # Errors
/// As [`on_document`].
pub(super) async fn on_folder<A: Act<Subject = FolderId>>(
    caller: &Caller,
    id: FolderId,
) -> Result<(Tx, Permit<A>, Standing, CaseId, Event)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select reach as "reach?", release as "release!", walled as "walled!", closed as "closed!", grant_id as "grant_id?",
            barred as "barred!", case_id as "case_id!"
        from folder_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let event = Event::new(A::ACTION.word(), Resource::Folder(id));
    let Some(row) = row else { return Err(deny(tx, event, Decision::Unseen).await?) };
    let case = CaseId(row.case_id);
    let event = event.case(case).by_grant(row.grant_id.map(GrantId));
    let standing = Standing {
        level: row.reach.and_then(level),
        release: row.release,
        walled: row.walled,
        closed: row.closed,
        barred: row.barred,
        ..Standing::OUTSIDE
    };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, standing, case, event)),
        Err(decision) => Err(deny(tx, event, decision).await?),
    }
}
