//! The schema: made, moved forward, and checked before anything is served.
//!
//! Each migration is one transaction: one that fails leaves the schema before it. A database newer
//! than the binary is refused.
//!
//! The tables of the ticks come with the crate that keeps them, in a history of their own, since its queries
//! fit its own version's tables and no other's. They are moved forward here too, after ours.

use apalis_postgres::PostgresStorage;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, Executor, PgConnection};

use crate::{Error, Office, Result};

pub static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

const OWNER: &str = "do $$ begin create role privity_owner login createrole; \
     exception when duplicate_object or unique_violation then null; end $$";
const APP_ENTERS: &str = "do $$ begin \
     execute format('grant connect on database %I to privity_app', current_database()); \
     execute format('revoke temporary on database %I from public', current_database()); \
     grant select on _sqlx_migrations to privity_app; end $$";
const JOBS_ENTER: &str = "do $$ declare f regprocedure; begin \
     execute format('grant connect on database %I to privity_jobs', current_database()); \
     grant select, insert, update, delete on apalis.jobs, apalis.workers to privity_jobs; \
     grant select on apalis._sqlx_migrations to privity_jobs; \
     for f in select oid from pg_proc where pronamespace = 'apalis'::regnamespace \
         and proname in ('get_jobs', 'generate_ulid') and proowner = current_user::regrole loop \
         execute format('grant execute on function %s to privity_jobs', f); \
     end loop; end $$";
const NOT_SET_UP: &str = "The database has not been set up. Run `privity migrate` first.";

/// Makes the owner's role and an empty database in a cluster of our own.
///
/// # Errors
/// Unavailable, or what the cluster says.
pub async fn bootstrap(superuser_url: &str) -> Result<()> {
    let options: PgConnectOptions = superuser_url.parse().map_err(Error::internal)?;
    let mut cluster = PgConnection::connect_with(&options).await?;
    cluster.execute(OWNER).await?;
    let exists: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = 'privity')")
            .fetch_one(&mut cluster)
            .await?;
    if !exists {
        cluster.execute("create database privity owner privity_owner").await?;
    }
    cluster.close().await?;
    let mut database = PgConnection::connect_with(&options.database("privity")).await?;
    database.execute("alter schema public owner to privity_owner").await?;
    Ok(database.close().await?)
}

/// Applies what is missing, as the owner. Answers how many migrations it applied.
///
/// # Errors
/// A sentence: a newer database, a migration that was changed after it was applied, or the one
/// that failed.
pub async fn run(owner_url: &str) -> Result<usize> {
    let mut connection = PgConnection::connect(owner_url).await?;
    let before = applied(&mut connection, OURS).await.unwrap_or_default().len()
        + applied(&mut connection, THEIRS).await.unwrap_or_default().len();
    apply(&MIGRATOR, &mut connection).await?;
    // what it makes without saying where is not to land among our tables
    connection.execute("set search_path = apalis").await?;
    let ticks = ticks();
    apply(&ticks, &mut connection).await?;
    connection.execute("reset search_path").await?;
    let_in(&mut connection).await?;
    connection.close().await?;
    Ok(MIGRATOR.iter().count() + ticks.iter().count() - before)
}

/// Lets the program's logins into the owner's database. Granted on the database itself, it does not come with a clone.
///
/// # Errors
/// What the database says.
pub async fn let_in(owner: &mut PgConnection) -> Result<()> {
    owner.execute(APP_ENTERS).await?;
    owner.execute(JOBS_ENTER).await?;
    Ok(())
}

/// Those of the crate that keeps the ticks.
fn ticks() -> Migrator {
    PostgresStorage::<()>::migrations()
}

async fn apply(migrator: &Migrator, connection: &mut PgConnection) -> Result<()> {
    migrator.run(connection).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => newer(version),
        MigrateError::VersionMismatch(version) => Error::Internal(format!(
            "Migration {version} was changed after this database had applied it. Nothing was done."
        )),
        MigrateError::ExecuteMigration(error, version) => Error::Internal(format!(
            "Migration {version} failed and was undone; the database is as it was before it. {error}"
        )),
        MigrateError::Execute(error) => error.into(),
        error => Error::internal(error),
    })
}

/// Every migration there is, ours and theirs: for what keeps a database made by them.
pub fn checksums() -> Vec<Vec<u8>> {
    let theirs = ticks();
    MIGRATOR.iter().chain(theirs.iter()).map(|migration| migration.checksum.to_vec()).collect()
}

/// Whether the database has exactly this binary's schema.
///
/// # Errors
/// Unavailable, or a sentence saying which of the two is behind.
pub async fn check(office: &Office) -> Result<()> {
    let mut connection = office.pool.acquire().await?;
    compare(&MIGRATOR, &applied(&mut connection, OURS).await?)
}

/// The same of the ticks' tables, by their login.
pub(crate) async fn check_jobs(connection: &mut PgConnection) -> Result<()> {
    compare(&ticks(), &applied(connection, THEIRS).await?)
}

fn compare(migrator: &Migrator, applied: &[i64]) -> Result<()> {
    if let Some(version) = applied.iter().find(|version| !migrator.version_exists(**version)) {
        return Err(newer(*version));
    }
    let missing = migrator.iter().filter(|migration| !applied.contains(&migration.version)).count();
    match missing {
        0 => Ok(()),
        n => Err(Error::Internal(format!(
            "The database is {n} migrations behind this version of Privity. Run `privity migrate`."
        ))),
    }
}

fn newer(version: i64) -> Error {
    Error::Internal(format!(
        "The database has migration {version}, which this version of Privity does not know. \
         Install the newer version again; the database was left alone."
    ))
}

// Not checked queries: the tables are the migrators' own, and absent where queries are prepared.
const OURS: &str = "select version from public._sqlx_migrations where success order by version";
const THEIRS: &str = "select version from apalis._sqlx_migrations where success order by version";

async fn applied(connection: &mut PgConnection, versions: &'static str) -> Result<Vec<i64>> {
    let versions = sqlx::query_scalar(versions);
    versions.fetch_all(connection).await.map_err(|error| match &error {
        sqlx::Error::Database(db) if matches!(db.code().as_deref(), Some("42P01" | "42501")) => {
            Error::Internal(NOT_SET_UP.into())
        }
        _ => error.into(),
    })
}
