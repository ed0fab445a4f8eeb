//! What an appointment is to be about: a case, a client, an enquiry, or one's own time; and whether the caller
//! may book it there. What is out of sight and what does not exist are one answer.

use domain::access::{Act, Decision, Level, Permit, Role, Standing, act, permit};
use domain::appointments::OtherAttendee;
use domain::forms::FieldErrors;
use domain::ids::{AppointmentId, CaseId, ClientId, EnquiryId, StaffId};
use domain::text;

use crate::audit::{Event, Resource};
use crate::{Caller, Result, Tx, access};

/// Where it goes, with the right to put it there.
#[derive(Debug)]
pub(super) enum Place {
    OnCase(Permit<act::ScheduleOnCase>, ClientId),
    ForClient(Permit<act::ScheduleForClient>),
    OfEnquiry(Permit<act::BookConsultation>),
    InOffice(Permit<act::ScheduleInOffice>),
}

impl Place {
    pub(super) fn case(&self) -> Option<CaseId> {
        match self {
            Place::OnCase(permit, _) => Some(permit.subject()),
            Place::ForClient(_) | Place::OfEnquiry(_) | Place::InOffice(_) => None,
        }
    }

    pub(super) fn client(&self) -> Option<ClientId> {
        match self {
            Place::OnCase(_, client) => Some(*client),
            Place::ForClient(permit) => Some(permit.subject()),
            Place::OfEnquiry(_) | Place::InOffice(_) => None,
        }
    }

    pub(super) fn enquiry(&self) -> Option<EnquiryId> {
        match self {
            Place::OfEnquiry(permit) => Some(permit.subject()),
            Place::OnCase(..) | Place::ForClient(_) | Place::InOffice(_) => None,
        }
    }

    /// The act that the log tells of.
    pub(super) fn action(&self) -> &'static str {
        match self {
            Place::OnCase(..) => act::ScheduleOnCase::ACTION.word(),
            Place::ForClient(_) => act::ScheduleForClient::ACTION.word(),
            Place::OfEnquiry(_) => act::BookConsultation::ACTION.word(),
            Place::InOffice(_) => act::ScheduleInOffice::ACTION.word(),
        }
    }
}

/// A place, and what is known about it.
#[derive(Debug)]
pub(super) struct About {
    pub place: Place,
    pub number: String,
    /// The client's or the enquirer's name.
    pub name: String,
    /// Where the client reads the time; empty: as the office does.
    pub client_zone: String,
    /// Whether the caller works on the case, or otherwise than at the desk.
    pub inside: bool,
    pub desk: bool,
    /// Who enquired, and how they are reached.
    pub enquirer: Option<OtherAttendee>,
    /// The attorney an enquiry is assigned to.
    pub assigned: Option<StaffId>,
}

/// What the form or the link names.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted<'a> {
    pub number: &'a str,
    pub case: &'a str,
    pub client: &'a str,
    pub enquiry: &'a str,
}

/// Found; or what to write down where it is seen and may not be booked on.
pub(super) type Found = std::result::Result<About, (Event, Decision)>;

pub(super) async fn find(
    tx: &mut Tx,
    wanted: Wanted<'_>,
    errors: &mut FieldErrors,
) -> Result<Option<Found>> {
    let number = text::line(wanted.number).unwrap_or_default();
    if !number.is_empty() || !wanted.case.is_empty() {
        return on_case(tx, &number, wanted.case, errors).await;
    }
    if !wanted.client.is_empty() {
        return for_client(tx, wanted.client, errors).await;
    }
    if !wanted.enquiry.is_empty() {
        return of_enquiry(tx, wanted.enquiry, errors).await;
    }
    let caller = tx.caller().clone();
    let event = Event::new(act::ScheduleInOffice::ACTION.word(), Resource::Office);
    Ok(Some(
        permit::<act::ScheduleInOffice>(Some(caller.role()), &Standing::OUTSIDE, ())
            .map(|permit| About {
                place: Place::InOffice(permit),
                number: String::new(),
                name: String::new(),
                client_zone: String::new(),
                inside: true,
                // what is nobody's but the office's is not the desk's either
                desk: false,
                enquirer: None,
                assigned: None,
            })
            .map_err(|decision| (event, decision)),
    ))
}

