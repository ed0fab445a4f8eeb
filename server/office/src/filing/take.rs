//! Taking a file in. A row for the bytes on their way, in a transaction of its own; then the bytes; then one
//! transaction with which the scan lies in its tray. That row knows where the file still lies until it is
//! removed there, so that a crash in between takes nothing twice.

use std::sync::Arc;

use ::vault::BoxError;
use bytes::Bytes;
use domain::documents::name_of_upload;
use domain::ids::{ScanId, StaffId};
use futures_util::Stream;
use sqlx::{Postgres, Transaction};

use crate::sealing::{self, OfficePlace, Sealed};
use crate::vault::{Vault, key_uuid, storage};
use crate::{Error, Office, Result};

/// A file that comes in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arriving<'a> {
    /// Where it lies: no two are taken from one place at once.
    pub source: &'a str,
    /// None: the office's.
    pub tray: Option<StaffId>,
    pub name: &'a str,
    pub announced_bytes: Option<u64>,
}

/// A transaction of whoever looks into the folder.
pub(super) async fn begin(office: &Office) -> Result<Transaction<'static, Postgres>> {
    office.begin_as("privity_filing", None, office.clock.now()).await
}

/// Seals a file and puts it into a tray. None where another server is at it.
///
/// # Errors
/// As the vault and the database say; nothing is in a tray then.
pub(crate) async fn take_in<S, E>(
    office: &Office,
    vault: &Arc<Vault>,
    arriving: Arriving<'_>,
    body: S,
) -> Result<Option<ScanId>>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<BoxError>,
{
    let id = office.chance.id(office.clock.now());
    let mut tx = begin(office).await?;
    let key = sealing::make_office_key(&mut tx, vault).await?;
    let place = OfficePlace::fresh(vault, key, id, id);
    let object = place.name.to_string();
    let ours = sqlx::query_scalar!(
        r#"select filing_begin($1, $2, $3) as "ours!""#,
        id,
        arriving.source,
        object
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    if !ours {
        return Ok(None);
    }
    let order = place.order(vault.file_bytes, arriving.announced_bytes);
    let kept = match sealing::seal(vault, order, body).await {
        Ok(sealed) => keep(office, &place, id, arriving, &sealed).await,
        Err(error) => Err(storage(error)),
    };
    match kept {
        Ok(()) => Ok(Some(ScanId(id))),
        // after a lost connection nobody knows whether it was kept: the row and the sweeper do
        Err(error @ (Error::Unavailable | Error::Internal(_))) => Err(error),
        Err(error) => {
            sealing::let_go(vault, &object).await;
            drop_arrival(office, id).await;
            Err(error)
        }
    }
}

async fn keep(
    office: &Office,
    place: &OfficePlace,
    id: uuid::Uuid,
    arriving: Arriving<'_>,
    sealed: &Sealed,
) -> Result<()> {
    let written = &sealed.written;
    let mut tx = begin(office).await?;
    sqlx::query!(
        "select filing_keep($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        id,
        office.chance.id(office.clock.now()),
        arriving.tray.map(|id| id.0) as Option<uuid::Uuid>,
        name_of_upload(arriving.name),
        i64::try_from(written.length).map_err(Error::internal)?,
        i32::try_from(written.chunks).map_err(Error::internal)?,
        sealed.media,
        written.hash.0.as_slice(),
        key_uuid(place.key.id()),
        place.wrapped(),
        sealed.found
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

async fn drop_arrival(office: &Office, id: uuid::Uuid) {
    let done = async {
        let mut tx = begin(office).await?;
        sqlx::query!("select filing_drop($1)", id).execute(&mut *tx).await?;
        Ok::<_, Error>(tx.commit().await?)
    };
    if let Err(error) = done.await {
        tracing::warn!(%error, "a file on its way is left until it is begun anew");
    }
}

/// Says that the file of a scan no longer lies where it was found.
///
/// # Errors
/// As the database says.
pub(crate) async fn leave_behind(office: &Office, scan: ScanId) -> Result<()> {
    let mut tx = begin(office).await?;
    sqlx::query!("select filing_gone($1)", scan.0).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}
