//! Passkeys: a device that somebody of a client keeps lets them in by its own lock, and no message is waited for.
//!
//! At the door nobody says who they are: the device offers what it has, so an address is neither asked for nor given away.

use domain::ids::{PasskeyId, PortalPersonId};
use domain::passkeys::{MOST_ANSWERED, OwnPasskey, PasskeyAsk, PasskeyForm};
use domain::portal::PortalFrame;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Webauthn, WebauthnBuilder,
};

use super::PortalCaller;
use super::caller::{PortalTx, Resource};
use super::door::{ABSOLUTE, IDLE, begun, fresh};
use super::home::Me;
use crate::gate::{Owner, Visit};
use crate::identity::throttle::Budget;
use crate::keys::sha256;
use crate::words::{self, Region};
use crate::{Error, Result};

/// What a device shows beside the address of the portal: it says nothing of whose page it is.
const SHOWN: &str = "Private page";
const MISSED: &str =
    "This device’s passkey was not accepted. Try once more, or ask for a code: codes always work.";
const LATE: &str = "That took too long, or was answered before. Try once more.";
const THERE: &str = "This device has a passkey for the portal already.";
const MANY: &str = "Ten devices have a passkey. Remove one that you no longer use first.";

/// The portal as passkeys know it, by the address people type; none where that is a bare number, which has no passkeys.
///
/// # Errors
/// Internal, for an address that is none.
fn party(base_url: &str) -> Result<Option<Webauthn>> {
    let origin = Url::parse(base_url).map_err(Error::internal)?;
    let Some(domain) = origin.domain().map(str::to_owned) else { return Ok(None) };
    let builder = WebauthnBuilder::new(&domain, &origin).map_err(Error::internal)?;
    builder.rp_name(SHOWN).build().map(Some).map_err(Error::internal)
}

/// Whether there can be passkeys at that address.
pub fn has_passkeys(base_url: &str) -> bool {
    party(base_url).is_ok_and(|party| party.is_some())
}

fn at(base_url: &str) -> Result<Webauthn> {
    party(base_url)?.ok_or(Error::NotFound)
}

/// What the browser asks a device to sign; it is kept for the browser that asks.
///
/// # Errors
/// NotFound where there are no passkeys, Busy.
pub async fn ask_passkey(visit: &Visit, browser: Owner, base_url: &str) -> Result<PasskeyAsk> {
    let (mut asked, state) =
        at(base_url)?.start_discoverable_authentication().map_err(Error::internal)?;
    // chosen from a list at once, not as an address is typed
    asked.mediation = None;
    let options = serde_json::to_value(&asked).map_err(Error::internal)?;
    let mut gate = visit.begin().await?;
    Budget::address(visit).take(&mut gate, visit).await?;
    let id = visit.id();
    sqlx::query!(
        "select gate_ask_passkey($1, $2, $3)",
        id,
        &browser.hash()[..],
        serde_json::to_value(&state).map_err(Error::internal)?
    )
    .execute(&mut *gate)
    .await?;
    gate.commit().await?;
    ask(id, options)
}

