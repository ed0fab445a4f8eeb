//! The page of reminders, as far as the caller sees its invoices: what is to come, what waits, what was said.

use std::collections::HashMap;

use domain::access::{Role, act};
use domain::billing::dunning::{DunningStage, StageState};
use domain::billing::reminding::{
    AHEAD, BatchRow, ComingRow, LetterRow, RemindingPage, SaidRow, Way, reason_label,
};
use domain::frame::Framed;
use domain::ids::{InvoiceId, LetterBatchId};
use domain::money::Money;
use domain::notices::sent::NoticeState;
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use super::mail::currency;
use crate::access::{Finder, Sight, sight};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx, access, frame};

/// Rows of what is to come.
const COMING: i64 = 200;
const LETTERS: i64 = 100;
const BATCHES: i64 = 10;

/// What goes out in the next days, what waits, and what was said; `after` where a page of the history begins.
///
/// # Errors
/// Refused.
pub async fn page(caller: &Caller, after: &str) -> Result<Framed<RemindingPage>> {
    let (mut tx, _permit) = access::on_office::<act::SeeReceivables>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let sees = sight(caller, Finder::Reminders);
    let today = words::today(caller.now(), &region);
    let set = sqlx::query!(
        "select dunning_since, reminder_minutes, sending_stopped_at from office_settings"
    )
    .fetch_one(&mut *tx)
    .await?;
    let (coming, more) = coming(&mut tx, sees, today, &region).await?;
    let (letters, batches) = match caller.role() {
        Role::ManagingPartner | Role::Billing => {
            (letters(&mut tx, sees, &region).await?, batches(&mut tx, today, &region).await?)
        }
        Role::AssociateAttorney | Role::Paralegal => (Vec::new(), Vec::new()),
    };
    let said = said(&mut tx, sees).await?;
    let history = history(&mut tx, sees, after, &region).await?;
    tx.commit().await?;
    let body = RemindingPage {
        since: set.dunning_since.map(|on| region.date(on.to_jiff())).unwrap_or_default(),
        stopped: set.sending_stopped_at.is_some(),
        may_set: caller.role() == Role::ManagingPartner,
        may_mail: matches!(caller.role(), Role::ManagingPartner | Role::Billing),
        coming,
        more,
        letters,
        batches,
        today: today.to_string(),
        said,
        minutes: set.reminder_minutes.into(),
        history,
        locale: region.locale,
    };
    Ok(Framed { frame, body })
}

/// Every stage whose day is one of the next, and what is due already; each with what stands in its way.
async fn coming(
    tx: &mut Tx,
    sees: Sight,
    today: Date,
    region: &Region,
) -> Result<(Vec<ComingRow>, bool)> {
    let until = today.saturating_add(AHEAD.days());
    let rows = sqlx::query!(
        r#"with ahead as materialized (
            select i.id, i.number, i.client_id, i.payer_id, i.currency, i.due_revision, i.balance, s.stage,
                greatest(z.day_zero + s.days, $3) as day
            from invoices i
            cross join office_settings o
            cross join lateral (select greatest(i.due_on, i.sent_on) as day_zero) z
            cross join (values ('reminder_7', 7, 1), ('reminder_14', 14, 2), ('notice_30', 30, 3)) as s (stage, days, rank)
            where ($1 or i.case_id = any ((select my_cases_from(3::smallint))::uuid[]))
                and ($2 or i.case_id <> all ((select my_walls())::uuid[]))
                and i.balance > 0 and i.sent_on is not null and i.due_on >= o.dunning_since and i.due_on <= $4::date - 7
                and z.day_zero + s.days <= $4
                -- of those whose day has come, the highest
                and (z.day_zero + s.days >= $3
                    or s.days = (select max(d) from unnest(array[7, 14, 30]) d where z.day_zero + d <= $3))
                and not exists (
                    select from dunning_stages p
                    where p.invoice_id = i.id and p.due_revision = i.due_revision and p.state in ('sent', 'skipped')
                        and case p.stage when 'reminder_7' then 1 when 'reminder_14' then 2 else 3 end >= s.rank)
            order by greatest(z.day_zero + s.days, $3), i.id limit $5
        ), ways as materialized (
            select * from dunning_ways(array(select a.id from ahead a))
        )
        select a.id as "id!", a.number as "number!", coalesce(p.name, k.name, '') as "debtor!", a.currency as "currency!",
            a.stage as "stage!", a.day as "day!", coalesce(w.reason, '') as "why_not!", coalesce(w.asked, a.balance) as "asked!",
            ways.channel, (q.id is not null) as "waits!"
        from ahead a
        cross join lateral dunning_stands(a.id, a.due_revision, a.stage, a.day) w
        left join ways on ways.invoice_id = a.id
        left join clients k on k.id = a.client_id
        left join payers p on p.id = a.payer_id
        left join dunning_stages q on q.invoice_id = a.id and q.due_revision = a.due_revision and q.stage = a.stage
            and q.state = 'awaiting'
        order by a.day, 3, a.id"#,
        sees.everything,
        sees.unscreened,
        today.to_sqlx() as jiff_sqlx::Date,
        until.to_sqlx() as jiff_sqlx::Date,
        COMING + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    let more = rows.len() as i64 > COMING;
    let rows: Result<Vec<ComingRow>> = rows
        .into_iter()
        .take(COMING as usize)
        .map(|row| {
            let day = row.day.to_jiff();
            Ok(ComingRow {
                day: if day == today { "Today".into() } else { region.date(day) },
                invoice: InvoiceId(row.id),
                number: row.number,
                debtor: row.debtor,
                stage: stage(&row.stage)?,
                asked: Money::new(row.asked, currency(&row.currency)?),
                way: Way::from_word(row.channel.as_deref()),
                why_not: reason_label(&row.why_not).into(),
                awaiting: row.waits,
            })
        })
        .collect();
    Ok((rows?, more))
}

