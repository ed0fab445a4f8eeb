//! Writing in a thread, asking others in and ending that, closing and opening again.

use domain::access::act;
use domain::forms::FieldErrors;
use domain::ids::{MembershipId, SeatId, ThreadId};
use domain::threads::{JoinForm, MessageForm};
use uuid::Uuid;

use super::Sent;
use super::judge::{Judged, judge};
use super::standing::on_thread;
use crate::{Caller, Error, Result, Tx, audit, sharing};

const CLOSED: &str = "This was closed meanwhile. Open it again, and send it then.";
const STAYS: &str = "Somebody of the office has to take part. Ask somebody else in first.";
const CANNOT: &str =
    "They cannot take part just now: they have no access to the case, or to the portal.";

/// # Errors
/// Refused, Invalid; Conflict where the thread is closed, or it names a client the caller may not see.
pub async fn write(caller: &Caller, id: ThreadId, form: &MessageForm) -> Result<Sent> {
    let (mut tx, permit, ground, _) = on_thread::<act::WriteMessage>(caller, id).await?;
    let mut errors = FieldErrors::default();
    let (body, chosen) = (form.body(&mut errors), form.documents(&mut errors));
    let (Some(body), Some(chosen)) = (body, chosen) else { return Err(Error::Invalid(errors)) };
    let key: Uuid = form
        .key
        .parse()
        .map_err(|_| Error::Conflict("This was not sent. Open the page again.".into()))?;
    if is_there(&mut tx, permit.subject(), key).await? {
        tx.commit().await?;
        return Ok(Sent::Done(id));
    }
    let readers = readers(&mut tx, permit.subject()).await?;
    let sharees = match chosen.is_empty() {
        true => Vec::new(),
        false => sharees(&mut tx, permit.subject()).await?,
    };
    tx.commit().await?;
    let mut documents = Vec::new();
    for document in chosen {
        documents
            .push(sharing::look(caller, document, (ground.case, ground.client), &sharees).await?);
    }
    let anyway = |errors: &mut FieldErrors| form.anyway(&readers, errors);
    let (whose, warned) = ((ground.case, ground.client), form.warned.as_str());
    let judged = judge(caller, body.clone(), &documents, whose, warned, anyway).await?;
    let because = match judged {
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
        let event = match &because {
            Some(because) => event.named("write-message-anyway").with("reason", because.clone()),
            None => event,
        };
        audit::record(&mut tx, event).await?;
        for (nth, document) in (1..).zip(documents) {
            sharing::attach(&mut tx, document, because.as_deref(), key, nth).await?;
        }
    }
    tx.commit().await?;
    Ok(Sent::Done(id))
}

/// Whether a form that was sent twice has been taken.
async fn is_there(tx: &mut Tx, id: ThreadId, message: Uuid) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from thread_messages m join thread_participants p on p.id = m.author_id
            where m.id = $1 and m.thread_id = $2 and p.staff_id = office_caller()) as "there!""#,
        message,
        id.0
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(Error::from)
}

/// With whom a document is shared that goes with a message.
async fn sharees(tx: &mut Tx, id: ThreadId) -> Result<Vec<MembershipId>> {
    let ids = sqlx::query_scalar!(r#"select thread_sharees($1) as "id!""#, id.0)
        .fetch_all(&mut **tx)
        .await?;
    Ok(ids.into_iter().map(MembershipId).collect())
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
