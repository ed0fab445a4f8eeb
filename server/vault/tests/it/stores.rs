//! Stores that fail, that fail after they did what was asked, and that let wait.

use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt, TryStreamExt, poll};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result as StoreResult, UploadPart,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use vault::{Blobs, Error, S3};

use crate::support::*;

/// The steps of talking to a store that can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Put,
    /// It was stored, and the answer was lost.
    PutAnswer,
    Begin,
    Part(usize),
    Complete,
    CompleteAnswer,
    Get,
    Delete,
}

#[derive(Debug)]
struct Faults {
    step: Option<Step>,
    kind: io::ErrorKind,
    parts: AtomicUsize,
    aborted: AtomicBool,
    /// Completing waits for a permit.
    gate: Option<Semaphore>,
    completing: AtomicBool,
    /// Throws away what it is given, for measuring.
    sink: bool,
    dropped: Mutex<usize>,
}

#[derive(Clone, Debug)]
struct Faulty {
    inner: Arc<InMemory>,
    faults: Arc<Faults>,
}

impl fmt::Display for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faulty")
    }
}

impl Faulty {
    fn at(step: Option<Step>, kind: io::ErrorKind) -> Faulty {
        let faults = Faults {
            step,
            kind,
            parts: AtomicUsize::new(0),
            aborted: AtomicBool::new(false),
            gate: None,
            completing: AtomicBool::new(false),
            sink: false,
            dropped: Mutex::new(0),
        };
        Faulty { inner: Arc::new(InMemory::new()), faults: Arc::new(faults) }
    }

    fn with(mut self, change: impl FnOnce(&mut Faults)) -> Faulty {
        change(Arc::get_mut(&mut self.faults).unwrap());
        self
    }

    fn blobs(&self) -> Blobs {
        Blobs::on(Arc::new(self.clone()), INSTALLATION)
    }

    async fn objects(&self) -> usize {
        self.inner.list(None).try_collect::<Vec<_>>().await.unwrap().len()
    }
}

impl Faults {
    fn pass(&self, step: Step) -> StoreResult<()> {
        if self.step != Some(step) {
            return Ok(());
        }
        let source = io::Error::new(self.kind, "the fault of a test");
        Err(object_store::Error::Generic { store: "faulty", source: Box::new(source) })
    }

    async fn gate(&self) {
        self.completing.store(true, Ordering::SeqCst);
        if let Some(gate) = &self.gate {
            gate.acquire().await.unwrap().forget();
        }
    }
}

#[derive(Debug)]
struct Parts {
    inner: Box<dyn MultipartUpload>,
    faults: Arc<Faults>,
}

#[async_trait]
impl MultipartUpload for Parts {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        let count = self.faults.parts.fetch_add(1, Ordering::SeqCst);
        if let Err(error) = self.faults.pass(Step::Part(count)) {
            return async { Err(error) }.boxed();
        }
        if self.faults.sink {
            *self.faults.dropped.lock().unwrap() += data.content_length();
            return async { Ok(()) }.boxed();
        }
        self.inner.put_part(data)
    }

    async fn complete(&mut self) -> StoreResult<PutResult> {
        self.faults.pass(Step::Complete)?;
        self.faults.gate().await;
        let done = self.inner.complete().await;
        self.faults.pass(Step::CompleteAnswer)?;
        done
    }

    async fn abort(&mut self) -> StoreResult<()> {
        self.faults.aborted.store(true, Ordering::SeqCst);
        self.inner.abort().await
    }
}

#[async_trait]
impl ObjectStore for Faulty {
    async fn put_opts(&self, at: &Path, load: PutPayload, o: PutOptions) -> StoreResult<PutResult> {
        self.faults.pass(Step::Put)?;
        self.faults.gate().await;
        let done = self.inner.put_opts(at, load, o).await;
        self.faults.pass(Step::PutAnswer)?;
        done
    }

    async fn put_multipart_opts(
        &self,
        at: &Path,
        options: PutMultipartOptions,
    ) -> StoreResult<Box<dyn MultipartUpload>> {
        self.faults.pass(Step::Begin)?;
        let inner = self.inner.put_multipart_opts(at, options).await?;
        Ok(Box::new(Parts { inner, faults: self.faults.clone() }))
    }

