//! The vault's part of the configuration: the master key, and where blobs are kept.

use std::fmt;
use std::path::{Path, PathBuf};

use office::malware;
use office::vault::Store;
use secrecy::SecretString;
use vault::S3;
use vault::keys::{CREDENTIAL, Secret, from_credential, from_file, from_text};

use super::settings::{Setting, Settings};
use super::{ConfigError, DEMO_KEY_REMARK, MAKE_A_KEY, Mode, make_key_file};

pub(crate) struct Vault {
    /// `PRIVITY_VAULT_MASTER_KEY_FILE`, field `vault.master_key_file`; else the systemd credential
    /// `privity-master-key`; else `PRIVITY_VAULT_MASTER_KEY`, field `vault.master_key`.
    pub(crate) master_key: Secret,
    /// `PRIVITY_VAULT_RETIRED_KEY_FILES`, field `vault.retired_key_files`: keys that were replaced, for
    /// a rotation; separated by commas.
    pub(crate) retired_keys: Vec<Secret>,
    /// `PRIVITY_VAULT_FOLDER`, field `vault.folder`, or the `vault.s3_*` fields.
    pub(crate) store: Store,
    /// `PRIVITY_VAULT_FILE_MEGABYTES`, field `vault.file_megabytes`: the longest file taken.
    pub(crate) file_bytes: u64,
    /// `PRIVITY_VAULT_CLAMD`, field `vault.clamd`: where the malware scanner listens.
    pub(crate) clamd: Option<malware::Address>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({:?}, {} bytes a file)", self.store, self.file_bytes)
    }
}

impl Vault {
    pub(super) fn read(
        settings: &Settings,
        env: &impl Fn(&str) -> Option<String>,
        mode: Mode,
        data: &Path,
    ) -> Result<Vault, ConfigError> {
        let megabytes: u32 = settings.within("vault.file_megabytes", 1..=100_000)?.unwrap_or(2_000);
        Ok(Vault {
            master_key: master_key(settings, env, mode, data)?,
            retired_keys: retired_keys(settings)?,
            store: store(settings, data)?,
            file_bytes: u64::from(megabytes) * 1_000_000,
            clamd: settings.parsed("vault.clamd")?,
        })
    }
}

fn master_key(
    settings: &Settings,
    env: &impl Fn(&str) -> Option<String>,
    mode: Mode,
    data: &Path,
) -> Result<Secret, ConfigError> {
    match (settings.get("vault.master_key_file"), settings.get("vault.master_key")) {
        (Some(file), Some(_)) => {
            return Err(file.refuse("stands beside `vault.master_key`; give one of them"));
        }
        (Some(file), None) => {
            let key = key_in(file, Path::new(&file.value))?;
            let text = std::fs::read_to_string(&file.value).unwrap_or_default();
            if mode == Mode::Production && text.starts_with(DEMO_KEY_REMARK) {
                return Err(file.refuse(&format!("is the key of a demo; {MAKE_A_KEY}")));
            }
            return Ok(key);
        }
        (None, Some(key)) => {
            return from_text(&key.value)
                .map_err(|error| key.refuse(&format!("cannot be used: {error}")));
        }
        (None, None) => {}
    }
    if let Some(directory) = env("CREDENTIALS_DIRECTORY").map(PathBuf::from)
        && directory.join(CREDENTIAL).exists()
    {
        return from_credential(&directory).map_err(|error| {
            settings.refuse("vault.master_key_file", format!("cannot be used: {error}"))
        });
    }
    if mode == Mode::Production {
        return Err(settings.missing(
            "vault.master_key_file",
            &format!("the file of the key that protects all documents; {MAKE_A_KEY}"),
        ));
    }
    let path = data.join("master.key");
    let made = Setting::made("vault.master_key_file", &path);
    make_key_file(&path).map_err(|error| {
        made.refuse(&format!("could not be written to {}: {error}", path.display()))
    })?;
    key_in(&made, &path)
}

fn key_in(setting: &Setting, path: &Path) -> Result<Secret, ConfigError> {
    from_file(path).map_err(|error| setting.refuse(&format!("cannot be used: {error}")))
}

fn retired_keys(settings: &Settings) -> Result<Vec<Secret>, ConfigError> {
    let Some(files) = settings.get("vault.retired_key_files") else { return Ok(Vec::new()) };
    let files = files.value.split(',').map(str::trim).filter(|file| !file.is_empty());
    let setting = || settings.get("vault.retired_key_files");
    files.filter_map(|file| Some(key_in(setting()?, Path::new(file)))).collect()
}

fn store(settings: &Settings, data: &Path) -> Result<Store, ConfigError> {
    let text = |field| settings.get(field).map(|setting: &Setting| setting.value.clone());
    let Some(bucket) = text("vault.s3_bucket") else {
        let folder = settings.path("vault.folder").unwrap_or_else(|| data.join("vault"));
        return Ok(Store::Folder(folder));
    };
    if let Some(folder) = settings.get("vault.folder") {
        return Err(folder.refuse("stands beside `vault.s3_bucket`; give one of them"));
    }
    let needed = |field: &'static str| {
        text(field).ok_or_else(|| settings.missing(field, "beside `vault.s3_bucket`"))
    };
    Ok(Store::S3(S3 {
        endpoint: text("vault.s3_endpoint"),
        bucket,
        region: text("vault.s3_region").unwrap_or_else(|| "us-east-1".into()),
        access_key_id: needed("vault.s3_access_key_id")?,
        secret_access_key: SecretString::from(needed("vault.s3_secret_access_key")?),
        path_style: settings.parsed("vault.s3_path_style")?.unwrap_or(true),
        retries: 5,
    }))
}
