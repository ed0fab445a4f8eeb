//! A database cloned from a migrated template for each test, and the office on it.

mod appointments;
pub(crate) mod billing;
pub(crate) mod hostile;
pub(crate) mod imap;
pub(crate) mod outside;
mod papers;
pub(crate) mod people;
pub(crate) mod requests;
mod scans;
pub(crate) mod sharing;
pub(crate) mod status;
pub(crate) mod threads;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

use ::papers::{Limits, Previewer};
use jiff::{SignedDuration, Timestamp};
use office::chance::Chance;
use office::clock::Clock;
use office::keys::Keys;
use office::vault::{Store, VaultOptions};
use office::{Office, OfficeOptions};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tempfile::TempDir;
use vault::keys::Secret;
use vault::{Keyring, MasterKey};

/// The instant at which every test begins: a Tuesday morning in New York.
pub(crate) const NOW: &str = "2026-10-13T14:42:00Z";

pub(crate) struct TestOffice {
    pub(crate) office: Arc<Office>,
    database: String,
    blobs: TempDir,
}

/// The superuser's URL, from the environment: `bin/scratch-db` prints one.
fn superuser() -> String {
    std::env::var("PRIVITY_TEST_POSTGRES")
        .or_else(|_| std::env::var("DATABASE_URL"))
        .expect("PRIVITY_TEST_POSTGRES names a scratch PostgreSQL: see bin/scratch-db")
}

/// The same server, as another user, in another database.
pub(crate) fn url(user: &str, database: &str) -> String {
    let base = superuser();
    let (_, rest) = base.split_once("://").expect("a URL");
    let (authority, tail) = rest.split_once('/').expect("a database");
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let query = tail.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
    format!("postgres://{user}@{host}/{database}{query}")
}

pub(crate) async fn connect(user: &str, database: &str) -> PgConnection {
    let options: PgConnectOptions = url(user, database).parse().expect("a URL");
    PgConnection::connect_with(&options).await.expect("the scratch PostgreSQL answers")
}

/// Made once per set of migrations, whatever number of test processes ask for it.
async fn template() -> String {
    let mut hasher = DefaultHasher::new();
    office::migrate::checksums().hash(&mut hasher);
    let name = format!("privity_template_{:016x}", hasher.finish());
    let mut connection = connect("postgres", "postgres").await;
    connection.execute("select pg_advisory_lock(7468)").await.expect("a lock");
    let made: bool = sqlx::query_scalar(
        "select exists (select from pg_database where datname = $1 and datistemplate)",
    )
    .bind(&name)
    .fetch_one(&mut connection)
    .await
    .expect("an answer");
    if !made {
        let owner = "do $$ begin create role privity_owner login createrole; \
                     exception when duplicate_object or unique_violation then null; end $$";
        connection.execute(owner).await.expect("the owner");
        run(&mut connection, format!("drop database if exists {name} with (force)")).await;
        run(&mut connection, format!("create database {name} owner privity_owner")).await;
        let mut inside = connect("postgres", &name).await;
        inside.execute("alter schema public owner to privity_owner").await.expect("the schema");
        inside.close().await.expect("closing");
        office::migrate::run(&url("privity_owner", &name)).await.expect("the migrations apply");
        run(&mut connection, format!("alter database {name} with is_template true")).await;
    }
    connection.close().await.expect("closing unlocks");
    name
}

async fn run(connection: &mut PgConnection, sql: String) {
    connection.execute(AssertSqlSafe(sql)).await.expect("the statement runs");
}

impl TestOffice {
    pub(crate) async fn new() -> TestOffice {
        let blobs = TempDir::new().expect("a folder for blobs");
        TestOffice::cloned(&template().await, blobs, 1).await
    }

