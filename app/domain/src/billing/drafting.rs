//! The form in which a draft is written, and what it comes to: by the same rules as when it is kept, so that
//! the total that is shown is the one that will be asked for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::drafts::{Draft, DraftLine, Unbilled};
use super::invoices::LineKind;
use super::time::Recorded;
use super::totals::{Discount, TaxRate, Totals, TotalsError, totals};
use crate::forms::{Choice, FieldErrors};
use crate::ids::{ExpenseId, InvoiceId, TaxId, TimeEntryId};
use crate::locale::Locale;
use crate::money::{Currency, Money};

/// One line as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftLineForm {
    /// "entry:ID", "expense:ID"; empty for a fee.
    pub of: String,
    /// "true": it stands on the invoice.
    pub take: String,
    /// Where it stands among the others: a number.
    pub order: String,
    pub narrative: String,
    pub grouped: String,
    /// Of a fee: what it comes to.
    pub amount: String,
    /// Written down.
    pub less: String,
    pub less_reason: String,
    /// An amount, or a share: "10 %".
    pub discount: String,
    /// A tax's id, or empty.
    pub tax: String,
    /// "true": paid for by the fixed fee.
    pub in_fee: String,
}

/// A draft as it is typed. Its lines go by a name each, which says nothing but which fields belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftForm {
    pub payer: String,
    pub title: String,
    pub note: String,
    pub discount: String,
    pub lines: BTreeMap<String, DraftLineForm>,
    pub revision: String,
}

/// The name of the line at that place.
pub fn line_name(place: usize) -> String {
    format!("l{place:04}")
}

/// A tax that a line can have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxChoice {
    pub id: TaxId,
    pub label: String,
    pub rate: TaxRate,
}

/// What stands beside a line that bills an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineFacts {
    pub of: Recorded,
    /// "Oct 8, 2026".
    pub on: String,
    pub who: String,
    /// Billed minutes; none of an expense.
    pub minutes: Option<i32>,
    /// An hour; none where there is no rate.
    pub rate: Option<Money>,
    pub worth: Money,
}

/// All that the form needs besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftContext {
    /// Of a draft that is written again.
    pub invoice: Option<InvoiceId>,
    /// It was approved, or waits for it: writing it again takes that back.
    pub reviewed: bool,
    pub case_number: String,
    pub client: String,
    pub unbilled: Unbilled,
    pub facts: Vec<LineFacts>,
    pub taxes: Vec<TaxChoice>,
    pub payers: Vec<Choice>,
    /// ISO: entries up to this day are ticked; empty for all.
    pub until: String,
    pub locale: Locale,
}

fn is_yes(typed: &str) -> bool {
    typed == "true"
}

/// "10 %", "250.00", or nothing.
///
/// # Errors
/// What is wrong with it, in words.
pub fn parse_discount(typed: &str, currency: Currency) -> Result<Discount, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(Discount::None);
    }
    let Some(share) = typed.strip_suffix('%') else {
        return Ok(match Money::parse(typed, currency)?.minor {
            0 => Discount::None,
            minor if minor < 0 => return Err("A discount is not below zero.".into()),
            minor => Discount::Amount(minor),
        });
    };
    // to the hundredth of a percent, in the way that amounts are typed
    let hundredths = Money::parse(share.trim(), Currency::UsDollar)
        .map_err(|_| "Enter a discount like 10 % or 250.00.".to_owned())?;
    match u32::try_from(hundredths.minor) {
        Ok(0) => Ok(Discount::None),
        Ok(hundredths) if hundredths <= 10_000 => Ok(Discount::Share(hundredths * 100)),
        _ => Err("A discount is between 0 and 100 %.".into()),
    }
}

/// As [`parse_discount`] reads it back.
pub fn discount_words(discount: Discount, currency: Currency, locale: Locale) -> String {
    match discount {
        Discount::None => String::new(),
        Discount::Amount(minor) => locale.amount(Money::new(minor, currency)),
        Discount::Share(millionths) => match (millionths / 10_000, millionths % 10_000 / 100) {
            (whole, 0) => format!("{whole} %"),
            (whole, rest) => format!("{whole}.{rest:02} %"),
        },
    }
}

/// As a form carries it.
pub fn recorded_word(of: Option<Recorded>) -> String {
    match of {
        Some(Recorded::Entry(id)) => format!("entry:{id}"),
        Some(Recorded::Expense(id)) => format!("expense:{id}"),
        None => String::new(),
    }
}

fn recorded(word: &str) -> Option<Recorded> {
    let (kind, id) = word.split_once(':')?;
    match kind {
        "entry" => id.parse::<TimeEntryId>().ok().map(Recorded::Entry),
        "expense" => id.parse::<ExpenseId>().ok().map(Recorded::Expense),
        _ => None,
    }
}

