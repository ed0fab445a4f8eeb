//! The form of a draft: what a case has to bill, with all that is needed to choose among it.

use std::collections::BTreeMap;

use domain::access::act;
use domain::billing::drafting::{
    DraftContext, DraftForm, DraftLineForm, LineFacts, TaxChoice, discount_words, line_name,
    recorded_word,
};
use domain::billing::drafts::{DraftLine, Drafted, Unbilled};
use domain::billing::invoices::{LineKind, Stage};
use domain::billing::time::Recorded;
use domain::billing::totals::{Discount, TaxRate};
use domain::forms::Choice;
use domain::frame::Frame;
use domain::ids::{CaseId, ExpenseId, InvoiceId, PayerId, TaxId, TimeEntryId};
use domain::money::Money;
use domain::text;
use jiff::civil::Date;
use uuid::Uuid;

use super::drafts::{load, rewrite, write};
use super::standing::on_invoice;
use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, frame};

/// The form of a new draft. `until`: entries after that day are not ticked; empty for all.
///
/// # Errors
/// As the permission table says; Invalid for what is no day.
pub async fn new_draft(
    caller: &Caller,
    case: CaseId,
    until: &str,
) -> Result<(Frame, DraftForm, DraftContext)> {
    let (mut tx, permit, _) = access::on_case::<act::DraftInvoice>(caller, case).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let until = match until {
        "" => None,
        typed => Some(text::parse_date(typed).map_err(|why| Error::invalid("until", why))?),
    };
    let known = load(&mut tx, permit.subject(), None).await?;
    let (context, days) = context(&mut tx, known, None, until, &zone).await?;
    let ways = (context.unbilled.currency, zone.locale);
    let fits = |of: Option<Recorded>| match (until, of) {
        (Some(until), Some(of)) => days.get(&recorded_word(Some(of))).is_none_or(|on| *on <= until),
        _ => true,
    };
    let lines = context.unbilled.draft.lines.iter().enumerate();
    let lines = lines.map(|(nth, line)| {
        let form = DraftLineForm::of_line(line, fits(line.of), nth + 1, ways);
        (line_name(nth), form)
    });
    let payer = context.unbilled.draft.payer.map(|id| id.to_string()).unwrap_or_default();
    let form = DraftForm { payer, lines: with_blank(lines.collect()), ..DraftForm::default() };
    let event = Event::new("see-unbilled", Resource::Case(case));
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok((frame, form, context))
}

/// The form of a draft as it stands, with what could still go on it.
///
/// # Errors
/// NotFound; Conflict for what is no draft any more.
pub async fn edit_draft(
    caller: &Caller,
    invoice: InvoiceId,
) -> Result<(Frame, DraftForm, DraftContext)> {
    let (mut tx, permit, case, event) = on_invoice::<act::EditDraft>(caller, invoice).await?;
    let id = permit.subject();
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let row = sqlx::query!(
        "select stage, payer_id, title, note, discount, discount_share, revision from invoices where id = $1",
        id.0
    )
    .fetch_one(&mut *tx)
    .await?;
    let stage = Stage::from_word(&row.stage).filter(|stage| stage.is_draft());
    let Some(stage) = stage else {
        return Err(Error::Conflict(
            "This is no draft any more: an issued invoice does not change.".into(),
        ));
    };
    let known = load(&mut tx, case, Some(id)).await?;
    let (mut context, _) = context(&mut tx, known, Some(id), None, &zone).await?;
    context.reviewed = stage != Stage::Draft;
    let ways = (context.unbilled.currency, zone.locale);
    let on_it = written(&mut tx, id).await?;
    let has_fee = on_it.iter().any(|line| line.of.is_none());
    let rest = context.unbilled.draft.lines.iter().filter(|line| match line.of {
        None => !has_fee,
        of => on_it.iter().all(|there| there.of != of),
    });
    let lines = on_it.iter().map(|line| (line, true)).chain(rest.map(|line| (line, false)));
    let lines = lines.enumerate().map(|(nth, (line, take))| {
        (line_name(nth), DraftLineForm::of_line(line, take, nth + 1, ways))
    });
    let discount = discount(row.discount_share, row.discount);
    let form = DraftForm {
        payer: row.payer_id.map(|id| PayerId(id).to_string()).unwrap_or_default(),
        title: row.title,
        note: row.note,
        discount: discount_words(discount, ways.0, ways.1),
        lines: with_blank(lines.collect()),
        revision: row.revision.to_string(),
    };
    audit::record(&mut tx, event.named("see-unbilled")).await?;
    tx.commit().await?;
    Ok((frame, form, context))
}

fn discount(share: Option<i32>, amount: i64) -> Discount {
    match (share.and_then(|it| u32::try_from(it).ok()), amount) {
        (Some(share), _) => Discount::Share(share),
        (None, 0) => Discount::None,
        (None, amount) => Discount::Amount(amount),
    }
}

/// With one more line, for a charge that no entry stands behind.
fn with_blank(mut lines: BTreeMap<String, DraftLineForm>) -> BTreeMap<String, DraftLineForm> {
    let nth = lines.len();
    let blank = DraftLineForm {
        take: "true".into(),
        order: (nth + 1).to_string(),
        ..DraftLineForm::default()
    };
    lines.insert(line_name(nth), blank);
    lines
}

