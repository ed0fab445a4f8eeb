//! What the office laid out for a case, and its receipt: a PDF or a picture that comes with the expense.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::sheet::{SheetCase, treatment, written_down};
use super::time::Treatment;
use crate::forms::{Choice, FieldErrors};
use crate::ids::{DocumentId, ExpenseId, InvoiceId};
use crate::locale::Locale;
use crate::money::{Currency, Money};
use crate::paging::Rows;
use crate::text;

/// The longest receipt, in bytes.
pub const RECEIPT_BYTES: usize = 20 << 20;
/// What a receipt may be, by what its bytes say.
pub const RECEIPT_MEDIA: [&str; 7] = [
    "application/pdf",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/tiff",
    "image/heic",
];

/// An expense as its form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExpenseForm {
    /// A case's number or words by which it is found, where the page is not a case's.
    pub case: String,
    /// What was chosen of what those words fit, with the words it was chosen for; or empty.
    pub picked: String,
    pub on: String,
    pub amount: String,
    pub description: String,
    /// One of [`Treatment`], by its word; empty: billable.
    pub treatment: String,
    pub written_down: String,
    pub write_down_reason: String,
    /// A document of the case that is there already, or empty.
    pub receipt: String,
    pub revision: String,
}

/// [`ExpenseForm`] without its typos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedExpense {
    pub on: Date,
    /// Minor units.
    pub amount: i64,
    pub description: String,
    pub treatment: Treatment,
    pub written_down: i64,
    pub write_down_reason: String,
    pub receipt: Option<DocumentId>,
}

impl ExpenseForm {
    /// `currency`: the case's.
    pub fn parse(&self, currency: Currency, errors: &mut FieldErrors) -> Option<ParsedExpense> {
        let on = errors.take("on", text::parse_date(&self.on));
        let amount = errors.take("amount", Money::parse_above_zero(&self.amount, currency));
        let description =
            errors.take("description", text::required_prose(&self.description, "what it was for"));
        let treatment = errors.take("treatment", treatment(&self.treatment, true));
        let written_down =
            written_down(&self.written_down, &self.write_down_reason, currency, errors);
        let receipt = match self.receipt.as_str() {
            "" => Some(None),
            id => errors
                .take(
                    "receipt",
                    id.parse().map_err(|_| "Choose a document of the case.".to_owned()),
                )
                .map(Some),
        };
        if let (Some(amount), Some((down, _))) = (amount, &written_down)
            && *down > amount.minor
        {
            errors.add("written_down", "No more can be written down than was spent.");
        }
        let (written_down, write_down_reason) = written_down?;
        Some(ParsedExpense {
            on: on?,
            amount: amount?.minor,
            description: description?,
            treatment: treatment?,
            written_down,
            write_down_reason,
            receipt: receipt?,
        })
        .filter(|_| errors.is_empty())
    }
}

/// What is wrong with a receipt, if anything. `media` is what its first bytes say, `label` that in words.
///
/// # Errors
/// A sentence for beside the field.
pub fn check_receipt(bytes: &[u8], media: &str, label: &str) -> Result<(), String> {
    if bytes.is_empty() {
        return Err("This file is empty: 0 bytes. Choose the receipt again.".into());
    }
    if bytes.len() > RECEIPT_BYTES {
        return Err(format!("A receipt is at most {} MB.", RECEIPT_BYTES >> 20));
    }
    if !RECEIPT_MEDIA.contains(&media) {
        let what = label.to_lowercase();
        return Err(format!(
            "A receipt is a PDF or a picture. This file is of another kind: {what}."
        ));
    }
    match has_its_end(bytes, media) {
        true => Ok(()),
        false => Err("This file was cut short: its end is missing. Send the receipt again.".into()),
    }
}

/// Whether a file of a kind whose end is marked has that mark.
fn has_its_end(bytes: &[u8], media: &str) -> bool {
    let (mark, within): (&[u8], usize) = match media {
        // lenient readers look for it in the last kilobyte
        "application/pdf" => (b"%%EOF", 2048),
        "image/png" => (b"IEND", 4096),
        "image/jpeg" => (&[0xff, 0xd9], bytes.len()),
        _ => return true,
    };
    let tail = &bytes[bytes.len().saturating_sub(within)..];
    tail.windows(mark.len()).any(|window| window == mark)
}

/// The receipt of an expense, as far as the reader may open it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Receipt {
    #[default]
    None,
    Open(DocumentId),
    /// There is one, narrowed to others.
    Shut,
}

