//! Where a master key comes from: a file, a systemd credential, or the value of a variable.
//!
//! No message quotes what was read.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use zeroize::Zeroizing;

use super::wrap::Secret;

/// The name of the systemd credential (`LoadCredential=privity-master-key:…`).
pub const CREDENTIAL: &str = "privity-master-key";
/// Longer than any form of a key; more is not read.
const LONGEST: usize = 256;

#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("the master key cannot be read from {}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error(
        "the master key {} has mode {mode:04o}; others could read it. Run `chmod 400` on it",
        path.display()
    )]
    Open { path: PathBuf, mode: u32 },
    #[error(
        "the master key {} belongs to user {owner} and the server runs as user {us}",
        path.display()
    )]
    Foreign { path: PathBuf, owner: u32, us: u32 },
    #[error(
        "the master key is not 32 random bytes, plain, in hexadecimal or in base64. \
         Make one with `head -c 32 /dev/urandom | base64`"
    )]
    NotAKey,
}

/// A file of ours alone: mode 0400 or 0600.
///
/// # Errors
/// It cannot be read, others could read it, it is somebody else's, or it holds no key.
pub fn from_file(path: &Path) -> Result<Secret, LoadError> {
    read(path, |mode, owner, us| {
        if !matches!(mode, 0o400 | 0o600) {
            return Err(LoadError::Open { path: path.into(), mode });
        }
        if owner != us {
            return Err(LoadError::Foreign { path: path.into(), owner, us });
        }
        Ok(())
    })
}

/// [`CREDENTIAL`] in `$CREDENTIALS_DIRECTORY`. Depending on the file system, systemd gives it to us or
/// leaves it root's with an access list, which shows as 0440.
///
/// # Errors
/// It cannot be read, others could read it, it is somebody else's, or it holds no key.
pub fn from_credential(directory: &Path) -> Result<Secret, LoadError> {
    let path = directory.join(CREDENTIAL);
    read(&path, |mode, owner, us| {
        if mode & 0o037 != 0 {
            return Err(LoadError::Open { path: path.clone(), mode });
        }
        if owner != us && owner != 0 {
            return Err(LoadError::Foreign { path: path.clone(), owner, us });
        }
        Ok(())
    })
}

/// 32 bytes in hexadecimal or base64, as in the value of a variable. Lines that begin with `#` are
/// remarks.
///
/// # Errors
/// It is something else.
pub fn from_text(text: &str) -> Result<Secret, LoadError> {
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let (Some(text), None) = (lines.next(), lines.next()) else { return Err(LoadError::NotAKey) };
    let mut key = Zeroizing::new([0; 32]);
    if hex::decode_to_slice(text, key.as_mut_slice()).is_ok() {
        return Ok(Secret::new(*key));
    }
    let bytes = STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text));
    let bytes = Zeroizing::new(bytes.map_err(|_| LoadError::NotAKey)?);
    *key = bytes.as_slice().try_into().map_err(|_| LoadError::NotAKey)?;
    Ok(Secret::new(*key))
}

/// Judges the opened file, not the path: what is read is what was judged.
fn read(
    path: &Path,
    judge: impl FnOnce(u32, u32, u32) -> Result<(), LoadError>,
) -> Result<Secret, LoadError> {
    let unreadable = |source| LoadError::Unreadable { path: path.into(), source };
    let mut file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    judge(metadata.mode() & 0o7777, metadata.uid(), rustix::process::geteuid().as_raw())?;
    let mut bytes = Zeroizing::new([0; LONGEST]);
    let mut read = 0;
    loop {
        match file.read(&mut bytes[read..]) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(error)),
        }
    }
    from_bytes(&bytes[..read])
}

/// Plain bytes, or text of them. 32 bytes of text are no key: somebody typed them.
fn from_bytes(bytes: &[u8]) -> Result<Secret, LoadError> {
    match <&[u8; 32]>::try_from(bytes) {
        Ok(plain) if !bytes.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ') => {
            Ok(Secret::new(*plain))
        }
        _ => from_text(std::str::from_utf8(bytes).map_err(|_| LoadError::NotAKey)?),
    }
}
