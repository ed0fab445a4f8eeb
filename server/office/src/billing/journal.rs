//! The books: every event of billing as movements between accounts, for the bookkeeping, and what was collected
//! by month and attorney. Without the cases that the caller is screened from.

use std::collections::BTreeMap;

use domain::access::act;
use domain::billing::journal::{
    Account, BooksPage, Checked, Collected, Format, JournalFilter, Movement, Turnover, ledger,
    plain,
};
use domain::forms::FieldErrors;
use domain::frame::Framed;
use domain::money::{Currency, Money};
use domain::text;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

use super::standing::currency;
use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, frame, sheet, words};

/// Longest period of one journal, in days.
const MOST_DAYS: i32 = 366;
/// Movements of one journal.
const MOST_MOVEMENTS: i64 = 200_000;

/// What the accounts moved in a period, and what was collected in the last twelve months.
///
/// # Errors
/// Refused; Invalid for too much at once.
pub async fn books(caller: &Caller, mut filter: JournalFilter) -> Result<Framed<BooksPage>> {
    let (mut tx, _permit) = access::on_office::<act::ExportBooks>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let today = words::today(caller.now(), &zone);
    let (errors, (from, until)) = match period(&filter, today) {
        Ok(period) => {
            (filter.from, filter.until) = (period.0.to_string(), period.1.to_string());
            (FieldErrors::default(), period)
        }
        // as it was typed, beside this month
        Err(Error::Invalid(errors)) => (errors, (today.first_of_month(), today)),
        Err(error) => return Err(error),
    };
    let movements = movements(&mut tx, from, until).await?;
    let code =
        sqlx::query_scalar!("select currency from office_settings").fetch_one(&mut *tx).await?;
    let own = currency(&code)?;
    let (months, collected) = collected(&mut tx, own, today).await?;
    let checked = checked(&mut tx, &zone).await?;
    tx.commit().await?;
    let count = movements.len() as i64;
    let page = BooksPage {
        filter,
        errors,
        turnovers: turnovers(&movements)?,
        movements: count,
        checked,
        months,
        collected,
        currency: own,
        locale: zone.locale,
    };
    Ok(Framed { frame, body: page })
}

/// The journal of a period, to be taken away.
///
/// # Errors
/// Refused; Invalid for a period that is none, or too much at once.
pub async fn journal(caller: &Caller, filter: &JournalFilter) -> Result<(Format, Vec<u8>)> {
    let (mut tx, _permit) = access::on_office::<act::ExportBooks>(caller).await?;
    let zone = caller.zone(&mut tx).await?;
    let (from, until) = period(filter, words::today(caller.now(), &zone))?;
    let movements = movements(&mut tx, from, until).await?;
    let format = Format::from_word(&filter.format).unwrap_or_default();
    let event = Event::new("export-books", Resource::Office).with("format", format.word());
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    let bytes = match format {
        Format::Csv => table(&movements)?,
        Format::Ledger => ledger(&movements).into_bytes(),
    };
    Ok((format, bytes))
}

/// Under the heads by which bookkeeping programs know a journal, one line for each side. Movements of one event
/// bear one journal number.
fn table(movements: &[Movement]) -> Result<Vec<u8>> {
    let head = [
        "Journal No.",
        "Journal Date",
        "Account Name",
        "Debits",
        "Credits",
        "Description",
        "Name",
        "Currency",
    ];
    let mut number = 0;
    let mut before: Option<&str> = None;
    let mut lines = Vec::with_capacity(movements.len() * 2);
    for it in movements {
        let now = it.event.as_str();
        if before != Some(now) {
            number += 1;
            before = Some(now);
        }
        let amount = plain(it.amount);
        for (account, debit, credit) in
            [(it.debit, amount.clone(), String::new()), (it.credit, String::new(), amount)]
        {
            lines.push([
                number.to_string(),
                it.on.clone(),
                account.label().to_owned(),
                debit,
                credit,
                format!("{} {}", it.what, it.document),
                it.client.clone(),
                it.amount.currency.code().to_owned(),
            ]);
        }
    }
    sheet::csv(head, lines.into_iter())
}

