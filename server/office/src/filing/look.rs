//! Looking into the folder, every few seconds. A file is taken once it has stopped growing: when two looks
//! some seconds apart find it the same. One that cannot be taken stays where it is, is shown in the queue
//! with the reason, and holds up none of the others.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use domain::documents::size_words;
use domain::ids::{ScanId, StaffId};
use futures_util::{Stream, StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use tokio::io::AsyncReadExt;
use uuid::Uuid;

use super::folder::{self, Found, Mark};
use super::take::{Arriving, begin, leave_behind, take_in};
use crate::sealing::{self, make_office_key};
use crate::vault::Vault;
use crate::{Error, Office, Result};

/// A file that stayed the same for so long is whole.
const QUIET: SignedDuration = SignedDuration::from_secs(5);
/// One that could not be taken is tried again after so long, or once it has changed.
const REST: SignedDuration = SignedDuration::from_mins(1);
/// Read at once, in bytes.
const PIECE: usize = 64 << 10;

/// A watched folder, and what was seen in it the last time.
#[derive(Debug)]
pub struct Watched {
    folder: PathBuf,
    seen: HashMap<String, Seen>,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    mark: Mark,
    since: Timestamp,
    /// When it could not be taken.
    failed_at: Option<Timestamp>,
}

impl Watched {
    /// From here on the office's pages know that a folder is watched.
    pub fn new(office: &Office, folder: &Path) -> Watched {
        _ = office.watched.set(folder.to_owned());
        Watched { folder: folder.to_owned(), seen: HashMap::new() }
    }

    /// Whether a file is the same as at a look long enough ago.
    fn is_quiet(&mut self, found: &Found, now: Timestamp) -> bool {
        let fresh = Seen { mark: found.mark, since: now, failed_at: None };
        let seen = self.seen.entry(found.source.clone()).or_insert(fresh);
        if seen.mark != found.mark {
            *seen = fresh;
        }
        now.duration_since(seen.since) >= QUIET
    }

    /// Whether it could not be taken a moment ago: it is not read again at every look.
    fn is_resting(&self, found: &Found, now: Timestamp) -> bool {
        let failed_at = self.seen.get(&found.source).and_then(|seen| seen.failed_at);
        failed_at.is_some_and(|at| now.duration_since(at) < REST)
    }

    fn failed(&mut self, found: &Found, now: Timestamp) {
        if let Some(seen) = self.seen.get_mut(&found.source) {
            seen.failed_at = Some(now);
        }
    }
}

/// What came of a look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    pub taken: usize,
    /// Files that lie there and could not be taken.
    pub troubles: usize,
    /// Discarded long enough ago, and destroyed now.
    pub destroyed: usize,
}

/// Looks once.
///
/// # Errors
/// Unavailable, and what the vault cannot do for any file.
pub async fn look(office: &Office, watched: &mut Watched) -> Result<Looked> {
    let vault = office.vault().await?;
    let path = watched.folder.clone();
    let found = blocking(move || folder::list(&path)).await;
    let mut round = Round::begin(office, vault).await?;
    match found {
        Ok(found) => {
            watched.seen.retain(|source, _| found.iter().any(|file| file.source == *source));
            round.forget_what_is_gone(&found).await?;
            for file in &found {
                round.file(watched, file).await?;
            }
        }
        Err(error) => {
            let why = format!("The watched folder cannot be read: {}.", plainly(&error));
            round.trouble("", None, "The folder itself", &why).await?;
        }
    }
    round.end().await
}

const NO_SUCH_TRAY: &str = "No account has the name of this folder as its e-mail address. Name the folder as somebody signs in.";

/// What is known of a file by where it lies.
struct Known {
    /// The scan it became; none while it is on its way.
    scan: Option<(ScanId, u64, Vec<u8>)>,
}

struct Round<'a> {
    office: &'a Office,
    vault: Arc<Vault>,
    trays: HashMap<String, StaffId>,
    known: HashMap<String, Known>,
    troubles: Vec<String>,
    looked: Looked,
}

