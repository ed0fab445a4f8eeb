//! From draft to what was sent: the number, the record of all that it said, proof of sending, void and credit note.

use domain::access::act;
use domain::billing::drafts::{Frozen, FrozenLine, FrozenOffice, FrozenTax};
use domain::billing::invoices::{LineKind, SentBy};
use domain::billing::totals::{TaxBasis, TaxRate};
use domain::ids::InvoiceId;
use domain::money::Money;
use domain::text;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use serde_json::json;

use super::standing::{currency, on_invoice};
use crate::audit;
use crate::{Caller, Error, Result, Tx, words};

/// Gives an invoice its number and keeps what it says. `on`: empty for today; a day before holds it back until
/// somebody releases it.
///
/// # Errors
/// Conflict where it is not approved, or somebody changed it.
pub async fn issue(caller: &Caller, invoice: InvoiceId, revision: i32, on: &str) -> Result<String> {
    let (mut tx, permit, case, event) = on_invoice::<act::IssueInvoice>(caller, invoice).await?;
    let id = permit.subject();
    let zone = caller.zone(&mut tx).await?;
    let today = words::today(caller.now(), &zone);
    let on = match on.trim() {
        "" => today,
        typed => text::parse_date(typed).map_err(|why| Error::invalid("on", why))?,
    };
    if on > today {
        return Err(Error::invalid("on", "An invoice is not dated ahead."));
    }
    let number = sqlx::query_scalar!(
        r#"select issue_invoice($1, $2, $3) as "number!""#,
        id.0,
        revision,
        on.to_sqlx() as jiff_sqlx::Date
    )
    .fetch_one(&mut *tx)
    .await?;
    freeze(&mut tx, id).await?;
    audit::record(&mut tx, event.case(case).with("number", number.clone())).await?;
    tx.commit().await?;
    Ok(number)
}

async fn freeze(tx: &mut Tx, id: InvoiceId) -> Result<()> {
    let frozen = json!(said(tx, id).await?);
    sqlx::query!("select freeze_invoice($1, $2)", id.0, frozen).execute(&mut **tx).await?;
    Ok(())
}

/// All that an invoice says, from the rows as they are; of a draft without number and dates.
pub(super) async fn said(tx: &mut Tx, id: InvoiceId) -> Result<Frozen> {
    let row = sqlx::query!(
        r#"select i.number, i.currency, i.tax_basis, i.title, i.note, i.issued_on, i.due_on,
            i.subtotal, i.discount, i.tax, i.total, c.number as "case_number!", k.name as "client!",
            p.name as "payer?", p.address as "payer_address?", n.number as "corrects?",
            coalesce(f.reference, '') as "reference!",
            coalesce((select x.value from client_contacts x where x.client_id = i.client_id and x.channel = 'post'
                and x.until is null and x.purpose = 'billing' order by x.position limit 1), '') as "address!",
            o.name as office, o.address as office_address, o.locale, o.tax_number, o.payee, o.iban, o.bic, o.how_to_pay,
            o.billing_email, o.billing_phone
        from invoices i
        cross join office_settings o
        join case_billing c on c.id = i.case_id
        join clients k on k.id = i.client_id
        left join payers p on p.id = i.payer_id
        left join invoices n on n.id = i.corrects_id
        left join fee_terms f on f.case_id = i.case_id
        where i.id = $1"#,
        id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    let (name, address) = match row.payer {
        Some(payer) => (payer, row.payer_address.unwrap_or_default()),
        None => (row.client, row.address),
    };
    let address = address.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(Frozen {
        version: 1,
        number: row.number.unwrap_or_default(),
        corrects: row.corrects,
        office: FrozenOffice {
            name: row.office,
            address: row.office_address,
            phone: row.billing_phone,
            email: row.billing_email,
            tax_number: row.tax_number,
            payee: row.payee,
            iban: row.iban,
            bic: row.bic,
            how_to_pay: row.how_to_pay,
            locale: row.locale,
        },
        billed_to: std::iter::once(name).chain(address.map(str::to_owned)).collect(),
        reference: row.reference,
        case_number: row.case_number,
        title: row.title,
        note: row.note,
        issued_on: row.issued_on.map(|on| on.to_jiff().to_string()).unwrap_or_default(),
        due_on: row.due_on.map(|on| on.to_jiff().to_string()),
        currency: currency(&row.currency)?,
        basis: TaxBasis::from_word(&row.tax_basis).unwrap_or_default(),
        lines: lines(tx, id).await?,
        taxes: taxes(tx, id).await?,
        subtotal: row.subtotal,
        discount: row.discount,
        tax: row.tax,
        total: row.total,
    })
}

async fn lines(tx: &mut Tx, id: InvoiceId) -> Result<Vec<FrozenLine>> {
    let rows = sqlx::query!(
        r#"select l.kind, l.grouped, l.dated, l.narrative, s.name as "by?", l.minutes, l.rate, l.amount, l.discount, l.net,
            l.in_fee, l.tax_name
        from invoice_lines l left join staff s on s.id = l.staff_id
        where l.invoice_id = $1 order by l.position"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(FrozenLine {
                kind: LineKind::from_word(&row.kind)
                    .ok_or_else(|| Error::internal("a line of no kind"))?,
                grouped: row.grouped,
                dated: row.dated.map(|on| on.to_jiff().to_string()).unwrap_or_default(),
                narrative: row.narrative,
                by: row.by.unwrap_or_default(),
                minutes: row.minutes,
                rate: row.rate,
                amount: row.amount,
                discount: row.discount,
                net: row.net,
                in_fee: row.in_fee,
                tax: row.tax_name,
            })
        })
        .collect()
}

