//! An issued invoice or credit note as a letter: what it said when it was issued, and what happened since.
//!
//! Every figure is the record's own. Those that must agree are checked to, and a record that contradicts
//! itself is not printed.

use domain::billing::drafts::{Frozen, FrozenTax};
use domain::billing::totals::TaxBasis;
use jiff::civil::Date;

use crate::charges::Charges;
use crate::letter::{Dated, Kind, Letter, Note, Tax, Total};
use crate::office::{Ways, given};
use crate::press::Fault;
use crate::words::Words;

/// What is printed of an invoice or, where it [corrects](Frozen::corrects) one, a credit note.
#[derive(Clone, Copy, Debug)]
pub struct Invoice<'a> {
    pub said: &'a Frozen,
    /// What came of it since, the oldest first. Nothing for the paper as it was issued.
    pub since: &'a [Since],
    /// A page where it can be paid (https), for the code. Without one, an invoice in euros has a code for a
    /// transfer, and others have none.
    pub pay_at: Option<&'a str>,
}

/// Something that left less to pay.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Since {
    pub on: Date,
    /// Minor units, above zero.
    pub amount: i64,
    pub change: Change,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Change {
    Received,
    Credited,
    WrittenOff,
}

impl Invoice<'_> {
    /// # Errors
    /// [`Fault::Date`] for a day that is none, [`Fault::Sums`] where lines, discount and taxes do not come to
    /// the total or where more came off it than there was, [`Fault::TooMuch`] for what no amount can be.
    pub fn letter(&self) -> Result<Letter, Fault> {
        let Self { said, .. } = *self;
        let ways = Ways::of(&said.office, said.currency);
        let charges = Charges::of(said, &ways)?;
        check(said, charges.net)?;
        let balance = self.balance()?;
        let is_credit = said.corrects.is_some();
        let asks = !is_credit && balance > 0;
        let (kind, name) = match is_credit {
            true => (Kind::CreditNote, "Credit note"),
            false => (Kind::Invoice, "Invoice"),
        };
        let title = format!("{name} {}", said.number);
        let issued_on = day(&said.issued_on)?;
        let addressee = said.billed_to.first().map(String::as_str).unwrap_or_default();
        let slip = format!("{title} · {addressee} · Balance due {}", ways.money(balance));
        Ok(Letter {
            kind,
            paper: ways.paper(),
            language: ways.language(),
            identity: self.identity(name),
            dated: issued_on,
            title,
            subtitle: ways.tax_number(),
            office: ways.head(),
            addressee: said.billed_to.clone(),
            matter: self.matter(&charges, &ways),
            dates: self.dates(issued_on, &ways)?,
            opening: self.opening(),
            columns: charges.columns,
            groups: charges.groups,
            numbered: true,
            taxes: taxes(said, &ways),
            totals: self.totals(balance, &ways),
            payment: asks.then(|| ways.payment(&said.number)),
            qr: ways.code(self.pay_at.filter(|_| asks), balance, &said.number).filter(|_| asks),
            notes: self.notes(charges.by),
            closing: vec![],
            slip: ways.slip(slip).filter(|_| asks),
            words: Words::default(),
        })
    }

    fn balance(&self) -> Result<i64, Fault> {
        let mut left = i128::from(self.said.total);
        for since in self.since {
            if since.amount <= 0 {
                return Err(Fault::Sums);
            }
            left -= i128::from(since.amount);
        }
        i64::try_from(left).ok().filter(|left| *left >= 0).ok_or(Fault::Sums)
    }

    /// Another after each payment, for the paper is another.
    fn identity(&self, name: &str) -> String {
        let Self { said, .. } = *self;
        let mut identity = format!("{name}\n{}\n{}\n{}", said.office.name, said.number, said.total);
        for since in self.since {
            identity.push_str(&format!("\n{} {} {:?}", since.on, since.amount, since.change));
        }
        identity
    }

    fn matter(&self, charges: &Charges, ways: &Ways<'_>) -> Vec<String> {
        let Self { said, .. } = *self;
        let period = charges.served.map(|(first, last)| match first == last {
            true => format!("Services {}", ways.date(last)),
            false => format!("Services {} – {}", ways.date(first), ways.date(last)),
        });
        let reference = Some(said.reference.trim()).filter(|reference| !reference.is_empty());
        [
            Some(said.title.clone()),
            Some(said.case_number.clone()),
            period,
            reference.map(|reference| format!("Your reference {reference}")),
        ]
        .into_iter()
        .flatten()
        .filter(|line| !line.trim().is_empty())
        .collect()
    }

    fn dates(&self, issued_on: Date, ways: &Ways<'_>) -> Result<Vec<Dated>, Fault> {
        let dated = |label: &str, value: Date, strong| Dated {
            label: label.into(),
            value: ways.date(value),
            strong,
        };
        let due = self.said.due_on.as_deref().map(day).transpose()?;
        let due = due.map(|due| dated("Due", due, true));
        Ok([Some(dated("Issued", issued_on, false)), due].into_iter().flatten().collect())
    }

    /// A credit note says what for; the note of an invoice stands at its end.
    fn opening(&self) -> Vec<String> {
        let Some(corrects) = &self.said.corrects else { return vec![] };
        let mut opening = vec![format!("This credit note corrects invoice {corrects}.")];
        opening.extend(given(&self.said.note).map(str::to_owned));
        opening
    }

    fn totals(&self, balance: i64, ways: &Ways<'_>) -> Vec<Total> {
        let Self { said, .. } = *self;
        let total = |label: &str, amount: String| Total { label: label.into(), amount, due: false };
        let due = |label: &str, minor| Total {
            label: label.into(),
            amount: ways.money(minor),
            due: true,
        };
        let added = said.basis == TaxBasis::Added && !said.taxes.is_empty();
        let mut totals = Vec::new();
        if said.discount > 0 || added {
            totals.push(total("Subtotal", ways.amount(said.subtotal)));
        }
        if said.discount > 0 {
            totals.push(total("Discount", ways.amount(-said.discount)));
        }
        if !said.taxes.is_empty() {
            let label = if added { "Tax" } else { "Tax, in the prices" };
            totals.push(total(label, ways.amount(said.tax)));
        }
        if said.corrects.is_some() {
            totals.push(due("Credited", said.total));
            return totals;
        }
        totals.push(total("Total", ways.money(said.total)));
        totals.extend(self.since.iter().map(|since| {
            let on = ways.short_date(since.on);
            let label = match since.change {
                Change::Received => format!("Received {on}, thank you"),
                Change::Credited => format!("Credited {on}"),
                Change::WrittenOff => format!("Written off {on}"),
            };
            total(&label, ways.amount(-since.amount))
        }));
        totals.push(due("Balance due", balance));
        totals
    }

    fn notes(&self, by: String) -> Vec<Note> {
        let Self { said, .. } = *self;
        let note = |head: &str, text: String| Note { head: head.into(), text };
        let mut notes = Vec::new();
        if !by.is_empty() {
            notes.push(note("Timekeepers", by));
        }
        if said.corrects.is_none() && !said.note.trim().is_empty() {
            notes.push(note("Note", said.note.clone()));
        }
        notes
    }
}

