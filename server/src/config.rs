//! The configuration: a TOML file overlaid by the environment, read once at start-up.
//!
//! Every value goes through one door, [`Settings`], which remembers where it came from, so that a
//! refusal names the field and its source. A secret is never part of a message.

use std::{
    fmt, fs,
    io::{self, Read, Write},
    net::{IpAddr, SocketAddr},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use ::channels::Imap;
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{SecretBox, SecretString};
use settings::{Setting, Settings};

mod channels;
mod mailbox;
mod payments;
mod settings;
mod vault;

pub(crate) use channels::{Mail, Pace, TextProvider};
pub(crate) use payments::PaymentProvider;
pub(crate) use vault::Vault;

/// The one in `docs/configuration.md`: production refuses it.
const EXAMPLE_KEY: &str = "ZXhhbXBsZSBvbmx5OiBtYWtlIG9uZSBvZiB5b3VycyE=";
const DEMO_KEY_REMARK: &str = "# Made by the demo. Production refuses it.";
const MAKE_A_KEY: &str = "make one with `head -c 32 /dev/urandom | base64 > FILE; chmod 400 FILE`";

#[derive(Debug)]
pub(crate) struct Config {
    /// `PRIVITY_MODE`, field `mode`: `production` (the default) or `demo`.
    pub(crate) mode: Mode,
    /// `PRIVITY_BASE_URL`, field `base_url`: the address people type, without a slash at its end.
    /// Links in mails and the check of cross-site writes rest on it.
    pub(crate) base_url: String,
    /// `PRIVITY_LISTEN`, field `listen`: address and port to serve on.
    pub(crate) listen: SocketAddr,
    /// `PRIVITY_DATA`, field `data`: the folder of everything that is not in a database of yours.
    pub(crate) data: PathBuf,
    pub(crate) database: Database,
    /// `PRIVITY_SECRET_KEY`, field `secret_key`, or `PRIVITY_SECRET_KEY_FILE`, field
    /// `secret_key_file`: 32 bytes in base64.
    pub(crate) secret_key: SecretBox<[u8; 32]>,
    /// `PRIVITY_TRUSTED_PROXY`, field `trusted_proxy`: the only peer whose `X-Forwarded-For` counts.
    pub(crate) trusted_proxy: Option<IpAddr>,
    /// `PRIVITY_SITE_ROOT`, field `site_root`: the built assets; `LEPTOS_SITE_ROOT` is heard too.
    pub(crate) site_root: PathBuf,
    pub(crate) log: Log,
    pub(crate) session: Session,
    pub(crate) vault: Vault,
    /// `PRIVITY_BACKGROUND`, field `background`: whether the server does the work of the background too.
    pub(crate) background: bool,
    /// `PRIVITY_FILING_FOLDER`, field `filing.folder`: where the office's scanner writes. None: no
    /// folder is watched.
    pub(crate) filing: Option<PathBuf>,
    /// The `mailbox.*` fields. None: nobody's mail is read.
    pub(crate) mailbox: Option<Arc<Imap>>,
    /// The `mail.*` fields. None: mail is kept in the outbox.
    pub(crate) mail: Option<Mail>,
    /// The `texts.*` fields. None: texts are kept in the outbox.
    pub(crate) texts: Option<TextProvider>,
    /// The `payments.*` fields. None: nothing can be paid online, and nothing says that it can.
    pub(crate) payments: Option<PaymentProvider>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Production,
    Demo,
}

#[derive(Debug)]
pub(crate) struct Database {
    /// None: the embedded PostgreSQL below the data folder.
    pub(crate) urls: Option<DatabaseUrls>,
    /// `PRIVITY_DATABASE_BIN_DIR`, field `database.bin_dir`: the embedded PostgreSQL's programs.
    pub(crate) bin_dir: Option<PathBuf>,
    /// `PRIVITY_DATABASE_POOL_SIZE`, field `database.pool_size`: connections this process may open.
    pub(crate) pool_size: u32,
}

#[derive(Debug)]
pub(crate) struct DatabaseUrls {
    /// `PRIVITY_DATABASE_OWNER_URL`, field `database.owner_url`: the role that migrates.
    pub(crate) owner: SecretString,
    /// `PRIVITY_DATABASE_APP_URL`, field `database.app_url`: the role that serves.
    pub(crate) app: SecretString,
    /// `PRIVITY_DATABASE_JOBS_URL`, field `database.jobs_url`: the role of the background's ticks.
    pub(crate) jobs: SecretString,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Log {
    /// `PRIVITY_LOG_LEVEL`, field `log.level`: error, warn, info, debug or trace.
    pub(crate) level: tracing::Level,
    /// `PRIVITY_LOG_FORMAT`, field `log.format`: json or text.
    pub(crate) format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Json,
    Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Session {
    /// `PRIVITY_SESSION_IDLE_MINUTES`, field `session.idle_minutes`.
    pub(crate) idle_minutes: u32,
    /// `PRIVITY_SESSION_ABSOLUTE_HOURS`, field `session.absolute_hours`.
    pub(crate) absolute_hours: u32,
}

impl Config {
    /// `path`, else `PRIVITY_CONFIG`, else `privity.toml` here if there is one; then `env` over it.
    /// In the demo a missing secret key is made and kept in the data folder.
    pub(crate) fn load(
        path: Option<&Path>,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let settings = Settings::read(path, &env)?;
        let mode = settings.parsed("mode")?.unwrap_or(Mode::Production);
        let listen =
            settings.parsed("listen")?.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000)));
        let trusted_proxy = settings.parsed("trusted_proxy")?;
        if mode == Mode::Production && !listen.ip().is_loopback() && trusted_proxy.is_none() {
            return Err(settings.refuse(
                "listen",
                format!(
                    "{listen} would be open to the network without TLS; name the proxy that speaks TLS in `trusted_proxy`"
                ),
            ));
        }
        let data = settings.path("data").unwrap_or_else(|| match mode {
            Mode::Production => "/var/lib/privity".into(),
            Mode::Demo => "data".into(),
        });
        let base_url = base_url(&settings, mode, listen)?;
        Ok(Self {
            mailbox: mailbox::mailbox(&settings)?,
            mail: channels::mail(&settings)?,
            texts: channels::texts(&settings, &base_url)?,
            payments: payments::payments(&settings)?,
            base_url,
            database: Database::read(&settings, mode)?,
            secret_key: secret_key(&settings, mode, &data)?,
            site_root: site_root(&settings, &env),
            log: Log::read(&settings, mode)?,
            session: Session::read(&settings)?,
            vault: Vault::read(&settings, &env, mode, &data)?,
            background: settings.parsed("background")?.unwrap_or(true),
            filing: settings.path("filing.folder").or_else(|| match mode {
                Mode::Production => None,
                Mode::Demo => Some(data.join("scans")),
            }),
            mode,
            listen,
            data,
            trusted_proxy,
        })
    }
}

