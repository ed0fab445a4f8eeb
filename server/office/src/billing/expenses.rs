//! What the office laid out: recorded in one's own name, changed while it is on no invoice. A receipt that is sent
//! with it becomes a document in the transaction that records it: both are kept, or neither.

use bytes::Bytes;
use domain::access::{act, permit};
use domain::billing::expenses::{ExpenseForm, ParsedExpense, check_receipt};
use domain::billing::time::Recorded;
use domain::forms::FieldErrors;
use domain::ids::{CaseId, DocumentId, ExpenseId};
use jiff_sqlx::ToSqlx;

use super::finding;
use super::standing::on_time;
use super::time::{currency_of, locked, why_not_then};
use crate::audit::{self, Event, Resource};
use crate::documents::Received;
use crate::{Caller, Error, Result, Tx, access, cases};

/// A file that came as a receipt.
#[derive(Clone, Debug)]
pub struct ReceiptFile {
    /// As claimed.
    pub name: String,
    pub bytes: Bytes,
}

impl ReceiptFile {
    fn check(&self, errors: &mut FieldErrors) {
        let media = papers::sniff(&self.bytes);
        let checked = check_receipt(&self.bytes, media.media_type(), media.label());
        errors.take("file", checked);
    }
}

/// Asks whether an expense may be recorded on a case, before the first byte of its receipt is read.
///
/// # Errors
/// NotFound, Refused.
pub async fn may_record(caller: &Caller, case: Option<CaseId>) -> Result<()> {
    let tx = match case {
        Some(case) => access::on_case::<act::RecordTime>(caller, case).await?.0,
        None => access::on_office::<act::KeepTimeSheet>(caller).await?.0,
    };
    tx.commit().await
}

/// Records an expense of one's own on the case that its form means.
///
/// # Errors
/// As [`record_expense_with`].
pub async fn add_expense(
    caller: &Caller,
    form: &ExpenseForm,
    file: Option<ReceiptFile>,
) -> Result<ExpenseId> {
    let (mut tx, _permit) = access::on_office::<act::KeepTimeSheet>(caller).await?;
    let mut errors = FieldErrors::default();
    let case = finding::meant(&mut tx, &form.case, &form.picked, &mut errors).await?;
    if case.is_none() && errors.is_empty() {
        errors.add("case", "Say for which case it was laid out.");
    }
    match (case, errors.is_empty()) {
        (Some(case), true) => {
            tx.commit().await?;
            record_expense_with(caller, case, form, file).await
        }
        // everything else that is wrong is said with it
        _ => {
            form.parse(currency_of(&mut tx, None).await?, &mut errors);
            if let Some(file) = &file {
                file.check(&mut errors);
            }
            Err(Error::Invalid(errors))
        }
    }
}

/// Records what the office laid out, with or without a receipt among the documents of the case.
///
/// # Errors
/// As [`record_expense_with`].
pub async fn record_expense(
    caller: &Caller,
    case: CaseId,
    form: &ExpenseForm,
) -> Result<ExpenseId> {
    record_expense_with(caller, case, form, None).await
}

/// The same, and keeps the receipt that was sent with it.
///
/// # Errors
/// Invalid, also for a file that is no whole PDF or picture, or that the scanner held; Refused on a closed case;
/// Storage. Nothing is kept then.
pub async fn record_expense_with(
    caller: &Caller,
    case: CaseId,
    form: &ExpenseForm,
    file: Option<ReceiptFile>,
) -> Result<ExpenseId> {
    let (mut tx, permit, _) = access::on_case::<act::RecordTime>(caller, case).await?;
    let case = permit.subject();
    let new = read(&mut tx, case, form, file.as_ref()).await?;
    let Some(file) = file else {
        let id = insert(&mut tx, case, &new).await?;
        tx.commit().await?;
        return Ok(id);
    };
    drop(tx);
    let received = receive(caller, case, file).await?;
    let done = record_received(caller, case, &new, &received).await;
    received.settle(caller, done).await
}

/// Rights are asked again: they may have ended while the bytes came.
async fn record_received(
    caller: &Caller,
    case: CaseId,
    new: &ParsedExpense,
    received: &Received,
) -> Result<ExpenseId> {
    let (mut tx, _, ground) = access::on_case::<act::AddReceipt>(caller, case).await?;
    let permit = permit::<act::RecordTime>(Some(caller.role()), &ground.standing, case)
        .map_err(|_| Error::NotFound)?;
    let id = insert(&mut tx, permit.subject(), new).await?;
    received.publish(&mut tx, id, new.on).await?;
    tx.commit().await?;
    Ok(id)
}

/// Takes the bytes in. Whoever may record an expense may still not be one who adds to the case.
async fn receive(caller: &Caller, case: CaseId, file: ReceiptFile) -> Result<Received> {
    Received::seal(caller, case, &file.name, file.bytes).await.map_err(|error| match error {
        Error::Refused(why) => Error::invalid(
            "file",
            format!("The receipt was not kept, and nothing is recorded. {why} The expense can be recorded without it."),
        ),
        other => other,
    })
}