impl DraftLineForm {
    /// As a line stands that was read.
    pub fn of_line(line: &DraftLine, take: bool, order: usize, ways: (Currency, Locale)) -> Self {
        let (currency, locale) = ways;
        let amount = |minor| locale.amount(Money::new(minor, currency));
        let yes = |it: bool| if it { "true".to_owned() } else { String::new() };
        DraftLineForm {
            of: recorded_word(line.of),
            take: yes(take),
            order: order.to_string(),
            narrative: line.narrative.clone(),
            grouped: line.grouped.clone(),
            amount: if line.of.is_none() { amount(line.gross) } else { String::new() },
            less: if line.written_down > 0 { amount(line.written_down) } else { String::new() },
            less_reason: line.write_down_reason.clone(),
            discount: discount_words(line.discount, currency, locale),
            tax: line.tax.map(|(id, _)| id.to_string()).unwrap_or_default(),
            in_fee: yes(line.in_fee),
        }
    }

    /// An empty line for a charge that no entry stands behind.
    fn is_blank(&self) -> bool {
        self.of.is_empty() && self.narrative.trim().is_empty() && self.amount.trim().is_empty()
    }

    fn place(&self) -> f64 {
        let typed = self.order.trim().replace(',', ".");
        typed.parse().ok().filter(|place: &f64| place.is_finite()).unwrap_or(f64::MAX)
    }

    fn read(
        &self,
        name: &str,
        context: &DraftContext,
        errors: &mut FieldErrors,
    ) -> Option<DraftLine> {
        let currency = context.unbilled.currency;
        let field = |what: &str| format!("lines[{name}][{what}]");
        let of = recorded(&self.of);
        let known = context.unbilled.draft.lines.iter().find(|line| line.of == of);
        let (kind, gross) = match (of, known) {
            (None, _) => {
                let amount = errors.take(&field("amount"), Money::parse(&self.amount, currency));
                (LineKind::Fee, amount?.minor)
            }
            (Some(_), Some(known)) => (known.kind, known.gross),
            // billed meanwhile: the office says so when it is kept
            (Some(Recorded::Entry(_)), None) => (LineKind::Time, 0),
            (Some(Recorded::Expense(_)), None) => (LineKind::Expense, 0),
        };
        let less = match self.less.trim() {
            "" => Some(0),
            typed => {
                errors.take(&field("less"), Money::parse(typed, currency)).map(|less| less.minor)
            }
        }?;
        if !(0..=gross).contains(&less) {
            errors.add(&field("less"), "No more can be written down than the line is worth.");
            return None;
        }
        if less > 0 && self.less_reason.trim().is_empty() {
            errors.add(&field("less_reason"), "Say why it is written down.");
            return None;
        }
        let discount = errors.take(&field("discount"), parse_discount(&self.discount, currency))?;
        let tax = match self.tax.as_str() {
            "" => None,
            id => {
                let known = context.taxes.iter().find(|tax| tax.id.to_string() == id);
                let known = known.ok_or_else(|| "Choose a tax.".to_owned());
                let tax = errors.take(&field("tax"), known)?;
                Some((tax.id, tax.rate))
            }
        };
        if self.narrative.trim().is_empty() {
            errors.add(&field("narrative"), "Say what the line is for.");
            return None;
        }
        Some(DraftLine {
            kind,
            of,
            narrative: self.narrative.clone(),
            grouped: self.grouped.clone(),
            gross,
            written_down: less,
            write_down_reason: self.less_reason.clone(),
            discount,
            tax,
            in_fee: is_yes(&self.in_fee),
        })
    }
}

impl DraftForm {
    pub fn revision(&self) -> i32 {
        self.revision.parse().unwrap_or_default()
    }

    /// The lines that are ticked, in the order in which they will be read.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn read(&self, context: &DraftContext) -> Result<Draft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut taken: Vec<(&String, &DraftLineForm)> =
            self.lines.iter().filter(|(_, line)| is_yes(&line.take) && !line.is_blank()).collect();
        taken.sort_by(|(_, one), (_, other)| one.place().total_cmp(&other.place()));
        let mut lines = Vec::with_capacity(taken.len());
        for (name, line) in taken {
            lines.extend(line.read(name, context, &mut errors));
        }
        let currency = context.unbilled.currency;
        let discount = errors.take("discount", parse_discount(&self.discount, currency));
        let payer = match self.payer.as_str() {
            "" => Some(None),
            id => errors.take("payer", id.parse().map_err(|_| "Choose who pays.".into())).map(Some),
        };
        match (discount, payer, errors.is_empty()) {
            (Some(discount), Some(payer), true) => Ok(Draft {
                payer,
                title: self.title.clone(),
                note: self.note.clone(),
                discount,
                lines,
            }),
            _ => Err(errors),
        }
    }
}

