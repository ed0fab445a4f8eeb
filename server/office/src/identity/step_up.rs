//! A fresh factor before a sensitive act: the password, and the code where one is set. The token
//! rotates in the same breath.

use domain::account::StepUpForm;
use jiff_sqlx::ToSqlx;

use super::account::{self, own};
use super::code;
use super::throttle::Budget;
use crate::audit::{self, Event, Outcome};
use crate::gate::Visit;
use crate::keys::{self, sha256};
use crate::{Caller, Error, Result};

/// Proves who asks. Answers the session's new token: the old one is worth nothing from here on.
///
/// # Errors
/// Invalid beside `password` or `code`, Busy.
pub async fn step_up(caller: &Caller, form: &StepUpForm) -> Result<String> {
    let (visit, staff) = (Visit::of(caller), caller.staff_id());
    let account = account::prove_password(caller, &form.password, "password").await?;
    if account.totp_sealed.is_some() {
        let mut gate = visit.begin().await?;
        let factor = Budget::factor(&visit, staff);
        factor.take(&mut gate, &visit).await?;
        match code::take(&mut gate, &visit, staff, account.totp_sealed.as_deref(), &form.code).await
        {
            Ok(()) => factor.forgive(&mut gate).await?,
            Err(missed @ Error::Invalid(_)) => {
                gate.commit().await?;
                let mut tx = caller.begin().await?;
                let event =
                    Event::new("second-factor-missed", own(staff)).outcome(Outcome::Refused);
                audit::record(&mut tx, event).await?;
                tx.commit().await?;
                return Err(missed);
            }
            Err(error) => return Err(error),
        }
        gate.commit().await?;
    }
    let token = keys::token(&caller.office().chance);
    let mut gate = visit.begin().await?;
    let proved = sqlx::query_scalar!(
        r#"select gate_prove_session($1, $2, $3, $4) as "proved!""#,
        caller.session_id().0,
        staff.0,
        &sha256(token.as_bytes())[..],
        visit.now().to_sqlx()
    )
    .fetch_one(&mut *gate)
    .await?;
    if !proved {
        return Err(Error::Conflict("This session has ended. Sign in again.".into()));
    }
    gate.record(Some(staff), "step-up", "done", Some(caller.session_id())).await?;
    Budget::proof(&visit, staff).forgive(&mut gate).await?;
    gate.commit().await?;
    Ok(token)
}
