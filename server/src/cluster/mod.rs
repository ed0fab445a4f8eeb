//! The embedded PostgreSQL: Debian's binaries, a cluster of our own below the data folder,
//! reached over a socket in a folder only we may enter.
//!
//! The server process outlives a crash of ours, so a lock file, not `postmaster.pid`, says who
//! owns the folder: with the lock in hand, a server still running there is an orphan and is stopped.

mod binaries;
mod error;
mod files;

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, geteuid, kill_process, test_kill_process};

pub(crate) use self::error::ClusterError;

use self::binaries::{Account, Binaries};
use self::error::doing;
use self::files::{
    last_lines, lock, make_folder, remove_folder, runtime_dir, short_name, socket_dir,
};

const SUPERUSER: &str = "postgres";
const UNREACHABLE_DATA: &str = "/var/lib/privity";
const SOCKET_FILE: &str = ".s.PGSQL.5432";
/// Recovery after a crash replays the log before the server is ready.
const START_LIMIT: Duration = Duration::from_secs(120);
const STOP_LIMIT: Duration = Duration::from_secs(30);
const LOG_KEPT_BYTES: u64 = 8 << 20;

#[derive(Debug, Clone)]
pub(crate) struct ClusterOptions {
    /// The data folder; the cluster lives below it, or in `/var/lib/privity` where the
    /// unprivileged user that PostgreSQL needs cannot enter it.
    pub(crate) data: PathBuf,
    /// The folder with `postgres` and `initdb`; found by itself when `None`.
    pub(crate) bin_dir: Option<PathBuf>,
}

/// A running PostgreSQL server. Dropping it stops the server and waits.
#[derive(Debug)]
pub(crate) struct Cluster {
    server: Server,
    socket_dir: PathBuf,
    _lock: File,
}

impl Cluster {
    /// Starts the server, making the cluster first where there is none. `progress` is told what
    /// takes time, one sentence each.
    pub(crate) async fn start(
        options: &ClusterOptions,
        progress: impl Fn(&str),
    ) -> Result<Self, ClusterError> {
        let account = Account::choose()?;
        make_folder(&options.data, if account.is_some() { 0o711 } else { 0o700 })?;
        let data = doing("resolve the data folder", fs::canonicalize(&options.data))?;
        let lock = lock(&data)?;

        let home = Home::of(&data, account.as_ref())?;
        if home.is_elsewhere(&data) {
            progress(&format!(
                "PostgreSQL cannot run as root, and its user cannot enter {}: the database is kept in {}",
                data.display(),
                home.folder.display()
            ));
        }
        home.prepare(&data)?;
        let binaries = Binaries::find(options.bin_dir.as_deref(), home.version()?.as_deref())?;
        home.stop_orphan(&progress)?;
        if home.version()?.is_none() {
            progress(&format!("Creating a PostgreSQL {} database", binaries.major));
            home.initialise(&binaries)?;
        }
        home.check_version(&binaries)?;
        progress(&format!("Starting PostgreSQL {}", binaries.major));
        let mut server = Server { child: home.launch(&binaries)?, stopped: false };
        home.await_ready(&mut server).await?;
        Ok(Self { server, socket_dir: home.socket_dir, _lock: lock })
    }

    /// Deletes the cluster of a data folder, wherever it is kept. Refused while it runs.
    pub(crate) fn erase(data: &Path) -> Result<(), ClusterError> {
        let Ok(data) = fs::canonicalize(data) else { return Ok(()) };
        let _lock = lock(&data)?;
        let home = Home::of(&data, Account::choose()?.as_ref())?;
        home.stop_orphan(&|_: &str| ())?;
        for folder in [home.pgdata(), home.pgdata_in_making(), home.socket_dir.clone()] {
            remove_folder(&folder)?;
        }
        let link = data.join("postgres");
        if link.is_symlink() {
            doing("remove the link to the database", fs::remove_file(link))?;
        }
        Ok(())
    }

