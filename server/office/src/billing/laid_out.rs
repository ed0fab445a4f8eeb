//! Expenses as they are read: of a day, of a case, and one at a time, each with its receipt as far as the reader may
//! open it.

use domain::access::{Action, Role, act, may};
use domain::billing::expenses::{CaseExpenses, ExpenseForm, ExpensePage, ExpenseRow, Receipt};
use domain::billing::sheet::SheetCase;
use domain::billing::time::{Recorded, Treatment};
use domain::forms::Choice;
use domain::frame::{Frame, Framed};
use domain::ids::{CaseId, DocumentId, ExpenseId, InvoiceId};
use domain::money::Money;
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use domain::text;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use super::sheet;
use super::standing::{currency, on_time};
use super::time::currency_of;
use crate::access::{Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, frame, words};

/// Receipts of a case to choose from.
const MOST_RECEIPTS: i64 = 50;

/// An expense as the database keeps it.
struct Kept {
    id: Uuid,
    case_id: Uuid,
    number: String,
    client: String,
    spent_on: jiff_sqlx::Date,
    who: Option<String>,
    description: String,
    currency: String,
    amount: i64,
    treatment: String,
    written_down: i64,
    has: bool,
    receipt: Option<Uuid>,
    invoice_id: Option<Uuid>,
    total: i64,
}

impl Kept {
    fn shown(self, zone: &Region) -> Result<ExpenseRow> {
        let currency = currency(&self.currency)?;
        Ok(ExpenseRow {
            id: ExpenseId(self.id),
            case: sheet::case(Some(self.case_id), Some(self.number), Some(self.client)),
            on: zone.date(self.spent_on.to_jiff()),
            who: self.who,
            description: self.description,
            treatment: Treatment::from_word(&self.treatment).unwrap_or_default(),
            amount: Money::new(self.amount - self.written_down, currency),
            written_down: Money::new(self.written_down, currency),
            receipt: Receipt::of(self.has, self.receipt.map(DocumentId)),
            invoice: self.invoice_id.map(InvoiceId),
        })
    }
}

/// What of documents the caller may look through: all of them but those one is barred from, and Billing's kinds.
fn receipts(tx: &Tx) -> (bool, bool) {
    let caller = tx.caller();
    (sight(caller, Finder::Documents).unscreened, caller.role() != Role::Billing)
}

