//! What can go wrong with the cluster, said so that somebody can act on it.

use std::path::PathBuf;
use std::{fmt, io};

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

pub(super) fn doing<T>(what: &str, result: io::Result<T>) -> Result<T, ClusterError> {
    result.map_err(|source| ClusterError::Io { what: what.to_owned(), source })
}
