//! Work in progress: what is on no invoice yet, by case; and drafts for several cases at once.

use std::time::{Duration, Instant};

use domain::access::{Action, Standing, act, may};
use domain::billing::drafts::DraftLine;
use domain::billing::invoices::Arrangement;
use domain::billing::to_bill::{
    BATCH, Batch, BatchRow, ToBillFilter, ToBillList, ToBillRow, ToBillSum,
};
use domain::billing::totals::totals;
use domain::frame::Framed;
use domain::ids::{CaseId, PayerId};
use domain::money::Money;
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use super::drafts::{unbilled, write};
use super::finding::{MOST_FOUND, found};
use super::standing::currency;
use crate::access::{Finder, sight};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, frame, words};

/// Unbilled time and expenses by case, the longest waiting first.
///
/// # Errors
/// Refused.
pub async fn to_bill(caller: &Caller, mut filter: ToBillFilter) -> Result<Framed<ToBillList>> {
    let (mut tx, _permit) = access::on_office::<act::SeeReceivables>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    filter.q = filter.q.trim().chars().take(200).collect();
    let page = rows(&mut tx, &filter, &zone).await?;
    let sums = sums(&mut tx).await?;
    let drafts = may_draft(caller);
    let others = match drafts && !filter.q.is_empty() && filter.after.is_empty() {
        true => others(&mut tx, &filter.q, &page).await?,
        false => Vec::new(),
    };
    tx.commit().await?;
    Ok(Framed {
        frame,
        body: ToBillList { filter, page, sums, drafts, others, locale: zone.locale },
    })
}

async fn others(tx: &mut Tx, words: &str, page: &Rows<ToBillRow>) -> Result<Vec<(CaseId, String)>> {
    let mut found = found(tx, words, MOST_FOUND).await?;
    found.retain(|(case, _)| page.rows.iter().all(|row| row.case != *case));
    Ok(found.into_iter().map(|(case, choice)| (case, choice.label)).collect())
}

/// "2026-10-08~0192…~USD": where a page begins.
fn begins(after: &str) -> Option<(Date, Uuid, &str)> {
    let mut parts = after.split('~');
    let (day, case, code) = (parts.next()?, parts.next()?, parts.next()?);
    Some((day.parse().ok()?, Uuid::try_parse(case).ok()?, code))
}

