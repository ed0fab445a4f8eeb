//! What a program reads at a feed's address: the owner's appointments, as far as the owner may see them now.

use std::collections::HashMap;
use std::sync::Arc;

use almanac::ics::{Entry, Event, Status, When};
use domain::access::Role;
use domain::appointments::AppointmentKind;
use domain::feeds::Detail;
use domain::ids::{FeedId, StaffId};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use crate::keys::sha256;
use crate::{Caller, Error, Office, Result};

/// How far back and ahead a feed reaches.
const BACK: SignedDuration = SignedDuration::from_hours(90 * 24);
const AHEAD: SignedDuration = SignedDuration::from_hours(400 * 24);
/// Of the mark in an address.
const MARK_BYTES: usize = 16;

/// What is answered to a program.
#[derive(Debug)]
pub enum Feed {
    /// What it has is what there is.
    Unchanged {
        etag: String,
    },
    Whole {
        etag: String,
        text: String,
    },
}

/// The last part of a feed's address.
pub(super) fn token(office: &Office, id: FeedId) -> String {
    let mark = office.keys.fingerprint("calendar feed", &id.to_string());
    crate::keys::spell(&[id.0.as_bytes().as_slice(), &mark[..MARK_BYTES]].concat())
}

/// Whose address it is, if it is one of ours.
fn id_of(office: &Office, presented: &str) -> Option<FeedId> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(presented).ok()?;
    let id = FeedId(Uuid::from_slice(bytes.get(..16)?).ok()?);
    let right = token(office, id);
    // hashes are compared, so that how long it takes tells nothing
    (sha256(right.as_bytes()) == sha256(presented.as_bytes())).then_some(id)
}

struct Row {
    id: Uuid,
    kind: String,
    starts_at: jiff_sqlx::Timestamp,
    ends_at: jiff_sqlx::Timestamp,
    starts_on: jiff_sqlx::Date,
    ends_on: jiff_sqlx::Date,
    all_day: bool,
    notice_revision: i32,
    changed_at: jiff_sqlx::Timestamp,
    place: String,
    video_url: String,
    title: String,
    client: String,
}