fn period(filter: &JournalFilter, today: Date) -> Result<(Date, Date)> {
    let day = |field: &'static str, typed: &str, otherwise: Date| match typed {
        "" => Ok(otherwise),
        typed => text::parse_date(typed).map_err(|why| Error::invalid(field, why)),
    };
    let from = day("from", &filter.from, today.first_of_month())?;
    let until = day("until", &filter.until, today)?;
    if until < from {
        return Err(Error::invalid("until", "The period ends before it begins."));
    }
    if (until - from).get_days() > MOST_DAYS {
        return Err(Error::invalid("until", "Choose a year at most."));
    }
    Ok((from, until))
}

async fn movements(tx: &mut Tx, from: Date, until: Date) -> Result<Vec<Movement>> {
    let rows = sqlx::query!(
        r#"with billed as (
            select i.id, i.number, i.issued_on, i.currency, i.client_id, i.tax, i.stage,
                (i.voided_at at time zone o.time_zone)::date as voided_on,
                sum(case when l.kind = 'expense' then 0 else w.worth end)::bigint as fees,
                sum(case when l.kind = 'expense' then w.worth else 0 end)::bigint as expenses
            from invoices i
            cross join office_settings o
            join invoice_lines l on l.invoice_id = i.id
            cross join lateral (select l.net - l.shared_discount - case i.tax_basis when 'included' then l.tax else 0 end as worth) w
            where i.kind = 'invoice' and i.issued_on is not null
                and (i.issued_on between $1 and $2 or (i.voided_at at time zone o.time_zone)::date between $1 and $2)
            group by i.id, o.time_zone
        ), parts as (
            select b.id, b.number, b.issued_on, b.voided_on, b.currency, b.client_id, p.account, p.amount
            from billed b
            cross join lateral (values ('fees', b.fees), ('expenses', b.expenses), ('tax', b.tax)) p (account, amount)
        ), moved as (
            select p.issued_on as day, p.number as document, 'Invoice' as what, p.client_id, 'receivable' as debit, p.account as credit,
                p.amount, p.currency, 1 as rank, p.id
            from parts p where p.issued_on between $1 and $2
            union all
            select p.voided_on, p.number, 'Void invoice', p.client_id, p.account, 'receivable', p.amount, p.currency, 2, p.id
            from parts p where p.voided_on between $1 and $2
            union all
            select n.issued_on, n.number, 'Credit note', n.client_id, 'credits', 'receivable', n.total, n.currency, 3, n.id
            from invoices n where n.kind = 'credit_note' and n.stage = 'issued' and n.issued_on between $1 and $2
            union all
            select p.received_on, 'P-' || right(p.id::text, 12), 'Payment', p.client_id,
                case p.method when 'cash' then 'cash' when 'trust' then 'trust' else 'bank' end, 'prepayments', p.amount, p.currency, 4, p.id
            from payments p where p.received_on between $1 and $2
            union all
            select (p.reversed_at at time zone o.time_zone)::date, 'P-' || right(p.id::text, 12), 'Payment reversed', p.client_id, 'prepayments',
                case p.method when 'cash' then 'cash' when 'trust' then 'trust' else 'bank' end, p.amount, p.currency, 5, p.id
            from payments p cross join office_settings o
            where (p.reversed_at at time zone o.time_zone)::date between $1 and $2
            union all
            select a.allocated_on, i.number, 'Paid', a.client_id, 'prepayments', 'receivable', a.amount, a.currency, 6, a.id
            from allocations a join invoices i on i.id = a.invoice_id where a.allocated_on between $1 and $2
            union all
            select (a.ended_at at time zone o.time_zone)::date, i.number, 'Taken off', a.client_id, 'receivable', 'prepayments', a.amount,
                a.currency, 7, a.id
            from allocations a join invoices i on i.id = a.invoice_id cross join office_settings o
            where (a.ended_at at time zone o.time_zone)::date between $1 and $2
            union all
            select r.refunded_on, 'P-' || right(r.payment_id::text, 12), 'Given back', r.client_id, 'prepayments',
                case r.method when 'cash' then 'cash' when 'trust' then 'trust' else 'bank' end, r.amount, r.currency, 8, r.id
            from refunds r where r.refunded_on between $1 and $2
            union all
            select (w.written_off_at at time zone o.time_zone)::date, i.number, 'Written off', i.client_id, 'write_offs', 'receivable',
                w.amount, i.currency, 9, w.id
            from write_offs w join invoices i on i.id = w.invoice_id cross join office_settings o
            where (w.written_off_at at time zone o.time_zone)::date between $1 and $2
        )
        select m.rank || '-' || m.id as "event!", m.day as "day!: jiff_sqlx::Date", m.document as "document!", m.what as "what!", k.name as "client!", m.debit as "debit!",
            m.credit as "credit!", m.amount as "amount!", m.currency as "currency!"
        from moved m join clients k on k.id = m.client_id
        where m.amount > 0 order by m.day, m.rank, m.id, m.debit, m.credit limit $3"#,
        from.to_sqlx() as jiff_sqlx::Date,
        until.to_sqlx() as jiff_sqlx::Date,
        MOST_MOVEMENTS + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    if rows.len() as i64 > MOST_MOVEMENTS {
        return Err(Error::invalid("until", "This is too much at once. Choose a shorter period."));
    }
    let account = |word: &str| {
        Account::from_word(word).ok_or_else(|| Error::internal("a movement on no account"))
    };
    rows.into_iter()
        .map(|row| {
            Ok(Movement {
                on: row.day.to_jiff().to_string(),
                event: row.event,
                document: row.document,
                what: row.what,
                client: row.client,
                debit: account(&row.debit)?,
                credit: account(&row.credit)?,
                amount: Money::new(row.amount, currency(&row.currency)?),
            })
        })
        .collect()
}

