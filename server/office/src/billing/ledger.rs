//! The invoices the caller may see, and what is owed of them by age. List, counts and sums ask one condition.

use std::collections::HashMap;

use domain::access::{Action, Standing, act, may};
use domain::billing::dunning::{Debt, DunningStage, Hold};
use domain::billing::invoices::{Age, Facts, Kind, Stage};
use domain::billing::journal::plain;
use domain::billing::ledger::{
    InvoiceBox, InvoiceFilter, InvoiceList, InvoiceRow, Owed, Receivables,
};
use domain::billing::mailing::Trouble;
use domain::billing::next_step::{Reminding, Rules};
use domain::frame::Framed;
use domain::ids::{CaseId, InvoiceId};
use domain::money::Money;
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use sqlx::types::Json;

use super::standing::currency;
use crate::access::{Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, frame, sheet, words};

/// Rows of one list that is taken away.
const MOST_EXPORTED: i64 = 20_000;

/// The most pressing first: what is open by its due date, everything else by the latest.
///
/// # Errors
/// Refused.
pub async fn invoices(caller: &Caller, mut filter: InvoiceFilter) -> Result<Framed<InvoiceList>> {
    let (mut tx, _permit) = access::on_office::<act::SeeReceivables>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let today = words::today(caller.now(), &zone);
    settle(&mut filter);
    let (owed, open) = owed(&mut tx, today).await?;
    let (shown, total) = rows(&mut tx, &filter, today, &zone, PAGE_ROWS, Some(open)).await?;
    let mut page = Rows::cut(shown, total, |row| row.key.clone());
    remind(&mut tx, &mut page.rows, today).await?;
    tx.commit().await?;
    let sends = access::by_role::<act::SendInvoice>(caller);
    let acts = may(caller.role(), Action::RecordPayment, &Standing::OUTSIDE);
    Ok(Framed { frame, body: InvoiceList { filter, page, sends, owed, acts, locale: zone.locale } })
}

/// The same list as CSV, whole; itself on record.
///
/// # Errors
/// Refused; Conflict for more rows than one list takes.
pub async fn export_invoices(caller: &Caller, mut filter: InvoiceFilter) -> Result<Vec<u8>> {
    let (mut tx, _permit) = access::on_office::<act::SeeReceivables>(caller).await?;
    let zone = caller.zone(&mut tx).await?;
    let today = words::today(caller.now(), &zone);
    settle(&mut filter);
    filter.after.clear();
    let (shown, _) = rows(&mut tx, &filter, today, &zone, MOST_EXPORTED, None).await?;
    if shown.len() as i64 > MOST_EXPORTED {
        return Err(Error::Conflict(
            "These are more than 20,000 invoices. Narrow the list, and take it away in parts."
                .into(),
        ));
    }
    let event = Event::new("export-invoices", Resource::Office)
        .with("which", filter.which)
        .with("invoices", shown.len() as i64);
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    let head = [
        "Number",
        "Kind",
        "Client",
        "Case",
        "State",
        "Due",
        "Days late",
        "Currency",
        "Billed",
        "Left",
    ];
    let lines = shown.into_iter().map(|row| {
        [
            row.number,
            row.kind.label().to_owned(),
            row.client,
            row.case_number,
            row.state.label().to_owned(),
            row.due_on.map(|on| on.to_string()).unwrap_or_default(),
            row.age.map(|_| row.late.max(0).to_string()).unwrap_or_default(),
            row.total.currency.code().to_owned(),
            plain(row.total),
            plain(row.left),
        ]
    });
    sheet::csv(head, lines)
}

/// What the words of an address mean: an age is one of what is open.
fn settle(filter: &mut InvoiceFilter) {
    let which = InvoiceBox::from_word(&filter.which).unwrap_or_default();
    let age = Age::from_word(&filter.age).filter(|_| which == InvoiceBox::Open);
    filter.which = which.word().to_owned();
    filter.age = age.map(Age::word).unwrap_or_default().to_owned();
    filter.q = filter.q.trim().chars().take(200).collect();
}

/// What finds `words` anywhere in a text; nothing in them is a sign of its own.
fn containing(words: &str) -> String {
    let plain = words.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    format!("%{plain}%")
}

/// "2026-10-08~0192…": where a page begins. The day is of the order: due, issued or drafted.
fn begins(after: &str) -> Option<(Date, uuid::Uuid)> {
    let (day, id) = after.split_once('~')?;
    Some((day.parse().ok()?, uuid::Uuid::try_parse(id).ok()?))
}

