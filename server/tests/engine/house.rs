//! An office in a database of its own, set up by the commands that an operator types, and the servers on it.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tempfile::TempDir;
use uuid::Uuid;

use crate::process::{Started, free_port};

const SECRET_KEY: &str = "3q2+7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhs=";
const MASTER_KEY: &str = "3q2+8wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhs=";

pub(crate) const PHONE: &str = "+12025550123";

pub(crate) struct House {
    /// The superuser's address, of the database `postgres`.
    cluster: String,
    database: String,
    pub(crate) folder: TempDir,
    pub(crate) port: u16,
    settings: Vec<(&'static str, String)>,
    pub(crate) partner: Uuid,
    pub(crate) client: Uuid,
}

impl House {
    /// `settings` are the operator's own: how mail and texts go.
    pub(crate) async fn new(settings: Vec<(&'static str, String)>) -> House {
        let cluster = std::env::var("PRIVITY_TEST_POSTGRES")
            .or_else(|_| std::env::var("DATABASE_URL"))
            .expect("PRIVITY_TEST_POSTGRES names a scratch PostgreSQL: see bin/scratch-db");
        House::on(cluster, settings).await
    }

    pub(crate) async fn on(cluster: String, settings: Vec<(&'static str, String)>) -> House {
        let house = House {
            cluster,
            database: format!("privity_engine_{}", Uuid::new_v4().simple()),
            folder: tempfile::tempdir().unwrap(),
            port: free_port(),
            settings,
            partner: Uuid::new_v4(),
            client: Uuid::new_v4(),
        };
        let mut server = connect(&house.cluster).await;
        let owner = "do $$ begin create role privity_owner login createrole; \
                     exception when duplicate_object or unique_violation then null; end $$";
        server.execute(owner).await.unwrap();
        let create = format!("create database {} owner privity_owner", house.database);
        server.execute(AssertSqlSafe(create)).await.unwrap();
        house.sql("alter schema public owner to privity_owner").await;
        house.command(&["migrate"]);
        house.command(&["vault", "init"]);
        house.move_in().await;
        house
    }

    fn url(&self, user: &str) -> String {
        let (_, rest) = self.cluster.split_once("://").unwrap();
        let (authority, tail) = rest.split_once('/').unwrap();
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let query = tail.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
        format!("postgres://{user}@{host}/{}{query}", self.database)
    }

    fn privity(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_privity"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("PRIVITY_BASE_URL", self.base_url())
            .env("PRIVITY_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("PRIVITY_DATA", self.folder.path())
            .env("PRIVITY_SECRET_KEY", SECRET_KEY)
            .env("PRIVITY_VAULT_MASTER_KEY", MASTER_KEY)
            .env("PRIVITY_DATABASE_OWNER_URL", self.url("privity_owner"))
            .env("PRIVITY_DATABASE_APP_URL", self.url("privity_app"))
            .env("PRIVITY_DATABASE_JOBS_URL", self.url("privity_jobs"))
            .envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Runs a command to its end. What it printed.
    pub(crate) fn command(&self, args: &[&str]) -> String {
        let output = self.privity(args).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {said}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Starts a server and leaves it running: `work` or `serve`.
    pub(crate) fn server(&self, what: &str, nth: usize) -> Started {
        let log = self.log(what, nth);
        Started::logged(&mut self.privity(&[what]), &log)
    }

    fn log(&self, what: &str, nth: usize) -> PathBuf {
        self.folder.path().join(format!("{what}-{nth}.log"))
    }

    pub(crate) async fn superuser(&self) -> PgConnection {
        connect(&self.url("postgres")).await
    }

    pub(crate) async fn sql(&self, sql: impl Into<String>) {
        self.superuser().await.execute(AssertSqlSafe(sql.into())).await.unwrap();
    }

    pub(crate) async fn count(&self, what: impl Into<String>) -> i64 {
        let sql = AssertSqlSafe(format!("select count(*) from {}", what.into()));
        sqlx::query_scalar(sql).fetch_one(&mut self.superuser().await).await.unwrap()
    }

    pub(crate) async fn words(&self, sql: impl Into<String>) -> Vec<String> {
        let sql = AssertSqlSafe(sql.into());
        sqlx::query_scalar(sql).fetch_all(&mut self.superuser().await).await.unwrap()
    }

    /// Waits until there are so many of it; what stands there instead, if it takes too long.
    pub(crate) async fn until(&self, what: &str, so_many: i64, within: Duration) {
        let until = Instant::now() + within;
        loop {
            let found = self.count(what).await;
            if found == so_many {
                return;
            }
            if Instant::now() > until {
                let states = "select concat_ws(' ', kind, channel, state, reason, count(*)) from notifications
                    group by kind, channel, state, reason";
                panic!("{found} and not {so_many} of {what}: {:?}", self.words(states).await);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// A partner and one client, who may be told by mail and by text at every hour but one minute.
    async fn move_in(&self) {
        let (partner, client) = (self.partner, self.client);
        self.sql(format!(
            "insert into office_settings (name, time_zone) values ('Adair & Lowe', 'UTC') on conflict do nothing;
            update office_settings set name = 'Adair & Lowe', time_zone = 'UTC';
            insert into staff (id, name, email) values ('{partner}', 'Nkechi Obiora', 'nkechi@example.com');
            insert into staff_roles (id, staff_id, role) values (gen_random_uuid(), '{partner}', 'managing_partner');
            insert into clients (id, kind, name, created_by, quiet_from, quiet_until)
            select '{client}', 'person', 'Orla Finnegan', '{partner}', (m + 720) % 1440, (m + 721) % 1440
            from (select (extract(hour from t) * 60 + extract(minute from t))::int as m from (select now() at time zone 'UTC' as t) x) y"
        ))
        .await;
    }

    pub(crate) async fn reach_by_mail(&self) {
        self.sql(format!(
            "insert into client_contacts (id, client_id, channel, purpose, value, position)
            values (gen_random_uuid(), '{}', 'email', 'general', 'orla@example.com', 1)",
            self.client
        ))
        .await;
    }

    pub(crate) async fn reach_by_text(&self) {
        let (partner, client) = (self.partner, self.client);
        self.sql(format!(
            "insert into client_contacts (id, client_id, channel, purpose, value, position)
            values (gen_random_uuid(), '{client}', 'phone', 'general', '{PHONE}', 1);
            insert into sms_consents (id, client_id, given, source, said_on, recorded_by)
            values (gen_random_uuid(), '{client}', true, 'in_person', '2026-01-01', '{partner}')"
        ))
        .await;
    }

    /// Books so many meetings with the client, five days ahead, in one transaction.
    pub(crate) async fn book(&self, so_many: usize) -> Vec<Uuid> {
        let ids: Vec<Uuid> = (0..so_many).map(|_| Uuid::new_v4()).collect();
        let mut connection = self.superuser().await;
        let mut tx = connection.begin().await.unwrap();
        sqlx::query(
            "insert into appointments (id, kind, client_id, owner_id, zone, starts_local, ends_local, starts_at, ends_at, place, booked_by)
            select id, 'meeting', $2, $3, 'UTC', t at time zone 'UTC', (t + interval '1 hour') at time zone 'UTC', t,
                t + interval '1 hour', 'Room 2', $3
            from unnest($1::uuid[]) as id, (select date_trunc('hour', now()) + interval '5 days' as t) x",
        )
        .bind(&ids)
        .bind(self.client)
        .bind(self.partner)
        .execute(&mut *tx)
        .await
        .unwrap();
        sqlx::query(
            "insert into appointment_attendees (id, appointment_id, client_id, added_by)
            select gen_random_uuid(), id, $2, $3 from unnest($1::uuid[]) as id",
        )
        .bind(&ids)
        .bind(self.client)
        .bind(self.partner)
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        ids
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let (cluster, database) = (self.cluster.clone(), std::mem::take(&mut self.database));
        let dropping = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let options: PgConnectOptions = cluster.parse().unwrap();
                // a cluster of the test's own may be gone
                if let Ok(mut server) = PgConnection::connect_with(&options).await {
                    let sql = format!("drop database if exists {database} with (force)");
                    let _ = server.execute(AssertSqlSafe(sql)).await;
                }
            });
        });
        let _ = dropping.join();
    }
}

async fn connect(url: &str) -> PgConnection {
    let options: PgConnectOptions = url.parse().unwrap();
    PgConnection::connect_with(&options).await.expect("the scratch PostgreSQL answers")
}
