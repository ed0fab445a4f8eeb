//! Sending a file into the inbox of a case. As for documents: a row for the bytes on their way, then the bytes, sealed as
//! they come with no transaction open; then one transaction with which the file lies in the inbox. It is sealed as the
//! first version of the document it may become. Whatever fails before the end leaves nothing.

use std::sync::Arc;

use bytes::Bytes;
use domain::documents::{name_of_upload, size_words};
use domain::ids::{CaseId, ClientId, RequestId};
use domain::requests::{DAY_BYTES, DAY_FILES};
use futures_util::Stream;
use uuid::Uuid;
use vault::{BoxError, CaseKey, DataKey, Name, Order, Place};

use super::PortalCaller;
use super::caller::PortalTx;
use crate::documents::unwrap_key;
use crate::sealing::{self, Sealed};
use crate::vault::{SECRET, Vault, key_uuid, storage};
use crate::{Error, Result};

const ENDED: &str =
    "This is not needed any more, so your file was not kept. If you think it should be, call us.";

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendTo {
    Request(RequestId),
    /// Something of which nobody asked.
    Case(CaseId, ClientId),
}

/// A file that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The scanner for malware stopped it: the office has it and does not open it.
    pub held: bool,
}

/// Asks whether somebody may send files at all, before the first byte of one is read.
///
/// # Errors
/// NotFound for somebody who sends nothing anywhere.
pub async fn may_send(caller: &PortalCaller) -> Result<()> {
    let mut tx = caller.begin().await?;
    let sends =
        sqlx::query_scalar!(r#"select exists (select from own_upload_places()) as "sends!""#)
            .fetch_one(&mut *tx)
            .await?;
    tx.commit().await?;
    if sends { Ok(()) } else { Err(reads_only()) }
}

/// Sends one. `announced` is what its length is said to be.
///
/// # Errors
/// NotFound for what is somebody else's; Refused for whoever may look and not send; Conflict where it is not needed any
/// more, is too much for a day, too long, empty, or did not arrive whole; Storage.
pub async fn send<S, E>(
    caller: &PortalCaller,
    to: SendTo,
    name: &str,
    announced: Option<u64>,
    body: S,
) -> Result<Sent>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<BoxError>,
{
    let vault = caller.office().vault().await?;
    let mut tx = caller.begin().await?;
    let coming = begin(&mut tx, caller, &vault, to).await?;
    tx.commit().await?;
    let sealed = match seal(&vault, &coming, announced, body).await {
        Ok(sealed) => sealed,
        Err(error) => {
            forget(caller, coming.id).await;
            return Err(error);
        }
    };
    let kept = match not_empty(&sealed) {
        Ok(()) => keep(caller, &coming, &name_of_upload(name), &sealed).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(()) => Ok(Sent { held: sealed.found.is_some() }),
        // after a lost connection nobody knows whether it was kept: the sweeper does
        Err(error @ (Error::Unavailable | Error::Internal(_))) => Err(error),
        Err(error) => {
            drop_it(caller, &vault, &coming).await;
            Err(error)
        }
    }
}

pub(super) fn not_empty(sealed: &Sealed) -> Result<()> {
    match sealed.written.length {
        0 => Err(Error::Conflict("This file is empty: 0 bytes. It was not kept.".into())),
        _ => Ok(()),
    }
}

/// Lets go of the bytes, and of the row that says they come.
pub(super) async fn drop_it(caller: &PortalCaller, vault: &Arc<Vault>, coming: &Coming) {
    sealing::let_go(vault, &coming.name.to_string()).await;
    forget(caller, coming.id).await;
}

/// Bytes on their way.
pub(super) struct Coming {
    pub(super) id: Uuid,
    place: Place,
    name: Name,
    case_key: CaseKey,
    data_key: DataKey,
    /// What may still come from this person today.
    left: u64,
}

pub(super) async fn begin(
    tx: &mut PortalTx,
    caller: &PortalCaller,
    vault: &Vault,
    to: SendTo,
) -> Result<Coming> {
    let (id, name) = (caller.id(), Name::random(&SECRET));
    let (request, case, client) = match to {
        SendTo::Request(request) => (Some(request.0), None, None),
        SendTo::Case(case, client) => (None, Some(case.0), Some(client.0)),
    };
    let row = sqlx::query!(
        r#"select said as "said!", case_id, bytes_left from own_upload_begin($1, $2, $3, $4, $5, $6, $7)"#,
        id,
        name.to_string(),
        request,
        case,
        client,
        DAY_FILES,
        DAY_BYTES
    )
    .fetch_one(&mut **tx)
    .await?;
    let (case, left) = match (row.said.as_str(), row.case_id, row.bytes_left) {
        ("begun", Some(case), Some(left)) => (CaseId(case), left),
        ("unseen", ..) => return Err(Error::NotFound),
        ("reads", ..) => return Err(reads_only()),
        ("ended", ..) => return Err(Error::Conflict(ENDED.into())),
        ("many", ..) => {
            return Err(Error::Conflict(format!(
                "{DAY_FILES} files came from you within a day. Send the rest tomorrow, or call us."
            )));
        }
        ("much", ..) => return Err(too_much()),
        (other, ..) => return Err(Error::internal(format!("an upload is neither: {other}"))),
    };
    let place = Place { office: vault.installation, case: case.0, document: id, version: id };
    let case_key = key(tx, vault, id, case).await?;
    let left = u64::try_from(left).unwrap_or_default();
    Ok(Coming { id, place, name, case_key, data_key: DataKey::random(&SECRET), left })
}

/// The key of the case, made where it has none.
async fn key(tx: &mut PortalTx, vault: &Vault, upload: Uuid, case: CaseId) -> Result<CaseKey> {
    let known = sqlx::query!(
        r#"select id as "id!", wrapped from own_upload_key($1, null, null, null)"#,
        upload
    )
    .fetch_optional(&mut **tx)
    .await?;
    if let Some(row) = known {
        return unwrap_key(vault, case, row.id, row.wrapped).await?.ok_or(Error::NotFound);
    }
    let key = CaseKey::random(&SECRET);
    let wrapped = key
        .wrap(vault.keeper.as_ref(), &SECRET, vault.installation, case.0)
        .await
        .map_err(Error::internal)?;
    let row = sqlx::query!(
        r#"select id as "id!", wrapped from own_upload_key($1, $2, $3, $4)"#,
        upload,
        key_uuid(key.id()),
        wrapped.to_bytes(),
        wrapped.by().to_string()
    )
    .fetch_one(&mut **tx)
    .await?;
    // two first files at once agree on the one that was kept
    unwrap_key(vault, case, row.id, row.wrapped).await?.ok_or(Error::NotFound)
}

pub(super) async fn seal<S, E>(
    vault: &Vault,
    coming: &Coming,
    announced: Option<u64>,
    body: S,
) -> Result<Sealed>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<BoxError>,
{
    let order = Order {
        name: coming.name,
        place: coming.place,
        data_key: &coming.data_key,
        case_key: &coming.case_key,
        limit_bytes: vault.file_bytes.min(coming.left),
        announced_bytes: announced,
    };
    sealing::seal(vault, order, body).await.map_err(|error| match error {
        vault::Error::TooLong { .. } if coming.left < vault.file_bytes => too_much(),
        error => storage(error),
    })
}

async fn keep(caller: &PortalCaller, coming: &Coming, name: &str, sealed: &Sealed) -> Result<()> {
    let mut tx = caller.begin().await?;
    keep_in(&mut tx, caller, coming, name, sealed).await?;
    tx.commit().await
}

/// Puts what came into the inbox, with whatever else the transaction does.
pub(super) async fn keep_in(
    tx: &mut PortalTx,
    caller: &PortalCaller,
    coming: &Coming,
    name: &str,
    sealed: &Sealed,
) -> Result<()> {
    let (visit, written) = (caller.visit(), &sealed.written);
    let wrapped = coming.case_key.wrap_data_key(&SECRET, &coming.place, &coming.data_key);
    let said = sqlx::query_scalar!(
        r#"select own_upload_keep($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) as "said!""#,
        coming.id,
        name,
        i64::try_from(written.length).map_err(Error::internal)?,
        i32::try_from(written.chunks).map_err(Error::internal)?,
        sealed.media,
        written.hash.0.as_slice(),
        key_uuid(coming.case_key.id()),
        wrapped.to_bytes(),
        sealed.found,
        DAY_BYTES,
        caller.id(),
        caller.session_id().0,
        visit.request_id(),
        visit.address(),
        visit.user_agent()
    )
    .fetch_one(&mut **tx)
    .await?;
    match said.as_str() {
        "kept" => Ok(()),
        "ended" => Err(Error::Conflict(ENDED.into())),
        "much" => Err(too_much()),
        _ => Err(Error::Conflict(
            "This file took longer than a day to arrive and was not kept. Send it again.".into(),
        )),
    }
}

/// Lets go of the row of a file whose bytes are gone. Where that fails, the sweeper does it.
pub(super) async fn forget(caller: &PortalCaller, id: Uuid) {
    let done = async {
        let mut tx = caller.begin().await?;
        sqlx::query!("select own_upload_drop($1)", id).execute(&mut *tx).await?;
        tx.commit().await
    };
    if let Err(error) = done.await {
        tracing::warn!(%error, "a client's file on its way is left to the sweeper");
    }
}

fn reads_only() -> Error {
    Error::Refused("You can read here, and not send files. Call us if that is wrong.".into())
}

fn too_much() -> Error {
    Error::Conflict(format!(
        "With this file it would be more than {} within a day, so it was not kept. Send the rest tomorrow, or call us.",
        size_words(DAY_BYTES)
    ))
}
