//! The office: one database, one clock, one source of chance, one set of keys.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, Executor, PgPool, Postgres, Transaction};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::keys::Keys;
use crate::sharing::Names;
use crate::vault::{VaultDoor, VaultOptions};
use crate::{Error, Result};

/// No page and no form takes this long; what does is stopped before it holds up the others.
const STATEMENT_TIMEOUT: &str = "20s";
/// A connection that nobody used for this long is tried before it is used.
const RESTED: Duration = Duration::from_secs(5);

/// What an office is built from.
#[derive(Debug)]
pub struct OfficeOptions {
    /// Connects as `privity_app`.
    pub app_url: String,
    pub clock: Clock,
    pub chance: Chance,
    pub keys: Keys,
    /// Connections held at most.
    pub connections: u32,
    /// A session ends after this long without a request.
    pub session_idle: SignedDuration,
    /// And after this long whatever happens.
    pub session_absolute: SignedDuration,
    /// The demo: accounts are offered at the door, the outbox can be opened.
    pub demo: bool,
    /// Where documents are kept, and under which key.
    pub vault: Option<VaultOptions>,
}

/// Shared by everything that serves one database.
#[derive(Debug)]
pub struct Office {
    pub(crate) pool: PgPool,
    pub clock: Clock,
    pub chance: Chance,
    pub(crate) keys: Arc<Keys>,
    pub session_idle: SignedDuration,
    pub session_absolute: SignedDuration,
    pub demo: bool,
    /// Memory is what a password hash costs: this many at once.
    pub(crate) hashing: Arc<Semaphore>,
    pub(crate) vault: Arc<VaultDoor>,
    /// The folder that is watched for scans, once it is.
    pub(crate) watched: Arc<OnceLock<PathBuf>>,
    /// Set once a mailbox is read.
    pub(crate) reads_mail: Arc<OnceLock<()>>,
    /// What documents are compared with before a client gets them.
    pub(crate) names: Arc<Names>,
}

impl Office {
    /// Prepares the pool. Nothing is connected yet: the server starts, and answers 503, while the
    /// database is away.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn new(options: OfficeOptions) -> Result<Arc<Office>> {
        let connect: PgConnectOptions = options.app_url.parse().map_err(Error::internal)?;
        let pool = PgPoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(Duration::from_secs(3))
            // Each is tried when it comes back; one that has rested since may have died.
            .test_before_acquire(false)
            .before_acquire(|connection, meta| {
                Box::pin(async move {
                    if meta.idle_for > RESTED {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_lazy_with(
                connect
                    .application_name("privity")
                    // compiling a plan of a page's size takes longer than a hundred of its runs
                    .options([("statement_timeout", STATEMENT_TIMEOUT), ("jit", "off")]),
            );
        Ok(Arc::new(Office {
            pool,
            clock: options.clock,
            chance: options.chance,
            keys: Arc::new(options.keys),
            session_idle: options.session_idle,
            session_absolute: options.session_absolute,
            demo: options.demo,
            hashing: Arc::new(Semaphore::new(4)),
            vault: Arc::new(VaultDoor::new(options.vault)),
            watched: Arc::default(),
            reads_mail: Arc::default(),
            names: Arc::default(),
        }))
    }

    /// Begins a transaction as one of the database's roles, carrying caller and instant: one round
    /// trip.
    ///
    /// It begins to the end even where the request is given up meanwhile: a connection whose `begin`
    /// was broken off would go back carrying its role, and nobody would know to roll it back.
    pub(crate) async fn begin_as(
        &self,
        role: &'static str,
        caller: Option<Uuid>,
        now: Timestamp,
    ) -> Result<Transaction<'static, Postgres>> {
        let begin = begin_statement(role, caller, self.clock.is_still().then_some(now));
        let pool = self.pool.clone();
        let begun = tokio::spawn(async move { pool.begin_with(AssertSqlSafe(begin)).await });
        Ok(begun.await.map_err(Error::internal)??)
    }

    /// The same office at another time and with other luck: for seeds. Shares its connections.
    pub(crate) fn beside(&self, clock: Clock, chance: Chance) -> Arc<Office> {
        Arc::new(Office {
            pool: self.pool.clone(),
            clock,
            chance,
            keys: Arc::clone(&self.keys),
            session_idle: self.session_idle,
            session_absolute: self.session_absolute,
            demo: self.demo,
            hashing: Arc::clone(&self.hashing),
            vault: Arc::clone(&self.vault),
            watched: Arc::clone(&self.watched),
            reads_mail: Arc::clone(&self.reads_mail),
            names: Arc::clone(&self.names),
        })
    }

    /// Whether the database answers, and whether we are who we must be: neither superuser, nor
    /// exempt from row-level security, nor owner of anything, nor still in the role of a request
    /// that was given up.
    ///
    /// # Errors
    /// Unavailable, or a sentence saying what is wrong with the login.
    pub async fn check_identity(&self) -> Result<()> {
        let row = sqlx::query!(
            r#"select rolsuper as "superuser!", rolbypassrls as "bypass!",
                exists (select from pg_class where relowner = pg_roles.oid) as "owner!",
                session_user::text as "name!", current_user <> session_user as "left_over!",
                -- a login may set itself defaults that would hold for every connection to come
                exists (select from pg_db_role_setting where setrole = pg_roles.oid) as "settings!"
            from pg_roles where rolname = session_user"#
        )
        .fetch_one(&self.pool)
        .await?;
        if row.left_over {
            return Err(Error::internal("A connection came back with a role."));
        }
        if row.settings {
            return Err(Error::Internal(format!(
                "The database login {0} has settings of its own. Take them away: alter role {0} reset all.",
                row.name
            )));
        }
        if row.superuser || row.bypass || row.owner {
            return Err(Error::Internal(format!(
                "The database login {} is a superuser, bypasses row-level security or owns tables. \
                 Serve with privity_app (database.app_url).",
                row.name
            )));
        }
        Ok(())
    }

    /// # Errors
    /// Unavailable.
    pub async fn is_ready(&self) -> Result<()> {
        self.pool.execute("select 1").await?;
        Ok(())
    }

    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Only typed values go in: SET takes no parameters, set_config in a batch neither. Without `now`
/// the database's own clock holds.
pub(crate) fn begin_statement(
    role: &'static str,
    caller: Option<Uuid>,
    now: Option<Timestamp>,
) -> String {
    let caller = caller.map(|id| id.to_string()).unwrap_or_default();
    let now = now.map(|now| now.to_string()).unwrap_or_default();
    format!(
        "begin; select set_config('role', '{role}', true), \
         set_config('privity.caller', '{caller}', true), set_config('privity.now', '{now}', true)"
    )
}