/// Where a row stands in its list.
struct Picked {
    id: uuid::Uuid,
    /// What the list is ordered by.
    day: jiff_sqlx::Date,
    /// How many there are, up to the cap.
    counted: i64,
}

/// `most` and one more, and how many there are, up to the cap. `open` is how many are open at all, where that is known.
async fn rows(
    tx: &mut Tx,
    filter: &InvoiceFilter,
    today: Date,
    zone: &Region,
    most: i64,
    open: Option<i64>,
) -> Result<(Vec<InvoiceRow>, i64)> {
    let picked = match InvoiceBox::from_word(&filter.which) {
        Some(InvoiceBox::Open) if plainly(filter) => all_open(tx, filter, most, open).await?,
        Some(InvoiceBox::Open | InvoiceBox::Overdue) => narrowed(tx, filter, today, most).await?,
        _ => latest(tx, filter, most).await?,
    };
    let total = picked.first().map_or(0, |row| row.counted);
    let (ids, days): (Vec<_>, Vec<_>) = picked.into_iter().map(|row| (row.id, row.day)).unzip();
    Ok((in_words(tx, &ids, &days, today, zone).await?, total))
}

fn plainly(filter: &InvoiceFilter) -> bool {
    filter.q.is_empty() && filter.of.is_empty() && filter.age.is_empty()
}

/// What is left to pay, by its due date: what is seen most. With the conditions of a search beside it, no plan for all
/// its parameters would walk the index that has this order.
async fn all_open(
    tx: &mut Tx,
    filter: &InvoiceFilter,
    most: i64,
    counted: Option<i64>,
) -> Result<Vec<Picked>> {
    let sees = sight(tx.caller(), Finder::Invoices);
    let after = begins(&filter.after);
    let picked = sqlx::query_as!(
        Picked,
        r#"with matching as not materialized (
            select id, coalesce(due_on, issued_on) as day from invoices
            where balance > 0
                and ($1 or case_id = any ((select my_cases_from(3::smallint))::uuid[]))
                and ($2 or case_id <> all ((select my_walls())::uuid[]))
        )
        select id as "id!", day as "day!", coalesce($8, (select count(*) from (select from matching limit $3) as counted)) as "counted!"
        from matching where $4 or (day, id) > ($5, $6) order by day, id limit $7"#,
        sees.everything,
        sees.unscreened,
        COUNT_CAP + 1,
        after.is_none(),
        after.map(|(day, _)| day.to_sqlx()) as Option<jiff_sqlx::Date>,
        after.map(|(_, id)| id),
        most + 1,
        counted.map(|all| all.min(COUNT_CAP + 1))
    );
    Ok(picked.fetch_all(&mut **tx).await?)
}

/// The same, narrowed: what is overdue, of an age, found by words, of somebody.
async fn narrowed(
    tx: &mut Tx,
    filter: &InvoiceFilter,
    today: Date,
    most: i64,
) -> Result<Vec<Picked>> {
    let sees = sight(tx.caller(), Finder::Invoices);
    let after = begins(&filter.after);
    let (due_from, due_until) =
        Age::from_word(&filter.age).map(|age| age.due_between(today)).unwrap_or_default();
    let picked = sqlx::query_as!(
        Picked,
        r#"with matching as not materialized (
            select i.id, coalesce(i.due_on, i.issued_on) as day from invoices i
            where i.balance > 0
                and ($1 or i.case_id = any ((select my_cases_from(3::smallint))::uuid[]))
                and ($2 or i.case_id <> all ((select my_walls())::uuid[]))
                and (not $3 or i.due_on < $4 and i.sent_on is not null)
                and ($5::date is null or i.due_on >= $5) and ($6::date is null or i.due_on <= $6)
                and ($7 = '' or i.number ilike $8 or i.client_id in (select id from clients where name ilike $8)
                    or i.case_id in (select id from case_billing where number ilike $8))
                and ($9::uuid is null or i.case_id = $9 or i.client_id = $9)
        )
        select id as "id!", day as "day!", (select count(*) from (select from matching limit $10) as counted) as "counted!"
        from matching where $11 or (day, id) > ($12, $13) order by day, id limit $14"#,
        sees.everything,
        sees.unscreened,
        filter.which == InvoiceBox::Overdue.word(),
        today.to_sqlx() as jiff_sqlx::Date,
        due_from.map(|on| on.to_sqlx()) as Option<jiff_sqlx::Date>,
        due_until.map(|on| on.to_sqlx()) as Option<jiff_sqlx::Date>,
        filter.q,
        containing(&filter.q),
        of(filter),
        COUNT_CAP + 1,
        after.is_none(),
        after.map(|(day, _)| day.to_sqlx()) as Option<jiff_sqlx::Date>,
        after.map(|(_, id)| id),
        most + 1
    );
    Ok(picked.fetch_all(&mut **tx).await?)
}