fn turnovers(movements: &[Movement]) -> Result<Vec<Turnover>> {
    let mut sums: BTreeMap<(Currency, Account), (Money, Money)> = BTreeMap::new();
    for it in movements {
        let none = Money::zero(it.amount.currency);
        let debit = sums.entry((it.amount.currency, it.debit)).or_insert((none, none));
        debit.0 = debit.0.plus(it.amount).map_err(Error::internal)?;
        let credit = sums.entry((it.amount.currency, it.credit)).or_insert((none, none));
        credit.1 = credit.1.plus(it.amount).map_err(Error::internal)?;
    }
    Ok(sums
        .into_iter()
        .map(|((_, account), (debit, credit))| Turnover { account, debit, credit })
        .collect())
}

async fn checked(tx: &mut Tx, zone: &Region) -> Result<Option<Checked>> {
    let row = sqlx::query!(
        r#"select checked_at as "checked_at!: jiff_sqlx::Timestamp", wrong, books_found(id) as "found!"
        from billing_checks order by checked_at desc limit 1"#
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Checked {
        at: words::instant(row.checked_at.to_jiff(), zone),
        wrong: row.wrong,
        found: row.found,
    }))
}

/// By the attorney who leads the case, and the month in which it went on an invoice; in the office's currency.
async fn collected(
    tx: &mut Tx,
    own: Currency,
    today: Date,
) -> Result<(Vec<String>, Vec<Collected>)> {
    let first = today.first_of_month().saturating_sub(11.months());
    let months: Vec<Date> = (0..12).map(|nth| first.saturating_add(nth.months())).collect();
    let rows = sqlx::query!(
        r#"select month as "month!: jiff_sqlx::Date", attorney as "attorney!", amount as "amount!" from collected($1, $2)"#,
        first.to_sqlx() as jiff_sqlx::Date,
        own.code()
    )
    .fetch_all(&mut **tx)
    .await?;
    let none = Money::zero(own);
    let mut by: BTreeMap<String, Collected> = BTreeMap::new();
    for row in rows {
        let Some(nth) = months.iter().position(|month| *month == row.month.to_jiff()) else {
            continue;
        };
        let it = by.entry(row.attorney.clone()).or_insert_with(|| Collected {
            attorney: row.attorney,
            sums: vec![none; months.len()],
            all: none,
        });
        it.sums[nth] = it.sums[nth].plus(Money::new(row.amount, own)).map_err(Error::internal)?;
        it.all = it.all.plus(Money::new(row.amount, own)).map_err(Error::internal)?;
    }
    let mut collected: Vec<Collected> = by.into_values().collect();
    collected.sort_by_key(|it| std::cmp::Reverse(it.all.minor));
    let months = months.iter().map(|month| month.strftime("%b %Y").to_string()).collect();
    Ok((months, collected))
}
