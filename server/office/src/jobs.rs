//! Ticks: which loop of the background is due, and on which of many servers it is done. Kept by apalis,
//! through a login that reaches its schema and nothing of the office.
//!
//! Nothing rests on them. A tick may come twice, late, or not at all: what keeps a loop right are keys and
//! leases in the office's own tables. A tick says the loop's name and the slot, never more.

mod ticks;
mod worker;

pub use worker::Act;

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio_util::task::TaskTracker;

use crate::{Error, Result, migrate};

/// A loop, and how often it is due: in whole seconds.
#[derive(Clone, Copy, Debug)]
pub struct Tick {
    pub name: &'static str,
    pub every: Duration,
}

/// The login of the ticks.
#[derive(Clone, Debug)]
pub struct Jobs {
    pool: PgPool,
    /// Steps that are in hand, also of a worker that has ended.
    acting: TaskTracker,
}

impl Jobs {
    /// Prepares the pool. Nothing is connected yet.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn new(url: &str) -> Result<Jobs> {
        let connect: PgConnectOptions = url.parse().map_err(Error::internal)?;
        let connect = connect
            .application_name("privity-jobs")
            // where the type of the crate's metadata is
            .options([("search_path", "apalis"), ("statement_timeout", "20s")]);
        let pool = PgPoolOptions::new()
            // workers take turns: each needs one for a millisecond a second
            .max_connections(3)
            .acquire_timeout(Duration::from_secs(10))
            .connect_lazy_with(connect);
        Ok(Jobs { pool, acting: TaskTracker::new() })
    }

    /// Whether the login is confined to its schema, and the schema is the one that this binary works with.
    ///
    /// # Errors
    /// Unavailable, or a sentence saying what is wrong.
    pub async fn check(&self) -> Result<()> {
        let (name, mighty): (String, bool) = sqlx::query_as(
            "select session_user::text, rolsuper or rolbypassrls or has_schema_privilege(oid, 'public', 'usage')
                or exists (select from pg_class where relowner = pg_roles.oid)
            from pg_roles where rolname = session_user",
        )
        .fetch_one(&self.pool)
        .await?;
        if mighty {
            return Err(Error::Internal(format!(
                "The database login {name} reaches more than the ticks of the background. \
                 Work with privity_jobs (database.jobs_url)."
            )));
        }
        migrate::check_jobs(&mut *self.pool.acquire().await?).await
    }

    /// Until no step is in hand.
    pub async fn finished(&self) {
        self.acting.close();
        self.acting.wait().await;
    }

    pub async fn close(&self) {
        self.pool.close().await;
    }
}
