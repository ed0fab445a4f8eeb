//! Drafts: from what is unbilled, written as a whole each time, approved by the responsible attorney.

use domain::access::{Act, act};
use domain::billing::drafts::{Draft, DraftLine, Drafted, Unbilled};
use domain::billing::invoices::{Arrangement, LineKind};
use domain::billing::time::{Recorded, Treatment};
use domain::billing::totals::{
    Discount, PricedLine, TaxBasis, TaxRate, TaxRounding, Totals, totals,
};
use domain::ids::{CaseId, ExpenseId, InvoiceId, PayerId, TaxId, TimeEntryId};
use domain::text;
use serde_json::{Value, json};
use uuid::Uuid;

use super::standing::{currency, on_invoice};
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, access};

/// What a case has to bill, as a draft would begin: entries and expenses by day, priced, with the taxes that a
/// new line has. A fixed fee stands once, on the first invoice.
///
/// # Errors
/// As the permission table says.
pub async fn unbilled(caller: &Caller, case: CaseId) -> Result<Unbilled> {
    let (mut tx, permit, _) = access::on_case::<act::DraftInvoice>(caller, case).await?;
    let unbilled = load(&mut tx, permit.subject(), None).await?;
    tx.commit().await?;
    Ok(unbilled)
}

/// With what stands on `draft`, where that is being written again.
pub(super) async fn load(tx: &mut Tx, case: CaseId, draft: Option<InvoiceId>) -> Result<Unbilled> {
    let terms = sqlx::query!(
        r#"select coalesce(f.currency, o.currency) as "currency!", coalesce(f.arrangement, 'hourly') as "arrangement!",
            f.fixed_fee, coalesce(f.payer_id, (p.ids)[1]) as "payer_id?", o.tax_basis, o.tax_rounding,
            f.payer_id is null and cardinality(p.ids) > 1 as "several_payers!",
            exists (select from invoice_lines l where l.case_id = $1 and l.kind = 'fee' and l.released_at is null
                and l.invoice_id is distinct from $2) as "fee_billed!"
        from office_settings o left join fee_terms f on f.case_id = $1
        cross join (select array(select id from payers where case_id = $1 and ended_at is null) as ids) p"#,
        case.0,
        draft.map(|id| id.0) as Option<Uuid>
    )
    .fetch_one(&mut **tx)
    .await?;
    let arrangement = Arrangement::from_word(&terms.arrangement).unwrap_or_default();
    let (for_time, for_expenses) = usual_taxes(tx).await?;
    let mut lines = entries(tx, case, draft, arrangement, for_time).await?;
    if let (Some(fee), false) = (terms.fixed_fee, terms.fee_billed) {
        lines.push(DraftLine {
            kind: LineKind::Fee,
            of: None,
            narrative: "Fixed fee".into(),
            gross: fee,
            tax: for_time,
            ..plain_line()
        });
    }
    lines.extend(expenses(tx, case, draft, for_expenses).await?);
    Ok(Unbilled {
        case,
        currency: currency(&terms.currency)?,
        arrangement,
        basis: TaxBasis::from_word(&terms.tax_basis).unwrap_or_default(),
        rounding: TaxRounding::from_word(&terms.tax_rounding).unwrap_or_default(),
        several_payers: terms.several_payers,
        draft: Draft {
            // whoever pays for the case is asked, where that is one alone
            payer: terms.payer_id.filter(|_| !terms.several_payers).map(PayerId),
            title: String::new(),
            note: String::new(),
            discount: Discount::None,
            lines,
        },
    })
}

fn plain_line() -> DraftLine {
    DraftLine {
        kind: LineKind::Fee,
        of: None,
        narrative: String::new(),
        grouped: String::new(),
        gross: 0,
        written_down: 0,
        write_down_reason: String::new(),
        discount: Discount::None,
        tax: None,
        in_fee: false,
    }
}

type Tax = Option<(TaxId, TaxRate)>;

fn rate(millionths: i32) -> TaxRate {
    TaxRate { millionths: u32::try_from(millionths).unwrap_or_default() }
}

/// The tax a new line begins with: of time and fees, and of expenses.
async fn usual_taxes(tx: &mut Tx) -> Result<(Tax, Tax)> {
    let rows = sqlx::query!(
        "select id, millionths, for_time, for_expenses from taxes
        where ended_at is null and since <= office_today() and (for_time or for_expenses) order by since desc, id"
    )
    .fetch_all(&mut **tx)
    .await?;
    let tax = |id, millionths| (TaxId(id), rate(millionths));
    let of_time = rows.iter().find(|row| row.for_time).map(|row| tax(row.id, row.millionths));
    let of_expenses =
        rows.iter().find(|row| row.for_expenses).map(|row| tax(row.id, row.millionths));
    Ok((of_time, of_expenses))
}

