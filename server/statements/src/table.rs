//! CSV: what a bank's table leaves open is found out from all of it, or asked for.
//!
//! A guess is made only where the whole file admits one reading; 03/04 and 1,234 alone are refused.

mod columns;
mod rows;

use domain::money::Currency;

use crate::amount;
use crate::currency;
use crate::date;
use crate::entry::{Balance, Entry, Statement};
use crate::fault::{Fault, What, shown};
use crate::text::{given, tidy};
use columns::Found;
use rows::{Row, Rows};

/// What is known of a bank's table. What is `None` or not listed is found out.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Mapping {
    pub delimiter: Option<char>,
    pub decimal: Option<DecimalMark>,
    pub dates: Option<DateOrder>,
    /// Where a column is that its head does not tell. Any listed goes before what heads tell.
    pub columns: Vec<(Column, At)>,
    /// The account, since no table says it where it can be relied on. Fingerprints are made with it.
    pub account: Option<String>,
    pub currency: Option<Currency>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DecimalMark {
    Point,
    Comma,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DateOrder {
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub enum At {
    /// The head of the column, whatever its case.
    Named(String),
    /// From 0. With a date and an amount placed this way, the table needs no head.
    Place(usize),
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Column {
    BookedOn,
    ValueOn,
    /// With its sign, or with a [`Column::Direction`] beside it.
    Amount,
    /// Paid in, where this is a column of its own.
    Credit,
    /// Paid out, with or without a sign.
    Debit,
    Direction,
    Currency,
    Reference,
    EndToEnd,
    PayerName,
    PayerIban,
    /// May be several columns.
    Remittance,
    /// Of the account after the entry.
    Balance,
}

pub(crate) fn read(text: &str, mapping: &Mapping) -> Result<Statement, Fault> {
    let (rows, columns) = rows::read(text, mapping)?;
    let table = Table::of(&rows, &columns, mapping)?;
    let mut entries = Vec::with_capacity(rows.body.len());
    let mut balances = Vec::new();
    for row in &rows.body {
        entries.push(table.entry(row)?);
        balances.extend(table.balance(row)?);
    }
    if entries.is_empty() {
        return Err(What::Empty.whole());
    }
    let (opening, closing) =
        if balances.len() == entries.len() { ends(&entries, &balances)? } else { (None, None) };
    let account = mapping.account.clone();
    Ok(Statement {
        account,
        currency: table.currency,
        entries,
        opening,
        closing,
        pending: 0,
        of_nought: 0,
    })
}

struct Table<'a> {
    columns: &'a Found,
    mark: char,
    order: DateOrder,
    currency: Currency,
}

impl<'a> Table<'a> {
    fn of(rows: &Rows, columns: &'a Found, mapping: &Mapping) -> Result<Self, Fault> {
        let figures = [Column::Amount, Column::Credit, Column::Debit, Column::Balance];
        let figures: Vec<usize> =
            figures.into_iter().flat_map(|column| columns.all(column)).copied().collect();
        let written = rows.body.iter().flat_map(|row| figures.iter().map(|at| row.field(*at)));
        let mark = match mapping.decimal {
            Some(DecimalMark::Point) => '.',
            Some(DecimalMark::Comma) => ',',
            None => amount::mark_of(written.filter(|field| !field.is_empty()))
                .map_err(|amount| What::DecimalMark(amount).whole())?,
        };
        let days: Vec<usize> = [Column::BookedOn, Column::ValueOn]
            .into_iter()
            .flat_map(|column| columns.all(column))
            .copied()
            .collect();
        let written = rows.body.iter().flat_map(|row| days.iter().map(|at| row.field(*at)));
        let order = match mapping.dates {
            Some(order) => order,
            None => date::order_of(written.filter(|field| !field.is_empty())).map_err(
                |(day, unclear)| {
                    if unclear { What::DateOrder(day) } else { What::Date(day) }.whole()
                },
            )?,
        };
        let first = rows.body.iter().find_map(|row| {
            let code = row.field(columns.one(Column::Currency)?);
            (!code.is_empty()).then(|| currency::of(code).map_err(|what| what.at(row.line)))
        });
        let currency = match (mapping.currency, first) {
            (Some(currency), _) => currency,
            (None, Some(currency)) => currency?,
            (None, None) => return Err(What::NoCurrency.whole()),
        };
        Ok(Self { columns, mark, order, currency })
    }

    fn entry(&self, row: &Row) -> Result<Entry, Fault> {
        let field = |column| self.columns.one(column).map(|at| row.field(at));
        let code = field(Column::Currency).filter(|code| !code.is_empty());
        if let Some(code) = code {
            let own = currency::of(code).map_err(|what| what.at(row.line))?;
            if own != self.currency {
                return Err(What::Mixed(self.currency, own).at(row.line));
            }
        }
        let day = |column| {
            let written = field(column).filter(|day| !day.is_empty());
            let parse = |day| {
                date::parse(day, self.order).ok_or_else(|| What::Date(shown(day)).at(row.line))
            };
            written.map(parse).transpose()
        };
        let booked_on = day(Column::BookedOn)?.ok_or_else(|| What::Missing("date").at(row.line))?;
        let words = self.columns.all(Column::Remittance).iter().map(|at| row.field(*at));
        Ok(Entry {
            booked_on,
            value_on: day(Column::ValueOn)?,
            amount_minor: self.amount(row)?,
            reference: field(Column::Reference).and_then(given),
            end_to_end: field(Column::EndToEnd).and_then(given),
            payer_name: field(Column::PayerName).and_then(given),
            payer_iban: field(Column::PayerIban)
                .map(|iban| iban.replace(char::is_whitespace, ""))
                .filter(|iban| !iban.is_empty()),
            remittance: tidy(&words.collect::<Vec<_>>().join(" ")),
            fingerprint: String::new(),
            line: row.line,
        })
    }

    fn amount(&self, row: &Row) -> Result<i64, Fault> {
        let figure = |column| {
            let written = self.columns.one(column).map(|at| row.field(at));
            written
                .filter(|field| !field.is_empty())
                .map(|field| self.figure(field, row))
                .transpose()
        };
        if let Some(amount) = figure(Column::Amount)? {
            let Some(at) = self.columns.one(Column::Direction) else { return Ok(amount) };
            return match direction(row.field(at)) {
                Some(Direction::In) => Ok(amount),
                Some(Direction::Out) => Ok(-amount.abs()),
                None => Err(What::Direction(shown(row.field(at))).at(row.line)),
            };
        }
        // Some banks fill the other of the two with nothing, and some with nought.
        match (figure(Column::Credit)?, figure(Column::Debit)?) {
            (Some(amount), None | Some(0)) => Ok(amount),
            (None | Some(0), Some(amount)) => Ok(-amount.abs()),
            (None, None) => Err(What::Missing("amount").at(row.line)),
            (Some(_), Some(_)) => Err(What::Direction("+ −".into()).at(row.line)),
        }
    }

    fn balance(&self, row: &Row) -> Result<Option<i64>, Fault> {
        let written = self.columns.one(Column::Balance).map(|at| row.field(at));
        written.filter(|field| !field.is_empty()).map(|field| self.figure(field, row)).transpose()
    }

    /// A figure, which may have its currency before or behind it.
    fn figure(&self, field: &str, row: &Row) -> Result<i64, Fault> {
        let code = self.currency.code();
        let bare = field.strip_prefix(code).or_else(|| field.strip_suffix(code)).unwrap_or(field);
        let bare = bare.trim_matches(['$', '€', '£', ' ', '\u{a0}', '\u{202f}']);
        amount::parse(bare, self.mark, self.currency).map_err(|what| what.at(row.line))
    }
}

enum Direction {
    In,
    Out,
}

fn direction(word: &str) -> Option<Direction> {
    match word.trim().to_lowercase().as_str() {
        "c" | "cr" | "crdt" | "credit" | "h" | "haben" | "+" | "in" | "bij" => Some(Direction::In),
        "d" | "dr" | "dbit" | "debit" | "s" | "soll" | "-" | "out" | "af" => Some(Direction::Out),
        _ => None,
    }
}

/// Opening and closing balance of a table with one on every line, oldest or newest first. Each must
/// follow from its neighbour.
fn ends(entries: &[Entry], balances: &[i64]) -> Result<(Option<Balance>, Option<Balance>), Fault> {
    let follows = |before: i64, entry: &Entry, after: i64| {
        before.checked_add(entry.amount_minor) == Some(after)
    };
    let pairs = || balances.windows(2).enumerate();
    let falls = pairs().find(|(nth, pair)| !follows(pair[0], &entries[nth + 1], pair[1]));
    let rises = pairs().find(|(nth, pair)| !follows(pair[1], &entries[*nth], pair[0]));
    let last = entries.len() - 1;
    let (first, last) = match (falls, rises) {
        (None, _) => (0, last),
        (_, None) => (last, 0),
        (Some((one, _)), Some((other, _))) => {
            return Err(What::Running.at(entries[one.max(other) + 1].line));
        }
    };
    let opening = balances[first].checked_sub(entries[first].amount_minor);
    let balance = |amount_minor, on| Balance { amount_minor, on };
    Ok((
        opening.map(|minor| balance(minor, None)),
        Some(balance(balances[last], Some(entries[last].booked_on))),
    ))
}
