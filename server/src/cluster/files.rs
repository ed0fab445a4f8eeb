//! Folders, their names and rights, the lock and the log.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::error::doing;
use super::{ClusterError, SOCKET_FILE};

/// `sun_path` holds 108 bytes with its terminator.
pub(super) const LONGEST_SOCKET_PATH: usize = 107;

pub(super) fn lock(data: &Path) -> Result<File, ClusterError> {
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

pub(super) fn make_folder(folder: &Path, mode: u32) -> Result<(), ClusterError> {
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

pub(super) fn remove_folder(folder: &Path) -> Result<(), ClusterError> {
    match fs::remove_dir_all(folder) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(ClusterError::Io { what: format!("remove {}", folder.display()), source })
        }
        _ => Ok(()),
    }
}

pub(super) fn runtime_dir(as_root: bool) -> PathBuf {
    let session = std::env::var_os("XDG_RUNTIME_DIR").filter(|_| !as_root).map(PathBuf::from);
    session.filter(|dir| dir.is_dir()).unwrap_or_else(|| "/tmp".into())
}

pub(super) fn socket_dir(folder: &Path, runtime_dir: PathBuf) -> PathBuf {
    let beside = folder.join("run");
    if beside.join(SOCKET_FILE).as_os_str().len() <= LONGEST_SOCKET_PATH {
        return beside;
    }
    runtime_dir.join(format!("privity-{}", short_name(folder)))
}

/// The same for the same path in every build (FNV-1a, 64 bits).
pub(super) fn short_name(path: &Path) -> String {
    let hash = path.as_os_str().as_bytes().iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}

pub(super) fn last_lines(file: &Path, count: usize) -> String {
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
