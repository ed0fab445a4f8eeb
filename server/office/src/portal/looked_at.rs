//! What somebody of a client sees, shown to whoever manages the work for that client: read alone, and on record.

use domain::access::act;
use domain::frame::Framed;
use domain::ids::{ClientId, MembershipId, PortalPersonId};
use domain::portal::LookedAt;
use domain::requests::PortalRequests;
use uuid::Uuid;

use super::{PortalCaller, appointments, documents, home, invoices, requests};
use crate::audit::{self, Event, Resource};
use crate::gate::Visit;
use crate::{Caller, Error, Result, access, clients, frame};

/// Nothing is marked as opened, and nothing can be done there.
///
/// # Errors
/// NotFound where nobody uses the portal under that; Refused; Conflict for somebody who sees what the caller does not.
pub async fn looked_at(
    caller: &Caller,
    id: ClientId,
    membership: MembershipId,
) -> Result<Framed<LookedAt>> {
    let (mut tx, permit, _) = access::on_client::<act::LookAsClient>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let who =
        sqlx::query_scalar!("select portal_looked_at($1, $2)", membership.0, permit.subject().0)
            .fetch_one(&mut *tx)
            .await?;
    let client_name = clients::name(&mut tx, id).await?;
    let Some(who) = who else {
        return Err(Error::Conflict(
            "This person sees work in the portal that you have no part in. A managing partner can look.".into(),
        ));
    };
    let event = Event::new("look-as-client", Resource::Client(id))
        .with("membership", membership.to_string());
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    let they = PortalCaller::new(&Visit::of(caller), PortalPersonId(who), caller.session_id());
    let shown = home::home(&they, None).await?;
    let appointments = appointments::appointments(&they).await?.body;
    let invoices = match shown.frame.sees_money {
        true => invoices::invoices(&they, None).await?.body.rows,
        false => Vec::new(),
    };
    let theirs = documents::documents(&they).await?.body.rows;
    let shared: Vec<_> = theirs.iter().map(|row| row.id.0).collect();
    let readable = readable(caller, &shared).await?;
    let documents: Vec<_> = theirs.into_iter().filter(|row| readable.contains(&row.id.0)).collect();
    let PortalRequests { mut open, mut done, .. } = requests::requests(&they).await?.body;
    // how many files, and not which
    for file in open.iter_mut().chain(&mut done).flat_map(|request| &mut request.sent) {
        file.name.clear();
    }
    let body = LookedAt {
        client: id,
        client_name,
        they: shown.frame,
        appointments,
        invoices,
        withheld: shared.len() - documents.len(),
        documents,
        requests: open.into_iter().chain(done).collect(),
        stands: shown.body.stands,
    };
    Ok(Framed { frame, body })
}

/// Which of these shares are of documents that the caller may open: what somebody sees of a client, somebody of the office
/// need not.
async fn readable(caller: &Caller, shares: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut tx = caller.begin().await?;
    let readable = sqlx::query_scalar!("select id from document_shares where id = any($1)", shares)
        .fetch_all(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(readable)
}
