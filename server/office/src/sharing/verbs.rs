//! Sharing, proposing, approving, withdrawing, recalling. What is compared is compared again when it goes,
//! since names may have come on file meanwhile; no transaction is open while it is read.

use domain::access::{Act, act};
use domain::documents::ReasonForm;
use domain::forms::FieldErrors;
use domain::ids::{CaseId, DocumentId, MembershipId, ShareId};
use domain::sharing::{Asked, HOLD_SECONDS, Outcome, ShareClient, ShareForm, reason};
use sqlx::postgres::types::PgInterval;

use super::findings;
use super::guard::{self, Looked};
use super::page::{self, NEWER};
use super::standing::on_share;
use crate::audit::{self, Event};
use crate::documents::{self, on_document};
use crate::{Caller, Error, Result, Tx};

const MOVED_ON: &str =
    "This was not shared: something about it changed while you looked. Open the page again.";
const ENDED: &str = "This had ended before: it was declined, withdrawn or recalled.";

/// Shares the version that was looked at. It opens when the time to withdraw it is over.
///
/// # Errors
/// Refused, Invalid; Conflict where a newer version came, or something speaks against it that the caller
/// cannot judge.
pub async fn share(caller: &Caller, id: DocumentId, form: &ShareForm) -> Result<()> {
    send::<act::ShareDocument>(caller, id, form, false).await
}

/// Asks somebody with the release right to share it.
///
/// # Errors
/// As [`share`].
pub async fn propose(caller: &Caller, id: DocumentId, form: &ShareForm) -> Result<()> {
    send::<act::ProposeShare>(caller, id, form, true).await
}

async fn send<A: Act<Subject = DocumentId>>(
    caller: &Caller,
    id: DocumentId,
    form: &ShareForm,
    proposes: bool,
) -> Result<()> {
    let (mut tx, permit, ground, _) = on_document::<A>(caller, id).await?;
    let key: ShareId = form.key.parse().map_err(|_| Error::Conflict(MOVED_ON.into()))?;
    if is_there(&mut tx, key, permit.subject()).await? {
        return tx.commit().await;
    }
    let asked = read(form)?;
    let names = match fits(&mut tx, ground.case, id, &asked, false).await {
        Ok(names) => names,
        // sent twice at once, the other may have gone meanwhile
        Err(Error::Invalid(_)) if is_there(&mut tx, key, permit.subject()).await? => {
            return tx.commit().await;
        }
        Err(error) => return Err(error),
    };
    tx.commit().await?;
    let (looked, because) = judge(caller, id, ground.case, &asked, &names, form).await?;

    // whoever sends it twice at once waits here for the first
    let (mut tx, permit, _, event) = on_document::<A>(caller, id).await?;
    let people: Vec<uuid::Uuid> = asked.people.iter().map(|id| id.0).collect();
    let outcome = looked.outcome();
    let is_new = sqlx::query_scalar!(
        r#"select share_document($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as "new!""#,
        key.0,
        caller.id(),
        permit.subject().0,
        asked.nth,
        asked.client.0,
        &people,
        hold(),
        outcome.word(),
        looked.kept(),
        because,
        proposes
    )
    .fetch_one(&mut *tx)
    .await
    .map_err(moved_on)?;
    if is_new {
        let event = event.client(asked.client).with("share", key.to_string());
        let event = said(&mut tx, event, id, asked.nth, people.len(), &looked, because).await?;
        audit::record(&mut tx, if proposes { event } else { event.named(gone(outcome)) }).await?;
    }
    tx.commit().await
}