/// Lets in whom the device's answer names. Answers the token of a session.
///
/// # Errors
/// Conflict for what was not accepted; NotFound where there are no passkeys; Busy.
pub async fn take_passkey(visit: &Visit, form: &PasskeyForm, base_url: &str) -> Result<String> {
    let party = at(base_url)?;
    let mut gate = visit.begin().await?;
    Budget::address(visit).take(&mut gate, visit).await?;
    let Some(answer) = Answer::of(visit, &party, form) else {
        gate.commit().await?;
        return Err(Error::Conflict(MISSED.into()));
    };
    let kept = sqlx::query!(
        r#"select state as "state?: Json<DiscoverableAuthentication>", passkey as "passkey?: Value" from gate_passkey($1, $2, $3, $4)"#,
        answer.ask,
        &answer.browser.hash()[..],
        answer.person,
        answer.credential.raw_id
    )
    .fetch_one(&mut *gate)
    .await?;
    let is = match (kept.state, &kept.passkey) {
        (Some(Json(state)), Some(was)) => answer.accepted(&party, state, was)?,
        _ => None,
    };
    let (token, session) = fresh(visit);
    let is_in = match is {
        None => false,
        Some(is) => sqlx::query_scalar!(
            r#"select gate_take_passkey($1, $2, $3, $4, $5, $6, make_interval(secs => $7), make_interval(secs => $8), $9, $10) as "in!""#,
            answer.person,
            answer.credential.raw_id,
            kept.passkey,
            is,
            session.0,
            &sha256(token.as_bytes())[..],
            IDLE.as_secs_f64(),
            ABSOLUTE.as_secs_f64(),
            visit.user_agent(),
            visit.address()
        )
        .fetch_one(&mut *gate)
        .await?,
    };
    if !is_in {
        gate.record_portal(None, "portal-passkey-missed", "refused", None).await?;
        gate.commit().await?;
        return Err(Error::Conflict(MISSED.into()));
    }
    Budget::address(visit).give_back(&mut gate).await?;
    begun(gate, visit, PortalPersonId(answer.person), session, "portal-sign-in-passkey").await?;
    Ok(token)
}

/// What a device answered, with whom it names. Nothing of it is believed yet.
struct Answer {
    ask: Uuid,
    browser: Owner,
    person: Uuid,
    credential: PublicKeyCredential,
}

impl Answer {
    fn of(visit: &Visit, party: &Webauthn, form: &PasskeyForm) -> Option<Answer> {
        let credential: PublicKeyCredential = read(&form.credential)?;
        let (person, _) = party.identify_discoverable_authentication(&credential).ok()?;
        Some(Answer { ask: asked(form)?, browser: visit.owner()?, person, credential })
    }

    /// The passkey as it is from now on; none where the signature, the counter or anything else does not hold.
    fn accepted(
        &self,
        party: &Webauthn,
        state: DiscoverableAuthentication,
        was: &Value,
    ) -> Result<Option<Value>> {
        let mut passkey: Passkey = serde_json::from_value(was.clone()).map_err(Error::internal)?;
        let key = DiscoverableKey::from(&passkey);
        match party.finish_discoverable_authentication_v2(&self.credential, state, &key) {
            Err(_) => Ok(None),
            Ok(result) => {
                passkey.update_credential(&result);
                serde_json::to_value(&passkey).map(Some).map_err(Error::internal)
            }
        }
    }
}

/// The page on which one is added, with the name of this device as it is known.
///
/// # Errors
/// As the database says.
pub async fn passkey_form(caller: &PortalCaller) -> Result<(PasskeyForm, PortalFrame)> {
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    tx.commit().await?;
    let name = words::device(caller.visit().user_agent());
    Ok((PasskeyForm { name, ..PasskeyForm::default() }, me.around(()).frame))
}

