//! How a case comes about: on a conflict check, by opening, preparing or accepting an enquiry.
//!
//! Each act looks for conflicts first. Where nothing is alike it goes on at once; else what was typed
//! is kept with the check, and goes on from there once there is no conflict: nothing is typed twice.

use domain::access::{Act, Permit, Role, Standing, act, permit};
use domain::cases::{CaseForm, Happened, ParsedCase};
use domain::conflicts::{Outcome, Purpose};
use domain::forms::FieldErrors;
use domain::ids::{CaseId, ClientId, ConflictCheckId, EnquiryId, ProposalId, StaffId};
use jiff_sqlx::{Date, ToSqlx};

use super::{attorney, lead_cannot, not_to_come, seen_client, store};
use crate::access;
use crate::audit::{self, Event, Resource};
use crate::conflicts::{self, About};
use crate::{Caller, Error, Result, Tx, clients, enquiries, timeline};

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    Case(CaseId),
    /// An attorney has to approve it.
    Prepared(ProposalId),
    /// Somebody has to say whether there is a conflict.
    Waits(ConflictCheckId),
}

/// A form whose every field has been read.
struct Written {
    case: ParsedCase,
    adverse: Vec<String>,
    lead: StaffId,
}

/// Everything but whom it is for. `prepares`: an attorney is named who will approve it.
async fn read(
    tx: &mut Tx,
    form: &CaseForm,
    prepares: bool,
    errors: &mut FieldErrors,
) -> Result<Option<Written>> {
    let case = form.parse(errors);
    not_to_come(tx, case.as_ref(), errors).await?;
    let adverse = form.parse_adverse(errors);
    let lead = match tx.caller().role() {
        // An associate opens cases for oneself.
        Role::AssociateAttorney if !prepares => Some(tx.caller().staff_id()),
        Role::ManagingPartner | Role::AssociateAttorney | Role::Paralegal | Role::Billing => {
            attorney(tx, &form.lead, errors).await?
        }
    };
    Ok(match (case, adverse, lead, errors.is_empty()) {
        (Some(case), Some(adverse), Some(lead), true) => Some(Written { case, adverse, lead }),
        _ => None,
    })
}

/// The client's name and those it is against: what a check looks for.
async fn names(tx: &mut Tx, client: ClientId, adverse: &[String]) -> Result<Vec<String>> {
    let mut names = vec![clients::name(tx, client).await?];
    names.extend_from_slice(adverse);
    Ok(names)
}

/// Opens a case and puts its lead on the team, or keeps it until it is decided whether there is a
/// conflict.
///
/// # Errors
/// Invalid, Refused for roles that prepare instead, Conflict where the lead is screened from the
/// client.
pub async fn open(caller: &Caller, form: &CaseForm) -> Result<Opened> {
    let (mut tx, permit) = access::on_office::<act::OpenCase>(caller).await?;
    let mut errors = FieldErrors::default();
    let written = read(&mut tx, form, false, &mut errors).await?;
    let client = seen_client(&mut tx, &form.client_id, &mut errors).await?;
    let (Some(written), Some(client)) = (written, client) else {
        return Err(Error::Invalid(errors));
    };
    not_screened(&mut tx, written.lead, client).await?;
    let names = names(&mut tx, client, &written.adverse).await?;
    let about = About {
        about: written.case.title.clone(),
        client: Some(client),
        draft: Some((Purpose::Open, form.clone())),
        ..About::default()
    };
    let (check, outcome) = conflicts::search(&mut tx, &names, about).await?;
    let opened = match outcome {
        Outcome::Clear => Opened::Case(write(&mut tx, permit, client, check, &written).await?),
        Outcome::Matches | Outcome::Ask => Opened::Waits(check),
    };
    tx.commit().await?;
    Ok(opened)
}

/// Writes a case up for the attorney it names.
///
/// # Errors
/// Invalid, Refused.
pub async fn prepare(caller: &Caller, form: &CaseForm) -> Result<Opened> {
    let (mut tx, permit) = access::on_office::<act::PrepareCase>(caller).await?;
    let mut errors = FieldErrors::default();
    let written = read(&mut tx, form, true, &mut errors).await?;
    let client = seen_client(&mut tx, &form.client_id, &mut errors).await?;
    let (Some(written), Some(client)) = (written, client) else {
        return Err(Error::Invalid(errors));
    };
    not_screened(&mut tx, written.lead, client).await?;
    let names = names(&mut tx, client, &written.adverse).await?;
    let about = About {
        about: written.case.title.clone(),
        client: Some(client),
        draft: Some((Purpose::Prepare, form.clone())),
        ..About::default()
    };
    let (check, outcome) = conflicts::search(&mut tx, &names, about).await?;
    let opened = match outcome {
        Outcome::Clear => {
            Opened::Prepared(write_up(&mut tx, permit, client, check, &written).await?)
        }
        Outcome::Matches | Outcome::Ask => Opened::Waits(check),
    };
    tx.commit().await?;
    Ok(opened)
}

/// Accepts an enquiry: client and case are made from it.
///
/// # Errors
/// Invalid; Conflict once it is decided.
pub async fn accept(caller: &Caller, enquiry: EnquiryId, form: &CaseForm) -> Result<Opened> {
    let (mut tx, permit) = enquiries::on_enquiry::<act::DecideEnquiry>(caller, enquiry).await?;
    let mut errors = FieldErrors::default();
    let Some(written) = read(&mut tx, form, false, &mut errors).await? else {
        return Err(Error::Invalid(errors));
    };
    let mut names = vec![enquiries::open_name(&mut tx, enquiry).await?];
    names.extend_from_slice(&written.adverse);
    let about = About {
        about: written.case.title.clone(),
        enquiry: Some(enquiry),
        draft: Some((Purpose::Accept, form.clone())),
        ..About::default()
    };
    let (check, outcome) = conflicts::search(&mut tx, &names, about).await?;
    let opened = match outcome {
        Outcome::Clear => Opened::Case(write_accepted(&mut tx, permit, check, &written).await?),
        Outcome::Matches | Outcome::Ask => Opened::Waits(check),
    };
    tx.commit().await?;
    Ok(opened)
}

