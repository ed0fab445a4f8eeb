//! Whoever can write to the store, and even to the version's row, gets nothing opened that was not
//! sealed there.

use proptest::prelude::*;
use proptest::sample::Index;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;
use vault::{Damage, DataKey, Error, Expected};

use crate::support::*;

fn runtime() -> Runtime {
    Builder::new_current_thread().build().unwrap()
}

fn lengths() -> impl Strategy<Value = usize> {
    prop_oneof![
        Just(0),
        Just(1),
        Just(CHUNK - 1),
        Just(CHUNK),
        Just(CHUNK + 1),
        Just(3 * CHUNK),
        1..4 * CHUNK,
    ]
}

fn cells(sealed: &[u8]) -> Vec<Vec<u8>> {
    sealed[HEADER..].chunks(CHUNK + TAG).map(<[u8]>::to_vec).collect()
}

/// One thing that can be done to a stored blob.
#[derive(Clone, Debug)]
enum Bend {
    Flip(Index, u8),
    Cut(Index),
    CutFront(Index),
    Append(Vec<u8>),
    Insert(Index, Vec<u8>),
    SwapBytes(Index, Index),
    SwapChunks(Index, Index),
    RepeatChunk(Index),
    CopyChunk(Index, Index),
    DropChunk(Index),
    Reverse,
    Empty,
    /// A chunk of another blob that was sealed under the same key for the same place.
    Borrow(Index),
    /// That blob's header.
    BorrowHeader,
}

fn bends() -> impl Strategy<Value = Bend> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), 1..=255u8).prop_map(|(at, mask)| Bend::Flip(at, mask)),
        1 => at().prop_map(Bend::Cut),
        1 => at().prop_map(Bend::CutFront),
        1 => prop::collection::vec(any::<u8>(), 1..40).prop_map(Bend::Append),
        1 => (at(), prop::collection::vec(any::<u8>(), 1..40)).prop_map(|(at, what)| Bend::Insert(at, what)),
        1 => (at(), at()).prop_map(|(a, b)| Bend::SwapBytes(a, b)),
        1 => (at(), at()).prop_map(|(a, b)| Bend::SwapChunks(a, b)),
        1 => at().prop_map(Bend::RepeatChunk),
        1 => (at(), at()).prop_map(|(a, b)| Bend::CopyChunk(a, b)),
        1 => at().prop_map(Bend::DropChunk),
        1 => Just(Bend::Reverse),
        1 => Just(Bend::Empty),
        1 => at().prop_map(Bend::Borrow),
        1 => Just(Bend::BorrowHeader),
    ]
}

impl Bend {
    fn bend(&self, mut sealed: Vec<u8>, sister: &[u8]) -> Vec<u8> {
        if sealed.len() <= HEADER {
            return sealed;
        }
        let (header, mut chunks) = (sealed[..HEADER].to_vec(), cells(&sealed));
        match self {
            Bend::Flip(at, mask) => *at.get_mut(&mut sealed) ^= mask,
            Bend::Cut(at) => sealed.truncate(at.index(sealed.len())),
            Bend::CutFront(at) => drop(sealed.drain(..at.index(sealed.len()))),
            Bend::Append(what) => sealed.extend_from_slice(what),
            Bend::Insert(at, what) => {
                let at = at.index(sealed.len());
                sealed.splice(at..at, what.iter().copied());
            }
            Bend::SwapBytes(a, b) => {
                let (a, b) = (a.index(sealed.len()), b.index(sealed.len()));
                sealed.swap(a, b);
            }
            Bend::Reverse => sealed.reverse(),
            Bend::Empty => sealed.clear(),
            Bend::BorrowHeader => sealed[..HEADER].copy_from_slice(&sister[..HEADER]),
            of_chunks => {
                let count = chunks.len();
                match of_chunks {
                    Bend::SwapChunks(a, b) => chunks.swap(a.index(count), b.index(count)),
                    Bend::RepeatChunk(a) => {
                        let again = chunks[a.index(count)].clone();
                        chunks.insert(a.index(count), again);
                    }
                    Bend::CopyChunk(a, b) => {
                        chunks[b.index(count)] = chunks[a.index(count)].clone()
                    }
                    Bend::DropChunk(a) => drop(chunks.remove(a.index(count))),
                    Bend::Borrow(a) => {
                        let lent = cells(sister);
                        chunks[a.index(count)] = lent[a.index(count).min(lent.len() - 1)].clone();
                    }
                    _ => unreachable!(),
                }
                sealed = [header, chunks.concat()].concat();
            }
        }
        sealed
    }
}