    async fn get_opts(&self, at: &Path, options: GetOptions) -> StoreResult<GetResult> {
        self.faults.pass(Step::Get)?;
        self.inner.get_opts(at, options).await
    }

    async fn get_ranges(&self, at: &Path, ranges: &[Range<u64>]) -> StoreResult<Vec<Bytes>> {
        self.faults.pass(Step::Get)?;
        self.inner.get_ranges(at, ranges).await
    }

    fn delete_stream(
        &self,
        paths: BoxStream<'static, StoreResult<Path>>,
    ) -> BoxStream<'static, StoreResult<Path>> {
        match self.faults.pass(Step::Delete) {
            Err(error) => stream::iter([Err(error)]).boxed(),
            Ok(()) => self.inner.delete_stream(paths),
        }
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, StoreResult<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> StoreResult<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> StoreResult<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

const SMALL: usize = 100;
/// Three parts.
const LARGE: usize = 12 << 20;

#[tokio::test]
async fn a_store_that_fails_at_any_step_leaves_nothing() {
    let steps = [
        (Step::Put, SMALL, false),
        (Step::PutAnswer, SMALL, false),
        (Step::Begin, LARGE, false),
        (Step::Part(0), LARGE, true),
        (Step::Part(1), LARGE, true),
        (Step::Part(2), LARGE, true),
        (Step::Complete, LARGE, true),
        (Step::CompleteAnswer, LARGE, true),
    ];
    for (step, length, aborts) in steps {
        let store = Faulty::at(Some(step), io::ErrorKind::TimedOut);
        let (blobs, kept) = (store.blobs(), Kept::new(1));
        let plain = plaintext(length);
        let failed = blobs.write(kept.order(), &Counted::from(1), body(&plain), ()).await;
        let error = failed.unwrap_err();
        assert!(matches!(error, Error::Store(_)), "{step:?}: {error:?}");
        assert!(words(&error).ends_with("the fault of a test"));
        blobs.settled().await;
        assert_eq!(store.objects().await, 0, "{step:?}");
        assert_eq!(store.faults.aborted.load(Ordering::SeqCst), aborts, "{step:?}");
    }
}

#[tokio::test]
async fn no_room_is_told_apart_from_a_broken_store() {
    for kind in
        [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded, io::ErrorKind::FileTooLarge]
    {
        for (step, length) in [(Step::Put, SMALL), (Step::Part(1), LARGE), (Step::Complete, LARGE)]
        {
            let store = Faulty::at(Some(step), kind);
            let (blobs, kept) = (store.blobs(), Kept::new(1));
            let plain = plaintext(length);
            let failed = blobs.write(kept.order(), &Counted::from(1), body(&plain), ()).await;
            assert!(matches!(failed, Err(Error::Full)), "{step:?} {failed:?}");
            assert_eq!(store.objects().await, 0);
        }
    }
}

#[tokio::test]
async fn a_write_dropped_while_it_is_completed_leaves_nothing() {
    for length in [SMALL, LARGE] {
        let store = Faulty::at(None, io::ErrorKind::Other).with(|faults| {
            faults.gate = Some(Semaphore::new(0));
        });
        let (blobs, kept, chance) = (store.blobs(), Kept::new(1), Counted::from(1));
        let plain = plaintext(length);
        let mut write = Box::pin(blobs.write(kept.order(), &chance, body(&plain), ()));
        while !store.faults.completing.load(Ordering::SeqCst) {
            assert!(poll!(&mut write).is_pending());
            tokio::task::yield_now().await;
        }
        drop(write);
        store.faults.gate.as_ref().unwrap().add_permits(1);
        blobs.settled().await;
        assert_eq!(store.objects().await, 0);
    }
}

#[tokio::test]
async fn what_cannot_be_removed_does_not_hide_why_the_write_failed() {
    let store = Faulty::at(Some(Step::Delete), io::ErrorKind::Other);
    let (blobs, mut kept) = (store.blobs(), Kept::new(1));
    kept.written = None;
    let order = vault::Order { limit_bytes: 5, ..kept.order() };
    let failed = blobs.write(order, &Counted::from(1), body(b"too long"), ()).await;
    assert!(matches!(failed, Err(Error::TooLong { .. })));
    blobs.settled().await;
}

#[tokio::test]
async fn a_store_that_cannot_be_read_is_not_called_damaged() {
    let store = Faulty::at(Some(Step::Get), io::ErrorKind::TimedOut);
    let kept = Kept::write(1, &store.blobs(), b"x").await;
    assert!(matches!(kept.open(&store.blobs()).await.err(), Some(Error::Store(_))));
}

/// The test runner gives each test a process of its own, so the peak is this one's.
#[tokio::test]
async fn memory_stays_the_same_however_long_the_document() {
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
    };
    let store = Faulty::at(None, io::ErrorKind::Other).with(|faults| faults.sink = true);
    let (blobs, kept) = (store.blobs(), Kept::new(1));
    let piece = Bytes::from(plaintext(CHUNK));
    let endless = |pieces| {
        stream::iter((0..pieces).map({
            let piece = piece.clone();
            move |_| Ok::<_, vault::BoxError>(piece.clone())
        }))
    };
    let before = peak();
    blobs.write(kept.order(), &Counted::from(1), endless(4_000), ()).await.unwrap();
    let more = peak() - before;
    assert_eq!(*store.faults.dropped.lock().unwrap(), 4_000 * (CHUNK + TAG) + HEADER);
    assert!(more < 16 << 20, "{more} bytes for a document of 250 MiB");
}

