//! The first two layers, for entries, invoices and payments.

use domain::access::{Act, Decision, Permit, Standing, permit};
use domain::billing::time::Recorded;
use domain::ids::{CaseId, ClientId, InvoiceId, PaymentId};
use domain::money::Currency;

use crate::access::{deny, level};
use crate::audit::{Event, Resource};
use crate::{Caller, Error, Result, Tx};

/// Begins a transaction and asks for `A` on an entry or an expense, as `access::on_case` does for a case. Hands
/// back the row for the log.
pub(super) async fn on_time<A: Act<Subject = Recorded>>(
    caller: &Caller,
    which: Recorded,
) -> Result<(Tx, Permit<A>, Option<CaseId>, Event)> {
    let mut tx = caller.begin().await?;
    let (id, resource) = match which {
        Recorded::Entry(id) => (id.0, Resource::TimeEntry(id)),
        Recorded::Expense(id) => (id.0, Resource::Expense(id)),
    };
    let row = sqlx::query!(
        r#"select reach as "reach?", walled as "walled!", closed as "closed?", own as "own!", case_id as "case_id?",
            client_id as "client_id?"
        from time_standing($1)"#,
        id
    )
    .fetch_optional(&mut *tx)
    .await?;
    let event = Event::new(A::ACTION.word(), resource);
    let Some(row) = row else { return Err(deny(tx, event, Decision::Unseen).await?) };
    let event = event.around(row.case_id.map(CaseId), row.client_id.map(ClientId));
    let standing = Standing {
        level: row.reach.and_then(level),
        walled: row.walled,
        closed: row.closed.unwrap_or_default(),
        own: row.own,
        ..Standing::OUTSIDE
    };
    match permit::<A>(Some(caller.role()), &standing, which) {
        Ok(permit) => Ok((tx, permit, row.case_id.map(CaseId), event)),
        Err(decision) => Err(deny(tx, event, decision).await?),
    }
}

/// Where a caller stands with an invoice, for whoever asks for more than one act.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground {
    pub case: CaseId,
    pub standing: Standing,
}

/// Like [`on_time`], for an invoice.
pub(crate) async fn on_invoice<A: Act<Subject = InvoiceId>>(
    caller: &Caller,
    id: InvoiceId,
) -> Result<(Tx, Permit<A>, CaseId, Event)> {
    let (tx, permit, ground, event) = on_ground::<A>(caller, id).await?;
    Ok((tx, permit, ground.case, event))
}

/// [`on_invoice`], and the ground on which other acts are asked for.
pub(super) async fn on_ground<A: Act<Subject = InvoiceId>>(
    caller: &Caller,
    id: InvoiceId,
) -> Result<(Tx, Permit<A>, Ground, Event)> {
    let tx = caller.begin().await?;
    ask(tx, id).await
}

/// [`on_invoice`], for several in one transaction: all of them, or none.
pub(super) async fn on_invoices<A: Act<Subject = InvoiceId>>(
    caller: &Caller,
    ids: &[InvoiceId],
) -> Result<(Tx, Vec<(Permit<A>, Event)>)> {
    let mut tx = caller.begin().await?;
    let mut permits = Vec::with_capacity(ids.len());
    for id in ids {
        let (back, permit, _, event) = ask(tx, *id).await?;
        tx = back;
        permits.push((permit, event));
    }
    Ok((tx, permits))
}

async fn ask<A: Act<Subject = InvoiceId>>(
    mut tx: Tx,
    id: InvoiceId,
) -> Result<(Tx, Permit<A>, Ground, Event)> {
    let row = sqlx::query!(
        r#"select reach as "reach?", walled as "walled!", closed as "closed!", case_id as "case_id!", client_id as "client_id!"
        from invoice_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let event = Event::new(A::ACTION.word(), Resource::Invoice(id));
    let Some(row) = row else { return Err(deny(tx, event, Decision::Unseen).await?) };
    let event = event.around(Some(CaseId(row.case_id)), Some(ClientId(row.client_id)));
    let standing = Standing {
        level: row.reach.and_then(level),
        walled: row.walled,
        closed: row.closed,
        ..Standing::OUTSIDE
    };
    let role = tx.caller().role();
    match permit::<A>(Some(role), &standing, id) {
        Ok(permit) => Ok((tx, permit, Ground { case: CaseId(row.case_id), standing }, event)),
        Err(decision) => Err(deny(tx, event, decision).await?),
    }
}

/// Like [`on_time`], for a payment: reached as far as the least of the cases it was used for.
pub(super) async fn on_payment<A: Act<Subject = PaymentId>>(
    caller: &Caller,
    id: PaymentId,
) -> Result<(Tx, Permit<A>, Event)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select reach as "reach?", walled as "walled!", client_id as "client_id!" from payment_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let event = Event::new(A::ACTION.word(), Resource::Payment(id));
    let Some(row) = row else { return Err(deny(tx, event, Decision::Unseen).await?) };
    let event = event.around(None, Some(ClientId(row.client_id)));
    let standing =
        Standing { level: row.reach.and_then(level), walled: row.walled, ..Standing::OUTSIDE };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, event)),
        Err(decision) => Err(deny(tx, event, decision).await?),
    }
}

/// A currency as the database keeps it.
pub(crate) fn currency(code: &str) -> Result<Currency> {
    Currency::from_code(code).ok_or_else(|| Error::internal(format!("{code} is no currency here")))
}
