//! Mail, by two servers at once.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::house::House;
use crate::process::Started;

/// The mail server that is sent to.
struct Sink {
    port: u16,
    folder: TempDir,
    _server: Started,
}

impl Sink {
    fn start() -> Sink {
        let folder = tempfile::tempdir().unwrap();
        let server = concat!(env!("CARGO_MANIFEST_DIR"), "/channels/tests/it/parts/sink.py");
        let mut server = Started::new(
            Command::new(python())
                .arg(server)
                .arg(folder.path())
                .args(["plain", "none", "none"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let mut line = String::new();
        BufReader::new(server.child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Sink { port: line.trim().parse().unwrap(), folder, _server: server }
    }

    fn settings(&self, per_minute: u32, burst: u32) -> Vec<(&'static str, String)> {
        vec![
            ("PRIVITY_MAIL_HOST", "127.0.0.1".into()),
            ("PRIVITY_MAIL_PORT", self.port.to_string()),
            ("PRIVITY_MAIL_SECURITY", "none".into()),
            ("PRIVITY_MAIL_FROM", "office@example.com".into()),
            ("PRIVITY_MAIL_PER_MINUTE", per_minute.to_string()),
            ("PRIVITY_MAIL_BURST", burst.to_string()),
        ]
    }

    /// How often each message was taken, by its Message-ID.
    fn taken(&self) -> BTreeMap<String, usize> {
        let mut taken = BTreeMap::new();
        for file in std::fs::read_dir(self.folder.path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|kind| kind != "eml") {
                continue;
            }
            let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
            let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap();
            *taken.entry(id.to_owned()).or_default() += 1;
        }
        taken
    }
}

/// The Python that `bin/test` sets up.
fn python() -> PathBuf {
    let cache = std::env::var_os("PRIVITY_CACHE").map(PathBuf::from).unwrap_or_else(|| {
        std::env::var_os("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .unwrap_or_else(|| PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache"))
            .join("privity")
    });
    let python = cache.join("tools/python/bin/python");
    assert!(python.exists(), "{} is missing: bin/test installs it", python.display());
    python
}

const ACCEPTED: &str = "notifications where state = 'accepted'";

#[tokio::test]
async fn two_servers_send_each_message_once_also_when_one_is_stopped_meanwhile() {
    const MANY: usize = 400;
    let sink = Sink::start();
    let house = House::new(sink.settings(6_000, 20)).await;
    house.reach_by_mail().await;
    let (one, _two) = (house.server("work", 1), house.server("work", 2));
    house.book(MANY).await;
    let begun = Instant::now();
    while sink.taken().len() < MANY / 4 {
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", one.said());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let status = one.terminate(Duration::from_secs(15));
    assert!(status.success(), "{status}");
    house.until(ACCEPTED, MANY as i64, Duration::from_secs(30)).await;
    // what could still come has two ticks to come
    tokio::time::sleep(Duration::from_secs(4)).await;
    let taken = sink.taken();
    assert_eq!(taken.len(), MANY);
    assert!(taken.values().all(|times| *times == 1));
    assert_eq!(house.count("notifications where attempts <> 1").await, 0);
    let provider = "select distinct provider || ' ' || went_to from notifications";
    assert_eq!(house.words(provider).await, ["smtp o…@example.com"]);
    let personal = "select convert_from(job, 'UTF8') from apalis.jobs";
    assert!(house.words(personal).await.iter().all(|job| job.len() < 70 && !job.contains('@')));
}

/// A PostgreSQL of the test's own, to be shot.
struct Shot {
    folder: PathBuf,
    url: String,
}

impl Shot {
    fn start() -> Shot {
        let folder = std::env::temp_dir().join(format!("privity-shot-{}", std::process::id()));
        let url = Shot::ask(&folder, "start");
        Shot { folder, url }
    }

    fn ask(folder: &std::path::Path, what: &str) -> String {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../bin/scratch-db");
        let asked = Command::new(script).arg(what).env("PRIVITY_SCRATCH", folder).output().unwrap();
        assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
        String::from_utf8(asked.stdout).unwrap().trim().to_owned()
    }

    /// As after a crash: nobody is asked first.
    fn restart(&self) {
        Shot::ask(&self.folder, "restart");
    }
}

impl Drop for Shot {
    fn drop(&mut self) {
        Shot::ask(&self.folder, "stop");
    }
}

#[tokio::test]
async fn a_database_that_is_restarted_in_the_middle_costs_no_message() {
    const MANY: usize = 200;
    /// As many as two servers have in hand.
    const IN_HAND: usize = 16;
    let (sink, shot) = (Sink::start(), Shot::start());
    let house = House::on(shot.url.clone(), sink.settings(3_000, 20)).await;
    house.reach_by_mail().await;
    let servers = [house.server("work", 1), house.server("work", 2)];
    house.book(MANY).await;
    let begun = Instant::now();
    while sink.taken().len() < MANY / 4 {
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", servers[0].said());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    shot.restart();
    house.until("notifications where state = 'queued'", 0, Duration::from_secs(40)).await;
    // neither a lease nor the half minute after it is waited for here
    house.sql("update notifications set lease_until = now() where state = 'sending'").await;
    house.until("notifications where state = 'sending'", 0, Duration::from_secs(30)).await;
    house.sql("update notifications set next_at = now() where state = 'queued'").await;
    let open = "notifications where state in ('queued', 'sending')";
    house.until(open, 0, Duration::from_secs(20)).await;
    let taken = sink.taken();
    assert_eq!(taken.len(), MANY, "none is lost");
    assert!(taken.values().all(|times| *times <= 2));
    let twice = taken.values().filter(|times| **times == 2).count();
    assert!(twice <= IN_HAND, "{twice} came twice");
    house.until(ACCEPTED, MANY as i64, Duration::from_secs(5)).await;
}