    /// Connects as the cluster's superuser: for creating roles and databases only.
    pub(crate) fn superuser_url(&self) -> String {
        self.url(SUPERUSER, "postgres")
    }

    pub(crate) fn url(&self, user: &str, database: &str) -> String {
        url(&self.socket_dir, user, database)
    }

    /// The address of the cluster that another process of ours runs on this data folder: for the
    /// commands at the terminal while the portal is served.
    pub(crate) fn url_in_use(
        data: &Path,
        user: &str,
        database: &str,
    ) -> Result<String, ClusterError> {
        let data = doing("resolve the data folder", fs::canonicalize(data))?;
        let home = Home::of(&data, Account::choose()?.as_ref())?;
        Ok(url(&home.socket_dir, user, database))
    }

    /// Stops the server in order: open transactions are rolled back, everything is written.
    pub(crate) async fn stop(mut self) -> Result<(), ClusterError> {
        let stopped = tokio::task::spawn_blocking(move || self.server.stop()).await;
        match stopped {
            Ok(done) => done,
            Err(lost) => Err(ClusterError::Io {
                what: "wait for PostgreSQL to stop".into(),
                source: io::Error::other(lost),
            }),
        }
    }
}

#[derive(Debug)]
struct Server {
    child: Child,
    stopped: bool,
}

impl Server {
    fn stop(&mut self) -> Result<(), ClusterError> {
        if std::mem::replace(&mut self.stopped, true) {
            return Ok(());
        }
        // SIGINT is PostgreSQL's fast shutdown, SIGQUIT the immediate one (recovery at next start).
        for signal in [Signal::INT, Signal::QUIT, Signal::KILL] {
            if self.exited()?.is_some() {
                return Ok(());
            }
            _ = kill_process(Pid::from_child(&self.child), signal);
            let deadline = Instant::now() + STOP_LIMIT;
            while Instant::now() < deadline {
                if self.exited()?.is_some() {
                    return Ok(());
                }
                thread::sleep(Duration::from_millis(10));
            }
        }
        Err(ClusterError::Failed {
            what: "PostgreSQL did not stop, not even when killed".into(),
            log: String::new(),
        })
    }

    fn exited(&mut self) -> Result<Option<ExitStatus>, ClusterError> {
        doing("ask whether PostgreSQL is running", self.child.try_wait())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            tracing::error!(%error, "PostgreSQL was left running");
        }
    }
}

fn url(socket_dir: &Path, user: &str, database: &str) -> String {
    format!(
        "postgres://{}@localhost/{}?host={}",
        percent_encoded(user.as_bytes()),
        percent_encoded(database.as_bytes()),
        percent_encoded(socket_dir.as_os_str().as_bytes())
    )
}

/// Where the cluster of one data folder is kept, and who runs it.
struct Home {
    folder: PathBuf,
    socket_dir: PathBuf,
    account: Option<Account>,
}

impl Home {
    fn of(data: &Path, account: Option<&Account>) -> Result<Self, ClusterError> {
        let reachable = account.is_none_or(|account| account.may_enter(data));
        let folder = if reachable {
            data.to_owned()
        } else {
            Path::new(UNREACHABLE_DATA).join(short_name(data))
        };
        let mut account = account.cloned();
        // A cluster made by somebody else keeps its owner: files of two users would not start.
        if let (Some(account), Ok(made)) = (&mut account, fs::metadata(folder.join("postgres")))
            && made.uid() != 0
        {
            (account.uid, account.gid) = (made.uid(), made.gid());
        }
        Ok(Self {
            socket_dir: socket_dir(&folder, runtime_dir(account.is_some())),
            folder,
            account,
        })
    }

    fn is_elsewhere(&self, data: &Path) -> bool {
        self.folder != data
    }

