//! Wrapped keys open where they belong and nowhere else; the master key is who it says it is.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use futures_util::future::{BoxFuture, FutureExt};
use proptest::prelude::*;
use tempfile::TempDir;
use uuid::Uuid;
use vault::keys::{
    Binding, CANARY_BYTES, Canary, LoadError, Secret, check_canary, from_credential, from_file,
    from_text, make_canary, rewrap,
};
use vault::{
    CaseKey, Chance, DataKey, KeyError, KeyId, KeyKeeper, Keyring, MasterKey, Place, Wrapped,
};

use crate::support::*;

fn master(byte: u8) -> MasterKey {
    MasterKey::new(&Secret::new([byte; 32]))
}

fn keyring(byte: u8) -> Keyring {
    Keyring::new(master(byte))
}

const OFFICE: Uuid = Uuid::from_u128(1);
const CASE: Uuid = Uuid::from_u128(2);

async fn wrapped_case_key(keyring: &Keyring) -> (CaseKey, Wrapped) {
    let chance = Counted::from(3);
    let key = CaseKey::random(&chance);
    let wrapped = key.wrap(keyring, &chance, OFFICE, CASE).await.unwrap();
    (key, wrapped)
}

#[tokio::test]
async fn a_case_key_opens_for_its_case_alone() {
    let keyring = keyring(1);
    let (key, wrapped) = wrapped_case_key(&keyring).await;
    let unwrap =
        async |office, case, id| CaseKey::unwrap(&keyring, office, case, id, &wrapped).await;
    assert_eq!(unwrap(OFFICE, CASE, key.id()).await.unwrap().id(), key.id());
    let other = Uuid::from_u128(3);
    for (office, case, id) in [
        (other, CASE, key.id()),
        (OFFICE, other, key.id()),
        (CASE, OFFICE, key.id()),
        (OFFICE, CASE, KeyId::from_bytes([0; 16])),
    ] {
        assert!(matches!(
            unwrap(office, case, id).await,
            Err(KeyError::DoesNotOpen { what: "case key" })
        ));
    }
}

#[test]
fn a_data_key_opens_for_its_version_under_its_case_alone() {
    let chance = Counted::from(1);
    let (case, place) = (CaseKey::random(&chance), place(1));
    let key = DataKey::random(&chance);
    let wrapped = case.wrap_data_key(&chance, &place, &key);
    assert_eq!(case.unwrap_data_key(&place, &wrapped).unwrap().id(), key.id());
    let elsewhere = Uuid::from_u128(77);
    for place in [
        Place { document: elsewhere, ..place },
        Place { version: elsewhere, ..place },
        Place { document: place.version, version: place.document, ..place },
    ] {
        assert!(case.unwrap_data_key(&place, &wrapped).is_err());
    }
    assert!(CaseKey::random(&chance).unwrap_data_key(&place, &wrapped).is_err());
}

#[tokio::test]
async fn a_wrapped_key_of_one_kind_is_none_of_another() {
    let (keyring, chance) = (keyring(1), Counted::from(1));
    let key = Secret::new([5; 32]);
    let id = KeyId::from_bytes([0; 16]);
    let zero = Uuid::nil();
    let bindings = [
        Binding::CaseKey { office: zero, case: zero, key: id },
        Binding::DataKey { document: zero, version: zero, case_key: id },
        Binding::Canary,
    ];
    for made in &bindings {
        let wrapped = keyring.wrap(&chance, made, &key).await.unwrap();
        for asked in &bindings {
            assert_eq!(keyring.unwrap(asked, &wrapped).await.is_ok(), made == asked);
        }
    }
}

#[tokio::test]
async fn a_wrapped_key_bent_anywhere_does_not_open() {
    let keyring = keyring(1);
    let (key, wrapped) = wrapped_case_key(&keyring).await;
    let whole = wrapped.to_bytes();
    assert_eq!(whole.len(), 77);
    let opens = async |bytes: &[u8]| match Wrapped::from_bytes(bytes) {
        Some(wrapped) => CaseKey::unwrap(&keyring, OFFICE, CASE, key.id(), &wrapped).await.is_ok(),
        None => false,
    };
    assert!(opens(&whole).await);
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut bent = whole.clone();
            bent[at] ^= 1 << bit;
            assert!(!opens(&bent).await, "byte {at}, bit {bit}");
        }
        assert!(!opens(&whole[..at]).await, "cut to {at}");
        assert!(!opens(&[&whole[..at], &[0], &whole[at..]].concat()).await, "a byte at {at}");
    }
    assert!(!opens(&[whole.as_slice(), &[0]].concat()).await);
}

