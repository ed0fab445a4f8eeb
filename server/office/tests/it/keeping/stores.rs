//! A disk that is full, and a bucket that answers 500.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use office::Office;
use office::vault::Store;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use vault::S3;

use super::*;

const FOLDER: &str = "OFFICE_TEST_FULL";

async fn nothing_is_there(desk: &Desk) {
    for table in ["documents", "document_versions", "document_uploads", "version_checks"] {
        assert_eq!(desk.count(format!("select count(*) from {table}")).await, 0, "{table}");
    }
}

async fn upload(desk: &Desk, office: &Arc<Office>, megabytes: usize) -> office::Result<Kept> {
    let caller = desk.world.persona("attorney-lead").caller(office);
    let pieces = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![7; 1 << 20])));
    let file = NewFile::named("Large.bin");
    documents::add(&caller, desk.world.open, &file, pieces.take(megabytes).boxed()).await
}

#[test]
fn a_full_disk_is_an_error_in_words_and_the_next_upload_goes_through() {
    if let Some(folder) = env::var_os(FOLDER) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        return runtime.block_on(on_a_small_disk(&PathBuf::from(folder)));
    }
    let folder = TempDir::new().unwrap();
    let script =
        r#"mount -t tmpfs -o size=4m,mode=700 tmpfs "$1" && exec "$2" --exact "$3" --nocapture"#;
    // root needs no user namespace, and may not be allowed one
    let root = std::fs::metadata("/proc/self").is_ok_and(|us| {
        use std::os::unix::fs::MetadataExt;
        us.uid() == 0
    });
    let ran = Command::new("unshare")
        .args([if root { "-m" } else { "-rm" }, "sh", "-c", script, "sh"])
        .arg(folder.path())
        .arg(env::current_exe().unwrap())
        .arg("keeping::stores::a_full_disk_is_an_error_in_words_and_the_next_upload_goes_through")
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout) + String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && said.contains("1 passed"), "{said}");
}

async fn on_a_small_disk(folder: &Path) {
    let desk = Desk::new().await;
    let office = desk.test.office_storing(Store::Folder(folder.to_owned()));
    for megabytes in [5, 6] {
        let full = upload(&desk, &office, megabytes).await;
        let Err(Error::Storage(why)) = full else { panic!("{full:?}") };
        assert!(why.contains("no room left"), "{why}");
        office.vault().await.unwrap().blobs.settled().await;
        nothing_is_there(&desk).await;
    }
    let kept = upload(&desk, &office, 2).await.unwrap();
    assert!(upload(&desk, &office, 3).await.is_err(), "there is room for one");
    let caller = desk.world.persona("attorney-lead").caller(&office);
    let opened = documents::open(&caller, kept.document, None, Purpose::Download, false).await;
    assert_eq!(opened.unwrap().read().await.unwrap(), vec![7; 2 << 20]);
}

/// A bucket that takes what it is given, or answers 500 to everything.
async fn bucket(fails: Arc<AtomicBool>) -> S3 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Some(format!("http://{}", listener.local_addr().unwrap()));
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(answer(socket, Arc::clone(&fails)));
        }
    });
    S3 {
        endpoint,
        bucket: "privity".into(),
        region: "us-east-1".into(),
        access_key_id: "an-id".into(),
        secret_access_key: "a-secret".to_owned().into(),
        path_style: true,
        retries: 0,
    }
}

/// One request a connection, which is all that is needed of HTTP here.
async fn answer(mut socket: TcpStream, fails: Arc<AtomicBool>) {
    let (mut got, mut piece) = (Vec::new(), [0; 4096]);
    let head = loop {
        if let Some(at) = got.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        match socket.read(&mut piece).await {
            Ok(n) if n > 0 => got.extend_from_slice(&piece[..n]),
            _ => return,
        }
    };
    let text = String::from_utf8_lossy(&got[..head]).to_ascii_lowercase();
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.trim().parse().unwrap());
    while got.len() < head + length {
        match socket.read(&mut piece).await {
            Ok(n) if n > 0 => got.extend_from_slice(&piece[..n]),
            _ => return,
        }
    }
    let answer = match fails.load(Ordering::Relaxed) {
        true => {
            "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        }
        false => {
            "HTTP/1.1 200 OK\r\netag: \"one\"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        }
    };
    let _ = socket.write_all(answer.as_bytes()).await;
}

#[tokio::test]
async fn a_bucket_that_answers_500_is_an_error_in_words_and_the_next_upload_goes_through() {
    let desk = Desk::new().await;
    let fails = Arc::new(AtomicBool::new(true));
    let office = desk.test.office_storing(Store::S3(bucket(Arc::clone(&fails)).await));
    for _ in 0..2 {
        let failed = upload(&desk, &office, 1).await;
        let Err(Error::Storage(why)) = failed else { panic!("{failed:?}") };
        assert!(why.contains("cannot be stored or read just now"), "{why}");
        assert!(!why.contains("127.0.0.1"), "{why}");
        nothing_is_there(&desk).await;
    }
    // a store that is away says nothing about a version
    fails.store(false, Ordering::Relaxed);
    let kept = upload(&desk, &office, 1).await.unwrap();
    assert_eq!(kept.nth, 1);
    fails.store(true, Ordering::Relaxed);
    let done = office::keeping::scrub(&office, now(), Default::default()).await;
    assert!(matches!(done, Err(Error::Storage(_))), "{done:?}");
    let checked = "select count(*) from version_checks where checked_at is not null";
    assert_eq!(desk.count(checked).await, 0);
    assert!(matches!(office::keeping::sweep(&office).await, Err(Error::Storage(_))));
    let caller = desk.world.persona("attorney-lead").caller(&office);
    let away = documents::open(&caller, kept.document, None, Purpose::Download, false).await;
    assert!(matches!(away, Err(Error::Storage(_))));
}
