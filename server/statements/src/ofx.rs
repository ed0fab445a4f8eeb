//! Open Financial Exchange, 1 (SGML, where values have no end tags) and 2 (XML).
//!
//! Both become the same row of [`Piece`]s. Only aggregates that are known count as nesting, so that an
//! empty value, which looks like the beginning of one, does no harm.

mod pieces;

use domain::money::Currency;

use crate::entry::{Balance, Entry, Statement};
use crate::fault::{Fault, What, shown};
use crate::read::MOST_ENTRIES;
use crate::text::{given, tidy};
use crate::{amount, currency, date};
use pieces::Piece;

pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Statement>, Fault> {
    let mut reader = Reader::default();
    for (piece, line) in pieces::of(bytes)? {
        match piece {
            Piece::Open(name) => reader.open(&name, line)?,
            Piece::Value(name, value) => reader.value(&name, &value, line)?,
            Piece::Close(name) => reader.close(&name, line)?,
        }
    }
    if !reader.within.is_empty() {
        return Err(What::Xml.whole());
    }
    if reader.statements.is_empty() { Err(What::Empty.whole()) } else { Ok(reader.statements) }
}

const AGGREGATES: [&str; 12] = [
    "OFX",
    "STMTRS",
    "CCSTMTRS",
    "BANKACCTFROM",
    "CCACCTFROM",
    "BANKTRANLIST",
    "STMTTRN",
    "PAYEE",
    "BANKACCTTO",
    "CCACCTTO",
    "CURRENCY",
    "LEDGERBAL",
];

#[derive(Default)]
struct Reader {
    within: Vec<&'static str>,
    account: [String; 2],
    statement: Option<Statement>,
    transaction: Transaction,
    /// Amount and day, as written.
    balance: Option<(String, u64, Option<jiff::civil::Date>)>,
    statements: Vec<Statement>,
}

#[derive(Default)]
struct Transaction {
    line: u64,
    posted: Option<jiff::civil::Date>,
    available: Option<jiff::civil::Date>,
    amount: Option<(String, u64)>,
    id: Option<String>,
    name: Option<String>,
    account: Option<String>,
    words: Vec<String>,
    currency: Option<Currency>,
}

impl Reader {
    fn open(&mut self, name: &str, line: u64) -> Result<(), Fault> {
        let Some(known) = AGGREGATES.into_iter().find(|known| *known == name) else {
            return Ok(());
        };
        match known {
            "STMTRS" | "CCSTMTRS" => {
                self.account = Default::default();
                self.statement = None;
                self.balance = None;
            }
            "STMTTRN" => self.transaction = Transaction { line, ..Transaction::default() },
            _ => {}
        }
        if self.within.contains(&known) {
            return Err(What::Xml.at(line));
        }
        self.within.push(known);
        Ok(())
    }

    fn value(&mut self, name: &str, value: &str, line: u64) -> Result<(), Fault> {
        let Some(within) = self.within.last().copied() else { return Ok(()) };
        let day = || date::ofx(value).ok_or_else(|| What::Date(shown(value)).at(line));
        let currency = || currency::of(value).map_err(|what| what.at(line));
        let transaction = &mut self.transaction;
        match (within, name) {
            ("STMTRS" | "CCSTMTRS", "CURDEF") => {
                self.statement = Some(Statement {
                    account: None,
                    currency: currency()?,
                    entries: vec![],
                    opening: None,
                    closing: None,
                    pending: 0,
                    of_nought: 0,
                });
            }
            ("BANKACCTFROM" | "CCACCTFROM", "BANKID") => self.account[0] = tidy(value),
            ("BANKACCTFROM" | "CCACCTFROM", "ACCTID") => self.account[1] = tidy(value),
            ("STMTTRN", "DTPOSTED") => transaction.posted = Some(day()?),
            ("STMTTRN", "DTAVAIL") => transaction.available = Some(day()?),
            ("STMTTRN", "TRNAMT") => transaction.amount = Some((value.to_owned(), line)),
            ("STMTTRN", "FITID") => transaction.id = given(value),
            ("STMTTRN", "NAME") | ("PAYEE", "NAME") => transaction.name = given(value),
            ("STMTTRN", "MEMO" | "CHECKNUM" | "REFNUM") => transaction.words.extend(given(value)),
            ("BANKACCTTO" | "CCACCTTO", "ACCTID") => transaction.account = given(value),
            ("CURRENCY", "CURSYM") => transaction.currency = Some(currency()?),
            ("LEDGERBAL", "BALAMT") => self.balance = Some((value.to_owned(), line, None)),
            ("LEDGERBAL", "DTASOF") => {
                if let Some(balance) = &mut self.balance {
                    balance.2 = date::ofx(value);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str, line: u64) -> Result<(), Fault> {
        let Some(known) = AGGREGATES.into_iter().find(|known| *known == name) else {
            return Ok(());
        };
        if self.within.pop() != Some(known) {
            return Err(What::Xml.at(line));
        }
        match known {
            "STMTTRN" => self.booked(),
            "STMTRS" | "CCSTMTRS" => self.ended(line),
            _ => Ok(()),
        }
    }

    fn booked(&mut self) -> Result<(), Fault> {
        let found = std::mem::take(&mut self.transaction);
        let missing = |what| What::Missing(what).at(found.line);
        let statement = self.statement.as_mut().ok_or_else(|| missing("CURDEF"))?;
        let currency = statement.currency;
        if let Some(other) = found.currency.filter(|other| *other != currency) {
            return Err(What::Mixed(currency, other).at(found.line));
        }
        let (written, line) = found.amount.ok_or_else(|| missing("TRNAMT"))?;
        if statement.entries.len() == MOST_ENTRIES {
            return Err(What::TooMany.whole());
        }
        statement.entries.push(Entry {
            booked_on: found.posted.ok_or_else(|| missing("DTPOSTED"))?,
            value_on: found.available,
            amount_minor: figure(&written, currency).map_err(|what| what.at(line))?,
            reference: found.id,
            end_to_end: None,
            payer_name: found.name,
            payer_iban: found.account,
            remittance: found.words.join(" "),
            fingerprint: String::new(),
            line: found.line,
        });
        Ok(())
    }

    fn ended(&mut self, line: u64) -> Result<(), Fault> {
        let mut statement =
            self.statement.take().ok_or_else(|| What::Missing("CURDEF").at(line))?;
        let account = self.account.join(" ");
        statement.account = given(&account);
        if let Some((written, line, on)) = self.balance.take() {
            let amount_minor =
                figure(&written, statement.currency).map_err(|what| what.at(line))?;
            statement.closing = Some(Balance { amount_minor, on });
        }
        self.statements.push(statement);
        Ok(())
    }
}

/// OFX allows a comma for a point, and no grouping.
fn figure(written: &str, currency: Currency) -> Result<i64, What> {
    let pointed = written.trim().replacen(',', ".", 1);
    amount::plain(&pointed, currency).map_err(|what| match what {
        What::Amount(_) => What::Amount(shown(written)),
        other => other,
    })
}
