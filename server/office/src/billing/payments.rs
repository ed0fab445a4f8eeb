//! Money that came in: where it goes, what is over, and what of it was wrong.

use domain::access::{Act, act};
use domain::billing::invoices::{Facts, Stage, State};
use domain::billing::paid::{PaymentForm, part_field};
use domain::billing::payments::{Allocation, AllocationError, Method, Open, Part, allocate};
use domain::ids::{CaseId, ClientId, InvoiceId, PayerId, PaymentId, StatementLineId};
use domain::money::{Currency, Money};
use domain::text;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use serde_json::json;
use uuid::Uuid;

use super::issuing::{left, required};
use super::standing::{currency, on_invoice, on_payment};
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, access, words};

struct Parsed {
    amount: Money,
    method: Method,
    received_on: Date,
    reference: String,
    note: String,
    payer: Option<PayerId>,
}

fn read(form: &PaymentForm) -> Result<Parsed> {
    let mut errors = domain::forms::FieldErrors::default();
    let currency = errors.take(
        "currency",
        Currency::from_code(&form.currency).ok_or_else(|| "Choose a currency.".to_owned()),
    );
    let amount =
        currency.and_then(|it| errors.take("amount", Money::parse_above_zero(&form.amount, it)));
    let method = errors.take(
        "method",
        Method::from_word(&form.method).ok_or_else(|| "Choose how it was paid.".to_owned()),
    );
    let received_on = errors.take("received_on", text::parse_date(&form.received_on));
    let reference = errors.take("reference", text::line(&form.reference));
    let note = errors.take("note", text::prose(&form.note));
    let payer = match form.payer.as_str() {
        "" => Some(None),
        id => errors.take("payer", id.parse().map_err(|_| "Choose who paid.".to_owned())).map(Some),
    };
    match (amount, method, received_on, reference, note, payer) {
        (
            Some(amount),
            Some(method),
            Some(received_on),
            Some(reference),
            Some(note),
            Some(payer),
        ) => Ok(Parsed { amount, method, received_on, reference, note, payer }),
        _ => Err(Error::Invalid(errors)),
    }
}

/// Records a payment and puts it on the invoices it names, else on the oldest of the debtor's first. What is
/// over stays as credit. A line of a bank statement can stand behind it, once.
///
/// # Errors
/// Invalid, with nothing recorded; Conflict where the line was matched meanwhile.
pub async fn record_payment(
    caller: &Caller,
    client: ClientId,
    form: &PaymentForm,
    named: &[Part],
    line: Option<StatementLineId>,
) -> Result<(PaymentId, Allocation)> {
    let id = PaymentId(caller.id());
    record_as(caller, id, client, form, named, line).await
}

/// The same under an id of the form's own.
pub(super) async fn record_as(
    caller: &Caller,
    id: PaymentId,
    client: ClientId,
    form: &PaymentForm,
    named: &[Part],
    line: Option<StatementLineId>,
) -> Result<(PaymentId, Allocation)> {
    let (mut tx, permit, _) = access::on_client::<act::RecordPayment>(caller, client).await?;
    let new = read(form)?;
    let zone = caller.zone(&mut tx).await?;
    if new.received_on > words::today(caller.now(), &zone) {
        return Err(Error::invalid("received_on", "This day is still to come."));
    }
    if let Some(payer) = new.payer
        && !pays(&mut tx, permit.subject(), payer).await?
    {
        return Err(Error::invalid("payer", "Choose who paid."));
    }
    let debtor = new.payer.map_or(client.0, |payer| payer.0);
    let open = open(&mut tx, permit.subject(), new.amount.currency).await?;
    let retainer = form.retainer == "true";
    if retainer && !named.is_empty() {
        let why = "Paid in advance goes on no invoice: leave the amounts empty, or untick this.";
        return Err(Error::invalid("retainer", why));
    }
    let allocation = match (retainer, named) {
        (true, []) => Allocation { parts: Vec::new(), credit: new.amount.minor },
        (_, []) => {
            let of_debtor: Vec<Open> =
                open.iter().filter(|(whose, _)| *whose == debtor).map(|(_, it)| *it).collect();
            allocate(new.amount.minor, &of_debtor, &[])
                .map_err(|why| Error::invalid("amount", why.to_string()))?
        }
        (_, named) => {
            let all: Vec<Open> = open.iter().map(|(_, it)| *it).collect();
            allocate(new.amount.minor, &all, named).map_err(|why| {
                Error::invalid(&part_of(why).unwrap_or_else(|| "amount".into()), why.to_string())
            })?
        }
    };
    let payment = json!({
        "payer_id": new.payer,
        "currency": new.amount.currency.code(),
        "amount": new.amount.minor,
        "method": new.method.word(),
        "retainer": retainer,
        "received_on": new.received_on.to_string(),
        "reference": new.reference,
        "note": new.note,
    });
    sqlx::query!(
        "select record_payment($1, $2, $3, $4, $5)",
        id.0,
        permit.subject().0,
        payment,
        json!(allocation.parts),
        line.map(|line| line.0) as Option<Uuid>
    )
    .fetch_one(&mut *tx)
    .await?;
    let event = Event::new(act::RecordPayment::ACTION.word(), Resource::Payment(id));
    audit::record(&mut tx, event.client(client)).await?;
    tx.commit().await?;
    Ok((id, allocation))
}

