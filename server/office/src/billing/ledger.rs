//! The invoices the caller may see, and what is owed of them by age. List, counts and sums ask one condition.

use domain::access::act;
use domain::billing::invoices::{Age, Facts, Kind, Stage};
use domain::billing::ledger::{
    InvoiceBox, InvoiceFilter, InvoiceList, InvoiceRow, Owed, Receivables,
};
use domain::frame::Framed;
use domain::ids::{CaseId, InvoiceId};
use domain::money::Money;
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

use super::standing::currency;
use crate::access::{Finder, sight};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, frame, words};

/// The most pressing first: what is open by its due date, everything else by the latest.
///
/// # Errors
/// Refused.
pub async fn invoices(caller: &Caller, mut filter: InvoiceFilter) -> Result<Framed<InvoiceList>> {
    let (mut tx, _permit) = access::on_office::<act::SeeReceivables>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let today = words::today(caller.now(), &zone);
    let which = InvoiceBox::from_word(&filter.which).unwrap_or_default();
    filter.which = which.word().to_owned();
    let page = rows(&mut tx, which, &filter.after, today, &zone).await?;
    let owed = owed(&mut tx, today).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: InvoiceList { filter, page, owed, locale: zone.locale } })
}

/// "2026-10-08~0192…": where a page begins. The day is of the order: due, issued or drafted.
fn begins(after: &str) -> Option<(Date, uuid::Uuid)> {
    let (day, id) = after.split_once('~')?;
    Some((day.parse().ok()?, uuid::Uuid::try_parse(id).ok()?))
}

async fn rows(
    tx: &mut Tx,
    which: InvoiceBox,
    after: &str,
    today: Date,
    zone: &Region,
) -> Result<Rows<InvoiceRow>> {
    let sees = sight(tx.caller(), Finder::Invoices);
    let after = begins(after);
    let rows = sqlx::query!(
        r#"with matching as not materialized (
            select i.*, case when $3 in ('open', 'overdue') then coalesce(i.due_on, i.issued_on)
                    else coalesce(i.issued_on, (i.drafted_at at time zone o.time_zone)::date) end as day
            from invoices i cross join office_settings o
            where ($1 or i.case_id = any ((select my_cases_from(3::smallint))::uuid[]))
                and ($2 or i.case_id <> all ((select my_walls())::uuid[]))
                and case $3
                    when 'open' then i.balance > 0
                    when 'overdue' then i.balance > 0 and i.due_on < $4 and i.sent_on is not null
                    when 'drafts' then i.stage in ('draft', 'review', 'approved')
                    when 'settled' then i.stage in ('issued', 'void') and i.balance = 0
                    else true end
        )
        select m.id as "id!", m.kind as "kind!", m.number, m.case_id as "case_id!", c.number as "case_number!", k.name as "client!",
            m.currency as "currency!", m.stage as "stage!", m.total as "total!", m.paid as "paid!", m.credited as "credited!",
            m.written_off as "written_off!", m.sent_on, m.due_on, m.day as "day!",
            (select count(*) from (select from matching limit $8) as counted) as "counted!"
        from (
            select * from matching
            where $5 or case when $3 in ('open', 'overdue') then (day, id) > ($6, $7) else (day, id) < ($6, $7) end
            order by case when $3 in ('open', 'overdue') then day end, case when $3 in ('open', 'overdue') then id end,
                day desc, id desc
            limit $9
        ) as m
        join case_billing c on c.id = m.case_id
        join clients k on k.id = m.client_id
        order by case when $3 in ('open', 'overdue') then m.day end, case when $3 in ('open', 'overdue') then m.id end,
            m.day desc, m.id desc"#,
        sees.everything,
        sees.unscreened,
        which.word(),
        today.to_sqlx() as jiff_sqlx::Date,
        after.is_none(),
        after.map(|(day, _)| day.to_sqlx()) as Option<jiff_sqlx::Date>,
        after.map(|(_, id)| id),
        COUNT_CAP + 1,
        PAGE_ROWS + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = rows.first().map_or(0, |row| row.counted);
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let in_currency = currency(&row.currency)?;
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
        let open = facts.balance() > 0;
        let id = InvoiceId(row.id);
        shown.push(InvoiceRow {
            id,
            kind: Kind::from_word(&row.kind)
                .ok_or_else(|| Error::internal("an invoice of no kind"))?,
            number: row.number.unwrap_or_default(),
            client: row.client,
            case: CaseId(row.case_id),
            case_number: row.case_number,
            due: facts.due_on.map(|on| zone.date(on)).unwrap_or_default(),
            late: facts.due_on.map_or(0, |due| i64::from((today - due).get_days())),
            age: facts.due_on.filter(|_| open).map(|due| Age::of(due, today)),
            total: Money::new(row.total, in_currency),
            left: Money::new(facts.balance(), in_currency),
            state: facts.state(today),
            key: format!("{}~{id}", row.day.to_jiff()),
        });
    }
    Ok(Rows::cut(shown, total, |row| row.key.clone()))
}

/// What is left to pay, by currency and age.
async fn owed(tx: &mut Tx, today: Date) -> Result<Vec<Receivables>> {
    let sees = sight(tx.caller(), Finder::Invoices);
    let rows = sqlx::query!(
        r#"select i.currency, case when late <= 0 then 'not_due' when late <= 7 then '7' when late <= 14 then '14'
                when late <= 30 then '30' else 'older' end as "age!",
            count(*) as "invoices!", sum(i.balance)::bigint as "sum!"
        from (select currency, balance, $3 - due_on as late from invoices
            where balance > 0 and due_on is not null
                and ($1 or case_id = any ((select my_cases_from(3::smallint))::uuid[]))
                and ($2 or case_id <> all ((select my_walls())::uuid[]))) i
        group by 1, 2 order by i.currency <> (select currency from office_settings), i.currency"#,
        sees.everything,
        sees.unscreened,
        today.to_sqlx() as jiff_sqlx::Date
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut owed: Vec<Receivables> = Vec::new();
    for row in rows {
        let in_currency = currency(&row.currency)?;
        if owed.last().is_none_or(|it| it.all.currency != in_currency) {
            let none = Money::zero(in_currency);
            let ages = Age::ALL.map(|age| Owed { age, invoices: 0, sum: none }).to_vec();
            owed.push(Receivables { ages, invoices: 0, all: none, overdue: none });
        }
        let Some(sums) = owed.last_mut() else { continue };
        let sum = Money::new(row.sum, in_currency);
        sums.invoices += row.invoices;
        sums.all.minor += row.sum;
        if row.age != Age::NotDue.word() {
            sums.overdue.minor += row.sum;
        }
        if let Some(it) = sums.ages.iter_mut().find(|it| it.age.word() == row.age) {
            *it = Owed { age: it.age, invoices: row.invoices, sum };
        }
    }
    Ok(owed)
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
