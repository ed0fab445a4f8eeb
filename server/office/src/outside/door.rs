//! The door for somebody outside. Looking at the link changes nothing, since scanners of mail follow it: a POST asks for
//! a code, and it goes to the named address alone.

use domain::documents::size_words;
use domain::ids::DocumentId;
use domain::outside::{Sent, SentDocument, SentInside, VISIT_HOURS};
use domain::portal::{CodeForm, parse_code};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use sqlx::postgres::types::PgInterval;
use sqlx::types::Json;
use uuid::Uuid;

use super::letter::code_hash;
use crate::documents::shown_media;
use crate::gate::{Owner, Visit};
use crate::identity::guess;
use crate::identity::throttle::Budget;
use crate::keys::sha256;
use crate::words::{self, Region};
use crate::{Error, Result};

const MISSED: &str = "That code does not match, or its time has run out. Ask for a new code below.";

#[derive(Debug, Deserialize)]
struct Facts {
    office: String,
    locale: String,
    zone: String,
    asked: bool,
    inside: Option<Inside>,
}

#[derive(Debug, Deserialize)]
struct Inside {
    until: Timestamp,
    documents: Vec<Document>,
}

#[derive(Debug, Deserialize)]
struct Document {
    id: Uuid,
    name: String,
    media: String,
    size: i64,
}

/// Hashes of the link and of the browser. A browser without a cookie has asked for nothing.
pub(super) fn hashes(visit: &Visit, token: &str) -> ([u8; 32], [u8; 32]) {
    let browser = visit.owner().map_or([0; 32], |owner| *owner.hash());
    (sha256(token.as_bytes()), browser)
}

/// What a link shows to this browser. Nothing is used up.
///
/// # Errors
/// NotFound, all the same for one that expired, was recalled or never was; Busy.
pub async fn page(visit: &Visit, token: &str) -> Result<Sent> {
    let (link, browser) = hashes(visit, token);
    let mut gate = visit.begin().await?;
    guess::take(&mut gate, visit).await?;
    let found = sqlx::query_scalar!(
        r#"select gate_outside($1, $2) as "found: Json<Facts>""#,
        &link[..],
        &browser[..]
    )
    .fetch_optional(&mut *gate)
    .await?
    .flatten();
    if found.is_some() {
        guess::give_back(&mut gate, visit).await?;
    }
    gate.commit().await?;
    let Json(facts) = found.ok_or(Error::NotFound)?;
    let zone = Region {
        zone: TimeZone::get(&facts.zone).unwrap_or(TimeZone::UTC),
        locale: domain::locale::Locale::from_word(&facts.locale).unwrap_or_default(),
    };
    let inside = facts.inside.map(|inside| SentInside {
        until: words::instant(inside.until, &zone),
        documents: inside.documents.into_iter().map(Document::shown).collect(),
    });
    Ok(Sent { office: facts.office, asked: facts.asked, inside })
}

impl Document {
    fn shown(self) -> SentDocument {
        SentDocument {
            id: DocumentId(self.id),
            media: shown_media(&self.media),
            name: self.name,
            size: size_words(self.size),
        }
    }
}

/// Sends a code to the named address. `browser` is where it will work.
///
/// # Errors
/// NotFound, Busy.
pub async fn ask_code(visit: &Visit, browser: Owner, token: &str) -> Result<()> {
    let mut gate = visit.begin().await?;
    guess::take(&mut gate, visit).await?;
    Budget::portal(visit, token).take(&mut gate, visit).await?;
    let leads = sqlx::query_scalar!(
        r#"select gate_ask_outside($1, $2, $3, $4, $5, $6, $7, $8) as "leads!""#,
        &sha256(token.as_bytes())[..],
        &browser.hash()[..],
        visit.id(),
        visit.id(),
        visit.id(),
        visit.request_id(),
        visit.address(),
        visit.user_agent()
    )
    .fetch_one(&mut *gate)
    .await?;
    if leads {
        guess::give_back(&mut gate, visit).await?;
    }
    gate.commit().await?;
    if leads { Ok(()) } else { Err(Error::NotFound) }
}

/// Takes the code that this browser asked for, once.
///
/// # Errors
/// NotFound; Invalid beside `code`; Busy.
pub async fn enter(visit: &Visit, token: &str, form: &CodeForm) -> Result<()> {
    let (link, browser) = hashes(visit, token);
    let code = parse_code(&form.code);
    let mut gate = visit.begin().await?;
    guess::take(&mut gate, visit).await?;
    // what is no code is no try
    let typed = code.as_deref().map_or([0; 32], |code| code_hash(visit.office(), code));
    if let Err(why) = code {
        let leads = sqlx::query_scalar!(
            r#"select gate_outside($1, $2) is not null as "leads!""#,
            &link[..],
            &browser[..]
        )
        .fetch_one(&mut *gate)
        .await?;
        gate.commit().await?;
        return Err(if leads { Error::invalid("code", why) } else { Error::NotFound });
    }
    let taken = sqlx::query_scalar!(
        "select gate_take_outside_code($1, $2, $3, $4, $5, $6, $7, $8)",
        &link[..],
        &browser[..],
        &typed[..],
        PgInterval { months: 0, days: 0, microseconds: VISIT_HOURS * 3_600_000_000 },
        visit.id(),
        visit.request_id(),
        visit.address(),
        visit.user_agent()
    )
    .fetch_one(&mut *gate)
    .await?;
    if taken == Some(true) {
        guess::give_back(&mut gate, visit).await?;
    }
    gate.commit().await?;
    match taken {
        Some(true) => Ok(()),
        Some(false) => Err(Error::invalid("code", MISSED)),
        None => Err(Error::NotFound),
    }
}
