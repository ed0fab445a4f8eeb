//! The office's vault: which store, under which master key, known by which installation. It is opened
//! once, and not before its canary sang: a server with another key would wrap keys nobody can open.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use ::vault::keys::check_canary;
use ::vault::{Blobs, KeyError, KeyId, KeyKeeper, S3};
use papers::Previewer;
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::chance::Chance;
use crate::documents::Pages;
use crate::malware::Scanner;
use crate::{Error, Office, Result};

/// What a vault is opened from.
#[derive(Clone)]
pub struct VaultOptions {
    pub keeper: Arc<dyn KeyKeeper>,
    pub store: Store,
    /// The longest file taken, in bytes.
    pub file_bytes: u64,
    pub scanner: Scanner,
    /// Reads documents where they can do no harm.
    pub previewer: Previewer,
}

impl fmt::Debug for VaultOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VaultOptions({:?})", self.store)
    }
}

/// Where blobs are kept.
#[derive(Clone, Debug)]
pub enum Store {
    /// A folder of ours alone.
    Folder(PathBuf),
    S3(S3),
    /// One that was opened elsewhere: for tests of stores that fail.
    Opened(Blobs),
}

/// An open vault.
pub struct Vault {
    pub blobs: Blobs,
    pub keeper: Arc<dyn KeyKeeper>,
    /// What this installation calls itself in every blob.
    pub installation: Uuid,
    pub file_bytes: u64,
    pub scanner: Scanner,
    pub previewer: Previewer,
    pub(crate) pages: Arc<Pages>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({})", self.installation)
    }
}

/// Keys and names come from the operating system, in a seeded office too: a key that a number makes
/// again is no key.
pub(crate) static SECRET: Source = Source(Chance::System);

/// A source of random bytes, as the vault asks for one.
pub(crate) struct Source(Chance);

impl ::vault::Chance for Source {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}

/// The vault that is there to be opened, and the one that is.
#[derive(Debug)]
pub(crate) struct VaultDoor {
    options: Option<VaultOptions>,
    open: OnceCell<Arc<Vault>>,
}

impl VaultDoor {
    pub(crate) fn new(options: Option<VaultOptions>) -> VaultDoor {
        VaultDoor { options, open: OnceCell::new() }
    }
}

impl Office {
    /// The vault, opened at the first call that finds the database.
    ///
    /// # Errors
    /// Unavailable; a sentence for the operator where the vault was not set up, the master key is
    /// another one, or the store cannot be used.
    pub async fn vault(&self) -> Result<Arc<Vault>> {
        self.vault.open.get_or_try_init(|| self.open_vault()).await.cloned()
    }

    /// Who keeps the master key.
    pub(crate) fn keeper(&self) -> Result<Arc<dyn KeyKeeper>> {
        match &self.vault.options {
            Some(options) => Ok(Arc::clone(&options.keeper)),
            None => Err(Error::internal("no vault is configured")),
        }
    }

    async fn open_vault(&self) -> Result<Arc<Vault>> {
        let Some(options) = &self.vault.options else {
            return Err(Error::internal("no vault is configured"));
        };
        let row = self.vault_row().await?.ok_or_else(|| {
            Error::internal("The vault is not set up. Run `privity vault init` once.")
        })?;
        check_canary(options.keeper.as_ref(), &row.canary).await.map_err(|error| match error {
            wrong @ KeyError::WrongMaster { .. } => Error::Internal(format!(
                "{wrong}. Nothing is served with another key: give the right one in `vault.master_key_file`."
            )),
            error => Error::internal(error),
        })?;
        let blobs = match options.store.clone() {
            Store::Folder(folder) => Blobs::local(&folder, row.installation),
            Store::S3(s3) => Blobs::s3(&s3, row.installation),
            Store::Opened(blobs) => Ok(blobs),
        };
        Ok(Arc::new(Vault {
            blobs: blobs.map_err(storage)?,
            keeper: Arc::clone(&options.keeper),
            installation: row.installation,
            file_bytes: options.file_bytes,
            scanner: options.scanner.clone(),
            previewer: options.previewer.clone(),
            pages: Arc::default(),
        }))
    }

    async fn vault_row(&self) -> Result<Option<Row>> {
        let mut tx = self.begin_as("privity_gate", None, self.clock.now()).await?;
        let row = sqlx::query_as!(
            Row,
            r#"select installation as "installation!", canary as "canary!" from gate_vault()"#
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(row)
    }
}

struct Row {
    installation: Uuid,
    canary: Vec<u8>,
}

/// An error of the store or of a key, as the edge answers it. The words name objects and keys, and no
/// person; people read less.
pub(crate) fn storage(error: ::vault::Error) -> Error {
    use ::vault::Error as E;
    match error {
        E::Full => Error::Storage(
            "There is no room left where documents are stored. Nothing was kept of this file. Tell whoever looks after the server.".into(),
        ),
        E::TooLong { limit_bytes } => Error::Conflict(format!(
            "This file is longer than {} and was not kept.",
            domain::documents::size_words(i64::try_from(limit_bytes).unwrap_or(i64::MAX))
        )),
        E::Length { .. } | E::Cut(_) => Error::Conflict(
            "The file did not arrive whole and was not kept. Send it again.".into(),
        ),
        E::Store(cause) => {
            tracing::error!(error = %cause, "the store of documents failed");
            Error::Storage(
                "Documents cannot be stored or read just now. Nothing was changed. Try again in a minute.".into(),
            )
        }
        damaged @ (E::Damaged { .. } | E::Missing { .. }) => {
            tracing::error!(error = %damaged, "a stored version is not what was written");
            Error::Storage(
                "This version is damaged where it is stored, and nothing of it was shown. Tell whoever looks after the server: it has to come back from a backup.".into(),
            )
        }
        E::Key(cause) => Error::internal(cause),
        E::Unusable(why) => Error::Internal(why),
    }
}

/// A fingerprint as the database keeps it.
pub(crate) fn key_uuid(key: KeyId) -> Uuid {
    Uuid::from_bytes(*key.as_bytes())
}
