//! Who pays for somebody else's case. Added, changed, ended; never deleted. Billing reads them.

use domain::access::act;
use domain::cases::Happened;
use domain::forms::FieldErrors;
use domain::frame::Frame;
use domain::ids::{CaseId, PayerId};
use domain::payers::{ParsedPayer, PayerForm, PayerFormContext, PayerRow};
use jiff::Timestamp;
use jiff_sqlx::{Date, ToSqlx};
use serde::Deserialize;

use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, cases, frame, timeline, words};

/// A payer as the database keeps it.
#[derive(Debug, Deserialize)]
pub(crate) struct Payer {
    id: PayerId,
    name: String,
    email: String,
    address: String,
    since: jiff::civil::Date,
    until: Option<jiff::civil::Date>,
    ended_at: Option<Timestamp>,
}

/// Those who pay, and after them those who did.
pub(crate) fn in_words(payers: Vec<Payer>, now: Timestamp, zone: &Region) -> Vec<PayerRow> {
    let today = words::today(now, zone);
    let mut rows: Vec<PayerRow> = payers
        .into_iter()
        .map(|payer| {
            let ended = payer.ended_at.map(|at| zone.day_of(at));
            let until = ended.or(payer.until);
            PayerRow {
                id: payer.id,
                name: payer.name,
                email: payer.email,
                address: payer.address,
                since: zone.date(payer.since),
                past: ended.is_some() || until.is_some_and(|until| until < today),
                until: until.map(|day| zone.date(day)),
            }
        })
        .collect();
    rows.sort_by_key(|row| row.past);
    rows
}

pub(crate) async fn of_case(tx: &mut Tx, id: CaseId, zone: &Region) -> Result<Vec<PayerRow>> {
    let rows = sqlx::query!(
        "select id, name, email, address, since, until, ended_at from payers
        where case_id = $1 order by since, id",
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let payers = rows
        .into_iter()
        .map(|row| Payer {
            id: PayerId(row.id),
            name: row.name,
            email: row.email,
            address: row.address,
            since: row.since.to_jiff(),
            until: row.until.map(Date::to_jiff),
            ended_at: row.ended_at.map(|at| at.to_jiff()),
        })
        .collect();
    Ok(in_words(payers, tx.caller().now(), zone))
}

fn read(form: &PayerForm) -> Result<ParsedPayer> {
    let mut errors = FieldErrors::default();
    form.parse(&mut errors).ok_or(Error::Invalid(errors))
}

/// # Errors
/// NotFound, Refused.
pub async fn new_form(caller: &Caller, id: CaseId) -> Result<(Frame, PayerForm, PayerFormContext)> {
    let (mut tx, permit, _) = access::on_case::<act::EditCase>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let case = cases::facts_seen(&mut tx, permit.subject()).await?;
    tx.commit().await?;
    let since = words::today(caller.now(), &zone).to_string();
    Ok((frame, PayerForm { since, ..PayerForm::default() }, PayerFormContext { case, payer: None }))
}

/// Nobody is on file twice as paying for a case at the same time: else both would be billed. `but` is the
/// row that is being changed. Of two who enter somebody at once, the second waits and is told.
async fn once(tx: &mut Tx, id: CaseId, new: &ParsedPayer, but: Option<PayerId>) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 2))", id.to_string())
        .execute(&mut **tx)
        .await?;
    let zone = tx.caller().clone().zone(tx).await?;
    let known = sqlx::query!(
        "select name, since, until from payers
        where case_id = $1 and ended_at is null and id is distinct from $2 and lower(name) = lower($3)
            and since <= coalesce($5::date, 'infinity') and $4 <= coalesce(until, 'infinity')
        order by since limit 1",
        id.0,
        but.map(|payer| payer.0) as Option<uuid::Uuid>,
        new.name,
        new.since.to_sqlx() as Date,
        new.until.map(|day| day.to_sqlx()) as Option<Date>
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(known) = known else { return Ok(()) };
    let time = words::days(known.since.to_jiff(), known.until.map(Date::to_jiff), &zone);
    Err(Error::invalid(
        "name",
        format!(
            "{} pays for this case already, {time}. Change that entry, or enter another time.",
            known.name
        ),
    ))
}

/// # Errors
/// Invalid.
pub async fn add(caller: &Caller, id: CaseId, form: &PayerForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::EditCase>(caller, id).await?;
    let payer = read(form)?;
    once(&mut tx, id, &payer, None).await?;
    sqlx::query!(
        "insert into payers (id, case_id, name, email, address, since, until, added_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8)",
        caller.id(),
        permit.subject().0,
        payer.name,
        payer.email,
        payer.address,
        payer.since.to_sqlx() as Date,
        payer.until.map(|day| day.to_sqlx()) as Option<Date>,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    timeline::tell(&mut tx, id, &Happened::PayerAdded { name: payer.name }).await?;
    let event = Event::new("add-payer", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// # Errors
/// NotFound where the payer has ended.
pub async fn change_form(
    caller: &Caller,
    id: CaseId,
    payer: PayerId,
) -> Result<(Frame, PayerForm, PayerFormContext)> {
    let (mut tx, permit, _) = access::on_case::<act::EditCase>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let case = cases::facts_seen(&mut tx, permit.subject()).await?;
    let row = sqlx::query!(
        "select name, email, address, since, until, revision from payers
        where id = $1 and case_id = $2 and ended_at is null",
        payer.0,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.commit().await?;
    let form = PayerForm {
        name: row.name,
        email: row.email,
        address: row.address,
        since: row.since.to_jiff().to_string(),
        until: row.until.map(|day| day.to_jiff().to_string()).unwrap_or_default(),
        revision: row.revision.to_string(),
    };
    Ok((frame, form, PayerFormContext { case, payer: Some(payer) }))
}

/// # Errors
/// Invalid; Conflict where somebody saved first.
pub async fn change(caller: &Caller, id: CaseId, payer: PayerId, form: &PayerForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::EditCase>(caller, id).await?;
    let new = read(form)?;
    once(&mut tx, id, &new, Some(payer)).await?;
    let done = sqlx::query!(
        "update payers set name = $4, email = $5, address = $6, since = $7, until = $8, revision = revision + 1
        where id = $1 and case_id = $2 and revision = $3 and ended_at is null",
        payer.0,
        permit.subject().0,
        cases::revision(&form.revision)?,
        new.name,
        new.email,
        new.address,
        new.since.to_sqlx() as Date,
        new.until.map(|day| day.to_sqlx()) as Option<Date>
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(
            "Somebody changed this payer meanwhile. What you typed is kept here and not saved yet: look at the case, then save again.".into(),
        ));
    }
    timeline::tell(&mut tx, id, &Happened::PayerChanged { name: new.name }).await?;
    let event = Event::new("change-payer", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// Somebody pays no longer. That it was so stays on record.
///
/// # Errors
/// NotFound where it has ended already.
pub async fn end(caller: &Caller, id: CaseId, payer: PayerId) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::EditCase>(caller, id).await?;
    let name = sqlx::query_scalar!(
        "update payers set ended_at = office_now(), ended_by = $3, revision = revision + 1
        where id = $1 and case_id = $2 and ended_at is null returning name",
        payer.0,
        permit.subject().0,
        caller.staff_id().0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    timeline::tell(&mut tx, id, &Happened::PayerEnded { name }).await?;
    let event = Event::new("end-payer", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    tx.commit().await
}