/// Everything else, the latest first.
async fn latest(tx: &mut Tx, filter: &InvoiceFilter, most: i64) -> Result<Vec<Picked>> {
    let sees = sight(tx.caller(), Finder::Invoices);
    let after = begins(&filter.after);
    let picked = sqlx::query_as!(
        Picked,
        r#"with matching as not materialized (
            select i.id, coalesce(i.issued_on, (i.drafted_at at time zone o.time_zone)::date) as day
            from invoices i cross join office_settings o
            where ($1 or i.case_id = any ((select my_cases_from(3::smallint))::uuid[]))
                and ($2 or i.case_id <> all ((select my_walls())::uuid[]))
                and case $3
                    when 'unsent' then i.stage = 'issued' and (i.sent_on is null
                        or i.id in (select m.invoice_id from invoice_mailings m where m.trouble <> ''))
                    when 'drafts' then i.stage in ('draft', 'review', 'approved')
                    when 'settled' then i.stage in ('issued', 'void') and i.balance = 0
                    else true end
                and ($4 = '' or i.number ilike $5 or i.client_id in (select id from clients where name ilike $5)
                    or i.case_id in (select id from case_billing where number ilike $5))
                and ($6::uuid is null or i.case_id = $6 or i.client_id = $6)
        )
        select id as "id!", day as "day!", (select count(*) from (select from matching limit $7) as counted) as "counted!"
        from matching where $8 or (day, id) < ($9, $10) order by day desc, id desc limit $11"#,
        sees.everything,
        sees.unscreened,
        filter.which,
        filter.q,
        containing(&filter.q),
        of(filter),
        COUNT_CAP + 1,
        after.is_none(),
        after.map(|(day, _)| day.to_sqlx()) as Option<jiff_sqlx::Date>,
        after.map(|(_, id)| id),
        most + 1
    );
    Ok(picked.fetch_all(&mut **tx).await?)
}

/// The case or client that the list is of. What is no id is nothing that there are invoices of.
fn of(filter: &InvoiceFilter) -> Option<uuid::Uuid> {
    (!filter.of.is_empty()).then(|| uuid::Uuid::try_parse(&filter.of).unwrap_or_default())
}

async fn in_words(
    tx: &mut Tx,
    ids: &[uuid::Uuid],
    days: &[jiff_sqlx::Date],
    today: Date,
    zone: &Region,
) -> Result<Vec<InvoiceRow>> {
    let rows = sqlx::query!(
        r#"select m.id as "id!", m.kind as "kind!", m.number, m.case_id as "case_id!", c.number as "case_number!", k.name as "client!",
            m.currency as "currency!", m.stage as "stage!", m.total as "total!", m.paid as "paid!", m.credited as "credited!",
            m.written_off as "written_off!", m.sent_on, m.due_on, p.day as "day!",
            (select t.trouble from invoice_mailings t where t.invoice_id = m.id and t.trouble <> '' order by t.nth desc limit 1) as "trouble?"
        from unnest($1::uuid[], $2::date[]) with ordinality as p (id, day, nth)
        join invoices m on m.id = p.id
        join case_billing c on c.id = m.case_id
        join clients k on k.id = m.client_id
        order by p.nth"#,
        ids,
        days as &[jiff_sqlx::Date]
    )
    .fetch_all(&mut **tx)
    .await?;
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
            due_on: facts.due_on,
            reminding: None,
            trouble: row.trouble.as_deref().and_then(Trouble::from_word),
            key: format!("{}~{id}", row.day.to_jiff()),
        });
    }
    Ok(shown)
}

#[derive(Debug, Deserialize)]
struct Held {
    stage: Option<String>,
    since: Date,
    until: Date,
}