/// Lets a proposal go, as somebody with the release right looked at it.
///
/// # Errors
/// As [`share`]; Conflict where it waits no more.
pub async fn approve(caller: &Caller, id: ShareId, form: &ShareForm) -> Result<DocumentId> {
    let (mut tx, permit, ground, _) = on_share::<act::DecideShare>(caller, id).await?;
    let waiting = page::waiting(&mut tx, permit.subject()).await?;
    let people: Vec<String> = waiting.people.iter().map(MembershipId::to_string).collect();
    // who gets it was proposed; who it goes to is chosen again
    let asked = read(&ShareForm { people, looked: ground.client.to_string(), ..form.clone() })?;
    if asked.nth != waiting.nth {
        return Err(Error::Conflict(MOVED_ON.into()));
    }
    let names = fits(&mut tx, ground.case, ground.document, &asked, true).await.map_err(
        |error| match error {
            Error::Conflict(why) if why.starts_with("A newer version") => {
                Error::Conflict(NEWER.into())
            }
            error => error,
        },
    )?;
    tx.commit().await?;
    let (looked, because) =
        judge(caller, ground.document, ground.case, &asked, &names, form).await?;

    let (mut tx, permit, ground, event) = on_share::<act::DecideShare>(caller, id).await?;
    let done = sqlx::query_scalar!(
        r#"select approve_share($1, $2, $3, $4, $5, $6) as "done!""#,
        permit.subject().0,
        caller.id(),
        hold(),
        looked.outcome().word(),
        looked.kept(),
        because
    )
    .fetch_one(&mut *tx)
    .await
    .map_err(moved_on)?;
    if !done {
        return Err(Error::Conflict(MOVED_ON.into()));
    }
    let (nth, count) = (asked.nth, asked.people.len());
    let event = said(&mut tx, event, ground.document, nth, count, &looked, because).await?;
    audit::record(&mut tx, event.named(gone(looked.outcome()))).await?;
    tx.commit().await?;
    Ok(ground.document)
}

/// Declines a proposal, and says why.
///
/// # Errors
/// Refused, Invalid; Conflict where it waits no more.
pub async fn decline(caller: &Caller, id: ShareId, form: &ReasonForm) -> Result<DocumentId> {
    let (mut tx, permit, ground, event) = on_share::<act::DecideShare>(caller, id).await?;
    let because = reason(&form.reason).map_err(|why| Error::invalid("reason", why))?;
    let done = sqlx::query_scalar!(
        r#"select decline_share($1, $2, $3) as "done!""#,
        permit.subject().0,
        caller.id(),
        because
    )
    .fetch_one(&mut *tx)
    .await?;
    if !done {
        return Err(Error::Conflict(ENDED.into()));
    }
    audit::record(&mut tx, event.named("decline-share").with("reason", because)).await?;
    tx.commit().await?;
    Ok(ground.document)
}

/// Takes back what nobody could open yet: a proposal, or a share while its time runs.
///
/// # Errors
/// Refused; Conflict where it is open already, or had ended.
pub async fn withdraw(caller: &Caller, id: ShareId) -> Result<DocumentId> {
    end(caller, id, "").await
}

/// Ends a share that is open, at once. One that is not open yet is withdrawn.
///
/// # Errors
/// Refused, Invalid; Conflict where it had ended.
pub async fn recall(caller: &Caller, id: ShareId, form: &ReasonForm) -> Result<DocumentId> {
    // a right that is missing is said before a reason that is
    let (tx, ..) = on_share::<act::EndShare>(caller, id).await?;
    tx.commit().await?;
    let because = reason(&form.reason).map_err(|why| Error::invalid("reason", why))?;
    end(caller, id, &because).await
}

async fn end(caller: &Caller, id: ShareId, because: &str) -> Result<DocumentId> {
    let (mut tx, permit, ground, event) = on_share::<act::EndShare>(caller, id).await?;
    let came_to = sqlx::query_scalar!(
        r#"select end_share($1, $2, $3) as "came_to?""#,
        permit.subject().0,
        caller.id(),
        because
    )
    .fetch_one(&mut *tx)
    .await
    .map_err(|error| match Error::from(error) {
        Error::Conflict(_) => Error::Conflict(
            "The time to withdraw it is over, and it can be opened. Recall it instead, and say why.".into(),
        ),
        error => error,
    })?;
    let event = match came_to.as_deref() {
        None => return Err(Error::Conflict(ENDED.into())),
        Some("recalled") => event.named("recall-share").with("reason", because),
        Some(_) => event.named("withdraw-share"),
    };
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok(ground.document)
}

/// Whether a form that was sent twice has been taken.
async fn is_there(tx: &mut Tx, key: ShareId, document: DocumentId) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from document_shares h where h.id = $1 and h.document_id = $2
            and h.asked_by = office_caller()) as "there!""#,
        key.0,
        document.0
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(Error::from)
}

