//! What carries a message out of the house: e-mail, texts, pages to pay on, and what providers say back.
//!
//! No database, no clock, no chance of its own. An [`Outcome`] is never a guess: what may have been
//! taken is [`Outcome::Unknown`], and nothing here tries a second time by itself.
//!
//! Waiting is measured, the date is never asked. One comes in by `lettre` all the same: the time in a
//! DKIM signature is the machine's, and nothing depends on it.

mod cashier;
mod dkim;
mod email;
mod http;
mod imap;
pub mod incoming;
mod kannel;
mod outcome;
mod place;
mod query;
mod smtp;
mod stripe;
mod text;
mod twilio;

use futures_util::future::BoxFuture;

pub use cashier::{Cashier, Happened, HostedPage, NoPage, Order, Told};
pub use dkim::Dkim;
pub use email::{Attached, Calendar, Email, MailId, Mailbox, Method, Unsubscribe};
pub use imap::{Imap, ImapConfig, ImapTrouble, OpenFolder, Waiting};
pub use kannel::{Kannel, KannelConfig};
pub use outcome::{Code, Outcome, Reason, Scope};
pub use smtp::{Patience, Security, Smtp, SmtpConfig};
pub use stripe::{Stripe, StripeConfig};
pub use text::{DeliveryReport, Inbound, Number, State, Text, Wrong};
pub use twilio::{Twilio, TwilioConfig};

/// Sends e-mail.
pub trait Mailer: Send + Sync {
    /// Tries once. May be dropped at any await: what was under way is then unknown.
    fn send<'a>(&'a self, email: &'a Email) -> BoxFuture<'a, Outcome>;
}

/// Sends texts.
pub trait Texter: Send + Sync {
    /// Tries once. May be dropped at any await: what was under way is then unknown.
    fn send<'a>(&'a self, text: &'a Text) -> BoxFuture<'a, Outcome>;
}

/// A sender cannot be used as it is configured, in words for an operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(pub String);

impl Unusable {
    fn because(what: impl Into<String>) -> Unusable {
        Unusable(what.into())
    }
}
