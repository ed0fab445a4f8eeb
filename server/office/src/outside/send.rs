//! Sending, withdrawing and recalling. What is compared is compared again when it goes; no transaction is open while
//! it is read.

use domain::access::act;
use domain::documents::ReasonForm;
use domain::forms::FieldErrors;
use domain::ids::{CaseId, ClientId, DocumentId, OutsideId};
use domain::outside::{Outgoing, OutsideForm};
use domain::sharing::{Finding, Findings, HOLD_SECONDS, Outcome, reason};
use misdirection::What;
use serde_json::{Value, json};
use sqlx::postgres::types::PgInterval;
use uuid::Uuid;

use crate::audit::{self, Event, Resource};
use crate::documents;
use crate::sharing::guard::{self, Looked};
use crate::sharing::{bar, findings};
use crate::{Caller, Error, Result, Tx, access};

const MOVED_ON: &str =
    "This was not sent: something about it changed while you looked. Open the page again.";
const NEWER: &str = "A newer version of one of these came while you looked. Open the page again and look at that one before you send it.";
const HIDDEN: &str = "One of these seems to belong to another client of the office. Nothing was sent. Ask a managing partner if you are sure that it is this client’s.";
const CAME: &str = "Something of another client came to light since you opened this page. Nothing was sent. Open the page again.";
const NOT_NOW: &str = "This could not be compared with other clients’ names just now, so nothing was sent. Try again in a minute.";
const ENDED: &str = "This had ended before: it was withdrawn or recalled.";

/// Sends the versions that were looked at. They open when the time to withdraw is over.
///
/// # Errors
/// NotFound, Refused, Invalid; Conflict where something changed, or speaks against it that the caller cannot judge.
pub async fn send(caller: &Caller, id: CaseId, form: &OutsideForm) -> Result<()> {
    let (mut tx, permit, _) = access::on_case::<act::SendOutside>(caller, id).await?;
    let key: OutsideId = form.key.parse().map_err(|_| Error::Conflict(MOVED_ON.into()))?;
    let (client, clients) = clients(&mut tx, permit.subject()).await?;
    let mut errors = FieldErrors::default();
    let Some(out) = form.parse(&clients, &mut errors) else { return Err(Error::Invalid(errors)) };
    fits(&mut tx, id, &out).await?;
    tx.commit().await?;
    let judged = judge(caller, id, client, &out, form).await?;

    let (mut tx, permit, ground) = access::on_case::<act::SendOutside>(caller, id).await?;
    let (documents, nths): (Vec<Uuid>, Vec<i32>) =
        out.documents.iter().map(|(id, nth)| (id.0, *nth)).unzip();
    let is_new = sqlx::query_scalar!(
        r#"select send_outside($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) as "new!""#,
        key.0,
        caller.id(),
        permit.subject().0,
        out.name,
        out.email.as_str(),
        out.role.word(),
        out.firm,
        out.reason,
        &documents,
        &nths,
        PgInterval { months: 0, days: 0, microseconds: HOLD_SECONDS * 1_000_000 },
        out.days,
        judged.outcome.word(),
        judged.kept,
        judged.because
    )
    .fetch_one(&mut *tx)
    .await
    .map_err(|error| match Error::from(error) {
        Error::Conflict(_) => Error::Conflict(MOVED_ON.into()),
        error => error,
    })?;
    if is_new {
        let word = match judged.outcome {
            Outcome::Stop => "send-outside-anyway",
            Outcome::Clear | Outcome::Notes | Outcome::Unread => "send-outside",
        };
        for (document, nth) in &out.documents {
            let event = Event::new(word, Resource::Document(*document))
                .around(Some(id), Some(client))
                .by_grant(ground.grant)
                .of_version(*nth, &hash(&mut tx, *document, *nth).await?)
                .with("send", key.to_string())
                .with("found", judged.outcome.word());
            let event = match &judged.because {
                Some(because) => event.with("reason", because.clone()),
                None => event,
            };
            audit::record(&mut tx, event).await?;
        }
    }
    tx.commit().await
}

/// Takes back what nobody could open yet.
///
/// # Errors
/// NotFound, Refused; Conflict where it is open already, or had ended.
pub async fn withdraw(caller: &Caller, case: CaseId, id: OutsideId) -> Result<()> {
    end(caller, case, id, "").await
}

/// Ends at once what can be opened. What cannot yet is withdrawn.
///
/// # Errors
/// NotFound, Refused, Invalid; Conflict where it had ended.
pub async fn recall(caller: &Caller, case: CaseId, id: OutsideId, form: &ReasonForm) -> Result<()> {
    // a right that is missing is said before a reason that is
    let (tx, ..) = access::on_case::<act::EndOutside>(caller, case).await?;
    tx.commit().await?;
    let because = reason(&form.reason).map_err(|why| Error::invalid("reason", why))?;
    end(caller, case, id, &because).await
}

