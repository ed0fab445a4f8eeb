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

/// An appointment as whoever is asked to it is told of it.
#[derive(Debug, Deserialize)]
pub(crate) struct Whole {
    office: String,
    locale: String,
    phone: String,
    urgent_phone: String,
    their_zone: String,
    zone: String,
    pub(crate) appointment: uuid::Uuid,
    pub(crate) revision: i32,
    noticed_at: Timestamp,
    kind: String,
    pub(crate) starts_at: Timestamp,
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

impl Whole {
    /// For the reader's own calendar, as long as it stands.
    pub(crate) fn calendar(&self) -> Option<String> {
        use almanac::ics::{Entry, Event, Status, When, feed};

        if !matches!(self.state, LinkState::Stands | LinkState::Moved) {
            return None;
        }
        let when = match self.all_day {
            true => {
                let zone = region(&self.zone, Locale::default());
                When::Days { from: zone.day_of(self.starts_at), until: zone.day_of(self.ends_at) }
            }
            false => When::Hours { starts: self.starts_at, ends: self.ends_at },
        };
        let title = match self.discreet {
            true => "Appointment".to_owned(),
            false => format!("{}: {}", self.office, self.with),
        };
        let event = Event {
            uid: &crate::feeds::uid(self.appointment),
            sequence: u32::try_from(self.revision).unwrap_or_default(),
            stamped_at: self.noticed_at,
            when,
            status: Status::Confirmed,
            title: &title,
            description: "",
            location: &with_street(&self.place, &self.street),
            url: &self.video_url,
            busy: true,
        };
        Some(feed(&title, [Entry::Whole(event)]))
    }

    pub(crate) fn theirs(&self) -> words::Region {
        region(&self.their_zone, Locale::from_word(&self.locale).unwrap_or_default())
    }

    /// As a page shows it.
    pub(crate) fn page(self, now: Timestamp) -> Result<LinkPage> {
        let kind = AppointmentKind::from_word(&self.kind)
            .ok_or_else(|| Error::internal("an appointment of no kind"))?;
        let locale = Locale::from_word(&self.locale).unwrap_or_default();
        let (theirs, ours) = (region(&self.their_zone, locale), region(&self.zone, locale));
        let from = time(self.starts_at, &theirs, &ours, &self.their_zone, &self.zone);
        let hours = match self.all_day {
            true => "all day".to_owned(),
            false if self.ends_at > self.starts_at => {
                format!("{from}, until {}", words::time(self.ends_at, &theirs))
            }
            false => from,
        };
        let how = how_line(kind, !self.place.is_empty(), !self.video_url.is_empty());
        let street = if self.discreet { "" } else { &self.street };
        Ok(LinkPage {
            office: if self.discreet { String::new() } else { self.office },
            fixed: kind.is_fixed(),
            kind: kind.label().to_owned(),
            when: format!("{}, {hours}", words::weekday(self.starts_at, now, &theirs)),
            datetime: words::datetime(self.starts_at, &theirs),
            place: if how.is_empty() { with_street(&self.place, street) } else { String::new() },
            how: how.to_owned(),
            video_url: self.video_url,
            with: self.with,
            phone: self.phone,
            urgent_phone: self.urgent_phone,
            state: self.state,
            by_client: self.by_client,
            answer: self.answer,
        })
    }
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
    let Shown::Whole(shown) = find(office, token).await? else { return Err(Error::NotFound) };
    shown.calendar().ok_or(Error::NotFound)
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
    shown.page(office.clock.now())
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

    pub(crate) const fn word(self) -> &'static str {
        match self {
            LinkAct::Confirm => "confirmed",
            LinkAct::AskToMove => "asks_to_move",
            LinkAct::Decline => "declined",
            LinkAct::Cancel => "cancelled",
        }
    }
}
