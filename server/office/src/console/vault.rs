//! The vault at the server's own terminal: set up once, its master key changed, its state told.

use ::vault::keys::{Binding, make_canary, rewrap};
use ::vault::{KeyId, Wrapped};
use serde_json::json;
use uuid::Uuid;

use super::Console;
use crate::vault::SECRET;
use crate::{Error, Result};

/// Keys wrapped anew in one transaction.
const BATCH: i32 = 200;

/// What a rotation did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    pub case_keys: u64,
}

/// The vault in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultStatus {
    pub installation: Uuid,
    /// The fingerprint of the master key.
    pub master_key: String,
    pub case_keys: i64,
    /// Case keys that another master key still wraps: a rotation was interrupted.
    pub behind: i64,
    pub destroyed: i64,
}

impl Console {
    /// Sets the vault up under the configured master key. False where it is set up already.
    ///
    /// # Errors
    /// Internal where no vault is configured.
    pub async fn init_vault(&self) -> Result<bool> {
        let keeper = self.office.keeper()?;
        let canary = make_canary(keeper.as_ref(), &SECRET).await.map_err(Error::internal)?;
        let installation = self.office.chance.id(self.office.clock.now());
        let mut tx = self.begin().await?;
        let made = sqlx::query_scalar!(
            r#"select console_make_vault($1, $2, $3) as "made!""#,
            installation,
            canary,
            keeper.current().to_string()
        )
        .fetch_one(&mut *tx)
        .await?;
        if made {
            let key = json!({ "master-key": keeper.current().to_string() });
            self.record(&mut tx, "init-vault", "office", None, key).await?;
        }
        tx.commit().await?;
        Ok(made)
    }

    /// Wraps every case key under the current master key, and the canary last but for nothing: a run
    /// that is cut off goes on where it stopped.
    ///
    /// # Errors
    /// Internal where a key does not open, naming its case.
    pub async fn rotate_vault(&self) -> Result<Rotated> {
        let keeper = self.office.keeper()?;
        let current = keeper.current().to_string();
        let status = self.vault_status().await?.ok_or_else(not_set_up)?;
        // from here on new keys are wrapped by the new one, so that none is left behind
        if status.master_key != current {
            let canary = make_canary(keeper.as_ref(), &SECRET).await.map_err(Error::internal)?;
            let mut tx = self.begin().await?;
            sqlx::query_scalar!(
                r#"select console_change_master_key($1, $2, $3) as "changed!""#,
                status.master_key,
                current,
                canary
            )
            .fetch_one(&mut *tx)
            .await?;
            let keys = json!({ "from": status.master_key, "to": current });
            self.record(&mut tx, "rotate-vault", "office", None, keys).await?;
            tx.commit().await?;
        }
        ::vault::fault::here("rotate.canary");
        let mut rotated = Rotated::default();
        let mut after = Uuid::nil();
        loop {
            let mut tx = self.begin().await?;
            let rows = sqlx::query!(
                r#"select id as "id!", case_id as "case_id?", wrapped as "wrapped!" from console_case_keys_behind($1, $2, $3)"#,
                current,
                after,
                BATCH
            )
            .fetch_all(&mut *tx)
            .await?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            for row in rows {
                let binding = Binding::CaseKey {
                    office: status.installation,
                    case: row.case_id.unwrap_or_default(),
                    key: KeyId::from_bytes(*row.id.as_bytes()),
                };
                let was = Wrapped::from_bytes(&row.wrapped).ok_or_else(|| damaged(row.case_id))?;
                let wrapped =
                    rewrap(keeper.as_ref(), &SECRET, &binding, &was).await.map_err(|error| {
                        Error::internal(format!("{} ({error})", damaged(row.case_id)))
                    })?;
                let Some(wrapped) = wrapped else { continue };
                sqlx::query_scalar!(
                    r#"select console_rewrap_case_key($1, $2, $3, $4) as "done!""#,
                    row.id,
                    row.wrapped,
                    wrapped.to_bytes(),
                    current
                )
                .fetch_one(&mut *tx)
                .await?;
                rotated.case_keys += 1;
                ::vault::fault::here("rotate.key");
            }
            tx.commit().await?;
            ::vault::fault::here("rotate.batch");
        }
        Ok(rotated)
    }

    /// The vault in numbers; none where it is not set up.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn vault_status(&self) -> Result<Option<VaultStatus>> {
        let mut tx = self.begin().await?;
        let row = sqlx::query!(
            r#"select installation as "installation!", master_key as "master_key!", case_keys as "case_keys!",
                behind as "behind!", destroyed as "destroyed!"
            from console_vault_status()"#
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(row.map(|row| VaultStatus {
            installation: row.installation,
            master_key: row.master_key,
            case_keys: row.case_keys,
            behind: row.behind,
            destroyed: row.destroyed,
        }))
    }
}

fn not_set_up() -> Error {
    Error::internal("The vault is not set up. Run `privity vault init` once.")
}

fn damaged(case: Option<Uuid>) -> Error {
    let of = case.map_or_else(|| "the office".to_owned(), |case| format!("case {case}"));
    Error::Internal(format!("The key of {of} does not open; it stays as it is."))
}
