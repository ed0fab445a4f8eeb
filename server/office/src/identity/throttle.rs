//! How many tries somebody has. Kept in the database, so it holds across replicas; slows and never
//! locks, so that a stranger cannot keep a person out: a browser in which the account was signed in to
//! before has tries of its own, and what counts for all the others never waits longer than a few seconds.
//!
//! A try is taken before it is made and handed back when it was right: guesses sent side by side
//! count one by one.

use std::net::IpAddr;

use domain::ids::StaffId;
use jiff_sqlx::ToSqlx;

use crate::gate::{Gate, Visit};
use crate::{Error, Result};

/// Tries at one account from one address before it slows.
const PAIR: i32 = 5;
/// Tries at one account from anywhere.
const ACCOUNT: i32 = 20;
/// Tries from one address at any account: a whole office may share it.
const ADDRESS: i32 = 100;
/// Codes typed after the right password, and proofs by somebody signed in.
const FACTOR: i32 = 5;
/// Resets asked for one account, right or wrong.
const RESET: i32 = 3;
/// Codes asked for at the portal's door for one address, right or wrong.
const PORTAL: i32 = 5;
/// Seconds to wait at most.
const LONGEST: i32 = 900;
/// And where strangers could make somebody else wait.
const LONGEST_FOR_ALL: i32 = 8;

/// What a try counts against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    key: [u8; 32],
    free: i32,
    longest: i32,
}

impl Budget {
    fn new(visit: &Visit, kind: &str, of: &str, free: i32) -> Budget {
        Budget { key: visit.office().keys.fingerprint(kind, of), free, longest: LONGEST }
    }

    /// Of one browser that the account knows.
    pub(crate) fn known(visit: &Visit, browser: &str) -> Budget {
        Budget::new(visit, "known", browser, PAIR)
    }

    pub(crate) fn pair(visit: &Visit, email: &str) -> Budget {
        Budget::new(visit, "pair", &format!("{} {email}", network(visit.address())), PAIR)
    }

    pub(crate) fn account(visit: &Visit, email: &str) -> Budget {
        let longest = LONGEST_FOR_ALL;
        Budget { longest, ..Budget::new(visit, "account", email, ACCOUNT) }
    }

    pub(crate) fn address(visit: &Visit) -> Budget {
        Budget::new(visit, "address", &network(visit.address()), ADDRESS)
    }

    /// At links that open something without a session.
    pub(crate) fn guesses(visit: &Visit) -> Budget {
        Budget::new(visit, "guess", &network(visit.address()), ADDRESS)
    }

    pub(crate) fn factor(visit: &Visit, staff: StaffId) -> Budget {
        Budget::new(visit, "factor", &staff.to_string(), FACTOR)
    }

    pub(crate) fn proof(visit: &Visit, staff: StaffId) -> Budget {
        Budget::new(visit, "proof", &staff.to_string(), FACTOR)
    }

    pub(crate) fn reset(visit: &Visit, email: &str) -> Budget {
        Budget::new(visit, "reset", email, RESET)
    }

    pub(crate) fn portal(visit: &Visit, email: &str) -> Budget {
        let longest = LONGEST_FOR_ALL;
        Budget { longest, ..Budget::new(visit, "portal", email, PORTAL) }
    }

    /// # Errors
    /// Busy, when it has to wait: then drop the transaction, and nothing was taken from any budget.
    pub(crate) async fn take(self, gate: &mut Gate, visit: &Visit) -> Result<()> {
        let wait = sqlx::query_scalar!(
            r#"select gate_take_try($1, $2, $3, $4) as "wait!""#,
            &self.key[..],
            visit.now().to_sqlx(),
            self.free,
            self.longest
        )
        .fetch_one(&mut **gate)
        .await?;
        match u32::try_from(wait) {
            Ok(0) => Ok(()),
            Ok(seconds) => Err(Error::Busy(seconds)),
            Err(_) => Err(Error::internal("a negative wait")),
        }
    }

    /// Hands one try back; a wait it began stays.
    pub(crate) async fn give_back(self, gate: &mut Gate) -> Result<()> {
        sqlx::query!("select gate_return_try($1)", &self.key[..]).execute(&mut **gate).await?;
        Ok(())
    }

    /// Forgets all misses.
    pub(crate) async fn forgive(self, gate: &mut Gate) -> Result<()> {
        sqlx::query!("select gate_forgive($1)", &self.key[..]).execute(&mut **gate).await?;
        Ok(())
    }
}

/// The address, or the /64 of an IPv6 one: one subscriber has them all.
fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V6(ip)) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(ip)) => ip.to_string(),
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_in_one_ipv6_network_share_a_budget() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