fn read(form: &ShareForm) -> Result<Asked> {
    let mut errors = FieldErrors::default();
    match form.parse(&mut errors) {
        Some(asked) if errors.is_empty() => Ok(asked),
        _ => Err(Error::Invalid(errors)),
    }
}

/// Whether this version can go to these people now; and what they are called. What `waits` has been proposed for them.
async fn fits(
    tx: &mut Tx,
    case: CaseId,
    id: DocumentId,
    asked: &Asked,
    waits: bool,
) -> Result<Vec<String>> {
    let region = tx.caller().clone().zone(tx).await?;
    let document = documents::one(tx, id).await?;
    if document.version != asked.nth {
        return Err(Error::Conflict(format!(
            "A newer version came while you looked: version {}. Look at that one before you share it.",
            document.version
        )));
    }
    if let Some(bar) = page::bar(tx, case, &document).await? {
        return Err(Error::Conflict(bar));
    }
    let clients = page::clients(tx, case, &document, &region).await?;
    chosen(&clients, asked, waits)
}

fn chosen(clients: &[ShareClient], asked: &Asked, waits: bool) -> Result<Vec<String>> {
    let Some(client) = clients.iter().find(|client| client.id == asked.client) else {
        return Err(Error::invalid("client", "Choose a client of this case."));
    };
    asked
        .people
        .iter()
        .map(|id| {
            let person = client.people.iter().find(|person| person.id == *id).ok_or_else(|| {
                Error::invalid(
                    "people",
                    format!("Choose from those who use the portal for {}.", client.name),
                )
            })?;
            match person.has_it && !waits {
                false => Ok(person.name.clone()),
                true => Err(Error::invalid(
                    "people",
                    format!("{} has this version already, or it waits to go.", person.name),
                )),
            }
        })
        .collect()
}

/// Compares it, and asks for what an override needs where something speaks against it.
async fn judge(
    caller: &Caller,
    document: DocumentId,
    case: CaseId,
    asked: &Asked,
    names: &[String],
    form: &ShareForm,
) -> Result<(Looked, Option<String>)> {
    let looked = guard::compare(caller, document, asked.nth, case, asked.client).await?;
    if looked.outcome() != Outcome::Stop {
        return Ok((looked, None));
    }
    let mut tx = caller.begin().await?;
    let findings = findings::of(&mut tx, &looked, case, asked.client).await?;
    tx.commit().await?;
    if !findings.may_override() {
        return Err(Error::Conflict(
            "This document seems to belong to another client of the office. It was not shared. Ask a managing partner if you are sure that it is this client’s.".into(),
        ));
    }
    if form.warned.is_empty() {
        return Err(Error::Conflict(
            "Something of another client came to light in it since you opened this page. It was not shared. Open the page again.".into(),
        ));
    }
    let mut errors = FieldErrors::default();
    match form.anyway(names, &mut errors) {
        Some(because) => Ok((looked, Some(because))),
        None => Err(Error::Invalid(errors)),
    }
}

pub(super) fn hold() -> PgInterval {
    PgInterval { months: 0, days: 0, microseconds: HOLD_SECONDS * 1_000_000 }
}

pub(super) const fn gone(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Stop => "share-document-anyway",
        Outcome::Clear | Outcome::Notes | Outcome::Unread => "share-document",
    }
}

/// The version it was of, and what was found, for the log.
pub(super) async fn said(
    tx: &mut Tx,
    event: Event,
    document: DocumentId,
    nth: i32,
    people: usize,
    looked: &Looked,
    because: Option<String>,
) -> Result<Event> {
    let hash = sqlx::query_scalar!(
        "select content_hash from document_versions where document_id = $1 and nth = $2",
        document.0,
        nth
    )
    .fetch_one(&mut **tx)
    .await?;
    let event =
        event.of_version(nth, &hash).with("people", people).with("found", looked.outcome().word());
    Ok(match because {
        Some(because) => event.with("reason", because),
        None => event,
    })
}

fn moved_on(error: sqlx::Error) -> Error {
    match Error::from(error) {
        Error::Conflict(_) => Error::Conflict(MOVED_ON.into()),
        error => error,
    }
}