/// What the caller laid out on a day.
pub(super) async fn of_day(tx: &mut Tx, on: Date, zone: &Region) -> Result<Vec<ExpenseRow>> {
    let (unscreened, any_kind) = receipts(tx);
    let rows = sqlx::query_as!(
        Kept,
        r#"select x.id, x.case_id, c.number as "number!", k.name as "client!", x.spent_on, null::text as who, x.description,
            x.currency, x.amount, x.treatment, x.written_down, x.receipt_id is not null as "has!", d.id as "receipt?",
            x.invoice_id, 0::bigint as "total!"
        from expenses x
        join case_billing c on c.id = x.case_id
        join clients k on k.id = x.client_id
        left join documents d on d.id = x.receipt_id and ($3 or d.kind in ('fee_agreement', 'receipt'))
            and ($2 or d.id not in (select unnest((select my_barred_documents()))))
        where x.recorded_by = office_caller() and x.spent_on = $1 and x.withdrawn_at is null
        order by x.recorded_at, x.id"#,
        on.to_sqlx() as jiff_sqlx::Date,
        unscreened,
        any_kind
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(|row| row.shown(zone)).collect()
}

/// What was laid out for a case, the latest first: all of it for whoever sees its time, else what one laid out oneself.
///
/// # Errors
/// NotFound.
pub async fn expenses_of_case(
    caller: &Caller,
    case: CaseId,
    after: &str,
) -> Result<Framed<CaseExpenses>> {
    let (mut tx, permit, ground) = access::on_case::<act::SeeCaseBilling>(caller, case).await?;
    let case = permit.subject();
    let event = Event::new("see-expenses", Resource::Case(case)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let can = |action| may(caller.role(), action, &ground.standing);
    let all = can(Action::SeeTime);
    let page = page(&mut tx, case, all, after, &zone).await?;
    let body = CaseExpenses {
        case: head(&mut tx, case).await?,
        all,
        may_record: can(Action::RecordTime),
        may_add_receipt: can(Action::AddReceipt),
        receipts: to_hang(&mut tx, case).await?,
        page,
        unbilled: unbilled(&mut tx, case, all).await?,
        currency: currency_of(&mut tx, Some(case)).await?,
        today: words::today(caller.now(), &zone).to_string(),
        locale: zone.locale,
    };
    tx.commit().await?;
    Ok(Framed { frame, body })
}

async fn head(tx: &mut Tx, case: CaseId) -> Result<SheetCase> {
    let row = sqlx::query!(
        r#"select c.number as "number!", k.name as "client!" from case_billing c join clients k on k.id = c.client_id
        where c.id = $1"#,
        case.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(SheetCase { id: case, number: row.number, client: row.client })
}

async fn page(
    tx: &mut Tx,
    case: CaseId,
    all: bool,
    after: &str,
    zone: &Region,
) -> Result<Rows<ExpenseRow>> {
    let (unscreened, any_kind) = receipts(tx);
    let after = after
        .split_once('~')
        .and_then(|(on, id)| Some((text::parse_date(on).ok()?, Uuid::try_parse(id).ok()?)));
    let rows = sqlx::query_as!(
        Kept,
        r#"with matching as not materialized (
            select x.* from expenses x
            where x.case_id = $1 and x.withdrawn_at is null and ($2 or x.recorded_by = office_caller())
        )
        select x.id as "id!", x.case_id as "case_id!", c.number as "number!", k.name as "client!", x.spent_on as "spent_on!",
            case when s.id <> office_caller() then s.name end as "who?",
            x.description as "description!", x.currency as "currency!", x.amount as "amount!", x.treatment as "treatment!",
            x.written_down as "written_down!", x.receipt_id is not null as "has!", d.id as "receipt?", x.invoice_id,
            (select count(*) from (select from matching limit $8) as counted) as "total!"
        from (select * from matching where $3 or (spent_on, id) < ($4, $5) order by spent_on desc, id desc limit $9) as x
        join case_billing c on c.id = x.case_id
        join clients k on k.id = x.client_id
        join staff s on s.id = x.recorded_by
        left join documents d on d.id = x.receipt_id and ($7 or d.kind in ('fee_agreement', 'receipt'))
            and ($6 or d.id not in (select unnest((select my_barred_documents()))))
        order by x.spent_on desc, x.id desc"#,
        case.0,
        all,
        after.is_none(),
        after.map(|(on, _)| on.to_sqlx()) as Option<jiff_sqlx::Date>,
        after.map(|(_, id)| id) as Option<Uuid>,
        unscreened,
        any_kind,
        COUNT_CAP + 1,
        PAGE_ROWS + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let keys: std::collections::HashMap<Uuid, Date> =
        rows.iter().map(|row| (row.id, row.spent_on.to_jiff())).collect();
    let rows = rows.into_iter().map(|row| row.shown(zone)).collect::<Result<_>>()?;
    Ok(Rows::cut(rows, total, |row: &ExpenseRow| {
        let on = keys.get(&row.id.0).map(ToString::to_string).unwrap_or_default();
        format!("{on}~{}", row.id)
    }))
}

/// What is billable and on no invoice, by currency.
async fn unbilled(tx: &mut Tx, case: CaseId, all: bool) -> Result<Vec<Money>> {
    let rows = sqlx::query!(
        r#"select currency, sum(amount - written_down)::bigint as "left!" from expenses
        where case_id = $1 and withdrawn_at is null and invoice_id is null and treatment = 'billable'
            and ($2 or recorded_by = office_caller())
        group by currency order by currency"#,
        case.0,
        all
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(|row| Ok(Money::new(row.left, currency(&row.currency)?))).collect()
}

/// Receipts among the documents of a case that hang on no expense in sight, the latest first.
async fn to_hang(tx: &mut Tx, case: CaseId) -> Result<Vec<Choice>> {
    let (unscreened, _) = receipts(tx);
    let rows = sqlx::query!(
        "select d.id, d.name from documents d
        where d.case_id = $1 and d.kind = 'receipt' and ($2 or d.id not in (select unnest((select my_barred_documents()))))
            and not exists (select from document_trashings t where t.document_id = d.id and t.until is null)
            and not exists (select from expenses x where x.receipt_id = d.id and x.withdrawn_at is null)
        order by d.changed_at desc, d.id desc limit $3",
        case.0,
        unscreened,
        MOST_RECEIPTS
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = rows
        .into_iter()
        .map(|row| Choice { value: DocumentId(row.id).to_string(), label: row.name });
    Ok(rows.collect())
}

/// The form of an expense as it stands, and what the page shows beside it.
///
/// # Errors
/// NotFound.
pub async fn expense(caller: &Caller, id: ExpenseId) -> Result<(Frame, ExpenseForm, ExpensePage)> {
    let (mut tx, permit, _, event) =
        on_time::<act::SeeTimeEntry>(caller, Recorded::Expense(id)).await?;
    let Recorded::Expense(id) = permit.subject() else { return Err(Error::NotFound) };
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let (unscreened, any_kind) = receipts(&tx);
    let row = sqlx::query!(
        r#"select x.recorded_by, s.name as "who!", x.case_id, c.number as "number!", k.name as "client!", x.spent_on, x.description,
            x.currency, x.amount, x.treatment, x.written_down, x.write_down_reason, x.receipt_id is not null as "has!",
            d.id as "receipt?", x.invoice_id, x.revision, may_edit_time(x.recorded_by, x.case_id) as "editable!",
            may_add_receipt(x.case_id) as "may_add!"
        from expenses x
        join staff s on s.id = x.recorded_by
        join case_billing c on c.id = x.case_id
        join clients k on k.id = x.client_id
        left join documents d on d.id = x.receipt_id and ($3 or d.kind in ('fee_agreement', 'receipt'))
            and ($2 or d.id not in (select unnest((select my_barred_documents()))))
        where x.id = $1 and x.withdrawn_at is null"#,
        id.0,
        unscreened,
        any_kind
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    audit::record(&mut tx, event.named("see-expense")).await?;
    tx.commit().await?;
    let in_currency = currency(&row.currency)?;
    let money = |minor| Money::new(minor, in_currency);
    let on = row.spent_on.to_jiff();
    let locked = row.invoice_id.is_some() || !row.editable;
    let form = ExpenseForm {
        on: on.to_string(),
        amount: zone.locale.amount(money(row.amount)),
        description: row.description,
        treatment: row.treatment,
        written_down: match row.written_down {
            0 => String::new(),
            some => zone.locale.amount(money(some)),
        },
        write_down_reason: row.write_down_reason,
        revision: row.revision.to_string(),
        ..ExpenseForm::default()
    };
    let page = ExpensePage {
        id,
        case: SheetCase { id: CaseId(row.case_id), number: row.number, client: row.client },
        whose: (row.recorded_by != caller.staff_id().0).then_some(row.who),
        spent: zone.locale.money(money(row.amount)),
        day: zone.date(on),
        invoice: row.invoice_id.map(InvoiceId),
        locked,
        receipt: Receipt::of(row.has, row.receipt.map(DocumentId)),
        may_add_receipt: !locked && row.may_add,
        currency: in_currency,
    };
    Ok((frame, form, page))
}