/// Answers every request alike.
async fn answering(status: &'static str, text: &'static str) -> (S3, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let count = count.clone();
            tokio::spawn(async move {
                let mut request = [0; 8192];
                let _ = socket.read(&mut request).await;
                count.fetch_add(1, Ordering::SeqCst);
                let length = text.len();
                let head =
                    format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}");
                let _ = socket.write_all(format!("{head}\r\n\r\n{text}").as_bytes()).await;
                // Takes the rest, or closing would reset the connection before the answer is read.
                while socket.read(&mut request).await.is_ok_and(|read| read > 0) {}
            });
        }
    });
    let s3 = S3 {
        endpoint: Some(endpoint),
        bucket: "privity".into(),
        region: "us-east-1".into(),
        access_key_id: "id".into(),
        secret_access_key: "secret".into(),
        path_style: true,
        retries: 1,
    };
    (s3, asked)
}

#[tokio::test]
async fn a_bucket_that_answers_500_is_asked_again_and_then_the_write_fails() {
    let (s3, asked) = answering("500 Internal Server Error", "<Error/>").await;
    let blobs = Blobs::s3(&s3, INSTALLATION).unwrap();
    for length in [SMALL, LARGE] {
        let (kept, plain) = (Kept::new(1), plaintext(length));
        let failed = blobs.write(kept.order(), &Counted::from(1), body(&plain), ()).await;
        let error = failed.unwrap_err();
        assert!(matches!(error, Error::Store(_)), "{error:?}");
        assert!(words(&error).contains("500"), "{}", words(&error));
        assert!(!words(&error).contains("secret"));
    }
    assert!(asked.load(Ordering::SeqCst) >= 4);
    let mut kept = Kept::new(1);
    kept.written = Some(Kept::write(1, &Shelf::new().blobs, b"x").await.written.unwrap());
    assert!(matches!(kept.open(&blobs).await.err(), Some(Error::Store(_))));
    assert!(blobs.list().next().await.unwrap().is_err());
    assert!(blobs.delete(kept.name).await.is_err());
}

#[tokio::test]
async fn a_bucket_without_room_is_full() {
    let text = "<Error><Code>XMinioStorageFull</Code></Error>";
    let (s3, _) = answering("507 Insufficient Storage", text).await;
    let blobs = Blobs::s3(&S3 { retries: 0, ..s3 }, INSTALLATION).unwrap();
    let kept = Kept::new(1);
    let failed = blobs.write(kept.order(), &Counted::from(1), body(b"x"), ()).await;
    assert!(matches!(failed, Err(Error::Full)), "{failed:?}");
}

#[tokio::test]
async fn a_bucket_behind_tls_that_nobody_answers_for_fails_in_words() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let (s3, _) = answering("500", "").await;
    let s3 = S3 { endpoint: Some(format!("https://{free}")), retries: 0, ..s3 };
    let blobs = Blobs::s3(&s3, INSTALLATION).unwrap();
    let kept = Kept::new(1);
    let failed = blobs.write(kept.order(), &Counted::from(1), body(b"x"), ()).await;
    assert!(words(&failed.unwrap_err()).contains("onnection refused"));
}
