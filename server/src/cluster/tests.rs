use std::sync::Mutex;

use super::binaries::major_version;
use super::files::LONGEST_SOCKET_PATH;
use super::*;

/// A folder of its own for each test, gone when it ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("privity-cluster-{}-{name}", std::process::id()));
        _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        Self(folder)
    }

    fn options(&self) -> ClusterOptions {
        ClusterOptions { data: self.0.join("data"), bin_dir: None }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

fn ask(cluster: &Cluster, sql: &str) -> String {
    let said =
        Command::new("psql").args(["-XAtqc", sql, &cluster.superuser_url()]).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_long_path_gets_a_short_socket_folder_that_stays_the_same() {
    let long = PathBuf::from(format!("/srv/{}", "office".repeat(20)));
    let socket = socket_dir(&long, "/tmp".into());
    assert_eq!(socket, socket_dir(&long, "/tmp".into()));
    assert!(socket.starts_with("/tmp"));
    assert!(socket.join(SOCKET_FILE).as_os_str().len() <= LONGEST_SOCKET_PATH);
    assert_eq!(socket_dir(Path::new("/srv/p"), "/tmp".into()), Path::new("/srv/p/run"));
}

#[test]
fn the_longest_path_that_fits_is_kept() {
    let fits = format!("/{}", "a".repeat(LONGEST_SOCKET_PATH - "//run/".len() - SOCKET_FILE.len()));
    assert!(socket_dir(Path::new(&fits), "/tmp".into()).starts_with(&fits));
    assert!(socket_dir(Path::new(&format!("{fits}a")), "/tmp".into()).starts_with("/tmp"));
}

#[test]
fn the_pid_file_says_who_runs_and_whether_it_is_ready() {
    let text =
        "4711\n/srv/data/postgres\n1790000000\n5432\n/srv/data/run\n\n  8264      32\nready   \n";
    assert_eq!(Postmaster::parse(text), Some(Postmaster { pid: 4711, ready: true }));
    let starting = text.replace("ready   ", "starting");
    assert_eq!(Postmaster::parse(&starting), Some(Postmaster { pid: 4711, ready: false }));
    assert_eq!(Postmaster::parse("4711\n"), Some(Postmaster { pid: 4711, ready: false }));
    assert_eq!(Postmaster::parse(""), None);
}

#[test]
fn the_major_version_is_read_from_what_the_server_says() {
    let debian = "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)";
    assert_eq!(major_version(debian).as_deref(), Some("15"));
    assert_eq!(major_version("postgres (PostgreSQL) 18beta1").as_deref(), Some("18"));
    assert_eq!(major_version("command not found"), None);
}

#[test]
fn an_account_is_found_by_its_whole_name() {
    let passwd = "root:x:0:0:root:/root:/bin/bash\npostgres2:x:9:9::/:/bin/sh\npostgres:x:101:104::/var/lib/postgresql:/bin/bash\n";
    assert_eq!(Account::named("postgres", passwd), Some(Account { uid: 101, gid: 104 }));
    assert_eq!(Account::named("nobody", passwd), None);
}

#[test]
fn a_closed_parent_keeps_an_account_out() {
    let scratch = Scratch::new("closed");
    let (closed, inside) = (scratch.0.join("closed"), scratch.0.join("closed/data"));
    fs::create_dir_all(&inside).unwrap();
    let stranger = Account { uid: 54_321, gid: 54_321 };
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o711)).unwrap();
    assert!(stranger.may_enter(&inside));
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    assert!(!stranger.may_enter(&inside));
}

#[test]
fn a_url_survives_odd_characters() {
    assert_eq!(percent_encoded(b"/srv/a b&c"), "%2Fsrv%2Fa%20b%26c");
}

