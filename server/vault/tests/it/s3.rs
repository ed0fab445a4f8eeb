//! A bucket of a real S3 server (`s3s`, which checks signatures) on a loopback port.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;

use futures_util::poll;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use uuid::Uuid;
use vault::{Blobs, Damage, Error, Order, S3};

use crate::support::*;

struct Server {
    /// The server's own threads, which end with the test.
    runtime: Option<Runtime>,
    folder: TempDir,
    config: S3,
}

impl Server {
    fn start() -> Server {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("privity")).unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single("an-id", "a-secret"));
        let service = service.build();

        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let config = S3 {
            endpoint: Some(format!("http://{}", listener.local_addr().unwrap())),
            bucket: "privity".into(),
            region: "us-east-1".into(),
            access_key_id: "an-id".into(),
            secret_access_key: "a-secret".into(),
            path_style: true,
            retries: 1,
        };
        let runtime = Runtime::new().unwrap();
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let service = service.clone();
                tokio::spawn(async move {
                    let http = Builder::new(TokioExecutor::new());
                    let _ = http.serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
        Server { runtime: Some(runtime), folder, config }
    }

    fn blobs(&self) -> Blobs {
        Blobs::s3(&self.config, INSTALLATION).unwrap()
    }

    /// The files that hold objects, parts and what is known of uploads.
    fn contents(&self) -> Vec<PathBuf> {
        let is_about = |file: &PathBuf| {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with(".bucket-") && (name.ends_with(".json"))
        };
        files(self.folder.path()).into_iter().filter(|file| !is_about(file)).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// More than two parts, and the last of an odd size.
const LARGE: usize = (11 << 20) + 5;

#[tokio::test]
async fn documents_come_back_from_a_bucket() {
    let server = Server::start();
    let blobs = server.blobs();
    for (seed, length) in (1..).zip([0, 1, CHUNK, CHUNK + 1, 3 << 20, LARGE]) {
        let plain = plaintext(length);
        let kept = Kept::write(seed, &blobs, &plain).await;
        let stored = kept.written.as_ref().unwrap().stored;
        assert_eq!(blobs.size(kept.name).await.unwrap(), stored);
        let (read, ended) = kept.read(&blobs).await;
        ended.unwrap();
        assert!(read == plain, "{length} bytes");

        let blob = kept.open(&blobs).await.unwrap();
        let (from, to) = (length / 2, length / 2 + CHUNK);
        let (read, ended) = released(blob.range(from as u64..to as u64)).await;
        ended.unwrap();
        assert!(read == plain[from..to.min(length)]);
        assert!(blob.opened_chunks() <= 3);
    }
}

#[tokio::test]
async fn one_bucket_serves_two_installations_that_see_their_own() {
    let server = Server::start();
    let blobs = server.blobs();
    let neighbour = Blobs::s3(&server.config, Uuid::from_u128(2)).unwrap();
    let mut ours = Vec::new();
    for seed in 1..5 {
        ours.push(Kept::write(seed, &blobs, b"ours").await.name);
    }
    let theirs = Kept::write(9, &neighbour, b"theirs").await;
    let mut listed: Vec<_> = blobs.list().map_ok(|stored| stored.name).try_collect().await.unwrap();
    listed.sort();
    ours.sort();
    assert_eq!(listed, ours);
    for name in ours {
        blobs.delete(name).await.unwrap();
        blobs.delete(name).await.unwrap();
        assert!(matches!(blobs.size(name).await, Err(Error::Missing { .. })));
    }
    assert_eq!(theirs.read(&neighbour).await.0, b"theirs");
}

#[tokio::test]
async fn nothing_is_left_in_a_bucket_by_a_write_that_failed_or_was_dropped() {
    let server = Server::start();
    let (blobs, kept, plain) = (server.blobs(), Kept::new(1), plaintext(LARGE));
    let chance = Counted::from(1);

    let order = Order { limit_bytes: LARGE as u64 - 1, ..kept.order() };
    let failed = blobs.write(order, &chance, body(&plain), ()).await;
    assert!(matches!(failed, Err(Error::TooLong { .. })));
    blobs.settled().await;
    assert_eq!(server.contents(), Vec::<PathBuf>::new());

    let endless = body(&plain).chain(stream::pending());
    let mut write = Box::pin(blobs.write(kept.order(), &chance, endless, ()));
    while server.contents().is_empty() {
        assert!(poll!(&mut write).is_pending());
        tokio::task::yield_now().await;
    }
    drop(write);
    blobs.settled().await;
    assert_eq!(server.contents(), Vec::<PathBuf>::new());
    assert_eq!(blobs.list().count().await, 0);
}

#[tokio::test]
async fn a_bent_object_in_a_bucket_does_not_open() {
    let server = Server::start();
    let (blobs, plain) = (server.blobs(), plaintext(3 * CHUNK));
    let kept = Kept::write(1, &blobs, &plain).await;
    let [file] = server.contents().try_into().unwrap();
    let sealed = fs::read(&file).unwrap();
    assert_eq!(sealed.len() as u64, kept.written.as_ref().unwrap().stored);

    let mut bent = sealed.clone();
    bent[HEADER + CHUNK + TAG] ^= 1;
    fs::write(&file, &bent).unwrap();
    let (released, ended) = kept.read(&blobs).await;
    assert!(released == plain[..CHUNK]);
    assert!(matches!(ended, Err(Error::Damaged { damage: Damage::Chunk { index: 1, .. }, .. })));

    fs::write(&file, &sealed[..sealed.len() - 1]).unwrap();
    let opened = kept.open(&blobs).await;
    assert!(matches!(opened.err(), Some(Error::Damaged { damage: Damage::Size { .. }, .. })));
}

#[tokio::test]
async fn a_wrong_secret_is_refused_by_the_bucket_and_not_told() {
    let server = Server::start();
    let config = S3 { secret_access_key: "not-the-secret".into(), ..server.config.clone() };
    let blobs = Blobs::s3(&config, INSTALLATION).unwrap();
    let kept = Kept::new(1);
    let failed = blobs.write(kept.order(), &Counted::from(1), body(b"x"), ()).await;
    let error = words(&failed.unwrap_err());
    assert!(error.contains("SignatureDoesNotMatch"), "{error}");
    assert!(!error.contains("not-the-secret") && !format!("{config:?}").contains("not-the-secret"));
}
