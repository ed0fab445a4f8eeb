//! One's own second factor: set up, proved once before it counts, renewed, taken away.
//!
//! All of it asks for a fresh factor: a browser left open must not be enough to move the lock.

use domain::account::{CodeForm, RecoveryCodes, SecondFactorSetup};
use domain::frame::Framed;
use qrcode::{Color, EcLevel, QrCode};

use super::account::{self, own};
use super::code::{self, SECRET};
use super::throttle::Budget;
use crate::audit::{self, Event};
use crate::gate::Visit;
use crate::{Caller, Error, Result, frame};

/// Makes a secret to be set up. The one in force stays until the new one is proved.
///
/// # Errors
/// StepUp.
pub async fn begin_second_factor(caller: &Caller) -> Result<()> {
    caller.fresh()?;
    let office = caller.office();
    let secret = office.chance.bytes::<SECRET>();
    let sealed = code::seal_second_factor(office, caller.staff_id(), &secret)?;
    let mut tx = caller.begin().await?;
    sqlx::query!("select begin_my_second_factor($1)", sealed).execute(&mut *tx).await?;
    audit::record(&mut tx, Event::new("begin-second-factor", own(caller.staff_id()))).await?;
    tx.commit().await
}

/// What to scan or type; none before [`begin_second_factor`], nor once the factor shown is stale.
///
/// # Errors
/// Unavailable.
pub async fn second_factor_setup(caller: &Caller) -> Result<Framed<Option<SecondFactorSetup>>> {
    let mut tx = caller.begin().await?;
    let frame = frame::load(&mut tx).await?;
    let account = account::load(&mut tx).await?;
    // Shown to a fresh factor only: a browser left open must not give the secret away.
    let pending = account.totp_pending.as_ref().filter(|_| caller.fresh().is_ok());
    let Some(pending) = pending else { return Ok(Framed { frame, body: None }) };
    let secret = code::open(&caller.office().keys, caller.staff_id(), pending)?;
    let url =
        code::totp(&secret, &frame.office, &account.email).to_url().map_err(Error::internal)?;
    let body = SecondFactorSetup {
        secret: code::grouped(&code::base32(&secret)),
        qr: rows(&url)?,
        required: account.second_factor_required,
    };
    Ok(Framed { frame, body: Some(body) })
}

/// Proves the secret by one of its codes; from here on it counts. Fresh recovery codes come of it.
///
/// # Errors
/// Invalid beside `code`, Conflict when nothing is being set up, StepUp, Busy.
pub async fn confirm_second_factor(caller: &Caller, form: &CodeForm) -> Result<RecoveryCodes> {
    caller.fresh()?;
    let (office, staff) = (caller.office(), caller.staff_id());
    let visit = Visit::of(caller);
    let mut gate = visit.begin().await?;
    Budget::factor(&visit, staff).take(&mut gate, &visit).await?;
    gate.commit().await?;
    let mut tx = caller.begin().await?;
    let Some(pending) = account::load(&mut tx).await?.totp_pending else {
        return Err(Error::Conflict("Nothing is being set up any more. Start again.".into()));
    };
    let secret = code::open(&office.keys, staff, &pending)?;
    let step = code::step(&secret, &form.code, caller.now()).ok_or_else(code::missed)?;
    let (codes, hashes) = code::recovery_codes(&office.chance, staff);
    sqlx::query!("select set_my_second_factor($1, $2, $3)", pending, step, &hashes)
        .execute(&mut *tx)
        .await?;
    audit::record(&mut tx, Event::new("set-second-factor", own(staff))).await?;
    tx.commit().await?;
    let mut gate = visit.begin().await?;
    Budget::factor(&visit, staff).forgive(&mut gate).await?;
    gate.commit().await?;
    Ok(RecoveryCodes { codes })
}

/// Fresh recovery codes; the ones before end.
///
/// # Errors
/// StepUp, Conflict without a second factor.
pub async fn new_recovery_codes(caller: &Caller) -> Result<RecoveryCodes> {
    caller.fresh()?;
    let staff = caller.staff_id();
    let mut tx = caller.begin().await?;
    if account::load(&mut tx).await?.totp_sealed.is_none() {
        return Err(Error::Conflict("Set up the second factor first.".into()));
    }
    let (codes, hashes) = code::recovery_codes(&caller.office().chance, staff);
    sqlx::query!("select set_my_recovery_codes($1)", &hashes).execute(&mut *tx).await?;
    audit::record(&mut tx, Event::new("new-recovery-codes", own(staff))).await?;
    tx.commit().await?;
    Ok(RecoveryCodes { codes })
}

/// Takes the second factor away, where the office does not demand one.
///
/// # Errors
/// StepUp, Refused.
pub async fn remove_second_factor(caller: &Caller) -> Result<()> {
    caller.fresh()?;
    let mut tx = caller.begin().await?;
    if account::load(&mut tx).await?.second_factor_required {
        return Err(Error::Refused(
            "The office asks for a second factor in your role. You can replace it.".into(),
        ));
    }
    sqlx::query!("select remove_my_second_factor()").execute(&mut *tx).await?;
    audit::record(&mut tx, Event::new("remove-second-factor", own(caller.staff_id()))).await?;
    tx.commit().await
}

/// The modules of the QR code, one row a string, `1` for dark.
fn rows(text: &str) -> Result<Vec<String>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(Error::internal)?;
    let width = code.width();
    Ok(code
        .into_colors()
        .chunks(width)
        .map(|row| row.iter().map(|color| if *color == Color::Dark { '1' } else { '0' }).collect())
        .collect())
}
