//! One's own day: entries, what runs, and what one did and has not recorded.

use domain::access::{Act, act};
use domain::billing::expenses::ExpenseForm;
use domain::billing::sheet::{
    DaySheet, EntryRow, SheetCase, SheetDay, Suggestion, SuggestionKind, TimerRow, WeekSum,
};
use domain::billing::time::{Rounding, RoundingRule, Treatment};
use domain::forms::Choice;
use domain::frame::Framed;
use domain::ids::{ActivityId, CaseId, InvoiceId, TimeEntryId, TimerId};
use domain::money::Money;
use domain::text;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use super::standing::currency;
use super::{finding, laid_out};
use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, frame, words};

/// The caller's day; today where `on` is empty.
///
/// # Errors
/// Invalid for what is no day.
pub async fn day_sheet(caller: &Caller, on: &str) -> Result<Framed<DaySheet>> {
    let (mut tx, _permit) = access::on_office::<act::KeepTimeSheet>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let on = match on {
        "" => words::today(caller.now(), &zone),
        on => text::parse_date(on).map_err(|why| Error::invalid("on", why))?,
    };
    let monday = on.saturating_sub(i64::from(on.weekday().to_monday_zero_offset()).days());
    let rounding = rounding(&mut tx).await?;
    let (week, in_week) = week(&mut tx, monday).await?;
    let body = DaySheet {
        on: on.to_string(),
        day: format!("{}, {}", weekday(on), zone.date(on)),
        entries: entries(&mut tx, on, &zone).await?,
        expenses: laid_out::of_day(&mut tx, on, &zone).await?,
        laid_out: ExpenseForm { on: on.to_string(), ..ExpenseForm::default() },
        timer: timer(&mut tx, &zone).await?,
        suggestions: suggestions(&mut tx, on, &zone, rounding).await?,
        week,
        in_week,
        before: monday.saturating_sub(7.days()).to_string(),
        after: monday.saturating_add(7.days()).to_string(),
        rounding,
        locale: zone.locale,
        cases: finding::offered(&mut tx).await?,
        activities: activities(&mut tx).await?,
    };
    audit::record(&mut tx, Event::new(act::KeepTimeSheet::ACTION.word(), Resource::Office)).await?;
    tx.commit().await?;
    Ok(Framed { frame, body })
}

/// "Tuesday".
fn weekday(on: Date) -> String {
    on.strftime("%A").to_string()
}

/// Kinds of work, by their codes.
pub(super) async fn activities(tx: &mut Tx) -> Result<Vec<Choice>> {
    let rows = sqlx::query!(
        "select id, code, label from activity_codes where ended_at is null order by code"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Choice {
            value: ActivityId(row.id).to_string(),
            label: format!("{} {}", row.code, row.label),
        })
        .collect())
}

async fn rounding(tx: &mut Tx) -> Result<Rounding> {
    let rule = sqlx::query!("select time_rounding, time_step from office_settings")
        .fetch_one(&mut **tx)
        .await?;
    Ok(Rounding {
        rule: RoundingRule::from_word(&rule.time_rounding).unwrap_or_default(),
        step: i32::from(rule.time_step),
    })
}

pub(super) fn case(
    id: Option<Uuid>,
    number: Option<String>,
    client: Option<String>,
) -> Option<SheetCase> {
    let (id, number) = id.zip(number)?;
    Some(SheetCase { id: CaseId(id), number, client: client.unwrap_or_default() })
}

async fn entries(tx: &mut Tx, on: Date, zone: &Region) -> Result<Vec<EntryRow>> {
    let rows = sqlx::query!(
        r#"select e.id, e.case_id, c.number as "number?", k.name as "client?", e.starts_at, e.ends_at, e.minutes,
            e.billed_minutes, e.narrative, e.treatment, e.currency, e.rate, e.worth as "worth!", e.written_down, e.invoice_id, e.revision
        from time_entries e
        left join case_billing c on c.id = e.case_id
        left join clients k on k.id = e.client_id
        where e.staff_id = office_caller() and e.worked_on = $1 and e.withdrawn_at is null
        order by e.starts_at nulls last, e.recorded_at, e.id"#,
        on.to_sqlx() as jiff_sqlx::Date
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency = currency(&row.currency)?;
            Ok(EntryRow {
                id: TimeEntryId(row.id),
                case: case(row.case_id, row.number, row.client),
                span: row
                    .starts_at
                    .zip(row.ends_at)
                    .map(|(from, to)| {
                        let (from, to) = (from.to_jiff(), to.to_jiff());
                        format!("{} – {}", words::time(from, zone), words::time(to, zone))
                    })
                    .unwrap_or_default(),
                minutes: row.minutes,
                billed_minutes: row.billed_minutes,
                narrative: row.narrative,
                treatment: Treatment::from_word(&row.treatment).unwrap_or_default(),
                amount: row.rate.map(|_| Money::new(row.worth - row.written_down, currency)),
                invoice: row.invoice_id.map(InvoiceId),
                revision: row.revision,
            })
        })
        .collect()
}