/// The form without its typos, or all that is wrong with it and its file.
async fn read(
    tx: &mut Tx,
    case: CaseId,
    form: &ExpenseForm,
    file: Option<&ReceiptFile>,
) -> Result<ParsedExpense> {
    let mut errors = FieldErrors::default();
    let in_currency = currency_of(tx, Some(case)).await?;
    let parsed = form.parse(in_currency, &mut errors);
    // a day is looked at also where something else is wrong
    if let Ok(on) = domain::text::parse_date(&form.on)
        && let Some(why) = why_not_then(tx, Some(case), on).await?
    {
        errors.add("on", why);
    }
    if let Ok(receipt) = form.receipt.parse::<DocumentId>()
        && !seen(tx, case, receipt).await?
    {
        errors.add("receipt", "Choose a document of this case.");
    }
    if let Some(file) = file {
        file.check(&mut errors);
        if !form.receipt.is_empty() {
            errors.add("file", "Send a receipt or choose one that is here already, not both.");
        }
    }
    match (parsed, errors.is_empty()) {
        (Some(parsed), true) => Ok(parsed),
        _ => Err(Error::Invalid(errors)),
    }
}

/// Whether a document of the case is open to the caller.
async fn seen(tx: &mut Tx, case: CaseId, document: DocumentId) -> Result<bool> {
    let seen = sqlx::query_scalar!(
        r#"select exists (select from documents where id = $1 and case_id = $2) as "seen!""#,
        document.0,
        case.0
    );
    Ok(seen.fetch_one(&mut **tx).await?)
}

async fn insert(tx: &mut Tx, case: CaseId, new: &ParsedExpense) -> Result<ExpenseId> {
    let caller = tx.caller().clone();
    let id = ExpenseId(caller.id());
    sqlx::query!(
        "insert into expenses (id, case_id, spent_on, description, amount, treatment, written_down, write_down_reason, receipt_id,
            recorded_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id.0,
        case.0,
        new.on.to_sqlx() as jiff_sqlx::Date,
        new.description,
        new.amount,
        new.treatment.word(),
        new.written_down,
        new.write_down_reason,
        new.receipt.map(|id| id.0) as Option<uuid::Uuid>,
        caller.staff_id().0
    )
    .execute(&mut **tx)
    .await?;
    let event = Event::new("record-expense", Resource::Expense(id)).case(case);
    audit::record(tx, event).await?;
    Ok(id)
}

/// Changes an expense that is on no invoice. It keeps its case and its receipt.
///
/// # Errors
/// Invalid; Conflict where somebody saved first, or it was billed meanwhile.
pub async fn edit_expense(caller: &Caller, id: ExpenseId, form: &ExpenseForm) -> Result<()> {
    let (mut tx, permit, case, event) =
        on_time::<act::EditTime>(caller, Recorded::Expense(id)).await?;
    let (Recorded::Expense(id), Some(case)) = (permit.subject(), case) else {
        return Err(Error::NotFound);
    };
    let form = ExpenseForm { receipt: String::new(), ..form.clone() };
    let new = read(&mut tx, case, &form, None).await?;
    let done = sqlx::query!(
        "update expenses set spent_on = $3, description = $4, amount = $5, treatment = $6, written_down = $7,
            write_down_reason = $8, changed_by = office_caller(), changed_at = office_now(), revision = revision + 1
        where id = $1 and revision = $2 and invoice_id is null and withdrawn_at is null",
        id.0,
        cases::revision(&form.revision)?,
        new.on.to_sqlx() as jiff_sqlx::Date,
        new.description,
        new.amount,
        new.treatment.word(),
        new.written_down,
        new.write_down_reason
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(locked());
    }
    audit::record(&mut tx, event.named("edit-expense")).await?;
    tx.commit().await
}

/// Asks whether an expense takes a receipt, before the first byte of it is read.
///
/// # Errors
/// NotFound, Refused; Conflict for one that is billed or withdrawn.
pub async fn may_take_receipt(caller: &Caller, id: ExpenseId) -> Result<()> {
    let (tx, ..) = open_expense(caller, id).await?;
    tx.commit().await
}

/// An expense of which the caller may change something now, its case and its day.
async fn open_expense(
    caller: &Caller,
    id: ExpenseId,
) -> Result<(Tx, ExpenseId, CaseId, jiff::civil::Date)> {
    let (mut tx, permit, case, _) = on_time::<act::EditTime>(caller, Recorded::Expense(id)).await?;
    let (Recorded::Expense(id), Some(case)) = (permit.subject(), case) else {
        return Err(Error::NotFound);
    };
    let row = sqlx::query!(
        r#"select spent_on, invoice_id is null and withdrawn_at is null as "open!" from expenses where id = $1"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    match row.open {
        true => Ok((tx, id, case, row.spent_on.to_jiff())),
        false => Err(Error::Conflict(
            "This expense stands on an invoice or is withdrawn. It takes no receipt any more."
                .into(),
        )),
    }
}

/// Keeps a receipt for an expense that has none, or another one. The one before stays a document of the case.
///
/// # Errors
/// As [`record_expense_with`]; Conflict for one that is billed or withdrawn.
pub async fn add_receipt(caller: &Caller, id: ExpenseId, file: ReceiptFile) -> Result<()> {
    let (tx, id, case, on) = open_expense(caller, id).await?;
    drop(tx);
    let mut errors = FieldErrors::default();
    file.check(&mut errors);
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let received = receive(caller, case, file).await?;
    let done = async {
        let (mut tx, id, ..) = open_expense(caller, id).await?;
        received.publish(&mut tx, id, on).await?;
        tx.commit().await
    };
    let done = done.await;
    received.settle(caller, done).await
}
