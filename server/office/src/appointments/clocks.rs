//! Zones change their rules by law. What is booked keeps its wall clock, and its instants follow. What has begun
//! stays as it was, and an hour that does not exist any more is for a person to settle.

use almanac::Unresolved;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use crate::{Error, Office, Result};

/// Read at once.
const ROWS: i32 = 2_000;

/// What a round changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    /// Laid on other instants, and announced.
    pub moved: usize,
    /// Newly on the list of people to ring: the clocks skip their hour by now.
    pub skipped: usize,
}

/// Reads what is to come against the zones' rules as they are now. Idempotent: on every server, as often as one
/// likes.
///
/// # Errors
/// Unavailable.
pub async fn follow_zones(office: &Office) -> Result<Followed> {
    let mut followed = Followed::default();
    let mut after: Option<Uuid> = None;
    loop {
        let rows = some_after(office, after).await?;
        let Some(last) = rows.last() else { return Ok(followed) };
        after = Some(last.id);
        for said in rows {
            match said.today()? {
                Meant::Same => {}
                Meant::At(starts, ends) => match lay(office, &said, starts, ends).await {
                    Ok(moved) => followed.moved += usize::from(moved),
                    Err(Error::Unavailable) => return Err(Error::Unavailable),
                    Err(error) => {
                        tracing::error!(%error, "an appointment cannot follow its zone");
                        followed.skipped += usize::from(miss(office, said.id).await?);
                    }
                },
                Meant::Skipped => followed.skipped += usize::from(miss(office, said.id).await?),
            }
        }
    }
}

/// One as it was said, and the instants it has.
struct Said {
    id: Uuid,
    zone: String,
    starts_local: String,
    ends_local: String,
    all_day: bool,
    starts_at: Timestamp,
    ends_at: Timestamp,
}

#[derive(Debug, PartialEq, Eq)]
enum Meant {
    Same,
    At(Timestamp, Timestamp),
    /// By a clock that skips it, in a zone that is gone, or ending before it begins.
    Skipped,
}

impl Said {
    fn today(&self) -> Result<Meant> {
        let Ok(zone) = TimeZone::get(&self.zone) else { return Ok(Meant::Skipped) };
        let local = |text: &str| text.parse::<DateTime>().map_err(Error::internal);
        let (from, until) = (local(&self.starts_local)?, local(&self.ends_local)?);
        let starts = self.instant(from, &zone, self.starts_at)?;
        let ends = match from == until {
            true => starts,
            false => self.instant(until, &zone, self.ends_at)?,
        };
        Ok(match starts.zip(ends) {
            Some((starts, ends)) if (starts, ends) == (self.starts_at, self.ends_at) => Meant::Same,
            Some((starts, ends)) if ends > starts || from == until => Meant::At(starts, ends),
            _ => Meant::Skipped,
        })
    }

    fn instant(&self, at: DateTime, zone: &TimeZone, was: Timestamp) -> Result<Option<Timestamp>> {
        if self.all_day {
            // the first of the day there is, as it is booked
            let first = zone.to_ambiguous_zoned(at).compatible().map_err(Error::internal)?;
            return Ok(Some(first.timestamp()));
        }
        match almanac::rebook(at, zone, was) {
            Ok(at) => Ok(Some(at)),
            Err(Unresolved::Gap { .. } | Unresolved::Twice { .. }) => Ok(None),
            Err(Unresolved::Beyond) => Err(Error::internal("beyond the end of the calendar")),
        }
    }
}

async fn some_after(office: &Office, after: Option<Uuid>) -> Result<Vec<Said>> {
    let mut tx = begin(office).await?;
    let rows = sqlx::query!(
        r#"select id as "id!", zone as "zone!", starts_local as "starts_local!", ends_local as "ends_local!",
            all_day as "all_day!", starts_at as "starts_at!", ends_at as "ends_at!"
        from said_times($1, $2)"#,
        after as Option<Uuid>,
        ROWS
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(rows
        .into_iter()
        .map(|row| Said {
            id: row.id,
            zone: row.zone,
            starts_local: row.starts_local,
            ends_local: row.ends_local,
            all_day: row.all_day,
            starts_at: row.starts_at.to_jiff(),
            ends_at: row.ends_at.to_jiff(),
        })
        .collect())
}

/// Each on its own: one that cannot be laid holds up no other.
async fn lay(office: &Office, said: &Said, starts: Timestamp, ends: Timestamp) -> Result<bool> {
    let mut tx = begin(office).await?;
    let moved = sqlx::query_scalar!(
        r#"select keep_wall_clock($1, $2, $3, $4, $5, $6, $7, $8) as "moved!""#,
        said.id,
        said.zone,
        said.starts_local,
        said.ends_local,
        said.starts_at.to_sqlx() as jiff_sqlx::Timestamp,
        said.ends_at.to_sqlx() as jiff_sqlx::Timestamp,
        starts.to_sqlx() as jiff_sqlx::Timestamp,
        ends.to_sqlx() as jiff_sqlx::Timestamp
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(moved)
}

async fn miss(office: &Office, id: Uuid) -> Result<bool> {
    let mut tx = begin(office).await?;
    let missed =
        sqlx::query_scalar!(r#"select miss_hour($1) as "missed!""#, id).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    Ok(missed)
}

/// As the role of the loops, which holds a few named functions and reads no table.
async fn begin(office: &Office) -> Result<sqlx::Transaction<'static, sqlx::Postgres>> {
    office.begin_as("privity_notifier", None, office.clock.now()).await
}
