//! The key of a case, as the database keeps it: wrapped. The first upload to a case makes it.

use domain::ids::CaseId;
use uuid::Uuid;
use vault::{CaseKey, KeyId, Wrapped};

use super::shred;
use crate::vault::{SECRET, Vault, key_uuid};
use crate::{Error, Result, Tx};

/// The key of a case that has one; none for a case without documents.
///
/// # Errors
/// Conflict where the key was destroyed: what it opened cannot be read again.
pub(super) async fn find(tx: &mut Tx, vault: &Vault, case: CaseId) -> Result<Option<CaseKey>> {
    let row = sqlx::query!("select id, wrapped from case_keys where case_id = $1", case.0)
        .fetch_optional(&mut **tx)
        .await?;
    match row {
        None => Ok(None),
        Some(row) => match unwrap(vault, case, row.id, row.wrapped).await? {
            Some(key) => Ok(Some(key)),
            None => Err(shred::must_stand(tx, case).await.err().unwrap_or(Error::NotFound)),
        },
    }
}

/// The key of a case, made where there is none.
///
/// # Errors
/// Conflict where the key was destroyed: nothing is added to what cannot be read.
pub(super) async fn find_or_make(tx: &mut Tx, vault: &Vault, case: CaseId) -> Result<CaseKey> {
    shred::must_take(tx, case).await?;
    if let Some(key) = find(tx, vault, case).await? {
        return Ok(key);
    }
    let key = CaseKey::random(&SECRET);
    let wrapped = key
        .wrap(vault.keeper.as_ref(), &SECRET, vault.installation, case.0)
        .await
        .map_err(Error::internal)?;
    let row = sqlx::query!(
        r#"select id as "id!", wrapped from keep_case_key($1, $2, $3, $4)"#,
        key_uuid(key.id()),
        case.0,
        wrapped.to_bytes(),
        wrapped.by().to_string()
    )
    .fetch_one(&mut **tx)
    .await?;
    // two first uploads at once agree on the one that was kept
    unwrap(vault, case, row.id, row.wrapped).await?.ok_or(Error::NotFound)
}

/// None where it was destroyed.
pub(crate) async fn unwrap(
    vault: &Vault,
    case: CaseId,
    id: Uuid,
    wrapped: Option<Vec<u8>>,
) -> Result<Option<CaseKey>> {
    let Some(wrapped) = wrapped else { return Ok(None) };
    let wrapped =
        Wrapped::from_bytes(&wrapped).ok_or_else(|| Error::internal("a wrapped key is damaged"))?;
    let id = KeyId::from_bytes(*id.as_bytes());
    CaseKey::unwrap(vault.keeper.as_ref(), vault.installation, case.0, id, &wrapped)
        .await
        .map(Some)
        .map_err(Error::internal)
}
