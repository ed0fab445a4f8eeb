//! What is taken in, measured and handed on while it is sealed, and what is refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use proptest::prelude::*;
use tokio::runtime::Builder;
use tokio::sync::mpsc;
use vault::{BoxError, Error, Order};

use crate::support::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn how_the_body_was_cut_up_leaves_no_trace(
        length in 0..5 * CHUNK,
        size in prop_oneof![1_000..9_000usize, Just(CHUNK), Just(CHUNK + 1), 1..6 * CHUNK],
    ) {
        let size = size.max(length / 2_000);
        Builder::new_current_thread().build().unwrap().block_on(async {
            let (shelf, plain) = (Shelf::new(), plaintext(length));
            let kept = Kept::write(1, &shelf.blobs, &plain).await;
            let whole = shelf.sealed(kept.name).await;
            let chance = Counted::from(1_000_001);
            let again = shelf.blobs.write(kept.order(), &chance, pieces(&plain, size), ()).await;
            prop_assert_eq!(again.unwrap(), kept.written.clone().unwrap());
            prop_assert!(shelf.sealed(kept.name).await == whole);
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn the_hash_is_of_the_content_and_of_its_case() {
    let (shelf, plain) = (Shelf::new(), plaintext(CHUNK + 9));
    let (one, two) =
        (Kept::write(1, &shelf.blobs, &plain).await, Kept::write(2, &shelf.blobs, &plain).await);
    let of = |kept: &Kept| kept.written.as_ref().unwrap().hash;
    let mut hasher = one.case.hasher();
    hasher.update(&plain);
    assert_eq!(of(&one), hasher.finish());
    assert_ne!(of(&one), of(&two), "another case must not show that it holds the same file");
}

#[tokio::test]
async fn the_same_document_twice_shares_no_chunk() {
    let (shelf, plain) = (Shelf::new(), vec![0; 3 * CHUNK]);
    let (one, two) =
        (Kept::write(1, &shelf.blobs, &plain).await, Kept::write(2, &shelf.blobs, &plain).await);
    let mut cells = Vec::new();
    for kept in [one, two] {
        let sealed = shelf.sealed(kept.name).await;
        cells.extend(sealed[HEADER..].chunks(CHUNK + TAG).map(<[u8]>::to_vec));
    }
    cells.sort();
    cells.dedup();
    assert_eq!(cells.len(), 6);
}

async fn refused(order: Order<'_>, plain: &[u8]) -> Error {
    let shelf = Shelf::new();
    let refused = shelf.blobs.write(order, &Counted::from(1), body(plain), ()).await.unwrap_err();
    shelf.blobs.settled().await;
    assert_eq!(shelf.objects().await, 0, "something was left");
    refused
}

#[tokio::test]
async fn a_document_beyond_the_limit_is_refused_and_one_at_it_is_not() {
    let (shelf, kept) = (Shelf::new(), Kept::new(1));
    for length in [0, 1, CHUNK, CHUNK + 1, 6 << 20] {
        let plain = plaintext(length);
        let order = Order { limit_bytes: length as u64, ..kept.order() };
        shelf.blobs.write(order, &Counted::from(1), body(&plain), ()).await.unwrap();

        let longer = plaintext(length + 1);
        let error = refused(order, &longer).await;
        assert!(matches!(error, Error::TooLong { limit_bytes } if limit_bytes == length as u64));
    }
}

#[tokio::test]
async fn one_that_is_announced_beyond_the_limit_is_refused_before_its_body_is_asked_for() {
    let (shelf, kept) = (Shelf::new(), Kept::new(1));
    let order = Order { limit_bytes: 10, announced_bytes: Some(11), ..kept.order() };
    let asked = stream::poll_fn(|_| -> std::task::Poll<Option<Result<Bytes, BoxError>>> {
        panic!("the body was asked for")
    });
    let error = shelf.blobs.write(order, &Counted::from(1), asked, ()).await.unwrap_err();
    assert!(matches!(error, Error::TooLong { limit_bytes: 10 }));
}

#[tokio::test]
async fn a_lie_about_the_length_is_refused_either_way() {
    let kept = Kept::new(1);
    for (announced, length) in [(5, 4), (5, 6), (0, 1), (1, 0), (6 << 20, (6 << 20) + 1)] {
        let order = Order { announced_bytes: Some(announced), ..kept.order() };
        let error = refused(order, &plaintext(length)).await;
        assert!(matches!(error, Error::Length { announced: a, .. } if a == announced), "{error}");
    }
    let shelf = Shelf::new();
    let order = Order { announced_bytes: Some(5), ..kept.order() };
    shelf.blobs.write(order, &Counted::from(1), body(b"right"), ()).await.unwrap();
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_nothing() {
    for whole in [0, 1, 100, 700] {
        let (shelf, kept) = (Shelf::new(), Kept::new(1));
        let cut = body(&plaintext(whole * 10_000))
            .chain(stream::iter([Err(BoxError::from("connection reset"))]));
        let error = shelf.blobs.write(kept.order(), &Counted::from(1), cut, ()).await.unwrap_err();
        assert_eq!(words(&error), "the body broke off: connection reset");
        shelf.blobs.settled().await;
        assert_eq!(shelf.objects().await, 0);
    }
}

#[tokio::test]
async fn a_scanner_sees_every_byte_once_and_holds_the_body_back() {
    let (shelf, plain, kept) = (Shelf::new(), plaintext(30 * CHUNK + 5), Kept::new(1));
    let drawn = Arc::new(AtomicUsize::new(0));
    let counted = {
        let drawn = drawn.clone();
        pieces(&plain, CHUNK).inspect(move |_| {
            drawn.fetch_add(1, Ordering::SeqCst);
        })
    };
    let (tap, mut tapped) = mpsc::channel::<Bytes>(1);
    let chance = Counted::from(1);
    let write = shelf.blobs.write(kept.order(), &chance, counted, tap);
    let scan = async {
        let (mut seen, mut count) = (Vec::new(), 0);
        while let Some(piece) = tapped.recv().await {
            count += 1;
            seen.extend_from_slice(&piece);
            tokio::task::yield_now().await;
            assert!(drawn.load(Ordering::SeqCst) <= count + 3, "the body ran ahead");
        }
        seen
    };
    let (written, seen) = tokio::join!(write, scan);
    assert_eq!(written.unwrap().length as usize, plain.len());
    assert!(seen == plain);
}

#[tokio::test]
async fn a_scanner_that_went_away_does_not_stop_the_write() {
    let (shelf, plain, kept) = (Shelf::new(), plaintext(3 * CHUNK), Kept::new(1));
    let (tap, tapped) = mpsc::channel::<Bytes>(1);
    drop(tapped);
    shelf.blobs.write(kept.order(), &Counted::from(1), body(&plain), tap).await.unwrap();
}

#[tokio::test]
async fn no_scanner_sees_a_byte_beyond_the_limit() {
    let (shelf, kept) = (Shelf::new(), Kept::new(1));
    let (tap, mut tapped) = mpsc::channel::<Bytes>(100);
    let order = Order { limit_bytes: 25_000, ..kept.order() };
    let plain = plaintext(50_000);
    shelf.blobs.write(order, &Counted::from(1), body(&plain), tap).await.unwrap_err();
    let mut seen = 0;
    while let Some(piece) = tapped.recv().await {
        seen += piece.len();
    }
    assert_eq!(seen, 20_000);
}

#[tokio::test]
async fn documents_are_written_and_read_on_any_thread() {
    let (blobs, plain) = (Shelf::new().blobs, plaintext(3 * CHUNK));
    let wanted = plain.clone();
    let read = tokio::spawn(async move {
        let (kept, chance) = (Kept::new(1), Counted::from(1));
        let chance: &dyn vault::Chance = &chance;
        let (tap, mut tapped) = mpsc::channel(1);
        let scan = tokio::spawn(async move { while tapped.recv().await.is_some() {} });
        let written = blobs.write(kept.order(), chance, body(&plain), tap).await.unwrap();
        scan.await.unwrap();
        let kept = Kept { written: Some(written), ..kept };
        kept.read(&blobs).await.0
    });
    assert!(read.await.unwrap() == wanted);
}