impl<'a> Round<'a> {
    async fn begin(office: &'a Office, vault: Arc<Vault>) -> Result<Round<'a>> {
        let mut tx = begin(office).await?;
        let trays = sqlx::query!(
            r#"select email as "email!", staff_id as "staff_id!" from filing_trays()"#
        )
        .fetch_all(&mut *tx)
        .await?
        .into_iter()
        .map(|row| (row.email.to_lowercase(), StaffId(row.staff_id)))
        .collect();
        let known = sqlx::query!(
            r#"select source as "source!", scan_id as "scan_id?", size_bytes as "size?", content_hash as "hash?"
            from filing_known() where not starts_with(source, '/imap/')"#
        )
        .fetch_all(&mut *tx)
        .await?
        .into_iter()
        .map(|row| {
            let scan = row.scan_id.zip(row.size).zip(row.hash).map(|((id, size), hash)| {
                (ScanId(id), u64::try_from(size).unwrap_or_default(), hash)
            });
            (row.source, Known { scan })
        })
        .collect();
        tx.commit().await?;
        let (troubles, looked) = (Vec::new(), Looked::default());
        Ok(Round { office, vault, trays, known, troubles, looked })
    }

    /// A server that ended between removing a file and saying so left its row behind.
    async fn forget_what_is_gone(&mut self, found: &[Found]) -> Result<()> {
        let gone: Vec<(String, ScanId)> = self
            .known
            .iter()
            .filter(|(source, _)| found.iter().all(|file| file.source != **source))
            .filter_map(|(source, known)| Some((source.clone(), known.scan.as_ref()?.0)))
            .collect();
        for (source, scan) in gone {
            leave_behind(self.office, scan).await?;
            self.known.remove(&source);
        }
        Ok(())
    }

    async fn file(&mut self, watched: &mut Watched, found: &Found) -> Result<()> {
        let now = self.office.clock.now();
        if !watched.is_quiet(found, now) {
            return Ok(());
        }
        if watched.is_resting(found, now) {
            self.troubles.push(found.source.clone());
            return Ok(());
        }
        let tray = match &found.tray {
            None => Ok(None),
            Some(name) => {
                self.trays.get(&name.to_lowercase()).copied().map(Some).ok_or(NO_SUCH_TRAY)
            }
        };
        let (tray, name, taken) = match tray {
            Ok(tray) => (tray, &found.name, self.take(&watched.folder, found, tray).await),
            Err(why) => (None, &found.source, Err(Error::Conflict(why.into()))),
        };
        let why = match taken {
            Ok(()) => return Ok(()),
            Err(Error::Unavailable) => return Err(Error::Unavailable),
            Err(Error::Conflict(why) | Error::Storage(why)) => why,
            Err(error) => {
                tracing::error!(%error, "a file of the watched folder was not taken");
                "Something went wrong inside. Whoever looks after the server finds it in the log."
                    .into()
            }
        };
        watched.failed(found, now);
        self.trouble(&found.source, tray, name, &why).await
    }

    async fn take(&mut self, path: &Path, found: &Found, tray: Option<StaffId>) -> Result<()> {
        let refuse = |why: String| Err(Error::Conflict(why));
        if let Some(odd) = found.odd {
            return refuse(odd.into());
        }
        if found.mark.size == 0 {
            return refuse("It is empty: 0 bytes. Scan it again.".into());
        }
        if found.mark.size > self.vault.file_bytes {
            return refuse(format!(
                "It is too large: {}, where at most {} are taken.",
                size_words(i64::try_from(found.mark.size).unwrap_or(i64::MAX)),
                size_words(i64::try_from(self.vault.file_bytes).unwrap_or(i64::MAX))
            ));
        }
        if let Some(Known { scan: Some((scan, size, hash)) }) = self.known.get(&found.source) {
            let (scan, same) = (*scan, *size == found.mark.size);
            let same = same && self.hash(path, found).await? == *hash;
            if same {
                remove(path, found).await?;
            }
            // the other file of that name is taken at the next look
            return leave_behind(self.office, scan).await;
        }
        let arriving = Arriving {
            source: &found.source,
            tray,
            name: &found.name,
            announced_bytes: Some(found.mark.size),
        };
        let body = read(open(path, found).await?, found.clone());
        let Some(scan) = take_in(self.office, &self.vault, arriving, body).await? else {
            return Ok(());
        };
        ::vault::fault::here("filing.taken");
        self.looked.taken += 1;
        remove(path, found).await?;
        leave_behind(self.office, scan).await
    }

    /// The keyed hash of a file that may be taken already.
    async fn hash(&self, path: &Path, found: &Found) -> Result<Vec<u8>> {
        let mut tx = begin(self.office).await?;
        let key = make_office_key(&mut tx, &self.vault).await?;
        tx.commit().await?;
        let mut hasher = key.hasher();
        let mut body = std::pin::pin!(read(open(path, found).await?, found.clone()));
        while let Some(piece) = body.next().await {
            hasher.update(&piece.map_err(|error| unreadable(&error))?);
        }
        Ok(hasher.finish().0.to_vec())
    }

    async fn trouble(
        &mut self,
        source: &str,
        tray: Option<StaffId>,
        name: &str,
        why: &str,
    ) -> Result<()> {
        let mut tx = begin(self.office).await?;
        sqlx::query!(
            "select filing_trouble($1, $2, $3, $4)",
            source,
            tray.map(|id| id.0) as Option<Uuid>,
            domain::documents::name_of_upload(name),
            why
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        self.troubles.push(source.to_owned());
        Ok(())
    }

    /// Forgets troubles that are over, and destroys what was discarded long enough ago.
    async fn end(mut self) -> Result<Looked> {
        let mut tx = begin(self.office).await?;
        sqlx::query!("select filing_settle($1)", &self.troubles).execute(&mut *tx).await?;
        let expired = sqlx::query!(
            r#"select id as "id!", object_name as "object_name!" from filing_expired()"#
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        for scan in expired {
            sealing::let_go(&self.vault, &scan.object_name).await;
            let mut tx = begin(self.office).await?;
            let trace = self.office.chance.id(self.office.clock.now());
            sqlx::query!(r#"select filing_forget($1, $2) as "done!""#, scan.id, trace)
                .fetch_one(&mut *tx)
                .await?;
            tx.commit().await?;
            self.looked.destroyed += 1;
        }
        self.looked.troubles = self.troubles.len();
        Ok(self.looked)
    }
}

async fn open(path: &Path, found: &Found) -> Result<File> {
    let (path, found) = (path.to_owned(), found.clone());
    blocking(move || folder::open(&path, &found)).await.map_err(|error| unreadable(&error))
}

async fn remove(path: &Path, found: &Found) -> Result<()> {
    let (path, found) = (path.to_owned(), found.clone());
    blocking(move || folder::remove(&path, &found)).await.map_err(|error| {
        Error::Conflict(format!(
            "It is in the queue, and could not be removed from the folder: {}. The server needs to be allowed to.",
            plainly(&error)
        ))
    })
}

fn unreadable(error: &io::Error) -> Error {
    Error::Conflict(format!("It cannot be read: {}.", plainly(error)))
}

/// Without the words of this system or that.
fn plainly(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "the server is not allowed to",
        io::ErrorKind::NotFound => "it is not there",
        io::ErrorKind::Other => "it is still changing",
        _ => "the disk does not answer as it should",
    }
}

/// A file piece by piece. One that changed while it was read has no end, and so is not kept.
fn read(file: File, found: Found) -> impl Stream<Item = Result<Bytes, io::Error>> + Send {
    let file = tokio::fs::File::from_std(file);
    stream::try_unfold((file, found), |(mut file, found)| async move {
        let mut piece = BytesMut::with_capacity(PIECE);
        if file.read_buf(&mut piece).await? > 0 {
            return Ok(Some((piece.freeze(), (file, found))));
        }
        match folder::is_still(file.as_fd(), &found)? {
            true => Ok(None),
            false => Err(io::Error::other("the file has changed")),
        }
    })
}

async fn blocking<T: Send + 'static>(
    act: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(act).await.map_err(io::Error::other)?
}
