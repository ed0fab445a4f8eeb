//! Held against another implementation (`ring`), from the documented format alone.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::digest::{SHA256, digest};
use ring::hmac;
use vault::keys::Secret;
use vault::{CaseKey, Chance, DataKey, Expected, KeyKeeper, Keyring, MasterKey, Name, Place};

use crate::support::*;

fn derive(key: &[u8], label: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), label.as_bytes()).as_ref().to_vec()
}

fn id(key: &[u8]) -> Vec<u8> {
    derive(key, "privity vault key id")[..16].to_vec()
}

fn ring_key(key: &[u8]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).unwrap())
}

fn nonce(prefix: &[u8], index: u32, last: bool) -> Nonce {
    let nonce = [prefix, &index.to_be_bytes(), &[u8::from(last)]].concat();
    Nonce::assume_unique_for_key(nonce.try_into().unwrap())
}

fn associated(place: &Place, index: u32, header: &[u8]) -> Vec<u8> {
    let ids = [place.office, place.case, place.document, place.version];
    let ids: Vec<u8> = ids.iter().flat_map(|id| id.as_bytes().to_vec()).collect();
    [&ids, index.to_be_bytes().as_slice(), digest(&SHA256, header).as_ref()].concat()
}

fn sizes() -> [usize; 7] {
    [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17]
}

#[tokio::test]
async fn ring_opens_what_was_sealed_here() {
    for length in sizes() {
        let (shelf, plain, mut kept) = (Shelf::new(), plaintext(length), Kept::new(1));
        kept.key = DataKey::from_secret(Secret::new([0x5A; 32]));
        let written = shelf.blobs.write(kept.order(), &Counted::from(9), body(&plain), ()).await;
        assert_eq!(written.unwrap().length, length as u64);

        let sealed = shelf.sealed(kept.name).await;
        let (header, chunks) = sealed.split_at(34);
        assert_eq!(header[..11], *b"PRIVVLT\n\x01\x01\x10");
        assert_eq!(header[11..27], id(&[0x5A; 32]));
        let (key, prefix) = (ring_key(&[0x5A; 32]), &header[27..34]);
        let mut chunks: Vec<Vec<u8>> = chunks.chunks(65_552).map(<[u8]>::to_vec).collect();
        let last = chunks.len() as u32 - 1;
        let mut opened = Vec::new();
        for (index, chunk) in (0..).zip(&mut chunks) {
            let aad = Aad::from(associated(&kept.place, index, header));
            let nonce = nonce(prefix, index, index == last);
            opened.extend_from_slice(key.open_in_place(nonce, aad, chunk).unwrap());
        }
        assert_eq!(opened, plain, "{length} bytes");
    }
}

#[tokio::test]
async fn what_ring_sealed_opens_here() {
    for length in sizes() {
        let (shelf, plain, place) = (Shelf::new(), plaintext(length), place(77));
        let (secret, prefix) = ([0xC3; 32], [1, 2, 3, 4, 5, 6, 7]);
        let header = [b"PRIVVLT\n\x01\x01\x10".as_slice(), &id(&secret), &prefix].concat();
        let mut sealed = header.clone();
        let mut chunks: Vec<&[u8]> = plain.chunks(65_536).collect();
        if chunks.is_empty() {
            chunks.push(&[]);
        }
        let (key, last) = (ring_key(&secret), chunks.len() as u32 - 1);
        for (index, chunk) in (0..).zip(&chunks) {
            let mut chunk = chunk.to_vec();
            let aad = Aad::from(associated(&place, index, &header));
            let nonce = nonce(&prefix, index, index == last);
            key.seal_in_place_append_tag(nonce, aad, &mut chunk).unwrap();
            sealed.extend_from_slice(&chunk);
        }
        let name = Name::from_bytes([0xAB; 16]);
        shelf.put(name, sealed).await;

        let key = DataKey::from_secret(Secret::new(secret));
        let expected = Expected { length: length as u64, chunks: last + 1 };
        let blob = shelf.blobs.open(name, place, &key, expected).await.unwrap();
        let (opened, ended) = released(blob.all()).await;
        ended.unwrap();
        assert_eq!(opened, plain, "{length} bytes");
    }
}

#[tokio::test]
async fn ring_unwraps_the_keys_down_to_the_document() {
    struct Fixed(u8);
    impl Chance for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }
    let (master, place) = ([0x11; 32], place(5));
    let keyring = Keyring::new(MasterKey::new(&Secret::new(master)));
    let (case, data) = (CaseKey::random(&Fixed(0x22)), DataKey::random(&Fixed(0x33)));
    let chance = Counted::from(1);
    let case_wrapped = case.wrap(&keyring, &chance, place.office, place.case).await.unwrap();
    let data_wrapped = case.wrap_data_key(&chance, &place, &data);
    assert_eq!(case_wrapped.by(), keyring.current());

    let unwrap = |above: &[u8], wrapped: &[u8], kind: u8, ids: [&[u8]; 3]| {
        assert_eq!((wrapped[0], &wrapped[1..17]), (1, id(above).as_slice()));
        let aad = [&id(above), b"privity vault wrapped key".as_slice(), &[kind], &ids.concat()];
        let nonce = Nonce::try_assume_unique_for_key(&wrapped[17..29]).unwrap();
        let key = ring_key(&derive(above, "privity vault wrapping"));
        let mut sealed = wrapped[29..].to_vec();
        key.open_in_place(nonce, Aad::from(aad.concat()), &mut sealed).unwrap().to_vec()
    };
    let ids = [place.office.as_bytes().as_slice(), place.case.as_bytes(), &id(&[0x22; 32])];
    assert_eq!(unwrap(&master, &case_wrapped.to_bytes(), 1, ids), [0x22; 32]);
    let ids = [place.document.as_bytes().as_slice(), place.version.as_bytes(), &id(&[0x22; 32])];
    assert_eq!(unwrap(&[0x22; 32], &data_wrapped.to_bytes(), 2, ids), [0x33; 32]);

    let mut hasher = case.hasher();
    hasher.update(b"content");
    let keyed = derive(&derive(&[0x22; 32], "privity vault content hash"), "content");
    assert_eq!(hasher.finish().0, *keyed);
}
