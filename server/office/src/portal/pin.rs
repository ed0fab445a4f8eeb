//! The PIN that is asked of whoever acts for a discreet contact: others may read the mailbox that codes and links go to.
//!
//! A session that lacks it is nobody's: it reaches this page and the way out, and nothing else.

use domain::access::act;
use domain::forms::FieldErrors;
use domain::ids::{ClientId, MembershipId, PortalPersonId};
use domain::pin::{PinForm, PinStanding, PinTyped, PinWanted, START_DIGITS};
use jiff::Timestamp;
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

use crate::audit::{self, Event, Resource};
use crate::gate::{Gate, Visit};
use crate::identity::{hash_password, verify};
use crate::keys::sha256;
use crate::words::{self, Region};
use crate::{Caller, Error, Office, Result, Tx, access};

const MISSED: &str = "That PIN does not match.";
const NOT_THAT: &str =
    "That number does not match, or its time has run out. Call us: we tell you another.";
const CLOSED: &str = "That was wrong too often. Ask for a new code to try again, or call us: we can let you choose another PIN.";

/// Takes the PIN for the session of that token, or keeps the one that was chosen.
///
/// # Errors
/// Invalid beside `pin`, `again` or `start`; Conflict where the session has ended by it, or asks for nothing any more.
pub async fn give_pin(visit: &Visit, token: &str, wanted: PinWanted, form: &PinForm) -> Result<()> {
    let mut errors = FieldErrors::default();
    let Some(typed) = form.parse(wanted, &mut errors) else { return Err(Error::Invalid(errors)) };
    let office = visit.office();
    let hash = sha256(token.as_bytes());
    let mut gate = visit.begin().await?;
    let tried = sqlx::query!(
        r#"select person_id as "person_id!", try as "try?", pin_hash as "pin_hash?" from gate_try_portal_pin($1)"#,
        &hash[..]
    )
    .fetch_optional(&mut *gate)
    .await?;
    let Some(tried) = tried else { return Err(Error::Conflict(CLOSED.into())) };
    let person = Some(PortalPersonId(tried.person_id));
    let Some(nth) = tried.r#try else {
        gate.record_portal(person, "portal-pin-closed", "refused", None).await?;
        gate.commit().await?;
        return Err(Error::Conflict(CLOSED.into()));
    };
    // a try that was taken is taken, whatever becomes of this request
    gate.commit().await?;
    let (word, kept, number, refusal) = match &typed {
        PinTyped::Given(pin) => {
            if !verify(office, pin, tried.pin_hash.as_deref()).await?.matches {
                let gate = visit.begin().await?;
                return missed(gate, person, Error::invalid("pin", MISSED)).await;
            }
            ("portal-give-pin", None, None, Error::Conflict(CLOSED.into()))
        }
        PinTyped::Chosen { pin, start } => (
            "portal-choose-pin",
            Some(hash_password(office, pin).await?),
            Some(number_hash(office, start)),
            Error::invalid("start", NOT_THAT),
        ),
    };
    let mut gate = visit.begin().await?;
    let is_in = sqlx::query_scalar!(
        r#"select gate_pass_portal_pin($1, $2, $3, $4) as "in!""#,
        &hash[..],
        nth,
        kept,
        number.as_ref().map(|it| &it[..])
    )
    .fetch_one(&mut *gate)
    .await?;
    if !is_in {
        return missed(gate, person, refusal).await;
    }
    gate.record_portal(person, word, "done", None).await?;
    gate.commit().await
}

/// Records that it was wrong, and says so.
async fn missed(mut gate: Gate, person: Option<PortalPersonId>, refusal: Error) -> Result<()> {
    gate.record_portal(person, "portal-pin-missed", "refused", None).await?;
    gate.commit().await?;
    Err(refusal)
}

/// The number that is told by phone, and what is kept of it. Spelled from `id` under the server's key: no one finds it out
/// who has the database alone.
pub(super) fn number(office: &Office, id: Uuid) -> (String, [u8; 32]) {
    let [a, b, c, d, e, f, g, h, ..] = office.keys.fingerprint("portal-pin-start", &id.to_string());
    let number = u64::from_le_bytes([a, b, c, d, e, f, g, h]) % 10_u64.pow(START_DIGITS as u32);
    let number = format!("{number:0START_DIGITS$}");
    let hash = number_hash(office, &number);
    (number, hash)
}

fn number_hash(office: &Office, number: &str) -> [u8; 32] {
    office.keys.fingerprint("portal-pin-number", number)
}

#[derive(Debug, Deserialize)]
struct Standing {
    asked: bool,
    since: Option<Timestamp>,
    start: Option<Start>,
    missed: i64,
}

#[derive(Debug, Deserialize)]
struct Start {
    id: Uuid,
    until: Timestamp,
}

/// How it stands with the PIN of whoever has that access, for whoever may change it.
pub(super) async fn standing(
    tx: &mut Tx,
    office: &Office,
    membership: MembershipId,
    client: ClientId,
    zone: &Region,
) -> Result<Option<PinStanding>> {
    let Json(it) = sqlx::query_scalar!(
        r#"select portal_pin_of($1, $2) as "standing!: Json<Standing>""#,
        membership.0,
        client.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(it.asked.then(|| PinStanding {
        since: it.since.map(|at| words::day(at, zone)),
        start: it.start.map(|start| {
            let (number, _) = number(office, start.id);
            let (first, last) = number.split_at(START_DIGITS / 2);
            (format!("{first} {last}"), words::instant(start.until, zone))
        }),
        missed: it.missed,
    }))
}

/// Lets somebody choose a PIN, another one where they have one: with a number that is told by phone. They are signed out
/// everywhere.
///
/// # Errors
/// NotFound for an access that has ended; Conflict where no PIN is asked for this client.
pub async fn reset_pin(caller: &Caller, id: ClientId, membership: MembershipId) -> Result<()> {
    let (mut tx, permit, _) = access::on_client::<act::InvitePortalPerson>(caller, id).await?;
    let start = caller.id();
    let (_, hash) = number(caller.office(), start);
    let said = sqlx::query_scalar!(
        r#"select reset_portal_pin($1, $2, $3, $4) as "said!""#,
        membership.0,
        permit.subject().0,
        start,
        &hash[..]
    )
    .fetch_one(&mut *tx)
    .await?;
    let word = match said.as_str() {
        "again" => "reset-portal-pin",
        "first" => "start-portal-pin",
        _ => {
            return Err(Error::Conflict(
                "No PIN is asked for this client: it is no discreet contact.".into(),
            ));
        }
    };
    let event = Event::new(word, Resource::Client(id));
    audit::record(&mut tx, event.with("membership", membership.to_string())).await?;
    tx.commit().await
}