proptest! {
    #[test]
    fn no_bytes_open_as_a_key_that_was_never_wrapped(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        let keyring = keyring(1);
        let mut bytes = bytes;
        let front = [&[1], keyring.current().as_bytes().as_slice()].concat();
        for (byte, wanted) in bytes.iter_mut().zip(front) {
            *byte = wanted;
        }
        if let Some(wrapped) = Wrapped::from_bytes(&bytes) {
            prop_assert!(keyring.unwrap_now(&Binding::Canary, &wrapped).is_err());
        }
    }
}

#[tokio::test]
async fn a_rotation_wraps_again_what_is_under_a_retired_key_and_resumes() {
    let (old, chance) = (keyring(1), Counted::from(9));
    let binding = |key: &CaseKey| Binding::CaseKey { office: OFFICE, case: CASE, key: key.id() };
    let (key, under_old) = wrapped_case_key(&old).await;

    let both = Keyring { current: master(2), retired: vec![master(1)] };
    let under_new = rewrap(&both, &chance, &binding(&key), &under_old).await.unwrap().unwrap();
    assert_eq!(under_new.by(), master(2).id());
    assert_eq!(rewrap(&both, &chance, &binding(&key), &under_new).await.unwrap(), None);
    for (wrapped, opens_with_new) in [(&under_old, false), (&under_new, true)] {
        assert!(CaseKey::unwrap(&both, OFFICE, CASE, key.id(), wrapped).await.is_ok());
        let alone = CaseKey::unwrap(&keyring(2), OFFICE, CASE, key.id(), wrapped).await;
        assert_eq!(alone.is_ok(), opens_with_new);
    }
    assert!(matches!(
        rewrap(&keyring(2), &chance, &binding(&key), &under_old).await,
        Err(KeyError::Unknown { needed, .. }) if needed == master(1).id()
    ));
    // What is under the old key and damaged is not made good by wrapping it again.
    let other = Binding::CaseKey { office: CASE, case: CASE, key: key.id() };
    assert!(rewrap(&both, &chance, &other, &under_old).await.is_err());
}

#[tokio::test]
async fn a_canary_tells_a_wrong_key_from_damage() {
    let chance = Counted::from(1);
    let canary = make_canary(&keyring(1), &chance).await.unwrap();
    assert_eq!(canary.len(), CANARY_BYTES);
    assert_eq!(check_canary(&keyring(1), &canary).await.unwrap(), Canary::UnderCurrent);
    let both = Keyring { current: master(2), retired: vec![master(1)] };
    assert_eq!(check_canary(&both, &canary).await.unwrap(), Canary::UnderRetired);

    let wrong = check_canary(&keyring(2), &canary).await.unwrap_err();
    let (needed, given) = (master(1).id(), master(2).id());
    assert_eq!(
        wrong.to_string(),
        format!(
            "this is not the vault's master key: it was set up under {needed}, and {given} was given"
        )
    );
    for keyring in [keyring(1), keyring(2)] {
        for at in 0..canary.len() {
            let mut bent = canary.clone();
            bent[at] ^= 1;
            let told = check_canary(&keyring, &bent).await;
            assert!(matches!(told, Err(KeyError::DamagedCanary)), "byte {at}: {told:?}");
            let told = check_canary(&keyring, &canary[..at]).await;
            assert!(matches!(told, Err(KeyError::DamagedCanary)), "cut to {at}");
        }
    }
}

/// A keeper that answers later and keeps the keys itself, as a KMS does.
struct Elsewhere(Keyring);

impl KeyKeeper for Elsewhere {
    fn current(&self) -> KeyId {
        KeyKeeper::current(&self.0)
    }

    fn wrap<'a>(
        &'a self,
        chance: &'a dyn Chance,
        binding: &'a Binding,
        key: &'a Secret,
    ) -> BoxFuture<'a, Result<Wrapped, KeyError>> {
        async move {
            tokio::task::yield_now().await;
            let inner = self.0.wrap(chance, binding, key).await?;
            Ok(Wrapped::new(self.current(), [b"kms:", inner.to_bytes().as_slice()].concat()))
        }
        .boxed()
    }

    fn unwrap<'a>(
        &'a self,
        binding: &'a Binding,
        wrapped: &'a Wrapped,
    ) -> BoxFuture<'a, Result<Secret, KeyError>> {
        async move {
            tokio::task::yield_now().await;
            let inner = wrapped.sealed().strip_prefix(b"kms:").and_then(Wrapped::from_bytes);
            let inner = inner.ok_or(KeyError::Keeper("no ciphertext of mine".into()))?;
            self.0.unwrap(binding, &inner).await
        }
        .boxed()
    }
}