impl Receipt {
    /// `has`: there is one; `seen`: the document, for whoever may open it.
    pub fn of(has: bool, seen: Option<DocumentId>) -> Receipt {
        match (has, seen) {
            (_, Some(document)) => Receipt::Open(document),
            (true, None) => Receipt::Shut,
            (false, None) => Receipt::None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpenseRow {
    pub id: ExpenseId,
    pub case: Option<SheetCase>,
    /// "Oct 12, 2026".
    pub on: String,
    /// Who laid it out, where it is not the reader.
    pub who: Option<String>,
    pub description: String,
    pub treatment: Treatment,
    /// After write-down.
    pub amount: Money,
    pub written_down: Money,
    pub receipt: Receipt,
    /// It stands on this invoice and is locked.
    pub invoice: Option<InvoiceId>,
}

/// What was laid out for a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseExpenses {
    pub case: SheetCase,
    /// Everybody's; else the reader's own.
    pub all: bool,
    pub may_record: bool,
    /// A receipt can be sent with one.
    pub may_add_receipt: bool,
    /// Receipts among the case's documents that hang on no expense yet.
    pub receipts: Vec<Choice>,
    pub page: Rows<ExpenseRow>,
    /// What is billable and on no invoice, one amount a currency.
    pub unbilled: Vec<Money>,
    pub currency: Currency,
    /// ISO.
    pub today: String,
    pub locale: Locale,
}

/// The page of one expense.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpensePage {
    pub id: ExpenseId,
    pub case: SheetCase,
    /// Who laid it out, where it is not the reader.
    pub whose: Option<String>,
    /// "$45.00".
    pub spent: String,
    pub day: String,
    /// On this invoice, and locked.
    pub invoice: Option<InvoiceId>,
    /// It reads on and does not change.
    pub locked: bool,
    pub receipt: Receipt,
    /// Another can be sent.
    pub may_add_receipt: bool,
    pub currency: Currency,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form() -> ExpenseForm {
        ExpenseForm {
            on: "2026-10-12".into(),
            amount: "435".into(),
            description: "Filing fee".into(),
            ..ExpenseForm::default()
        }
    }

    fn wrong(form: &ExpenseForm) -> Vec<String> {
        let mut errors = FieldErrors::default();
        let parsed = form.parse(Currency::UsDollar, &mut errors);
        assert_eq!(parsed.is_some(), errors.is_empty());
        errors.0.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn an_expense_costs_something() {
        assert!(wrong(&form()).is_empty());
        let with = |amount: &str| ExpenseForm { amount: amount.into(), ..form() };
        for amount in ["", "0", "-5", "(5)", "1e9", "99999999999999", "12.3456", "€ 20", "20 EUR"]
        {
            assert_eq!(wrong(&with(amount)), ["amount"], "{amount}");
        }
        assert_eq!(wrong(&ExpenseForm::default()), ["on", "amount", "description"]);
    }

    #[test]
    fn no_more_is_written_down_than_was_spent_and_with_a_reason() {
        let down = |amount: &str, why: &str| ExpenseForm {
            written_down: amount.into(),
            write_down_reason: why.into(),
            ..form()
        };
        assert!(wrong(&down("435", "Ours")).is_empty());
        assert_eq!(wrong(&down("435.01", "Ours")), ["written_down"]);
        assert_eq!(wrong(&down("5", "")), ["write_down_reason"]);
        assert_eq!(wrong(&ExpenseForm { treatment: "free".into(), ..form() }), ["treatment"]);
    }

    #[test]
    fn a_receipt_is_whole_and_a_pdf_or_a_picture() {
        let check = |bytes: &[u8], media: &str| check_receipt(bytes, media, "Program").is_ok();
        assert!(check(b"%PDF-1.7 ... %%EOF\n", "application/pdf"));
        assert!(!check(b"%PDF-1.7 ...", "application/pdf"));
        assert!(!check(b"", "application/x-empty"));
        assert!(!check(b"MZ", "application/x-executable"));
        assert!(!check(b"<svg/>", "image/svg+xml"));
        assert!(check(&[0xff, 0xd8, 0xff, 0xd9], "image/jpeg"));
        assert!(!check(&[0xff, 0xd8, 0xff], "image/jpeg"));
        assert!(!check(&vec![b' '; RECEIPT_BYTES + 1], "image/gif"));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64), media in proptest::sample::select(&RECEIPT_MEDIA[..])) {
            let _ = check_receipt(&bytes, media, "PDF");
        }
    }
}
