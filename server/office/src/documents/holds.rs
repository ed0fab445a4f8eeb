//! Legal holds: nothing under one is trashed, purged or shredded until an attorney lifts it with a
//! reason. Set and lifted on closed cases too: a hold is about keeping.

use domain::access::act;
use domain::documents::{HoldForm, LiftForm};
use domain::ids::{CaseId, DocumentId};
use domain::text;

use super::standing::on_document;
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, access};

fn reason(typed: &str) -> Result<String> {
    let reason = text::required_line(typed, "a reason");
    reason.map_err(|why| Error::invalid("reason", why))
}

/// # Errors
/// Refused, Invalid; Conflict where it is on hold already.
pub async fn hold_document(caller: &Caller, id: DocumentId, form: &HoldForm) -> Result<()> {
    let (mut tx, permit, ground, event) = on_document::<act::HoldDocument>(caller, id).await?;
    hold(&mut tx, ground.case, Some(permit.subject()), &reason(&form.reason)?).await?;
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// # Errors
/// As [`hold_document`].
pub async fn hold_case(caller: &Caller, id: CaseId, form: &HoldForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::HoldCase>(caller, id).await?;
    hold(&mut tx, permit.subject(), None, &reason(&form.reason)?).await?;
    let event = Event::new("hold-case", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

async fn hold(tx: &mut Tx, case: CaseId, document: Option<DocumentId>, reason: &str) -> Result<()> {
    let caller = tx.caller().clone();
    let done = sqlx::query!(
        "insert into legal_holds (id, case_id, document_id, reason, set_by) values ($1, $2, $3, $4, $5)
        on conflict do nothing",
        caller.id(),
        case.0,
        document.map(|id| id.0),
        reason,
        caller.staff_id().0
    )
    .execute(&mut **tx)
    .await?;
    match done.rows_affected() {
        0 => Err(Error::Conflict("This is on hold already.".into())),
        _ => Ok(()),
    }
}

/// # Errors
/// Refused, Invalid; Conflict where it is not on hold.
pub async fn lift_from_document(caller: &Caller, id: DocumentId, form: &LiftForm) -> Result<()> {
    let (mut tx, permit, ground, event) = on_document::<act::HoldDocument>(caller, id).await?;
    caller.fresh()?;
    lift(&mut tx, ground.case, Some(permit.subject()), &reason(&form.reason)?).await?;
    audit::record(&mut tx, event.named("lift-hold-of-document")).await?;
    tx.commit().await
}

/// # Errors
/// As [`lift_from_document`].
pub async fn lift_from_case(caller: &Caller, id: CaseId, form: &LiftForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::HoldCase>(caller, id).await?;
    caller.fresh()?;
    lift(&mut tx, permit.subject(), None, &reason(&form.reason)?).await?;
    let event = Event::new("lift-hold-of-case", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

async fn lift(tx: &mut Tx, case: CaseId, document: Option<DocumentId>, reason: &str) -> Result<()> {
    let caller = tx.caller().clone();
    let done = sqlx::query!(
        "update legal_holds set until = office_now(), lifted_by = $3, lifted_because = $4
        where case_id = $1 and document_id is not distinct from $2 and until is null",
        case.0,
        document.map(|id| id.0),
        caller.staff_id().0,
        reason
    )
    .execute(&mut **tx)
    .await?;
    match done.rows_affected() {
        0 => Err(Error::Conflict("This is not on hold.".into())),
        _ => Ok(()),
    }
}
