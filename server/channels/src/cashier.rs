//! Paying on a provider's page: what is asked for, what comes back, and what the provider says of it later.

use std::fmt;
use std::time::Duration;

use domain::money::Money;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use uuid::Uuid;

use crate::outcome::Reason;
use crate::text::Wrong;

/// Takes payments on pages of its own.
pub trait Cashier: Send + Sync {
    /// Its name in the rows: "stripe".
    fn name(&self) -> &'static str;

    /// Asks for a page on which an order can be paid. Asked again with the same order it is the same page: so it may
    /// be asked again, whatever became of the first time.
    fn page<'a>(&'a self, order: &'a Order) -> BoxFuture<'a, Result<HostedPage, NoPage>>;

    /// Reads what the provider posted: its body as it came, the header with its signature, and when it is.
    ///
    /// # Errors
    /// It is not signed by the provider for us, or not lately; or something is missing.
    fn read(&self, body: &[u8], signature: &str, now: Timestamp) -> Result<Told, Wrong>;
}

/// What is to be paid.
#[derive(Clone, PartialEq, Eq)]
pub struct Order {
    pub id: Uuid,
    /// "Invoice 1042": all that the provider learns of what it is for.
    pub title: String,
    pub amount: Money,
    /// Nobody can pay on its page from then on.
    pub ends_at: Timestamp,
    /// Where whoever has paid, or has not, comes back to: a page of ours.
    pub back_url: String,
}

/// For a log: the id alone.
impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The provider's page.
#[derive(Clone, PartialEq, Eq)]
pub struct HostedPage {
    /// The provider's name for it.
    pub reference: String,
    /// `https://…`
    pub url: String,
}

/// For a log: without the address, on which anybody could pay.
impl fmt::Debug for HostedPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostedPage").field("reference", &self.reference).finish_non_exhaustive()
    }
}

/// There was no page to be had. It is safe to ask again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoPage {
    pub reason: Reason,
    /// The provider asks for so much patience.
    pub after: Option<Duration>,
}

/// Something that the provider says has happened. It says it until we answer, and now and then twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The provider's name for the saying: the same however often it is said.
    pub event: String,
    pub happened: Happened,
}

/// Amounts in minor units of a currency as ISO 4217 writes it, which may be one that nobody here knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    Paid {
        /// None: of no page that we asked for.
        order: Option<Uuid>,
        /// The provider's name for the payment.
        payment: String,
        amount: i64,
        currency: String,
    },
    /// So much of it in all was given back, there and not here.
    Refunded { payment: String, amount: i64, currency: String },
    /// The card's holder disputes it.
    Disputed { payment: String, amount: i64, currency: String },
    /// Nothing that concerns us.
    Other,
}
