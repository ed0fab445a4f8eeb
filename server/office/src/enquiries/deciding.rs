//! An enquiry is decided once: it becomes a client and a case, or is declined with a letter.

use domain::access::{Act, Permit, act};
use domain::cases::{CaseForm, ReasonForm};
use domain::clients::{ClientForm, ClientKind};
use domain::enquiries::{AcceptContext, DeclineContext, EnquiryState, Letter};
use domain::frame::{Frame, Framed};
use domain::ids::{CaseId, ClientId, EnquiryId};
use domain::text;

use super::on_enquiry;
use crate::appointments::consultation;
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, cases, clients, frame, words};

/// The case as it would be opened, with what the enquiry knows filled in.
///
/// # Errors
/// NotFound, Refused; Conflict once decided.
pub async fn accept_form(
    caller: &Caller,
    id: EnquiryId,
) -> Result<(Frame, CaseForm, AcceptContext)> {
    let (mut tx, permit) = on_enquiry::<act::DecideEnquiry>(caller, id).await?;
    let event = Event::new(act::SeeEnquiry::ACTION.word(), Resource::Enquiry(permit.subject()));
    audit::record(&mut tx, event.with("in", "form")).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let e = sqlx::query!(
        "select name, matter, adverse, assigned_id, state from enquiries where id = $1",
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    if e.state != EnquiryState::Open.word() {
        return Err(decided());
    }
    let attorneys = cases::attorney_choices(&mut tx, caller).await?;
    tx.commit().await?;
    let wanted = e.assigned_id.map(|id| id.to_string()).unwrap_or(caller.staff_id().to_string());
    let form = CaseForm {
        title: e.matter,
        stage: "intake".into(),
        lead: attorneys
            .iter()
            .find(|choice| choice.value == wanted)
            .or(attorneys.first())
            .map(|choice| choice.value.clone())
            .unwrap_or_default(),
        opened_on: words::today(caller.now(), &zone).to_string(),
        no_adverse: if e.adverse.is_empty() { "on".into() } else { String::new() },
        adverse: e.adverse.join("\n"),
        ..CaseForm::default()
    };
    Ok((frame, form, AcceptContext { enquiry: id, name: e.name, attorneys }))
}

fn decided() -> Error {
    Error::Conflict("This enquiry has been decided already.".into())
}

/// The name of an enquiry that is still open.
pub(crate) async fn open_name(tx: &mut Tx, id: EnquiryId) -> Result<String> {
    sqlx::query_scalar!("select name from enquiries where id = $1 and state = 'open'", id.0)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or_else(decided)
}

/// The client that an accepted enquiry becomes.
pub(crate) async fn make_client(
    tx: &mut Tx,
    permit: Permit<act::DecideEnquiry>,
) -> Result<ClientId> {
    let e = sqlx::query!(
        "select kind, given_name, family_name, name, email, phone from enquiries where id = $1 and state = 'open' for update",
        permit.subject().0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(decided)?;
    let form = ClientForm {
        organization: if e.kind == ClientKind::Organization.word() {
            e.name
        } else {
            String::new()
        },
        kind: e.kind,
        given_name: e.given_name,
        family_name: e.family_name,
        email_1: e.email,
        phone_1: e.phone,
        ..ClientForm::default()
    };
    let client = clients::add(tx, &form).await?;
    // before the case is opened on its check, which is known to be for this enquiry
    sqlx::query!("update enquiries set client_id = $2 where id = $1", permit.subject().0, client.0)
        .execute(&mut **tx)
        .await?;
    Ok(client)
}

pub(crate) async fn accepted(
    tx: &mut Tx,
    permit: Permit<act::DecideEnquiry>,
    client: ClientId,
    case: CaseId,
) -> Result<()> {
    let id = permit.subject();
    sqlx::query!(
        "update enquiries set state = 'accepted', case_id = $2, decided_by = $3, decided_at = office_now(), revision = revision + 1
        where id = $1",
        id.0,
        case.0,
        tx.caller().staff_id().0
    )
    .execute(&mut **tx)
    .await?;
    consultation::carry(tx, id).await?;
    let event = Event::new("accept-enquiry", Resource::Enquiry(id));
    audit::record(tx, event.around(Some(case), Some(client))).await
}

/// Whom it is about and what is booked, for the dialog that declines.
///
/// # Errors
/// NotFound, Refused; Conflict once decided.
pub async fn decline_form(caller: &Caller, id: EnquiryId) -> Result<(Frame, DeclineContext)> {
    let (mut tx, permit) = on_enquiry::<act::DecideEnquiry>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let name = open_name(&mut tx, permit.subject()).await?;
    let booked = consultation::coming(&mut tx, permit.subject()).await?;
    tx.commit().await?;
    Ok((frame, DeclineContext { name, booked }))
}

/// Declines it; what is booked for it and still to come is called off with it.
///
/// # Errors
/// Invalid without a reason; Conflict once decided.
pub async fn decline(caller: &Caller, id: EnquiryId, form: &ReasonForm) -> Result<()> {
    let (mut tx, permit) = on_enquiry::<act::DecideEnquiry>(caller, id).await?;
    let reason =
        text::required_prose(&form.reason, "why it is declined; the letter does not say it")
            .map_err(|message| Error::invalid("reason", message))?;
    // while the enquiry is open and hears of it
    consultation::call_off(&mut tx, permit.subject()).await?;
    let done = sqlx::query!(
        "update enquiries set state = 'declined', reason = $2, decided_by = $3, decided_at = office_now(), revision = revision + 1
        where id = $1 and state = 'open'",
        permit.subject().0,
        reason,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(decided());
    }
    audit::record(&mut tx, Event::new("decline-enquiry", Resource::Enquiry(id))).await?;
    tx.commit().await
}

/// The letter to somebody whose enquiry was declined.
///
/// # Errors
/// NotFound; Conflict while it is open.
pub async fn letter(caller: &Caller, id: EnquiryId) -> Result<Framed<Letter>> {
    let (mut tx, permit) = on_enquiry::<act::SeeEnquiry>(caller, id).await?;
    let event = Event::new("print-letter", Resource::Enquiry(permit.subject()));
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let e = sqlx::query!(
        r#"select (select o.address from office_settings o) as "address!", e.name, e.family_name, e.kind, e.matter, e.state, e.decided_at, d.name as "signed?"
        from enquiries e left join staff d on d.id = e.decided_by where e.id = $1"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.commit().await?;
    if e.state != EnquiryState::Declined.word() {
        return Err(Error::Conflict("There is a letter once the enquiry is declined.".into()));
    }
    let letter = Letter {
        office: frame.office.clone(),
        address: e.address,
        name: e.name,
        family_name: e.family_name,
        kind: ClientKind::from_word(&e.kind).ok_or_else(|| Error::internal("unknown kind"))?,
        on: e.decided_at.map(|at| words::day(at.to_jiff(), &zone)).unwrap_or_default(),
        matter: e.matter,
        signed: e.signed.unwrap_or_default(),
    };
    Ok(Framed { frame, body: letter })
}