/// What the browser asks a device to make, for the session that adds it.
///
/// # Errors
/// NotFound where there are no passkeys.
pub async fn ask_new_passkey(caller: &PortalCaller, base_url: &str) -> Result<PasskeyAsk> {
    let party = at(base_url)?;
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    let there = sqlx::query_scalar!(r#"select credential_id as "id!" from own_passkeys()"#)
        .fetch_all(&mut *tx)
        .await?;
    let (asked, state) = party
        .start_passkey_registration(caller.person_id().0, &me.email, &me.email, Some(there))
        .map_err(Error::internal)?;
    let mut options = serde_json::to_value(&asked).map_err(Error::internal)?;
    // the device has to find it again by itself: nobody types an address at the door
    if let Some(selection) = options.pointer_mut("/publicKey/authenticatorSelection") {
        selection["residentKey"] = "required".into();
        selection["requireResidentKey"] = true.into();
    }
    let id = caller.id();
    sqlx::query!(
        "select own_passkey_ask($1, $2, $3)",
        id,
        caller.session_id().0,
        serde_json::to_value(&state).map_err(Error::internal)?
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    ask(id, options)
}

/// Keeps the passkey that a device made.
///
/// # Errors
/// Invalid beside `name`; Conflict for what was not accepted, is there or is one too many; NotFound where there are none.
pub async fn add_passkey(caller: &PortalCaller, form: &PasskeyForm, base_url: &str) -> Result<()> {
    let party = at(base_url)?;
    let name = form.device_name().map_err(|why| Error::invalid("name", why))?;
    let refused = || Error::Conflict(MISSED.into());
    let credential: RegisterPublicKeyCredential = read(&form.credential).ok_or_else(refused)?;
    let mut tx = caller.begin().await?;
    let state = sqlx::query_scalar!(
        r#"select own_passkey_asked($1, $2) as "state?: Json<PasskeyRegistration>""#,
        asked(form).ok_or_else(refused)?,
        caller.session_id().0
    )
    .fetch_one(&mut *tx)
    .await?;
    // an ask is answered once, whatever comes of it
    tx.commit().await?;
    let Some(Json(state)) = state else { return Err(Error::Conflict(LATE.into())) };
    let passkey = party.finish_passkey_registration(&credential, &state).map_err(|_| refused())?;
    let mut tx = caller.begin().await?;
    let said = sqlx::query_scalar!(
        r#"select own_passkey_add($1, $2, $3, $4, $5) as "said!""#,
        caller.id(),
        caller.session_id().0,
        passkey.cred_id().as_slice(),
        serde_json::to_value(&passkey).map_err(Error::internal)?,
        name
    )
    .fetch_one(&mut *tx)
    .await?;
    match said.as_str() {
        "done" => {}
        "there" => return Err(Error::Conflict(THERE.into())),
        "many" => return Err(Error::Conflict(MANY.into())),
        other => return Err(Error::internal(format!("a passkey was added, and {other}"))),
    }
    tx.record("portal-add-passkey", "done", Resource::Myself).await?;
    tx.commit().await
}

/// Ends one of the caller's own.
///
/// # Errors
/// NotFound for one that is somebody else's or has ended.
pub async fn remove_passkey(caller: &PortalCaller, id: PasskeyId) -> Result<()> {
    let mut tx = caller.begin().await?;
    let ended = sqlx::query_scalar!(r#"select own_passkey_end($1) as "ended!""#, id.0)
        .fetch_one(&mut *tx)
        .await?;
    if !ended {
        return Err(Error::NotFound);
    }
    tx.record("portal-remove-passkey", "done", Resource::Myself).await?;
    tx.commit().await
}

/// The caller's own, the oldest first.
pub(super) async fn rows(tx: &mut PortalTx, zone: &Region) -> Result<Vec<OwnPasskey>> {
    let rows = sqlx::query!(
        r#"select id as "id!", name as "name!", added_at as "added_at!", used_at as "used_at?" from own_passkeys()"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let shown = rows.into_iter().map(|row| OwnPasskey {
        id: PasskeyId(row.id),
        name: row.name,
        added: words::day(row.added_at.to_jiff(), zone),
        used: row.used_at.map(|at| words::instant(at.to_jiff(), zone)),
    });
    Ok(shown.collect())
}

fn ask(id: Uuid, mut options: Value) -> Result<PasskeyAsk> {
    let options = options.get_mut("publicKey").map(Value::take);
    let options = options.ok_or_else(|| Error::internal("options without a key"))?;
    Ok(PasskeyAsk { id: id.to_string(), options: options.to_string() })
}

fn asked(form: &PasskeyForm) -> Option<Uuid> {
    Uuid::try_parse(&form.ask).ok()
}

fn read<T: DeserializeOwned>(credential: &str) -> Option<T> {
    (credential.len() <= MOST_ANSWERED).then(|| serde_json::from_str(credential).ok()).flatten()
}
