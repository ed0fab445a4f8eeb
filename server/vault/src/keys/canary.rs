//! A known secret under the master key, opened at start-up: a server with the wrong key must not
//! run, since it would wrap new keys that the right one cannot open.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::keeper::KeyKeeper;
use super::wrap::{Binding, Secret, Wrapped};
use super::{KeyError, KeyId};
use crate::chance::Chance;

/// What is wrapped. Anybody may know it: that it opens is what counts.
const SONG: [u8; 32] = *b"privity vault: the canary sings!";
/// Bytes of a checksum, not a tag: it tells a damaged canary from a wrong key.
const SUM: usize = 8;
/// Bytes of a canary that a [`super::Keyring`] made.
pub const CANARY_BYTES: usize = 1 + KeyId::BYTES + 12 + 32 + 16 + SUM;

/// What a canary that opened says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Canary {
    UnderCurrent,
    /// It opened under a retired key: a rotation is to make a new one at its end.
    UnderRetired,
}

/// # Errors
/// The keeper of the master key does not answer.
pub async fn make_canary(keeper: &dyn KeyKeeper, chance: &dyn Chance) -> Result<Vec<u8>, KeyError> {
    let wrapped = keeper.wrap(chance, &Binding::Canary, &Secret::new(SONG)).await?.to_bytes();
    Ok([wrapped.as_slice(), &sum(&wrapped)].concat())
}

/// # Errors
/// [`KeyError::WrongMaster`] for an intact canary under a key that was not given,
/// [`KeyError::DamagedCanary`] for one that is no longer what was made.
pub async fn check_canary(keeper: &dyn KeyKeeper, canary: &[u8]) -> Result<Canary, KeyError> {
    let wrapped = canary
        .split_last_chunk::<SUM>()
        .filter(|(wrapped, found)| sum(wrapped) == **found)
        .and_then(|(wrapped, _)| Wrapped::from_bytes(wrapped))
        .ok_or(KeyError::DamagedCanary)?;
    let song = match keeper.unwrap(&Binding::Canary, &wrapped).await {
        Err(KeyError::Unknown { needed, .. }) => {
            return Err(KeyError::WrongMaster { needed, given: keeper.current() });
        }
        Err(KeyError::DoesNotOpen { .. }) => return Err(KeyError::DamagedCanary),
        other => Zeroizing::new(*other?.expose()),
    };
    if *song != SONG {
        return Err(KeyError::DamagedCanary);
    }
    Ok(if wrapped.by() == keeper.current() { Canary::UnderCurrent } else { Canary::UnderRetired })
}

fn sum(bytes: &[u8]) -> [u8; SUM] {
    let mut sum = [0; SUM];
    sum.copy_from_slice(&Sha256::digest(bytes)[..SUM]);
    sum
}