fn taxes(said: &Frozen, ways: &Ways<'_>) -> Vec<Tax> {
    let name = |tax: &FrozenTax| match tax.name.contains('%') {
        true => tax.name.clone(),
        false => format!("{} {}", tax.name, ways.percent(tax.rate.millionths)).trim().to_owned(),
    };
    said.taxes
        .iter()
        .map(|tax| Tax {
            name: name(tax),
            net: ways.amount(tax.taxable),
            amount: ways.amount(tax.tax),
        })
        .collect()
}

/// As the database has it, once more: lines to subtotal, subtotal to total. A credit note has no lines.
fn check(said: &Frozen, net: i128) -> Result<(), Fault> {
    let tax: i128 = said.taxes.iter().map(|tax| i128::from(tax.tax)).sum();
    let added = match said.basis {
        TaxBasis::Added => tax,
        TaxBasis::Included => 0,
    };
    let subtotal = i128::from(said.subtotal);
    let agrees = (said.lines.is_empty() && said.corrects.is_some() || net == subtotal)
        && tax == i128::from(said.tax)
        && subtotal - i128::from(said.discount) + added == i128::from(said.total);
    if agrees { Ok(()) } else { Err(Fault::Sums) }
}

pub(crate) fn day(written: &str) -> Result<Date, Fault> {
    written.parse().map_err(|_| Fault::Date)
}