async fn entries(
    tx: &mut Tx,
    case: CaseId,
    draft: Option<InvoiceId>,
    arrangement: Arrangement,
    tax: Tax,
) -> Result<Vec<DraftLine>> {
    let rows = sqlx::query!(
        r#"select id, narrative, treatment, worth - written_down as "gross!" from time_entries
        where case_id = $1 and withdrawn_at is null and treatment <> 'not_billable'
            and (invoice_id is null or invoice_id = $2)
        order by worked_on, starts_at nulls last, recorded_at, id"#,
        case.0,
        draft.map(|id| id.0) as Option<Uuid>
    )
    .fetch_all(&mut **tx)
    .await?;
    let lines = rows.into_iter().map(|row| DraftLine {
        kind: LineKind::Time,
        of: Some(Recorded::Entry(TimeEntryId(row.id))),
        narrative: row.narrative,
        gross: charged(&row.treatment, row.gross),
        tax,
        in_fee: match arrangement {
            Arrangement::Hourly => false,
            Arrangement::FixedFee | Arrangement::ProBono => true,
        },
        ..plain_line()
    });
    Ok(lines.collect())
}

fn charged(treatment: &str, worth: i64) -> i64 {
    match Treatment::from_word(treatment).unwrap_or_default() {
        Treatment::Billable => worth,
        Treatment::NoCharge | Treatment::NotBillable => 0,
    }
}

async fn expenses(
    tx: &mut Tx,
    case: CaseId,
    draft: Option<InvoiceId>,
    tax: Tax,
) -> Result<Vec<DraftLine>> {
    let rows = sqlx::query!(
        r#"select id, description, treatment, amount - written_down as "gross!" from expenses
        where case_id = $1 and withdrawn_at is null and treatment <> 'not_billable'
            and (invoice_id is null or invoice_id = $2)
        order by spent_on, recorded_at, id"#,
        case.0,
        draft.map(|id| id.0) as Option<Uuid>
    )
    .fetch_all(&mut **tx)
    .await?;
    let lines = rows.into_iter().map(|row| DraftLine {
        kind: LineKind::Expense,
        of: Some(Recorded::Expense(ExpenseId(row.id))),
        narrative: row.description,
        gross: charged(&row.treatment, row.gross),
        tax,
        ..plain_line()
    });
    Ok(lines.collect())
}

/// Writes a draft for a case.
///
/// # Errors
/// Invalid for what does not come to a total; Conflict where an entry was billed or changed meanwhile.
pub async fn write(caller: &Caller, case: CaseId, draft: &Draft) -> Result<Drafted> {
    let (mut tx, permit, _) = access::on_case::<act::DraftInvoice>(caller, case).await?;
    let invoice = InvoiceId(caller.id());
    let drafted = put(&mut tx, invoice, permit.subject(), None, draft).await?;
    let event = Event::new(act::DraftInvoice::ACTION.word(), Resource::Invoice(invoice));
    audit::record(&mut tx, event.case(case)).await?;
    tx.commit().await?;
    Ok(drafted)
}

/// Writes it again, all of it; what was approved waits for approval anew.
///
/// # Errors
/// As [`write`].
pub async fn rewrite(
    caller: &Caller,
    invoice: InvoiceId,
    revision: i32,
    draft: &Draft,
) -> Result<Drafted> {
    let (mut tx, permit, case, event) = on_invoice::<act::EditDraft>(caller, invoice).await?;
    let drafted = put(&mut tx, permit.subject(), case, Some(revision), draft).await?;
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok(drafted)
}

async fn put(
    tx: &mut Tx,
    invoice: InvoiceId,
    case: CaseId,
    revision: Option<i32>,
    draft: &Draft,
) -> Result<Drafted> {
    let known = load(tx, case, revision.map(|_| invoice)).await?;
    let lines = worded(&known, draft)?;
    let terms = Unbilled { draft: Draft { lines: Vec::new(), ..draft.clone() }, ..known }.terms();
    let priced: Vec<PricedLine> = lines.iter().map(DraftLine::priced).collect();
    let totals = totals(&priced, &terms).map_err(|why| Error::invalid("total", why.to_string()))?;
    let head = json!({
        "payer_id": draft.payer,
        "title": text::line(&draft.title).map_err(|why| Error::invalid("title", why))?,
        "note": text::prose(&draft.note).map_err(|why| Error::invalid("note", why))?,
        "tax_basis": terms.basis.word(),
        "tax_rounding": terms.rounding.word(),
        "discount_share": share(draft.discount),
        "subtotal": totals.subtotal,
        "discount": totals.discount,
        "tax": totals.tax,
        "total": totals.total,
    });
    let caller = tx.caller().clone();
    let rows: Vec<Value> = lines
        .iter()
        .zip(&totals.lines)
        .map(|(line, total)| {
            let (entry, expense) = match line.of {
                Some(Recorded::Entry(id)) => (Some(id), None),
                Some(Recorded::Expense(id)) => (None, Some(id)),
                None => (None, None),
            };
            json!({
                "id": caller.id(),
                "kind": line.kind.word(),
                "time_entry_id": entry,
                "expense_id": expense,
                "grouped": line.grouped,
                "narrative": line.narrative,
                "gross": line.gross,
                "written_down": line.written_down,
                "write_down_reason": line.write_down_reason,
                "amount": total.amount,
                "in_fee": line.in_fee,
                "discount": total.discount,
                "discount_share": share(line.discount),
                "net": total.net,
                "shared_discount": total.shared_discount,
                "tax_id": line.tax.map(|(id, _)| id),
                "tax": total.tax,
            })
        })
        .collect();
    store(tx, invoice, case, revision, &head, &Value::Array(rows), totals).await
}