impl DraftContext {
    /// What a draft comes to.
    ///
    /// # Errors
    /// Why it comes to nothing that could be sent.
    pub fn totals(&self, draft: &Draft) -> Result<Totals, TotalsError> {
        let terms = super::totals::Terms { discount: draft.discount, ..self.unbilled.terms() };
        let priced: Vec<_> = draft.lines.iter().map(DraftLine::priced).collect();
        totals(&priced, &terms)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::billing::invoices::Arrangement;
    use crate::billing::totals::{TaxBasis, TaxRounding};
    use crate::ids::CaseId;

    const ENTRY: TimeEntryId = TimeEntryId(Uuid::from_u128(1));
    const TAX: TaxId = TaxId(Uuid::from_u128(2));

    fn context() -> DraftContext {
        let line = DraftLine {
            kind: LineKind::Time,
            of: Some(Recorded::Entry(ENTRY)),
            narrative: "Call".into(),
            grouped: String::new(),
            gross: 10_000,
            written_down: 0,
            write_down_reason: String::new(),
            discount: Discount::None,
            tax: None,
            in_fee: false,
        };
        DraftContext {
            invoice: None,
            reviewed: false,
            case_number: "A-1".into(),
            client: "Ashdown".into(),
            unbilled: Unbilled {
                case: CaseId(Uuid::from_u128(3)),
                currency: Currency::UsDollar,
                arrangement: Arrangement::Hourly,
                basis: TaxBasis::Added,
                rounding: TaxRounding::PerRate,
                several_payers: false,
                draft: Draft {
                    payer: None,
                    title: String::new(),
                    note: String::new(),
                    discount: Discount::None,
                    lines: vec![line],
                },
            },
            facts: Vec::new(),
            taxes: vec![TaxChoice {
                id: TAX,
                label: "Sales tax".into(),
                rate: TaxRate { millionths: 100_000 },
            }],
            payers: Vec::new(),
            until: String::new(),
            locale: Locale::UnitedStates,
        }
    }

    fn form(change: impl Fn(&mut DraftLineForm)) -> DraftForm {
        let ways = (Currency::UsDollar, Locale::UnitedStates);
        let mut entry = DraftLineForm::of_line(&context().unbilled.draft.lines[0], true, 2, ways);
        change(&mut entry);
        let fee = DraftLineForm {
            take: "true".into(),
            order: "1".into(),
            narrative: "Filing".into(),
            amount: "50.00".into(),
            tax: TAX.to_string(),
            ..DraftLineForm::default()
        };
        let blank = DraftLineForm { take: "true".into(), ..DraftLineForm::default() };
        let lines = [entry, fee, blank].into_iter().enumerate();
        let lines = lines.map(|(place, line)| (line_name(place), line)).collect();
        DraftForm { lines, ..DraftForm::default() }
    }

    #[test]
    fn the_ticked_lines_come_to_their_total_in_the_order_that_was_typed() {
        let context = context();
        let draft = form(|_| ()).read(&context).expect("a draft");
        let read: Vec<_> = draft.lines.iter().map(|it| (it.narrative.as_str(), it.gross)).collect();
        assert_eq!(read, [("Filing", 5_000), ("Call", 10_000)]);
        assert_eq!(context.totals(&draft).map(|it| (it.tax, it.total)), Ok((500, 15_500)));
        let fewer = form(|line| line.take = String::new()).read(&context).expect("a draft");
        assert_eq!(fewer.lines.len(), 1);
        // what an entry is worth is not for the form to say
        let dearer = form(|line| line.amount = "9,999".into()).read(&context).expect("a draft");
        assert_eq!(dearer.lines[1].gross, 10_000);
    }

    #[test]
    fn what_is_wrong_is_said_of_its_line() {
        let wrong = |change: fn(&mut DraftLineForm)| match form(change).read(&context()) {
            Err(errors) => errors.0.into_iter().map(|error| error.field).collect::<Vec<_>>(),
            Ok(draft) => panic!("{draft:?}"),
        };
        assert_eq!(wrong(|line| line.less = "100.01".into()), ["lines[l0000][less]"]);
        assert_eq!(wrong(|line| line.less = "5".into()), ["lines[l0000][less_reason]"]);
        assert_eq!(wrong(|line| line.narrative = " ".into()), ["lines[l0000][narrative]"]);
        assert_eq!(wrong(|line| line.discount = "101 %".into()), ["lines[l0000][discount]"]);
        assert_eq!(wrong(|line| line.tax = "none".into()), ["lines[l0000][tax]"]);
    }

    #[test]
    fn a_discount_is_a_share_or_an_amount_and_comes_back_as_it_was_typed() {
        let usd = Currency::UsDollar;
        for (typed, discount) in [
            ("", Discount::None),
            ("0", Discount::None),
            ("10%", Discount::Share(100_000)),
            ("7.25 %", Discount::Share(72_500)),
            ("250.00", Discount::Amount(25_000)),
        ] {
            assert_eq!(parse_discount(typed, usd), Ok(discount), "{typed}");
            let words = discount_words(discount, usd, Locale::UnitedStates);
            assert_eq!(parse_discount(&words, usd), Ok(discount), "{words}");
        }
        for wrong in ["-5", "101 %", "-1 %", "ten"] {
            assert!(parse_discount(wrong, usd).is_err(), "{wrong}");
        }
    }
}
