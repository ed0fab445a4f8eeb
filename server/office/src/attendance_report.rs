//! How many did not come, of the appointments in the caller's sight. One statement counts; whatever the
//! page or the sheet goes by is added up from the same rows.

use std::collections::BTreeMap;

use domain::access::act;
use domain::appointments::{AppointmentKind, NoShows};
use domain::attendance::{
    AttendanceFilter, AttendancePage, Baseline, By, Tally, TallyRow, Told, percent,
};
use domain::forms::FieldErrors;
use domain::frame::Framed;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx;

use crate::access::{self, Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx, frame, sheet};

/// The page of a period. What the filter says wrong stands beside its field, over the usual period.
///
/// # Errors
/// Refused for Billing without the desk right.
pub async fn page(caller: &Caller, filter: AttendanceFilter) -> Result<Framed<AttendancePage>> {
    let (mut tx, _permit, _) = access::at_desk::<act::SeeAttendance>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let today = words::today(caller.now(), &region);
    let mut errors = FieldErrors::default();
    let days = filter.days(today, &mut errors);
    let usual = || AttendanceFilter::default().days(today, &mut FieldErrors::default());
    let (from, until) =
        days.or_else(usual).ok_or_else(|| Error::internal("a year without days"))?;
    let by = By::from_word(&filter.by).unwrap_or_default();
    let counted = counted(&mut tx, from, until, &region).await?;
    let unrecorded = unrecorded(&mut tx, from, until, &region).await?;
    let baseline = baseline(&mut tx, &region).await?;
    tx.commit().await?;
    let mut total = Tally::default();
    counted.iter().for_each(|row| total.add(row.tally));
    let period = format!("{} to {}", region.date(from), region.date(until));
    let filter = AttendanceFilter {
        // as it was typed where it was wrong
        from: if errors.is_empty() { from.to_string() } else { filter.from },
        until: if errors.is_empty() { until.to_string() } else { filter.until },
        by: by.word().into(),
    };
    let rows = grouped(&counted, by);
    let body = AttendancePage { filter, by, period, total, rows, unrecorded, baseline, errors };
    Ok(Framed { frame, body })
}

/// The usual period's rate, and by the month. Only for whoever may see the page of it.
pub(crate) async fn card(tx: &mut Tx, region: &Region) -> Result<NoShows> {
    let today = words::today(tx.caller().now(), region);
    let (from, until) = AttendanceFilter::default()
        .days(today, &mut FieldErrors::default())
        .ok_or_else(|| Error::internal("a year without days"))?;
    let counted = counted(tx, from, until, region).await?;
    let before = baseline(tx, region).await?;
    let mut total = Tally::default();
    counted.iter().for_each(|row| total.add(row.tally));
    let against = before.map(|before| before.against(total.no_shows())).unwrap_or_default();
    Ok(NoShows { total, months: grouped(&counted, By::Month), against })
}

/// The same as CSV, under every head; itself on record.
///
/// # Errors
/// Invalid, Refused.
pub async fn export(caller: &Caller, filter: &AttendanceFilter) -> Result<Vec<u8>> {
    let (mut tx, _permit, _) = access::at_desk::<act::SeeAttendance>(caller).await?;
    let region = caller.zone(&mut tx).await?;
    let mut errors = FieldErrors::default();
    let today = words::today(caller.now(), &region);
    let Some((from, until)) = filter.days(today, &mut errors) else {
        return Err(Error::Invalid(errors));
    };
    let counted = counted(&mut tx, from, until, &region).await?;
    let event = Event::new("export-attendance", Resource::Office)
        .with("from", from.to_string())
        .with("until", until.to_string());
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    let head = [
        "By",
        "Of",
        "Attended",
        "Late",
        "No-show",
        "Counted",
        "No-show rate",
        "95 % from",
        "95 % to",
        "Cancelled in time, not counted",
    ];
    let lines = By::ALL.iter().flat_map(|by| {
        grouped(&counted, *by).into_iter().map(move |row| {
            let rate = row.tally.no_shows();
            let interval = rate.interval();
            [
                by.head().to_owned(),
                row.label,
                row.tally.attended.to_string(),
                row.tally.late.to_string(),
                row.tally.no_show.to_string(),
                rate.of.to_string(),
                rate.share().map(percent).unwrap_or_default(),
                interval.map(|(low, _)| percent(low)).unwrap_or_default(),
                interval.map(|(_, high)| percent(high)).unwrap_or_default(),
                row.tally.cancelled_in_time.to_string(),
            ]
        })
    });
    sheet::csv(head, lines)
}