#[tokio::test]
async fn a_keeper_elsewhere_can_stand_in_for_the_master_key() {
    let (keeper, chance) = (Elsewhere(keyring(1)), Counted::from(1));
    let canary = make_canary(&keeper, &chance).await.unwrap();
    assert_eq!(check_canary(&keeper, &canary).await.unwrap(), Canary::UnderCurrent);
    let key = CaseKey::random(&chance);
    let wrapped = key.wrap(&keeper, &chance, OFFICE, CASE).await.unwrap();
    let wrapped = Wrapped::from_bytes(&wrapped.to_bytes()).unwrap();
    let opened = CaseKey::unwrap(&keeper, OFFICE, CASE, key.id(), &wrapped).await.unwrap();
    assert_eq!(opened.id(), key.id());
}

#[test]
fn no_key_shows_in_debug() {
    let secret = [0xAB; 32];
    let shown = format!(
        "{:?} {:?} {:?} {:?}",
        Secret::new(secret),
        keyring(0xAB),
        DataKey::from_secret(Secret::new(secret)),
        CaseKey::random(&Counted::from(1)),
    );
    assert!(!shown.to_lowercase().contains("abab") && !shown.contains("171, 171"), "{shown}");
}

fn file(folder: &TempDir, name: &str, contents: &[u8], mode: u32) -> std::path::PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, contents).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    path
}

fn id(secret: &Secret) -> KeyId {
    MasterKey::new(secret).id()
}

#[test]
fn a_master_key_is_read_plain_in_hexadecimal_and_in_base64() {
    let key: [u8; 32] = std::array::from_fn(|at| at as u8 * 7 + 3);
    let hex = "030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dc";
    let base64 = "AwoRGB8mLTQ7QklQV15lbHN6gYiPlp2kq7K5wMfO1dw=";
    let wanted = id(&Secret::new(key));
    let folder = TempDir::new().unwrap();
    let remark = format!("# made for a test\n\n{base64}\n");
    for contents in [&key[..], hex.as_bytes(), base64.as_bytes(), remark.as_bytes()] {
        let path = file(&folder, "key", contents, 0o600);
        assert_eq!(id(&from_file(&path).unwrap()), wanted);
        fs::remove_file(path).unwrap();
    }
    for text in [hex, base64, &format!(" {hex}\n"), &hex.to_uppercase()] {
        assert_eq!(id(&from_text(text).unwrap()), wanted);
    }
}

#[test]
fn what_is_no_key_is_refused_and_not_quoted() {
    let folder = TempDir::new().unwrap();
    let typed = b"correct horse battery staple 123";
    assert_eq!(typed.len(), 32);
    let short = "AwoRGB8mLTQ7QklQV15lbHN6gYiPlp2kq7K5wMfO1Q==";
    let two = "030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dc\n".repeat(2);
    for contents in [
        &typed[..],
        b"",
        b"\n",
        short.as_bytes(),
        &[0xFF; 31],
        &[0xFF; 33],
        &[7; 400],
        two.as_bytes(),
    ] {
        let path = file(&folder, "key", contents, 0o600);
        let error = from_file(&path).unwrap_err();
        assert!(matches!(error, LoadError::NotAKey));
        assert!(!words(&error).contains("horse"));
    }
}

#[test]
fn a_master_key_that_others_could_read_is_refused() {
    let folder = TempDir::new().unwrap();
    let key = [0xEE; 32];
    for (mode, taken) in [
        (0o400, true),
        (0o600, true),
        (0o440, false),
        (0o640, false),
        (0o604, false),
        (0o644, false),
        (0o700, false),
        (0o666, false),
    ] {
        let path = file(&folder, &format!("{mode:o}"), &key, mode);
        let read = from_file(&path);
        assert_eq!(read.is_ok(), taken, "{mode:o}");
        if let Err(error) = read {
            let words = error.to_string();
            assert!(
                words.contains(&format!("mode {mode:04o}")) && words.contains("chmod 400"),
                "{words}"
            );
        }
    }
    let error = from_file(Path::new("/nonexistent/key")).unwrap_err();
    assert!(words(&error).contains("/nonexistent/key"));
}

#[test]
fn a_master_key_of_somebody_else_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = file(&folder, "key", &[0xEE; 32], 0o400);
    if !rustix::process::geteuid().is_root() {
        // Whoever may not give files away finds one that is root's and 0400 only where it cannot be read.
        return;
    }
    std::os::unix::fs::chown(&path, Some(12_345), None).unwrap();
    let error = from_file(&path).unwrap_err().to_string();
    assert!(error.ends_with("belongs to user 12345 and the server runs as user 0"), "{error}");
}

#[test]
fn a_credential_may_show_as_systemd_leaves_it() {
    for (mode, taken) in [(0o400, true), (0o440, true), (0o444, false), (0o460, false)] {
        let folder = TempDir::new().unwrap();
        file(&folder, "privity-master-key", &[0xEE; 32], mode);
        assert_eq!(from_credential(folder.path()).is_ok(), taken, "{mode:o}");
    }
    assert!(matches!(
        from_credential(TempDir::new().unwrap().path()),
        Err(LoadError::Unreadable { .. })
    ));
}
