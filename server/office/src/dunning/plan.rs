//! What is due today, put on the day's delivery of each debtor.

use crate::notices::begin;
use crate::{Office, Result};

/// Plans what is due now. Idempotent: on every server, as often as one likes. How many stages are new.
///
/// # Errors
/// Unavailable.
pub async fn plan(office: &Office) -> Result<i64> {
    let mut tx = begin(office).await?;
    let planned =
        sqlx::query_scalar!(r#"select plan_dunning() as "n!""#).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    Ok(planned)
}