/// One kind of appointment of one attorney in one month, by what was told.
struct Counted {
    /// The first of the month.
    month: Date,
    attorney: (String, uuid::Uuid),
    kind: AppointmentKind,
    told: Told,
    tally: Tally,
}

fn grouped(counted: &[Counted], by: By) -> Vec<TallyRow> {
    // sorted by what its head is sorted by, and not by the words shown
    let mut groups: BTreeMap<(usize, String), (String, Tally)> = BTreeMap::new();
    for row in counted {
        let nth = |all: usize| (all, String::new());
        let (key, label) = match by {
            By::Month => ((0, row.month.to_string()), row.month.strftime("%b %Y").to_string()),
            // two may have the same name
            By::Attorney => {
                let (name, id) = &row.attorney;
                ((0, format!("{name} {id}")), name.clone())
            }
            By::Kind => (nth(row.kind as usize), row.kind.label().to_owned()),
            By::Reminder => (nth(row.told as usize), row.told.label().to_owned()),
        };
        groups.entry(key).or_insert_with(|| (label, Tally::default())).1.add(row.tally);
    }
    groups.into_values().map(|(label, tally)| TallyRow { label, tally }).collect()
}

fn attended_kinds() -> Vec<String> {
    let attended = AppointmentKind::ALL.iter().filter(|kind| kind.is_attended());
    attended.map(|kind| kind.word().to_owned()).collect()
}

/// The instant at which a day begins here.
fn midnight(day: Date, zone: &TimeZone) -> Result<jiff::Timestamp> {
    let at = zone.to_ambiguous_zoned(day.at(0, 0, 0, 0)).compatible().map_err(Error::internal)?;
    Ok(at.timestamp())
}

fn span(from: Date, until: Date, region: &Region) -> Result<(jiff::Timestamp, jiff::Timestamp)> {
    let after = until.tomorrow().map_err(Error::internal)?;
    Ok((midnight(from, region)?, midnight(after, region)?))
}