fn stage(word: &str) -> Result<DunningStage> {
    DunningStage::from_word(word).ok_or_else(|| Error::internal("a reminder of no stage"))
}

async fn letters(tx: &mut Tx, sees: Sight, region: &Region) -> Result<Vec<LetterRow>> {
    let rows = sqlx::query!(
        r#"select d.on_day, coalesce(p.name, k.name, '') as "debtor!", string_agg(i.number, ', ' order by i.seq) as "numbers!"
        from dunning_deliveries d
        join dunning_stages s on s.delivery_id = d.id and s.state = 'planned'
        join invoices i on i.id = s.invoice_id
        left join clients k on k.id = d.client_id
        left join payers p on p.id = d.payer_id
        where d.channel = 'letter' and d.batch_id is null
            and ($1 or d.case_ids <@ (select my_cases_from(3::smallint))::uuid[])
            and ($2 or not d.case_ids && (select my_walls())::uuid[])
        group by d.id, 2 order by d.on_day, 2, d.id limit $3"#,
        sees.everything,
        sees.unscreened,
        LETTERS
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = rows.into_iter().map(|row| LetterRow {
        debtor: row.debtor,
        numbers: row.numbers,
        since: region.date(row.on_day.to_jiff()),
    });
    Ok(rows.collect())
}

/// The latest batches, and whose letters are to be taken out of one that is not mailed yet.
async fn batches(tx: &mut Tx, today: Date, region: &Region) -> Result<Vec<BatchRow>> {
    let rows = sqlx::query!(
        r#"select b.id, b.made_at, b.mailed_on,
            (select count(*) from dunning_deliveries d where d.batch_id = b.id) as "letters!"
        from letter_batches b order by b.made_at desc, b.id desc limit $1"#,
        BATCHES
    )
    .fetch_all(&mut **tx)
    .await?;
    let settled = sqlx::query!(
        r#"select distinct d.batch_id as "batch!", coalesce(p.name, k.name, '') as "debtor!"
        from dunning_deliveries d
        join letter_batches b on b.id = d.batch_id and b.mailed_on is null
        left join clients k on k.id = d.client_id
        left join payers p on p.id = d.payer_id
        where not exists (
            select from dunning_stages s
            cross join lateral dunning_stands(s.invoice_id, s.due_revision, s.stage, $1) w
            where s.delivery_id = d.id and s.state = 'planned' and coalesce(w.reason, 'too_late') = 'too_late')
        order by 2"#,
        today.to_sqlx() as jiff_sqlx::Date
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut take_out: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in settled {
        take_out.entry(row.batch).or_default().push(row.debtor);
    }
    let rows = rows.into_iter().map(|row| BatchRow {
        take_out: take_out.remove(&row.id).unwrap_or_default(),
        id: LetterBatchId(row.id),
        letters: row.letters,
        made: words::instant(row.made_at.to_jiff(), region),
        made_on: region.day_of(row.made_at.to_jiff()).to_string(),
        mailed: row.mailed_on.map(|on| region.date(on.to_jiff())).unwrap_or_default(),
    });
    Ok(rows.collect())
}

/// E-mails and letters that were sent.
async fn said(tx: &mut Tx, sees: Sight) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(distinct s.delivery_id) as "n!"
        from dunning_stages s join invoices i on i.id = s.invoice_id
        where s.state = 'sent' and ($1 or i.case_id = any ((select my_cases_from(3::smallint))::uuid[]))
            and ($2 or i.case_id <> all ((select my_walls())::uuid[]))"#,
        sees.everything,
        sees.unscreened
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// "2026-11-02T15:00:00Z~0192…": where a page of the history begins.
fn begins(after: &str) -> Option<(jiff::Timestamp, Uuid)> {
    let (at, id) = after.split_once('~')?;
    Some((at.parse().ok()?, Uuid::try_parse(id).ok()?))
}

async fn history(tx: &mut Tx, sees: Sight, after: &str, region: &Region) -> Result<Rows<SaidRow>> {
    let after = begins(after);
    let rows = sqlx::query!(
        r#"with matching as not materialized (
            select s.id, s.invoice_id, s.stage, s.state, s.asked, s.reason, s.ended_at, s.currency, s.delivery_id, i.number,
                i.client_id, i.payer_id
            from dunning_stages s join invoices i on i.id = s.invoice_id
            where s.ended_at is not null and (s.state <> 'skipped' or s.reason <> '')
                and ($1 or i.case_id = any ((select my_cases_from(3::smallint))::uuid[]))
                and ($2 or i.case_id <> all ((select my_walls())::uuid[]))
        )
        select m.id as "id!", m.invoice_id as "invoice!", m.stage as "stage!", m.state as "state!", m.asked, m.reason as "reason!",
            m.ended_at as "at!", m.currency as "currency!", m.number as "number!", coalesce(p.name, k.name, '') as "debtor!",
            d.channel as "channel?", n.state as "notice?", (n.provider = 'outbox') as "kept?",
            (select count(*) from (select from matching limit $6) as counted) as "counted!"
        from (
            select * from matching where $3 or (ended_at, id) < ($4, $5) order by ended_at desc, id desc limit $7
        ) m
        left join dunning_deliveries d on d.id = m.delivery_id
        left join notifications n on n.subject_kind = 'dunning' and n.subject_id = m.delivery_id
        left join clients k on k.id = m.client_id
        left join payers p on p.id = m.payer_id
        order by m.ended_at desc, m.id desc"#,
        sees.everything,
        sees.unscreened,
        after.is_none(),
        after.map(|(at, _)| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        after.map(|(_, id)| id),
        COUNT_CAP + 1,
        PAGE_ROWS + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = rows.first().map_or(0, |row| row.counted);
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let at = row.at.to_jiff();
        let state = StageState::from_word(&row.state)
            .ok_or_else(|| Error::internal("a reminder of no state"))?;
        let became = row.notice.as_deref().and_then(NoticeState::from_word);
        let note = match (state, became) {
            (StageState::Sent, Some(became)) => became.says(row.kept.unwrap_or_default()),
            _ => reason_label(&row.reason),
        };
        let in_currency = currency(&row.currency)?;
        shown.push(SaidRow {
            day: words::day(at, region),
            invoice: InvoiceId(row.invoice),
            number: row.number,
            debtor: row.debtor,
            stage: stage(&row.stage)?,
            state,
            asked: row.asked.map(|asked| Money::new(asked, in_currency)),
            way: row.channel.as_deref().map(|channel| Way::from_word(Some(channel))),
            note: note.into(),
            key: format!("{at}~{}", row.id),
        });
    }
    Ok(Rows::cut(shown, total, |row| row.key.clone()))
}