    async fn cloned(template: &str, blobs: TempDir, seed: u64) -> TestOffice {
        let database = format!("privity_test_{}", uuid::Uuid::new_v4().simple());
        let mut connection = connect("postgres", "postgres").await;
        run(
            &mut connection,
            // copied file by file: what is only thrown away again is not worth its way through the log
            format!("create database {database} template {template} strategy file_copy owner privity_owner"),
        )
        .await;
        connection.close().await.expect("closing");
        let mut owner = connect("privity_owner", &database).await;
        office::migrate::let_in(&mut owner).await.expect("the program's logins are let in");
        owner.close().await.expect("closing");
        let office = office_on(&database, Chance::seeded(seed), blobs.path());
        TestOffice { office, database, blobs }
    }

    /// Another that stands as this one does. Nobody is connected to this one any more.
    #[allow(dead_code, reason = "the server's tests make copies")]
    pub(crate) async fn again(&self) -> TestOffice {
        let mut connection = connect("postgres", "postgres").await;
        let database = &self.database;
        run(&mut connection, format!("alter database {database} with allow_connections false"))
            .await;
        sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1")
            .bind(database)
            .execute(&mut connection)
            .await
            .expect("an end");
        connection.close().await.expect("closing");
        let blobs = TempDir::new().expect("a folder for blobs");
        copy(self.blobs.path(), blobs.path());
        // what has happened here has taken the ids of the first seed
        TestOffice::cloned(database, blobs, 2).await
    }

    /// With a vault that is set up.
    pub(crate) async fn with_vault() -> TestOffice {
        let test = TestOffice::new().await;
        test.console().await.init_vault().await.expect("the vault is set up");
        test
    }

    /// The same office by a server that was given other master keys.
    pub(crate) fn office_under(&self, keys: Keyring) -> Arc<Office> {
        office_under(&self.database, Chance::System, self.blobs.path(), keys)
    }

    /// The same office by a server whose documents are stored elsewhere.
    pub(crate) fn office_storing(&self, store: Store) -> Arc<Office> {
        office_with(&self.database, Chance::seeded(3), store, first_key())
    }

    /// The same office by a server whose uploads this scanner sees.
    pub(crate) fn office_scanned_by(&self, scanner: office::malware::Scanner) -> Arc<Office> {
        let store = Store::Folder(self.blobs.path().join("vault"));
        office_seen(&self.database, Chance::System, store, first_key(), scanner)
    }

    /// The same office by a server that takes files up to so many bytes.
    pub(crate) fn office_with_limit(&self, file_bytes: u64) -> Arc<Office> {
        let store = Store::Folder(self.blobs.path().join("vault"));
        let scanner = office::malware::Scanner::none();
        office_taking(&self.database, Chance::System, store, first_key(), scanner, file_bytes)
    }

    /// The folder of the blobs.
    pub(crate) fn blobs(&self) -> std::path::PathBuf {
        self.blobs.path().join("vault")
    }

    /// Takes the documents of the matrix away: they have no bytes, and their keys open nothing.
    pub(crate) async fn empty_vault(&self) {
        let sql = "alter table message_files disable trigger all; delete from message_files; alter table message_files enable trigger all;
                alter table outside_documents disable trigger all; alter table outside_sends disable trigger all;
                delete from outside_documents; delete from outside_sends; alter table outside_documents enable trigger all;
                alter table outside_sends enable trigger all; alter table client_uploads disable trigger all; delete from client_uploads; alter table client_uploads enable trigger all;
                alter table document_shares disable trigger all; alter table document_share_recipients disable trigger all;
                delete from document_share_recipients; delete from document_shares; alter table document_shares enable trigger all;
                alter table document_share_recipients enable trigger all; delete from filing_scans; delete from filing_troubles; alter table template_versions disable trigger all;
                delete from template_versions; alter table template_versions enable trigger all; delete from templates;
                alter table case_keys disable trigger all; delete from document_quarantines; delete from document_trashings;
                delete from document_checkouts; delete from legal_holds; delete from document_restriction_people;
                delete from document_restrictions; delete from document_uploads; alter table document_versions disable trigger all;
                delete from version_checks; delete from document_versions; delete from documents; delete from document_folders; delete from case_keys;
                alter table document_versions enable trigger all; alter table case_keys enable trigger all;";
        self.superuser().await.execute(sql).await.expect("an empty vault");
    }

