//! The embedded PostgreSQL: Debian's binaries, a cluster of our own below the data folder,
//! reached over a socket in a folder only we may enter.
//!
//! The server process outlives a crash of ours, so a lock file, not `postmaster.pid`, says who
//! owns the folder: with the lock in hand, a server still running there is an orphan and is stopped.

use std::{
    fmt,
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom},
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown, symlink},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, geteuid, kill_process, test_kill_process};

const SUPERUSER: &str = "postgres";
const DEBIAN_BINARIES: &str = "/usr/lib/postgresql";
const UNREACHABLE_DATA: &str = "/var/lib/privity";
/// `sun_path` holds 108 bytes with its terminator.
const LONGEST_SOCKET_PATH: usize = 107;
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

#[derive(Debug)]
pub(crate) enum ClusterError {
    /// No PostgreSQL server binaries on this machine.
    Missing {
        looked_in: String,
    },
    /// The cluster on disk belongs to another major version.
    Version {
        folder: PathBuf,
        on_disk: String,
        installed: String,
    },
    /// Another process of ours holds the data folder.
    InUse {
        folder: PathBuf,
    },
    /// A PostgreSQL program ended badly; `log` is the last of what it said.
    Failed {
        what: String,
        log: String,
    },
    Io {
        what: String,
        source: io::Error,
    },
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

/// Whom PostgreSQL runs as when we are root, which it refuses to be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Account {
    uid: u32,
    gid: u32,
}

impl Account {
    fn choose() -> Result<Option<Self>, ClusterError> {
        if !geteuid().is_root() {
            return Ok(None);
        }
        let passwd = doing("read /etc/passwd", fs::read_to_string("/etc/passwd"))?;
        match Self::named("postgres", &passwd).or_else(|| Self::named("nobody", &passwd)) {
            Some(account) => Ok(Some(account)),
            None => Err(ClusterError::Failed {
                what: "PostgreSQL cannot run as root, and there is neither a user `postgres` nor `nobody` to run it as"
                    .into(),
                log: String::new(),
            }),
        }
    }

    fn named(name: &str, passwd: &str) -> Option<Self> {
        passwd.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next()? == name).then_some(())?;
            Some(Self { uid: fields.nth(1)?.parse().ok()?, gid: fields.next()?.parse().ok()? })
        })
    }

    fn may_enter(&self, folder: &Path) -> bool {
        folder.ancestors().all(|ancestor| {
            fs::metadata(ancestor).is_ok_and(|it| {
                let execute = match () {
                    () if it.uid() == self.uid => 0o100,
                    () if it.gid() == self.gid => 0o010,
                    () => 0o001,
                };
                it.mode() & execute != 0
            })
        })
    }
}

struct Binaries {
    dir: PathBuf,
    major: String,
}

impl Binaries {
    /// The configured folder, else Debian's of the version on disk, else Debian's newest, else PATH.
    fn find(configured: Option<&Path>, on_disk: Option<&str>) -> Result<Self, ClusterError> {
        if let Some(dir) = configured {
            return Self::at(dir)
                .ok_or_else(|| ClusterError::Missing { looked_in: dir.display().to_string() });
        }
        let mut majors: Vec<u32> = fs::read_dir(DEBIAN_BINARIES)
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .collect();
        let wanted = on_disk.and_then(|version| version.parse().ok());
        majors.sort_by_key(|major| (Some(*major) == wanted, *major));
        let debian = majors
            .iter()
            .rev()
            .map(|major| Path::new(DEBIAN_BINARIES).join(format!("{major}/bin")));
        let path = std::env::var_os("PATH").unwrap_or_default();
        debian.chain(std::env::split_paths(&path)).find_map(|dir| Self::at(&dir)).ok_or_else(|| {
            ClusterError::Missing { looked_in: format!("{DEBIAN_BINARIES}/*/bin and PATH") }
        })
    }

    fn at(dir: &Path) -> Option<Self> {
        if !dir.join("initdb").is_file() {
            return None;
        }
        let said = Command::new(dir.join("postgres")).arg("--version").output().ok()?;
        let major = major_version(&String::from_utf8_lossy(&said.stdout))?;
        Some(Self { dir: dir.to_owned(), major })
    }
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

fn lock(data: &Path) -> Result<File, ClusterError> {
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(false);
    let file = doing("open the data folder's lock", options.open(data.join("lock")))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(ClusterError::InUse { folder: data.to_owned() }),
        Err(TryLockError::Error(source)) => {
            Err(ClusterError::Io { what: "lock the data folder".into(), source })
        }
    }
}

fn make_folder(folder: &Path, mode: u32) -> Result<(), ClusterError> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        doing(&format!("create {}", parent.display()), fs::create_dir_all(parent))?;
    }
    doing(&format!("create {}", folder.display()), DirBuilder::new().mode(mode).create(folder))?;
    // Whatever the umask says.
    doing(
        &format!("set the rights of {}", folder.display()),
        fs::set_permissions(folder, fs::Permissions::from_mode(mode)),
    )
}

fn remove_folder(folder: &Path) -> Result<(), ClusterError> {
    match fs::remove_dir_all(folder) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(ClusterError::Io { what: format!("remove {}", folder.display()), source })
        }
        _ => Ok(()),
    }
}

fn runtime_dir(as_root: bool) -> PathBuf {
    let session = std::env::var_os("XDG_RUNTIME_DIR").filter(|_| !as_root).map(PathBuf::from);
    session.filter(|dir| dir.is_dir()).unwrap_or_else(|| "/tmp".into())
}

fn socket_dir(folder: &Path, runtime_dir: PathBuf) -> PathBuf {
    let beside = folder.join("run");
    if beside.join(SOCKET_FILE).as_os_str().len() <= LONGEST_SOCKET_PATH {
        return beside;
    }
    runtime_dir.join(format!("privity-{}", short_name(folder)))
}

/// The same for the same path in every build (FNV-1a, 64 bits).
fn short_name(path: &Path) -> String {
    let hash = path.as_os_str().as_bytes().iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// From `postgres (PostgreSQL) 15.18 (Debian …)`, `15`.
fn major_version(said: &str) -> Option<String> {
    let version = said.split_whitespace().nth(2)?;
    let major: String = version.chars().take_while(char::is_ascii_digit).collect();
    (!major.is_empty()).then_some(major)
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

fn last_lines(file: &Path, count: usize) -> String {
    let tail = || -> io::Result<String> {
        let mut file = File::open(file)?;
        let start = file.metadata()?.len().saturating_sub(8192);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let text = tail().unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

fn doing<T>(what: &str, result: io::Result<T>) -> Result<T, ClusterError> {
    result.map_err(|source| ClusterError::Io { what: what.to_owned(), source })
}

impl fmt::Display for ClusterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { looked_in } => write!(
                f,
                "No PostgreSQL server found in {looked_in}. Install it (Debian: apt-get install postgresql), or name its folder in `database.bin_dir`"
            ),
            Self::Version { folder, on_disk, installed } => write!(
                f,
                "The database in {} was made by PostgreSQL {on_disk}, and the one found here is {installed}. Install PostgreSQL {on_disk}, or move the data with pg_dump",
                folder.display()
            ),
            Self::InUse { folder } => {
                write!(f, "Another Privity is running on {}. Stop it first", folder.display())
            }
            Self::Failed { what, log } if log.is_empty() => f.write_str(what),
            Self::Failed { what, log } => write!(f, "{what}. It said:\n{log}"),
            Self::Io { what, source } => write!(f, "Could not {what}: {source}"),
        }
    }
}

impl std::error::Error for ClusterError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
