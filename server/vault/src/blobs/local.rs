//! Blobs in a folder of ours alone.
//!
//! The store stages an upload beside its final name, as `name#1`, and renames it; with `fsync` it syncs
//! the file, its folder and every folder it had to make, before it says so. Staged files are hidden
//! from its listing, so those that a crash left are found here.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use object_store::local::LocalFileSystem;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::{Blobs, Name};
use crate::{Error, Result};

/// Bytes written at a time.
const PART: usize = 1 << 20;

#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

/// What an upload that never ended left in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    pub name: Name,
    pub bytes: u64,
    pub modified: SystemTime,
    path: PathBuf,
}

impl Blobs {
    /// In `folder`, which is made with mode 0700 if it is not there.
    ///
    /// # Errors
    /// It cannot be made or used, is not ours, or others may look into it.
    pub fn local(folder: &Path, installation: Uuid) -> Result<Blobs> {
        let told = |what: &str, error: io::Error| {
            Error::Unusable(format!("the folder {} {what}: {error}", folder.display()))
        };
        make(folder).map_err(|error| told("cannot be made", error))?;
        let metadata = fs::metadata(folder).map_err(|error| told("cannot be read", error))?;
        let us = rustix::process::geteuid().as_raw();
        if !metadata.is_dir() || metadata.uid() != us || metadata.mode() & 0o077 != 0 {
            return Err(Error::Unusable(format!(
                "{} has to be a folder of user {us} with mode 0700; it has owner {} and mode {:04o}",
                folder.display(),
                metadata.uid(),
                metadata.mode() & 0o7777,
            )));
        }
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(|error| Error::Store(error.into()))?
            .with_fsync(true);
        let mut blobs = Blobs::on(Arc::new(store), installation);
        blobs.local = Some(Folder(folder.into()));
        blobs.part_bytes = PART;
        Ok(blobs)
    }

    /// Bytes that may still be written; None where nobody can say.
    ///
    /// # Errors
    /// The file system does not answer.
    pub async fn free_space(&self) -> Result<Option<u64>> {
        let Some(Folder(folder)) = self.local.clone() else { return Ok(None) };
        let free = blocking(move || {
            let told = rustix::fs::statvfs(&folder)?;
            Ok(told.f_bavail.saturating_mul(told.f_frsize))
        });
        free.await.map(Some)
    }

    /// What uploads that a crash ended left: for the sweeper, which removes what is old. Those of a
    /// bucket are not seen from here; it needs a lifecycle rule that aborts incomplete uploads.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn unfinished(&self) -> Result<Vec<Unfinished>> {
        let Some(Folder(folder)) = self.local.clone() else { return Ok(Vec::new()) };
        let folder = folder.join(self.prefix.as_ref());
        blocking(move || {
            let mut found = Vec::new();
            for shard in folders(&folder)? {
                for shard in folders(&shard)? {
                    staged(&shard, &mut found)?;
                }
            }
            Ok(found)
        })
        .await
    }

    /// # Errors
    /// It cannot be removed. That it is gone already is none.
    pub async fn discard(&self, unfinished: Unfinished) -> Result<()> {
        blocking(move || gone(fs::remove_file(&unfinished.path))).await
    }
}

impl Folder {
    /// Syncs the folders above a stored file. The store syncs those that it made itself; one that
    /// another upload had made a moment before may not be on disk yet.
    pub(super) async fn sync_above(&self, path: &object_store::path::Path) -> Result<()> {
        let (root, path) = (self.0.clone(), self.0.join(path.as_ref()));
        blocking(move || {
            let above = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&root));
            above.map(File::open).try_for_each(|folder| folder?.sync_all())
        })
        .await
    }

    /// The store's own clearing misses some failures (a sync that found the disk full).
    pub(super) async fn discard_traces(&self, path: object_store::path::Path) {
        let path = self.0.join(path.as_ref());
        let _ = blocking(move || {
            let mut found = Vec::new();
            if let Some(shard) = path.parent() {
                staged(shard, &mut found)?;
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.retain(|left| left.name.to_string() == name);
            found.iter().try_for_each(|left| gone(fs::remove_file(&left.path)))
        })
        .await;
    }
}

/// With its entry in the folder above on disk, or a power cut could take everything in it away.
fn make(folder: &Path) -> io::Result<()> {
    if folder.exists() {
        return Ok(());
    }
    let above = folder.parent().filter(|above| !above.as_os_str().is_empty());
    let above = above.unwrap_or(Path::new("."));
    make(above)?;
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    File::open(above)?.sync_all()
}

fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in entries(folder)? {
        let entry = entry?;
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.push(entry.path());
        }
    }
    Ok(found)
}

fn staged(shard: &Path, found: &mut Vec<Unfinished>) -> io::Result<()> {
    for entry in entries(shard)? {
        let entry = entry?;
        let file = entry.file_name();
        let Some((name, count)) = file.to_str().and_then(|file| file.split_once('#')) else {
            continue;
        };
        let Ok(name) = name.parse::<Name>() else { continue };
        if count.is_empty() || !count.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        match entry.metadata().and_then(|meta| Ok((meta.len(), meta.modified()?))) {
            Ok((bytes, modified)) => {
                found.push(Unfinished { name, bytes, modified, path: entry.path() });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A folder that is not there has no entries: nothing was ever stored, or it was swept.
fn entries(folder: &Path) -> io::Result<Box<dyn Iterator<Item = io::Result<fs::DirEntry>>>> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(Box::new(entries)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Box::new(std::iter::empty())),
        Err(error) => Err(error),
    }
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = spawn_blocking(work).await.map_err(|error| Error::Store(error.into()))?;
    done.map_err(|error| Error::Store(error.into()))
}