async fn on_case(
    tx: &mut Tx,
    number: &str,
    case: &str,
    errors: &mut FieldErrors,
) -> Result<Option<Found>> {
    let caller = tx.caller().clone();
    let row = sqlx::query!(
        r#"select case_id as "case_id!", number as "number!", client_id as "client_id!", client as "client!",
            client_zone as "client_zone!", reach as "reach?", closed as "closed!", desk as "desk!"
        from case_to_schedule($1, $2)"#,
        number,
        case.parse::<CaseId>().ok().map(|id| id.0) as Option<uuid::Uuid>
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else {
        errors.add("case", "You see no case with this number. Check it, or leave it out.");
        return Ok(None);
    };
    let id = CaseId(row.case_id);
    let level = row.reach.and_then(access::level);
    let standing = Standing { level, closed: row.closed, desk: row.desk, ..Standing::OUTSIDE };
    let event = Event::new(act::ScheduleOnCase::ACTION.word(), Resource::Case(id));
    Ok(Some(
        permit::<act::ScheduleOnCase>(Some(caller.role()), &standing, id)
            .map(|permit| About {
                place: Place::OnCase(permit, ClientId(row.client_id)),
                number: row.number,
                name: row.client,
                client_zone: row.client_zone,
                inside: inside(&caller, level),
                desk: row.desk,
                enquirer: None,
                assigned: None,
            })
            .map_err(|decision| (event, decision)),
    ))
}

fn inside(caller: &Caller, level: Option<Level>) -> bool {
    match caller.role() {
        Role::ManagingPartner => true,
        Role::AssociateAttorney | Role::Paralegal => level.is_some(),
        Role::Billing => false,
    }
}

async fn for_client(tx: &mut Tx, client: &str, errors: &mut FieldErrors) -> Result<Option<Found>> {
    let caller = tx.caller().clone();
    let id = client.parse::<ClientId>().unwrap_or(ClientId(uuid::Uuid::nil()));
    let row = sqlx::query!(
        r#"select name as "name!", zone as "zone!", reach as "reach?", own as "own!", desk as "desk!"
        from client_to_schedule($1)"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else {
        errors.add("client", "You see no such client. Choose one from the list, or leave it out.");
        return Ok(None);
    };
    let level = row.reach.and_then(access::level);
    let standing = Standing { level, own: row.own, desk: row.desk, ..Standing::OUTSIDE };
    let event = Event::new(act::ScheduleForClient::ACTION.word(), Resource::Client(id));
    Ok(Some(
        permit::<act::ScheduleForClient>(Some(caller.role()), &standing, id)
            .map(|permit| About {
                place: Place::ForClient(permit),
                number: String::new(),
                name: row.name,
                client_zone: row.zone,
                inside: caller.role() == Role::ManagingPartner
                    || (caller.role() != Role::Billing && (level.is_some() || row.own)),
                desk: row.desk,
                enquirer: None,
                assigned: None,
            })
            .map_err(|decision| (event, decision)),
    ))
}

async fn of_enquiry(tx: &mut Tx, enquiry: &str, errors: &mut FieldErrors) -> Result<Option<Found>> {
    let caller = tx.caller().clone();
    let id = enquiry.parse::<EnquiryId>().unwrap_or(EnquiryId(uuid::Uuid::nil()));
    let row = sqlx::query!(
        r#"select own as "own!", desk as "desk!", open as "open!", name as "name!", email as "email!", phone as "phone!",
            assigned_id as "assigned_id?"
        from enquiry_to_schedule($1)"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else {
        errors.add("enquiry", "You see no such enquiry. Leave it out.");
        return Ok(None);
    };
    if !row.open {
        errors.add(
            "enquiry",
            "This enquiry has been decided. Book it on the case or for the client.",
        );
        return Ok(None);
    }
    let standing = Standing { own: row.own, desk: row.desk, ..Standing::OUTSIDE };
    let event = Event::new(act::BookConsultation::ACTION.word(), Resource::Enquiry(id));
    Ok(Some(
        permit::<act::BookConsultation>(Some(caller.role()), &standing, id)
            .map(|permit| About {
                place: Place::OfEnquiry(permit),
                number: String::new(),
                enquirer: Some(OtherAttendee {
                    name: row.name.clone(),
                    email: row.email,
                    phone: row.phone,
                }),
                name: row.name,
                client_zone: String::new(),
                inside: caller.role() != Role::Billing,
                desk: row.desk,
                assigned: row.assigned_id.map(StaffId),
            })
            .map_err(|decision| (event, decision)),
    ))
}

/// Keeps what was said as something was done to it, for those who read what it is about.
pub(super) async fn say(tx: &mut Tx, id: AppointmentId, doing: &str, words: &str) -> Result<()> {
    if words.is_empty() {
        return Ok(());
    }
    let caller = tx.caller().clone();
    sqlx::query!(
        "insert into appointment_words (appointment_id, doing, said_by, words) values ($1, $2, $3, $4)",
        id.0,
        doing,
        caller.staff_id().0,
        words
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
