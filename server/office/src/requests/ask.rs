//! Asking a client for something, moving the day, withdrawing it, and saying that it came.

use domain::access::act;
use domain::forms::FieldErrors;
use domain::ids::{CaseId, RequestId};
use domain::requests::{AskForm, DueForm};
use jiff_sqlx::ToSqlx;

use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, access, cases, words};

const ENDED: &str =
    "This request has ended: it was withdrawn, or what it asks for came. Look at it again.";

/// Asks a client of the case. The same form sent twice is one request.
///
/// # Errors
/// Refused, Invalid; Conflict where the client is not in the case any more.
pub async fn ask(caller: &Caller, case: CaseId, form: &AskForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::AskClient>(caller, case).await?;
    let region = caller.zone(&mut tx).await?;
    let mut errors = FieldErrors::default();
    let asking = form.parse(words::today(caller.now(), &region), &mut errors);
    let Some(asking) = asking.filter(|_| errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    let id = form.key.parse().unwrap_or_else(|_| RequestId(caller.id()));
    let is_new = sqlx::query_scalar!(
        r#"select ask_client($1, $2, $3, $4, $5, $6, $7) as "new!""#,
        id.0,
        caller.id(),
        permit.subject().0,
        asking.client.0,
        asking.title,
        asking.details,
        asking.due.map(ToSqlx::to_sqlx) as Option<jiff_sqlx::Date>
    )
    .fetch_one(&mut *tx)
    .await
    .map_err(|error| match Error::from(error) {
        Error::Conflict(_) => {
            Error::Conflict("This client is not in the case now. Open the page again.".into())
        }
        // a client who is out of sight, or screened from the caller
        Error::Forgotten(_) => Error::invalid("client", "Choose a client of this case."),
        error => error,
    })?;
    if is_new {
        let event = Event::new("ask-client", Resource::Case(case)).client(asking.client);
        let event = event.by_grant(ground.grant).with("request", id.to_string());
        audit::record(&mut tx, event).await?;
    }
    tx.commit().await
}

/// Another day by which it is needed, or none.
///
/// # Errors
/// NotFound, Refused, Invalid; Conflict where it has ended, or somebody changed it meanwhile.
pub async fn change(caller: &Caller, case: CaseId, id: RequestId, form: &DueForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::AskClient>(caller, case).await?;
    let region = caller.zone(&mut tx).await?;
    let due = form.parse(words::today(caller.now(), &region));
    let due = due.map_err(|why| Error::invalid("due", why))?;
    let done = sqlx::query_scalar!(
        r#"select change_client_request($1, $2, $3, $4) as "done!""#,
        id.0,
        permit.subject().0,
        cases::revision(&form.revision)?,
        due.map(ToSqlx::to_sqlx) as Option<jiff_sqlx::Date>
    )
    .fetch_one(&mut *tx)
    .await?;
    if !done {
        return Err(Error::Conflict(
            "Somebody changed or ended this request meanwhile. Look at it again.".into(),
        ));
    }
    let event = Event::new("change-request", Resource::Case(case)).by_grant(ground.grant);
    audit::record(&mut tx, event.with("request", id.to_string())).await?;
    tx.commit().await
}

/// Asks for it no more.
///
/// # Errors
/// NotFound, Refused; Conflict where it has ended.
pub async fn withdraw(caller: &Caller, case: CaseId, id: RequestId) -> Result<()> {
    end(caller, case, id, true).await
}

/// Says that it came: by letter, at a meeting, or with what was accepted.
///
/// # Errors
/// As [`withdraw`].
pub async fn receive(caller: &Caller, case: CaseId, id: RequestId) -> Result<()> {
    end(caller, case, id, false).await
}

async fn end(caller: &Caller, case: CaseId, id: RequestId, withdrawn: bool) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::AskClient>(caller, case).await?;
    let done = sqlx::query_scalar!(
        r#"select end_client_request($1, $2, $3, $4) as "done!""#,
        id.0,
        permit.subject().0,
        caller.id(),
        withdrawn
    )
    .fetch_one(&mut *tx)
    .await?;
    if !done {
        return Err(Error::Conflict(ENDED.into()));
    }
    let word = if withdrawn { "withdraw-request" } else { "fulfil-request" };
    let event = Event::new(word, Resource::Case(case)).by_grant(ground.grant);
    audit::record(&mut tx, event.with("request", id.to_string())).await?;
    tx.commit().await
}