async fn rows(tx: &mut Tx, filter: &ToBillFilter, zone: &Region) -> Result<Rows<ToBillRow>> {
    let sees = sight(tx.caller(), Finder::ToBill);
    let after = begins(&filter.after);
    let today = words::today(tx.caller().now(), zone);
    let rows = sqlx::query!(
        r#"with unbilled as (
            select case_id, currency, worked_on as day, case treatment when 'billable' then billed_minutes else 0 end as minutes,
                case treatment when 'billable' then worth - written_down else 0 end as time, 0::bigint as expense
            from time_entries
            where invoice_id is null and withdrawn_at is null and treatment <> 'not_billable' and case_id is not null
                and ($1 or case_id = any ((select my_cases_from(3::smallint))::uuid[]))
                and ($2 or case_id <> all ((select my_walls())::uuid[]))
            union all
            select case_id, currency, spent_on, 0, 0, case treatment when 'billable' then amount - written_down else 0 end
            from expenses
            where invoice_id is null and withdrawn_at is null and treatment <> 'not_billable'
                and ($1 or case_id = any ((select my_cases_from(3::smallint))::uuid[]))
                and ($2 or case_id <> all ((select my_walls())::uuid[]))
        ), waiting as (
            select case_id, currency, min(day) as oldest, count(*) as entries, sum(minutes)::bigint as minutes,
                sum(time)::bigint as time, sum(expense)::bigint as expense
            from unbilled
            where $8 = '' or case_id in (
                select c.id from case_billing c join clients k on k.id = c.client_id
                where not exists (select from regexp_split_to_table(lower($8), '\s+') w
                    where position(w in lower(c.number || ' ' || k.name)) = 0))
            group by case_id, currency
        )
        select w.case_id as "case_id!", w.currency as "currency!", w.oldest as "oldest!", w.entries as "entries!",
            w.minutes as "minutes!", w.time as "time!", w.expense as "expense!", c.number as "number!",
            c.closed_on is not null as "closed!", k.name as "client!", coalesce(f.arrangement, 'hourly') as "arrangement!",
            (select count(*) from (select from waiting limit $6) as counted) as "counted!"
        from (
            select * from waiting
            where $3::date is null or (oldest, case_id, currency) > ($3, $4, $5)
            order by oldest, case_id, currency limit $7
        ) as w
        join case_billing c on c.id = w.case_id
        join clients k on k.id = c.client_id
        left join fee_terms f on f.case_id = w.case_id
        order by w.oldest, w.case_id, w.currency"#,
        sees.everything,
        sees.unscreened,
        after.map(|(day, ..)| day.to_sqlx()) as Option<jiff_sqlx::Date>,
        after.map(|(_, case, _)| case),
        after.map(|(.., code)| code),
        COUNT_CAP + 1,
        PAGE_ROWS + 1,
        filter.q
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = rows.first().map_or(0, |row| row.counted);
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let in_currency = currency(&row.currency)?;
        let oldest = row.oldest.to_jiff();
        shown.push(ToBillRow {
            case: CaseId(row.case_id),
            case_number: row.number,
            client: row.client,
            arrangement: Arrangement::from_word(&row.arrangement).unwrap_or_default(),
            closed: row.closed,
            entries: row.entries,
            minutes: row.minutes,
            time: Money::new(row.time, in_currency),
            expenses: Money::new(row.expense, in_currency),
            oldest: zone.date(oldest),
            age: i64::from((today - oldest).get_days()),
            key: format!("{oldest}~{}~{}", row.case_id, row.currency),
        });
    }
    Ok(Rows::cut(shown, total, |row| row.key.clone()))
}

/// All of it, one row a currency.
async fn sums(tx: &mut Tx) -> Result<Vec<ToBillSum>> {
    let sees = sight(tx.caller(), Finder::ToBill);
    let rows = sqlx::query!(
        r#"select currency as "currency!", sum(minutes)::bigint as "minutes!", sum(time)::bigint as "time!",
            sum(expense)::bigint as "expense!"
        from (
            select currency, case treatment when 'billable' then billed_minutes else 0 end as minutes,
                case treatment when 'billable' then worth - written_down else 0 end as time, 0::bigint as expense
            from time_entries
            where invoice_id is null and withdrawn_at is null and treatment <> 'not_billable' and case_id is not null
                and ($1 or case_id = any ((select my_cases_from(3::smallint))::uuid[]))
                and ($2 or case_id <> all ((select my_walls())::uuid[]))
            union all
            select currency, 0, 0, case treatment when 'billable' then amount - written_down else 0 end
            from expenses
            where invoice_id is null and withdrawn_at is null and treatment <> 'not_billable'
                and ($1 or case_id = any ((select my_cases_from(3::smallint))::uuid[]))
                and ($2 or case_id <> all ((select my_walls())::uuid[]))
        ) as u
        group by currency order by currency <> (select currency from office_settings), currency"#,
        sees.everything,
        sees.unscreened
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let in_currency = currency(&row.currency)?;
            Ok(ToBillSum {
                minutes: row.minutes,
                time: Money::new(row.time, in_currency),
                expenses: Money::new(row.expense, in_currency),
            })
        })
        .collect()
}

/// So long drafts are written in one request: half of what a page may take.
const PATIENCE: Duration = Duration::from_secs(5);
const SEVERAL_PAYERS: &str =
    "Several could pay for it. Draft it by itself, and choose who is asked.";

