//! Tries at links that open something without a session: whoever guesses is slowed, by their network.

use super::throttle::Budget;
use crate::Result;
use crate::gate::{Gate, Visit};

/// Takes a try, before it is known whether the link is one.
///
/// # Errors
/// Busy.
pub(crate) async fn take(gate: &mut Gate, visit: &Visit) -> Result<()> {
    Budget::guesses(visit).take(gate, visit).await
}

/// It was one: the try counts for nothing.
///
/// # Errors
/// Unavailable.
pub(crate) async fn give_back(gate: &mut Gate, visit: &Visit) -> Result<()> {
    Budget::guesses(visit).give_back(gate).await
}
