//! What is unbilled and owed, beside what else is told of a case or a client.

use serde::{Deserialize, Serialize};

use crate::locale::Locale;
use crate::money::Money;

/// In one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owing {
    /// On no invoice yet: minutes of time, and what they and the expenses are worth.
    pub minutes: i64,
    pub unbilled: Money,
    /// Of issued invoices.
    pub left: Money,
    pub overdue: Money,
    pub drafts: i64,
}

/// Of a case or a client, by currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    pub owing: Vec<Owing>,
    pub locale: Locale,
}
