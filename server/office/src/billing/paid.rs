//! What came in: the list, and one payment with where it went.

use domain::access::act;
use domain::billing::paid::{
    Month, OpenRow, PartRow, PaymentBox, PaymentFilter, PaymentList, PaymentPage, PaymentRow,
    RefundRow,
};
use domain::billing::payments::Method;
use domain::frame::Framed;
use domain::ids::{CaseId, ClientId, InvoiceId, PaymentId};
use domain::money::{Currency, Money};
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use super::standing::{currency, on_payment};
use crate::access::{Finder, sight};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, audit, frame, online, words};

/// The latest first.
///
/// # Errors
/// Refused; NotFound for a client out of sight.
pub async fn payments(caller: &Caller, mut filter: PaymentFilter) -> Result<Framed<PaymentList>> {
    let (mut tx, _permit) = access::on_office::<act::SeeReceivables>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let which = PaymentBox::from_word(&filter.which).unwrap_or_default();
    filter.which = which.word().to_owned();
    let (of, client) = match filter.client.as_str() {
        "" => (None, String::new()),
        id => {
            let id: ClientId = id.parse().map_err(|_| Error::NotFound)?;
            let name = sqlx::query_scalar!("select name from clients where id = $1", id.0)
                .fetch_optional(&mut *tx)
                .await?
                .ok_or(Error::NotFound)?;
            (Some(id), name)
        }
    };
    let page = rows(&mut tx, which, of, &filter.after, &zone).await?;
    let months = months(&mut tx, of, words::today(caller.now(), &zone)).await?;
    // of one client: where somebody looks for what waits they look at all of it
    let waiting = match of {
        None => online::waiting(&mut tx, &zone).await?,
        Some(_) => Vec::new(),
    };
    tx.commit().await?;
    let takes = access::by_role::<act::RecordPayment>(caller);
    Ok(Framed {
        frame,
        body: PaymentList { filter, client, page, months, takes, waiting, locale: zone.locale },
    })
}

/// "2026-10-08~0192…": where a page begins.
fn begins(after: &str) -> Option<(Date, Uuid)> {
    let (day, id) = after.split_once('~')?;
    Some((day.parse().ok()?, Uuid::try_parse(id).ok()?))
}

