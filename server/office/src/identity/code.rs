//! The codes of a second factor: six digits of time (RFC 6238) and recovery codes.
//!
//! A time step is taken once: the same six digits never sign in twice, not even side by side.

use domain::ids::StaffId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use totp_rs::{Algorithm, Builder, Totp};

use crate::chance::Chance;
use crate::gate::{Gate, Visit};
use crate::keys::{Keys, Purpose, sha256};
use crate::{Error, Office, Result};

/// Bytes of an authenticator's secret: as long as the hash (RFC 4226 §4).
pub(super) const SECRET: usize = 20;
/// Bytes of a recovery code: 80 bits.
const RECOVERY: usize = 10;
/// Recovery codes made at once.
const RECOVERY_CODES: usize = 10;
const MISSED: &str = "That code does not match. Enter the newest six digits, or a recovery code.";
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// SHA-1, six digits, thirty seconds, one step of drift: what every authenticator app speaks.
pub(super) fn totp(secret: &[u8], issuer: &str, account: &str) -> Totp {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_skew(1)
        .with_secret(secret)
        // a colon would end the issuer in the label
        .with_issuer(Some(issuer.replace(':', " ")))
        .with_account_name(account.replace(':', " "))
        .build_noncompliant()
}

/// The code of a secret at an instant: what the demo prints as a hint.
pub fn code_at(secret: &[u8], at: Timestamp) -> String {
    totp(secret, "", "").generate(seconds(at)).to_string()
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_second()).unwrap_or_default()
}

fn plain(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_uppercase())
        .take(64)
        .collect()
}

/// The step whose code this is, if any.
pub(super) fn step(secret: &[u8], typed: &str, now: Timestamp) -> Option<i64> {
    totp(secret, "", "")
        .check(&plain(typed), seconds(now))
        .and_then(|step| i64::try_from(step).ok())
}

pub(super) fn missed() -> Error {
    Error::invalid("code", MISSED)
}

/// Takes a code, once.
///
/// # Errors
/// Invalid beside `code`.
pub(super) async fn take(
    gate: &mut Gate,
    visit: &Visit,
    staff: StaffId,
    sealed: Option<&[u8]>,
    typed: &str,
) -> Result<()> {
    let typed = plain(typed);
    if typed.len() != 6 {
        let hash = recovery_hash(staff, &typed);
        let taken = sqlx::query_scalar!(
            r#"select gate_take_recovery_code($1, $2, $3) as "taken!""#,
            staff.0,
            &hash[..],
            visit.now().to_sqlx()
        )
        .fetch_one(&mut **gate)
        .await?;
        return if taken { Ok(()) } else { Err(missed()) };
    }
    let sealed = sealed.ok_or_else(missed)?;
    let secret = open(&visit.office().keys, staff, sealed)?;
    let step = step(&secret, &typed, visit.now()).ok_or_else(missed)?;
    let taken =
        sqlx::query_scalar!(r#"select gate_take_totp_step($1, $2) as "taken!""#, staff.0, step)
            .fetch_one(&mut **gate)
            .await?;
    if taken {
        Ok(())
    } else {
        Err(Error::invalid("code", "That code has been used. Wait for the next one."))
    }
}

/// Seals an authenticator's secret for one account.
pub(crate) fn seal_second_factor(
    office: &Office,
    staff: StaffId,
    secret: &[u8],
) -> Result<Vec<u8>> {
    office.keys.seal(&office.chance, Purpose::SecondFactor, staff.0.as_bytes(), secret)
}

pub(super) fn open(keys: &Keys, staff: StaffId, sealed: &[u8]) -> Result<Vec<u8>> {
    keys.open(Purpose::SecondFactor, staff.0.as_bytes(), sealed)
}

/// Fresh recovery codes, as shown and as kept.
pub(super) fn recovery_codes(chance: &Chance, staff: StaffId) -> (Vec<String>, Vec<Vec<u8>>) {
    (0..RECOVERY_CODES)
        .map(|_| {
            let code = base32(&chance.bytes::<RECOVERY>());
            (grouped(&code), recovery_hash(staff, &code).to_vec())
        })
        .unzip()
}

/// 80 random bits need no slow hash; the person's id keeps equal codes apart.
fn recovery_hash(staff: StaffId, plain: &str) -> [u8; 32] {
    sha256(&[staff.0.as_bytes().as_slice(), plain.as_bytes()].concat())
}

/// RFC 4648 §6, without padding; for lengths that are multiples of five bytes.
pub(super) fn base32(bytes: &[u8]) -> String {
    bytes
        .chunks(5)
        .flat_map(|chunk| {
            let bits = chunk.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            (0..8).rev().map(move |at| char::from(BASE32[(bits >> (at * 5) & 31) as usize]))
        })
        .collect()
}

/// An authenticator's secret as it is typed: base 32, in groups or not.
pub fn parse_secret(typed: &str) -> Option<Vec<u8>> {
    totp_rs::Secret::try_from_base32(plain(typed)).ok().map(|secret| secret.to_vec())
}

/// In groups of four, for typing.
pub(super) fn grouped(code: &str) -> String {
    code.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// RFC 6238, appendix B: the last six of its eight digits.
    #[test]
    fn the_codes_of_the_standard() {
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(SECRET, at(second)), code);
            assert_eq!(step(SECRET, code, at(second)), Some(second / 30));
        }
    }

    #[test]
    fn one_step_of_drift_and_no_more() {
        let now = at(1_234_567_890);
        let code = code_at(SECRET, now);
        for (drift, seen) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            assert_eq!(
                step(SECRET, &code, now + jiff::SignedDuration::from_secs(drift)).is_some(),
                seen,
                "{drift}"
            );
        }
        assert!(step(SECRET, &format!(" {} {} ", &code[..3], &code[3..]), now).is_some());
        for wrong in ["", "00592", "0059244", "abcdef", "٠٠٥٩٢٤"] {
            assert_eq!(step(SECRET, wrong, now), None, "{wrong}");
        }
    }

    #[test]
    fn recovery_codes_are_eighty_bits_each_and_kept_as_hashes() {
        let staff = StaffId(uuid::Uuid::from_u128(7));
        let (codes, hashes) = recovery_codes(&Chance::seeded(1), staff);
        assert_eq!(codes.len(), 10);
        assert!(codes.iter().all(|code| code.len() == 19 && plain(code).len() == 16));
        for (code, hash) in codes.iter().zip(&hashes) {
            assert_eq!(recovery_hash(staff, &plain(&code.to_lowercase())).as_slice(), hash);
        }
        assert_eq!(hashes.iter().collect::<std::collections::HashSet<_>>().len(), 10);
    }

    /// RFC 4648 §10.
    #[test]
    fn base32_of_the_standard() {
        assert_eq!(base32(b"fooba"), "MZXW6YTB");
        assert_eq!(grouped("MZXW6YTB"), "MZXW 6YTB");
        assert_eq!(parse_secret("mzxw 6ytb").unwrap(), b"fooba");
    }
}
