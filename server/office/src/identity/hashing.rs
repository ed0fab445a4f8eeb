//! Password hashes: argon2id, peppered, at most a few at once, since memory is what an attack on
//! this costs us.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::task::spawn_blocking;

use crate::{Error, Office, Result};

/// 46 MiB, one pass, one lane: the first of the equal choices of the OWASP password storage sheet.
const MEMORY_KIB: u32 = 47_104;
const PASSES: u32 = 1;
const LANES: u32 = 1;

/// What comparing a password with its hash said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub matches: bool,
    /// The parameters have risen since: hash it again.
    pub stale: bool,
}

/// Hashes a password for keeping, as a PHC string.
///
/// # Errors
/// Internal.
pub async fn hash_password(office: &Office, password: &str) -> Result<String> {
    let (salt, password) = (office.chance.bytes::<16>(), password.to_owned());
    blocking(office, move |argon| {
        Ok(argon
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map_err(Error::internal)?
            .to_string())
    })
    .await
}

/// Compares. Without a hash it works as hard and says no.
pub(crate) async fn verify(office: &Office, password: &str, hash: Option<&str>) -> Result<Verdict> {
    let (password, hash) = (password.to_owned(), hash.map(str::to_owned));
    blocking(office, move |argon| {
        let Some(hash) = hash else {
            argon
                .hash_password_with_salt(password.as_bytes(), &[0; 16])
                .map_err(Error::internal)?;
            return Ok(Verdict { matches: false, stale: false });
        };
        let hash = PasswordHash::new(&hash).map_err(Error::internal)?;
        let matches = argon.verify_password(password.as_bytes(), &hash).is_ok();
        let stale = Params::try_from(&hash)
            .map_or(true, |kept| kept.m_cost() < MEMORY_KIB || kept.t_cost() < PASSES);
        Ok(Verdict { matches, stale })
    })
    .await
}

async fn blocking<T: Send + 'static>(
    office: &Office,
    work: impl FnOnce(&Argon2<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    // The permit goes along: a request that is dropped leaves its thread at work.
    let permit = office.hashing.clone().acquire_owned().await.map_err(Error::internal)?;
    let pepper = office.keys.pepper();
    spawn_blocking(move || {
        let _permit = permit;
        let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(Error::internal)?;
        let argon = Argon2::new_with_secret(&pepper, Algorithm::Argon2id, Version::V0x13, params)
            .map_err(Error::internal)?;
        work(&argon)
    })
    .await
    .map_err(Error::internal)?
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::OfficeOptions;
    use crate::chance::Chance;
    use crate::clock::Clock;
    use crate::keys::Keys;

    /// Nothing connects before something asks the database.
    fn office(key: u8) -> std::sync::Arc<Office> {
        Office::new(OfficeOptions {
            app_url: "postgres://privity_app@localhost/none".into(),
            clock: Clock::System,
            chance: Chance::seeded(1),
            keys: Keys::new([key; 32]),
            connections: 1,
            session_idle: SignedDuration::from_hours(1),
            session_absolute: SignedDuration::from_hours(1),
            demo: false,
            vault: None,
        })
        .unwrap()
    }

    #[tokio::test]
    async fn a_hash_opens_to_its_password_under_its_key_only() {
        let hash = hash_password(&office(1), "quiet harbor ledger").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{hash}");
        let verdict = |matches| Verdict { matches, stale: false };
        for (key, typed, matches) in [
            (1, "quiet harbor ledger", true),
            (1, "quiet harbor ledge", false),
            (2, "quiet harbor ledger", false),
        ] {
            assert_eq!(
                verify(&office(key), typed, Some(&hash)).await.unwrap(),
                verdict(matches),
                "{key} {typed}"
            );
        }
        assert_eq!(verify(&office(1), "", None).await.unwrap(), verdict(false));
    }

    #[tokio::test]
    async fn a_hash_made_with_less_is_stale() {
        let (office, pepper) = (office(1), office(1).keys.pepper());
        let less = Params::new(19_456, 2, 1, None).unwrap();
        let argon =
            Argon2::new_with_secret(&pepper, Algorithm::Argon2id, Version::V0x13, less).unwrap();
        let hash =
            argon.hash_password_with_salt(b"quiet harbor ledger", &[1; 16]).unwrap().to_string();
        let verdict = verify(&office, "quiet harbor ledger", Some(&hash)).await.unwrap();
        assert_eq!(verdict, Verdict { matches: true, stale: true });
    }
}
