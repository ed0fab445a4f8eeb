//! Which PostgreSQL is run, and as whom.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::geteuid;

use super::ClusterError;
use super::error::doing;

const DEBIAN_BINARIES: &str = "/usr/lib/postgresql";

/// Whom PostgreSQL runs as when we are root, which it refuses to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl Account {
    pub(super) fn choose() -> Result<Option<Self>, ClusterError> {
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

    pub(super) fn named(name: &str, passwd: &str) -> Option<Self> {
        passwd.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next()? == name).then_some(())?;
            Some(Self { uid: fields.nth(1)?.parse().ok()?, gid: fields.next()?.parse().ok()? })
        })
    }

    pub(super) fn may_enter(&self, folder: &Path) -> bool {
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

pub(super) struct Binaries {
    pub(super) dir: PathBuf,
    pub(super) major: String,
}

impl Binaries {
    /// The configured folder, else Debian's of the version on disk, else Debian's newest, else PATH.
    pub(super) fn find(
        configured: Option<&Path>,
        on_disk: Option<&str>,
    ) -> Result<Self, ClusterError> {
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

    pub(super) fn at(dir: &Path) -> Option<Self> {
        if !dir.join("initdb").is_file() {
            return None;
        }
        let said = Command::new(dir.join("postgres")).arg("--version").output().ok()?;
        let major = major_version(&String::from_utf8_lossy(&said.stdout))?;
        Some(Self { dir: dir.to_owned(), major })
    }
}

/// From `postgres (PostgreSQL) 15.18 (Debian …)`, `15`.
pub(super) fn major_version(said: &str) -> Option<String> {
    let version = said.split_whitespace().nth(2)?;
    let major: String = version.chars().take_while(char::is_ascii_digit).collect();
    (!major.is_empty()).then_some(major)
}
