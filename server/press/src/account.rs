//! A client's account over a time as a letter: what was charged, what was paid, what is left.

use domain::billing::drafts::FrozenOffice;
use domain::money::Currency;
use jiff::civil::Date;

use crate::letter::{Align, Cell, Dated, Group, Kind, Letter, Line, Total};
use crate::office::{Ways, column, wide};
use crate::press::Fault;
use crate::words::Words;

/// What is printed of one account in one currency.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    pub office: &'a FrozenOffice,
    pub currency: Currency,
    /// Name and address, line by line.
    pub billed_to: &'a [String],
    /// Title and number of the case; may be empty.
    pub matter: &'a [String],
    pub from: Date,
    pub until: Date,
    /// Owed before the first day, minor units; below zero for a credit.
    pub brought_forward: i64,
    /// In the order in which they are read.
    pub booked: &'a [Booked<'a>],
    /// A page where it can be paid (https), for the code.
    pub pay_at: Option<&'a str>,
}

/// Something that changed what is owed.
#[derive(Clone, Copy, Debug)]
pub struct Booked<'a> {
    pub on: Date,
    /// "Invoice 20412", "Bank transfer, thank you".
    pub what: &'a str,
    /// Minor units: above zero what was charged, below zero what was paid or credited.
    pub change: i64,
}

impl Account<'_> {
    /// # Errors
    /// [`Fault::TooMuch`] where a balance is more than an amount can be.
    pub fn letter(&self) -> Result<Letter, Fault> {
        let ways = Ways::of(self.office, self.currency);
        let (lines, balance) = self.lines(&ways)?;
        let until = ways.date(self.until);
        let asks = balance > 0;
        let addressee = self.billed_to.first().map(String::as_str).unwrap_or_default();
        let dated = |label: &str, value, strong| Dated { label: label.into(), value, strong };
        Ok(Letter {
            kind: Kind::Statement,
            paper: ways.paper(),
            language: ways.language(),
            identity: format!(
                "Statement\n{}\n{addressee}\n{} {} {balance}",
                self.office.name, self.from, self.until
            ),
            dated: self.until,
            title: "Statement of account".into(),
            subtitle: ways.tax_number(),
            office: ways.head(),
            addressee: self.billed_to.to_vec(),
            matter: self.matter.to_vec(),
            dates: vec![
                dated("From", ways.date(self.from), false),
                dated("Until", until.clone(), true),
            ],
            opening: vec![],
            columns: vec![
                column("Date", Align::Start),
                wide("Entry"),
                column("Charged", Align::End),
                column("Paid", Align::End),
                column("Balance", Align::End),
            ],
            groups: vec![Group { lines, ..Group::default() }],
            numbered: false,
            taxes: vec![],
            totals: vec![Total {
                label: format!("Balance on {until}"),
                amount: ways.money(balance),
                due: true,
            }],
            payment: asks.then(|| ways.payment("")),
            qr: self.pay_at.filter(|_| asks).and_then(|page| ways.code(Some(page), balance, "")),
            notes: vec![],
            closing: vec![],
            slip: None,
            words: Words::default(),
        })
    }

    fn lines(&self, ways: &Ways<'_>) -> Result<(Vec<Line>, i64), Fault> {
        let line = |on, what: &str, charged: String, paid: String, balance| Line {
            cells: [ways.short_date(on), what.to_owned(), charged, paid, ways.amount(balance)]
                .map(Cell::new)
                .into(),
        };
        let nothing = String::new;
        let first = "Balance brought forward";
        let mut balance = ways.money_of(self.brought_forward);
        let mut lines = vec![line(self.from, first, nothing(), nothing(), balance.minor)];
        for booked in self.booked {
            let change = ways.money_of(booked.change);
            balance = balance.plus(change).map_err(|_| Fault::TooMuch)?;
            let (charged, paid) = match booked.change < 0 {
                true => (nothing(), ways.amount(booked.change.saturating_neg())),
                false => (ways.amount(booked.change), nothing()),
            };
            lines.push(line(booked.on, booked.what, charged, paid, balance.minor));
        }
        Ok((lines, balance.minor))
    }
}
