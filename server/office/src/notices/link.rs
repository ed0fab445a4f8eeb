//! The link in a notice. Looking at it changes nothing but that it was looked at: scanners of mail follow
//! links, and only a person posts.

use domain::appointments::{AppointmentKind, Reply};
use domain::locale::Locale;
use domain::notices::{LinkAnswer, LinkPage, LinkState, how_line};
use jiff::Timestamp;
use serde::Deserialize;
use sqlx::types::Json;

use super::compose::{region, time, with_street};
use crate::keys::sha256;
use crate::{Error, Office, Result, words};

#[derive(Debug, Deserialize)]
struct Whole {
    office: String,
    locale: String,
    phone: String,
    urgent_phone: String,
    their_zone: String,
    zone: String,
    appointment: uuid::Uuid,
    revision: i32,
    noticed_at: Timestamp,
    kind: String,
    starts_at: Timestamp,
    ends_at: Timestamp,
    all_day: bool,
    place: String,
    street: String,
    video_url: String,
    with: String,
    discreet: bool,
    by_client: bool,
    state: LinkState,
    answer: Option<Reply>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Shown {
    Whole(Box<Whole>),
    /// To somebody who is asked no more.
    NotAsked {
        office: String,
        phone: String,
        urgent_phone: String,
        discreet: bool,
    },
}

/// The appointment for the reader's own calendar, as long as it stands.
///
/// # Errors
/// NotFound as [`show`], and once it is off or over.
pub async fn calendar(office: &Office, token: &str) -> Result<String> {
    use almanac::ics::{Entry, Event, Status, When, feed};

    let Shown::Whole(shown) = find(office, token).await? else { return Err(Error::NotFound) };
    if !matches!(shown.state, LinkState::Stands | LinkState::Moved) {
        return Err(Error::NotFound);
    }
    let when = match shown.all_day {
        true => {
            let zone = region(&shown.zone, Locale::default());
            When::Days { from: zone.day_of(shown.starts_at), until: zone.day_of(shown.ends_at) }
        }
        false => When::Hours { starts: shown.starts_at, ends: shown.ends_at },
    };
    let title = match shown.discreet {
        true => "Appointment".to_owned(),
        false => format!("{}: {}", shown.office, shown.with),
    };
    let event = Event {
        uid: &crate::feeds::uid(shown.appointment),
        sequence: u32::try_from(shown.revision).unwrap_or_default(),
        stamped_at: shown.noticed_at,
        when,
        status: Status::Confirmed,
        title: &title,
        description: "",
        location: &with_street(&shown.place, &shown.street),
        url: &shown.video_url,
        busy: true,
    };
    Ok(feed(&title, [Entry::Whole(event)]))
}

async fn find(office: &Office, token: &str) -> Result<Shown> {
    let mut tx = office.begin_as("privity_gate", None, office.clock.now()).await?;
    let shown = sqlx::query_scalar!(
        r#"select gate_notice_link($1) as "shown: Json<Shown>""#,
        &sha256(token.as_bytes())[..]
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    shown.map(|Json(shown)| shown).ok_or(Error::NotFound)
}

/// What the link shows.
///
/// # Errors
/// NotFound for a link that is none, or that has ended with its appointment.
pub async fn show(office: &Office, token: &str) -> Result<LinkPage> {
    let shown = match find(office, token).await? {
        Shown::Whole(shown) => *shown,
        Shown::NotAsked { office, phone, urgent_phone, discreet } => {
            return Ok(LinkPage {
                office: if discreet { String::new() } else { office },
                fixed: false,
                kind: String::new(),
                when: String::new(),
                datetime: String::new(),
                place: String::new(),
                how: String::new(),
                video_url: String::new(),
                with: String::new(),
                phone,
                urgent_phone,
                state: LinkState::NotAsked,
                by_client: false,
                answer: None,
            });
        }
    };
    let kind = AppointmentKind::from_word(&shown.kind)
        .ok_or_else(|| Error::internal("an appointment of no kind"))?;
    let locale = Locale::from_word(&shown.locale).unwrap_or_default();
    let (theirs, ours) = (region(&shown.their_zone, locale), region(&shown.zone, locale));
    let from = time(shown.starts_at, &theirs, &ours, &shown.their_zone, &shown.zone);
    let hours = match shown.all_day {
        true => "all day".to_owned(),
        false if shown.ends_at > shown.starts_at => {
            format!("{from}, until {}", words::time(shown.ends_at, &theirs))
        }
        false => from,
    };
    let how = how_line(kind, !shown.place.is_empty(), !shown.video_url.is_empty());
    let street = if shown.discreet { "" } else { &shown.street };
    Ok(LinkPage {
        office: if shown.discreet { String::new() } else { shown.office },
        fixed: kind.is_fixed(),
        kind: kind.label().to_owned(),
        when: format!("{}, {hours}", words::weekday(shown.starts_at, office.clock.now(), &theirs)),
        datetime: words::datetime(shown.starts_at, &theirs),
        place: if how.is_empty() { with_street(&shown.place, street) } else { String::new() },
        how: how.to_owned(),
        video_url: shown.video_url,
        with: shown.with,
        phone: shown.phone,
        urgent_phone: shown.urgent_phone,
        state: shown.state,
        by_client: shown.by_client,
        answer: shown.answer,
    })
}

/// Confirms, asks to move, cancels, or says that somebody cannot come: what a person posted. Twice is once.
///
/// # Errors
/// NotFound as [`show`].
pub async fn answer(office: &Office, token: &str, act: LinkAct) -> Result<LinkAnswer> {
    let mut tx = office.begin_as("privity_gate", None, office.clock.now()).await?;
    let done = sqlx::query_scalar!(
        "select gate_answer_link($1, $2)",
        &sha256(token.as_bytes())[..],
        act.word()
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    match done.as_deref() {
        Some("done") => Ok(LinkAnswer::Done),
        Some("stale") => Ok(LinkAnswer::Stale),
        Some("over") => Ok(LinkAnswer::Over),
        Some("fixed") => Ok(LinkAnswer::Fixed),
        None => Err(Error::NotFound),
        Some(other) => Err(Error::internal(format!("no such answer: {other}"))),
    }
}

/// What the holder of a link may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkAct {
    Confirm,
    AskToMove,
    /// Cannot come: written down, and somebody rings. It takes place all the same.
    Decline,
    Cancel,
}

impl LinkAct {
    pub fn from_word(word: &str) -> Option<LinkAct> {
        match word {
            "confirmed" => Some(LinkAct::Confirm),
            "asks_to_move" => Some(LinkAct::AskToMove),
            "declined" => Some(LinkAct::Decline),
            "cancelled" => Some(LinkAct::Cancel),
            _ => None,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            LinkAct::Confirm => "confirmed",
            LinkAct::AskToMove => "asks_to_move",
            LinkAct::Decline => "declined",
            LinkAct::Cancel => "cancelled",
        }
    }
}