/// The calendar at this address. `known` is the mark of what the program has.
///
/// # Errors
/// NotFound for an address that is none, that has ended, or whose owner has left.
pub async fn read(office: &Arc<Office>, presented: &str, known: Option<&str>) -> Result<Feed> {
    let id = id_of(office, presented).ok_or(Error::NotFound)?;
    let known: Vec<String> = known
        .map(|known| known.split(',').map(|one| one.trim().trim_start_matches("W/").to_owned()))
        .map(Iterator::collect)
        .unwrap_or_default();
    let mut gate = office.begin_as("privity_gate", None, office.clock.now()).await?;
    let feed = sqlx::query!(
        r#"select staff_id as "staff_id!", role as "role!", detail as "detail!", unchanged as "unchanged?"
        from gate_feed($1, $2)"#,
        id.0,
        &known
    )
    .fetch_optional(&mut *gate)
    .await?
    .ok_or(Error::NotFound)?;
    gate.commit().await?;
    if let Some(etag) = feed.unchanged {
        return Ok(Feed::Unchanged { etag });
    }
    let role = Role::from_word(&feed.role).ok_or_else(|| Error::internal("no such role"))?;
    let detail =
        Detail::from_word(&feed.detail).ok_or_else(|| Error::internal("no such detail"))?;
    let caller = Caller::stand_in(office, StaffId(feed.staff_id), role);
    let mut tx = caller.begin().await?;
    // whole days, so that a moment later shows the same
    let midnight = caller.now().to_zoned(TimeZone::UTC).start_of_day().map_err(Error::internal)?;
    let (from, until) = (midnight.timestamp() - BACK, midnight.timestamp() + AHEAD);
    // what commits after this is looked for the next time
    let seen = sqlx::query_scalar!(r#"select pg_current_snapshot()::text as "seen!""#)
        .fetch_one(&mut *tx)
        .await?;
    let (from, until) = (from.to_sqlx(), until.to_sqlx());
    let full = detail == Detail::Full;
    let mut rows = sqlx::query_as!(
        Row,
        r#"with mine as materialized (
            select a.* from appointments a where a.id = any ((select my_appointments($1, $2))::uuid[])
        )
        select m.id as "id!", m.kind as "kind!", m.starts_at as "starts_at!", m.ends_at as "ends_at!",
            m.starts_local::date as "starts_on!: jiff_sqlx::Date", m.ends_local::date as "ends_on!: jiff_sqlx::Date", m.all_day as "all_day!",
            m.notice_revision as "notice_revision!", greatest(m.booked_at, m.noticed_at) as "changed_at!",
            coalesce(nullif(m.place, ''), r.name, '') as "place!", m.video_url as "video_url!",
            coalesce(s.title, '') as "title!", '' as "client!"
        from mine m
        left join rooms r on r.id = m.room_id
        left join (select * from appointment_subjects where $3) s on s.appointment_id = m.id
        order by m.starts_at, m.id"#,
        from as jiff_sqlx::Timestamp,
        until as jiff_sqlx::Timestamp,
        full
    )
    .fetch_all(&mut *tx)
    .await?;
    if full {
        let which: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let names = sqlx::query!(
            r#"select appointment_id as "id!", client as "client!" from appointment_names($1)"#,
            &which
        )
        .fetch_all(&mut *tx)
        .await?;
        let mut names: HashMap<_, _> =
            names.into_iter().map(|named| (named.id, named.client)).collect();
        for row in &mut rows {
            row.client = names.remove(&row.id).unwrap_or_default();
        }
    }
    let name =
        sqlx::query_scalar!("select name from office_settings").fetch_optional(&mut *tx).await?;
    tx.commit().await?;
    let rows = rows.into_iter().map(|row| row.shown(detail)).collect::<Result<Vec<_>>>()?;
    let text = almanac::ics::feed(
        &name.unwrap_or_else(|| "Privity".into()),
        rows.iter().map(Shown::entry),
    );
    // Of what is sent and of nothing else: whatever changes it changes the mark.
    let etag = format!("\"{}\"", crate::keys::spell(&sha256(text.as_bytes())[..MARK_BYTES]));
    let mut gate = office.begin_as("privity_gate", None, office.clock.now()).await?;
    sqlx::query!("select gate_feed_shown($1, $2, $3::text::pg_snapshot)", id.0, etag, seen)
        .execute(&mut *gate)
        .await?;
    gate.commit().await?;
    Ok(if known.contains(&etag) { Feed::Unchanged { etag } } else { Feed::Whole { etag, text } })
}

/// A row, as much of it as the program is to read.
struct Shown {
    uid: String,
    sequence: u32,
    stamped_at: Timestamp,
    when: When,
    /// None where the times are all that leaves.
    said: Option<(String, String, String)>,
}

impl Row {
    fn shown(self, detail: Detail) -> Result<Shown> {
        let kind = AppointmentKind::from_word(&self.kind)
            .ok_or_else(|| Error::internal("an appointment of no kind"))?;
        let when = match self.all_day {
            true => When::Days { from: self.starts_on.to_jiff(), until: self.ends_on.to_jiff() },
            false => When::Hours { starts: self.starts_at.to_jiff(), ends: self.ends_at.to_jiff() },
        };
        let title = match (self.client.as_str(), self.title.as_str()) {
            ("", "") => kind.label().to_owned(),
            ("", title) => title.to_owned(),
            (client, "") => format!("{client}: {}", kind.label()),
            (client, title) => format!("{client}: {title}"),
        };
        let said = match detail {
            Detail::Busy => None,
            Detail::Plain => Some((kind.label().to_owned(), self.place, self.video_url)),
            Detail::Full => Some((title, self.place, self.video_url)),
        };
        Ok(Shown {
            uid: uid(self.id),
            sequence: u32::try_from(self.notice_revision).unwrap_or_default(),
            stamped_at: self.changed_at.to_jiff(),
            when,
            said,
        })
    }
}

/// The same in a feed and in a mail, so that a program that reads both shows one.
pub(crate) fn uid(id: Uuid) -> String {
    format!("{id}@privity")
}

impl Shown {
    fn entry(&self) -> Entry<'_> {
        match &self.said {
            None => Entry::Busy { uid: &self.uid, stamped_at: self.stamped_at, when: self.when },
            Some((title, place, video)) => Entry::Whole(Event {
                uid: &self.uid,
                sequence: self.sequence,
                stamped_at: self.stamped_at,
                when: self.when,
                status: Status::Confirmed,
                title,
                description: "",
                location: place,
                url: video,
                busy: true,
            }),
        }
    }
}
