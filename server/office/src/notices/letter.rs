//! What is about no appointment: an account's message, our answer to a text, a test to oneself.
//!
//! A link that signs somebody in is made when its message is sent, and stands nowhere else.

use domain::appointments::AppointmentKind;
use domain::ids::MessageId;
use domain::locale::Locale;
use domain::notices::Channel;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use sqlx::postgres::types::PgInterval;
use sqlx::types::Json;
use uuid::Uuid;

use super::compose::Composed;
use super::dispatch::Ready;
use super::{Carriers, begin};
use crate::console::{INVITATION, RESET, mail};
use crate::keys::{self, sha256};
use crate::words::{self, Region};
use crate::{Error, Office, Result};

#[derive(Debug, Deserialize)]
struct Look {
    subject_kind: String,
    address: String,
    office: String,
    locale: String,
    phone: String,
    urgent_phone: String,
    reply_to: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    about: String,
    message: Option<Uuid>,
    #[serde(default)]
    message_kind: String,
    at: Option<Timestamp>,
    #[serde(default)]
    meant: String,
    appointment_kind: Option<String>,
    starts_at: Option<Timestamp>,
    zone: Option<String>,
    #[serde(default)]
    stands: bool,
    #[serde(default)]
    discreet: bool,
    hours: Option<Vec<(i16, String, String)>>,
}

pub(super) async fn look(
    office: &Office,
    carriers: &Carriers,
    channel: Channel,
    lease: Uuid,
    id: Uuid,
    hold: PgInterval,
) -> Result<Option<Ready>> {
    let token = keys::token(&office.chance);
    let now = office.clock.now();
    let ends = |after: SignedDuration| (now + after).to_sqlx();
    let mut tx = begin(office).await?;
    let found = sqlx::query_scalar!(
        r#"select look_at_letter($1, $2, $3, $4, $5, $6) as "look: Json<Look>""#,
        id,
        lease,
        &sha256(token.as_bytes())[..],
        ends(INVITATION),
        ends(RESET),
        hold
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    let Some(Json(look)) = found else { return Ok(None) };
    let said = match look.subject_kind.as_str() {
        "message" => look.account(&carriers.base_url, &token)?,
        "answer" => plain(String::new(), look.answer(now)),
        "test" => plain(
            format!("A test from {}", look.office),
            format!("{}: this is a test that you sent to yourself.", look.office),
        ),
        _ => return Err(Error::internal("a letter of no kind")),
    };
    debug_assert!(channel == Channel::Email || !said.body.contains(&token));
    Ok(Some(Ready {
        address: look.address,
        name: look.name,
        reply_to: look.reply_to,
        unnamed: false,
        said,
        calendar: None,
        attached: Vec::new(),
    }))
}

fn plain(subject: String, body: String) -> Composed {
    Composed { subject, kept_body: body.clone(), html: None, body }
}

impl Look {
    fn account(&self, base_url: &str, token: &str) -> Result<Composed> {
        let (Some(id), Some(at)) = (self.message, self.at) else {
            return Err(Error::internal("a message without its row"));
        };
        let message = crate::console::Message {
            id: MessageId(id),
            kind: self.message_kind.clone(),
            name: self.name.clone(),
            email: self.address.clone(),
            about: self.about.clone(),
            at,
        };
        let (said, kept) = (
            mail::letter(&self.office, &message, base_url, token),
            mail::letter(&self.office, &message, base_url, "[link]"),
        );
        Ok(Composed { subject: said.subject, body: said.body, html: None, kept_body: kept.body })
    }

    /// What an incoming text is answered with.
    fn answer(&self, now: Timestamp) -> String {
        let firm = if self.discreet { String::new() } else { format!("{}: ", self.office) };
        let call = |number: &str| match number {
            "" => String::new(),
            number => format!(" Call us: {number}."),
        };
        let fixed = self
            .appointment_kind
            .as_deref()
            .and_then(AppointmentKind::from_word)
            .is_some_and(AppointmentKind::is_fixed);
        let when = self.when(now);
        match (self.meant.as_str(), self.stands) {
            ("yes", true) => format!("{firm}thank you, confirmed: {when}."),
            ("no", true) if fixed => {
                let next = match self.phone.as_str() {
                    "" => " We will call you.".to_owned(),
                    number => call(number),
                };
                format!("{firm}only the court can move this date.{next}")
            }
            ("no", true) => format!("{firm}thank you. We will call you about another time."),
            ("start", _) => format!("{firm}you will get texts again. Reply STOP to end them."),
            ("help", _) => format!(
                "{firm}reminders of your appointments.{} Reply STOP to end texts.",
                call(&self.phone)
            ),
            _ => {
                let urgent = match self.urgent_phone.as_str() {
                    "" => call(&self.phone),
                    number => format!(" If it is urgent, call {number}."),
                };
                format!("{firm}thank you, somebody will read this{}.{urgent}", self.opening())
            }
        }
    }

    fn when(&self, now: Timestamp) -> String {
        let (Some(at), Some(zone)) = (self.starts_at, &self.zone) else { return String::new() };
        let region = Region {
            zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC),
            locale: Locale::from_word(&self.locale).unwrap_or_default(),
        };
        words::coming(at, now, &region)
    }

    /// " (Mon to Fri, 09:00 to 17:00)" where the hours are the same each day; else nothing.
    fn opening(&self) -> String {
        const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let hours = self.hours.as_deref().unwrap_or_default();
        let (Some(first), Some(last)) = (hours.first(), hours.last()) else { return String::new() };
        let same = hours.iter().all(|day| day.1 == first.1 && day.2 == first.2);
        let in_a_row = usize::try_from(last.0 - first.0 + 1) == Ok(hours.len());
        let name = |day: i16| usize::try_from(day - 1).ok().and_then(|nth| DAYS.get(nth)).copied();
        match (same && in_a_row, name(first.0), name(last.0)) {
            (true, Some(from), Some(to)) => {
                format!(" ({from} to {to}, {} to {})", first.1, first.2)
            }
            _ => String::new(),
        }
    }
}