/// What is told counts where it reached a provider for the time at which the appointment then was. Who said
/// through the link or to the office that they would not come has cancelled in time, if it was a day ahead.
async fn counted(tx: &mut Tx, from: Date, until: Date, region: &Region) -> Result<Vec<Counted>> {
    let sees = sight(tx.caller(), Finder::Attendance);
    let (from, until) = span(from, until, region)?;
    let zone = region.zone.iana_name().unwrap_or("UTC").to_owned();
    let rows = sqlx::query!(
        r#"with seen as materialized (
            select a.id, a.kind, a.owner_id, a.notice_revision, date_trunc('month', a.starts_at at time zone $5)::date as month,
                case when a.cancelled_at is not null then 'cancelled_in_time' else a.attendance end as outcome
            from appointments_in_sight($1, $2, 1::smallint) a
            where a.starts_at >= $3 and a.starts_at < $4 and a.kind = any ($6)
                and (a.client_id is not null or a.enquiry_id is not null)
                and (a.attendance is not null
                    or (a.cancelled_for = 'client' and a.cancelled_at <= a.starts_at - interval '24 hours'))
        ),
        told as materialized (
            select n.subject_id, n.notice_revision,
                bool_or(n.state in ('accepted', 'delivered') and n.kind in ('booked', 'moved', 'remind_48h', 'remind_2h')) as told,
                bool_or(n.reason = 'no_consent') as unwanted
            from notifications n
            where n.subject_kind = 'appointment' and n.subject_id in (select s.id from seen s)
            group by n.subject_id, n.notice_revision
        ),
        answers as materialized (
            select t.appointment_id, bool_or(t.answer = 'confirmed' and t.answer_revision = s.notice_revision) as confirmed,
                bool_or(t.answer is not null and t.answer_revision = s.notice_revision) as answered,
                bool_and(not t.reminded) as unwanted
            from appointment_attendees t join seen s on s.id = t.appointment_id
            where t.staff_id is null and t.until is null
            group by t.appointment_id
        )
        select s.month as "month!: jiff_sqlx::Date", o.name as "attorney!", o.id as "attorney_id!", s.kind as "kind!",
            case when coalesce(t.told, false) then
                case when w.confirmed then 'confirmed' when w.answered then 'other_answer' else 'no_answer' end
                when t.unwanted or w.unwanted or exists (select from call_list c
                    where c.appointment_id = s.id and c.reason = 'opted_out') then 'opted_out'
                else 'not_told' end as "told!",
            s.outcome as "outcome!", count(*) as "count!"
        from seen s
        join staff o on o.id = s.owner_id
        left join told t on t.subject_id = s.id and t.notice_revision = s.notice_revision
        left join answers w on w.appointment_id = s.id
        group by 1, 2, 3, 4, 5, 6"#,
        sees.everything,
        sees.unscreened,
        from.to_sqlx() as jiff_sqlx::Timestamp,
        until.to_sqlx() as jiff_sqlx::Timestamp,
        zone,
        &attended_kinds()
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let unknown = |word: &str| Error::internal(format!("unknown word {word}"));
            let count = u32::try_from(row.count).map_err(Error::internal)?;
            let mut tally = Tally::default();
            *match row.outcome.as_str() {
                "attended" => &mut tally.attended,
                "late" => &mut tally.late,
                "no_show" => &mut tally.no_show,
                "cancelled_in_time" => &mut tally.cancelled_in_time,
                other => return Err(unknown(other)),
            } = count;
            Ok(Counted {
                month: row.month.to_jiff(),
                attorney: (row.attorney, row.attorney_id),
                kind: AppointmentKind::from_word(&row.kind).ok_or_else(|| unknown(&row.kind))?,
                told: Told::from_word(&row.told).ok_or_else(|| unknown(&row.told))?,
                tally,
            })
        })
        .collect()
}

async fn unrecorded(tx: &mut Tx, from: Date, until: Date, region: &Region) -> Result<u32> {
    let sees = sight(tx.caller(), Finder::Attendance);
    let (from, until) = span(from, until, region)?;
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from appointments_in_sight($1, $2, 1::smallint) a
        where a.starts_at >= $3 and a.starts_at < $4 and a.kind = any ($5) and a.ends_at < office_now()
            and a.attendance is null and a.cancelled_at is null and (a.client_id is not null or a.enquiry_id is not null)"#,
        sees.everything,
        sees.unscreened,
        from.to_sqlx() as jiff_sqlx::Timestamp,
        until.to_sqlx() as jiff_sqlx::Timestamp,
        &attended_kinds()
    )
    .fetch_one(&mut **tx)
    .await?;
    u32::try_from(count).map_err(Error::internal)
}

async fn baseline(tx: &mut Tx, region: &Region) -> Result<Option<Baseline>> {
    let row = sqlx::query!(
        r#"select (baseline_no_show * 10)::int as "tenths?", baseline_from as "from?: jiff_sqlx::Date",
            baseline_until as "until?: jiff_sqlx::Date"
        from office_settings"#
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.and_then(|row| {
        let period = format!(
            "{} to {}",
            region.date(row.from?.to_jiff()),
            region.date(row.until?.to_jiff())
        );
        Some(Baseline { share: f64::from(row.tenths?) / 1000.0, period })
    }))
}