#[tokio::test]
async fn it_starts_answers_stops_and_starts_again() {
    let scratch = Scratch::new("again");
    let said = Mutex::new(Vec::new());
    let tell = |sentence: &str| said.lock().unwrap().push(sentence.to_owned());

    let cluster = Cluster::start(&scratch.options(), tell).await.unwrap();
    assert_eq!(ask(&cluster, "show listen_addresses"), "");
    assert_eq!(ask(&cluster, "show server_encoding"), "UTF8");
    assert_eq!(ask(&cluster, "show fsync"), "on");
    ask(&cluster, "create table kept (word text); insert into kept values ('still here')");
    cluster.stop().await.unwrap();
    assert!(!scratch.0.join("data/postgres/postmaster.pid").exists());

    let cluster = Cluster::start(&scratch.options(), tell).await.unwrap();
    assert_eq!(ask(&cluster, "select word from kept"), "still here");
    drop(cluster);
    assert!(!scratch.0.join("data/postgres/postmaster.pid").exists());
    let created = said.lock().unwrap().iter().filter(|it| it.starts_with("Creating")).count();
    assert_eq!(created, 1);

    Cluster::erase(&scratch.options().data).unwrap();
    assert!(!scratch.0.join("data/postgres").exists());
}

#[tokio::test]
async fn a_second_start_on_the_same_folder_is_refused() {
    let scratch = Scratch::new("twice");
    let first = Cluster::start(&scratch.options(), |_| ()).await.unwrap();
    let second = Cluster::start(&scratch.options(), |_| ()).await.unwrap_err();
    assert!(matches!(second, ClusterError::InUse { .. }), "{second}");
    let erased = Cluster::erase(&scratch.options().data).unwrap_err();
    assert!(matches!(erased, ClusterError::InUse { .. }), "{erased}");
    first.stop().await.unwrap();
}

#[tokio::test]
async fn a_server_left_behind_by_a_crash_is_stopped_and_replaced() {
    let scratch = Scratch::new("orphan");
    let Cluster { mut server, _lock, .. } =
        Cluster::start(&scratch.options(), |_| ()).await.unwrap();
    // As after `kill -9`: the lock is free, nobody stops the server.
    server.stopped = true;
    drop(_lock);

    let said = Mutex::new(String::new());
    let cluster =
        Cluster::start(&scratch.options(), |it| said.lock().unwrap().push_str(it)).await.unwrap();
    assert!(said.lock().unwrap().contains("left behind"));
    assert!(server.exited().unwrap().is_some());
    assert_eq!(ask(&cluster, "select 1"), "1");
}

#[tokio::test]
async fn a_stale_pid_file_is_no_obstacle() {
    let scratch = Scratch::new("stale");
    Cluster::start(&scratch.options(), |_| ()).await.unwrap().stop().await.unwrap();
    let file = scratch.0.join("data/postgres/postmaster.pid");
    fs::write(&file, format!("{}\n/elsewhere\n1\n5432\n\n\n\nready\n", std::process::id()))
        .unwrap();
    let cluster = Cluster::start(&scratch.options(), |_| ()).await.unwrap();
    assert_eq!(ask(&cluster, "select 1"), "1");
}

#[tokio::test]
async fn a_cluster_of_another_major_version_is_refused_with_a_sentence() {
    let scratch = Scratch::new("major");
    Cluster::start(&scratch.options(), |_| ()).await.unwrap().stop().await.unwrap();
    fs::write(scratch.0.join("data/postgres/PG_VERSION"), "9\n").unwrap();
    let error = Cluster::start(&scratch.options(), |_| ()).await.unwrap_err();
    assert!(error.to_string().contains("was made by PostgreSQL 9"), "{error}");
}

#[tokio::test]
async fn a_server_that_cannot_start_shows_the_end_of_its_log() {
    let scratch = Scratch::new("broken");
    Cluster::start(&scratch.options(), |_| ()).await.unwrap().stop().await.unwrap();
    let settings = scratch.0.join("data/postgres/postgresql.conf");
    fs::write(&settings, "no_such_setting = on\n").unwrap();
    let error = Cluster::start(&scratch.options(), |_| ()).await.unwrap_err();
    assert!(error.to_string().contains("no_such_setting"), "{error}");
}
