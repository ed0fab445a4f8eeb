//! The one source of chance: ids, tokens, nonces. Seeded for the demo's data, so that the same seed
//! makes the same office; the operating system's otherwise.

use std::fmt;
use std::sync::Mutex;

use jiff::Timestamp;
use rand::rngs::{ChaCha20Rng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use uuid::Uuid;

pub enum Chance {
    System,
    Seeded(Box<Mutex<ChaCha20Rng>>),
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Chance::System => "System",
            Chance::Seeded(_) => "Seeded",
        })
    }
}

impl Chance {
    pub fn seeded(seed: u64) -> Chance {
        Chance::Seeded(Box::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }

    /// Fills with random bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness to give: nothing safe can be done without.
    pub fn fill(&self, bytes: &mut [u8]) {
        match self {
            Chance::System => {
                #[expect(clippy::expect_used, reason = "see Panics")]
                SysRng.try_fill_bytes(bytes).expect("the operating system gives randomness");
            }
            Chance::Seeded(rng) => {
                rng.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(bytes);
            }
        }
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A UUID of version 7 (RFC 9562 §5.7): ordered by the instant it was made at.
    pub fn id(&self, now: Timestamp) -> Uuid {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }

    /// A number below `bound`; 0 for a bound of 0.
    pub fn below(&self, bound: usize) -> usize {
        let n = u64::from_le_bytes(self.bytes());
        if bound == 0 { 0 } else { (n % bound as u64) as usize }
    }
}
