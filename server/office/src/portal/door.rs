//! The way in to the portal: a code or a link by e-mail, and the way out. Nobody has a password.
//!
//! Nothing here says whether an address is let in: the answer, its words and the tries it costs are the same. Showing a
//! link changes nothing, since scanners of mail follow it; only a POST lets somebody in.

use domain::account::EmailForm;
use domain::ids::{PortalPersonId, SessionId};
use domain::pin::PinWanted;
use domain::portal::{CodeForm, PortalDoor, parse_code};
use domain::text::EmailAddress;
use jiff::SignedDuration;
use serde::Deserialize;
use sqlx::types::Json;

use super::letter::code_hash;
use super::{PortalCaller, passkeys};
use crate::console::Console;
use crate::gate::{self, Gate, Owner, Visit};
use crate::identity::guess;
use crate::identity::throttle::Budget;
use crate::keys::{self, sha256};
use crate::{Error, Result};

/// A session ends after this long without a request.
pub(super) const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// And after this long whatever happens.
pub(super) const ABSOLUTE: SignedDuration = SignedDuration::from_hours(7 * 24);
const MISSED: &str = "That code does not match, or its time has run out. The link in the message works as well, or ask for a new code.";
const GONE: &str = "This link was used, or its time has run out. Ask for a new one below.";

/// What a cookie's token is worth.
#[derive(Clone, Debug)]
pub enum Admitted {
    Nobody,
    /// Somebody of whom a PIN is asked first: no caller yet.
    Wanting(PinWanted),
    Client(PortalCaller),
}

/// Whose session a cookie's token is, if it still is one.
///
/// # Errors
/// Unavailable.
pub async fn admit(visit: &Visit, token: &str) -> Result<Admitted> {
    let mut gate = visit.begin().await?;
    let row = sqlx::query!(
        r#"select session_id as "session_id!", person_id as "person_id!", pin as "pin!"
        from gate_portal_session($1, make_interval(secs => $2))"#,
        &sha256(token.as_bytes())[..],
        IDLE.as_secs_f64()
    )
    .fetch_optional(&mut *gate)
    .await?;
    gate.commit().await?;
    let Some(row) = row else { return Ok(Admitted::Nobody) };
    if !row.pin.is_empty() {
        let wanted = PinWanted::from_word(&row.pin);
        return Ok(Admitted::Wanting(wanted.ok_or_else(|| Error::internal("an unknown PIN"))?));
    }
    let (person, session) = (PortalPersonId(row.person_id), SessionId(row.session_id));
    Ok(Admitted::Client(PortalCaller::new(visit, person, session)))
}

/// The door's facts. The terminal is there in the demo alone, where one can be anybody.
///
/// # Errors
/// Unavailable.
pub async fn door(visit: &Visit, terminal: Option<&Console>, base_url: &str) -> Result<PortalDoor> {
    let office = gate::office_name(&mut visit.begin().await?).await?;
    let demo = match terminal {
        Some(console) if visit.office().demo => console.portal_people().await?,
        _ => Vec::new(),
    };
    Ok(PortalDoor { office, demo, passkeys: passkeys::has_passkeys(base_url) })
}

/// Sends a code and a link where the address is let in. `browser` is where the code will work.
///
/// # Errors
/// Invalid beside `email` for what is no address at all, Busy.
pub async fn ask(visit: &Visit, browser: Owner, form: &EmailForm) -> Result<()> {
    let mut gate = visit.begin().await?;
    Budget::address(visit).take(&mut gate, visit).await?;
    let email = match EmailAddress::parse(&form.email) {
        Ok(email) => email,
        Err(why) => {
            gate.commit().await?;
            return Err(Error::invalid("email", why));
        }
    };
    Budget::portal(visit, email.as_str()).take(&mut gate, visit).await?;
    let person = sqlx::query_scalar!(
        "select gate_ask_portal($1, $2, $3, $4)",
        visit.id(),
        visit.id(),
        email.as_str(),
        &browser.hash()[..]
    )
    .fetch_one(&mut *gate)
    .await?;
    gate.record_portal(person.map(PortalPersonId), "portal-ask-code", "done", None).await?;
    gate.commit().await
}

