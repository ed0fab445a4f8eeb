//! Whether one is reminded of one's own appointments by mail.

use crate::audit::{self, Event, Resource};
use crate::{Caller, Result, Tx};

/// As the caller wishes it.
///
/// # Errors
/// As the database says.
pub async fn wishes_email(tx: &mut Tx) -> Result<bool> {
    let me = tx.caller().staff_id().0;
    let wish = sqlx::query_scalar!("select by_email from reminder_wishes where staff_id = $1", me)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(wish.unwrap_or(false))
}

/// Keeps the caller's own wish.
///
/// # Errors
/// As the database says.
pub async fn save_wish(caller: &Caller, by_email: bool) -> Result<()> {
    let mut tx = caller.begin().await?;
    if wishes_email(&mut tx).await? == by_email {
        return Ok(());
    }
    let me = caller.staff_id();
    sqlx::query!(
        "insert into reminder_wishes (staff_id, by_email) values ($1, $2)
        on conflict (staff_id) do update set by_email = excluded.by_email, changed_at = office_now()",
        me.0,
        by_email
    )
    .execute(&mut *tx)
    .await?;
    let event =
        Event::new("change-own-reminders", Resource::Account(me)).with("by email", by_email);
    audit::record(&mut tx, event).await?;
    tx.commit().await
}
