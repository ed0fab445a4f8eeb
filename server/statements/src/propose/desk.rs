//! The open invoices, laid out so that a payment finds its own without going through all of them.

use std::collections::HashMap;

use domain::billing::payments::Part;
use domain::ids::ClientId;
use domain::money::Currency;

use super::names::Name;
use super::numbers::{self, Numbers};
use super::{Confidence, MOST_READINGS, OpenInvoice, Reason, sums};
use crate::entry::Entry;

/// Clients with one word of their names in common; a word that more have tells nobody apart.
const MOST_NAMESAKES: usize = 200;

pub(super) struct Reading {
    pub(super) parts: Vec<Part>,
    pub(super) reason: Reason,
    pub(super) confidence: Confidence,
}

pub(super) struct Desk<'a> {
    invoices: &'a [OpenInvoice],
    numbers: Numbers,
    references: HashMap<String, Vec<usize>>,
    by_client: HashMap<ClientId, Vec<usize>>,
    by_iban: HashMap<String, Vec<ClientId>>,
    by_amount: HashMap<i64, Vec<usize>>,
    /// Names by one of their words, with the clients that have them.
    by_word: HashMap<String, Vec<(Name, ClientId)>>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(currency: Currency, invoices: &'a [OpenInvoice]) -> Self {
        let mut desk = Self {
            invoices,
            numbers: Numbers::default(),
            references: HashMap::new(),
            by_client: HashMap::new(),
            by_iban: HashMap::new(),
            by_amount: HashMap::new(),
            by_word: HashMap::new(),
        };
        let open = invoices.iter().enumerate();
        for (nth, invoice) in
            open.filter(|(_, invoice)| invoice.currency == currency && invoice.open_minor > 0)
        {
            desk.numbers.add(&invoice.number, nth);
            if let Some(reference) = &invoice.reference {
                let reference = numbers::letters(reference);
                if reference.len() >= numbers::SHORTEST_REFERENCE {
                    desk.references.entry(reference).or_default().push(nth);
                }
            }
            let client = invoice.client;
            desk.by_client.entry(client).or_default().push(nth);
            desk.by_amount.entry(invoice.open_minor).or_default().push(nth);
            for iban in &invoice.ibans {
                let clients = desk.by_iban.entry(numbers::letters(iban)).or_default();
                if !clients.contains(&client) {
                    clients.push(client);
                }
            }
            for name in invoice.payers.iter().filter_map(|name| Name::of(name)) {
                for word in name.words() {
                    let named = desk.by_word.entry(word.to_owned()).or_default();
                    if !named.iter().any(|(other, of)| *of == client && *other == name) {
                        named.push((name.clone(), client));
                    }
                }
            }
        }
        desk
    }

    pub(super) fn readings(&self, entry: &Entry) -> Vec<Reading> {
        let referred = self.referred(entry);
        if !referred.is_empty() {
            return self.named(entry, &referred, Reason::Reference).into_iter().collect();
        }
        let numbered = self.numbers.named_in(&entry.remittance);
        let mut readings: Vec<Reading> =
            self.named(entry, &numbered, Reason::Number).into_iter().collect();
        if readings.iter().any(|reading| reading.confidence == Confidence::Strong) {
            return readings;
        }
        let (clients, by_account) = self.payers(entry);
        for client in &clients {
            readings.extend(self.of_client(entry, *client, by_account && clients.len() == 1));
        }
        if readings.is_empty()
            && let Some([invoice]) = self.by_amount.get(&entry.amount_minor).map(Vec::as_slice)
        {
            let parts = self.share(entry.amount_minor, &[*invoice]);
            readings.push(Reading {
                parts,
                reason: Reason::Amount,
                confidence: Confidence::Possible,
            });
        }
        readings
    }

    /// Invoices whose structured reference the payment carries.
    fn referred(&self, entry: &Entry) -> Vec<usize> {
        if self.references.is_empty() {
            return vec![];
        }
        let end_to_end = entry.end_to_end.as_deref().map(numbers::letters);
        let whole = numbers::letters(&entry.remittance);
        let mut found: Vec<usize> = [end_to_end, Some(whole)]
            .into_iter()
            .flatten()
            .chain(numbers::words(&entry.remittance))
            .filter_map(|carried| self.references.get(&carried))
            .flatten()
            .copied()
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn named(&self, entry: &Entry, invoices: &[usize], reason: Reason) -> Option<Reading> {
        if invoices.is_empty() {
            return None;
        }
        let asked: i128 =
            invoices.iter().map(|nth| i128::from(self.invoices[*nth].open_minor)).sum();
        let paid = i128::from(entry.amount_minor);
        let short = reason == Reason::Number
            && invoices.iter().any(|nth| numbers::is_short(&self.invoices[*nth].number));
        let confidence = match paid.cmp(&asked) {
            std::cmp::Ordering::Equal if short => Confidence::Likely,
            std::cmp::Ordering::Equal => Confidence::Strong,
            // Which of several a part is for, only the payer knows.
            std::cmp::Ordering::Less if invoices.len() > 1 => Confidence::Possible,
            _ if short => Confidence::Possible,
            _ => Confidence::Likely,
        };
        Some(Reading { parts: self.share(entry.amount_minor, invoices), reason, confidence })
    }

    /// Clients that the payer may be, and whether the account says so.
    fn payers(&self, entry: &Entry) -> (Vec<ClientId>, bool) {
        let account = entry.payer_iban.as_deref().map(numbers::letters);
        if let Some(clients) = account.and_then(|iban| self.by_iban.get(&iban)) {
            return (clients.clone(), true);
        }
        let Some(payer) = entry.payer_name.as_deref().and_then(Name::of) else {
            return (vec![], false);
        };
        let mut clients: Vec<ClientId> = payer
            .words()
            .filter_map(|word| self.by_word.get(word))
            .filter(|named| named.len() <= MOST_NAMESAKES)
            .flatten()
            .filter(|(name, _)| name.fits(&payer))
            .map(|(_, client)| *client)
            .collect();
        clients.sort_unstable();
        clients.dedup();
        clients.truncate(MOST_READINGS);
        (clients, false)
    }

    fn of_client(&self, entry: &Entry, client: ClientId, certain: bool) -> Vec<Reading> {
        let invoices = self.by_client.get(&client).map_or(&[][..], Vec::as_slice);
        let amount = entry.amount_minor;
        let exact = |nth: &usize| self.invoices[*nth].open_minor == amount;
        let single: Vec<usize> = invoices.iter().copied().filter(exact).collect();
        if !single.is_empty() {
            let alone = single.len() == 1;
            let confidence = if alone { Confidence::Likely } else { Confidence::Possible };
            return single
                .iter()
                .take(MOST_READINGS)
                .map(|nth| Reading {
                    parts: self.share(amount, &[*nth]),
                    reason: Reason::AmountAndPayer,
                    confidence,
                })
                .collect();
        }
        let mut oldest_first = invoices.to_vec();
        oldest_first.sort_by_key(|nth| (self.invoices[*nth].due_on, *nth));
        let open: Vec<i64> =
            oldest_first.iter().map(|nth| self.invoices[*nth].open_minor).collect();
        let found = sums::making(amount, &open);
        let alone = found.complete && found.choices.len() == 1;
        let confidence = if alone && certain { Confidence::Likely } else { Confidence::Possible };
        let choices = found.choices.iter().take(2);
        choices
            .map(|choice| {
                let chosen: Vec<usize> = choice.iter().map(|at| oldest_first[*at]).collect();
                let parts = self.share(amount, &chosen);
                Reading { parts, reason: Reason::SumOfPayer, confidence }
            })
            .collect()
    }

    /// Deals an amount out, what is due first before the others.
    fn share(&self, amount: i64, invoices: &[usize]) -> Vec<Part> {
        let mut order = invoices.to_vec();
        order.sort_by_key(|nth| (self.invoices[*nth].due_on, *nth));
        let mut left = amount;
        let mut parts = Vec::new();
        for invoice in order {
            let invoice = &self.invoices[invoice];
            let amount = left.min(invoice.open_minor);
            if amount > 0 {
                parts.push(Part { invoice: invoice.id, amount });
                left -= amount;
            }
        }
        parts
    }
}
