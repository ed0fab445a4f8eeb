//! Where a caller stands towards a scan.

use domain::access::{Act, Decision, Permit, Standing, permit};
use domain::ids::ScanId;

use crate::access::deny;
use crate::audit::{Event, Resource};
use crate::{Caller, Result, Tx};

/// Begins a transaction and asks for `A` on a scan, as `access::on_case` does for a case. Hands back the
/// row for the log.
///
/// # Errors
/// NotFound for what is unseen, Refused for what is seen and not allowed.
pub(super) async fn on_scan<A: Act<Subject = ScanId>>(
    caller: &Caller,
    id: ScanId,
) -> Result<(Tx, Permit<A>, Event)> {
    let mut tx = caller.begin().await?;
    let own = sqlx::query_scalar!(r#"select own as "own!" from scan_standing($1)"#, id.0)
        .fetch_optional(&mut *tx)
        .await?;
    let event = Event::new(A::ACTION.word(), Resource::Scan(id));
    let Some(own) = own else { return Err(deny(tx, event, Decision::Unseen).await?) };
    let standing = Standing { own, ..Standing::OUTSIDE };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, event)),
        Err(decision) => Err(deny(tx, event, decision).await?),
    }
}