/// Says of what is left to pay how its reminders stand: one statement for a page.
async fn remind(tx: &mut Tx, shown: &mut [InvoiceRow], today: Date) -> Result<()> {
    let open: Vec<uuid::Uuid> =
        shown.iter().filter(|row| row.left.minor > 0).map(|row| row.id.0).collect();
    if open.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query!(
        r#"select i.id as "id!", i.due_on as "due_on!", i.sent_on, i.balance as "balance!",
            (i.held is not null and i.released_at is null) as "unreleased!",
            coalesce((select sum(d.amount) from disputes d where d.invoice_id = i.id and d.settled_at is null), 0)::bigint
                as "disputed!",
            coalesce((select jsonb_agg(jsonb_build_object('stage', h.stage, 'since', h.since, 'until', h.until))
                from dunning_holds h where h.invoice_id = i.id and h.ended_at is null and h.until >= $2), '[]')
                as "holds!: Json<Vec<Held>>",
            coalesce((select jsonb_object_agg(s.stage, s.state) from dunning_stages s
                where s.invoice_id = i.id and s.due_revision = i.due_revision and s.state in ('sent', 'skipped')), '{}')
                as "past!: Json<HashMap<String, String>>",
            not exists (select from fee_terms f where f.case_id = i.case_id and not f.dunned) as "dunned!",
            o.dunning_since, o.approve_final_notice as "asks!"
        from invoices i cross join office_settings o
        where i.id = any ($1) and i.due_on is not null"#,
        &open,
        today.to_sqlx() as jiff_sqlx::Date
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in rows {
        let Some(shown) = shown.iter_mut().find(|it| it.id.0 == row.id) else { continue };
        let Json(past) = row.past;
        let of = |(word, state): (&String, &String)| {
            DunningStage::from_word(word).map(|stage| (stage, state == "sent"))
        };
        let past: Vec<(DunningStage, bool)> = past.iter().filter_map(of).collect();
        let said: Vec<DunningStage> =
            past.iter().filter(|(_, said)| *said).map(|(stage, _)| *stage).collect();
        let debt = Debt {
            due_on: row.due_on.to_jiff(),
            sent_on: row.sent_on.map(|on| on.to_jiff()),
            balance: row.balance,
            disputed: row.disputed,
            holds: row
                .holds
                .0
                .into_iter()
                .map(|it| Hold {
                    stage: it.stage.as_deref().and_then(DunningStage::from_word),
                    since: it.since,
                    until: it.until,
                })
                .collect(),
            past: past.into_iter().map(|(stage, _)| stage).collect(),
            dunned: row.dunned,
        };
        let rules = Rules {
            since: row.dunning_since.map(|on| on.to_jiff()),
            asks_for_last: row.asks,
            unreleased: row.unreleased,
        };
        shown.reminding = Some(Reminding::of(&debt, &said, rules, today));
    }
    Ok(())
}

/// What is left to pay, by currency and age, and how many invoices that is.
async fn owed(tx: &mut Tx, today: Date) -> Result<(Vec<Receivables>, i64)> {
    let sees = sight(tx.caller(), Finder::Invoices);
    let rows = sqlx::query!(
        r#"select i.currency, case when late is null then '' when late <= 0 then 'not_due' when late <= 7 then '7' when late <= 14 then '14'
                when late <= 30 then '30' else 'older' end as "age!",
            sum(i.invoices)::bigint as "invoices!", sum(i.balance)::bigint as "sum!"
        -- by day first: an age is worked out a few hundred times, not once for each invoice
        from (select currency, $3 - due_on as late, count(*) as invoices, sum(balance) as balance from invoices
            where balance > 0
                and ($1 or case_id = any ((select my_cases_from(3::smallint))::uuid[]))
                and ($2 or case_id <> all ((select my_walls())::uuid[]))
            group by currency, due_on) i
        group by 1, 2 order by i.currency <> (select currency from office_settings), i.currency"#,
        sees.everything,
        sees.unscreened,
        today.to_sqlx() as jiff_sqlx::Date
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut owed: Vec<Receivables> = Vec::new();
    let open = rows.iter().map(|row| row.invoices).sum();
    // one that is due on no day has no age
    for row in rows.into_iter().filter(|row| !row.age.is_empty()) {
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
    Ok((owed, open))
}

#[cfg(test)]
mod tests {
    use super::{begins, containing};

    #[test]
    fn words_are_looked_for_as_they_are_typed() {
        assert_eq!(containing(r"50%_\"), r"%50\%\_\\%");
    }

    #[test]
    fn a_page_begins_where_its_address_says_or_at_the_start() {
        assert!(begins("2026-10-08~01928000-0000-7000-8000-00000000ef02").is_some());
        for wrong in ["", "2026-10-08", "2026-13-08~01928000-0000-7000-8000-00000000ef02", "x~y"] {
            assert_eq!(begins(wrong), None, "{wrong}");
        }
    }
}
