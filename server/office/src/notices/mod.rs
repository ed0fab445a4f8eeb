//! Everything that is sent. What is due is derived from the truth again and again; a key sees to it that it
//! is due once, and a lease that one server has it in hand.
//!
//! Exactly once does not exist. A mail whose fate is unclear is tried once more under the same Message-ID; a
//! text is left unclear until its provider says, and then a person is asked to ring. Both are shown.

mod compose;
mod dispatch;
mod html;
mod inbound;
mod letter;
pub mod link;
mod plan;
mod read;
mod to_come;

use std::sync::Arc;

use channels::{Mailbox, Mailer, Texter};
use domain::notices::Channel;
use sqlx::{Postgres, Transaction};

pub(crate) use compose::Composed;
pub(crate) use dispatch::Ready;
pub use dispatch::{Dispatched, dispatch, dispatch_while};
pub(crate) use html::page as page_of;
pub use inbound::{note_delivery, take_reply};
pub use plan::{Planned, catch_up, plan, reap};
pub(crate) use read::found;
pub use read::{demo_link, read};
pub use to_come::to_come;
pub(crate) use to_come::{Span, coming, what};

use crate::{Office, Result};

type Tx = Transaction<'static, Postgres>;

/// One way out of the house, and how fast it may be used.
pub struct Carrier<T: ?Sized> {
    /// Nothing leaves the machine without one: what would be sent is kept to be read.
    pub sender: Option<Arc<T>>,
    /// Its name in the rows: "smtp", "kannel", "twilio", "outbox".
    pub provider: &'static str,
    /// Messages a second, on average, over all servers.
    pub rate: f64,
    /// And at once.
    pub burst: f64,
}

/// The ways out, and what every message needs.
pub struct Carriers {
    pub email: Carrier<dyn Mailer>,
    pub text: Carrier<dyn Texter>,
    pub from: Mailbox,
    /// Where links lead: "https://portal.example".
    pub base_url: String,
    /// A provider of payments is there: what asks for money has a link to pay by.
    pub pays: bool,
}

impl std::fmt::Debug for Carriers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Carriers")
            .field("email", &self.email.provider)
            .field("text", &self.text.provider)
            .finish_non_exhaustive()
    }
}

impl Carriers {
    fn of(&self, channel: Channel) -> (&'static str, f64, f64) {
        match channel {
            Channel::Email => (self.email.provider, self.email.rate, self.email.burst),
            Channel::Text => (self.text.provider, self.text.rate, self.text.burst),
        }
    }
}

/// As the role of the loops, which holds a few named functions and reads no table.
pub(crate) async fn begin(office: &Office) -> Result<Tx> {
    office.begin_as("privity_notifier", None, office.clock.now()).await
}
