//! Which column is what, told by the heads that banks give them.

use std::collections::HashMap;

use super::{At, Column, Mapping};
use crate::fault::{Fault, What};

/// Heads in lower case, with single spaces and without marks at their end.
const HEADS: [(Column, &[&str]); 13] = [
    (
        Column::BookedOn,
        &[
            "date",
            "booking date",
            "booked on",
            "posting date",
            "posted date",
            "transaction date",
            "buchungstag",
            "buchungsdatum",
            "buchung",
            "datum",
            "date opération",
            "date operation",
            "date comptable",
            "fecha",
            "fecha operación",
            "boekdatum",
            "data contabile",
            "data",
        ],
    ),
    (
        Column::ValueOn,
        &[
            "value date",
            "valuta",
            "valutadatum",
            "wertstellung",
            "wertstellungstag",
            "date valeur",
            "date de valeur",
            "fecha valor",
            "rentedatum",
            "data valuta",
        ],
    ),
    (
        Column::Amount,
        &[
            "amount",
            "transaction amount",
            "betrag",
            "umsatz",
            "montant",
            "importe",
            "bedrag",
            "importo",
        ],
    ),
    (
        Column::Credit,
        &[
            "credit",
            "paid in",
            "money in",
            "deposit",
            "deposits",
            "haben",
            "crédit",
            "gutschrift",
            "abono",
            "entrate",
        ],
    ),
    (
        Column::Debit,
        &[
            "debit",
            "paid out",
            "money out",
            "withdrawal",
            "withdrawals",
            "soll",
            "débit",
            "belastung",
            "cargo",
            "uscite",
        ],
    ),
    (
        Column::Direction,
        &[
            "direction",
            "credit/debit",
            "debit/credit",
            "dr/cr",
            "cr/dr",
            "soll/haben",
            "s/h",
            "af bij",
            "sens",
        ],
    ),
    (
        Column::Currency,
        &["currency", "ccy", "währung", "waehrung", "devise", "divisa", "munt", "valuta code"],
    ),
    (
        Column::Reference,
        &[
            "reference id",
            "transaction id",
            "bank reference",
            "transaction reference",
            "fitid",
            "bankreferenz",
            "umsatz-id",
            "référence banque",
        ],
    ),
    (
        Column::EndToEnd,
        &[
            "end-to-end id",
            "end to end id",
            "end-to-end reference",
            "end-to-end-referenz",
            "kundenreferenz",
            "kundenreferenz (end-to-end)",
        ],
    ),
    (
        Column::PayerName,
        &[
            "name",
            "payer",
            "payee",
            "counterparty",
            "counterparty name",
            "payer name",
            "zahlungspflichtiger",
            "zahlungsbeteiligter",
            "name zahlungsbeteiligter",
            "auftraggeber",
            "auftraggeber/empfänger",
            "beguenstigter/zahlungspflichtiger",
            "begünstigter/zahlungspflichtiger",
            "naam / omschrijving",
            "tiers",
            "beneficiario",
        ],
    ),
    (
        Column::PayerIban,
        &[
            "iban",
            "payer iban",
            "counterparty iban",
            "account number",
            "kontonummer/iban",
            "iban zahlungsbeteiligter",
            "tegenrekening",
        ],
    ),
    (
        Column::Remittance,
        &[
            "description",
            "details",
            "memo",
            "reference",
            "remittance",
            "remittance information",
            "narrative",
            "payment reference",
            "verwendungszweck",
            "buchungstext",
            "libellé",
            "libelle",
            "concepto",
            "omschrijving",
            "mededelingen",
            "descrizione",
            "causale",
        ],
    ),
    (
        Column::Balance,
        &[
            "balance",
            "running balance",
            "account balance",
            "saldo",
            "kontostand",
            "solde",
            "saldo nach buchung",
        ],
    ),
];

/// The places of the columns, from 0.
#[derive(Debug, Default)]
pub(super) struct Found(HashMap<Column, Vec<usize>>);

impl Found {
    pub(super) fn all(&self, column: Column) -> &[usize] {
        self.0.get(&column).map_or(&[], Vec::as_slice)
    }

    pub(super) fn one(&self, column: Column) -> Option<usize> {
        self.all(column).first().copied()
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Enough to read entries by: a day, and an amount in one column or two.
    pub(super) fn complete(&self) -> Result<(), Fault> {
        let has = |column| self.one(column).is_some();
        if !has(Column::BookedOn) {
            return Err(What::Column("the date").whole());
        }
        let figures = has(Column::Amount) || (has(Column::Credit) && has(Column::Debit));
        if figures { Ok(()) } else { Err(What::Column("the amount").whole()) }
    }

    /// By a head, and by what is named before it.
    pub(super) fn by_head(head: &[&str], mapping: &Mapping) -> Self {
        let plain: Vec<String> = head.iter().map(|name| plain(name)).collect();
        let mut found = Self::placed(mapping);
        for (column, at) in &mapping.columns {
            if let At::Named(name) = at
                && let Some(place) = plain.iter().position(|head| *head == self::plain(name))
            {
                found.0.entry(*column).or_default().push(place);
            }
        }
        let named: Vec<Column> = found.0.keys().copied().collect();
        for (column, heads) in HEADS.iter().filter(|(column, _)| !named.contains(column)) {
            for (place, head) in plain.iter().enumerate() {
                let taken = found.0.values().flatten().any(|other| *other == place);
                if heads.contains(&head.as_str()) && !taken {
                    found.0.entry(*column).or_default().push(place);
                }
            }
        }
        found
    }

    /// By place alone, for a table without a head.
    pub(super) fn placed(mapping: &Mapping) -> Self {
        let mut found = Self::default();
        for (column, at) in &mapping.columns {
            if let At::Place(place) = at {
                found.0.entry(*column).or_default().push(*place);
            }
        }
        found
    }
}

fn plain(head: &str) -> String {
    crate::text::tidy(head).to_lowercase().trim_end_matches([':', '*', '.']).to_owned()
}
