//! Statements as banks write them, as hostile hands write them, and what they propose.

#![expect(clippy::unwrap_used, reason = "what a test cannot get is its failure")]

mod camt;
mod csv;
mod hostile;
mod ofx;
mod properties;
mod propose;

use domain::money::Currency;
use statements::{Entry, Fault, Mapping, Statement, What};

fn read(text: impl AsRef<[u8]>) -> Result<Vec<Statement>, Fault> {
    statements::read(text.as_ref(), &Mapping::default())
}

fn one(text: impl AsRef<[u8]>) -> Statement {
    let mut statements = read(text).unwrap();
    assert_eq!(statements.len(), 1);
    statements.remove(0)
}

fn eur() -> Currency {
    Currency::Euro
}

fn in_euros() -> Mapping {
    Mapping { currency: Some(eur()), ..Mapping::default() }
}

fn amounts(entries: &[Entry]) -> Vec<i64> {
    entries.iter().map(|entry| entry.amount_minor).collect()
}

fn fault(text: impl AsRef<[u8]>) -> (Option<u64>, What) {
    let fault = read(text).unwrap_err();
    (fault.line, fault.what)
}
