//! Documents whose key was destroyed: names stay listed, nothing opens and nothing is added. Destroying
//! is the database's `shred_case_key`, which looks at holds itself; who may ask for it asks there.

use domain::ids::CaseId;
use jiff::Timestamp;

use crate::{Error, Result, Tx, words};

/// The day on which the key of a case was destroyed, as it is written here; none while it stands.
pub(crate) async fn destroyed_on(tx: &mut Tx, case: CaseId) -> Result<Option<String>> {
    let at = sqlx::query_scalar!("select destroyed_at from case_keys where case_id = $1", case.0)
        .fetch_optional(&mut **tx)
        .await?
        .flatten();
    match at {
        None => Ok(None),
        Some(at) => day(tx, at.to_jiff()).await.map(Some),
    }
}

pub(super) async fn day(tx: &mut Tx, at: Timestamp) -> Result<String> {
    let caller = tx.caller().clone();
    let region = caller.zone(tx).await?;
    Ok(words::day(at, &region))
}

/// For what would read or be added.
///
/// # Errors
/// Conflict where the key was destroyed.
pub(super) async fn must_stand(tx: &mut Tx, case: CaseId) -> Result<()> {
    match destroyed_on(tx, case).await? {
        None => Ok(()),
        Some(day) => Err(unreadable(&day)),
    }
}

/// The same for what would be added.
///
/// # Errors
/// Conflict where the key was destroyed.
pub(super) async fn must_take(tx: &mut Tx, case: CaseId) -> Result<()> {
    match destroyed_on(tx, case).await? {
        None => Ok(()),
        Some(day) => Err(closed_for_good(&day)),
    }
}

/// What whoever opens it reads.
pub(super) fn unreadable(day: &str) -> Error {
    Error::Conflict(format!("This document was destroyed on {day} and can no longer be read."))
}

/// What whoever adds to it reads.
pub(super) fn closed_for_good(day: &str) -> Error {
    Error::Conflict(format!(
        "The documents of this case were destroyed on {day}, and no more can be added. Nothing was kept of this file."
    ))
}