    fn pgdata(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    fn pgdata_in_making(&self) -> PathBuf {
        self.folder.join("postgres.new")
    }

    fn log_file(&self) -> PathBuf {
        self.folder.join("postgres.log")
    }

    fn prepare(&self, data: &Path) -> Result<(), ClusterError> {
        if self.is_elsewhere(data) {
            make_folder(Path::new(UNREACHABLE_DATA), 0o711)?;
            make_folder(&self.folder, 0o711)?;
            let link = data.join("postgres");
            if !link.is_symlink() {
                doing("link the database's folder", symlink(self.pgdata(), link))?;
            }
        }
        self.make_own_folder(&self.socket_dir)
    }

    /// A folder that nobody but PostgreSQL's user enters. One that others prepared (in /tmp, say)
    /// is refused.
    fn make_own_folder(&self, folder: &Path) -> Result<(), ClusterError> {
        make_folder(folder, 0o700)?;
        let found = doing(&format!("look at {}", folder.display()), fs::symlink_metadata(folder))?;
        let wanted = self.account.as_ref().map_or(geteuid().as_raw(), |account| account.uid);
        if !found.is_dir() || ![wanted, geteuid().as_raw()].contains(&found.uid()) {
            return Err(ClusterError::Failed {
                what: format!("{} belongs to somebody else", folder.display()),
                log: String::new(),
            });
        }
        if let Some(account) = &self.account {
            doing(
                &format!("give {} to PostgreSQL's user", folder.display()),
                chown(folder, Some(account.uid), Some(account.gid)),
            )?;
        }
        doing(
            &format!("close {} to others", folder.display()),
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700)),
        )
    }

    fn version(&self) -> Result<Option<String>, ClusterError> {
        match fs::read_to_string(self.pgdata().join("PG_VERSION")) {
            Ok(version) => Ok(Some(version.trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(ClusterError::Io { what: "read PG_VERSION".into(), source }),
        }
    }

    fn check_version(&self, binaries: &Binaries) -> Result<(), ClusterError> {
        match self.version()? {
            Some(on_disk) if on_disk != binaries.major => Err(ClusterError::Version {
                folder: self.pgdata(),
                on_disk,
                installed: binaries.major.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// Into a folder beside, renamed when whole: a half-made cluster never starts.
    fn initialise(&self, binaries: &Binaries) -> Result<(), ClusterError> {
        let making = self.pgdata_in_making();
        remove_folder(&making)?;
        self.make_own_folder(&making)?;
        let said = self
            .command(binaries, "initdb")
            .arg("--pgdata")
            .arg(&making)
            .args(["--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8"])
            .args(["--locale", "C.UTF-8", "--no-instructions"])
            .output();
        let said = doing("run initdb", said)?;
        if !said.status.success() {
            return Err(ClusterError::Failed {
                what: "The database could not be created".into(),
                log: String::from_utf8_lossy(&said.stderr).into_owned(),
            });
        }
        // An empty folder in its place would be in the rename's way; a full one is an error.
        _ = fs::remove_dir(self.pgdata());
        doing("put the new database in its place", fs::rename(&making, self.pgdata()))
    }

    fn launch(&self, binaries: &Binaries) -> Result<Child, ClusterError> {
        let log = self.open_log()?;
        let copy = doing("open PostgreSQL's log", log.try_clone())?;
        let mut command = self.command(binaries, "postgres");
        command.arg("-D").arg(self.pgdata()).arg("-c").arg(format!(
            "unix_socket_directories=\"{}\"",
            self.socket_dir.display().to_string().replace('"', "\"\"")
        ));
        for setting in [
            "listen_addresses=",
            "unix_socket_permissions=0700",
            "port=5432",
            "timezone=UTC",
            "log_timezone=UTC",
            // A row's values stand in an error's detail and in the statement: neither is logged.
            "log_error_verbosity=terse",
            "log_min_error_statement=panic",
            // every connection that comes back is rolled back, mostly for nothing, and warns
            "log_min_messages=error",
        ] {
            command.args(["-c", setting]);
        }
        command.stdout(log).stderr(copy);
        doing("start PostgreSQL", command.spawn())
    }

    fn open_log(&self) -> Result<File, ClusterError> {
        let path = self.log_file();
        let full = fs::metadata(&path).is_ok_and(|it| it.len() > LOG_KEPT_BYTES);
        let mut options = OpenOptions::new();
        options.create(true).write(true);
        if full {
            options.truncate(true)
        } else {
            options.append(true)
        };
        let log = doing("open PostgreSQL's log", options.open(&path))?;
        doing("close the log to others", log.set_permissions(fs::Permissions::from_mode(0o600)))?;
        Ok(log)
    }

    /// In a process group of its own, so that Ctrl-C at a terminal reaches only us.
    fn command(&self, binaries: &Binaries, program: &str) -> Command {
        let mut command = Command::new(binaries.dir.join(program));
        command
            .current_dir(&self.socket_dir)
            .env_clear()
            .env("PATH", &binaries.dir)
            .env("LC_ALL", "C.UTF-8")
            .process_group(0)
            .stdin(Stdio::null());
        if let Some(account) = &self.account {
            command.gid(account.gid).uid(account.uid);
        }
        command
    }

    async fn await_ready(&self, server: &mut Server) -> Result<(), ClusterError> {
        let pid = server.child.id();
        let deadline = Instant::now() + START_LIMIT;
        loop {
            if let Some(status) = server.exited()? {
                return Err(self.failed(&format!("PostgreSQL stopped at its start ({status})")));
            }
            if Postmaster::of(&self.pgdata()).is_some_and(|it| it.pid == pid && it.ready) {
                return Ok(());
            }
            if Instant::now() > deadline {
                let waited = START_LIMIT.as_secs();
                return Err(self.failed(&format!("PostgreSQL was not ready within {waited} s")));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn failed(&self, what: &str) -> ClusterError {
        ClusterError::Failed { what: what.into(), log: last_lines(&self.log_file(), 12) }
    }

    /// Only with the lock in hand. A stale pid file would keep PostgreSQL from starting when the
    /// number has gone to another process of the same user.
    fn stop_orphan(&self, progress: &impl Fn(&str)) -> Result<(), ClusterError> {
        let Some(left) = Postmaster::of(&self.pgdata()) else { return Ok(()) };
        let file = self.pgdata().join("postmaster.pid");
        let Some(pid) = left.running_in(&self.pgdata()) else {
            return doing("remove a stale postmaster.pid", fs::remove_file(file));
        };
        progress("Stopping the PostgreSQL that an earlier run left behind");
        doing(
            "stop the PostgreSQL left behind",
            kill_process(pid, Signal::INT).map_err(Into::into),
        )?;
        let deadline = Instant::now() + STOP_LIMIT;
        while test_kill_process(pid).is_ok() && file.exists() {
            if Instant::now() > deadline {
                return Err(
                    self.failed("The PostgreSQL left behind by an earlier run does not stop")
                );
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

/// What `postmaster.pid` says: the pid in its first line, the status in its eighth.
#[derive(Debug, PartialEq, Eq)]
struct Postmaster {
    pid: u32,
    ready: bool,
}

impl Postmaster {
    fn of(pgdata: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(pgdata.join("postmaster.pid")).ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim);
        let pid = lines.next()?.trim_start_matches('-').parse().ok()?;
        Some(Self { pid, ready: lines.nth(6) == Some("ready") })
    }

    fn running_in(&self, pgdata: &Path) -> Option<Pid> {
        let process = PathBuf::from(format!("/proc/{}", self.pid));
        let name = fs::read_to_string(process.join("comm")).ok()?;
        let folder = fs::read_link(process.join("cwd")).ok()?;
        (name.trim() == "postgres" && folder == fs::canonicalize(pgdata).ok()?)
            .then(|| Pid::from_raw(self.pid.try_into().ok()?))?
    }
}

fn percent_encoded(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut encoded, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                encoded.push(char::from(*byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
        encoded
    })
}

#[cfg(test)]
mod tests;
