//! The work of the background: one list of loops, each a short step that is finished or not begun.
//!
//! Whether it is a loop's time, and on which of many servers, says a lease in the database; the
//! interval here only asks. A step that is broken off costs its time: the next one goes on.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use office::keeping::{self, Budget, Turn};
use office::{Office, Result};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::config::Config;
use crate::startup::{self, Database, Outcome};

/// How often it is asked whose turn it is.
const ASK: Duration = Duration::from_secs(20);

struct Loop {
    name: &'static str,
    every: SignedDuration,
    /// A server that died holds the turn no longer than this; a step that takes longer keeps it.
    hold: SignedDuration,
    step: for<'a> fn(&'a Office, &'a Turn<'a>) -> BoxFuture<'a, Result<()>>,
}

/// What is done in the background. A new loop is a line here.
const LOOPS: &[Loop] = &[
    Loop {
        name: "sweep",
        every: SignedDuration::from_hours(1),
        hold: SignedDuration::from_mins(30),
        step: |office, _| Box::pin(sweep(office)),
    },
    Loop {
        name: "scrub",
        every: SignedDuration::from_mins(1),
        hold: SignedDuration::from_mins(10),
        step: |office, turn| Box::pin(scrub(office, turn)),
    },
];

async fn sweep(office: &Office) -> Result<()> {
    let swept = keeping::sweep(office).await?;
    if swept != keeping::Swept::default() {
        tracing::info!(?swept, "swept the vault");
    }
    Ok(())
}

async fn scrub(office: &Office, turn: &Turn<'_>) -> Result<()> {
    let before = keeping::now(office).await? - keeping::CYCLE;
    let scrubbed = keeping::scrub(office, before, Budget::default()).await?;
    if scrubbed.versions > 0 {
        tracing::debug!(?scrubbed, "read back stored versions");
    }
    turn.keep().await.map(drop)
}

/// `privity work`: the loops alone, for a server of their own.
pub(crate) async fn work(config: &Config) -> Outcome {
    let database = Database::reach(config).await?;
    let worked = match startup::office(config, &database) {
        Ok(office) => {
            let worked = until_signalled(&office).await;
            office.close().await;
            worked
        }
        Err(error) => Err(error),
    };
    database.stop().await?;
    worked
}

async fn until_signalled(office: &Arc<Office>) -> Outcome {
    office.check_identity().await?;
    office::migrate::check(office).await?;
    office.vault().await?;
    let (stop, stopping) = watch::channel(false);
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tracing::info!(loops = LOOPS.len(), "working");
    tokio::select! {
        () = run(Arc::clone(office), stopping) => {}
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    drop(stop);
    Ok(())
}

/// Every loop, until it is told to stop. What is at hand then is broken off.
pub(crate) async fn run(office: Arc<Office>, mut stopping: watch::Receiver<bool>) {
    let mut loops = JoinSet::new();
    for each in LOOPS {
        loops.spawn(repeat(Arc::clone(&office), each));
    }
    _ = stopping.wait_for(|stop| *stop).await;
    loops.shutdown().await;
}

async fn repeat(office: Arc<Office>, each: &'static Loop) {
    let mut ask = interval(ASK);
    ask.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ask.tick().await;
        match turn(&office, each).await {
            Ok(()) => {}
            Err(office::Error::Unavailable) => {
                tracing::debug!(name = each.name, "the database cannot be reached");
            }
            Err(error) => tracing::error!(name = each.name, %error, "a loop failed"),
        }
    }
}

async fn turn(office: &Office, each: &Loop) -> Result<()> {
    let Some(turn) = keeping::take(office, each.name, each.every, each.hold).await? else {
        return Ok(());
    };
    let done = (each.step)(office, &turn).await;
    turn.end().await?;
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_have_names_of_their_own_and_ask_in_time() {
        let mut names: Vec<_> = LOOPS.iter().map(|each| each.name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), LOOPS.len());
        for each in LOOPS {
            assert!(each.every.unsigned_abs() > ASK, "{}", each.name);
        }
    }
}
