//! Seeded kills. A child does one piece of work and dies at a named point; then everything visible opens,
//! every act is on record once, the sweeper leaves nothing that no row names, and the plain text is
//! nowhere on disk. `bin/crash-runs 1000` does it a thousand times and prints the tally.

use std::collections::{BTreeMap, HashSet};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use domain::ids::CaseId;
use office::chance::Chance;
use office::console::Console;
use office::keeping::{Budget, scrub, sweep};
use tempfile::TempDir;
use vault::keys::Secret;
use vault::{Keyring, MasterKey};

use super::*;

const CANARY: &str = "a canary that no crash may show";
/// Of the suite; more on demand.
const RUNS: u64 = 64;
/// Runs on one database.
const ROUNDS: u64 = 32;

/// The act, the point at which it is killed, and how often that is passed at most.
const POINTS: [(&str, &str, u64); 32] = [
    ("upload", "publish.begun", 2),
    ("upload", "upload.started", 2),
    ("upload", "upload.chunk", 40),
    ("upload", "upload.part", 2),
    ("upload", "upload.before-complete", 2),
    ("upload", "upload.after-complete", 2),
    ("upload", "publish.inserted", 2),
    ("upload", "publish.recorded", 2),
    ("upload", "publish.committed", 2),
    ("version", "upload.chunk", 4),
    ("version", "upload.before-complete", 2),
    ("version", "upload.after-complete", 2),
    ("version", "publish.inserted", 2),
    ("version", "publish.recorded", 2),
    ("version", "publish.committed", 2),
    ("rotate", "rotate.canary", 1),
    ("rotate", "rotate.key", 6),
    ("rotate", "rotate.key", 6),
    ("rotate", "rotate.batch", 1),
    ("scrub", "scrub.piece", 20),
    ("scrub", "scrub.read", 8),
    ("scrub", "scrub.recording", 8),
    ("scrub", "scrub.recorded", 8),
    ("sweep", "sweep.claimed", 2),
    ("sweep", "sweep.upload", 2),
    ("sweep", "sweep.asked", 1),
    ("sweep", "sweep.object", 3),
    ("sweep", "sweep.unfinished", 2),
    ("shred", "shred.recorded", 1),
    ("shred", "shred.committed", 1),
    ("upload", "nowhere", 1),
    ("rotate", "nowhere", 1),
];

#[derive(Clone, Copy, Debug, Default)]
struct Told {
    killed: u64,
    finished: u64,
}

#[test]
fn a_server_killed_anywhere_loses_nothing_and_shows_no_half() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse().unwrap());
    let (runs, seed) =
        (number("PRIVITY_CRASH_RUNS").unwrap_or(RUNS), number("PRIVITY_CRASH_SEED").unwrap_or(1));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut tally = BTreeMap::<(&str, &str), Told>::new();
    for from in (0..runs).step_by(ROUNDS as usize) {
        runtime.block_on(async {
            let mut house = House::new(seed + from).await;
            for run in from..runs.min(from + ROUNDS) {
                house.run(run, &mut tally).await;
            }
            house.nowhere_in_plain().await;
        });
    }
    println!("{:<10}{:<26}{:>8}{:>10}", "act", "point", "killed", "finished");
    for ((act, point), told) in &tally {
        println!("{act:<10}{point:<26}{:>8}{:>10}", told.killed, told.finished);
    }
    let killed: u64 = tally.values().map(|told| told.killed).sum();
    println!("{runs} runs from seed {seed}, {killed} killed; every invariant held");
    assert!(killed * 2 > runs, "few were killed");
}

struct House {
    desk: Desk,
    chance: Chance,
    /// Master keys by number, the current one first.
    keys: Vec<u8>,
    /// A document that gets versions, and a case that is closed.
    document: DocumentId,
    shreds: u64,
    /// Versions that were opened after the run that made them.
    seen: HashSet<(uuid::Uuid, i32)>,
    /// What children take for the folder of temporary files.
    temporary: TempDir,
}

impl House {
    async fn new(seed: u64) -> House {
        let desk = Desk::new().await;
        for n in 0..5 {
            let case = desk.another_case(&format!("K-{n}")).await;
            desk.put(case, "Own.txt", &format!("{CANARY} own {n}")).await;
        }
        let document = desk.put(desk.world.open, "Grows.txt", CANARY).await.document;
        let temporary = TempDir::new().unwrap();
        House {
            desk,
            chance: Chance::seeded(seed),
            keys: vec![9],
            document,
            shreds: 0,
            seen: HashSet::new(),
            temporary,
        }
    }

