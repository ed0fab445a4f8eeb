//! The schema: made, moved forward, and checked before anything is served.
//!
//! Each migration is one transaction: one that fails leaves the schema before it. A database newer
//! than the binary is refused.

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
    let before = applied(&mut connection).await.unwrap_or_default().len();
    MIGRATOR.run(&mut connection).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => newer(version),
        MigrateError::VersionMismatch(version) => Error::Internal(format!(
            "Migration {version} was changed after this database had applied it. Nothing was done."
        )),
        MigrateError::ExecuteMigration(error, version) => Error::Internal(format!(
            "Migration {version} failed and was undone; the database is as it was before it. {error}"
        )),
        MigrateError::Execute(error) => error.into(),
        error => Error::internal(error),
    })?;
    connection.execute(APP_ENTERS).await?;
    connection.close().await?;
    Ok(MIGRATOR.iter().count() - before)
}

/// Whether the database has exactly this binary's schema.
///
/// # Errors
/// Unavailable, or a sentence saying which of the two is behind.
pub async fn check(office: &Office) -> Result<()> {
    let mut connection = office.pool.acquire().await?;
    let applied = applied(&mut connection).await?;
    if let Some(version) = applied.iter().find(|version| !MIGRATOR.version_exists(**version)) {
        return Err(newer(*version));
    }
    let missing = MIGRATOR.iter().filter(|migration| !applied.contains(&migration.version)).count();
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

// Not a checked query: the table is the migrator's own, and absent where queries are prepared.
async fn applied(connection: &mut PgConnection) -> Result<Vec<i64>> {
    let versions =
        sqlx::query_scalar("select version from _sqlx_migrations where success order by version");
    versions.fetch_all(connection).await.map_err(|error| match &error {
        sqlx::Error::Database(db) if matches!(db.code().as_deref(), Some("42P01" | "42501")) => {
            Error::Internal(NOT_SET_UP.into())
        }
        _ => error.into(),
    })
}
