//! The keeping of the vault: swept, read back, shredded; killed at every point; bent by hand.

mod backup;
mod crash;
mod scrub;
mod shred;
mod stores;
mod sweep;
mod tamper;
mod turn;

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use domain::ids::{CaseId, DocumentId};
use jiff::{SignedDuration, Timestamp};
use office::clock::Clock;
use office::documents::{self, Kept, NewFile, Purpose};
use office::{Caller, Error, Office};
use sqlx::{AssertSqlSafe, Executor};

use crate::documents::{Desk, body};
use crate::support::NOW;

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

/// Moves the clock that the office's own steps ask.
fn later(office: &Office, by: SignedDuration) {
    office.clock.set(now() + by);
    assert!(matches!(office.clock, Clock::Still(_)));
}

/// The files of a store as if they had been written at an instant.
fn date_files(files: &[std::path::PathBuf], at: Timestamp) {
    for file in files {
        let file = std::fs::File::options().write(true).open(file).unwrap();
        file.set_modified(SystemTime::from(at)).unwrap();
    }
}

impl Desk {
    fn office(&self) -> &Arc<Office> {
        &self.test.office
    }

    async fn sql(&self, sql: impl Into<String>) {
        self.test.superuser().await.execute(AssertSqlSafe(sql.into())).await.unwrap();
    }

    async fn count(&self, sql: impl Into<String>) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql.into()))
            .fetch_one(&mut self.test.superuser().await)
            .await
            .unwrap()
    }

    async fn words(&self, sql: impl Into<String>) -> Vec<String> {
        sqlx::query_scalar(AssertSqlSafe(sql.into()))
            .fetch_all(&mut self.test.superuser().await)
            .await
            .unwrap()
    }

    /// A case like the open one, which the partner sees.
    async fn another_case(&self, number: &str) -> CaseId {
        let id = CaseId(uuid::Uuid::new_v4());
        self.sql(format!(
            "set session_replication_role = replica;
            insert into cases select (jsonb_populate_record(c, jsonb_build_object('id', '{id}', 'number', '{number}'))).*
            from cases c where c.id = '{}'",
            self.world.open
        ))
        .await;
        id
    }

    async fn close(&self, case: CaseId) {
        self.sql(format!(
            "set session_replication_role = replica; update cases set closed_on = '2026-10-01' where id = '{case}'"
        ))
        .await;
    }

    async fn reopen(&self, case: CaseId) {
        self.sql(format!(
            "set session_replication_role = replica; update cases set closed_on = null where id = '{case}'"
        ))
        .await;
    }

    async fn put(&self, case: CaseId, name: &str, text: &str) -> Kept {
        documents::add(&self.caller("partner"), case, &NewFile::named(name), body(text))
            .await
            .unwrap()
    }

    /// The file of a version's blob.
    async fn blob_of(&self, id: DocumentId, nth: i32) -> std::path::PathBuf {
        let name = self
            .words(format!(
                "select object_name from document_versions where document_id = '{id}' and nth = {nth}"
            ))
            .await
            .remove(0);
        let files = self.files();
        files.into_iter().find(|file| file.ends_with(&name)).unwrap()
    }
}

async fn read(caller: &Caller, id: DocumentId) -> office::Result<String> {
    let opened = documents::open(caller, id, None, Purpose::Download, false).await?;
    Ok(String::from_utf8(opened.read().await?).unwrap())
}

/// Beside another blob, as the store lays them out.
fn stray(like: &Path, name: &str) -> std::path::PathBuf {
    let installation = like.ancestors().nth(3).unwrap();
    let folder = installation.join(&name[..2]).join(&name[2..4]);
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

fn conflict<T: std::fmt::Debug>(result: office::Result<T>) -> String {
    match result {
        Err(Error::Conflict(why)) => why,
        other => panic!("no conflict: {other:?}"),
    }
}
