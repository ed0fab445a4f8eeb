//! The way in: a password, then the second factor where there is one, and the way out.
//!
//! Each step hands out a fresh token. Nothing here says whether an address has an account: unknown
//! names cost the same hash and hear the same words.

use domain::account::{CodeForm, SignInForm};
use domain::ids::{SessionId, StaffId};
use domain::text::EmailAddress;
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx;

use super::throttle::Budget;
use super::{code, hashing, known, own_path};
use crate::gate::{Gate, Visit};
use crate::keys::{self, sha256};
use crate::{Error, Result};

/// How long the second factor may take.
const PENDING: SignedDuration = SignedDuration::from_mins(10);
const MISSED: &str = "That email and password do not match.";

/// A session has begun; the token goes into the cookie and nowhere else.
#[derive(Debug)]
pub struct SignedIn {
    pub token: String,
    pub next: Next,
    /// What this browser is known by from here on; none where it is known already, or where the
    /// second factor is awaited.
    pub known: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// Signed in: go to this path of ours.
    Path(String),
    /// Show the second factor first; afterwards this path.
    SecondFactor(String),
}

/// Checks a password.
///
/// # Errors
/// Invalid beside `password`, Busy, Unavailable.
pub async fn sign_in(visit: &Visit, form: &SignInForm) -> Result<SignedIn> {
    let office = visit.office();
    let email = EmailAddress::parse(&form.email).map(|email| email.to_string()).unwrap_or_default();
    let address = Budget::address(visit);
    // Those that count for this account alone, and are forgiven by the right password.
    let own = match known::browser(visit, &email) {
        Some(browser) => vec![Budget::known(visit, browser)],
        None => vec![Budget::pair(visit, &email), Budget::account(visit, &email)],
    };

    let mut gate = visit.begin().await?;
    for budget in own.iter().chain([&address]) {
        budget.take(&mut gate, visit).await?;
    }
    let account = sqlx::query!(
        r#"select staff_id as "staff_id!", password_hash as "password_hash!", totp_sealed is not null as "second_factor!",
            epoch as "epoch!"
        from gate_account($1)"#,
        email
    )
    .fetch_optional(&mut *gate)
    .await?;
    gate.commit().await?;

    let hash = account.as_ref().map(|account| account.password_hash.as_str());
    let verdict = hashing::verify(office, &form.password, hash).await?;
    let staff = account.as_ref().map(|account| StaffId(account.staff_id));
    let Some((account, staff)) = account.zip(staff).filter(|_| verdict.matches) else {
        let mut gate = visit.begin().await?;
        gate.record(staff, "sign-in-missed", "refused", None).await?;
        gate.commit().await?;
        return Err(Error::invalid("password", MISSED));
    };
    let fresh = match verdict.stale {
        true => Some(hashing::hash_password(office, &form.password).await?),
        false => None,
    };

    let mut gate = visit.begin().await?;
    for budget in own {
        budget.forgive(&mut gate).await?;
    }
    address.give_back(&mut gate).await?;
    end_presented(&mut gate, visit).await?;
    if let Some(fresh) = fresh {
        sqlx::query!("select gate_rehash($1, $2, $3)", staff.0, account.password_hash, fresh)
            .execute(&mut *gate)
            .await?;
    }
    let (token, session) =
        begin_session(&mut gate, visit, staff, account.epoch, account.second_factor).await?;
    let action = if account.second_factor { "sign-in-password" } else { "sign-in" };
    gate.record(Some(staff), action, "done", Some(session)).await?;
    gate.commit().await?;
    let path = next(&form.next);
    Ok(match account.second_factor {
        true => SignedIn { token, next: Next::SecondFactor(path), known: None },
        false => SignedIn { token, next: Next::Path(path), known: new_mark(visit, &email) },
    })
}