/// The plaintext of the sister.
fn other(plain: &[u8]) -> Vec<u8> {
    plain.iter().map(|byte| !byte).collect()
}

/// Seals two different plaintexts under one key for one place, which the vault never does: the hardest
/// case for telling their chunks apart. Either may be found there, and never a mixture.
async fn sealed_with_sister(shelf: &Shelf, plain: &[u8]) -> (Kept, Vec<u8>, Vec<u8>) {
    let mut kept = Kept::new(7);
    let sister = shelf.blobs.write(kept.order(), &Counted::from(2), body(&other(plain)), ()).await;
    sister.unwrap();
    let sister = shelf.sealed(kept.name).await;
    let written = shelf.blobs.write(kept.order(), &Counted::from(3), body(plain), ()).await;
    kept.written = Some(written.unwrap());
    let sealed = shelf.sealed(kept.name).await;
    (kept, sealed, sister)
}

fn is_start_of_one(released: &[u8], plain: &[u8]) -> bool {
    plain.starts_with(released) || other(plain).starts_with(released)
}

fn is_damage(error: &Error) -> bool {
    matches!(error, Error::Damaged { .. })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_bent_blob_releases_no_byte_that_was_not_sealed_there(
        length in lengths(),
        bends in prop::collection::vec(bends(), 1..4),
    ) {
        let plain = plaintext(length);
        runtime().block_on(async {
            let shelf = Shelf::new();
            let (kept, sealed, sister) = sealed_with_sister(&shelf, &plain).await;
            let bent = bends.iter().fold(sealed.clone(), |sealed, bend| bend.bend(sealed, &sister));
            let whole = bent == sealed || bent == sister;
            shelf.put(kept.name, bent).await;

            let (released, ended) = kept.read(&shelf.blobs).await;
            prop_assert!(is_start_of_one(&released, &plain), "released what was not sealed");
            if whole {
                prop_assert!(ended.is_ok());
                prop_assert_eq!(released.len(), plain.len());
            } else {
                prop_assert!(is_damage(&ended.unwrap_err()));
                prop_assert!(released.len() < plain.len() || plain.is_empty());
            }
            Ok(())
        })?;
    }

    /// The row's length and chunk count bent along, as a database superuser could.
    #[test]
    fn a_row_that_agrees_with_the_bent_blob_does_not_help(
        length in lengths(),
        bends in prop::collection::vec(bends(), 1..4),
    ) {
        let plain = plaintext(length);
        runtime().block_on(async {
            let shelf = Shelf::new();
            let (kept, sealed, sister) = sealed_with_sister(&shelf, &plain).await;
            let bent = bends.iter().fold(sealed.clone(), |sealed, bend| bend.bend(sealed, &sister));
            prop_assume!(bent != sealed && bent != sister);
            let Some(layout) = vault::format::Layout::of_stored(bent.len() as u64) else {
                return Ok(());
            };
            shelf.put(kept.name, bent).await;

            let expected = Expected { length: layout.length(), chunks: layout.chunks() };
            let opened = shelf.blobs.open(kept.name, kept.place, &kept.key, expected).await;
            let (released, ended) = match opened {
                Ok(blob) => released(blob.all()).await,
                Err(error) => (Vec::new(), Err(error)),
            };
            prop_assert!(is_damage(&ended.unwrap_err()));
            prop_assert!(is_start_of_one(&released, &plain));
            Ok(())
        })?;
    }

    #[test]
    fn a_range_of_a_bent_blob_is_the_slice_or_an_error(
        length in 1..4 * CHUNK,
        bend in bends(),
        (a, b) in any::<(Index, Index)>(),
    ) {
        let plain = plaintext(length);
        runtime().block_on(async {
            let shelf = Shelf::new();
            let (kept, sealed, sister) = sealed_with_sister(&shelf, &plain).await;
            let bent = bend.bend(sealed, &sister);
            shelf.put(kept.name, bent).await;
            let (a, b) = (a.index(length), b.index(length));
            let (from, to) = (a.min(b), a.max(b) + 1);
            let Ok(blob) = kept.open(&shelf.blobs).await else { return Ok(()) };
            let (released, ended) = released(blob.range(from as u64..to as u64)).await;
            prop_assert!(is_start_of_one(&released, &plain[from..to]));
            prop_assert!(ended.is_err() || released.len() == to - from);
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn each_single_byte_of_a_small_blob_counts() {
    let (shelf, plain) = (Shelf::new(), b"Draft of the settlement".to_vec());
    let kept = Kept::write(1, &shelf.blobs, &plain).await;
    let sealed = shelf.sealed(kept.name).await;
    assert_eq!(sealed.len(), HEADER + plain.len() + TAG);
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut bent = sealed.clone();
            bent[at] ^= 1 << bit;
            shelf.put(kept.name, bent).await;
            let (released, ended) = kept.read(&shelf.blobs).await;
            assert!(released.is_empty() && is_damage(&ended.unwrap_err()), "byte {at}, bit {bit}");
        }
    }
    for length in 0..sealed.len() {
        shelf.put(kept.name, sealed[..length].to_vec()).await;
        assert!(is_damage(&kept.open(&shelf.blobs).await.err().unwrap()), "cut to {length}");
    }
    shelf.put(kept.name, sealed).await;
    assert_eq!(kept.read(&shelf.blobs).await.0, plain);
}

#[tokio::test]
async fn chunks_of_two_blobs_under_one_key_never_mix() {
    let (shelf, plain) = (Shelf::new(), plaintext(3 * CHUNK));
    let (kept, sealed, sister) = sealed_with_sister(&shelf, &plain).await;
    let (ours, theirs) = (cells(&sealed), cells(&sister));
    for taken in 1..15u32 {
        let from_sister = |at: u32| taken >> at & 1 == 1;
        let header = if from_sister(3) { &sister[..HEADER] } else { &sealed[..HEADER] };
        let mixed =
            (0..3).map(|at| if from_sister(at) { &theirs } else { &ours }[at as usize].clone());
        shelf.put(kept.name, [header.to_vec(), mixed.flatten().collect()].concat()).await;
        let (released, ended) = kept.read(&shelf.blobs).await;
        assert!(is_damage(&ended.unwrap_err()), "{taken:04b}");
        let whole = if from_sister(3) { other(&plain) } else { plain.clone() };
        assert!(whole.starts_with(&released) && released.len() < whole.len(), "{taken:04b}");
    }
}

#[tokio::test]
async fn a_blob_moved_to_another_place_does_not_open() {
    let shelf = Shelf::new();
    let kept = Kept::write(1, &shelf.blobs, &plaintext(2 * CHUNK)).await;
    let moves: [fn(&mut vault::Place); 5] = [
        |place| place.office = Uuid::from_u128(99),
        |place| place.case = Uuid::from_u128(99),
        |place| place.document = Uuid::from_u128(99),
        |place| place.version = Uuid::from_u128(99),
        |place| std::mem::swap(&mut place.document, &mut place.version),
    ];
    for elsewhere in moves {
        let mut place = kept.place;
        elsewhere(&mut place);
        let opened = shelf.blobs.open(kept.name, place, &kept.key, kept.expected()).await;
        let damage = Damage::Chunk { index: 1, chunks: 2 };
        assert!(
            matches!(opened.err(), Some(Error::Damaged { damage: found, .. }) if found == damage)
        );
    }
    assert!(kept.open(&shelf.blobs).await.is_ok());
}

#[tokio::test]
async fn two_blobs_that_changed_names_do_not_open() {
    let shelf = Shelf::new();
    let (one, two) = (
        Kept::write(1, &shelf.blobs, &plaintext(CHUNK + 5)).await,
        Kept::write(2, &shelf.blobs, &plaintext(CHUNK + 5)).await,
    );
    let (first, second) = (shelf.sealed(one.name).await, shelf.sealed(two.name).await);
    shelf.put(one.name, second).await;
    shelf.put(two.name, first).await;
    for (kept, found) in [(&one, two.key.id()), (&two, one.key.id())] {
        let error = kept.open(&shelf.blobs).await.err().unwrap();
        let damage = Damage::Key { expected: kept.key.id(), found };
        assert!(matches!(error, Error::Damaged { damage: d, .. } if d == damage));
    }
}

#[tokio::test]
async fn another_key_does_not_open_even_with_the_header_bent_to_it() {
    let shelf = Shelf::new();
    let kept = Kept::write(1, &shelf.blobs, &plaintext(100)).await;
    let other = DataKey::random(&Counted::from(55));
    let open = || shelf.blobs.open(kept.name, kept.place, &other, kept.expected());
    let error = open().await.err().unwrap();
    assert!(matches!(error, Error::Damaged { damage: Damage::Key { .. }, .. }));

    let mut sealed = shelf.sealed(kept.name).await;
    sealed[11..27].copy_from_slice(other.id().as_bytes());
    shelf.put(kept.name, sealed).await;
    let error = open().await.err().unwrap();
    assert!(matches!(error, Error::Damaged { damage: Damage::Chunk { .. }, .. }));
}

#[tokio::test]
async fn a_download_of_a_cut_blob_fails_before_its_first_byte() {
    let (shelf, plain) = (Shelf::new(), plaintext(5 * CHUNK));
    let kept = Kept::write(1, &shelf.blobs, &plain).await;
    let sealed = shelf.sealed(kept.name).await;
    for cells in 0..5 {
        shelf.put(kept.name, sealed[..HEADER + cells * (CHUNK + TAG)].to_vec()).await;
        assert!(matches!(
            kept.open(&shelf.blobs).await.err(),
            Some(Error::Damaged { damage: Damage::Size { .. }, .. })
        ));
    }
}

#[tokio::test]
async fn what_is_cut_while_it_is_read_ends_in_an_error() {
    let (shelf, plain) = (Shelf::new(), plaintext(5 * CHUNK));
    let kept = Kept::write(1, &shelf.blobs, &plain).await;
    let sealed = shelf.sealed(kept.name).await;
    let blob = kept.open(&shelf.blobs).await.unwrap();
    shelf.put(kept.name, sealed[..HEADER + 2 * CHUNK].to_vec()).await;
    let (released, ended) = released(blob.all()).await;
    assert!(plain.starts_with(&released) && released.len() < plain.len());
    assert!(is_damage(&ended.unwrap_err()));
}

#[tokio::test]
async fn damage_is_told_in_words_that_name_nobody() {
    let shelf = Shelf::new();
    let kept = Kept::write(1, &shelf.blobs, &plaintext(3 * CHUNK)).await;
    let mut sealed = shelf.sealed(kept.name).await;
    sealed[HEADER + CHUNK + TAG + 9] ^= 4;
    shelf.put(kept.name, sealed).await;
    let (released, ended) = kept.read(&shelf.blobs).await;
    assert_eq!(released.len(), CHUNK);
    assert_eq!(
        ended.unwrap_err().to_string(),
        format!(
            "the object {} is damaged: chunk 1 of 3 is not the one that was sealed for this place",
            kept.name
        )
    );
    let expected = Expected { length: 996, chunks: 9 };
    let opened = shelf.blobs.open(kept.name, kept.place, &kept.key, expected).await;
    assert!(opened.err().unwrap().to_string().ends_with("which do not fit its 996 bytes"));
}
