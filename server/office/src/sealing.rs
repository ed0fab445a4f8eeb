//! Bytes on their way into the vault: sealed as they come, seen by the scanner for malware, told what they
//! are by what they say. And the office's own key, for what belongs to no case.

use std::sync::Arc;

use ::vault::{
    Blob, BoxError, CaseKey, DataKey, Expected, KeyId, Name, Order, Place, Tap, Wrapped, Written,
};
use bytes::Bytes;
use futures_util::Stream;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::malware::Pass;
use crate::vault::{SECRET, Vault, key_uuid, storage};
use crate::{Error, Result};

/// What lies in the store, sealed, and no row names yet.
#[derive(Debug)]
pub(crate) struct Sealed {
    pub written: Written,
    /// As its bytes say.
    pub media: String,
    /// What the scanner held it for.
    pub found: Option<String>,
}

/// Seals a body into the store. What fails leaves nothing.
///
/// # Errors
/// As the vault says.
pub(crate) async fn seal<S, E>(
    vault: &Vault,
    order: Order<'_>,
    body: S,
) -> Result<Sealed, ::vault::Error>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<BoxError>,
{
    let (pass, scan) = vault.scanner.begin();
    let mut pass = Scanned(Some(pass));
    let written = vault.blobs.write(order, &SECRET, body, &mut pass).await?;
    pass.end().await;
    let media = papers::sniff(&written.head).media_type().to_owned();
    Ok(Sealed { written, media, found: scan.await.held() })
}

/// Lets the scanner see the plain text pass. Only a body that came to its end counts as scanned.
struct Scanned(Option<Pass>);

impl Scanned {
    async fn end(&mut self) {
        if let Some(pass) = self.0.take() {
            pass.end().await;
        }
    }
}

impl Tap for &mut Scanned {
    async fn pass(&mut self, piece: &Bytes) {
        if let Some(pass) = &mut self.0 {
            pass.push(piece.clone()).await;
        }
    }
}

/// A place of its own in the vault, under the office's key.
pub(crate) struct OfficePlace {
    pub place: Place,
    pub name: Name,
    pub key: CaseKey,
    pub data_key: DataKey,
}

impl OfficePlace {
    /// A fresh one. `thing` is what the bytes are a version of.
    pub(crate) fn fresh(vault: &Vault, key: CaseKey, thing: Uuid, version: Uuid) -> OfficePlace {
        OfficePlace {
            place: office_place(vault, thing, version),
            name: Name::random(&SECRET),
            key,
            data_key: DataKey::random(&SECRET),
        }
    }

    pub(crate) fn order(&self, limit_bytes: u64, announced_bytes: Option<u64>) -> Order<'_> {
        Order {
            name: self.name,
            place: self.place,
            data_key: &self.data_key,
            case_key: &self.key,
            limit_bytes,
            announced_bytes,
        }
    }

    pub(crate) fn wrapped(&self) -> Vec<u8> {
        self.key.wrap_data_key(&SECRET, &self.place, &self.data_key).to_bytes()
    }
}

fn office_place(vault: &Vault, thing: Uuid, version: Uuid) -> Place {
    Place { office: vault.installation, case: Uuid::nil(), document: thing, version }
}

/// What a row says of a blob under the office's key.
pub(crate) struct Kept {
    pub thing: Uuid,
    pub version: Uuid,
    pub object_name: String,
    pub size_bytes: i64,
    pub chunks: i32,
    pub key_id: Uuid,
    pub wrapped_key: Vec<u8>,
}

impl Kept {
    /// Opens it. The key is read in the transaction that recorded the reading.
    ///
    /// # Errors
    /// Storage for what is damaged.
    pub(crate) async fn open(&self, vault: &Vault, key: &CaseKey) -> Result<Blob> {
        if KeyId::from_bytes(*self.key_id.as_bytes()) != key.id() {
            return Err(Error::internal("a blob names another key than the office has"));
        }
        let place = office_place(vault, self.thing, self.version);
        let wrapped = Wrapped::from_bytes(&self.wrapped_key)
            .ok_or_else(|| Error::internal("a wrapped key is damaged"))?;
        let data_key = key.unwrap_data_key(&place, &wrapped).map_err(Error::internal)?;
        let expected = Expected {
            length: u64::try_from(self.size_bytes).map_err(Error::internal)?,
            chunks: u32::try_from(self.chunks).map_err(Error::internal)?,
        };
        let name = self.object_name.parse().map_err(Error::internal)?;
        vault.blobs.open(name, place, &data_key, expected).await.map_err(storage)
    }
}

/// The office's own key as its readers find it.
///
/// # Errors
/// Internal where there is none: nothing was sealed under it.
pub(crate) async fn office_key(tx: &mut PgConnection, vault: &Vault) -> Result<CaseKey> {
    let row = sqlx::query!("select id, wrapped from case_keys where case_id is null")
        .fetch_optional(tx)
        .await?
        .ok_or_else(|| Error::internal("the office has no key of its own"))?;
    unwrap(vault, row.id, row.wrapped).await
}

/// The same, made where there is none: for who seals under it.
///
/// # Errors
/// As the database and the keeper of the master key say.
pub(crate) async fn make_office_key(tx: &mut PgConnection, vault: &Vault) -> Result<CaseKey> {
    let known =
        sqlx::query!(r#"select id as "id!", wrapped from keep_office_key(null, null, null)"#)
            .fetch_optional(&mut *tx)
            .await?;
    if let Some(row) = known {
        return unwrap(vault, row.id, row.wrapped).await;
    }
    let key = CaseKey::random(&SECRET);
    let wrapped = key
        .wrap(vault.keeper.as_ref(), &SECRET, vault.installation, Uuid::nil())
        .await
        .map_err(Error::internal)?;
    let row = sqlx::query!(
        r#"select id as "id!", wrapped from keep_office_key($1, $2, $3)"#,
        key_uuid(key.id()),
        wrapped.to_bytes(),
        wrapped.by().to_string()
    )
    .fetch_one(tx)
    .await?;
    // two at once agree on the one that was kept
    unwrap(vault, row.id, row.wrapped).await
}

async fn unwrap(vault: &Vault, id: Uuid, wrapped: Option<Vec<u8>>) -> Result<CaseKey> {
    let wrapped = wrapped
        .as_deref()
        .and_then(Wrapped::from_bytes)
        .ok_or_else(|| Error::internal("the office's key is damaged"))?;
    let id = KeyId::from_bytes(*id.as_bytes());
    CaseKey::unwrap(vault.keeper.as_ref(), vault.installation, Uuid::nil(), id, &wrapped)
        .await
        .map_err(Error::internal)
}

/// Lets go of a blob that no row names. Where that fails, the sweeper does it.
pub(crate) async fn let_go(vault: &Arc<Vault>, name: &str) {
    let Ok(name) = name.parse::<Name>() else { return };
    if let Err(error) = vault.blobs.delete(name).await {
        tracing::warn!(%error, "a blob is left to the sweeper");
    }
}
