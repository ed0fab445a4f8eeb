//! The process killed at each named point of a write.

use std::env;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use futures_util::TryStreamExt;
use vault::{Blobs, fault::upload};

use crate::support::*;

const FOLDER: &str = "VAULT_TEST_FAULT";
const CANARY: &[u8] = b"A plaintext that no crash may show";

fn plain() -> Vec<u8> {
    CANARY.repeat((3 << 20) / CANARY.len())
}

fn run(folder: &Path, fault: &str) -> ExitStatus {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "faults::a_killed_write_leaves_a_whole_blob_or_none"])
        .env(FOLDER, folder)
        .env("PRIVITY_FAULT", fault)
        .output()
        .unwrap()
        .status
}

#[test]
fn a_killed_write_leaves_a_whole_blob_or_none() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Some(folder) = env::var_os(FOLDER) {
        let blobs = Blobs::local(&PathBuf::from(folder), INSTALLATION).unwrap();
        runtime.block_on(Kept::write(1, &blobs, &plain()));
        return;
    }
    let points = [
        (upload::STARTED.to_owned(), 0, 0),
        (upload::CHUNK.to_owned(), 0, 0),
        (format!("{}@40", upload::CHUNK), 0, 1),
        (upload::PART.to_owned(), 0, 1),
        (format!("{}@2", upload::PART), 0, 1),
        (upload::BEFORE_COMPLETE.to_owned(), 0, 1),
        (upload::AFTER_COMPLETE.to_owned(), 1, 0),
    ];
    for (point, whole, staged) in points {
        let folder = private_folder();
        let killed = run(folder.path(), &point);
        assert_eq!(killed.signal(), Some(9), "{point}: {killed}");

        let blobs = Blobs::local(folder.path(), INSTALLATION).unwrap();
        let (listed, left) = runtime.block_on(async {
            let listed: Vec<_> = blobs.list().try_collect().await.unwrap();
            (listed, blobs.unfinished().await.unwrap())
        });
        assert_eq!((listed.len(), left.len()), (whole, staged), "{point}");
        for file in files(folder.path()) {
            let stored = std::fs::read(file).unwrap();
            assert!(!stored.windows(CANARY.len()).any(|window| window == CANARY), "{point}");
        }
        runtime.block_on(async {
            if whole == 1 {
                let mut kept = Kept::new(1);
                let twin = Kept::write(1, &Shelf::new().blobs, &plain()).await;
                kept.written = twin.written;
                assert!(kept.read(&blobs).await.0 == plain(), "{point}");
            }
            for left in left {
                blobs.discard(left).await.unwrap();
            }
        });
        assert_eq!(files(folder.path()).len(), whole);
    }
}

#[test]
fn a_point_that_is_not_named_kills_nobody() {
    let folder = private_folder();
    for fault in ["upload.other", "upload.part@99", "upload.part@x", "", "@"] {
        assert!(run(folder.path(), fault).success(), "{fault:?}");
    }
}
