//! Work in progress: what was worked and laid out and is on no invoice yet, by case.

use serde::{Deserialize, Serialize};

use super::invoices::Arrangement;
use crate::ids::{CaseId, PayerId};
use crate::locale::Locale;
use crate::money::Money;
use crate::paging::Rows;

/// The most cases that are drafted at once: those of one page.
pub const BATCH: usize = 200;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ToBillFilter {
    /// Words of a case's number and client.
    pub q: String,
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToBillRow {
    pub case: CaseId,
    pub case_number: String,
    pub client: String,
    pub arrangement: Arrangement,
    /// Nothing of it can be drafted until it is open again.
    pub closed: bool,
    /// Entries and expenses.
    pub entries: i64,
    /// Billable minutes.
    pub minutes: i64,
    /// What the time is worth; under a fixed fee it counts for nothing.
    pub time: Money,
    pub expenses: Money,
    /// "Oct 8, 2026": the oldest of them.
    pub oldest: String,
    /// How many days ago that is.
    pub age: i64,
    /// What the page after this row begins with.
    pub key: String,
}

/// All of it in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToBillSum {
    pub minutes: i64,
    pub time: Money,
    pub expenses: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToBillList {
    pub filter: ToBillFilter,
    /// The longest waiting first.
    pub page: Rows<ToBillRow>,
    pub sums: Vec<ToBillSum>,
    /// The caller writes drafts.
    pub drafts: bool,
    /// Open cases with these words that nothing waits of: a draft is written for them all the same.
    pub others: Vec<(CaseId, String)>,
    pub locale: Locale,
}

/// One case of several that are to be drafted together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRow {
    pub case: CaseId,
    pub case_number: String,
    pub client: String,
    /// Who pays instead of the client, where somebody does.
    pub payer: Option<PayerId>,
    /// Their name, or empty.
    pub payer_name: String,
    pub lines: usize,
    /// As its draft would come to; none where it comes to nothing that could be sent.
    pub total: Option<Money>,
    /// Why no draft can be written of it, or empty.
    pub obstacle: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    pub rows: Vec<BatchRow>,
    /// One a currency.
    pub sums: Vec<Money>,
    pub locale: Locale,
}
