//! Writing in a thread, asking others in and ending that, closing and opening again.

use domain::access::act;
use domain::forms::FieldErrors;
use domain::ids::{SeatId, ThreadId};
use domain::threads::{JoinForm, MessageForm};
use uuid::Uuid;

use super::Sent;
use super::judge::{Judged, judge};
use super::standing::on_thread;
use crate::audit;
use crate::{Caller, Error, Result, Tx};

const CLOSED: &str = "This was closed meanwhile. Open it again, and send it then.";
const STAYS: &str = "Somebody of the office has to take part. Ask somebody else in first.";
const CANNOT: &str =
    "They cannot take part just now: they have no access to the case, or to the portal.";

/// # Errors
/// Refused, Invalid; Conflict where the thread is closed, or it names a client the caller may not see.
pub async fn write(caller: &Caller, id: ThreadId, form: &MessageForm) -> Result<Sent> {
    let (mut tx, permit, ground, _) = on_thread::<act::WriteMessage>(caller, id).await?;
    let mut errors = FieldErrors::default();
    let Some(body) = form.body(&mut errors) else { return Err(Error::Invalid(errors)) };
    let key: Uuid = form
        .key
        .parse()
        .map_err(|_| Error::Conflict("This was not sent. Open the page again.".into()))?;
    let readers = readers(&mut tx, permit.subject()).await?;
    tx.commit().await?;
    let anyway = |errors: &mut FieldErrors| form.anyway(&readers, errors);
    let warned = !form.warned.is_empty();
    let whose = (ground.case, ground.client);
    let because = match judge(caller, body.clone(), whose, warned, anyway).await? {
        Judged::Goes(because) => because,
        Judged::Warned(words) => return Ok(Sent::Warned(words)),
    };

    let (mut tx, permit, _, event) = on_thread::<act::WriteMessage>(caller, id).await?;
    let is_new = sqlx::query_scalar!(
        r#"select write_in_thread($1, $2, $3, $4, $5) as "new!""#,
        key,
        caller.id(),
        permit.subject().0,
        body,
        because
    )
    .fetch_one(&mut *tx)
    .await
    .map_err(|error| told(error, CLOSED))?;
    if is_new {
        let event = match because {
            Some(because) => event.named("write-message-anyway").with("reason", because),
            None => event,
        };
        audit::record(&mut tx, event).await?;
    }
    tx.commit().await?;
    Ok(Sent::Done(id))
}

/// What those of the client are called who read it.
async fn readers(tx: &mut Tx, id: ThreadId) -> Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select n.name as "name!" from thread_members(array[$1]::uuid[]) n
        join thread_participants p on p.id = n.participant_id and p.until is null"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(Error::from)
}

/// Asks somebody in: they read what is written from now on.
///
/// # Errors
/// Refused, Invalid; Conflict where they cannot take part.
pub async fn join(caller: &Caller, id: ThreadId, form: &JoinForm) -> Result<()> {
    let (mut tx, permit, _, event) = on_thread::<act::ManageThread>(caller, id).await?;
    let whom = |kind: &str| form.who.strip_prefix(kind).and_then(|id| id.parse::<Uuid>().ok());
    let (staff, member) = (whom("staff_"), whom("member_"));
    if staff.is_none() && member.is_none() {
        return Err(Error::invalid("who", "Choose somebody."));
    }
    let is_new = sqlx::query_scalar!(
        r#"select join_thread($1, $2, $3, $4) as "new!""#,
        permit.subject().0,
        caller.id(),
        staff,
        member
    )
    .fetch_one(&mut *tx)
    .await
    .map_err(|error| told(error, CANNOT))?;
    if is_new {
        let event = event.named("join-thread");
        let event = match (staff, member) {
            (Some(staff), _) => event.with("staff", staff.to_string()),
            (None, Some(member)) => event.with("membership", member.to_string()),
            (None, None) => event,
        };
        audit::record(&mut tx, event).await?;
    }
    tx.commit().await
}

/// Ends somebody's taking part, at once. Whether the caller sees nothing of it any more.
///
/// # Errors
/// Refused; Conflict for the last one of the office.
pub async fn leave(caller: &Caller, id: ThreadId, seat: SeatId) -> Result<bool> {
    let (mut tx, permit, _, event) = on_thread::<act::ManageThread>(caller, id).await?;
    let done = sqlx::query_scalar!(
        r#"select leave_thread($1, $2) as "done!""#,
        permit.subject().0,
        seat.0
    )
    .fetch_one(&mut *tx)
    .await
    .map_err(|error| told(error, STAYS))?;
    if done {
        audit::record(&mut tx, event.named("leave-thread").with("seat", seat.to_string())).await?;
    }
    let stays = sqlx::query_scalar!(
        r#"select exists (select from message_threads where id = $1) as "stays!""#,
        id.0
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(!stays)
}

/// # Errors
/// Refused.
pub async fn close(caller: &Caller, id: ThreadId) -> Result<()> {
    end(caller, id, true).await
}

/// # Errors
/// Refused.
pub async fn reopen(caller: &Caller, id: ThreadId) -> Result<()> {
    end(caller, id, false).await
}

async fn end(caller: &Caller, id: ThreadId, closes: bool) -> Result<()> {
    let (mut tx, permit, _, event) = on_thread::<act::ManageThread>(caller, id).await?;
    let done =
        sqlx::query_scalar!(r#"select end_thread($1, $2) as "done!""#, permit.subject().0, closes)
            .fetch_one(&mut *tx)
            .await?;
    if done {
        let word = if closes { "close-thread" } else { "reopen-thread" };
        audit::record(&mut tx, event.named(word)).await?;
    }
    tx.commit().await
}

fn told(error: sqlx::Error, words: &str) -> Error {
    match Error::from(error) {
        Error::Conflict(_) => Error::Conflict(words.into()),
        error => error,
    }
}
