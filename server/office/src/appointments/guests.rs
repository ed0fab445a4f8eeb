//! Those who are to be there beside the owner. Ended, not deleted.

use domain::access::{Act, Permit, Role, Standing, act, permit};
use domain::appointments::OtherAttendee;
use domain::forms::FieldErrors;
use domain::ids::{AppointmentId, ClientId, RepresentativeId, StaffId};
use uuid::Uuid;

use crate::audit::{self, Event, Outcome, Resource};
use crate::{Result, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Guest {
    Staff(StaffId),
    Client(ClientId),
    Representative(ClientId, RepresentativeId),
    Other(OtherAttendee),
}

impl Guest {
    fn staff(&self) -> Option<Uuid> {
        match self {
            Guest::Staff(id) => Some(id.0),
            Guest::Client(_) | Guest::Representative(..) | Guest::Other(_) => None,
        }
    }

    fn client(&self) -> Option<Uuid> {
        match self {
            Guest::Client(id) | Guest::Representative(id, _) => Some(id.0),
            Guest::Staff(_) | Guest::Other(_) => None,
        }
    }

    fn representative(&self) -> Option<Uuid> {
        match self {
            Guest::Representative(_, id) => Some(id.0),
            Guest::Staff(_) | Guest::Client(_) | Guest::Other(_) => None,
        }
    }

    fn other(&self) -> OtherAttendee {
        match self {
            Guest::Other(other) => other.clone(),
            Guest::Staff(_) | Guest::Client(_) | Guest::Representative(..) => {
                OtherAttendee::default()
            }
        }
    }
}

async fn ask_outsiders(tx: &mut Tx) -> Result<Option<Permit<act::AskOutsiders>>> {
    let role = tx.caller().role();
    // the others need no right of the desk
    let desk = role == Role::Billing
        && sqlx::query_scalar!(r#"select i_have_desk() as "desk!""#).fetch_one(&mut **tx).await?;
    let standing = Standing { desk, ..Standing::OUTSIDE };
    Ok(permit::<act::AskOutsiders>(Some(role), &standing, ()).ok())
}

/// Whether the caller may ask anybody who is not of the office.
pub(super) async fn may_ask_outsiders(tx: &mut Tx) -> Result<bool> {
    Ok(ask_outsiders(tx).await?.is_some())
}

/// Refuses, by the field that names them, whoever is not of the office, was not asked to it before, and is not the
/// caller's to ask. A try leaves a trace.
pub(super) async fn allow_outsiders(
    tx: &mut Tx,
    guests: &[Guest],
    to: Option<AppointmentId>,
    errors: &mut FieldErrors,
) -> Result<()> {
    if ask_outsiders(tx).await?.is_some() {
        return Ok(());
    }
    let there = match to {
        Some(id) => asked(tx, id).await?,
        None => Vec::new(),
    };
    let mut refused = false;
    for guest in guests.iter().filter(|guest| there.iter().all(|(_, known)| known != *guest)) {
        let field = match guest {
            Guest::Staff(_) => continue,
            Guest::Client(_) => "with_client",
            Guest::Representative(..) => "representatives",
            Guest::Other(_) => "others",
        };
        refused = true;
        errors.add(
            field,
            "Billing asks nobody from outside the office. Leave them out, or let the front desk book it.",
        );
    }
    if refused {
        let about = to.map_or(Resource::Office, Resource::Appointment);
        let event = Event::new(act::AskOutsiders::ACTION.word(), about);
        audit::record(tx, event.outcome(Outcome::Refused)).await?;
    }
    Ok(())
}

/// Asks each of them to each of the appointments.
pub(super) async fn ask(tx: &mut Tx, to: &[AppointmentId], guests: &[Guest]) -> Result<()> {
    let caller = tx.caller().clone();
    let pairs: Vec<(AppointmentId, &Guest)> =
        to.iter().flat_map(|id| guests.iter().map(move |guest| (*id, guest))).collect();
    let ids: Vec<Uuid> = pairs.iter().map(|_| caller.id()).collect();
    let of: Vec<Uuid> = pairs.iter().map(|(id, _)| id.0).collect();
    let staff: Vec<Option<Uuid>> = pairs.iter().map(|(_, guest)| guest.staff()).collect();
    let clients: Vec<Option<Uuid>> = pairs.iter().map(|(_, guest)| guest.client()).collect();
    let speaking: Vec<Option<Uuid>> =
        pairs.iter().map(|(_, guest)| guest.representative()).collect();
    let others: Vec<OtherAttendee> = pairs.iter().map(|(_, guest)| guest.other()).collect();
    let text = |of: fn(&OtherAttendee) -> &String| -> Vec<String> {
        others.iter().map(|other| of(other).clone()).collect()
    };
    sqlx::query!(
        "insert into appointment_attendees (id, appointment_id, staff_id, client_id, representative_id, name, email, phone, added_by)
        select n.id, n.of, n.staff, n.client, n.representative, n.name, n.email, n.phone, $9
        from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[])
            as n (id, of, staff, client, representative, name, email, phone)",
        &ids,
        &of,
        &staff as &[Option<Uuid>],
        &clients as &[Option<Uuid>],
        &speaking as &[Option<Uuid>],
        &text(|other| &other.name),
        &text(|other| &other.email),
        &text(|other| &other.phone),
        caller.staff_id().0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whoever is asked to it now.
async fn asked(tx: &mut Tx, of: AppointmentId) -> Result<Vec<(Uuid, Guest)>> {
    let rows = sqlx::query!(
        "select id, staff_id, client_id, representative_id, name, email, phone from appointment_attendees
        where appointment_id = $1 and until is null",
        of.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let guest = match (row.staff_id, row.client_id, row.representative_id) {
                (Some(id), ..) => Guest::Staff(StaffId(id)),
                (_, Some(client), Some(id)) => {
                    Guest::Representative(ClientId(client), RepresentativeId(id))
                }
                (_, Some(client), None) => Guest::Client(ClientId(client)),
                _ => Guest::Other(OtherAttendee {
                    name: row.name,
                    email: row.email,
                    phone: row.phone,
                }),
            };
            (row.id, guest)
        })
        .collect())
}

/// Makes those who are asked to one appointment the ones who are wanted: ends the others, asks whoever is missing.
/// Says whether anything changed.
pub(super) async fn settle(tx: &mut Tx, of: AppointmentId, wanted: &[Guest]) -> Result<bool> {
    let asked = asked(tx, of).await?;
    let over: Vec<Uuid> =
        asked.iter().filter(|(_, guest)| !wanted.contains(guest)).map(|(id, _)| *id).collect();
    let missing: Vec<Guest> = wanted
        .iter()
        .filter(|guest| asked.iter().all(|(_, known)| known != *guest))
        .cloned()
        .collect();
    // those who come before those who go: whoever gives it away sees it to the end
    ask(tx, &[of], &missing).await?;
    sqlx::query!(
        "update appointment_attendees set until = office_now(), ended_by = $2 where id = any ($1)",
        &over,
        tx.caller().staff_id().0
    )
    .execute(&mut **tx)
    .await?;
    Ok(!over.is_empty() || !missing.is_empty())
}
