//! Which open invoices a payment may be for, and why. Proposals only: a person takes one over or none.
//!
//! Every entry is judged alone, so two payments may be proposed for the same invoice;
//! [`Proposal::contested`] says so.

mod desk;
mod names;
mod numbers;
mod sums;

use std::collections::{HashMap, HashSet};

use domain::billing::payments::Part;
use domain::ids::{ClientId, InvoiceId};
use domain::money::Currency;
use jiff::civil::Date;

use crate::entry::Entry;
use desk::Desk;

/// What may be paid.
#[derive(Clone, Debug)]
pub struct OpenInvoice {
    pub id: InvoiceId,
    /// As printed on the invoice.
    pub number: String,
    /// A structured reference (`RF…`) or other words that are on no other invoice.
    pub reference: Option<String>,
    pub client: ClientId,
    /// Names under which the client, or whoever pays for the client, has an account.
    pub payers: Vec<String>,
    pub ibans: Vec<String>,
    pub currency: Currency,
    /// What is left to pay, above nought.
    pub open_minor: i64,
    pub due_on: Date,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Proposal {
    /// Index into the entries.
    pub entry: usize,
    /// As the office allocates a payment, each invoice once: at most what is open of it, in minor units.
    pub parts: Vec<Part>,
    pub reason: Reason,
    pub confidence: Confidence,
    /// Other entries are proposed for the same invoices, and together they come to more than is open.
    pub contested: bool,
}

impl Proposal {
    /// Of the payment, what no invoice asks for.
    pub fn left_over_minor(&self, entry: &Entry) -> i64 {
        let taken: i64 = self.parts.iter().map(|part| part.amount).sum();
        entry.amount_minor - taken
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reason {
    /// The payment carries the invoice's structured reference.
    Reference,
    /// The payment's words name the numbers of these invoices.
    Number,
    /// The amount is what is open, and the payer's account or name is the client's.
    AmountAndPayer,
    /// The amount is what is open of several invoices of the payer together.
    SumOfPayer,
    /// The amount is what is open of this invoice alone, and nothing else fits.
    Amount,
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Confidence {
    /// One of several readings, or one on thin grounds.
    Possible,
    Likely,
    /// Reference or number, and the amount to the cent.
    Strong,
}

/// Readings of one payment that are shown; more would be no help.
const MOST_READINGS: usize = 5;

/// For payments in (`currency` is their statement's), what they may be for: an entry's proposals by confidence, best first. Entries
/// nothing is known of have none. Grows with entries plus invoices, and those of the payer at hand.
pub fn propose(entries: &[Entry], currency: Currency, invoices: &[OpenInvoice]) -> Vec<Proposal> {
    let desk = Desk::new(currency, invoices);
    let mut proposals: Vec<Proposal> = Vec::new();
    for (nth, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.amount_minor > 0) {
        let mut readings = desk.readings(entry);
        readings.sort_by_key(|reading| std::cmp::Reverse(reading.confidence));
        readings.truncate(MOST_READINGS);
        proposals.extend(readings.into_iter().map(|reading| Proposal {
            entry: nth,
            parts: reading.parts,
            reason: reading.reason,
            confidence: reading.confidence,
            contested: false,
        }));
    }
    contest(&mut proposals, invoices);
    proposals
}

/// Marks proposals that cannot all be taken over. Several readings of one entry do not count twice.
fn contest(proposals: &mut [Proposal], invoices: &[OpenInvoice]) {
    let mut most: HashMap<(InvoiceId, usize), i64> = HashMap::new();
    for proposal in proposals.iter() {
        for part in &proposal.parts {
            let taken = most.entry((part.invoice, proposal.entry)).or_default();
            *taken = part.amount.max(*taken);
        }
    }
    let mut taken: HashMap<InvoiceId, i128> = HashMap::new();
    for ((invoice, _), amount) in most {
        *taken.entry(invoice).or_default() += i128::from(amount);
    }
    let open = invoices.iter().map(|invoice| (invoice.id, i128::from(invoice.open_minor)));
    let over: HashSet<InvoiceId> = open
        .filter(|(invoice, open)| taken.get(invoice).is_some_and(|sum| sum > open))
        .map(|(invoice, _)| invoice)
        .collect();
    for proposal in proposals {
        proposal.contested = proposal.parts.iter().any(|part| over.contains(&part.invoice));
    }
}
