//! The keeping of the vault at the server's own terminal: how it is, a case's documents destroyed, a
//! sealed copy taken out.

use ::vault::export::Card;
use ::vault::{Error as VaultError, KeyId, Place, Wrapped, fault};
use bytes::Bytes;
use domain::ids::{CaseId, DocumentId};
use futures_util::{Stream, TryStreamExt};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::Console;
use crate::vault::storage;
use crate::{Error, Result};

/// What is kept, and how well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// Of cases whose key stands.
    pub versions: i64,
    /// Bytes of them, of the plaintext.
    pub bytes: i64,
    /// Since when every version was read back or written; none without versions.
    pub oldest_check: Option<Timestamp>,
    /// Versions that were not read back yet.
    pub unchecked: i64,
    pub damaged: i64,
    /// Uploads on their way, or ended without a word and not yet swept.
    pub uploads: i64,
    /// Bytes that may still be written; none where nobody can say.
    pub free_bytes: Option<u64>,
}

/// A version that is not what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DamagedVersion {
    /// `document`, `template` or `scan`.
    pub what: String,
    /// Its id.
    pub id: Uuid,
    pub nth: i32,
    /// `missing`, `damaged`, `key` or `content`.
    pub problem: String,
    pub detail: String,
    pub since: Timestamp,
}

/// A case's documents in numbers, before they are destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseDocuments {
    pub case: CaseId,
    pub documents: i64,
    pub versions: i64,
    pub bytes: i64,
}

impl Console {
    /// # Errors
    /// Unavailable, Storage.
    pub async fn vault_keeping(&self) -> Result<Keeping> {
        let vault = self.office.vault().await?;
        let mut tx = self.begin().await?;
        let row = sqlx::query!(
            r#"select versions as "versions!", bytes as "bytes!", oldest_check, unchecked as "unchecked!",
                damaged as "damaged!", uploads as "uploads!"
            from console_vault_keeping()"#
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Keeping {
            versions: row.versions,
            bytes: row.bytes,
            oldest_check: row.oldest_check.map(|at| at.to_jiff()),
            unchecked: row.unchecked,
            damaged: row.damaged,
            uploads: row.uploads,
            free_bytes: vault.blobs.free_space().await.map_err(storage)?,
        })
    }

    /// The longest known first, a hundred at most.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn damaged_versions(&self) -> Result<Vec<DamagedVersion>> {
        let mut tx = self.begin().await?;
        let rows = sqlx::query!(
            r#"select what as "what!", thing_id as "thing_id!", nth as "nth!", problem as "problem!", detail as "detail!",
                wrong_since as "wrong_since!"
            from console_damaged_versions(100)"#
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(rows
            .into_iter()
            .map(|row| DamagedVersion {
                what: row.what,
                id: row.thing_id,
                nth: row.nth,
                problem: row.problem,
                detail: row.detail,
                since: row.wrong_since.to_jiff(),
            })
            .collect())
    }

    /// The documents of the case with that number.
    ///
    /// # Errors
    /// NotFound without such a case; Conflict where they were destroyed before.
    pub async fn case_documents(&self, number: &str) -> Result<CaseDocuments> {
        let mut tx = self.begin().await?;
        let row = sqlx::query!(
            r#"select case_id as "case_id!", documents as "documents!", versions as "versions!", bytes as "bytes!",
                destroyed_at
            from console_case_documents($1)"#,
            number
        )
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
        tx.commit().await?;
        if row.destroyed_at.is_some() {
            return Err(refused("destroyed"));
        }
        Ok(CaseDocuments {
            case: CaseId(row.case_id),
            documents: row.documents,
            versions: row.versions,
            bytes: row.bytes,
        })
    }

    /// Destroys the key of a closed case, for good: its documents are not read again, in any copy that
    /// was not made with an older copy of the keys. It is recorded, and every managing partner is told.
    ///
    /// # Errors
    /// Conflict for an open case, under a legal hold, while a document is to be kept, without
    /// documents, and where it was done before. Nothing is changed then.
    pub async fn shred_case(&self, case: CaseId) -> Result<()> {
        let mut tx = self.begin().await?;
        let outcome = sqlx::query_scalar!(r#"select console_shred_case($1) as "outcome!""#, case.0)
            .fetch_one(&mut *tx)
            .await?;
        if outcome != "shredded" {
            return Err(refused(&outcome));
        }
        self.record(&mut tx, "shred-case", "case", Some(case.0), json!({})).await?;
        fault::here("shred.recorded");
        tx.commit().await?;
        fault::here("shred.committed");
        if let Err(error) = self.rewrite_keys().await {
            tracing::warn!(%error, "the table of case keys was not written anew");
        }
        Ok(())
    }

    /// Writes the table of case keys anew: what a row was before it changed lies on in its file until
    /// then. What a transaction that runs may still see (a dump, say) stays until the next time.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn rewrite_keys(&self) -> Result<()> {
        sqlx::raw_sql("vacuum full case_keys").execute(&self.pool).await?;
        Ok(())
    }

    /// A version as it is stored, and the card that opens it beside the master key. It is recorded.
    ///
    /// # Errors
    /// NotFound; Conflict where the key was destroyed; Storage.
    pub async fn export_version(
        &self,
        id: DocumentId,
        nth: Option<i32>,
    ) -> Result<(Card, impl Stream<Item = Result<Bytes>> + Send + use<>)> {
        let vault = self.office.vault().await?;
        let mut tx = self.begin().await?;
        let row = sqlx::query!(
            r#"select version_id as "version_id!", case_id as "case_id!", nth as "nth!", object_name as "object_name!",
                size_bytes as "size_bytes!", wrapped_key as "wrapped_key!", case_key_id as "case_key_id!", key_wrapped,
                destroyed_at
            from console_sealed_version($1, $2)"#,
            id.0,
            nth
        )
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
        if row.destroyed_at.is_some() {
            return Err(refused("destroyed"));
        }
        let version = json!({ "version": row.nth });
        self.record(&mut tx, "export-document", "document", Some(id.0), version).await?;
        tx.commit().await?;

        let key = |bytes: &[u8]| {
            Wrapped::from_bytes(bytes).ok_or_else(|| Error::internal("a wrapped key is damaged"))
        };
        let place = Place {
            office: vault.installation,
            case: row.case_id,
            document: id.0,
            version: row.version_id,
        };
        let card = Card::new(
            place,
            row.size_bytes.unsigned_abs(),
            key(&row.wrapped_key)?,
            key(&row.key_wrapped.unwrap_or_default())?,
            KeyId::from_bytes(*row.case_key_id.as_bytes()),
        );
        let name = row.object_name.parse().map_err(Error::internal)?;
        let sealed = vault.blobs.sealed(name).await.map_err(storage)?;
        Ok((card, sealed.map_err(|error: VaultError| storage(error))))
    }
}

/// Why a case's documents are not destroyed, by the database's word for it.
fn refused(outcome: &str) -> Error {
    let why = match outcome {
        "missing" => return Error::NotFound,
        "open" => "The case is open. Close it first; nothing was destroyed.",
        "held" => {
            "The case, or a document of it, is under a legal hold. An attorney has to lift it first; nothing was destroyed."
        }
        "kept" => "A document of the case is to be kept until a later day. Nothing was destroyed.",
        "empty" => "The case never had documents. There is nothing to destroy.",
        "destroyed" => "The documents of this case were destroyed before.",
        other => return Error::internal(format!("an unknown answer: {other}")),
    };
    Error::Conflict(why.into())
}