async fn end(caller: &Caller, case: CaseId, id: OutsideId, because: &str) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::EndOutside>(caller, case).await?;
    let came_to = sqlx::query_scalar!(
        r#"select end_outside($1, $2, $3) as "came_to?""#,
        id.0,
        permit.subject().0,
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
    let event = Event::new("recall-outside", Resource::Case(case))
        .by_grant(ground.grant)
        .with("send", id.to_string());
    let event = match came_to.as_deref() {
        None => return Err(Error::Conflict(ENDED.into())),
        Some("recalled") => event.with("reason", because),
        Some(_) => event.named("withdraw-outside"),
    };
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// The case's own client, and what each client of it is called.
async fn clients(tx: &mut Tx, case: CaseId) -> Result<(ClientId, Vec<String>)> {
    let own = sqlx::query_scalar!("select client_id from cases where id = $1", case.0)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(Error::NotFound)?;
    let names = sqlx::query_scalar!(
        r#"select distinct client_name as "name!" from case_portal_people($1) where in_case"#,
        case.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok((ClientId(own), names))
}

/// Documents that are of the case, and in view.
///
/// # Errors
/// NotFound.
pub(super) async fn listed(tx: &mut Tx, case: CaseId, ids: &[DocumentId]) -> Result<()> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let there = sqlx::query_scalar!(
        r#"select count(*) as "n!" from documents d where d.case_id = $1 and d.id = any ($2)"#,
        case.0,
        &ids
    )
    .fetch_one(&mut **tx)
    .await?;
    if usize::try_from(there).ok() == Some(ids.len()) { Ok(()) } else { Err(Error::NotFound) }
}

/// Whether these versions can go now.
async fn fits(tx: &mut Tx, case: CaseId, out: &Outgoing) -> Result<()> {
    let ids: Vec<DocumentId> = out.documents.iter().map(|(id, _)| *id).collect();
    listed(tx, case, &ids).await?;
    for (id, nth) in &out.documents {
        let document = documents::one(tx, *id).await?;
        if document.version != *nth {
            return Err(Error::Conflict(NEWER.into()));
        }
        if let Some(why) = bar(tx, case, &document).await? {
            return Err(Error::Conflict(format!("{}: {why}", document.name)));
        }
    }
    Ok(())
}

struct Judged {
    outcome: Outcome,
    kept: Value,
    because: Option<String>,
}

/// Compares the documents, and whom they go to, and asks for what an override needs where something speaks against it.
async fn judge(
    caller: &Caller,
    case: CaseId,
    client: ClientId,
    out: &Outgoing,
    form: &OutsideForm,
) -> Result<Judged> {
    let to = format!("{}\n{}\n{}", out.name, out.firm, out.email.as_str());
    let to = guard::compare_text(caller, to, case, client).await?;
    if !to.why_unread.is_empty() {
        return Err(Error::Conflict(NOT_NOW.into()));
    }
    // no namesake has the same address
    if to.verdict.stops.iter().any(|hit| hit.what == What::Email) {
        return Err(Error::invalid(
            "email",
            "This address is on file for another client of the office, so nothing was sent. Check it with the person.",
        ));
    }
    let mut kept = vec![json!({ "recipient": to.kept() })];
    let to = told(caller, &to, case, client).await?;
    let named = to.outcome == Outcome::Stop;
    // of a name and an address there is no more to read: only a stop counts
    let mut all: Vec<(String, Findings)> =
        if named { vec![("The recipient".into(), to)] } else { Vec::new() };
    for (id, nth) in &out.documents {
        let looked = guard::compare(caller, *id, *nth, case, client).await?;
        kept.push(json!({ "document": id.to_string(), "nth": nth, "found": looked.kept() }));
        all.push((String::new(), told(caller, &looked, case, client).await?));
    }
    let of_documents = all.iter().skip(usize::from(named)).any(|(_, f)| f.outcome == Outcome::Stop);
    let findings = gather(all);
    let judged = Judged { outcome: findings.outcome, kept: Value::Array(kept), because: None };
    if findings.outcome != Outcome::Stop {
        return Ok(judged);
    }
    if !findings.may_override() {
        return Err(Error::Conflict(HIDDEN.into()));
    }
    if of_documents && form.warned.is_empty() {
        return Err(Error::Conflict(CAME.into()));
    }
    let because = reason(&form.anyway).map_err(|why| match named && form.anyway.trim().is_empty() {
        true => Error::invalid(
            "anyway",
            "The name of the recipient is that of another client of the office. Make sure who this is; if it is right, say why.",
        ),
        false => Error::invalid("anyway", why),
    })?;
    Ok(Judged { because: Some(because), ..judged })
}

async fn told(
    caller: &Caller,
    looked: &Looked,
    case: CaseId,
    client: ClientId,
) -> Result<Findings> {
    let mut tx = caller.begin().await?;
    let findings = findings::of(&mut tx, looked, case, client).await?;
    tx.commit().await?;
    Ok(findings)
}

/// Several findings as one: what is worst counts, and each line says where.
pub(super) fn gather(all: Vec<(String, Findings)>) -> Findings {
    const WORST: [Outcome; 4] = [Outcome::Stop, Outcome::Unread, Outcome::Notes, Outcome::Clear];
    let outcome = WORST.into_iter().find(|o| all.iter().any(|(_, f)| f.outcome == *o));
    let (mut stops, mut notes, mut unread, mut pages_read) =
        (Vec::new(), Vec::new(), Vec::new(), 0);
    for (name, findings) in all {
        let placed = |finding: Finding| match finding.is_hidden || name.is_empty() {
            true => finding,
            false => Finding { pages: format!("{name}, {}", finding.pages), ..finding },
        };
        stops.extend(findings.stops.into_iter().map(placed));
        notes.extend(findings.notes.into_iter().map(placed));
        if !findings.unread.is_empty() {
            unread.push(format!("{name}: {}", findings.unread));
        }
        pages_read += findings.pages_read;
    }
    Findings {
        outcome: outcome.unwrap_or_default(),
        stops,
        notes,
        unread: unread.join(" "),
        pages_read,
    }
}

async fn hash(tx: &mut Tx, document: DocumentId, nth: i32) -> Result<Vec<u8>> {
    let hash = sqlx::query_scalar!(
        "select content_hash from document_versions where document_id = $1 and nth = $2",
        document.0,
        nth
    );
    Ok(hash.fetch_one(&mut **tx).await?)
}
