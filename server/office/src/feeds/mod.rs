//! One's calendar elsewhere. A feed is evaluated by its owner's rights at every request: a wall raised a
//! moment ago has taken its appointments out of it.
//!
//! An address is the feed's id and a mark of it under the server's key, so that the database alone opens
//! no calendar and its owner can read the address again.

mod elsewhere;
mod read;

use domain::access::{Act, act};
use domain::feeds::{CalendarsElsewhere, Detail, ExternalForm, ExternalRow, FeedForm, FeedRow};
use domain::forms::FieldErrors;
use domain::frame::Framed;
use domain::ids::{ExternalCalendarId, FeedId};

pub use elsewhere::{Fetching, read_calendars};
pub(crate) use read::uid;
pub use read::{Feed, read};

use crate::access;
use crate::audit::{Event, Resource};
use crate::keys::Purpose;
use crate::{Caller, Error, Result, audit, frame, words};

/// More than anybody has programs.
const MOST: i64 = 20;

/// The addresses given out and the calendars that are read, of the caller.
///
/// # Errors
/// As the database says.
pub async fn list(caller: &Caller, base_url: &str) -> Result<Framed<CalendarsElsewhere>> {
    let (mut tx, _permit) = access::on_person::<act::KeepFeed>(caller, caller.staff_id()).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let feeds = sqlx::query!(
        "select id, name, detail, since, read_at from calendar_feeds where until is null order by since"
    )
    .fetch_all(&mut *tx)
    .await?
    .into_iter()
    .map(|row| {
        let id = FeedId(row.id);
        Ok(FeedRow {
            id,
            name: row.name,
            detail: Detail::from_word(&row.detail).ok_or_else(|| Error::internal("no such detail"))?,
            address: format!("{base_url}/feeds/{}", read::token(caller.office(), id)),
            since: words::day(row.since.to_jiff(), &zone),
            read: row.read_at.map(|at| words::instant(at.to_jiff(), &zone)),
        })
    })
    .collect::<Result<_>>()?;
    let external = sqlx::query!(
        "select id, name, since, read_at, trouble from external_calendars where until is null order by since"
    )
    .fetch_all(&mut *tx)
    .await?
    .into_iter()
    .map(|row| ExternalRow {
        id: ExternalCalendarId(row.id),
        name: row.name,
        since: words::day(row.since.to_jiff(), &zone),
        read: row.read_at.map(|at| words::instant(at.to_jiff(), &zone)),
        trouble: row.trouble,
    })
    .collect();
    tx.commit().await?;
    Ok(Framed { frame, body: CalendarsElsewhere { feeds, external } })
}

fn event(caller: &Caller, act: &'static str) -> Event {
    Event::new(act, Resource::Account(caller.staff_id()))
}

/// Gives out an address.
///
/// # Errors
/// Invalid; StepUp where the factor is not fresh: an address reads without one.
pub async fn add(caller: &Caller, form: &FeedForm) -> Result<FeedId> {
    let (mut tx, _permit) = access::on_person::<act::KeepFeed>(caller, caller.staff_id()).await?;
    caller.fresh()?;
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    let kept =
        sqlx::query_scalar!(r#"select count(*) as "n!" from calendar_feeds where until is null"#)
            .fetch_one(&mut *tx)
            .await?;
    if kept >= MOST {
        errors.add("name", "You have given out twenty addresses. End one that you no longer use.");
    }
    let (Some((name, detail)), true) = (parsed, errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    let id = FeedId(caller.id());
    sqlx::query!(
        "insert into calendar_feeds (id, staff_id, name, detail) values ($1, $2, $3, $4)",
        id.0,
        caller.staff_id().0,
        name,
        detail.word()
    )
    .execute(&mut *tx)
    .await?;
    audit::record(
        &mut tx,
        event(caller, act::KeepFeed::ACTION.word()).with("detail", detail.word()),
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// Ends an address at once.
///
/// # Errors
/// NotFound for one that is not the caller's or has ended.
pub async fn end(caller: &Caller, id: FeedId) -> Result<()> {
    let (mut tx, _permit) = access::on_person::<act::KeepFeed>(caller, caller.staff_id()).await?;
    let ended = sqlx::query!(
        "update calendar_feeds set until = office_now() where id = $1 and until is null",
        id.0
    )
    .execute(&mut *tx)
    .await?;
    if ended.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    audit::record(&mut tx, event(caller, "end-feed")).await?;
    tx.commit().await
}

/// Reads a calendar kept elsewhere from now on, as times at which its owner is taken.
///
/// # Errors
/// Invalid for an address that cannot be read.
pub async fn add_external(caller: &Caller, form: &ExternalForm) -> Result<ExternalCalendarId> {
    let (mut tx, _permit) = access::on_person::<act::KeepFeed>(caller, caller.staff_id()).await?;
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    let kept = sqlx::query_scalar!(
        r#"select count(*) as "n!" from external_calendars where until is null"#
    )
    .fetch_one(&mut *tx)
    .await?;
    if kept >= MOST {
        errors.add("label", "Twenty calendars are read already. End one that you no longer use.");
    }
    let address = parsed.as_ref().and_then(|(_, typed)| {
        errors.take("address", almanac::fetch::Address::parse(typed).map_err(|why| why.to_string()))
    });
    let (Some((label, _)), Some(address), true) = (parsed, address, errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    let id = ExternalCalendarId(caller.id());
    let office = caller.office();
    let sealed = office.keys.seal(
        &office.chance,
        Purpose::Calendar,
        id.0.as_bytes(),
        address.reveal().as_bytes(),
    )?;
    sqlx::query!(
        "insert into external_calendars (id, staff_id, name, url_sealed) values ($1, $2, $3, $4)",
        id.0,
        caller.staff_id().0,
        label,
        sealed
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, event(caller, "read-calendar")).await?;
    tx.commit().await?;
    Ok(id)
}

/// Reads it no more, and forgets what it said.
///
/// # Errors
/// NotFound for one that is not the caller's or has ended.
pub async fn end_external(caller: &Caller, id: ExternalCalendarId) -> Result<()> {
    let (mut tx, _permit) = access::on_person::<act::KeepFeed>(caller, caller.staff_id()).await?;
    let ended = sqlx::query!(
        "update external_calendars set until = office_now() where id = $1 and until is null",
        id.0
    )
    .execute(&mut *tx)
    .await?;
    if ended.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    audit::record(&mut tx, event(caller, "end-calendar")).await?;
    tx.commit().await
}