impl Database {
    fn read(settings: &Settings, mode: Mode) -> Result<Self, ConfigError> {
        Ok(Self {
            urls: database_urls(settings, mode)?,
            bin_dir: settings.path("database.bin_dir"),
            pool_size: settings.within("database.pool_size", 2..=500)?.unwrap_or(10),
        })
    }
}

impl Log {
    fn read(settings: &Settings, mode: Mode) -> Result<Self, ConfigError> {
        let format = match mode {
            Mode::Production => LogFormat::Json,
            Mode::Demo => LogFormat::Text,
        };
        Ok(Self {
            level: settings
                .parsed("log.level")?
                .map_or(tracing::Level::INFO, |LogLevel(level)| level),
            format: settings.parsed("log.format")?.unwrap_or(format),
        })
    }
}

impl Session {
    fn read(settings: &Settings) -> Result<Self, ConfigError> {
        let session = Self {
            idle_minutes: settings.within("session.idle_minutes", 5..=24 * 60)?.unwrap_or(8 * 60),
            absolute_hours: settings.within("session.absolute_hours", 1..=7 * 24)?.unwrap_or(24),
        };
        if session.idle_minutes > session.absolute_hours * 60 {
            return Err(settings.refuse(
                "session.idle_minutes",
                "is longer than `session.absolute_hours`, which ends every session",
            ));
        }
        Ok(session)
    }
}

fn base_url(settings: &Settings, mode: Mode, listen: SocketAddr) -> Result<String, ConfigError> {
    let Some(setting) = settings.get("base_url") else {
        return match mode {
            Mode::Demo => Ok(format!("http://localhost:{}", listen.port())),
            Mode::Production => Err(settings.missing("base_url", "as in https://portal.example")),
        };
    };
    let refuse = |why: &str| Err(setting.refuse(why));
    let Ok(uri) = setting.value.parse::<http::Uri>() else {
        return refuse("is not a web address");
    };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return refuse("is not a whole web address: it begins with https://");
    };
    if authority.as_str().contains('@') || !matches!(uri.path(), "" | "/") || uri.query().is_some()
    {
        return refuse("names more than scheme, host and port");
    }
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let loopback = host == "localhost" || IpAddr::from_str(host).is_ok_and(|ip| ip.is_loopback());
    match scheme {
        "https" => (),
        "http" if loopback => (),
        _ => return refuse("must begin with https:// (http:// only on this machine)"),
    }
    Ok(format!("{scheme}://{}", authority.as_str().to_ascii_lowercase()))
}