/// Whether somebody is a payer of one of the client's cases.
async fn pays(tx: &mut Tx, client: ClientId, payer: PayerId) -> Result<bool> {
    let pays = sqlx::query_scalar!(
        r#"select exists (select from payers p join case_billing c on c.id = p.case_id
            where p.id = $1 and c.client_id = $2) as "pays!""#,
        payer.0,
        client.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(pays)
}

/// The field that a complaint stands beside, where it is about one invoice.
pub(super) fn part_of(why: AllocationError) -> Option<String> {
    match why {
        AllocationError::MoreThanOwed(invoice)
        | AllocationError::NotOpen(invoice)
        | AllocationError::Twice(invoice) => Some(part_field(invoice)),
        AllocationError::Nothing | AllocationError::MoreThanPaid => None,
    }
}

/// The client's open invoices in a currency, locked until the commit, each with who is asked to pay it.
async fn open(tx: &mut Tx, client: ClientId, currency: Currency) -> Result<Vec<(Uuid, Open)>> {
    let rows = sqlx::query!(
        r#"select invoice_id as "invoice!", debtor_id as "debtor!", due_on as "due_on!", balance as "balance!"
        from invoices_to_pay($1, $2)"#,
        client.0,
        currency.code()
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let open = Open {
            invoice: InvoiceId(row.invoice),
            due_on: row.due_on.to_jiff(),
            balance: row.balance,
        };
        (row.debtor, open)
    });
    Ok(rows.collect())
}

/// Puts what is over of a payment on invoices, as named.
///
/// # Errors
/// Conflict where an invoice takes no more, or no more is over.
pub async fn allocate_credit(caller: &Caller, payment: PaymentId, parts: &[Part]) -> Result<()> {
    let (mut tx, permit, event) = on_payment::<act::UsePayment>(caller, payment).await?;
    if parts.is_empty() || parts.iter().any(|part| part.amount <= 0) {
        return Err(Error::invalid("parts", "Enter an amount above zero."));
    }
    sqlx::query!("select allocate_payment($1, $2)", permit.subject().0, json!(parts))
        .fetch_one(&mut *tx)
        .await?;
    audit::record(&mut tx, event.named("allocate-payment")).await?;
    tx.commit().await
}

/// Takes a payment off an invoice: it is credit again.
///
/// # Errors
/// Invalid without a reason; Conflict where it is not on it any more.
pub async fn end_allocation(
    caller: &Caller,
    payment: PaymentId,
    invoice: InvoiceId,
    reason: &str,
) -> Result<()> {
    let (mut tx, permit, event) = on_payment::<act::UsePayment>(caller, payment).await?;
    let reason = required(reason)?;
    let allocation = sqlx::query_scalar!(
        "select id from allocations where payment_id = $1 and invoice_id = $2 and ended_at is null",
        permit.subject().0,
        invoice.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::Conflict("It is not on this invoice any more.".into()))?;
    sqlx::query!("select end_allocation($1, $2)", allocation, reason).execute(&mut *tx).await?;
    audit::record(&mut tx, event.named("end-allocation")).await?;
    tx.commit().await
}

/// Gives back what is over, or part of it.
///
/// # Errors
/// Invalid for more than is over.
pub async fn refund(
    caller: &Caller,
    payment: PaymentId,
    amount: &str,
    method: Method,
    reason: &str,
) -> Result<()> {
    refund_as(caller, caller.id(), payment, amount, method, reason).await
}

