//! What happened to a case, as its team reads it.

use domain::appointments::AppointmentKind;
use domain::cases::{Happened, TimelineEntry};
use domain::ids::{AppointmentId, CaseId};
use jiff::Timestamp;
use serde::Deserialize;

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

/// Tells what happened to an appointment, where it is one of a case. Whoever books at the desk need not be
/// able to read the timeline.
pub(crate) async fn tell_of(tx: &mut Tx, id: AppointmentId, kind: &'static str) -> Result<()> {
    let event = tx.caller().id();
    sqlx::query!("select tell_of_appointment($1, $2, $3)", event, id.0, kind)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// An entry as the database keeps it.
#[derive(Debug, Deserialize)]
pub(crate) struct Told {
    at: Timestamp,
    happened: Happened,
    who: Option<String>,
    document: Option<String>,
    appointment: Option<Arranged>,
}

/// What stands in the calendar now for an appointment that the timeline names.
#[derive(Debug, Deserialize)]
struct Arranged {
    kind: String,
    title: String,
    starts_at: Timestamp,
}

impl Arranged {
    /// "Hearing: motion in limine, Oct 14, 2026, 2:00 pm".
    fn in_words(&self, zone: &Region) -> String {
        let kind = AppointmentKind::from_word(&self.kind).map_or("Appointment", |k| k.label());
        let about = if self.title.is_empty() { String::new() } else { format!(": {}", self.title) };
        format!("{kind}{about}, {}", words::instant(self.starts_at, zone))
    }
}

/// The newest [`ENTRIES`] of one more, and whether there are older ones.
pub(crate) fn in_words(
    told: Vec<Told>,
    now: Timestamp,
    zone: &Region,
) -> (Vec<TimelineEntry>, bool) {
    let more = told.len() as i64 > ENTRIES;
    let entries = told
        .into_iter()
        .take(ENTRIES as usize)
        .map(|told| TimelineEntry {
            day: words::day_head(told.at, now, zone),
            time: words::time(told.at, zone),
            datetime: words::datetime(told.at, zone),
            who: told.who.unwrap_or_else(|| "The office".into()),
            what: told.happened,
            document: told.document,
            appointment: told.appointment.map(|arranged| arranged.in_words(zone)),
        })
        .collect();
    (entries, more)
}
