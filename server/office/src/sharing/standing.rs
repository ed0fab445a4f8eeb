//! Where a caller stands towards a share: as towards its document.

use domain::access::{Act, Decision, Permit, Standing, permit};
use domain::ids::{CaseId, ClientId, DocumentId, GrantId, ShareId};

use crate::access::{deny, level};
use crate::audit::{Event, Resource};
use crate::{Caller, Result, Tx};

/// A share as far as rights go, and what it is of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground {
    pub(super) standing: Standing,
    pub(super) document: DocumentId,
    pub(super) case: CaseId,
    pub(super) client: ClientId,
}

/// Begins a transaction and asks for `A` on a share, as `documents::on_document` does for a document.
///
/// # Errors
/// NotFound for what is unseen, Refused for what is seen and not allowed.
pub(super) async fn on_share<A: Act<Subject = ShareId>>(
    caller: &Caller,
    id: ShareId,
) -> Result<(Tx, Permit<A>, Ground, Event)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select reach as "reach?", release as "release!", walled as "walled!", closed as "closed!", grant_id as "grant_id?",
            barred as "barred!", own as "own!", document_id as "document_id!", case_id as "case_id!", client_id as "client_id!"
        from share_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else {
        let event = Event::new(A::ACTION.word(), Resource::Share(id));
        return Err(deny(tx, event, Decision::Unseen).await?);
    };
    let ground = Ground {
        standing: Standing {
            level: row.reach.and_then(level),
            release: row.release,
            walled: row.walled,
            closed: row.closed,
            own: row.own,
            barred: row.barred,
            ..Standing::OUTSIDE
        },
        document: DocumentId(row.document_id),
        case: CaseId(row.case_id),
        client: ClientId(row.client_id),
    };
    let event = Event::new(A::ACTION.word(), Resource::Document(ground.document))
        .around(Some(ground.case), Some(ground.client))
        .by_grant(row.grant_id.map(GrantId))
        .with("share", id.to_string());
    match permit::<A>(Some(caller.role()), &ground.standing, id) {
        Ok(permit) => Ok((tx, permit, ground, event)),
        Err(decision) => Err(deny(tx, event, decision).await?),
    }
}