/// Checks the second factor of a session that waits for it: the authenticator's code or a recovery
/// code.
///
/// # Errors
/// Invalid beside `code`, Refused when the time has run out, Busy, Unavailable.
pub async fn second_factor(visit: &Visit, pending: &str, form: &CodeForm) -> Result<SignedIn> {
    let hash = sha256(pending.as_bytes());
    let mut gate = visit.begin().await?;
    let account = sqlx::query!(
        r#"select staff_id as "staff_id!", email as "email!", totp_sealed, epoch as "epoch!" from gate_account_of_session($1, $2)"#,
        &hash[..],
        visit.now().to_sqlx()
    )
    .fetch_optional(&mut *gate)
    .await?;
    let Some(account) = account else {
        return Err(Error::Refused(
            "The time to enter the code has run out. Sign in again.".into(),
        ));
    };
    let staff = StaffId(account.staff_id);
    let (factor, address) = (Budget::factor(visit, staff), Budget::address(visit));
    factor.take(&mut gate, visit).await?;
    address.take(&mut gate, visit).await?;
    match code::take(&mut gate, visit, staff, account.totp_sealed.as_deref(), &form.code).await {
        Ok(()) => {}
        Err(missed @ Error::Invalid(_)) => {
            gate.record(Some(staff), "second-factor-missed", "refused", None).await?;
            gate.commit().await?;
            return Err(missed);
        }
        Err(error) => return Err(error),
    }
    factor.forgive(&mut gate).await?;
    address.give_back(&mut gate).await?;
    end_session(&mut gate, visit, &hash).await?;
    let (token, session) = begin_session(&mut gate, visit, staff, account.epoch, false).await?;
    gate.record(Some(staff), "sign-in", "done", Some(session)).await?;
    gate.commit().await?;
    let known = new_mark(visit, &account.email);
    Ok(SignedIn { token, next: Next::Path(next(&form.next)), known })
}

fn new_mark(visit: &Visit, email: &str) -> Option<String> {
    known::browser(visit, email).is_none().then(|| known::mark(visit, email))
}

/// The session this browser had, whosever it was: one browser, one session.
async fn end_presented(gate: &mut Gate, visit: &Visit) -> Result<()> {
    if let Some(token) = visit.presented() {
        let hash = sha256(token.as_bytes());
        if let Some(staff) = end_session(gate, visit, &hash).await? {
            gate.record(Some(staff), "sign-out", "done", None).await?;
        }
    }
    Ok(())
}

/// Ends the session of this token, if there is one.
///
/// # Errors
/// Unavailable.
pub async fn sign_out(visit: &Visit, token: &str) -> Result<()> {
    let mut gate = visit.begin().await?;
    if let Some(staff) = end_session(&mut gate, visit, &sha256(token.as_bytes())).await? {
        gate.record(Some(staff), "sign-out", "done", None).await?;
    }
    gate.commit().await
}

fn next(asked: &str) -> String {
    own_path(asked).unwrap_or("/").to_owned()
}

async fn end_session(gate: &mut Gate, visit: &Visit, hash: &[u8; 32]) -> Result<Option<StaffId>> {
    let staff =
        sqlx::query_scalar!("select gate_end_session($1, $2)", &hash[..], visit.now().to_sqlx())
            .fetch_one(&mut **gate)
            .await?;
    Ok(staff.map(StaffId))
}

async fn begin_session(
    gate: &mut Gate,
    visit: &Visit,
    staff: StaffId,
    epoch: i32,
    pending: bool,
) -> Result<(String, SessionId)> {
    let office = visit.office();
    let (token, id) = (keys::token(&office.chance), SessionId(visit.id()));
    let (idle, absolute) = match pending {
        true => (PENDING, PENDING),
        false => (office.session_idle, office.session_absolute),
    };
    let begun = sqlx::query_scalar!(
        r#"select gate_begin_session($1, $2, $3, $4, $5, $6, make_interval(secs => $7), make_interval(secs => $8), $9, $10) as "begun!""#,
        id.0,
        staff.0,
        epoch,
        &sha256(token.as_bytes())[..],
        pending,
        visit.now().to_sqlx(),
        idle.as_secs_f64(),
        absolute.as_secs_f64(),
        visit.user_agent(),
        visit.address()
    )
    .fetch_one(&mut **gate)
    .await?;
    // suspended between two statements, or the password changed
    if begun { Ok((token, id)) } else { Err(Error::invalid("password", MISSED)) }
}