/// The lines of a draft in their order.
async fn written(tx: &mut Tx, id: InvoiceId) -> Result<Vec<DraftLine>> {
    let rows = sqlx::query!(
        "select kind, time_entry_id, expense_id, grouped, narrative, gross, written_down, write_down_reason, discount,
            discount_share, tax_id, tax_millionths, in_fee
        from invoice_lines where invoice_id = $1 order by position",
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let entry = row.time_entry_id.map(|id| Recorded::Entry(TimeEntryId(id)));
            let expense = row.expense_id.map(|id| Recorded::Expense(ExpenseId(id)));
            let rate = row.tax_millionths.and_then(|it| u32::try_from(it).ok());
            Ok(DraftLine {
                kind: LineKind::from_word(&row.kind)
                    .ok_or_else(|| Error::internal("a line of no kind"))?,
                of: entry.or(expense),
                narrative: row.narrative,
                grouped: row.grouped,
                gross: row.gross,
                written_down: row.written_down,
                write_down_reason: row.write_down_reason,
                discount: discount(row.discount_share, row.discount),
                tax: row
                    .tax_id
                    .zip(rate)
                    .map(|(id, millionths)| (TaxId(id), TaxRate { millionths })),
                in_fee: row.in_fee,
            })
        })
        .collect()
}

/// What stands around the lines, and the day of each entry by its word.
async fn context(
    tx: &mut Tx,
    unbilled: Unbilled,
    invoice: Option<InvoiceId>,
    until: Option<Date>,
    zone: &Region,
) -> Result<(DraftContext, BTreeMap<String, Date>)> {
    let case = unbilled.case;
    let draft = invoice.map(|id| id.0);
    let currency = unbilled.currency;
    let rows = sqlx::query!(
        r#"select e.id as "id!", true as "entry!", e.worked_on as "on!", s.name as who, e.billed_minutes as minutes, e.rate,
            case e.treatment when 'billable' then e.worth - e.written_down else 0 end as "worth!"
        from time_entries e join staff s on s.id = e.staff_id
        where e.case_id = $1 and e.withdrawn_at is null and e.treatment <> 'not_billable'
            and (e.invoice_id is null or e.invoice_id = $2)
        union all
        select x.id, false, x.spent_on, null, null, null, case x.treatment when 'billable' then x.amount - x.written_down else 0 end
        from expenses x
        where x.case_id = $1 and x.withdrawn_at is null and x.treatment <> 'not_billable'
            and (x.invoice_id is null or x.invoice_id = $2)"#,
        case.0,
        draft as Option<Uuid>
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut days = BTreeMap::new();
    let mut facts = Vec::with_capacity(rows.len());
    for row in rows {
        let of = match row.entry {
            true => Recorded::Entry(TimeEntryId(row.id)),
            false => Recorded::Expense(ExpenseId(row.id)),
        };
        let on = row.on.to_jiff();
        days.insert(recorded_word(Some(of)), on);
        facts.push(LineFacts {
            of,
            on: zone.date(on),
            who: row.who.unwrap_or_default(),
            minutes: row.minutes,
            rate: row.rate.map(|rate| Money::new(rate, currency)),
            worth: Money::new(row.worth, currency),
        });
    }
    let head = sqlx::query!(
        r#"select c.number as "number!", k.name as "client!" from case_billing c join clients k on k.id = c.client_id
        where c.id = $1"#,
        case.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let context = DraftContext {
        invoice,
        reviewed: false,
        case_number: head.number,
        client: head.client,
        unbilled,
        facts,
        taxes: taxes(tx, draft).await?,
        payers: payers(tx, case, draft).await?,
        until: until.map(|on| on.to_string()).unwrap_or_default(),
        locale: zone.locale,
    };
    Ok((context, days))
}

/// Those in force, and those that stand on the draft.
async fn taxes(tx: &mut Tx, draft: Option<Uuid>) -> Result<Vec<TaxChoice>> {
    let rows = sqlx::query!(
        "select id, name, millionths from taxes t
        where (ended_at is null and since <= office_today())
            or exists (select from invoice_lines l where l.invoice_id = $1 and l.tax_id = t.id)
        order by name, millionths, id",
        draft as Option<Uuid>
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let millionths = u32::try_from(row.millionths).unwrap_or_default();
        let share = f64::from(millionths) / 10_000.0;
        let label = match row.name.contains('%') {
            true => row.name,
            false => format!("{} {share} %", row.name),
        };
        TaxChoice { id: TaxId(row.id), label, rate: TaxRate { millionths } }
    });
    Ok(rows.collect())
}

/// Who can be asked instead of the client: payers of the case, and the one on the draft.
async fn payers(tx: &mut Tx, case: CaseId, draft: Option<Uuid>) -> Result<Vec<Choice>> {
    let rows = sqlx::query!(
        "select id, name from payers
        where case_id = $1 and (ended_at is null or id = (select i.payer_id from invoices i where i.id = $2))
        order by name, id",
        case.0,
        draft as Option<Uuid>
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows =
        rows.into_iter().map(|row| Choice { value: PayerId(row.id).to_string(), label: row.name });
    Ok(rows.collect())
}

/// Keeps a new draft as it was typed.
///
/// # Errors
/// Invalid, line by line; as [`write`].
pub async fn draft(caller: &Caller, case: CaseId, form: &DraftForm) -> Result<Drafted> {
    let (_, _, context) = new_draft(caller, case, "").await?;
    let draft = form.read(&context).map_err(Error::Invalid)?;
    write(caller, case, &draft).await
}

/// Keeps a draft that was written again.
///
/// # Errors
/// Invalid, line by line; as [`rewrite`].
pub async fn redraft(caller: &Caller, invoice: InvoiceId, form: &DraftForm) -> Result<Drafted> {
    let (_, _, context) = edit_draft(caller, invoice).await?;
    let draft = form.read(&context).map_err(Error::Invalid)?;
    rewrite(caller, invoice, form.revision(), &draft).await
}