async fn store(
    tx: &mut Tx,
    invoice: InvoiceId,
    case: CaseId,
    revision: Option<i32>,
    head: &Value,
    lines: &Value,
    totals: Totals,
) -> Result<Drafted> {
    let revision = sqlx::query_scalar!(
        r#"select write_draft($1, $2, $3, $4, $5) as "revision!""#,
        invoice.0,
        case.0,
        revision as Option<i32>,
        head,
        lines
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Drafted { invoice, revision, totals })
}

const fn share(discount: Discount) -> Option<u32> {
    match discount {
        Discount::Share(millionths) => Some(millionths),
        Discount::None | Discount::Amount(_) => None,
    }
}

/// The lines as they can be kept: each entry one that this case has to bill, once, at its recorded worth, and each
/// word one that can be shown.
fn worded(known: &Unbilled, draft: &Draft) -> Result<Vec<DraftLine>> {
    let mut seen = Vec::new();
    draft
        .lines
        .iter()
        .map(|line| {
            let narrative = text::required_prose(&line.narrative, "what the line is for")
                .map_err(|why| Error::invalid("lines", why))?;
            let grouped = text::line(&line.grouped).map_err(|why| Error::invalid("lines", why))?;
            let reason = text::prose(&line.write_down_reason)
                .map_err(|why| Error::invalid("lines", why))?;
            let gross = match line.of {
                None => line.gross,
                Some(of) => {
                    let recorded = known
                        .draft
                        .lines
                        .iter()
                        .find(|recorded| recorded.of == Some(of))
                        .filter(|_| !seen.contains(&of))
                        .ok_or_else(|| {
                            Error::Conflict(
                                "An entry of this draft was billed, changed or withdrawn meanwhile. Look at what is unbilled again.".into(),
                            )
                        })?;
                    seen.push(of);
                    recorded.gross
                }
            };
            if !(0..=gross).contains(&line.written_down) {
                return Err(Error::invalid(
                    "lines",
                    "No more can be written down than the line is worth.",
                ));
            }
            if line.written_down > 0 && reason.is_empty() {
                return Err(Error::invalid("lines", "Say why a line is written down."));
            }
            let write_down_reason = if line.written_down > 0 { reason } else { String::new() };
            Ok(DraftLine { narrative, grouped, gross, write_down_reason, ..line.clone() })
        })
        .collect()
}

/// Hands a draft to the responsible attorney.
///
/// # Errors
/// Conflict for what is no draft any more, or has no line.
pub async fn submit(caller: &Caller, invoice: InvoiceId, revision: i32) -> Result<()> {
    let (mut tx, permit, _, event) = on_invoice::<act::EditDraft>(caller, invoice).await?;
    sqlx::query!("select submit_draft($1, $2)", permit.subject().0, revision)
        .execute(&mut *tx)
        .await?;
    audit::record(&mut tx, event.named("submit-draft")).await?;
    tx.commit().await
}

/// Approves a draft; or returns it, with a reason.
///
/// # Errors
/// Invalid without a reason; Conflict where it does not wait any more.
pub async fn decide(
    caller: &Caller,
    invoice: InvoiceId,
    revision: i32,
    returned_for: Option<&str>,
) -> Result<()> {
    let (mut tx, permit, _, event) = on_invoice::<act::ApproveDraft>(caller, invoice).await?;
    let reason = returned_for
        .map(|reason| text::required_prose(reason, "why it is returned"))
        .transpose()
        .map_err(|why| Error::invalid("reason", why))?;
    sqlx::query!(
        "select decide_draft($1, $2, $3, $4)",
        permit.subject().0,
        revision,
        reason.is_none(),
        reason.clone().unwrap_or_default()
    )
    .execute(&mut *tx)
    .await?;
    let event = if reason.is_some() { event.named("return-draft") } else { event };
    audit::record(&mut tx, event).await?;
    tx.commit().await
}
