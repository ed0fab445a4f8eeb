//! Comparing what somebody is about to write to a client with what everybody else is called.

use domain::ids::{CaseId, ClientId};
use domain::sharing::{Findings, Outcome};

use super::{findings, guard};
use crate::{Caller, Error, Result};

/// What of it the writer may be told; none where nothing speaks against it.
///
/// # Errors
/// Conflict where it could not be compared just now.
pub(crate) async fn said(
    caller: &Caller,
    text: String,
    case: CaseId,
    client: ClientId,
) -> Result<Option<Findings>> {
    let looked = guard::compare_text(caller, text, case, client).await?;
    match looked.outcome() {
        Outcome::Clear | Outcome::Notes => Ok(None),
        Outcome::Unread => Err(Error::Conflict(
            "This could not be compared with other clients’ names just now, so it was not sent. Try again in a minute.".into(),
        )),
        Outcome::Stop => {
            let mut tx = caller.begin().await?;
            let findings = findings::of(&mut tx, &looked, case, client).await?;
            tx.commit().await?;
            Ok(Some(findings))
        }
    }
}