/// Ids as a form carries them, each once.
///
/// # Errors
/// Invalid for none or too many; NotFound for what is no id.
fn chosen(cases: &str) -> Result<Vec<CaseId>> {
    let mut chosen: Vec<CaseId> = Vec::new();
    for id in cases.split_whitespace() {
        let id = id.parse().map_err(|_| Error::NotFound)?;
        if !chosen.contains(&id) {
            chosen.push(id);
        }
    }
    match chosen.len() {
        0 => Err(Error::Conflict("Choose the cases first.".into())),
        some if some > BATCH => Err(Error::Conflict(format!("Choose {BATCH} cases at most."))),
        _ => Ok(chosen),
    }
}

/// What drafts of several cases would come to, before any is written. `cases`: ids with spaces between.
///
/// # Errors
/// NotFound for a case that is unseen; Conflict for none.
pub async fn batch(caller: &Caller, cases: &str) -> Result<Framed<Batch>> {
    let mut rows = Vec::new();
    let mut sums: Vec<Money> = Vec::new();
    let chosen = match chosen(cases) {
        Ok(chosen) => chosen,
        Err(error) => {
            // whoever may not see the list does not read of how many it takes
            let (tx, _permit) = access::on_office::<act::SeeReceivables>(caller).await?;
            drop(tx);
            return Err(error);
        }
    };
    for case in chosen {
        let mut payer = None;
        let (total, lines, obstacle) = match unbilled(caller, case).await {
            Ok(known) => {
                payer = known.draft.payer;
                let priced: Vec<_> = known.draft.lines.iter().map(DraftLine::priced).collect();
                let lines = priced.len();
                match totals(&priced, &known.terms()) {
                    Ok(_) if lines == 0 => (None, 0, "Nothing is left to bill.".to_owned()),
                    Ok(_) if known.several_payers => (None, lines, SEVERAL_PAYERS.to_owned()),
                    Ok(all) => (Some(all.money(all.total)), lines, String::new()),
                    Err(why) => (None, lines, why.to_string()),
                }
            }
            // closed, while others are open
            Err(Error::Refused(why)) if may_draft(caller) => (None, 0, why),
            Err(error) => return Err(error),
        };
        if let Some(total) = total {
            match sums.iter_mut().find(|sum| sum.currency == total.currency) {
                Some(sum) => *sum = sum.plus(total).map_err(Error::internal)?,
                None => sums.push(total),
            }
        }
        rows.push(BatchRow {
            case,
            case_number: String::new(),
            client: String::new(),
            payer,
            payer_name: String::new(),
            lines,
            total,
            obstacle,
        });
    }
    let (mut tx, _permit) = access::on_office::<act::SeeReceivables>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    named(&mut tx, &mut rows).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: Batch { rows, sums, locale: zone.locale } })
}

fn may_draft(caller: &Caller) -> bool {
    may(caller.role(), Action::DraftInvoice, &Standing::OUTSIDE)
}

async fn named(tx: &mut Tx, rows: &mut [BatchRow]) -> Result<()> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.case.0).collect();
    let names = sqlx::query!(
        r#"select c.id as "id!", c.number as "number!", k.name as "client!"
        from case_billing c join clients k on k.id = c.client_id where c.id = any ($1)"#,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in &mut *rows {
        if let Some(name) = names.iter().find(|name| name.id == row.case.0) {
            (row.case_number, row.client) = (name.number.clone(), name.client.clone());
        }
    }
    let asked: Vec<Uuid> = rows.iter().filter_map(|row| row.payer).map(|id| id.0).collect();
    let payers = sqlx::query!("select id, name from payers where id = any ($1)", &asked)
        .fetch_all(&mut **tx)
        .await?;
    for row in rows {
        let known = payers.iter().find(|payer| Some(PayerId(payer.id)) == row.payer);
        row.payer_name = known.map(|payer| payer.name.clone()).unwrap_or_default();
    }
    Ok(())
}

/// What came of drafting several cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batched {
    pub written: usize,
    /// Of which nothing was left to bill: what they had stands on drafts or invoices.
    pub nothing: usize,
    /// Closed, of several payers, or changed meanwhile.
    pub failed: usize,
    /// For which there was no time any more.
    pub left: Vec<CaseId>,
}