/// Takes the code that this browser asked for, once. Answers the token of a session.
///
/// # Errors
/// Invalid beside `code`, Busy.
pub async fn take_code(visit: &Visit, form: &CodeForm) -> Result<String> {
    let code = parse_code(&form.code).map_err(|why| Error::invalid("code", why))?;
    let browser = visit.owner().ok_or_else(|| Error::invalid("code", MISSED))?;
    let mut gate = visit.begin().await?;
    Budget::address(visit).take(&mut gate, visit).await?;
    let (token, session) = fresh(visit);
    let person = sqlx::query_scalar!(
        "select gate_take_portal_code($1, $2, $3, $4, make_interval(secs => $5), make_interval(secs => $6), $7, $8)",
        &browser.hash()[..],
        &code_hash(visit.office(), &code)[..],
        session.0,
        &sha256(token.as_bytes())[..],
        IDLE.as_secs_f64(),
        ABSOLUTE.as_secs_f64(),
        visit.user_agent(),
        visit.address()
    )
    .fetch_one(&mut *gate)
    .await?;
    let Some(person) = person.map(PortalPersonId) else {
        gate.record_portal(None, "portal-sign-in-missed", "refused", None).await?;
        gate.commit().await?;
        return Err(Error::invalid("code", MISSED));
    };
    Budget::address(visit).give_back(&mut gate).await?;
    begun(gate, visit, person, session, "portal-sign-in").await?;
    Ok(token)
}

#[derive(Debug, Deserialize)]
struct Link {
    office: String,
}

/// The name of the office that a link lets in to, without using it up; empty for somebody who must not learn who
/// writes.
///
/// # Errors
/// NotFound for one that was used, has ended or never was; Busy.
pub async fn link(visit: &Visit, token: &str) -> Result<String> {
    let mut gate = visit.begin().await?;
    guess::take(&mut gate, visit).await?;
    let found = sqlx::query_scalar!(
        r#"select gate_portal_link($1) as "found: Json<Link>""#,
        &sha256(token.as_bytes())[..]
    )
    .fetch_optional(&mut *gate)
    .await?
    .flatten();
    if found.is_some() {
        guess::give_back(&mut gate, visit).await?;
    }
    gate.commit().await?;
    found.map(|Json(Link { office })| office).ok_or(Error::NotFound)
}

/// Uses a link, once. Answers the token of a session.
///
/// # Errors
/// Conflict for one that is gone; Busy.
pub async fn take_link(visit: &Visit, token: &str) -> Result<String> {
    let mut gate = visit.begin().await?;
    guess::take(&mut gate, visit).await?;
    let (made, session) = fresh(visit);
    let person = sqlx::query_scalar!(
        "select gate_take_portal_link($1, $2, $3, make_interval(secs => $4), make_interval(secs => $5), $6, $7)",
        &sha256(token.as_bytes())[..],
        session.0,
        &sha256(made.as_bytes())[..],
        IDLE.as_secs_f64(),
        ABSOLUTE.as_secs_f64(),
        visit.user_agent(),
        visit.address()
    )
    .fetch_one(&mut *gate)
    .await?;
    let Some(person) = person.map(PortalPersonId) else {
        gate.record_portal(None, "portal-sign-in-missed", "refused", None).await?;
        gate.commit().await?;
        return Err(Error::Conflict(GONE.into()));
    };
    guess::give_back(&mut gate, visit).await?;
    begun(gate, visit, person, session, "portal-sign-in").await?;
    Ok(made)
}

/// Ends the session of this token, if there is one.
///
/// # Errors
/// Unavailable.
pub async fn sign_out(visit: &Visit, token: &str) -> Result<()> {
    let mut gate = visit.begin().await?;
    end(&mut gate, token).await?;
    gate.commit().await
}

pub(super) fn fresh(visit: &Visit) -> (String, SessionId) {
    (keys::token(&visit.office().chance), SessionId(visit.id()))
}

/// Somebody is in: the session this browser had before, whosever it was, ends.
pub(super) async fn begun(
    mut gate: Gate,
    visit: &Visit,
    person: PortalPersonId,
    session: SessionId,
    action: &'static str,
) -> Result<()> {
    if let Some(token) = visit.presented() {
        end(&mut gate, token).await?;
    }
    gate.record_portal(Some(person), action, "done", Some(session)).await?;
    gate.commit().await
}

async fn end(gate: &mut Gate, token: &str) -> Result<()> {
    let ended =
        sqlx::query_scalar!("select gate_end_portal_session($1)", &sha256(token.as_bytes())[..])
            .fetch_optional(&mut **gate)
            .await?
            .flatten();
    if let Some(person) = ended.map(PortalPersonId) {
        gate.record_portal(Some(person), "portal-sign-out", "done", None).await?;
    }
    Ok(())
}
