//! How fast documents are sealed, stored and opened: `cargo run --release -p vault --example speed`.
//! Compare with `openssl speed -evp aes-256-gcm -bytes 65536`.

#![expect(clippy::unwrap_used, reason = "a measurement that fails has nothing to say")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Instant;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use object_store::memory::InMemory;
use uuid::Uuid;
use vault::{Blobs, BoxError, CaseKey, Chance, DataKey, Expected, Name, Order, Place};

const LENGTH: usize = 512 << 20;
const PIECE: usize = 32 << 10;

/// Enough for measuring, and for nothing else.
struct Counter(AtomicU8);

impl Chance for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, Ordering::Relaxed));
    }
}

async fn measure(what: &str, blobs: &Blobs) {
    let chance = Counter(AtomicU8::new(1));
    let (data_key, case_key) = (DataKey::random(&chance), CaseKey::random(&chance));
    let place = Place {
        office: Uuid::nil(),
        case: Uuid::nil(),
        document: Uuid::nil(),
        version: Uuid::nil(),
    };
    let order = Order {
        name: Name::random(&chance),
        place,
        data_key: &data_key,
        case_key: &case_key,
        limit_bytes: LENGTH as u64,
        announced_bytes: None,
    };
    let piece = Bytes::from(vec![7; PIECE]);
    let body = stream::iter(0..LENGTH / PIECE).map(|_| Ok::<_, BoxError>(piece.clone()));
    let began = Instant::now();
    let written = blobs.write(order, &chance, body, ()).await.unwrap();
    let wrote = began.elapsed();

    let expected = Expected { length: written.length, chunks: written.chunks };
    let began = Instant::now();
    let blob = blobs.open(order.name, place, &data_key, expected).await.unwrap();
    let opened = began.elapsed();
    let mut pieces = std::pin::pin!(blob.all());
    while let Some(piece) = pieces.next().await {
        piece.unwrap();
    }
    let read = began.elapsed();
    let rate = |took: std::time::Duration| LENGTH as f64 / 1e6 / took.as_secs_f64();
    println!(
        "{what}: wrote {:.0} MB/s, read {:.0} MB/s, first chunk after {:.1} ms",
        rate(wrote),
        rate(read),
        opened.as_secs_f64() * 1e3
    );
    blobs.delete(order.name).await.unwrap();
}

#[tokio::main]
async fn main() {
    for _ in 0..3 {
        measure("memory", &Blobs::on(Arc::new(InMemory::new()), Uuid::nil())).await;
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::local(&folder.path().join("blobs"), Uuid::nil()).unwrap();
        measure("folder", &blobs).await;
    }
}