async fn rows(
    tx: &mut Tx,
    which: PaymentBox,
    of: Option<ClientId>,
    after: &str,
    zone: &Region,
) -> Result<Rows<PaymentRow>> {
    let sees = sight(tx.caller(), Finder::Payments);
    let after = begins(after);
    let rows = sqlx::query!(
        r#"with matching as not materialized (
            select p.* from payments p
            where ($1 or (p.case_ids <> '{}' and p.case_ids <@ (select my_cases_from(3::smallint))::uuid[]))
                and ($2 or (p.client_id <> all ((select my_walled_clients())::uuid[])
                    and not p.case_ids && (select my_walls())::uuid[]))
                and case $3 when 'credit' then p.credit > 0 when 'reversed' then p.reversed_at is not null else true end
                and ($4::uuid is null or p.client_id = $4)
        )
        select m.id as "id!", m.received_on as "received_on!", k.name as "client!", coalesce(y.name, '') as "payer!",
            m.currency as "currency!", m.amount as "amount!", m.credit as "credit!", m.method as "method!",
            m.reference as "reference!", m.reversed_at is not null as "reversed!",
            (select count(*) from (select from matching limit $8) as counted) as "counted!"
        from (
            select * from matching where $5 or (received_on, id) < ($6, $7)
            order by received_on desc, id desc limit $9
        ) as m
        join clients k on k.id = m.client_id
        left join payers y on y.id = m.payer_id
        order by m.received_on desc, m.id desc"#,
        sees.everything,
        sees.unscreened,
        which.word(),
        of.map(|of| of.0) as Option<Uuid>,
        after.is_none(),
        after.map(|(day, _)| day.to_sqlx()) as Option<jiff_sqlx::Date>,
        after.map(|(_, id)| id) as Option<Uuid>,
        COUNT_CAP + 1,
        PAGE_ROWS + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = rows.first().map_or(0, |row| row.counted);
    let shown = rows
        .into_iter()
        .map(|row| {
            let in_currency = currency(&row.currency)?;
            let on = row.received_on.to_jiff();
            Ok(PaymentRow {
                id: PaymentId(row.id),
                on: zone.date(on),
                client: row.client,
                payer: row.payer,
                method: method(&row.method)?,
                reference: row.reference,
                amount: Money::new(row.amount, in_currency),
                credit: Money::new(row.credit, in_currency),
                reversed: row.reversed,
                key: format!("{on}~{}", row.id),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut(shown, total, |row| row.key.clone()))
}

/// What came in in each of the last twelve months, in the office's currency; a month without payments too.
async fn months(tx: &mut Tx, of: Option<ClientId>, today: Date) -> Result<Vec<Month>> {
    let sees = sight(tx.caller(), Finder::Payments);
    let rows = sqlx::query!(
        r#"select m.month::date as "month!: jiff_sqlx::Date", o.currency as "currency!",
            coalesce(sum(p.amount), 0)::bigint as "sum!", count(p.id) as "payments!"
        from office_settings o
        cross join generate_series(date_trunc('month', $5::date) - interval '11 months', date_trunc('month', $5::date),
            interval '1 month') m (month)
        left join payments p on p.received_on >= m.month and p.received_on < m.month + interval '1 month'
            and p.currency = o.currency and p.reversed_at is null
            and ($1 or (p.case_ids <> '{}' and p.case_ids <@ (select my_cases_from(3::smallint))::uuid[]))
            and ($2 or (p.client_id <> all ((select my_walled_clients())::uuid[]) and not p.case_ids && (select my_walls())::uuid[]))
            and ($3 or p.client_id = $4)
        group by 1, 2 order by 1"#,
        sees.everything,
        sees.unscreened,
        of.is_none(),
        of.map(|of| of.0) as Option<Uuid>,
        today.to_sqlx() as jiff_sqlx::Date
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Month {
                label: row.month.to_jiff().strftime("%b %Y").to_string(),
                sum: Money::new(row.sum, currency(&row.currency)?),
                payments: row.payments,
            })
        })
        .collect()
}

pub(super) fn method(word: &str) -> Result<Method> {
    Method::from_word(word).ok_or_else(|| Error::internal("a payment by no method"))
}

/// One payment.
///
/// # Errors
/// NotFound for what is unseen.
pub async fn payment(caller: &Caller, id: PaymentId) -> Result<Framed<PaymentPage>> {
    let (mut tx, permit, event) = on_payment::<act::SeePayment>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let row = sqlx::query!(
        r#"select p.client_id as "client!", k.name as "client_name!", coalesce(y.name, '') as "payer!", p.currency as "currency!",
            p.amount as "amount!", p.credit as "credit!", p.method as "method!", p.retainer as "retainer!",
            p.received_on as "received_on!", p.reference as "reference!", p.note as "note!",
            coalesce(s.name, '') as "by!", p.recorded_at as "recorded_at!: jiff_sqlx::Timestamp",
            p.reversed_at as "reversed_at?: jiff_sqlx::Timestamp", p.reverse_reason as "reverse_reason!",
            coalesce(r.name, '') as "reversed_by!"
        from payments p
        join clients k on k.id = p.client_id
        left join payers y on y.id = p.payer_id
        left join staff s on s.id = p.recorded_by
        left join staff r on r.id = p.reversed_by
        where p.id = $1"#,
        permit.subject().0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let in_currency = currency(&row.currency)?;
    let parts = parts(&mut tx, id, in_currency, &zone).await?;
    let refunds = refunds(&mut tx, id, in_currency, &zone).await?;
    let uses = access::by_role::<act::UsePayment>(caller) && row.reversed_at.is_none();
    let client = ClientId(row.client);
    let open = match uses && row.credit > 0 {
        true => open(&mut tx, client, Some(in_currency), &zone).await?,
        false => Vec::new(),
    };
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    let page = PaymentPage {
        id,
        client,
        client_name: row.client_name,
        payer: row.payer,
        on: zone.date(row.received_on.to_jiff()),
        amount: Money::new(row.amount, in_currency),
        credit: Money::new(row.credit, in_currency),
        method: method(&row.method)?,
        retainer: row.retainer,
        reference: row.reference,
        note: row.note,
        recorded: told(&row.by, row.recorded_at.to_jiff(), &zone),
        reversed: row
            .reversed_at
            .map(|at| (told(&row.reversed_by, at.to_jiff(), &zone), row.reverse_reason)),
        parts,
        refunds,
        open,
        uses,
        once: caller.id().to_string(),
        locale: zone.locale,
    };
    Ok(Framed { frame, body: page })
}

fn told(who: &str, at: jiff::Timestamp, zone: &Region) -> String {
    let day = words::day(at, zone);
    if who.is_empty() { day } else { format!("{who}, {day}") }
}

async fn parts(
    tx: &mut Tx,
    id: PaymentId,
    in_currency: Currency,
    zone: &Region,
) -> Result<Vec<PartRow>> {
    let rows = sqlx::query!(
        r#"select a.invoice_id as "invoice!", coalesce(i.number, '') as "number!", a.case_id as "case!", c.number as "case_number!",
            a.amount as "amount!", a.allocated_on as "allocated_on!", a.ended_at as "ended_at?: jiff_sqlx::Timestamp",
            a.end_reason as "end_reason!"
        from allocations a join invoices i on i.id = a.invoice_id join case_billing c on c.id = a.case_id
        where a.payment_id = $1 order by a.allocated_at, a.id"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = rows.into_iter().map(|row| PartRow {
        invoice: InvoiceId(row.invoice),
        number: row.number,
        case: CaseId(row.case),
        case_number: row.case_number,
        amount: Money::new(row.amount, in_currency),
        on: zone.date(row.allocated_on.to_jiff()),
        ended: row.ended_at.map(|at| (words::day(at.to_jiff(), zone), row.end_reason)),
    });
    Ok(rows.collect())
}

async fn refunds(
    tx: &mut Tx,
    id: PaymentId,
    in_currency: Currency,
    zone: &Region,
) -> Result<Vec<RefundRow>> {
    let rows = sqlx::query!(
        r#"select r.amount, r.method, r.refunded_on, r.reason, s.name as "by!"
        from refunds r join staff s on s.id = r.refunded_by where r.payment_id = $1 order by r.refunded_at, r.id"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(RefundRow {
                amount: Money::new(row.amount, in_currency),
                method: method(&row.method)?,
                on: zone.date(row.refunded_on.to_jiff()),
                reason: row.reason,
                by: row.by,
            })
        })
        .collect()
}