    /// Takes the matrix's own appointments away, and what hangs on them.
    pub(crate) async fn empty_calendar(&self) {
        let sql = "set session_replication_role = replica; delete from call_list; delete from replies; delete from notice_links;
                delete from delivery_reports; delete from notification_texts; delete from notifications; delete from attendances;
                delete from deadlines; delete from appointment_attendees; delete from appointment_subjects;
                delete from appointment_changes; delete from appointments; delete from notice_templates; delete from providers";
        self.superuser().await.execute(sql).await.expect("an empty calendar");
    }

    pub(crate) fn database(&self) -> &str {
        &self.database
    }

    pub(crate) async fn superuser(&self) -> PgConnection {
        connect("postgres", &self.database).await
    }

    /// The test's database, as another user.
    pub(crate) fn url(&self, user: &str) -> String {
        url(user, &self.database)
    }

    pub(crate) async fn console(&self) -> office::console::Console {
        office::console::Console::connect(&url("privity_owner", &self.database), &self.office)
            .await
            .expect("the owner connects")
    }
}

#[allow(dead_code, reason = "see `again`")]
fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            // a vault takes no folder that others may enter
            std::fs::DirBuilder::new().mode(0o700).create(&to).expect("a folder");
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("a copy");
        }
    }
}

fn office_on(database: &str, chance: Chance, blobs: &Path) -> Arc<Office> {
    office_under(database, chance, blobs, first_key())
}

/// An office on a database that the test made otherwise.
pub(crate) fn office_at(database: &str, store: Store) -> Arc<Office> {
    office_with(database, Chance::seeded(4), store, first_key())
}

fn first_key() -> Keyring {
    Keyring::new(MasterKey::new(&Secret::new([9; 32])))
}

fn office_under(database: &str, chance: Chance, blobs: &Path, keys: Keyring) -> Arc<Office> {
    office_with(database, chance, Store::Folder(blobs.join("vault")), keys)
}

fn office_with(database: &str, chance: Chance, store: Store, keys: Keyring) -> Arc<Office> {
    office_seen(database, chance, store, keys, office::malware::Scanner::none())
}

fn office_seen(
    database: &str,
    chance: Chance,
    store: Store,
    keys: Keyring,
    scanner: office::malware::Scanner,
) -> Arc<Office> {
    office_taking(database, chance, store, keys, scanner, 64 << 20)
}

fn office_taking(
    database: &str,
    chance: Chance,
    store: Store,
    keys: Keyring,
    scanner: office::malware::Scanner,
    file_bytes: u64,
) -> Arc<Office> {
    Office::new(OfficeOptions {
        app_url: url("privity_app", database),
        clock: Clock::still(NOW.parse::<Timestamp>().expect("an instant")),
        chance,
        keys: Keys::new([7; 32]),
        connections: 4,
        session_idle: SignedDuration::from_hours(8),
        session_absolute: SignedDuration::from_hours(24),
        demo: false,
        vault: Some(VaultOptions {
            keeper: Arc::new(keys),
            store,
            file_bytes,
            scanner,
            previewer: previewer(),
        }),
    })
    .expect("an office")
}

/// The program of whichever crate is tested.
fn previewer() -> Previewer {
    let (program, args) = match option_env!("CARGO_BIN_EXE_privity") {
        Some(program) => (program, vec!["preview"]),
        None => (option_env!("CARGO_BIN_EXE_office-preview").unwrap_or("office-preview"), vec![]),
    };
    Previewer::new(program, args, Limits::default())
}

impl Drop for TestOffice {
    fn drop(&mut self) {
        let database = std::mem::take(&mut self.database);
        let dropping = std::thread::spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build()
            else {
                return;
            };
            runtime.block_on(async {
                let mut connection = connect("postgres", "postgres").await;
                let sql = format!("drop database if exists {database} with (force)");
                let _ = connection.execute(AssertSqlSafe(sql)).await;
            });
        });
        let _ = dropping.join();
    }
}
