//! The pages of payments: what came in, where it went, and what is still over.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::online::EventRow;
use super::payments::Method;
use crate::forms::Choice;
use crate::ids::{CaseId, ClientId, InvoiceId, PaymentId, StatementLineId};
use crate::locale::Locale;
use crate::money::Money;
use crate::paging::Rows;

/// Which part of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaymentBox {
    #[default]
    All,
    /// Something is over and waits to be used or given back.
    Credit,
    /// Bounced, or never was.
    Reversed,
}

impl PaymentBox {
    pub const ALL: [PaymentBox; 3] = [PaymentBox::All, PaymentBox::Credit, PaymentBox::Reversed];

    pub const fn word(self) -> &'static str {
        match self {
            PaymentBox::All => "all",
            PaymentBox::Credit => "credit",
            PaymentBox::Reversed => "reversed",
        }
    }

    pub fn from_word(word: &str) -> Option<PaymentBox> {
        PaymentBox::ALL.into_iter().find(|which| which.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            PaymentBox::All => "All",
            PaymentBox::Credit => "With credit",
            PaymentBox::Reversed => "Reversed",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaymentFilter {
    /// A word of [`PaymentBox`]; empty: all.
    pub which: String,
    /// A client's id; empty: everybody's.
    pub client: String,
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentRow {
    pub id: PaymentId,
    /// The day it came in, "Oct 8, 2026".
    pub on: String,
    pub client: String,
    /// Who paid, where it was not the client.
    pub payer: String,
    pub method: Method,
    pub reference: String,
    pub amount: Money,
    /// What is over.
    pub credit: Money,
    pub reversed: bool,
    pub key: String,
}

/// What came in in one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    /// "Oct 2026".
    pub label: String,
    pub sum: Money,
    pub payments: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentList {
    pub filter: PaymentFilter,
    /// Whose, where the list is one client's.
    pub client: String,
    pub page: Rows<PaymentRow>,
    /// The last twelve months, the oldest first, in the office's currency.
    pub months: Vec<Month>,
    /// Whether the caller takes payments.
    pub takes: bool,
    /// What a provider said that waits for somebody.
    pub waiting: Vec<EventRow>,
    pub locale: Locale,
}

/// So much of a payment on an invoice, now or once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartRow {
    pub invoice: InvoiceId,
    pub number: String,
    pub case: CaseId,
    pub case_number: String,
    pub amount: Money,
    pub on: String,
    /// When and why it was taken off.
    pub ended: Option<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundRow {
    pub amount: Money,
    pub method: Method,
    pub on: String,
    pub reason: String,
    pub by: String,
}

/// An invoice that could take something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRow {
    pub invoice: InvoiceId,
    pub number: String,
    pub case_number: String,
    /// Who is asked to pay it, where it is not the client.
    pub debtor: String,
    pub due: String,
    pub late: i64,
    pub left: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentPage {
    pub id: PaymentId,
    pub client: ClientId,
    pub client_name: String,
    pub payer: String,
    pub on: String,
    pub amount: Money,
    pub credit: Money,
    pub method: Method,
    pub retainer: bool,
    pub reference: String,
    pub note: String,
    /// "Greta Solheim, Oct 8, 2026".
    pub recorded: String,
    /// By whom, when and why it was reversed.
    pub reversed: Option<(String, String)>,
    pub parts: Vec<PartRow>,
    pub refunds: Vec<RefundRow>,
    /// What its credit could go on, while there is any.
    pub open: Vec<OpenRow>,
    /// Whether the caller may use, give back and reverse it.
    pub uses: bool,
    /// A fresh id for the form that gives back.
    pub once: String,
    pub locale: Locale,
}

/// A payment as its form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaymentForm {
    /// The id that the payment will have: the same form sent twice is one payment.
    pub once: String,
    pub client: String,
    /// The line of a bank statement that it is, or empty.
    pub line: String,
    /// A currency's code.
    pub currency: String,
    pub amount: String,
    /// One of [`Method`], by its word.
    pub method: String,
    pub received_on: String,
    pub reference: String,
    pub note: String,
    /// A payer of one of the client's cases, or empty: the client.
    pub payer: String,
    /// "true": paid in advance, and stays as credit whatever is owed.
    pub retainer: String,
    /// So much for that invoice, by its id; all empty: the oldest first.
    pub parts: BTreeMap<String, String>,
}

/// What is done about a payment, as the forms of its page have it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CreditForm {
    /// "use", "refund", "take-off" or "reverse": which of the forms it was.
    pub doing: String,
    /// The id that a refund will have: the same form sent twice gives back once.
    pub once: String,
    pub parts: BTreeMap<String, String>,
    pub amount: String,
    /// One of [`Method`], by its word.
    pub method: String,
    pub reason: String,
    /// The invoice it is taken off.
    pub invoice: String,
}

/// The name of the field for a part of an invoice.
pub fn part_field(invoice: InvoiceId) -> String {
    format!("parts[{invoice}]")
}

/// Somebody who may have paid, to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debtor {
    pub client: ClientId,
    pub name: String,
    /// "3 open invoices, $4,120.00".
    pub owes: String,
}

/// What the form of a new payment stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Paying {
    /// Nobody is chosen yet: who was looked for, and who was found.
    Whose { words: String, found: Vec<Debtor> },
    /// The client, and what is open.
    Of {
        client: ClientId,
        name: String,
        /// Payers of the client's cases.
        payers: Vec<Choice>,
        open: Vec<OpenRow>,
        /// What is over of earlier payments.
        credits: Vec<Money>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayingPage {
    pub paying: Paying,
    /// The line of a bank statement that is to be recorded, in words: its day, amount, name and text.
    pub line: Option<(StatementLineId, String)>,
    pub currencies: Vec<Choice>,
    pub locale: Locale,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_found_by_its_word() {
        assert!(PaymentBox::ALL.iter().all(|it| PaymentBox::from_word(it.word()) == Some(*it)));
        assert_eq!(PaymentBox::from_word("spent"), None);
    }
}
