//! What is read is what was written, and no more is decrypted than is needed.

use futures_util::StreamExt;
use proptest::prelude::*;
use tokio::runtime::Builder;
use vault::Error;

use crate::support::*;

#[tokio::test]
async fn sizes_around_the_borders_of_chunks_batches_and_parts_come_back() {
    let shelf = Shelf::new();
    let batch = 16 * CHUNK;
    let part = 5 << 20;
    let lengths = [
        0,
        1,
        15,
        16,
        17,
        CHUNK - 1,
        CHUNK,
        CHUNK + 1,
        2 * CHUNK - 1,
        2 * CHUNK,
        2 * CHUNK + 1,
        batch - 1,
        batch,
        batch + 1,
        batch + CHUNK,
        batch + CHUNK + 1,
        part - 80 * TAG - HEADER,
        part - 80 * TAG - HEADER + 1,
        2 * part + 3,
    ];
    for (seed, length) in (10..).zip(lengths) {
        let plain = plaintext(length);
        let kept = Kept::write(seed, &shelf.blobs, &plain).await;
        let written = kept.written.clone().unwrap();
        assert_eq!(written.length, length as u64);
        assert_eq!(written.chunks as usize, length.div_ceil(CHUNK).max(1));
        assert_eq!(written.stored as usize, shelf.sealed(kept.name).await.len());
        assert_eq!(written.stored, shelf.blobs.size(kept.name).await.unwrap());
        assert_eq!(written.head, plain[..length.min(8 << 10)]);
        let (read, ended) = kept.read(&shelf.blobs).await;
        ended.unwrap();
        assert!(read == plain, "{length} bytes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_range_is_the_slice(length in 0..40 * CHUNK, ranges in prop::collection::vec(
        (0..42 * CHUNK, 0..42 * CHUNK), 8
    )) {
        let plain = plaintext(length);
        Builder::new_current_thread().build().unwrap().block_on(async {
            let shelf = Shelf::new();
            let kept = Kept::write(1, &shelf.blobs, &plain).await;
            let blob = kept.open(&shelf.blobs).await.unwrap();
            let chunk = CHUNK.min(length);
            let borders = [(0, length), (0, chunk), (chunk, length), (length, length), (5, 2)];
            for (from, to) in ranges.into_iter().chain(borders) {
                let before = blob.opened_chunks();
                let (read, ended) = released(blob.range(from as u64..to as u64)).await;
                ended.unwrap();
                let slice = plain.get(from..to.min(length)).unwrap_or_default();
                prop_assert!(read == slice, "{from}..{to} of {length}");
                let needed = slice.len().div_ceil(CHUNK) as u64 + 1;
                prop_assert!(blob.opened_chunks() - before <= needed);
            }
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn a_range_of_64_kib_decrypts_three_chunks_at_most() {
    let (shelf, plain) = (Shelf::new(), plaintext(200 * CHUNK + 77));
    let kept = Kept::write(1, &shelf.blobs, &plain).await;
    for from in [0, 1, CHUNK - 1, 100 * CHUNK, 100 * CHUNK + 5, 199 * CHUNK + 77, 200 * CHUNK] {
        let blob = kept.open(&shelf.blobs).await.unwrap();
        assert_eq!(blob.opened_chunks(), 1);
        let (read, ended) = released(blob.range(from as u64..(from + CHUNK) as u64)).await;
        ended.unwrap();
        assert_eq!(read, plain[from..(from + CHUNK).min(plain.len())]);
        assert!(blob.opened_chunks() <= 3, "{} for {from}", blob.opened_chunks());
    }
}

#[tokio::test]
async fn a_reader_who_stops_has_not_decrypted_the_rest() {
    let shelf = Shelf::new();
    let kept = Kept::write(1, &shelf.blobs, &plaintext(100 * CHUNK)).await;
    let blob = kept.open(&shelf.blobs).await.unwrap();
    let mut all = std::pin::pin!(blob.all());
    for _ in 0..5 {
        assert_eq!(all.next().await.unwrap().unwrap().len(), CHUNK);
    }
    assert_eq!(blob.opened_chunks(), 1 + 5);
}

#[tokio::test]
async fn a_blob_that_is_not_there_is_missing_not_damaged() {
    let shelf = Shelf::new();
    let kept = Kept::write(1, &shelf.blobs, b"x").await;
    shelf.blobs.delete(kept.name).await.unwrap();
    shelf.blobs.delete(kept.name).await.unwrap();
    assert!(
        matches!(kept.open(&shelf.blobs).await.err(), Some(Error::Missing { name }) if name == kept.name)
    );
    assert!(matches!(shelf.blobs.size(kept.name).await, Err(Error::Missing { .. })));
}