/// The same under an id of the form's own: what was given back under it already is not given back again.
pub(super) async fn refund_as(
    caller: &Caller,
    id: Uuid,
    payment: PaymentId,
    amount: &str,
    method: Method,
    reason: &str,
) -> Result<()> {
    let (mut tx, permit, event) = on_payment::<act::UsePayment>(caller, payment).await?;
    let done = sqlx::query_scalar!(
        r#"select exists (select from refunds where id = $1 and payment_id = $2) as "done!""#,
        id,
        permit.subject().0
    )
    .fetch_one(&mut *tx)
    .await?;
    if done {
        return tx.commit().await;
    }
    let reason = required(reason)?;
    let row = sqlx::query!(
        r#"select currency, credit as "credit!" from payments where id = $1"#,
        permit.subject().0
    )
    .fetch_one(&mut *tx)
    .await?;
    let amount = Money::parse_above_zero(amount, currency(&row.currency)?)
        .map_err(|why| Error::invalid("amount", why))?;
    if amount.minor > row.credit {
        return Err(Error::invalid("amount", "No more can be given back than is over."));
    }
    let zone = caller.zone(&mut tx).await?;
    sqlx::query!(
        "select refund_payment($1, $2, $3, $4, $5, $6)",
        id,
        permit.subject().0,
        amount.minor,
        method.word(),
        words::today(caller.now(), &zone).to_sqlx() as jiff_sqlx::Date,
        reason
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, event.named("refund-payment")).await?;
    tx.commit().await
}

/// It bounced, or never was: what it paid is open again.
///
/// # Errors
/// Conflict where something of it was given back.
pub async fn reverse(caller: &Caller, payment: PaymentId, reason: &str) -> Result<()> {
    let (mut tx, permit, event) = on_payment::<act::UsePayment>(caller, payment).await?;
    let reason = required(reason)?;
    sqlx::query!("select reverse_payment($1, $2)", permit.subject().0, reason)
        .execute(&mut *tx)
        .await?;
    audit::record(&mut tx, event.named("reverse-payment")).await?;
    tx.commit().await
}

/// Gives up part of what is left of an invoice, or all of it.
///
/// # Errors
/// Invalid for more than is left.
pub async fn write_off(
    caller: &Caller,
    invoice: InvoiceId,
    amount: &str,
    reason: &str,
) -> Result<()> {
    let (mut tx, permit, _, event) = on_invoice::<act::WriteOff>(caller, invoice).await?;
    let reason = required(reason)?;
    let amount = left(&mut tx, permit.subject(), amount).await?;
    sqlx::query!(
        "select write_off($1, $2, $3, $4)",
        caller.id(),
        permit.subject().0,
        amount,
        reason
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// One invoice among a case's balances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    pub invoice: InvoiceId,
    /// None of a draft.
    pub number: Option<String>,
    pub due_on: Option<Date>,
    pub state: State,
    pub total: Money,
    pub left: Money,
}

/// What was asked on a case and what is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balances {
    /// The newest first, drafts before them. Credit notes are in the invoices they took from.
    pub invoices: Vec<Balance>,
    /// What is left to pay, one sum a currency.
    pub left: Vec<Money>,
}

/// The invoices of a case and their balances.
///
/// # Errors
/// As the permission table says.
pub async fn balances(caller: &Caller, case: CaseId) -> Result<Balances> {
    let (mut tx, permit, ground) = access::on_case::<act::SeeBalances>(caller, case).await?;
    let zone = caller.zone(&mut tx).await?;
    let today = words::today(caller.now(), &zone);
    let rows = sqlx::query!(
        r#"select id, number, currency, stage, total, paid, credited, written_off, sent_on, due_on from invoices
        where case_id = $1 and kind = 'invoice' order by issued_on desc nulls first, id desc"#,
        permit.subject().0
    )
    .fetch_all(&mut *tx)
    .await?;
    let event = Event::new(act::SeeBalances::ACTION.word(), Resource::Case(case));
    audit::record(&mut tx, event.by_grant(ground.grant)).await?;
    tx.commit().await?;
    let mut invoices = Vec::with_capacity(rows.len());
    let mut left: Vec<Money> = Vec::new();
    for row in rows {
        let currency = currency(&row.currency)?;
        let facts = Facts {
            stage: Stage::from_word(&row.stage)
                .ok_or_else(|| Error::internal("an invoice of no stage"))?,
            sent: row.sent_on.is_some(),
            total: row.total,
            paid: row.paid,
            credited: row.credited,
            written_off: row.written_off,
            due_on: row.due_on.map(|on| on.to_jiff()),
        };
        let balance = Money::new(facts.balance(), currency);
        match left.iter_mut().find(|sum| sum.currency == currency) {
            Some(sum) => *sum = sum.plus(balance).map_err(Error::internal)?,
            None => left.push(balance),
        }
        invoices.push(Balance {
            invoice: InvoiceId(row.id),
            number: row.number,
            due_on: facts.due_on,
            state: facts.state(today),
            total: Money::new(row.total, currency),
            left: balance,
        });
    }
    Ok(Balances { invoices, left })
}
