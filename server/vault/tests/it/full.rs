//! A disk that is really full: a small tmpfs in a mount namespace of the test's own.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use vault::{Blobs, Error};

use crate::support::*;

const FOLDER: &str = "VAULT_TEST_FULL";

#[test]
fn a_full_disk_is_an_error_that_leaves_nothing_and_passes() {
    if let Some(folder) = env::var_os(FOLDER) {
        return on_a_small_disk(&PathBuf::from(folder));
    }
    let folder = TempDir::new().unwrap();
    let script =
        r#"mount -t tmpfs -o size=2m,mode=700 tmpfs "$1" && exec "$2" --exact "$3" --nocapture"#;
    // Root needs no user namespace, and may not be allowed one.
    let namespaces = if rustix_is_root() { "-m" } else { "-rm" };
    let ran = Command::new("unshare")
        .args([namespaces, "sh", "-c", script, "sh"])
        .arg(folder.path())
        .arg(env::current_exe().unwrap())
        .arg("full::a_full_disk_is_an_error_that_leaves_nothing_and_passes")
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout) + String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && said.contains("1 passed"), "{said}");
}

fn rustix_is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn on_a_small_disk(folder: &Path) {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let blobs = Blobs::local(folder, INSTALLATION).unwrap();
        let before = blobs.free_space().await.unwrap().unwrap();
        assert!(before <= 2 << 20);
        let kept = Kept::write(1, &blobs, &plaintext(700_000)).await;
        for length in [4 << 20, 1 << 20, 3 << 20] {
            let (other, plain) = (Kept::new(2), plaintext(length));
            let order = vault::Order { limit_bytes: NO_LIMIT, ..other.order() };
            let second = Kept::write(3, &blobs, &plaintext(500_000)).await;
            let failed = blobs.write(order, &Counted::from(1), body(&plain), ()).await;
            assert!(matches!(failed, Err(Error::Full)), "{length}: {failed:?}");
            assert_eq!(
                failed.unwrap_err().to_string(),
                "there is no room left where documents are stored"
            );
            blobs.settled().await;
            assert_eq!(files(folder).len(), 2, "something was left");
            blobs.delete(second.name).await.unwrap();
        }
        assert_eq!(kept.read(&blobs).await.0, plaintext(700_000));
        Kept::write(4, &blobs, &plaintext(900_000)).await;
    });
}