async fn taxes(tx: &mut Tx, id: InvoiceId) -> Result<Vec<FrozenTax>> {
    let rows = sqlx::query!(
        "select name, millionths, taxable, tax from invoice_taxes where invoice_id = $1 order by millionths, name",
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = rows.into_iter().map(|row| FrozenTax {
        name: row.name,
        rate: TaxRate { millionths: u32::try_from(row.millionths).unwrap_or_default() },
        taxable: row.taxable,
        tax: row.tax,
    });
    Ok(rows.collect())
}

/// Records that it was sent: by post on a day, by hand.
///
/// # Errors
/// Invalid for a day before it was issued or ahead of today; Conflict for what is not issued.
pub async fn mail(
    caller: &Caller,
    invoice: InvoiceId,
    by: SentBy,
    on: &str,
    recipient: &str,
) -> Result<()> {
    let (mut tx, permit, _, event) = on_invoice::<act::SendInvoice>(caller, invoice).await?;
    let on = text::parse_date(on).map_err(|why| Error::invalid("on", why))?;
    let recipient = text::line(recipient).map_err(|why| Error::invalid("recipient", why))?;
    let zone = caller.zone(&mut tx).await?;
    let issued: Option<Date> =
        sqlx::query_scalar!("select issued_on from invoices where id = $1", permit.subject().0)
            .fetch_one(&mut *tx)
            .await?
            .map(|on| on.to_jiff());
    if issued.is_some_and(|issued| on < issued) || on > words::today(caller.now(), &zone) {
        return Err(Error::invalid("on", "Enter a day from its issue until today."));
    }
    sqlx::query!(
        "select record_sending($1, $2, $3, $4, $5)",
        caller.id(),
        permit.subject().0,
        by.word(),
        on.to_sqlx() as jiff_sqlx::Date,
        recipient
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, event.named("mail-invoice").with("by", by.word())).await?;
    tx.commit().await
}

/// Moves the day by which it is to be paid, with a reason; reminders count from it anew.
///
/// # Errors
/// Invalid; Conflict for what is paid, void or not issued.
pub async fn move_due_date(
    caller: &Caller,
    invoice: InvoiceId,
    revision: i32,
    on: &str,
    reason: &str,
) -> Result<()> {
    let (mut tx, permit, _, event) = on_invoice::<act::SendInvoice>(caller, invoice).await?;
    let on = text::parse_date(on).map_err(|why| Error::invalid("on", why))?;
    let reason = required(reason)?;
    sqlx::query!(
        "select move_due_date($1, $2, $3, $4)",
        permit.subject().0,
        revision,
        on.to_sqlx() as jiff_sqlx::Date,
        reason
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, event.named("move-due-date")).await?;
    tx.commit().await
}

pub(super) fn required(reason: &str) -> Result<String> {
    text::required_prose(reason, "a reason").map_err(|why| Error::invalid("reason", why))
}

/// Makes it void: what it billed is unbilled again, and its number stays taken.
///
/// # Errors
/// Conflict, in words, where something was paid, credited or written off.
pub async fn void(caller: &Caller, invoice: InvoiceId, revision: i32, reason: &str) -> Result<()> {
    let (mut tx, permit, _, event) = on_invoice::<act::VoidInvoice>(caller, invoice).await?;
    let reason = required(reason)?;
    let facts = facts(&mut tx, permit.subject()).await?;
    if let Some(why) = facts.void_obstacle() {
        return Err(Error::Conflict(why.into()));
    }
    sqlx::query!("select void_invoice($1, $2, $3)", permit.subject().0, revision, reason)
        .execute(&mut *tx)
        .await?;
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

async fn facts(tx: &mut Tx, id: InvoiceId) -> Result<domain::billing::invoices::Facts> {
    let row = sqlx::query!(
        "select stage, sent_on, total, paid, credited, written_off, due_on from invoices where id = $1",
        id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(domain::billing::invoices::Facts {
        stage: domain::billing::invoices::Stage::from_word(&row.stage)
            .ok_or_else(|| Error::internal("an invoice of no stage"))?,
        sent: row.sent_on.is_some(),
        total: row.total,
        paid: row.paid,
        credited: row.credited,
        written_off: row.written_off,
        due_on: row.due_on.map(|on| on.to_jiff()),
    })
}

/// Takes back part of what is left to pay, or all of it, by a credit note. Hands back the note and its number.
///
/// # Errors
/// Invalid for more than is left.
pub async fn credit(
    caller: &Caller,
    invoice: InvoiceId,
    amount: &str,
    reason: &str,
) -> Result<(InvoiceId, String)> {
    let (mut tx, permit, _, event) = on_invoice::<act::VoidInvoice>(caller, invoice).await?;
    let reason = required(reason)?;
    let amount = left(&mut tx, permit.subject(), amount).await?;
    let note = InvoiceId(caller.id());
    let number = sqlx::query_scalar!(
        r#"select issue_credit_note($1, $2, $3, $4) as "number!""#,
        note.0,
        permit.subject().0,
        amount,
        reason
    )
    .fetch_one(&mut *tx)
    .await?;
    freeze(&mut tx, note).await?;
    audit::record(&mut tx, event.named("credit-invoice").with("number", number.clone())).await?;
    tx.commit().await?;
    Ok((note, number))
}

/// An amount as typed, of what is left to pay on an invoice.
pub(super) async fn left(tx: &mut Tx, id: InvoiceId, typed: &str) -> Result<i64> {
    let row =
        sqlx::query!(r#"select currency, balance as "balance!" from invoices where id = $1"#, id.0)
            .fetch_one(&mut **tx)
            .await?;
    let currency = currency(&row.currency)?;
    let amount =
        Money::parse_above_zero(typed, currency).map_err(|why| Error::invalid("amount", why))?;
    if amount.minor > row.balance {
        let zone = tx.caller().clone().zone(tx).await?;
        let left = zone.locale.money(Money::new(row.balance, currency));
        return Err(Error::invalid("amount", format!("{left} is left to pay on this invoice.")));
    }
    Ok(amount.minor)
}