    async fn run(&mut self, run: u64, tally: &mut BTreeMap<(&'static str, &'static str), Told>) {
        let (act, point, passes) = POINTS[(run % POINTS.len() as u64) as usize];
        let pass = 1 + self.chance.below(passes as usize);
        let said = format!("run {run}: {act} killed at {point}@{pass}");
        let mut case = self.desk.world.open;
        match act {
            "rotate" => self.keys.insert(0, self.keys[0] - 1),
            "scrub" => self.desk.sql("update version_checks set checked_at = null").await,
            "sweep" => self.litter().await,
            "shred" => case = self.closed_case().await,
            _ => {}
        }
        let before = self.told().await;
        let status = self.child(act, case, &format!("{point}@{pass}"), run);
        let told = tally.entry((act, point)).or_default();
        match status.signal() {
            Some(9) => told.killed += 1,
            _ => {
                assert!(status.success(), "{said}: {status}");
                told.finished += 1;
            }
        }
        self.one_row_for_each_act(&said).await;
        match act {
            "rotate" => self.rotated(&said).await,
            "shred" => self.shredded(case, before, &said).await,
            "scrub" => self.read_back(&said).await,
            _ => {}
        }
        self.everything_opens(act == "rotate" || run.is_multiple_of(8), &said).await;
        self.swept(&said).await;
    }

    fn child(&self, act: &str, case: CaseId, fault: &str, run: u64) -> std::process::ExitStatus {
        let keys = self.keys.iter().map(u8::to_string).collect::<Vec<_>>().join(",");
        let (test, partner) = (&self.desk.test, self.desk.world.persona("partner").id);
        Command::new(env!("CARGO_BIN_EXE_office-crash"))
            .args([act, &test.url("privity_owner"), &test.url("privity_app")])
            .arg(test.blobs())
            .args([keys, case.to_string(), partner.to_string(), self.document.to_string()])
            .arg(run.to_string())
            .env("PRIVITY_FAULT", fault)
            .env("TMPDIR", self.temporary.path())
            .output()
            .map(|output| {
                let said = String::from_utf8_lossy(&output.stderr);
                if output.status.signal().is_none() && !output.status.success() {
                    eprintln!("{said}");
                }
                output.status
            })
            .unwrap()
    }

    /// The office as a server under the current key alone serves it.
    fn office(&self) -> Arc<Office> {
        let key = |n: &u8| MasterKey::new(&Secret::new([*n; 32]));
        self.desk.test.office_under(Keyring::new(key(&self.keys[0])))
    }

