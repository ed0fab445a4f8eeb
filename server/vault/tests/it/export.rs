//! A document opened without the server: a card, the blob, the master key.

use std::io::Cursor;

use vault::export::{Card, OpenError, open_exported};
use vault::keys::Secret;
use vault::{Damage, KeyError, Keyring, MasterKey};

use crate::support::*;

fn keyring(byte: u8) -> Keyring {
    Keyring::new(MasterKey::new(&Secret::new([byte; 32])))
}

async fn exported(plain: &[u8]) -> (Card, Vec<u8>) {
    let (shelf, chance) = (Shelf::new(), Counted::from(40));
    let kept = Kept::write(1, &shelf.blobs, plain).await;
    let (place, case) = (kept.place, &kept.case);
    let case_key = case.wrap(&keyring(1), &chance, place.office, place.case).await.unwrap();
    let data_key = case.wrap_data_key(&chance, &place, &kept.key);
    let card = Card::new(place, plain.len() as u64, data_key, case_key, case.id());
    (card, shelf.sealed(kept.name).await)
}

fn open(card: &Card, blob: &[u8], keyring: &Keyring) -> (Vec<u8>, Result<u64, OpenError>) {
    let mut out = Vec::new();
    let opened = open_exported(card, Cursor::new(blob), keyring, &mut out);
    (out, opened)
}

#[tokio::test]
async fn an_exported_document_opens_with_the_master_key_alone() {
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 3] {
        let plain = plaintext(length);
        let (card, blob) = exported(&plain).await;
        let card = serde_json::from_str(&serde_json::to_string(&card).unwrap()).unwrap();
        let (out, opened) = open(&card, &blob, &keyring(1));
        assert_eq!(opened.unwrap(), length as u64);
        assert!(out == plain);

        let retired =
            Keyring { retired: vec![MasterKey::new(&Secret::new([1; 32]))], ..keyring(2) };
        assert!(open(&card, &blob, &retired).1.is_ok());
    }
}

#[tokio::test]
async fn a_card_is_readable_and_holds_no_secret() {
    let (card, _) = exported(b"x").await;
    let json = serde_json::to_value(&card).unwrap();
    let mut fields: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
    fields.sort();
    assert_eq!(fields, ["case_key", "case_key_id", "data_key", "format", "length", "place"]);
    assert_eq!(json["format"], 1);
    assert_eq!(json["place"]["office"], card.place.office.to_string());
    assert_eq!(json["case_key_id"], card.case_key_id.to_string());
}

#[tokio::test]
async fn the_wrong_master_key_is_told_by_name() {
    let (card, blob) = exported(b"x").await;
    let (out, opened) = open(&card, &blob, &keyring(2));
    assert!(out.is_empty());
    let needed = keyring(1).current.id();
    assert!(
        matches!(opened, Err(OpenError::Key(KeyError::Unknown { needed: n, .. })) if n == needed)
    );
}

#[tokio::test]
async fn nothing_follows_the_first_chunk_that_does_not_open() {
    let plain = plaintext(4 * CHUNK);
    let (card, blob) = exported(&plain).await;
    for bad in 0..4 {
        let mut bent = blob.clone();
        bent[HEADER + bad * (CHUNK + TAG) + 3] ^= 1;
        let (out, opened) = open(&card, &bent, &keyring(1));
        // The last is checked before the first is written.
        let before = if bad == 3 { 0 } else { bad * CHUNK };
        assert!(out == plain[..before]);
        let error = opened.unwrap_err();
        let damage = Damage::Chunk { index: bad as u32, chunks: 4 };
        assert!(matches!(
            error,
            OpenError::Damaged { damage: d, written, .. } if d == damage && written == before as u64
        ));
        assert!(error.to_string().ends_with(&format!("{before} of 262144 bytes were written")));
    }
    for other in [blob[..blob.len() - 1].to_vec(), [blob.clone(), vec![0]].concat(), Vec::new()] {
        let (out, opened) = open(&card, &other, &keyring(1));
        assert!(out.is_empty());
        assert!(matches!(opened, Err(OpenError::Damaged { damage: Damage::Size { .. }, .. })));
    }
}

#[tokio::test]
async fn a_card_bent_anywhere_opens_nothing() {
    let (card, blob) = exported(&plaintext(CHUNK + 1)).await;
    let elsewhere = place(9_000);
    let bends: [fn(&mut Card, vault::Place); 8] = [
        |card, _| card.format = 2,
        |card, at| card.place.office = at.office,
        |card, at| card.place.case = at.case,
        |card, at| card.place.document = at.document,
        |card, at| card.place.version = at.version,
        |card, _| card.length -= 1,
        |card, _| std::mem::swap(&mut card.data_key, &mut card.case_key),
        |card, _| card.case_key_id = vault::KeyId::from_bytes([0; 16]),
    ];
    for bend in bends {
        let mut bent = card.clone();
        bend(&mut bent, elsewhere);
        let (out, opened) = open(&bent, &blob, &keyring(1));
        assert!(out.is_empty() && opened.is_err());
    }
}
