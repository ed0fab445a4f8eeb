//! What happened to a case, as its team reads it.

use domain::cases::{Happened, TimelineEntry};
use domain::ids::CaseId;

use crate::words::Region;
use crate::{Error, Result, Tx, words};

/// Entries on a case's page.
pub const ENTRIES: i64 = 50;

pub(crate) async fn tell(tx: &mut Tx, case: CaseId, happened: &Happened) -> Result<()> {
    let caller = tx.caller().clone();
    let happened = serde_json::to_value(happened).map_err(Error::internal)?;
    sqlx::query!(
        "insert into case_events (id, case_id, actor_id, happened) values ($1, $2, $3, $4)",
        caller.id(),
        case.0,
        caller.staff_id().0,
        happened
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The newest entries, and whether there are older ones.
pub(crate) async fn of_case(
    tx: &mut Tx,
    case: CaseId,
    zone: &Region,
) -> Result<(Vec<TimelineEntry>, bool)> {
    let now = tx.caller().now();
    let rows = sqlx::query!(
        r#"select e.at, e.happened, s.name as "who?"
        from case_events e left join staff s on s.id = e.actor_id
        where e.case_id = $1
        order by e.at desc, e.id desc
        limit $2"#,
        case.0,
        ENTRIES + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    let more = rows.len() as i64 > ENTRIES;
    let entries = rows
        .into_iter()
        .take(ENTRIES as usize)
        .map(|row| {
            let at = row.at.to_jiff();
            Ok(TimelineEntry {
                day: words::day_head(at, now, zone),
                time: words::time(at, zone),
                datetime: words::datetime(at, zone),
                who: row.who.unwrap_or_else(|| "The office".into()),
                what: serde_json::from_value(row.happened).map_err(Error::internal)?,
            })
        })
        .collect::<Result<_>>()?;
    Ok((entries, more))
}
