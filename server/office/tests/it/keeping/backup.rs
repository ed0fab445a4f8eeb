//! That shredding reaches into backups: a database dumped without the keys, the keys dumped apart, the
//! blobs copied; restored with keys of before and of after.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use office::console::Console;
use office::vault::Store;
use vault::Blobs;

use super::*;
use crate::support::{self, connect, url};

/// A program of PostgreSQL, as new as any that is there: a dump is not made by an older one.
fn program(name: &str) -> PathBuf {
    let mut found: Vec<_> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin").join(name))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    found.pop().unwrap_or_else(|| name.into())
}

fn run(name: &str, args: &[&str]) {
    let done = Command::new(program(name)).args(args).output().unwrap();
    assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
}

/// As docs/vault.md says it is done.
fn dump(from: &str, folder: &Path, name: &str) {
    let file = |part: &str| folder.join(format!("{name}-{part}")).display().to_string();
    run("pg_dump", &["-Fc", "--exclude-table-data=case_keys", "-f", &file("database"), from]);
    run("pg_dump", &["-Fc", "--data-only", "--table=case_keys", "-f", &file("keys"), from]);
}

/// Keys of cases that came later than the database that is restored.
const UNKNOWN: &str = "delete from case_keys k where k.case_id is not null and not exists (select from cases c where c.id = k.case_id)";

/// What of the backup is restored: the database of one, and the keys of another or none.
async fn restore(name: &str, folder: &Path, database: &str, keys: Option<&str>) {
    use sqlx::{AssertSqlSafe, Connection, Executor};
    let mut connection = connect("postgres", "postgres").await;
    let sql = format!("create database {name} owner privity_owner");
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
    let to = url("postgres", name);
    let file = |what: &str, part: &str| folder.join(format!("{what}-{part}")).display().to_string();
    let main = file(database, "database");
    // the schema is in the dump; what a new database brings with it is in the way
    run("pg_restore", &["-d", &to, "--clean", "--if-exists", "--section=pre-data", &main]);
    run("pg_restore", &["-d", &to, "--section=data", &main]);
    if let Some(keys) = keys {
        run("pg_restore", &["-d", &to, &file(keys, "keys")]);
        run("psql", &["-X", "-q", "-d", &to, "-c", UNKNOWN]);
        run("pg_restore", &["-d", &to, "--section=post-data", &main]);
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

struct Restored(String);

impl Drop for Restored {
    fn drop(&mut self) {
        let sql = format!("drop database if exists {} with (force)", self.0);
        let to = url("postgres", "postgres");
        drop(Command::new("psql").args(["-X", "-q", "-c", &sql, &to]).output());
    }
}

#[tokio::test]
async fn what_was_shredded_is_not_read_from_a_backup_whose_keys_are_of_after() {
    let desk = Desk::new().await;
    let case = desk.another_case("Z-1").await;
    let shredded = desk.put(case, "Brief.txt", "to be destroyed").await.document;
    let stays = desk.put(desk.world.open, "Other.txt", "another case").await.document;
    desk.close(case).await;
    let backup = tempfile::TempDir::new().unwrap();
    let from = desk.test.url("postgres");
    dump(&from, backup.path(), "before");
    copy(&desk.test.blobs(), &backup.path().join("blobs"));

    desk.test.console().await.shred_case(case).await.unwrap();
    let later = desk.another_case("Z-2").await;
    desk.put(later, "Later.txt", "of after").await;
    dump(&from, backup.path(), "after");
    let caller = desk.caller("partner");
    assert!(matches!(read(&caller, shredded).await, Err(Error::Conflict(_))));
    assert_eq!(read(&caller, stays).await.unwrap(), "another case");

    let installation = desk.office().vault().await.unwrap().installation;
    let store = || {
        let folder = backup.path().join("blobs");
        private(&folder);
        Store::Opened(Blobs::local(&folder, installation).unwrap())
    };
    let restored = async |n: usize, keys: Option<&str>| {
        let name = format!("{}_{n}", desk.test.database());
        let guard = Restored(name.clone());
        restore(&name, backup.path(), "before", keys).await;
        let office = support::office_at(&name, store());
        (guard, office)
    };
    // with the keys of after: the other case is read, the shredded one is not
    let (_after, office) = restored(1, Some("after")).await;
    let of = |office: &Arc<Office>| desk.world.persona("partner").caller(office);
    assert_eq!(read(&of(&office), stays).await.unwrap(), "another case");
    let read_again = read(&of(&office), shredded).await;
    assert!(matches!(read_again, Err(Error::Conflict(_))), "{read_again:?}");
    let owner = url("privity_owner", &format!("{}_1", desk.test.database()));
    let console = Console::connect(&owner, &office).await.unwrap();
    let exported = console.export_version(shredded, None).await;
    assert!(matches!(exported, Err(Error::Conflict(_))));
    office.close().await;

    // without keys nothing is read
    let (_none, office) = restored(2, None).await;
    for id in [shredded, stays] {
        assert!(read(&of(&office), id).await.is_err());
    }
    office.close().await;

    // the horizon: keys of before still open it, which is why they are kept for a shorter time
    let (_before, office) = restored(3, Some("before")).await;
    assert_eq!(read(&of(&office), shredded).await.unwrap(), "to be destroyed");
    office.close().await;
}

fn private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).unwrap();
}

/// Nothing of the wrapped key is left in the table's own file either.
#[tokio::test]
async fn the_file_of_the_table_forgets_a_destroyed_key() {
    let desk = Desk::new().await;
    let case = desk.another_case("Z-1").await;
    desk.put(case, "Brief.txt", "to be destroyed").await;
    desk.close(case).await;
    let key = desk
        .words(format!("select encode(wrapped, 'hex') from case_keys where case_id = '{case}'"))
        .await;
    let key: Vec<u8> = (0..key[0].len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&key[0][at..at + 2], 16).unwrap())
        .collect();
    let path = async || {
        let sql =
            "select current_setting('data_directory') || '/' || pg_relation_filepath('case_keys')";
        desk.sql("checkpoint").await;
        desk.words(sql).await.remove(0)
    };
    let holds =
        |file: &str| std::fs::read(file).unwrap().windows(key.len()).any(|window| window == key);
    let before = path().await;
    assert!(holds(&before), "it is looked for where it was");
    let console = desk.test.console().await;
    console.shred_case(case).await.unwrap();
    assert_ne!(path().await, before, "it was not written anew");
    // what another transaction may still see stays: somebody who just connects is enough
    for _ in 0..50 {
        if !holds(&path().await) {
            return;
        }
        console.rewrite_keys().await.unwrap();
    }
    panic!("the table's file still holds the key");
}
