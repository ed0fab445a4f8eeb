//! The PIN that is asked of whoever acts for a discreet contact: others may read the mailbox that codes and links go to.
//!
//! A session that lacks it is nobody's: it reaches this page and the way out, and nothing else.

use domain::access::act;
use domain::forms::FieldErrors;
use domain::ids::{ClientId, MembershipId, PortalPersonId};
use domain::pin::{PinForm, PinWanted};

use crate::audit::{self, Event, Resource};
use crate::gate::Visit;
use crate::identity::{hash_password, verify};
use crate::keys::sha256;
use crate::{Caller, Error, Result, access};

const MISSED: &str = "That PIN does not match.";
const CLOSED: &str = "That was wrong too often. Ask for a new code to try again, or call us: we can let you choose another PIN.";

/// Takes the PIN for the session of that token, or keeps the one that was chosen.
///
/// # Errors
/// Invalid beside `pin` or `again`; Conflict where the session has ended by it, or asks for nothing any more.
pub async fn give_pin(visit: &Visit, token: &str, wanted: PinWanted, form: &PinForm) -> Result<()> {
    let mut errors = FieldErrors::default();
    let Some(pin) = form.parse(wanted, &mut errors) else { return Err(Error::Invalid(errors)) };
    let office = visit.office();
    let hash = sha256(token.as_bytes());
    let chosen = match wanted {
        PinWanted::Choose => Some(hash_password(office, &pin).await?),
        PinWanted::Ask => {
            let mut gate = visit.begin().await?;
            let tried = sqlx::query!(
                r#"select person_id as "person_id!", pin_hash as "pin_hash?" from gate_try_portal_pin($1)"#,
                &hash[..]
            )
            .fetch_optional(&mut *gate)
            .await?;
            let Some(tried) = tried else { return Err(Error::Conflict(CLOSED.into())) };
            let person = PortalPersonId(tried.person_id);
            let Some(kept) = tried.pin_hash else {
                gate.record_portal(Some(person), "portal-pin-closed", "refused", None).await?;
                gate.commit().await?;
                return Err(Error::Conflict(CLOSED.into()));
            };
            // a try that was taken is taken, whatever becomes of this request
            gate.commit().await?;
            if !verify(office, &pin, Some(&kept)).await?.matches {
                let mut gate = visit.begin().await?;
                gate.record_portal(Some(person), "portal-pin-missed", "refused", None).await?;
                gate.commit().await?;
                return Err(Error::invalid("pin", MISSED));
            }
            None
        }
    };
    let word = if chosen.is_some() { "portal-choose-pin" } else { "portal-give-pin" };
    let mut gate = visit.begin().await?;
    let person = sqlx::query_scalar!("select gate_pass_portal_pin($1, $2)", &hash[..], chosen)
        .fetch_one(&mut *gate)
        .await?;
    let Some(person) = person.map(PortalPersonId) else {
        return Err(Error::Conflict(CLOSED.into()));
    };
    gate.record_portal(Some(person), word, "done", None).await?;
    gate.commit().await
}

/// Takes somebody's PIN back: they are signed out everywhere, and choose another one as they come in again.
///
/// # Errors
/// NotFound for an access that has ended; Conflict without a PIN.
pub async fn reset_pin(caller: &Caller, id: ClientId, membership: MembershipId) -> Result<()> {
    let (mut tx, permit, _) = access::on_client::<act::InvitePortalPerson>(caller, id).await?;
    let done = sqlx::query_scalar!(
        r#"select reset_portal_pin($1, $2) as "done!""#,
        membership.0,
        permit.subject().0
    )
    .fetch_one(&mut *tx)
    .await?;
    if !done {
        return Err(Error::Conflict("There is no PIN to take back.".into()));
    }
    let event = Event::new("reset-portal-pin", Resource::Client(id));
    audit::record(&mut tx, event.with("membership", membership.to_string())).await?;
    tx.commit().await
}
