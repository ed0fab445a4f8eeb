//! What lies in the store and belongs to nothing: uploads that ended without a word, blobs that no row
//! names, what a crash left half written. Nothing younger than a day is touched.
//!
//! What a version names cannot be swept, whenever it is published: an upload's row goes before its blob,
//! so that publishing it is refused from then on; and a blob is nobody's only if neither an upload nor a
//! version names it at one instant. Names are used once, with a row before the first byte.

use std::time::SystemTime;

use ::vault::{Blobs, Name, fault};
use futures_util::TryStreamExt;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;

use super::begin;
use crate::vault::storage;
use crate::{Error, Office, Result};

/// What is younger may be on its way.
const AGE: SignedDuration = SignedDuration::from_hours(24);
/// Uploads taken out of the books at a time, and objects asked about.
const BATCH: usize = 500;

/// What was swept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads that ended without a word.
    pub uploads: u64,
    /// Objects that no row named.
    pub objects: u64,
    /// Bytes of them, as stored.
    pub object_bytes: u64,
    /// Half-written files in a folder. Those of a bucket end by its lifecycle rule.
    pub unfinished: u64,
    /// Rows by which ranges of one transfer share a row of the log.
    pub transfers: u64,
}

/// Sweeps once, all of it.
///
/// # Errors
/// Unavailable, Storage: what was swept until then stays so, the rest is for the next time.
pub async fn sweep(office: &Office) -> Result<Swept> {
    let vault = office.vault().await?;
    let before = super::now(office).await? - AGE;
    let mut swept =
        Swept { uploads: uploads(office, &vault.blobs, before).await?, ..Swept::default() };
    objects(office, &vault.blobs, before, &mut swept).await?;
    swept.unfinished = unfinished(&vault.blobs, before).await?;
    swept.transfers = transfers(office, before).await?;
    Ok(swept)
}

async fn uploads(office: &Office, blobs: &Blobs, before: Timestamp) -> Result<u64> {
    let mut swept = 0;
    loop {
        let mut tx = begin(office).await?;
        let claimed = sqlx::query!(
            r#"select claimed as "claimed!", objects as "objects!" from claim_stale_uploads($1, $2)"#,
            before.to_sqlx() as jiff_sqlx::Timestamp,
            BATCH as i32
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        fault::here("sweep.claimed");
        if claimed.claimed == 0 {
            return Ok(swept);
        }
        swept += claimed.claimed.unsigned_abs();
        for name in claimed.objects {
            // what is not named as objects are is none
            let Ok(name) = name.parse() else { continue };
            blobs.delete(name).await.map_err(storage)?;
            fault::here("sweep.upload");
        }
    }
}

async fn objects(
    office: &Office,
    blobs: &Blobs,
    before: Timestamp,
    swept: &mut Swept,
) -> Result<()> {
    let mut batches = blobs
        .list()
        .map_err(storage)
        .try_filter(|stored| std::future::ready(stored.modified < SystemTime::from(before)))
        .try_chunks(BATCH);
    while let Some(batch) = batches.try_next().await.map_err(|error| error.1)? {
        let names: Vec<String> = batch.iter().map(|stored| stored.name.to_string()).collect();
        let mut tx = begin(office).await?;
        let unnamed: Vec<String> =
            sqlx::query_scalar!(r#"select unnamed_objects($1) as "name!""#, &names)
                .fetch_all(&mut *tx)
                .await?;
        tx.commit().await?;
        fault::here("sweep.asked");
        for name in unnamed {
            let name: Name = name.parse().map_err(Error::internal)?;
            blobs.delete(name).await.map_err(storage)?;
            swept.objects += 1;
            swept.object_bytes +=
                batch.iter().find(|stored| stored.name == name).map_or(0, |stored| stored.bytes);
            fault::here("sweep.object");
        }
    }
    Ok(())
}

async fn unfinished(blobs: &Blobs, before: Timestamp) -> Result<u64> {
    let mut swept = 0;
    for left in blobs.unfinished().await.map_err(storage)? {
        if left.modified < SystemTime::from(before) {
            blobs.discard(left).await.map_err(storage)?;
            swept += 1;
            fault::here("sweep.unfinished");
        }
    }
    Ok(swept)
}

async fn transfers(office: &Office, before: Timestamp) -> Result<u64> {
    let mut tx = begin(office).await?;
    let gone = sqlx::query_scalar!(
        r#"select tidy_transfers($1) as "gone!""#,
        before.to_sqlx() as jiff_sqlx::Timestamp
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(gone.unsigned_abs())
}
