//! From the configuration to an office: which database, under which names.

use std::error::Error;
use std::sync::Arc;

use channels::Mailbox;
use domain::text::EmailAddress;
use jiff::SignedDuration;
use office::chance::Chance;
use office::clock::Clock;
use office::console::Console;
use office::keys::Keys;
use office::malware::Scanner;
use office::notices::{Carrier, Carriers};
use office::vault::VaultOptions;
use office::{Office, OfficeOptions, migrate};
use papers::{Limits, Previewer};
use secrecy::ExposeSecret;
use vault::{Keyring, MasterKey};

use crate::cli::PREVIEW;
use crate::cluster::{Cluster, ClusterError, ClusterOptions};
use crate::config::{Config, Mode, Pace};

/// What `main` shows to whoever typed the command: a sentence.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

const OWNER: &str = "privity_owner";
const APP: &str = "privity_app";
const JOBS: &str = "privity_jobs";
const DATABASE: &str = "privity";

/// The provider of what stays in the house, and whom it would come from.
const OUTBOX: &str = "outbox";
const NOBODY: &str = "outbox@privity.invalid";

/// The database's addresses, one for each login, and the server behind them where it is ours.
pub(crate) struct Database {
    pub owner_url: String,
    pub app_url: String,
    pub jobs_url: String,
    cluster: Option<Cluster>,
}

impl Database {
    /// The configured one, else the embedded one, started here.
    pub(crate) async fn start(config: &Config, progress: impl Fn(&str)) -> Outcome<Database> {
        if let Some(database) = Database::configured(config) {
            return Ok(database);
        }
        let cluster = Cluster::start(&options(config), progress).await?;
        migrate::bootstrap(&cluster.superuser_url()).await?;
        Ok(Database {
            owner_url: cluster.url(OWNER, DATABASE),
            app_url: cluster.url(APP, DATABASE),
            jobs_url: cluster.url(JOBS, DATABASE),
            cluster: Some(cluster),
        })
    }

    /// For a command: beside the portal, if that is being served, else by itself.
    pub(crate) async fn reach(config: &Config) -> Outcome<Database> {
        if let Some(database) = Database::configured(config) {
            return Ok(database);
        }
        match Database::start(config, |_| ()).await {
            Ok(database) => Ok(database),
            Err(error) if matches!(error.downcast_ref(), Some(ClusterError::InUse { .. })) => {
                Ok(Database {
                    owner_url: Cluster::url_in_use(&config.data, OWNER, DATABASE)?,
                    app_url: Cluster::url_in_use(&config.data, APP, DATABASE)?,
                    jobs_url: Cluster::url_in_use(&config.data, JOBS, DATABASE)?,
                    cluster: None,
                })
            }
            Err(error) => Err(error),
        }
    }

    fn configured(config: &Config) -> Option<Database> {
        config.database.urls.as_ref().map(|urls| Database {
            owner_url: urls.owner.expose_secret().to_owned(),
            app_url: urls.app.expose_secret().to_owned(),
            jobs_url: urls.jobs.expose_secret().to_owned(),
            cluster: None,
        })
    }

    pub(crate) const fn is_embedded(&self) -> bool {
        self.cluster.is_some()
    }

    /// Stops the embedded server, if there is one.
    pub(crate) async fn stop(self) -> Outcome {
        match self.cluster {
            Some(cluster) => Ok(cluster.stop().await?),
            None => Ok(()),
        }
    }
}

fn options(config: &Config) -> ClusterOptions {
    ClusterOptions { data: config.data.clone(), bin_dir: config.database.bin_dir.clone() }
}

fn vault(config: &Config) -> Outcome<VaultOptions> {
    let master = MasterKey::new(&config.vault.master_key);
    let retired = config.vault.retired_keys.iter().map(MasterKey::new).collect();
    Ok(VaultOptions {
        keeper: Arc::new(Keyring { current: master, retired }),
        store: config.vault.store.clone(),
        file_bytes: config.vault.file_bytes,
        previewer: Previewer::new(std::env::current_exe()?, [PREVIEW], Limits::default()),
        scanner: config.vault.clamd.clone().map_or_else(Scanner::none, Scanner::clamd),
    })
}

/// The office on this database.
pub(crate) fn office(config: &Config, database: &Database) -> Outcome<Arc<Office>> {
    Ok(Office::new(OfficeOptions {
        app_url: database.app_url.clone(),
        clock: Clock::System,
        chance: Chance::System,
        keys: Keys::new(*config.secret_key.expose_secret()),
        connections: config.database.pool_size,
        session_idle: SignedDuration::from_mins(i64::from(config.session.idle_minutes)),
        session_absolute: SignedDuration::from_hours(i64::from(config.session.absolute_hours)),
        demo: config.mode == Mode::Demo,
        vault: Some(vault(config)?),
    })?)
}

/// The ways out of the house. What is not configured stays in it, to be read.
pub(crate) fn carriers(config: &Config) -> Outcome<Carriers> {
    // so much that nothing waits: it is written to a table and that is all
    let kept = Pace { rate: 1_000.0, burst: 1_000.0 };
    let (mail, texts) = (config.mail.as_ref(), config.texts.as_ref());
    let (mail_pace, text_pace) =
        (mail.map_or(kept, |mail| mail.pace), texts.map_or(kept, |texts| texts.pace));
    Ok(Carriers {
        email: Carrier {
            sender: mail.map(|mail| Arc::clone(&mail.sender) as _),
            provider: if mail.is_some() { "smtp" } else { OUTBOX },
            rate: mail_pace.rate,
            burst: mail_pace.burst,
        },
        text: Carrier {
            sender: texts.map(|texts| texts.texts.sender()),
            provider: texts.map_or(OUTBOX, |texts| texts.texts.name()),
            rate: text_pace.rate,
            burst: text_pace.burst,
        },
        from: match mail {
            Some(mail) => mail.from.clone(),
            None => Mailbox { name: None, address: EmailAddress::parse(NOBODY)? },
        },
        base_url: config.base_url.clone(),
        pays: config.payments.is_some(),
    })
}

/// Does something at the terminal of the office and leaves everything as it was found running.
pub(crate) async fn at_the_console<T>(
    config: &Config,
    act: impl AsyncFnOnce(&Console, &Arc<Office>) -> Outcome<T>,
) -> Outcome<T> {
    let database = Database::reach(config).await?;
    let office = office(config, &database)?;
    let done = match Console::connect(&database.owner_url, &office).await {
        Ok(console) => {
            let done = act(&console, &office).await;
            console.close().await;
            done
        }
        Err(error) => Err(error.into()),
    };
    office.close().await;
    database.stop().await?;
    done
}
