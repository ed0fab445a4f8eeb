//! The work of the background: one list of loops, each a short step that is finished or not begun.
//!
//! When a loop is due, and which of many servers does it, is told by ticks in the database (`office::jobs`).
//! That is convenience and no more: a tick that comes twice finds nothing left to do.

mod loops;

use std::sync::Arc;
use std::time::Duration;

use office::Office;
use office::feeds::Fetching;
use office::jobs::{Act, Jobs, Tick};
use office::notices::Carriers;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use crate::config::Config;
use crate::startup::{self, Database, Outcome};
use loops::LOOPS;

/// How often it is written down what is due.
const ASK: Duration = Duration::from_secs(1);
/// How often what is done is taken away.
const PRUNE: Duration = Duration::from_secs(300);
/// What is in hand when it is told to stop has this long. A message that is broken off is taken back when
/// its lease has run out, by whoever works then.
const FINISH: Duration = Duration::from_secs(50);

/// What the loops work with. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Hands {
    pub(crate) office: Arc<Office>,
    carriers: Arc<Carriers>,
    fetching: Arc<Fetching>,
    jobs: Jobs,
    stopping: watch::Receiver<bool>,
}

impl Hands {
    pub(crate) fn new(
        config: &Config,
        office: &Arc<Office>,
        jobs_url: &str,
        stopping: watch::Receiver<bool>,
    ) -> Outcome<Hands> {
        Ok(Hands {
            office: Arc::clone(office),
            carriers: Arc::new(startup::carriers(config)?),
            fetching: Arc::new(Fetching::new()?),
            jobs: Jobs::new(jobs_url)?,
            stopping,
        })
    }

    /// A wrong login or schema is refused at once; a database that is away is waited for.
    pub(crate) async fn check(&self) -> Outcome {
        match self.jobs.check().await {
            Ok(()) | Err(office::Error::Unavailable) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn goes_on(&self) -> bool {
        !*self.stopping.borrow()
    }
}

/// `privity work`: the loops alone, for a server of their own.
pub(crate) async fn work(config: &Config) -> Outcome {
    let database = Database::reach(config).await?;
    let worked = match startup::office(config, &database) {
        Ok(office) => {
            let worked = until_signalled(config, &office, &database.jobs_url).await;
            office.close().await;
            worked
        }
        Err(error) => Err(error),
    };
    database.stop().await?;
    worked
}

async fn until_signalled(config: &Config, office: &Arc<Office>, jobs_url: &str) -> Outcome {
    office.check_identity().await?;
    office::migrate::check(office).await?;
    office.vault().await?;
    let (stop, stopping) = watch::channel(false);
    let hands = Hands::new(config, office, jobs_url, stopping)?;
    hands.check().await?;
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tracing::info!(loops = LOOPS.len(), "working");
    tokio::join!(run(hands), async {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        tracing::info!("stopping");
        // nobody listens any more: then it has stopped already
        _ = stop.send(true);
    });
    Ok(())
}

/// Every loop, until it is told to stop; then what is in hand is finished, or given up after a while.
pub(crate) async fn run(hands: Hands) {
    while let Err(error) = hands.jobs.check().await {
        if !matches!(error, office::Error::Unavailable) {
            tracing::error!(%error, "the background does not work");
            return;
        }
        let mut stopping = hands.stopping.clone();
        if timeout(ASK, stopping.wait_for(|stop| *stop)).await.is_ok() {
            return;
        }
    }
    let mut loops = JoinSet::new();
    loops.spawn(write_down(hands.clone()));
    for each in LOOPS {
        let hands = hands.clone();
        let act: Act = {
            let hands = hands.clone();
            Arc::new(move || {
                let hands = hands.clone();
                Box::pin(async move { (each.step)(&hands).await })
            })
        };
        loops.spawn(async move {
            let office = Arc::clone(&hands.office);
            hands.jobs.work(each.tick(), office, hands.stopping.clone(), act).await;
        });
    }
    let mut stopping = hands.stopping.clone();
    // whoever could say it is gone: then it is time
    _ = stopping.wait_for(|stop| *stop).await;
    let finished = timeout(FINISH, async {
        while loops.join_next().await.is_some() {}
        hands.jobs.finished().await;
    });
    let finished = finished.await;
    if finished.is_err() {
        tracing::warn!("gave up on what did not finish; it is taken back");
    }
    loops.shutdown().await;
    hands.jobs.close().await;
}

/// Writes down what is due. Each server does; what another one wrote is there once.
async fn write_down(hands: Hands) {
    let ticks: Vec<Tick> = LOOPS.iter().map(loops::Loop::tick).collect();
    let mut asked = interval(ASK);
    asked.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stopping = hands.stopping.clone();
    let mut pruned = Instant::now();
    loop {
        tokio::select! {
            _ = asked.tick() => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        let mut done = hands.jobs.tick(&ticks).await;
        if done.is_ok() && pruned.elapsed() > PRUNE {
            pruned = Instant::now();
            done = hands.jobs.prune(&ticks).await;
        }
        match done {
            Ok(_) | Err(office::Error::Unavailable) => {}
            Err(error) => tracing::error!(%error, "ticks could not be written down"),
        }
    }
}
