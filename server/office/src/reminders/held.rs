//! Appointments brought in from elsewhere, or entered after the fact: nobody is told of them until somebody
//! has seen what would go out. The preview releases them, reads what that makes, and takes it back.

use domain::access::act;
use domain::appointments::AppointmentKind;
use domain::forms::Choice;
use domain::frame::Framed;
use domain::ids::AppointmentId;
use domain::reminders::{Coming, HeldPage, HeldRow};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::access::{self, Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::notices::{Span, coming};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx, frame};

/// Rows of the page, and of one release.
const ROWS: i64 = 100;

/// What is held and still to come, and what would go out of the picked ones.
///
/// # Errors
/// Refused.
pub async fn held(caller: &Caller, picked: &[String]) -> Result<Framed<HeldPage>> {
    let (mut tx, _permit) = access::on_office::<act::ManageReminders>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let picked = ids(picked);
    let mut rows = found(&mut tx, &region).await?;
    let more = rows.len() as i64 > ROWS;
    rows.truncate(ROWS as usize);
    for row in &mut rows {
        row.picked = picked.contains(&row.id.0);
    }
    tx.commit().await?;
    let picked: Vec<Choice> = rows
        .iter()
        .filter(|row| row.picked)
        .map(|row| Choice { value: row.id.to_string(), label: row.head.clone() })
        .collect();
    let preview = match picked.is_empty() {
        true => None,
        false => Some(preview(caller, &rows, &region).await?),
    };
    Ok(Framed { frame, body: HeldPage { rows, more, preview, picked } })
}

fn ids(typed: &[String]) -> Vec<Uuid> {
    let read = typed.iter().filter_map(|id| id.parse::<AppointmentId>().ok());
    read.take(ROWS as usize).map(|id| id.0).collect()
}

async fn found(tx: &mut Tx, region: &Region) -> Result<Vec<HeldRow>> {
    let sees = sight(tx.caller(), Finder::Held);
    let rows = sqlx::query!(
        r#"with found as materialized (
            select a.id, a.kind, a.starts_at, a.held from appointments_in_sight($1, $2, 1::smallint) a
            where a.held is not null and a.released_at is null and a.cancelled_at is null and a.starts_at > office_now()
            order by a.starts_at, a.id limit $3
        ), named as materialized (
            select * from appointment_names(array(select found.id from found))
        )
        select a.id as "id!", a.kind as "kind!", a.starts_at as "starts_at!", a.held as "held!", coalesce(n.client, '') as "client!"
        from found a left join named n on n.appointment_id = a.id
        order by a.starts_at, a.id"#,
        sees.everything,
        sees.unscreened,
        ROWS + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let at = row.starts_at.to_jiff();
            let kind = AppointmentKind::from_word(&row.kind).map_or("", AppointmentKind::label);
            HeldRow {
                id: AppointmentId(row.id),
                head: match row.client.as_str() {
                    "" => kind.to_owned(),
                    client => format!("{kind}, {client}"),
                },
                when: words::instant(at, region),
                datetime: words::datetime(at, region),
                why: match row.held.as_str() {
                    "imported" => "Brought in from elsewhere",
                    _ => "Entered after the fact",
                }
                .into(),
                picked: false,
            }
        })
        .collect())
}

/// How many wait to be released.
pub(super) async fn count(tx: &mut Tx) -> Result<i64> {
    let sees = sight(tx.caller(), Finder::Held);
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from appointments_in_sight($1, $2, 1::smallint) a
        where a.held is not null and a.released_at is null and a.cancelled_at is null and a.starts_at > office_now()"#,
        sees.everything,
        sees.unscreened
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// What was released, as it now stands: each with its case and client, for the log.
async fn let_go(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Event>> {
    let sees = sight(tx.caller(), Finder::Held);
    let by = tx.caller().staff_id().0;
    let rows = sqlx::query!(
        r#"update appointments a set released_at = office_now(), released_by = $3, revision = revision + 1
        where a.id = any ($4) and a.held is not null and a.released_at is null and a.cancelled_at is null
            and a.starts_at > office_now()
            and a.id in (select s.id from appointments_in_sight($1, $2, 1::smallint) s where s.id = any ($4))
        returning a.id, a.case_id, a.client_id"#,
        sees.everything,
        sees.unscreened,
        by,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    // the announcements of it are made now, and not only at the end
    sqlx::query!("set constraints all immediate").execute(&mut **tx).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            Event::new("release-appointment", Resource::Appointment(AppointmentId(row.id))).around(
                row.case_id.map(domain::ids::CaseId),
                row.client_id.map(domain::ids::ClientId),
            )
        })
        .collect())
}

async fn preview(caller: &Caller, rows: &[HeldRow], region: &Region) -> Result<Vec<Coming>> {
    let mut tx = caller.begin().await?;
    let picked: Vec<_> = rows.iter().filter(|row| row.picked).map(|row| row.id).collect();
    let_go(&mut tx, &picked.iter().map(|id| id.0).collect::<Vec<_>>()).await?;
    let mut all = Vec::new();
    for id in picked {
        // deadlines are warned of up to a year ahead, and nobody looks through that
        let span = Span {
            from: caller.now(),
            until: Some(caller.now() + SignedDuration::from_hours(24 * 400)),
        };
        all.extend(coming(&mut tx, span, Some(id), region).await?);
    }
    // dropped, and so it never happened
    drop(tx);
    all.sort_by(|one, other| one.datetime.cmp(&other.datetime));
    Ok(all)
}

/// Releases several at once. Says how many.
///
/// # Errors
/// Refused; Conflict where none of them waits any more.
pub async fn release(caller: &Caller, picked: &[String]) -> Result<usize> {
    let (mut tx, _permit) = access::on_office::<act::ManageReminders>(caller).await?;
    let events = let_go(&mut tx, &ids(picked)).await?;
    let count = events.len();
    if count == 0 {
        return Err(Error::Conflict(
            "None of these waits any more: they were released, called off, or have begun. Look at the list again."
                .into(),
        ));
    }
    for event in events {
        audit::record(&mut tx, event).await?;
    }
    tx.commit().await?;
    Ok(count)
}
