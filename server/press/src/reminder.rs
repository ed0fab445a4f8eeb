//! A reminder of unpaid invoices as a letter. Which are due to be spoken of, and when, is
//! [`domain::billing::dunning`]'s to say.

use domain::billing::drafts::FrozenOffice;
use domain::billing::dunning::DunningStage;
use domain::money::{Currency, Money};
use jiff::civil::Date;

use crate::letter::{Align, Cell, Dated, Group, Kind, Letter, Line, Total};
use crate::office::{Ways, column, wide};
use crate::press::Fault;
use crate::words::Words;

/// One letter to one debtor about invoices in one currency.
#[derive(Clone, Copy, Debug)]
pub struct Reminder<'a> {
    pub office: &'a FrozenOffice,
    pub currency: Currency,
    pub stage: DunningStage,
    pub dated: Date,
    /// Name and address, line by line.
    pub billed_to: &'a [String],
    /// Title and number of the case; may be empty.
    pub matter: &'a [String],
    /// "Dear Ilse Moreau,".
    pub greeting: &'a str,
    /// What is asked for, the oldest first.
    pub owed: &'a [Owed<'a>],
    /// What could be used from the client's trust account, minor units. It is offered, never taken.
    pub in_trust: Option<i64>,
    /// Whom to ask, with a way to reach them: "Greta Solheim, (555) 010-0114".
    pub ask: &'a str,
    /// Beneath the greeting at the end, line by line.
    pub signed: &'a [String],
    /// A page where it can be paid (https), for the code.
    pub pay_at: Option<&'a str>,
}

/// An invoice that is late.
#[derive(Clone, Copy, Debug)]
pub struct Owed<'a> {
    pub number: &'a str,
    pub due_on: Date,
    /// What is left to pay and not disputed, minor units, above zero.
    pub open: i64,
}

impl Reminder<'_> {
    /// # Errors
    /// [`Fault::Sums`] where nothing is owed, [`Fault::TooMuch`] for what no amount can be.
    pub fn letter(&self) -> Result<Letter, Fault> {
        let ways = Ways::of(self.office, self.currency);
        let due = self.due()?;
        let numbers = self.owed.iter().map(|owed| owed.number).collect::<Vec<_>>().join(", ");
        let title = match self.stage {
            DunningStage::Reminder => "Payment reminder",
            DunningStage::Firm => "Second reminder",
            DunningStage::Final => "Final notice",
        };
        let rows = self.owed.iter().map(|owed| self.row(owed, &ways));
        Ok(Letter {
            kind: Kind::Reminder,
            paper: ways.paper(),
            language: ways.language(),
            identity: format!("{title}\n{}\n{}\n{numbers}\n{due}", self.office.name, self.dated),
            dated: self.dated,
            title: title.into(),
            subtitle: ways.tax_number(),
            office: ways.head(),
            addressee: self.billed_to.to_vec(),
            matter: self.matter.to_vec(),
            dates: vec![Dated {
                label: "Dated".into(),
                value: ways.date(self.dated),
                strong: false,
            }],
            opening: self.opening(due, &ways),
            columns: vec![
                wide("Invoice"),
                column("Due", Align::Start),
                column("Late by", Align::End),
                column("Open", Align::End),
            ],
            groups: vec![Group { lines: rows.collect(), ..Group::default() }],
            numbered: false,
            taxes: vec![],
            totals: vec![Total { label: "Please pay".into(), amount: ways.money(due), due: true }],
            payment: Some(ways.payment(&numbers)),
            qr: ways.code(self.pay_at, due, &numbers),
            notes: vec![],
            closing: self.closing(),
            slip: None,
            words: Words::default(),
        })
    }

    fn due(&self) -> Result<i64, Fault> {
        if self.owed.is_empty() || self.owed.iter().any(|owed| owed.open <= 0) {
            return Err(Fault::Sums);
        }
        let open = self.owed.iter().map(|owed| Money::new(owed.open, self.currency));
        Money::sum(self.currency, open).map(|sum| sum.minor).map_err(|_| Fault::TooMuch)
    }

    fn row(&self, owed: &Owed<'_>, ways: &Ways<'_>) -> Line {
        let late = match (self.dated - owed.due_on).get_days() {
            1 => "1 day".to_owned(),
            days => format!("{} days", days.max(0)),
        };
        let cells = [owed.number.to_owned(), ways.date(owed.due_on), late, ways.amount(owed.open)];
        Line { cells: cells.into_iter().map(Cell::new).collect() }
    }

    fn opening(&self, due: i64, ways: &Ways<'_>) -> Vec<String> {
        let due = ways.money(due);
        let (is, they) = match self.owed {
            [_] => ("The invoice below is", "it"),
            _ => ("The invoices below are", "them"),
        };
        let asked = match self.stage {
            DunningStage::Reminder => format!(
                "{is} past due, and {due} of {they} is open. You can pay in parts: a word is enough."
            ),
            DunningStage::Firm => format!(
                "{is} still unpaid after our reminder. Please pay {due} now, or tell us what stands in the way."
            ),
            DunningStage::Final => format!(
                "{is} unpaid after two reminders. Please pay {due} within ten days. If you cannot, or do not agree \
                 with what was billed, speak to us before then."
            ),
        };
        let trust = self.in_trust.filter(|held| *held > 0).map(|held| {
            let held = ways.money(held);
            format!("We hold {held} for you in trust. If you wish, we use it for this; nothing is used without your word.")
        });
        let ask = match self.ask.trim() {
            "" => None,
            ask => Some(format!("Questions are welcome: ask {ask}.")),
        };
        let crossed = "If the payment is on its way, please disregard this letter.".to_owned();
        [Some(self.greeting.to_owned()), Some(asked), trust, ask, Some(crossed)]
            .into_iter()
            .flatten()
            .filter(|paragraph| !paragraph.trim().is_empty())
            .collect()
    }

    fn closing(&self) -> Vec<String> {
        if self.signed.is_empty() {
            return vec![];
        }
        vec!["Kind regards,".into(), self.signed.join("\n")]
    }
}