/// Goes on with what waited for a check, now that it found no conflict.
///
/// # Errors
/// NotFound; Conflict while it is undecided; Invalid where what was typed holds no longer.
pub async fn go_on(caller: &Caller, check: ConflictCheckId) -> Result<Opened> {
    // A check is its asker's: to everybody else it is not there.
    if !access::in_general::<act::CheckConflicts>(caller) {
        return Err(Error::NotFound);
    }
    let mut tx = caller.begin().await?;
    let ready = conflicts::ready(&mut tx, check).await?;
    let mut errors = FieldErrors::default();
    let opened = match ready.purpose {
        Purpose::Open | Purpose::Prepare => {
            let prepares = ready.purpose == Purpose::Prepare;
            let written = read(&mut tx, &ready.form, prepares, &mut errors).await?;
            let client = seen_client(&mut tx, &ready.form.client_id, &mut errors).await?;
            let (Some(written), Some(client)) = (written, client) else {
                return Err(stale(errors));
            };
            not_screened(&mut tx, written.lead, client).await?;
            if ready.purpose == Purpose::Open {
                let permit = again::<act::OpenCase>(caller, ())?;
                Opened::Case(write(&mut tx, permit, client, check, &written).await?)
            } else {
                let permit = again::<act::PrepareCase>(caller, ())?;
                Opened::Prepared(write_up(&mut tx, permit, client, check, &written).await?)
            }
        }
        Purpose::Accept => {
            let enquiry = ready.enquiry.ok_or(Error::NotFound)?;
            drop(tx);
            let (mut tx, permit) =
                enquiries::on_enquiry::<act::DecideEnquiry>(caller, enquiry).await?;
            conflicts::ready(&mut tx, check).await?;
            let Some(written) = read(&mut tx, &ready.form, false, &mut errors).await? else {
                return Err(stale(errors));
            };
            let case = write_accepted(&mut tx, permit, check, &written).await?;
            tx.commit().await?;
            return Ok(Opened::Case(case));
        }
    };
    tx.commit().await?;
    Ok(opened)
}

/// The permit of an act about nothing in particular, inside a transaction that has begun.
fn again<A: Act<Subject = ()>>(caller: &Caller, subject: ()) -> Result<Permit<A>> {
    permit::<A>(Some(caller.role()), &Standing::OUTSIDE, subject).map_err(Error::from)
}

fn stale(errors: FieldErrors) -> Error {
    let first = errors.0.first().map(|error| error.message.clone()).unwrap_or_default();
    Error::Conflict(format!(
        "What was typed does not hold any more: {first} Write the case again; the names are checked anew."
    ))
}

async fn not_screened(tx: &mut Tx, lead: StaffId, client: ClientId) -> Result<()> {
    if store::is_screened(tx, lead, client).await? { Err(lead_cannot()) } else { Ok(()) }
}

async fn write(
    tx: &mut Tx,
    permit: Permit<act::OpenCase>,
    client: ClientId,
    check: ConflictCheckId,
    written: &Written,
) -> Result<CaseId> {
    let id = CaseId(tx.caller().id());
    let number =
        store::open(tx, permit, id, client, written.lead, check, &written.case, &written.adverse)
            .await?;
    timeline::tell(tx, id, &Happened::Opened).await?;
    audit::record(
        tx,
        Event::new(act::OpenCase::ACTION.word(), Resource::Case(id))
            .client(client)
            .with("number", number)
            .with("lead", written.lead.to_string()),
    )
    .await?;
    Ok(id)
}

async fn write_up(
    tx: &mut Tx,
    _: Permit<act::PrepareCase>,
    client: ClientId,
    check: ConflictCheckId,
    written: &Written,
) -> Result<ProposalId> {
    let id = ProposalId(tx.caller().id());
    let caller = tx.caller().clone();
    let (limitation_on, limitation_none) = written.case.limitation.columns();
    sqlx::query!(
        "insert into case_proposals (id, client_id, title, practice_area, stage, opened_on, lead_id, prepared_by, check_id,
            adverse, limitation_on, limitation_none)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        id.0,
        client.0,
        written.case.title,
        written.case.practice_area,
        written.case.stage.word(),
        written.case.opened_on.to_sqlx() as Date,
        written.lead.0,
        caller.staff_id().0,
        check.0,
        &written.adverse,
        limitation_on.map(|day| day.to_sqlx()) as Option<Date>,
        limitation_none
    )
    .execute(&mut **tx)
    .await?;
    audit::record(
        tx,
        Event::new(act::PrepareCase::ACTION.word(), Resource::Proposal(id))
            .client(client)
            .with("lead", written.lead.to_string()),
    )
    .await?;
    Ok(id)
}

async fn write_accepted(
    tx: &mut Tx,
    enquiry: Permit<act::DecideEnquiry>,
    check: ConflictCheckId,
    written: &Written,
) -> Result<CaseId> {
    let caller = tx.caller().clone();
    let permit = again::<act::OpenCase>(&caller, ())?;
    let client = enquiries::make_client(tx, enquiry).await?;
    let case = write(tx, permit, client, check, written).await?;
    enquiries::accepted(tx, enquiry, client, case).await?;
    Ok(case)
}