impl Batched {
    /// What to say where not all of them were drafted.
    pub fn shortfall(&self) -> Option<String> {
        let Self { written, nothing, failed, left } = self;
        let written = match written {
            0 => "No draft was written".to_owned(),
            1 => "1 draft was written".to_owned(),
            written => format!("{written} drafts were written"),
        };
        let mut rest = Vec::new();
        if *nothing > 0 {
            rest.push(format!("of {nothing} nothing was left to bill"));
        }
        if *failed > 0 {
            rest.push(format!(
                "{failed} could not be drafted: closed, changed meanwhile, or several could pay"
            ));
        }
        let rest = rest.join("; ");
        match (rest.is_empty(), left.len()) {
            (true, 0) => None,
            (false, 0) => Some(format!("{written}; {rest}.")),
            (true, left) => Some(format!("{written}, and {left} are left. Write them as well.")),
            (false, left) => {
                Some(format!("{written}; {rest}; {left} are left. Write them as well."))
            }
        }
    }
}

/// Writes a draft for each of several cases, of all that they have to bill. Each is kept by itself: one that
/// fails takes none of the others with it, and what takes too long for one request is left for the next.
///
/// # Errors
/// As [`batch`].
pub async fn write_batch(caller: &Caller, cases: &str) -> Result<Batched> {
    write_within(caller, cases, PATIENCE).await
}

/// As [`write_batch`], with so much time for it.
///
/// # Errors
/// As [`batch`].
pub async fn write_within(caller: &Caller, cases: &str, patience: Duration) -> Result<Batched> {
    let began = Instant::now();
    let mut batched = Batched::default();
    let mut left = chosen(cases)?.into_iter();
    while began.elapsed() < patience
        && let Some(case) = left.next()
    {
        let done = match unbilled(caller, case).await {
            Ok(known) if known.draft.lines.is_empty() => {
                batched.nothing += 1;
                continue;
            }
            Ok(known) if known.several_payers => Err(Error::Conflict(String::new())),
            Ok(known) => write(caller, case, &known.draft).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(_) => batched.written += 1,
            Err(Error::Refused(_)) if may_draft(caller) => batched.failed += 1,
            Err(Error::Conflict(_) | Error::Invalid(_)) => batched.failed += 1,
            Err(error) => return Err(error),
        }
    }
    batched.left = left.collect();
    Ok(batched)
}

#[cfg(test)]
mod tests {
    use super::{Batched, begins, chosen};

    #[test]
    fn a_page_begins_where_its_address_says_or_at_the_start() {
        assert!(begins("2026-10-08~01928000-0000-7000-8000-00000000ef02~USD").is_some());
        for wrong in ["", "2026-10-08", "2026-10-08~01928000-0000-7000-8000-00000000ef02", "x~y~z"]
        {
            assert_eq!(begins(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_case_is_drafted_once_however_often_it_is_chosen() {
        let id = "01928000-0000-7000-8000-00000000ef02";
        assert_eq!(chosen(&format!("{id} {id}")).map(|it| it.len()).ok(), Some(1));
        assert!(chosen(" ").is_err());
        assert!(chosen("not-an-id").is_err());
    }

    #[test]
    fn what_was_not_drafted_is_said_and_why() {
        let all = Batched { written: 2, ..Batched::default() };
        assert_eq!(all.shortfall(), None);
        let some = Batched { written: 1, nothing: 1, failed: 2, ..Batched::default() };
        let said = "1 draft was written; of 1 nothing was left to bill; 2 could not be drafted: closed, changed meanwhile, or several could pay.";
        assert_eq!(some.shortfall().as_deref(), Some(said));
        let id = "01928000-0000-7000-8000-00000000ef02".parse().unwrap();
        let late = Batched { written: 142, left: vec![id; 58], ..Batched::default() };
        let said = "142 drafts were written, and 58 are left. Write them as well.";
        assert_eq!(late.shortfall().as_deref(), Some(said));
    }
}