/// What is left on a client's invoices, the oldest first, in one currency or in each.
pub(super) async fn open(
    tx: &mut Tx,
    client: ClientId,
    only: Option<Currency>,
    zone: &Region,
) -> Result<Vec<OpenRow>> {
    let today = words::today(tx.caller().now(), zone);
    let rows = sqlx::query!(
        r#"select i.id, i.number as "number!", c.number as "case_number!", coalesce(y.name, '') as "debtor!",
            i.due_on as "due_on!", i.currency, i.balance as "balance!"
        from invoices i join case_billing c on c.id = i.case_id left join payers y on y.id = i.payer_id
        where i.client_id = $1 and i.balance > 0 and ($2::text is null or i.currency = $2)
        order by i.due_on, i.id limit 200"#,
        client.0,
        only.map(Currency::code)
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let due = row.due_on.to_jiff();
            Ok(OpenRow {
                invoice: InvoiceId(row.id),
                number: row.number,
                case_number: row.case_number,
                debtor: row.debtor,
                due: zone.date(due),
                late: i64::from((today - due).get_days()),
                left: Money::new(row.balance, currency(&row.currency)?),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::begins;

    #[test]
    fn a_page_begins_where_its_address_says_or_at_the_start() {
        assert!(begins("2026-10-08~01928000-0000-7000-8000-00000000ef02").is_some());
        for wrong in ["", "2026-10-08", "2026-13-08~01928000-0000-7000-8000-00000000ef02", "x~y"] {
            assert_eq!(begins(wrong), None, "{wrong}");
        }
    }
}
