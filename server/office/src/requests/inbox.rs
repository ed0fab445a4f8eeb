//! What becomes of a file in the inbox: a document of the case as it lies, or refused with a reason the client reads.

use domain::access::act;
use domain::forms::FieldErrors;
use domain::ids::{CaseId, ClientId, DocumentId, UploadId};
use domain::requests::DecideForm;

use crate::audit::{self, Event, Resource};
use crate::documents::free_name;
use crate::{Caller, Error, Result, Tx, access, sealing};

const DECIDED: &str = "Somebody accepted or refused this file meanwhile. Look at it again.";

/// Makes it a document of its case, under a name and kind of ours. No byte of it moves: it was sealed as the first
/// version of that document.
///
/// # Errors
/// NotFound, Refused, Invalid; Conflict where somebody decided before, or the documents of the case were destroyed.
pub async fn accept(
    caller: &Caller,
    case: CaseId,
    id: UploadId,
    form: &DecideForm,
) -> Result<DocumentId> {
    let (mut tx, permit, ground) = access::on_case::<act::AcceptUpload>(caller, case).await?;
    let case = permit.subject();
    let mut errors = FieldErrors::default();
    let Some((name, kind)) = form.accepted(&mut errors) else {
        return Err(Error::Invalid(errors));
    };
    let (client, hash) = known(&mut tx, case, id).await?;
    let name = free_name(&mut tx, case, None, &name).await?;
    let done = sqlx::query_scalar!(
        r#"select accept_upload($1, $2, $3, $4, $5, $6, $7) as "done!""#,
        id.0,
        case.0,
        caller.id(),
        name,
        kind.word(),
        form.all == "on",
        caller.id()
    )
    .fetch_one(&mut *tx)
    .await?;
    if !done {
        return Err(Error::Conflict(DECIDED.into()));
    }
    let document = DocumentId(id.0);
    let event = Event::new("accept-upload", Resource::Document(document))
        .around(Some(case), Some(client))
        .by_grant(ground.grant)
        .of_version(1, &hash);
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok(document)
}

/// Refuses it. Its bytes are let go, unless a legal hold keeps the case as it is.
///
/// # Errors
/// NotFound, Refused, Invalid; Conflict where somebody decided before.
pub async fn refuse(caller: &Caller, case: CaseId, id: UploadId, form: &DecideForm) -> Result<()> {
    let vault = caller.office().vault().await?;
    let (mut tx, permit, ground) = access::on_case::<act::AcceptUpload>(caller, case).await?;
    let case = permit.subject();
    let mut errors = FieldErrors::default();
    let Some(because) = form.refused(&mut errors) else {
        return Err(Error::Invalid(errors));
    };
    let (client, hash) = known(&mut tx, case, id).await?;
    let done = sqlx::query!(
        r#"select decided as "decided!", object from refuse_upload($1, $2, $3, $4)"#,
        id.0,
        case.0,
        caller.id(),
        because
    )
    .fetch_one(&mut *tx)
    .await?;
    if !done.decided {
        return Err(Error::Conflict(DECIDED.into()));
    }
    let event = Event::new("refuse-upload", Resource::Document(DocumentId(id.0)))
        .around(Some(case), Some(client))
        .by_grant(ground.grant)
        .of_version(1, &hash)
        .with("reason", because);
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    if let Some(object) = done.object {
        sealing::let_go(&vault, &object).await;
    }
    Ok(())
}

/// Whose it is, and the keyed hash of what it holds.
async fn known(tx: &mut Tx, case: CaseId, id: UploadId) -> Result<(ClientId, Vec<u8>)> {
    let row = sqlx::query!(
        "select client_id, content_hash from client_uploads where id = $1 and case_id = $2",
        id.0,
        case.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok((ClientId(row.client_id), row.content_hash))
}
