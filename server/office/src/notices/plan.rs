//! What is due, and what is to be taken back from servers that died.

use super::begin;
use crate::{Office, Result};

/// How many rows a round made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Planned {
    pub reminders: i64,
    pub deadlines: i64,
    /// Entries of the list of people to ring.
    pub calls: i64,
    /// Words to people of clients that something was shared with them.
    pub shares: i64,
    /// Words to people of clients that a message of the office waits.
    pub threads: i64,
    /// And of what their client is asked for.
    pub requests: i64,
    /// And that it was written anew where a case stands.
    pub statuses: i64,
    /// Messages of accounts.
    pub letters: i64,
}

/// Plans what is due now. Idempotent: on every server, as often as one likes. `letters` where accounts'
/// messages are sent and not read in the outbox.
///
/// # Errors
/// Unavailable.
pub async fn plan(office: &Office, letters: bool) -> Result<Planned> {
    let mut planned = Planned::default();
    // each on its own, so that one that fails holds up no other
    let mut tx = begin(office).await?;
    planned.reminders =
        sqlx::query_scalar!(r#"select plan_reminders() as "n!""#).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    let mut tx = begin(office).await?;
    planned.deadlines =
        sqlx::query_scalar!(r#"select plan_deadlines() as "n!""#).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    let mut tx = begin(office).await?;
    planned.calls =
        sqlx::query_scalar!(r#"select plan_calls() as "n!""#).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    let mut tx = begin(office).await?;
    planned.shares =
        sqlx::query_scalar!(r#"select plan_share_notices() as "n!""#).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    let mut tx = begin(office).await?;
    planned.threads =
        sqlx::query_scalar!(r#"select plan_thread_notices() as "n!""#).fetch_one(&mut *tx).await?;
    planned.requests =
        sqlx::query_scalar!(r#"select plan_request_notices() as "n!""#).fetch_one(&mut *tx).await?;
    planned.statuses =
        sqlx::query_scalar!(r#"select plan_status_notices() as "n!""#).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    if letters {
        let mut tx = begin(office).await?;
        planned.letters =
            sqlx::query_scalar!(r#"select plan_messages() as "n!""#).fetch_one(&mut *tx).await?;
        tx.commit().await?;
    }
    Ok(planned)
}

/// Announces what is not announced yet: mostly nothing, since that is planned in the transaction that books,
/// moves or calls off. It is left over where somebody can be told who could not be before.
///
/// # Errors
/// Unavailable.
pub async fn catch_up(office: &Office) -> Result<i64> {
    let mut tx = begin(office).await?;
    let planned = sqlx::query_scalar!(r#"select plan_announcements(null) as "n!""#)
        .fetch_one(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(planned)
}

/// Takes back leases that ran out, and closes windows. How many rows it touched.
///
/// # Errors
/// Unavailable.
pub async fn reap(office: &Office) -> Result<i64> {
    let mut tx = begin(office).await?;
    let reaped =
        sqlx::query_scalar!(r#"select reap_notices() as "n!""#).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    Ok(reaped)
}