fn database_urls(settings: &Settings, mode: Mode) -> Result<Option<DatabaseUrls>, ConfigError> {
    let fields = ["database.owner_url", "database.app_url", "database.jobs_url"];
    let Some(given) = fields.iter().find(|field| settings.get(field).is_some()) else {
        return Ok(None);
    };
    let mut urls = Vec::new();
    for field in fields {
        let Some(setting) = settings.get(field) else {
            return Err(settings.missing(field, &format!("beside `{given}`")));
        };
        let value = &setting.value;
        if !value.starts_with("postgres://") && !value.starts_with("postgresql://") {
            return Err(setting.refuse("is not a postgres:// address"));
        }
        let taken = urls.iter().position(|(user, _)| *user == user_of(value));
        if let (Mode::Production, Some(nth)) = (mode, taken) {
            return Err(setting
                .refuse(&format!("names the same role as `{}`; they must differ", fields[nth])));
        }
        urls.push((user_of(value), SecretString::from(value.as_str())));
    }
    let mut urls = urls.into_iter().map(|(_, url)| url);
    let (Some(owner), Some(app), Some(jobs)) = (urls.next(), urls.next(), urls.next()) else {
        return Ok(None);
    };
    Ok(Some(DatabaseUrls { owner, app, jobs }))
}

fn user_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let (authority, _) = rest.split_once(['/', '?']).unwrap_or((rest, ""));
    let (credentials, _) = authority.rsplit_once('@')?;
    credentials.split(':').next()
}

fn secret_key(
    settings: &Settings,
    mode: Mode,
    data: &Path,
) -> Result<SecretBox<[u8; 32]>, ConfigError> {
    match (settings.get("secret_key"), settings.get("secret_key_file")) {
        (Some(_), Some(file)) => Err(file.refuse("stands beside `secret_key`; give one of them")),
        (Some(key), None) => parse_key(key, &key.value, mode),
        (None, Some(file)) => {
            let text = read_key_file(file, Path::new(&file.value))?;
            parse_key(file, &text, mode)
        }
        (None, None) if mode == Mode::Production => Err(settings
            .missing("secret_key_file", &format!("the file of the secret key; {MAKE_A_KEY}"))),
        (None, None) => {
            let path = data.join("secret.key");
            let made = Setting::made("secret_key_file", &path);
            make_key_file(&path).map_err(|error| {
                made.refuse(&format!("could not be written to {}: {error}", path.display()))
            })?;
            let text = read_key_file(&made, &path)?;
            parse_key(&made, &text, mode)
        }
    }
}

fn read_key_file(setting: &Setting, path: &Path) -> Result<String, ConfigError> {
    let unreadable =
        |error: io::Error| setting.refuse(&format!("{} cannot be read: {error}", path.display()));
    let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(setting.refuse(&format!(
            "{} may be read by others (mode {:04o}); run `chmod 400` on it",
            path.display(),
            mode & 0o7777
        )));
    }
    fs::read_to_string(path).map_err(unreadable)
}

fn parse_key(
    setting: &Setting,
    text: &str,
    mode: Mode,
) -> Result<SecretBox<[u8; 32]>, ConfigError> {
    let encoded: String = text.lines().filter(|line| !line.starts_with('#')).collect();
    let Ok(bytes) = STANDARD.decode(encoded.trim()) else {
        return Err(setting.refuse(&format!("is not base64; {MAKE_A_KEY}")));
    };
    let length = bytes.len();
    let Ok(key) = <[u8; 32]>::try_from(bytes) else {
        return Err(setting.refuse(&format!("has {length} bytes instead of 32; {MAKE_A_KEY}")));
    };
    let public = encoded.trim() == EXAMPLE_KEY
        || text.starts_with(DEMO_KEY_REMARK)
        || key.iter().all(|byte| *byte == key[0]);
    if mode == Mode::Production && public {
        return Err(setting.refuse(&format!("is the key of a demo or an example; {MAKE_A_KEY}")));
    }
    Ok(SecretBox::new(Box::new(key)))
}

fn make_key_file(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut key = [0; 32];
    fs::File::open("/dev/urandom")?.read_exact(&mut key)?;
    let mut options = fs::OpenOptions::new();
    let mut file = options.create_new(true).write(true).mode(0o600).open(path)?;
    writeln!(file, "{DEMO_KEY_REMARK}\n{}", STANDARD.encode(key))?;
    file.sync_all()
}

fn site_root(settings: &Settings, env: &impl Fn(&str) -> Option<String>) -> PathBuf {
    settings
        .path("site_root")
        .or_else(|| env("LEPTOS_SITE_ROOT").map(PathBuf::from))
        .or_else(|| Some(std::env::current_exe().ok()?.parent()?.join("site")))
        .unwrap_or_else(|| "site".into())
}

/// A sentence that names the field and where its value came from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ConfigError(String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

struct LogLevel(tracing::Level);

impl FromStr for LogLevel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "error" => Ok(Self(tracing::Level::ERROR)),
            "warn" => Ok(Self(tracing::Level::WARN)),
            "info" => Ok(Self(tracing::Level::INFO)),
            "debug" => Ok(Self(tracing::Level::DEBUG)),
            "trace" => Ok(Self(tracing::Level::TRACE)),
            _ => Err("is neither error, warn, info, debug nor trace".into()),
        }
    }
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            _ => Err("is neither json nor text".into()),
        }
    }
}

impl FromStr for Mode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "production" => Ok(Self::Production),
            "demo" => Ok(Self::Demo),
            _ => Err("is neither production nor demo".into()),
        }
    }
}

#[cfg(test)]
mod tests;
