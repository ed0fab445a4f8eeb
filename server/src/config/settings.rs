//! Fields by their dotted names, as text, each with where it came from.

use std::{
    collections::BTreeMap,
    fmt::Display,
    fs, io,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    str::FromStr,
};

use super::ConfigError;

/// Every field there is. Its variable is `PRIVITY_` and the name in capitals.
pub(super) const FIELDS: [&str; 76] = [
    "mode",
    "base_url",
    "listen",
    "data",
    "secret_key",
    "secret_key_file",
    "trusted_proxy",
    "site_root",
    "background",
    "database.owner_url",
    "database.app_url",
    "database.jobs_url",
    "database.bin_dir",
    "database.pool_size",
    "log.level",
    "log.format",
    "session.idle_minutes",
    "session.absolute_hours",
    "vault.master_key",
    "vault.master_key_file",
    "vault.retired_key_files",
    "vault.folder",
    "vault.file_megabytes",
    "vault.s3_endpoint",
    "vault.s3_bucket",
    "vault.s3_region",
    "vault.s3_access_key_id",
    "vault.s3_secret_access_key",
    "vault.s3_path_style",
    "vault.clamd",
    "filing.folder",
    "mailbox.host",
    "mailbox.port",
    "mailbox.security",
    "mailbox.user",
    "mailbox.password",
    "mailbox.password_file",
    "mailbox.authority_file",
    "mailbox.folder",
    "mailbox.taken",
    "mail.host",
    "mail.port",
    "mail.security",
    "mail.user",
    "mail.password",
    "mail.password_file",
    "mail.authority_file",
    "mail.hello",
    "mail.from",
    "mail.from_name",
    "mail.dkim_domain",
    "mail.dkim_selector",
    "mail.dkim_key_file",
    "mail.per_minute",
    "mail.burst",
    "texts.provider",
    "texts.from",
    "texts.callback_url",
    "texts.kannel_url",
    "texts.kannel_user",
    "texts.kannel_password",
    "texts.kannel_password_file",
    "texts.kannel_secret",
    "texts.kannel_secret_file",
    "texts.twilio_url",
    "texts.twilio_account",
    "texts.twilio_token",
    "texts.twilio_token_file",
    "texts.per_minute",
    "texts.burst",
    "payments.provider",
    "payments.stripe_url",
    "payments.stripe_key",
    "payments.stripe_key_file",
    "payments.stripe_signing_secret",
    "payments.stripe_signing_secret_file",
];

pub(super) struct Setting {
    field: &'static str,
    pub(super) value: String,
    from: String,
}

impl Setting {
    pub(super) fn made(field: &'static str, path: &Path) -> Self {
        Self { field, value: path.display().to_string(), from: "made by the demo".into() }
    }

    pub(super) fn refuse(&self, why: &str) -> ConfigError {
        ConfigError(format!("`{}` (from {}) {why}.", self.field, self.from))
    }
}

pub(super) struct Settings(BTreeMap<&'static str, Setting>);

impl Settings {
    pub(super) fn read(
        path: Option<&Path>,
        env: &impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let named = path.map(Path::to_owned).or_else(|| env("PRIVITY_CONFIG").map(PathBuf::from));
        let file = named.clone().unwrap_or_else(|| "privity.toml".into());
        let mut settings = match fs::read_to_string(&file) {
            Ok(text) => from_file(&file, &text)?,
            Err(error) if named.is_none() && error.kind() == io::ErrorKind::NotFound => {
                BTreeMap::new()
            }
            Err(error) => {
                let file = file.display();
                return Err(ConfigError(format!("{file} cannot be read: {error}.")));
            }
        };
        for field in FIELDS {
            let variable = variable(field);
            if let Some(value) = env(&variable) {
                settings.insert(field, Setting { field, value, from: variable });
            }
        }
        Ok(Self(settings))
    }

    /// An empty value counts as none, so that a variable can be switched off.
    pub(super) fn get(&self, field: &'static str) -> Option<&Setting> {
        debug_assert!(FIELDS.contains(&field), "{field} is not a field");
        self.0.get(field).filter(|setting| !setting.value.is_empty())
    }

    pub(super) fn path(&self, field: &'static str) -> Option<PathBuf> {
        self.get(field).map(|setting| setting.value.clone().into())
    }

    pub(super) fn parsed<T>(&self, field: &'static str) -> Result<Option<T>, ConfigError>
    where
        T: FromStr<Err: Display>,
    {
        let Some(setting) = self.get(field) else { return Ok(None) };
        match setting.value.parse() {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(setting.refuse(&format!("is `{}`: {error}", setting.value))),
        }
    }

    pub(super) fn within(
        &self,
        field: &'static str,
        range: RangeInclusive<u32>,
    ) -> Result<Option<u32>, ConfigError> {
        match self.parsed(field)? {
            Some(value) if !range.contains(&value) => Err(self.refuse(
                field,
                format!("is {value}, and must be from {} to {}", range.start(), range.end()),
            )),
            value => Ok(value),
        }
    }

    pub(super) fn refuse(&self, field: &'static str, why: impl Display) -> ConfigError {
        match self.get(field) {
            Some(setting) => setting.refuse(&why.to_string()),
            None => ConfigError(format!("`{field}` (its default) {why}.")),
        }
    }

    pub(super) fn missing(&self, field: &'static str, hint: &str) -> ConfigError {
        let variable = variable(field);
        ConfigError(format!("`{field}` is missing: set it in the file, or {variable}, {hint}."))
    }
}

pub(super) fn variable(field: &str) -> String {
    format!("PRIVITY_{}", field.replace('.', "_").to_ascii_uppercase())
}

fn from_file(file: &Path, text: &str) -> Result<BTreeMap<&'static str, Setting>, ConfigError> {
    let file = file.display();
    // Not the parser's whole message: it quotes the line, which may hold a secret.
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(0, |span| text[..span.start].matches('\n').count() + 1);
        ConfigError(format!("{file}, line {line}: {}.", error.message()))
    })?;
    let mut settings = BTreeMap::new();
    for (name, value) in leaves("", table) {
        let Some(field) = FIELDS.into_iter().find(|field| *field == name) else {
            return Err(ConfigError(format!("{file} has a field `{name}`, which does not exist.")));
        };
        let value = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            other => {
                let kind = other.type_str();
                return Err(ConfigError(format!(
                    "`{field}` (from {file}) is of type {kind}, and must be text or a whole number."
                )));
            }
        };
        settings.insert(field, Setting { field, value, from: file.to_string() });
    }
    Ok(settings)
}

fn leaves(prefix: &str, table: toml::Table) -> Vec<(String, toml::Value)> {
    table
        .into_iter()
        .flat_map(|(key, value)| {
            let name = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
            match value {
                toml::Value::Table(inner) => leaves(&name, inner),
                value => vec![(name, value)],
            }
        })
        .collect()
}
