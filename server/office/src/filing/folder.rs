//! The folder on disk. Others write into it, so nothing in it is believed: links are not followed, not
//! even between two steps, since each step goes on from the folder that was opened by the one before.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, fstat, openat, statat, unlinkat,
};

/// Entries looked at in one folder; the rest waits for the next look.
const MOST: usize = 2_000;

/// What tells one content of a file from another, as far as the file system knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    device: u64,
    inode: u64,
    pub(super) size: u64,
    changed: (i64, i64),
}

impl Mark {
    fn of(stat: &Stat) -> Mark {
        Mark {
            device: stat.st_dev,
            inode: stat.st_ino,
            size: u64::try_from(stat.st_size).unwrap_or_default(),
            changed: (stat.st_mtime, i64::try_from(stat.st_mtime_nsec).unwrap_or_default()),
        }
    }
}

/// A file that lies in the folder.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Below the folder: "scan.pdf", "ann@office.example/scan.pdf".
    pub(super) source: String,
    /// The folder it is in below the watched one; none for those at its top.
    pub(super) tray: Option<String>,
    pub(super) name: String,
    pub(super) mark: Mark,
    /// Why it is not taken whatever is in it.
    pub(super) odd: Option<&'static str>,
}

/// All files that are neither hidden nor named like something unfinished, the oldest first.
pub(super) fn list(folder: &Path) -> io::Result<Vec<Found>> {
    let top =
        openat(CWD, folder, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    let mut found = Vec::new();
    for (name, stat) in entries(&top)? {
        if FileType::from_raw_mode(stat.st_mode) == FileType::Directory {
            let Some(tray) = name.to_str().map(str::to_owned) else { continue };
            let Ok(below) = within(&top, &tray) else { continue };
            for (name, stat) in entries(&below)? {
                if FileType::from_raw_mode(stat.st_mode) != FileType::Directory {
                    found.push(file(Some(&tray), &name, &stat));
                }
            }
        } else {
            found.push(file(None, &name, &stat));
        }
    }
    found.sort_by(|a, b| (a.mark.changed, &a.source).cmp(&(b.mark.changed, &b.source)));
    Ok(found)
}

fn entries(folder: &OwnedFd) -> io::Result<Vec<(PathBuf, Stat)>> {
    let mut found = Vec::new();
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_bytes();
        if is_unfinished(name) || found.len() >= MOST {
            continue;
        }
        // one that has gone meanwhile is not there
        if let Ok(stat) = statat(folder, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW) {
            found.push((PathBuf::from(OsStr::from_bytes(name)), stat));
        }
    }
    Ok(found)
}

/// Hidden, or named as programs name what they have not written to its end.
fn is_unfinished(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with(b".")
        || name.starts_with(b"~")
        || name.ends_with(b"~")
        || [b".part".as_slice(), b".tmp", b".temp", b".partial", b".crdownload", b".filepart"]
            .iter()
            .any(|ending| name.ends_with(ending))
}

fn file(tray: Option<&str>, name: &Path, stat: &Stat) -> Found {
    let plain = FileType::from_raw_mode(stat.st_mode);
    let shown = name.to_string_lossy().into_owned();
    let odd = match plain {
        _ if name.to_str().is_none() => Some("Its name cannot be read. Give it another."),
        FileType::Symlink => Some("It is a link to another place, and links are not followed."),
        FileType::RegularFile if stat.st_nlink > 1 => Some(
            "It has a second name in another place, where it would stay. Copy it here instead.",
        ),
        FileType::RegularFile => None,
        _ => Some("It is not a file."),
    };
    let source = match tray {
        Some(tray) => format!("{tray}/{shown}"),
        None => shown.clone(),
    };
    Found { source, tray: tray.map(str::to_owned), name: shown, mark: Mark::of(stat), odd }
}

fn within(top: &OwnedFd, tray: &str) -> io::Result<OwnedFd> {
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::RDONLY | OFlags::CLOEXEC;
    Ok(openat(top, tray, flags, Mode::empty())?)
}

fn folder_of(folder: &Path, found: &Found) -> io::Result<OwnedFd> {
    let top =
        openat(CWD, folder, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    match &found.tray {
        Some(tray) => within(&top, tray),
        None => Ok(top),
    }
}

/// Opens a file that was found, provided that it still is what was found.
pub(super) fn open(folder: &Path, found: &Found) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::RDONLY | OFlags::CLOEXEC;
    let file = openat(folder_of(folder, found)?, &found.name, flags, Mode::empty())?;
    if is_still(&file, found)? { Ok(File::from(file)) } else { Err(changed()) }
}

/// Whether an open file still is what was found.
pub(super) fn is_still(file: impl std::os::fd::AsFd, found: &Found) -> io::Result<bool> {
    let stat = fstat(file)?;
    Ok(FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
        && stat.st_nlink == 1
        && Mark::of(&stat) == found.mark)
}

/// Removes a file that was taken. One that another has replaced meanwhile stays, and is taken as its own.
pub(super) fn remove(folder: &Path, found: &Found) -> io::Result<()> {
    let folder = folder_of(folder, found)?;
    let stat = match statat(&folder, &found.name, AtFlags::SYMLINK_NOFOLLOW) {
        Err(error) if error == rustix::io::Errno::NOENT => return Ok(()),
        stat => stat?,
    };
    if Mark::of(&stat) != found.mark {
        return Ok(());
    }
    Ok(unlinkat(&folder, &found.name, AtFlags::empty())?)
}

fn changed() -> io::Error {
    io::Error::other("the file has changed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_or_unfinished_is_not_there() {
        for name in [".hidden", "~$letter.docx", "letter.docx~", "scan.pdf.part", "SCAN.TMP"] {
            assert!(is_unfinished(name.as_bytes()), "{name}");
        }
        for name in ["scan.pdf", "part.pdf", "Template.docx"] {
            assert!(!is_unfinished(name.as_bytes()), "{name}");
        }
    }
}