    /// Versions, documents and the log say the same of what was done.
    async fn one_row_for_each_act(&self, said: &str) {
        let wrong = self
            .desk
            .count(
                "select (select count(*) from document_versions v where 1 <> (select count(*) from audit_events a
                        where a.action in ('add-document', 'add-version') and a.outcome = 'done'
                            and a.resource_id = v.document_id and a.resource_version = v.nth))
                    + (select count(*) from audit_events a where a.action in ('add-document', 'add-version')
                        and a.outcome = 'done' and not exists (select from document_versions v
                            where v.document_id = a.resource_id and v.nth = a.resource_version))
                    + (select count(*) from documents d where not exists (
                        select from (select max(v.nth) as newest, count(*) as all_of_them from document_versions v
                            where v.document_id = d.id) x where x.newest = d.nth and x.all_of_them = d.nth))
                    + (select count(*) from document_versions v where not exists (
                        select from version_checks c where c.version_id = v.id)
                        and exists (select from case_keys k where k.id = v.case_key_id and k.wrapped is not null))
                    + (select count(*) from document_versions v join document_uploads u on u.id = v.id)",
            )
            .await;
        assert_eq!(wrong, 0, "{said}");
    }

    /// As whoever may see them reads them: all, or those that are new.
    async fn everything_opens(&mut self, all: bool, said: &str) {
        let office = self.office();
        let caller = self.desk.world.persona("partner").caller(&office);
        let versions: Vec<(uuid::Uuid, i32, String, i64)> = sqlx::query_as(
            "select v.document_id, v.nth, v.note, v.size_bytes from document_versions v
            join case_keys k on k.id = v.case_key_id and k.wrapped is not null",
        )
        .fetch_all(&mut self.desk.test.superuser().await)
        .await
        .unwrap();
        for (id, nth, note, size) in versions {
            if !self.seen.insert((id, nth)) && !all {
                continue;
            }
            let opened =
                documents::open(&caller, DocumentId(id), Some(nth), Purpose::Download, false).await;
            let text = String::from_utf8(opened.unwrap().read().await.unwrap()).unwrap();
            assert_eq!(text.len() as i64, size, "{said}");
            let line = format!("{CANARY} {note}");
            assert!(text.lines().all(|found| found.starts_with(line.trim_end())), "{said}: {note}");
        }
        office.close().await;
    }

    /// A rotation that was cut off goes on, and the key before is needed no more.
    async fn rotated(&mut self, said: &str) {
        let keys: Vec<_> =
            self.keys.iter().map(|n| MasterKey::new(&Secret::new([*n; 32]))).collect();
        let mut keys = keys.into_iter();
        let both = Keyring { current: keys.next().unwrap(), retired: keys.collect() };
        let office = self.desk.test.office_under(both);
        let console =
            Console::connect(&self.desk.test.url("privity_owner"), &office).await.unwrap();
        console.rotate_vault().await.unwrap();
        let status = console.vault_status().await.unwrap().unwrap();
        assert_eq!(status.behind, 0, "{said}");
        let recorded = "select count(*) from audit_events where action = 'rotate-vault'";
        assert_eq!(self.desk.count(recorded).await as usize, self.keys.len() - 1, "{said}");
        console.close().await;
        office.close().await;
    }

    async fn read_back(&self, said: &str) {
        let office = self.office();
        later(&office, SignedDuration::from_secs(1));
        let all = Budget { versions: 10_000, bytes: u64::MAX };
        let done = scrub(&office, now() + SignedDuration::from_secs(1), all).await.unwrap();
        assert_eq!(done.wrong, 0, "{said}");
        let left =
            "select count(*) from version_checks where checked_at is null or problem is not null";
        assert_eq!(self.desk.count(left).await, 0, "{said}");
        office.close().await;
    }

    /// A closed case with a document of its own.
    async fn closed_case(&mut self) -> CaseId {
        self.shreds += 1;
        let case = self.desk.another_case(&format!("S-{}", self.shreds)).await;
        let office = self.office();
        let caller = self.desk.world.persona("partner").caller(&office);
        let file = NewFile::named("Own.txt");
        documents::add(&caller, case, &file, body(&format!("{CANARY} shred"))).await.unwrap();
        office.close().await;
        self.desk.close(case).await;
        case
    }

    async fn told(&self) -> i64 {
        self.desk.count("select count(*) from messages where kind = 'documents_destroyed'").await
    }

    /// Destroyed, on record and told, or none of it.
    async fn shredded(&self, case: CaseId, before: i64, said: &str) {
        let count = |sql: String| self.desk.count(sql);
        let gone = count(format!(
            "select count(*) from case_keys where case_id = '{case}' and wrapped is null"
        ))
        .await;
        let recorded = count(format!("select count(*) from audit_events where action = 'shred-case' and resource_id = '{case}'")).await;
        let partners = count(
            "select count(*) from staff_roles where role = 'managing_partner' and until is null"
                .into(),
        )
        .await;
        assert_eq!((recorded, self.told().await - before), (gone, gone * partners), "{said}");
    }

    /// What crashes of every kind leave, at once.
    async fn litter(&self) {
        let like = self.desk.blob_of(self.document, 1).await;
        let mut sql = format!("set privity.now = '{NOW}';");
        for nth in 0..3 {
            let [nobodys, uploaded, half] = [(); 3]
                .map(|()| self.chance.bytes::<16>().map(|byte| format!("{byte:02x}")).concat());
            std::fs::write(stray(&like, &nobodys), b"nobody's").unwrap();
            std::fs::write(stray(&like, &uploaded), b"sealed").unwrap();
            std::fs::write(stray(&like, &format!("{half}#{nth}")), b"half").unwrap();
            sql += &format!(
                "insert into document_uploads (id, case_id, object_name, started_by)
                values (gen_random_uuid(), '{}', '{uploaded}', '{}');",
                self.desk.world.open,
                self.desk.world.persona("partner").id
            );
        }
        self.desk.sql(sql).await;
        date_files(&self.desk.files(), now());
    }

    /// Afterwards nothing lies there but what versions of keys that stand name.
    async fn swept(&self, said: &str) {
        let office = self.office();
        date_files(&self.desk.files(), now());
        later(&office, DAY * 2);
        sweep(&office).await.unwrap();
        let mut named = self
            .desk
            .words(
                "select v.object_name from document_versions v join case_keys k on k.id = v.case_key_id
                where k.wrapped is not null",
            )
            .await;
        named.sort();
        let mut there: Vec<_> = self.desk.files().iter().map(|file| name_of(file)).collect();
        there.sort();
        assert_eq!(there, named, "{said}");
        assert_eq!(self.desk.count("select count(*) from document_uploads").await, 0, "{said}");
        office.close().await;
    }

    /// In the blobs, in temporary files, in the database's files and in its log of changes.
    async fn nowhere_in_plain(&self) {
        self.desk.sql("checkpoint").await;
        let data = self
            .desk
            .words(
                "select current_setting('data_directory') || '/' || sub from pg_database,
                unnest(array['base/' || oid, 'pg_wal']) as sub where datname = current_database()",
            )
            .await;
        let mut folders: Vec<PathBuf> = data.into_iter().map(PathBuf::from).collect();
        folders.extend([self.desk.test.blobs(), self.temporary.path().to_owned()]);
        for folder in &folders {
            assert_eq!(holding(folder), "", "{}", folder.display());
        }
        // and what is looked for would be found
        std::fs::write(self.temporary.path().join("plain"), format!("one {CANARY} two")).unwrap();
        assert_ne!(holding(self.temporary.path()), "");
    }
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap().to_string_lossy().into_owned()
}

/// The files below a folder in which the canary stands.
fn holding(folder: &Path) -> String {
    let found = Command::new("grep").args(["-rlaF", "--", CANARY]).arg(folder).output().unwrap();
    let said = String::from_utf8_lossy(&found.stderr);
    assert!(!said.contains("denied"), "{said}");
    String::from_utf8_lossy(&found.stdout).into_owned()
}
