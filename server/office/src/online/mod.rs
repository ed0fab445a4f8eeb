//! Paying at a provider: links that lead to a page of ours, the provider's page that is asked for from there, and what
//! the provider says afterwards, taken once.
//!
//! A link says an invoice's number and what is left of it, and nothing of what it is for. Nobody is believed who is
//! not the provider: that somebody comes back from its page means nothing.

mod links;
mod pay;
mod told;
mod waiting;

use std::fmt;
use std::sync::Arc;

use channels::Cashier;

pub use links::make;
pub(crate) use links::{Offered, offer};
pub use pay::{ask, show};
pub use told::{Taken, take};
pub use waiting::decide;
pub(crate) use waiting::waiting;

/// The provider of payments, and where links lead. Cheap to clone.
#[derive(Clone)]
pub struct Online {
    pub cashier: Arc<dyn Cashier>,
    /// "https://portal.example".
    pub base_url: Arc<str>,
}

impl fmt::Debug for Online {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.cashier.name())
    }
}
