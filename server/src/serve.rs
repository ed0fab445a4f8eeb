//! Serving, and stopping in order: no more connections, the requests at hand finished, the pool
//! closed, the embedded database stopped.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use office::Office;
use office::console::Console;
use office::filing;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use crate::config::{Config, Mode};
use crate::connections;
use crate::http::{Portal, PortalOptions, router};
use crate::startup::{self, Database, Outcome};
use crate::work;

/// How often the scanner's folder is looked into.
/// How often the mailbox is read.
const MAIL: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_secs(3);
/// Requests at hand have this long once the server is told to stop.
const FINISH: Duration = Duration::from_secs(10);

/// `privity serve`.
pub(crate) async fn serve(config: &Config) -> Outcome {
    let database = Database::start(config, |said| tracing::info!("{said}")).await?;
    if database.is_embedded() {
        let applied = office::migrate::run(&database.owner_url).await?;
        tracing::info!(migrations = applied, "migrated");
    }
    let served = match startup::office(config, &database) {
        Ok(office) => until_told_to_stop(config, &office, &database.jobs_url, None, |_| ()).await,
        Err(error) => Err(error),
    };
    database.stop().await?;
    served
}

/// Serves one office until SIGINT or SIGTERM. `ready` is told the address once it is bound.
pub(crate) async fn until_told_to_stop(
    config: &Config,
    office: &Arc<Office>,
    jobs_url: &str,
    console: Option<&Arc<Console>>,
    ready: impl FnOnce(SocketAddr),
) -> Outcome {
    check(office).await?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        format!("{} cannot be served on: {error}. Is Privity running already?", config.listen)
    })?;
    let address = listener.local_addr()?;
    let portal = Portal::new(
        Arc::clone(office),
        PortalOptions {
            base_url: config.base_url.clone(),
            trusted_proxy: config.trusted_proxy,
            site_root: config.site_root.clone(),
            hashes: hashes(config),
        },
    );
    let portal = match console {
        Some(console) => portal.with_console(Arc::clone(console)),
        None => portal,
    };
    let portal = match &config.texts {
        Some(provider) => portal.with_texts(provider.texts.clone()),
        None => portal,
    };
    let portal = match &config.payments {
        Some(provider) => portal.with_payments(Arc::clone(&provider.cashier)),
        None => portal,
    };
    let (stop, mut stopping) = watch::channel(false);
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::spawn(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        tracing::info!("stopping");
        // nobody listens any more: then it has stopped already
        _ = stop.send(true);
    });
    if let Some(folder) = &config.filing {
        tokio::spawn(watch_for_scans(Arc::clone(office), folder.clone(), stopping.clone()));
    }
    if let Some(imap) = &config.mailbox {
        let mailbox = filing::Mailbox::new(office, Arc::clone(imap), own_domain(config));
        tokio::spawn(read_mailbox(Arc::clone(office), mailbox, stopping.clone()));
    }
    let mut told = stopping.clone();
    let working = match config.background {
        true => {
            let hands = work::Hands::new(config, office, jobs_url, stopping.clone())?;
            hands.check().await?;
            Some(tokio::spawn(work::run(hands)))
        }
        false => None,
    };
    let server = connections::serve(listener, router(portal), async move {
        _ = told.wait_for(|stop| *stop).await;
    });
    tracing::info!(listen = %address, "serving");
    ready(address);
    let late = async move {
        _ = stopping.wait_for(|stop| *stop).await;
        tokio::time::sleep(FINISH).await;
    };
    tokio::select! {
        () = server => {}
        () = late => tracing::warn!("gave up on requests that did not finish"),
    }
    if let Some(working) = working {
        // it was told to stop as the server was
        _ = working.await;
    }
    office.close().await;
    Ok(())
}

/// Looks into the scanner's folder until told to stop. What one look could not do, the next one may.
async fn watch_for_scans(
    office: Arc<Office>,
    folder: PathBuf,
    mut stopping: watch::Receiver<bool>,
) {
    let mut watched = filing::Watched::new(&office, &folder);
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        match filing::look(&office, &mut watched).await {
            Ok(looked) if looked.taken > 0 => tracing::info!(taken = looked.taken, "took scans"),
            Ok(_) | Err(office::Error::Unavailable) => {}
            Err(error) => tracing::error!(%error, "the scanner's folder could not be looked into"),
        }
    }
}

/// The domain of the names that our own messages bear.
fn own_domain(config: &Config) -> String {
    let from = config.mail.as_ref().map(|mail| mail.from.address.as_str()).unwrap_or_default();
    from.rsplit('@').next().unwrap_or_default().to_owned()
}

/// Reads the office's mailbox until told to stop.
async fn read_mailbox(
    office: Arc<Office>,
    mailbox: filing::Mailbox,
    mut stopping: watch::Receiver<bool>,
) {
    let mut ticks = tokio::time::interval(MAIL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        match filing::look_at_mail(&office, &mailbox).await {
            Ok(taken) if taken.letters + taken.answers + taken.reports > 0 => {
                let filing::MailTaken { letters, answers, reports, .. } = taken;
                tracing::info!(letters, answers, reports, "took mail");
            }
            Ok(_) | Err(office::Error::Unavailable) => {}
            Err(error) => tracing::error!(%error, "the mailbox could not be looked into"),
        }
    }
}

/// A wrong login or schema is refused at once. A database that is away is not: the portal answers
/// 503 until it comes.
async fn check(office: &Arc<Office>) -> Outcome {
    let checked = match office.check_identity().await {
        Ok(()) => office::migrate::check(office).await,
        Err(error) => Err(error),
    };
    match checked {
        Err(office::Error::Unavailable) => {
            tracing::warn!("the database cannot be reached yet");
            return Ok(());
        }
        checked => checked?,
    }
    // a vault that does not open under this key is not served with another one
    match office.vault().await {
        Ok(_) => Ok(()),
        Err(office::Error::Unavailable) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The names of the built files: `hash.txt` stands beside the program.
fn hashes(config: &Config) -> Option<String> {
    let beside = std::env::current_exe().ok()?.parent()?.join("hash.txt");
    let text = std::fs::read_to_string(beside).ok();
    if text.is_none() && config.mode == Mode::Production {
        tracing::warn!(
            "hash.txt is not beside the program: built files are asked for again each time"
        );
    }
    text
}
