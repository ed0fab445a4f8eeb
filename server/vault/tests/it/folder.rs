//! Blobs in a folder: who may look into it, what is found in it, and what is never left in it.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use futures_util::poll;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use tempfile::TempDir;
use uuid::Uuid;
use vault::{Blobs, Error, Name};

use crate::support::*;

fn folder() -> (TempDir, Blobs) {
    let folder = private_folder();
    let blobs = Blobs::local(folder.path(), INSTALLATION).unwrap();
    (folder, blobs)
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn a_folder_is_made_for_us_alone() {
    let above = TempDir::new().unwrap();
    let folder = above.path().join("kept/documents");
    let blobs = Blobs::local(&folder, INSTALLATION).unwrap();
    assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o7777, 0o700);
    Blobs::local(&folder, INSTALLATION).unwrap();

    let kept = Kept::write(1, &blobs, &plaintext(3 << 20)).await;
    assert_eq!(files(&folder), [folder.join(path(kept.name).to_string())]);
    assert_eq!(kept.read(&blobs).await.0, plaintext(3 << 20));
}

#[test]
fn a_folder_that_others_may_look_into_is_refused() {
    let folder = TempDir::new().unwrap();
    for mode in [0o755, 0o750, 0o701, 0o720] {
        chmod(folder.path(), mode);
        let error = Blobs::local(folder.path(), INSTALLATION).unwrap_err().to_string();
        assert!(error.contains("with mode 0700; it has owner"), "{error}");
        assert!(error.contains(&format!("mode {mode:04o}")), "{error}");
    }
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    chmod(&file, 0o600);
    assert!(matches!(Blobs::local(&file, INSTALLATION), Err(Error::Unusable(_))));
}

#[tokio::test]
async fn no_plaintext_is_ever_in_a_file() {
    let (folder, blobs) = folder();
    let canary = b"The-canary-of-Ashdown-v-Marlowe.";
    let plain = canary.repeat((4 << 20) / canary.len());
    let kept = Kept::new(1);
    let chance = Counted::from(2);

    // Half way, with the staged file there, and at the end.
    let halfway = body(&plain).chain(stream::pending());
    let mut write = std::pin::pin!(blobs.write(kept.order(), &chance, halfway, ()));
    until(&mut write, || !files(folder.path()).is_empty()).await;
    until(&mut write, || sizes(folder.path()) > 2 << 20).await;
    let staged = files(folder.path());
    assert!(staged.len() == 1 && staged[0].to_string_lossy().ends_with("#1"), "{staged:?}");
    let other = Kept::write(5, &blobs, &plain).await;

    let found = files(folder.path());
    assert_eq!(found.len(), 2);
    for file in found {
        let stored = fs::read(&file).unwrap();
        assert!(stored.len() > 2 << 20);
        for at in 0..canary.len() {
            let piece = [&canary[at..], &canary[..at]].concat()[..6].to_vec();
            let shows = stored.windows(6).any(|window| window == piece);
            assert!(!shows, "{} shows a piece of the plaintext", file.display());
        }
    }
    assert_eq!(other.read(&blobs).await.0, plain);
}

fn sizes(folder: &Path) -> u64 {
    files(folder).iter().map(|file| fs::metadata(file).map_or(0, |meta| meta.len())).sum()
}

/// Polls a write that cannot end until something is so.
async fn until(
    write: &mut (impl Future<Output = vault::Result<vault::Written>> + Unpin),
    is_so: impl Fn() -> bool,
) {
    while !is_so() {
        assert!(poll!(&mut *write).is_pending());
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_write_dropped_at_any_moment_leaves_no_file() {
    let plain = plaintext(5 << 20);
    let mut seen_staged = false;
    for polls in [1, 2, 3, 5, 8, 13, 40, 100, 200, 300, 400, 500] {
        let (folder, blobs) = folder();
        let (kept, chance) = (Kept::new(1), Counted::from(2));
        // Gives way between pieces, so that a poll is a step.
        let slow = body(&plain).then(|piece| async {
            tokio::task::yield_now().await;
            piece
        });
        let mut write = Box::pin(blobs.write(kept.order(), &chance, slow, ()));
        let mut done = false;
        for _ in 0..polls {
            done = poll!(&mut write).is_ready();
            if done {
                break;
            }
            tokio::task::yield_now().await;
        }
        seen_staged |= !done && !files(folder.path()).is_empty();
        drop(write);
        blobs.settled().await;
        assert!(done || files(folder.path()).is_empty(), "after {polls} polls");
    }
    assert!(seen_staged, "no write was dropped in its middle");
}

#[tokio::test]
async fn listing_gives_this_installations_blobs_alone() {
    let (folder, blobs) = folder();
    let neighbour = Blobs::local(folder.path(), Uuid::from_u128(2)).unwrap();
    let (ours, theirs) =
        (Kept::write(1, &blobs, b"ours").await, Kept::write(2, &neighbour, b"theirs").await);
    let shard = folder.path().join(path(ours.name).to_string());
    let shard = shard.parent().unwrap();
    // Not named like a blob, or in another's place: no sweeper may touch them.
    fs::write(shard.join("notes.txt"), "x").unwrap();
    fs::write(shard.join(theirs.name.to_string()), "x").unwrap();
    fs::write(folder.path().join("lost+found"), "x").unwrap();

    let listed: Vec<_> = blobs.list().try_collect().await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].name, listed[0].bytes), (ours.name, (HEADER + 4 + TAG) as u64));
    let file = fs::metadata(shard.join(ours.name.to_string())).unwrap();
    assert_eq!(listed[0].modified, file.modified().unwrap());

    blobs.delete(ours.name).await.unwrap();
    assert_eq!(blobs.list().count().await, 0);
    assert_eq!(theirs.read(&neighbour).await.0, b"theirs");
}

#[tokio::test]
async fn what_a_crash_left_is_found_and_discarded() {
    let (folder, blobs) = folder();
    assert_eq!(blobs.unfinished().await.unwrap(), []);
    let (done, crashed) = (Kept::write(1, &blobs, b"done").await, Name::from_bytes([9; 16]));
    let staged = folder.path().join(format!("{}#1", path(crashed)));
    fs::create_dir_all(staged.parent().unwrap()).unwrap();
    fs::write(&staged, "half of it").unwrap();
    fs::write(staged.with_file_name("notes#1"), "x").unwrap();

    let found = blobs.unfinished().await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].name, found[0].bytes), (crashed, 10));
    blobs.discard(found[0].clone()).await.unwrap();
    blobs.discard(found[0].clone()).await.unwrap();
    assert_eq!(blobs.unfinished().await.unwrap(), []);
    assert_eq!(done.read(&blobs).await.0, b"done");
}

#[tokio::test]
async fn deleting_takes_what_an_upload_left_along() {
    let (folder, blobs) = folder();
    let kept = Kept::write(1, &blobs, b"x").await;
    fs::write(folder.path().join(format!("{}#1", path(kept.name))), "half").unwrap();
    blobs.delete(kept.name).await.unwrap();
    assert_eq!(files(folder.path()), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn free_space_is_known_in_a_folder() {
    let (_folder, blobs) = folder();
    assert!(blobs.free_space().await.unwrap().unwrap() > 0);
    assert_eq!(Shelf::new().blobs.free_space().await.unwrap(), None);
}
