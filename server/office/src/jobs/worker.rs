//! Doing what is due. apalis hands a tick to one worker, sees when that one has died, and hands it to
//! another; a database that is away ends a worker, so each is started again.

use std::sync::Arc;
use std::time::Duration;

use apalis::prelude::{BackendExt, BoxDynError, WorkerBuilder, WorkerBuilderExt, WorkerError};
use apalis_postgres::{Config, PostgresStorage};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::{Jobs, Tick};
use crate::{Error, Office, Result};

/// How often it is asked whether something is due: without saying so, apalis asks every half minute.
const ASK: Duration = Duration::from_secs(1);
const HEARTBEAT: Duration = Duration::from_secs(10);
/// So many heartbeats missed, and another server does it.
const MISSED: usize = 4;
/// Between two starts of a worker: at first, and at most.
const BACK_OFF: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(30)];

/// One step of a loop.
pub type Act = Arc<dyn Fn() -> BoxFuture<'static, Result<()>> + Send + Sync>;

#[derive(Debug, Serialize, Deserialize)]
struct Due {
    #[serde(rename = "loop")]
    name: String,
    /// Seconds since 1970.
    slot: i64,
}

impl Jobs {
    /// Does a loop's ticks, one at a time, until told to stop; what is at hand then is finished.
    pub async fn work(
        &self,
        tick: Tick,
        office: Arc<Office>,
        mut stopping: watch::Receiver<bool>,
        act: Act,
    ) {
        let mut wait = BACK_OFF[0];
        while !*stopping.borrow() {
            let began = Instant::now();
            // never the name of a worker before: apalis would take that one's tick for being in hand
            let name = format!("{}-{}", tick.name, office.chance.id(office.clock.now()));
            match self.worker(tick, &name, stopping.clone(), Arc::clone(&act)).await {
                Ok(()) if *stopping.borrow() => return,
                Ok(()) => tracing::warn!(name = tick.name, "a worker ended"),
                Err(error) => {
                    tracing::warn!(name = tick.name, error = kind(&error), "a worker ended");
                }
            }
            wait = match began.elapsed() > BACK_OFF[1] {
                true => BACK_OFF[0],
                false => (wait * 2).min(BACK_OFF[1]),
            };
            // servers that lost the same database do not come back to it at once
            let jittered = wait.mul_f64(0.5 + office.chance.below(1_000) as f64 / 1_000.0);
            tokio::select! {
                () = sleep(jittered) => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
        }
    }

    fn worker(
        &self,
        tick: Tick,
        name: &str,
        mut stopping: watch::Receiver<bool>,
        act: Act,
    ) -> BoxFuture<'static, std::result::Result<(), WorkerError>> {
        // one tick in hand and none in a buffer, behind which heartbeats would wait
        let config = Config::default()
            .queue(tick.name)
            .batch_size(1)
            .heartbeat_interval(HEARTBEAT)
            .missed_heartbeats(MISSED);
        let storage = PostgresStorage::<Due>::new(&self.pool).with_config(config);
        // A step is a task of its own: a worker that ends because the database was away would break it off,
        // and a message that was being handed over would be of unclear fate.
        let tasks = self.acting.clone();
        let done = move |due: Due| {
            let acting = tasks.spawn(act());
            async move { report(&due, acting.await.unwrap_or_else(|error| Err(Error::internal(error)))) }
        };
        WorkerBuilder::new(name)
            .backend(storage.poll_with_interval(ASK))
            .concurrency(1)
            .catch_panic()
            .build(done)
            .run_until(async move {
                // whoever could say it is gone: then it is time
                _ = stopping.wait_for(|stop| *stop).await;
                Ok::<_, WorkerError>(())
            })
            .boxed()
    }
}

fn report(due: &Due, done: Result<()>) -> std::result::Result<(), BoxDynError> {
    match done {
        Ok(()) => Ok(()),
        Err(Error::Unavailable) => {
            tracing::debug!(name = due.name, "the database cannot be reached");
            Err("unavailable".into())
        }
        Err(error) => {
            tracing::error!(name = due.name, slot = due.slot, %error, "a loop failed");
            Err("failed".into())
        }
    }
}

/// Of an error, what names nothing.
fn kind(error: &WorkerError) -> &'static str {
    match error {
        WorkerError::BackendError(_) => "the database cannot be reached",
        _ => "it stopped",
    }
}