async fn timer(tx: &mut Tx, zone: &Region) -> Result<Option<TimerRow>> {
    let row = sqlx::query!(
        r#"select t.id, t.case_id, c.number as "number?", k.name as "client?", t.narrative, t.started_at, t.revision
        from timers t
        left join case_billing c on c.id = t.case_id
        left join clients k on k.id = c.client_id
        where t.staff_id = office_caller() and t.stopped_at is null"#
    )
    .fetch_optional(&mut **tx)
    .await?;
    let now = tx.caller().now();
    Ok(row.map(|row| {
        let started = row.started_at.to_jiff();
        TimerRow {
            id: TimerId(row.id),
            case: case(row.case_id, row.number, row.client),
            narrative: row.narrative,
            since: words::time(started, zone),
            seconds: now.duration_since(started).as_secs(),
            revision: row.revision,
        }
    }))
}

async fn week(tx: &mut Tx, monday: Date) -> Result<(Vec<SheetDay>, WeekSum)> {
    let rows = sqlx::query!(
        r#"select worked_on - $1 as "nth!", treatment, currency, sum(minutes) as "minutes!", sum(billed_minutes) as "billed!",
            sum(worth - written_down)::bigint as "worth!"
        from time_entries
        where staff_id = office_caller() and worked_on between $1 and $1 + 6 and withdrawn_at is null
        group by worked_on, treatment, currency order by currency"#,
        monday.to_sqlx() as jiff_sqlx::Date
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut days: Vec<SheetDay> = (0..7)
        .map(|nth: i64| {
            let on = monday.saturating_add(nth.days());
            SheetDay { on: on.to_string(), words: on.strftime("%a %-d").to_string(), minutes: 0 }
        })
        .collect();
    let mut sum = WeekSum::default();
    for row in rows {
        if let Some(day) = usize::try_from(row.nth).ok().and_then(|nth| days.get_mut(nth)) {
            day.minutes += row.minutes;
        }
        match Treatment::from_word(&row.treatment).unwrap_or_default() {
            Treatment::Billable => {
                sum.billable += row.billed;
                let worth = Money::new(row.worth, currency(&row.currency)?);
                match sum.worth.iter_mut().find(|it| it.currency == worth.currency) {
                    Some(all) => all.minor += worth.minor,
                    None => sum.worth.push(worth),
                }
            }
            Treatment::NoCharge | Treatment::NotBillable => sum.other += row.minutes,
        }
    }
    Ok((days, sum))
}

async fn suggestions(
    tx: &mut Tx,
    on: Date,
    zone: &Region,
    rounding: Rounding,
) -> Result<Vec<Suggestion>> {
    let rows = sqlx::query!(
        r#"select s.subject_kind as "kind!", s.subject_id as "subject!", s.case_id as "case_id!", s.starts_at as "starts_at!",
            s.ends_at as "ends_at!", s.attendance as "attendance!", s.documents as "documents!", c.number as "number?",
            k.name as "client?"
        from time_suggestions($1) s
        left join case_billing c on c.id = s.case_id
        left join clients k on k.id = c.client_id
        order by s.starts_at, s.subject_id"#,
        on.to_sqlx() as jiff_sqlx::Date
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = rows.into_iter().filter_map(|row| {
        let (from, to) = (row.starts_at.to_jiff(), row.ends_at.to_jiff());
        let minutes = i32::try_from(to.duration_since(from).as_mins().max(1)).unwrap_or(i32::MAX);
        Some(Suggestion {
            subject: row.subject,
            kind: match row.kind.as_str() {
                "appointment" => SuggestionKind::Appointment,
                _ => SuggestionKind::Documents,
            },
            case: case(Some(row.case_id), row.number, row.client)?,
            from: words::time(from, zone),
            to: words::time(to, zone),
            minutes: rounding.billed(minutes),
            attendance: row.attendance,
            documents: row.documents,
        })
    });
    Ok(rows.collect())
}

/// Does not offer it again for that day.
///
/// # Errors
/// Invalid for what is no day.
pub async fn ignore_suggestion(caller: &Caller, on: &str, subject: Uuid) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::KeepTimeSheet>(caller).await?;
    let on = text::parse_date(on).map_err(|why| Error::invalid("on", why))?;
    sqlx::query!(
        "insert into ignored_suggestions (staff_id, on_day, subject_id) values (office_caller(), $1, $2)
        on conflict do nothing",
        on.to_sqlx() as jiff_sqlx::Date,
        subject
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, Event::new("ignore-suggestion", Resource::Office)).await?;
    tx.commit().await
}
