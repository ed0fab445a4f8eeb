//! Where a caller stands towards a thread: one's own where one takes part, by a place on the case that lets one write.

use domain::access::{Act, Decision, Permit, Standing, permit};
use domain::ids::{CaseId, ClientId, GrantId, ThreadId};

use crate::access::{deny, level};
use crate::audit::{Event, Resource};
use crate::{Caller, Result, Tx};

/// A thread as far as rights go, and what it is of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground {
    pub(super) standing: Standing,
    pub(super) case: CaseId,
    pub(super) client: ClientId,
}

/// Begins a transaction and asks for `A` on a thread, as `access::on_case` does for a case.
///
/// # Errors
/// NotFound for what is unseen, Refused for what is seen and not allowed.
pub(super) async fn on_thread<A: Act<Subject = ThreadId>>(
    caller: &Caller,
    id: ThreadId,
) -> Result<(Tx, Permit<A>, Ground, Event)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select reach as "reach?", walled as "walled!", closed as "closed!", grant_id as "grant_id?", own as "own!",
            case_id as "case_id!", client_id as "client_id!"
        from thread_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let event = Event::new(A::ACTION.word(), Resource::Thread(id));
    let Some(row) = row else { return Err(deny(tx, event, Decision::Unseen).await?) };
    let ground = Ground {
        standing: Standing {
            level: row.reach.and_then(level),
            walled: row.walled,
            closed: row.closed,
            own: row.own,
            ..Standing::OUTSIDE
        },
        case: CaseId(row.case_id),
        client: ClientId(row.client_id),
    };
    let event =
        event.around(Some(ground.case), Some(ground.client)).by_grant(row.grant_id.map(GrantId));
    match permit::<A>(Some(caller.role()), &ground.standing, id) {
        Ok(permit) => Ok((tx, permit, ground, event)),
        Err(decision) => Err(deny(tx, event, decision).await?),
    }
}
