//! Pages drawn lately, so that paging back needs no child. They are plain text, so they are in memory
//! alone, few, for minutes, and overwritten when they go. Whoever asks has been let in before: what is
//! found here was not asked for a right.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::ids::VersionId;
use papers::Picture;
use tokio::time::{Instant, sleep};
use zeroize::Zeroizing;

/// All pages together.
const MOST_BYTES: usize = 32 << 20;
/// A page drawn so long ago is drawn anew.
const KEEP: Duration = Duration::from_mins(5);

/// A page as a picture. Cloning shares it; the last one to go overwrites it.
#[derive(Clone)]
pub struct Drawn(Arc<Page>);

struct Page {
    png: Zeroizing<Vec<u8>>,
    width: u32,
    height: u32,
    pages: u32,
}

impl Drawn {
    pub(super) fn new(picture: Picture) -> Drawn {
        let Picture { png, width, height, pages } = picture;
        Drawn(Arc::new(Page { png: Zeroizing::new(png.into()), width, height, pages }))
    }

    pub fn width(&self) -> u32 {
        self.0.width
    }

    pub fn height(&self) -> u32 {
        self.0.height
    }

    /// How many pages the document has.
    pub fn pages(&self) -> u32 {
        self.0.pages
    }
}

/// The PNG.
impl AsRef<[u8]> for Drawn {
    fn as_ref(&self) -> &[u8] {
        &self.0.png
    }
}

impl fmt::Debug for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Drawn({} x {}, {} bytes)", self.0.width, self.0.height, self.0.png.len())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) version: VersionId,
    pub(super) page: u32,
    pub(super) width: u32,
}

/// The shelf, the oldest page first.
#[derive(Debug, Default)]
pub(crate) struct Pages(Mutex<VecDeque<(Instant, Key, Drawn)>>);

impl Pages {
    pub(super) fn find(&self, key: Key) -> Option<Drawn> {
        let mut shelf = self.shelf();
        drop_old(&mut shelf);
        shelf.iter().find(|(_, known, _)| *known == key).map(|(.., drawn)| drawn.clone())
    }

    pub(super) fn keep(self: &Arc<Self>, key: Key, drawn: &Drawn) {
        let mut shelf = self.shelf();
        drop_old(&mut shelf);
        shelf.retain(|(_, known, _)| *known != key);
        shelf.push_back((Instant::now(), key, drawn.clone()));
        let mut bytes: usize = shelf.iter().map(|(.., drawn)| drawn.as_ref().len()).sum();
        while bytes > MOST_BYTES {
            let Some((.., gone)) = shelf.pop_front() else { break };
            bytes -= gone.as_ref().len();
        }
        drop(shelf);
        // nobody may come to look any more
        let shelf = Arc::downgrade(self);
        tokio::spawn(async move {
            sleep(KEEP).await;
            if let Some(pages) = shelf.upgrade() {
                drop_old(&mut pages.shelf());
            }
        });
    }

    fn shelf(&self) -> MutexGuard<'_, VecDeque<(Instant, Key, Drawn)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn drop_old(shelf: &mut VecDeque<(Instant, Key, Drawn)>) {
    shelf.retain(|(at, ..)| at.elapsed() < KEEP);
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn page(bytes: usize) -> Drawn {
        Drawn::new(Picture { png: vec![1; bytes].into(), width: 1, height: 1, pages: 9 })
    }

    fn key(page: u32) -> Key {
        Key { version: VersionId(Uuid::from_u128(1)), page, width: 100 }
    }

    #[tokio::test(start_paused = true)]
    async fn pages_are_few_and_gone_after_minutes_though_nobody_asks() {
        let pages = Arc::new(Pages::default());
        pages.keep(key(1), &page(MOST_BYTES / 2));
        pages.keep(key(2), &page(MOST_BYTES / 2));
        assert!(pages.find(key(1)).is_some());
        pages.keep(key(3), &page(1));
        assert!(pages.find(key(1)).is_none(), "the oldest makes room");
        assert!(pages.find(key(2)).is_some());
        assert!(pages.find(Key { width: 101, ..key(2) }).is_none());
        sleep(KEEP + Duration::from_secs(1)).await;
        assert!(pages.shelf().is_empty());
    }
}
