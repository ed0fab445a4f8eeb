//! The browsers somebody is signed in with. Ending one holds from its next request on.

use domain::ids::SessionId;

use super::account::own;
use crate::audit::{self, Event};
use crate::{Caller, Error, Result};

/// Ends one of the caller's sessions; the one that asks, too.
///
/// # Errors
/// NotFound for a session that is not the caller's or has ended.
pub async fn end_device(caller: &Caller, device: SessionId) -> Result<()> {
    let mut tx = caller.begin().await?;
    let ended = sqlx::query_scalar!(
        r#"select end_my_devices($1, $2) as "ended!""#,
        device.0,
        caller.session_id().0
    )
    .fetch_one(&mut *tx)
    .await?;
    if ended == 0 {
        return Err(Error::NotFound);
    }
    let event =
        Event::new("end-device", own(caller.staff_id())).with("session", device.to_string());
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// Ends every session of the caller but the one that asks. Answers how many.
///
/// # Errors
/// Unavailable.
pub async fn sign_out_everywhere_else(caller: &Caller) -> Result<u32> {
    let mut tx = caller.begin().await?;
    let ended = sqlx::query_scalar!(
        r#"select end_my_devices(null, $1) as "ended!""#,
        caller.session_id().0
    )
    .fetch_one(&mut *tx)
    .await?;
    let event = Event::new("end-other-devices", own(caller.staff_id())).with("ended", ended);
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok(u32::try_from(ended).unwrap_or_default())
}
