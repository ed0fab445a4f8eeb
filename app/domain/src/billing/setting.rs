//! How invoices look and are numbered, how they ask to be paid, and the taxes that stand on them: set by the office.
//! A tax is ended and never changed: an invoice keeps name and rate of its own.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::time::{RoundingRule, STEPS};
use super::totals::{TaxBasis, TaxRounding, WHOLE};
use crate::forms::FieldErrors;
use crate::ids::TaxId;
use crate::text::{self, EmailAddress};

/// The most days to pay in.
pub const MOST_PAYMENT_DAYS: i16 = 180;
/// The most an office that comes from elsewhere has counted to.
const MOST_FIRST: i32 = 100_000_000;
/// Characters of a pattern of numbers.
const PATTERN_CHARS: usize = 40;

/// What holds for every invoice, as its form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvoiceSettingForm {
    /// Days to pay, where a case has none of its own.
    pub payment_days: String,
    /// "on": the responsible attorney approves each draft.
    pub approve: String,
    pub tax_number: String,
    /// One of [`TaxBasis`], by its word.
    pub basis: String,
    /// One of [`TaxRounding`], by its word.
    pub rounding: String,
    /// One of [`STEPS`], in minutes.
    pub time_step: String,
    /// One of [`RoundingRule`], by its word.
    pub time_rounding: String,
    pub invoice_pattern: String,
    pub credit_note_pattern: String,
    /// The first number, for an office that has issued none here.
    pub first_invoice: String,
    /// The account's holder; empty: the office.
    pub payee: String,
    pub iban: String,
    pub bic: String,
    pub how_to_pay: String,
    pub email: String,
    pub phone: String,
    pub revision: String,
}

/// [`InvoiceSettingForm`] without its typos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedInvoiceSetting {
    pub payment_days: i16,
    pub approve: bool,
    pub tax_number: String,
    pub basis: TaxBasis,
    pub rounding: TaxRounding,
    /// Minutes.
    pub time_step: i16,
    pub time_rounding: RoundingRule,
    pub invoice_pattern: String,
    pub credit_note_pattern: String,
    /// None: counted on as it is.
    pub first_invoice: Option<i32>,
    pub payee: String,
    pub iban: String,
    pub bic: String,
    pub how_to_pay: String,
    pub email: String,
    pub phone: String,
}

impl InvoiceSettingForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedInvoiceSetting> {
        let payment_days = errors.take("payment_days", days(&self.payment_days));
        let tax_number = errors.take("tax_number", short(&self.tax_number, 100));
        let basis = errors.take("basis", chosen(TaxBasis::from_word(&self.basis)));
        let rounding = errors.take("rounding", chosen(TaxRounding::from_word(&self.rounding)));
        let step =
            self.time_step.parse::<i16>().ok().filter(|step| STEPS.contains(&i32::from(*step)));
        let time_step = errors.take("time_step", chosen(step));
        let rule = RoundingRule::from_word(&self.time_rounding);
        let time_rounding = errors.take("time_rounding", chosen(rule));
        let invoice_pattern = errors.take("invoice_pattern", pattern(&self.invoice_pattern));
        let credit_notes = errors.take("credit_note_pattern", pattern(&self.credit_note_pattern));
        if invoice_pattern.is_some() && invoice_pattern == credit_notes {
            let why = "Give credit notes numbers that no invoice has.";
            errors.add("credit_note_pattern", why);
        }
        let first_invoice = errors.take("first_invoice", first(&self.first_invoice));
        let payee = errors.take("payee", short(&self.payee, 70));
        let iban = errors.take("iban", parse_iban(&self.iban));
        let bic = errors.take("bic", parse_bic(&self.bic));
        let how_to_pay = errors.take("how_to_pay", text::prose(&self.how_to_pay));
        let email = match self.email.trim() {
            "" => Some(String::new()),
            typed => errors.take("email", EmailAddress::parse(typed)).map(|it| it.to_string()),
        };
        let phone = errors.take("phone", short(&self.phone, 40));
        Some(ParsedInvoiceSetting {
            payment_days: payment_days?,
            approve: self.approve == "on",
            tax_number: tax_number?,
            basis: basis?,
            rounding: rounding?,
            time_step: time_step?,
            time_rounding: time_rounding?,
            invoice_pattern: invoice_pattern?,
            credit_note_pattern: credit_notes?,
            first_invoice: first_invoice?,
            payee: payee?,
            iban: iban?,
            bic: bic?,
            how_to_pay: how_to_pay?,
            email: email?,
            phone: phone?,
        })
        .filter(|_| errors.is_empty())
    }
}

/// Days to pay.
///
/// # Errors
/// A sentence for beside the field.
pub fn days(typed: &str) -> Result<i16, String> {
    typed
        .trim()
        .parse::<i16>()
        .ok()
        .filter(|days| (0..=MOST_PAYMENT_DAYS).contains(days))
        .ok_or_else(|| format!("Enter days from 0 to {MOST_PAYMENT_DAYS}."))
}

fn chosen<T>(word: Option<T>) -> Result<T, String> {
    word.ok_or_else(|| "Choose one of these.".to_owned())
}

fn short(typed: &str, most: usize) -> Result<String, String> {
    let line = text::line(typed)?;
    match line.chars().count() > most {
        true => Err(format!("Use at most {most} characters.")),
        false => Ok(line),
    }
}

fn first(typed: &str) -> Result<Option<i32>, String> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let first = typed.trim().parse::<i32>().ok().filter(|first| (1..=MOST_FIRST).contains(first));
    first.map(Some).ok_or_else(|| "Enter a number above zero.".into())
}

/// How numbers of invoices look: `{seq}` once, and `{year}` where the count begins anew each year.
///
/// # Errors
/// A sentence for beside the field.
pub fn pattern(typed: &str) -> Result<String, String> {
    let pattern = text::line(typed)?;
    if pattern.matches("{seq}").count() != 1 {
        return Err("Write {seq} once: that is where the count stands.".into());
    }
    if pattern.matches("{year}").count() > 1 {
        return Err("Write {year} once, or leave it out.".into());
    }
    let signs = pattern.replace("{year}", "").replace("{seq}", "");
    if signs.chars().any(|c| !(c.is_ascii_alphanumeric() || "-/._ ".contains(c))) {
        return Err("Use letters, digits and - / . _ around {year} and {seq}.".into());
    }
    // two counts side by side would read as one
    if pattern.contains("{year}{seq}") || pattern.contains("{seq}{year}") {
        return Err("Put a sign between {year} and {seq}.".into());
    }
    match pattern.chars().count() > PATTERN_CHARS {
        true => Err(format!("Use at most {PATTERN_CHARS} characters.")),
        false => Ok(pattern),
    }
}

/// A number as the pattern makes it.
pub fn number(pattern: &str, year: i16, seq: i32) -> String {
    pattern.replace("{year}", &year.to_string()).replace("{seq}", &format!("{seq:04}"))
}

/// An IBAN by its check digits (ISO 13616, ISO 7064 MOD 97-10), without blanks; empty for none.
///
/// # Errors
/// A sentence for beside the field.
pub fn parse_iban(typed: &str) -> Result<String, String> {
    let iban: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let iban = iban.to_ascii_uppercase();
    if iban.is_empty() {
        return Ok(iban);
    }
    let bytes = iban.as_bytes();
    let shaped = (15..=34).contains(&bytes.len())
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes.iter().all(u8::is_ascii_alphanumeric);
    let whole = "This is no whole IBAN. Copy it again, with its country and check digits.";
    if !shaped {
        return Err(whole.into());
    }
    let (head, tail) = iban.split_at(4);
    let rest = tail.chars().chain(head.chars()).filter_map(|c| c.to_digit(36)).fold(
        0,
        |rest: u32, value| match value {
            0..=9 => (rest * 10 + value) % 97,
            _ => (rest * 100 + value) % 97,
        },
    );
    if rest == 1 { Ok(iban) } else { Err(whole.into()) }
}

fn parse_bic(typed: &str) -> Result<String, String> {
    let bic = typed.trim().to_ascii_uppercase();
    let shaped =
        matches!(bic.len(), 0 | 8 | 11) && bic.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if shaped { Ok(bic) } else { Err("A BIC has 8 or 11 letters and digits.".into()) }
}

/// What stands beside the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceSettingPage {
    /// Something was issued here already: counting goes on by itself.
    pub numbered: bool,
    /// What the first invoice of this year would be called: "2026-0001".
    pub example: String,
}

/// A tax as its form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaxForm {
    pub name: String,
    /// Per cent, with up to four decimals.
    pub percent: String,
    /// "on": what a new line for time and fees begins with.
    pub for_time: String,
    /// "on": the same for expenses.
    pub for_expenses: String,
    /// ISO: the first day at it.
    pub since: String,
}

/// [`TaxForm`] without its typos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedTax {
    pub name: String,
    pub millionths: i32,
    pub for_time: bool,
    pub for_expenses: bool,
    pub since: Date,
}

impl TaxForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedTax> {
        let name = text::required_line(&self.name, "what the tax is called");
        let name = errors.take("name", name.and_then(|name| short(&name, 60)));
        let millionths = errors.take("percent", parse_percent(&self.percent));
        let since = errors.take("since", text::parse_date(&self.since));
        Some(ParsedTax {
            name: name?,
            millionths: millionths?,
            for_time: self.for_time == "on",
            for_expenses: self.for_expenses == "on",
            since: since?,
        })
    }
}

/// Per cent as people type them, in millionths: "8.875" is 88,750.
///
/// # Errors
/// A sentence for beside the field.
pub fn parse_percent(typed: &str) -> Result<i32, String> {
    let typed = typed.trim().trim_end_matches('%').trim_end();
    let wrong = || "Enter a percentage like 8.875, with at most four decimals.".to_owned();
    let (whole, decimals) = typed.split_once(['.', ',']).unwrap_or((typed, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let something = !whole.is_empty() || !decimals.is_empty();
    if !something || whole.len() > 3 || decimals.len() > 4 || !digits(whole) || !digits(decimals) {
        return Err(wrong());
    }
    let millionths: i32 = format!("{whole}{decimals:0<4}").parse().map_err(|_| wrong())?;
    match i64::from(millionths) <= i64::try_from(WHOLE).unwrap_or(i64::MAX) {
        true => Ok(millionths),
        false => Err("A tax is at most 100 %.".into()),
    }
}

/// "8.875 %".
pub fn percent(millionths: i32) -> String {
    let (whole, part) = (millionths / 10_000, millionths % 10_000);
    let part = format!("{part:04}");
    match part.trim_end_matches('0') {
        "" => format!("{whole} %"),
        part => format!("{whole}.{part} %"),
    }
}

/// A tax in force or to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRow {
    pub id: TaxId,
    pub name: String,
    /// "8.875 %".
    pub percent: String,
    pub for_time: bool,
    pub for_expenses: bool,
    pub since: String,
    /// It begins on a day that is still to come.
    pub ahead: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form() -> InvoiceSettingForm {
        InvoiceSettingForm {
            payment_days: "30".into(),
            basis: "added".into(),
            rounding: "per_rate".into(),
            time_step: "6".into(),
            time_rounding: "up".into(),
            invoice_pattern: "{year}-{seq}".into(),
            credit_note_pattern: "CN {year}-{seq}".into(),
            ..InvoiceSettingForm::default()
        }
    }

    fn wrong(form: &InvoiceSettingForm) -> Vec<String> {
        let mut errors = FieldErrors::default();
        let parsed = form.parse(&mut errors);
        assert_eq!(parsed.is_some(), errors.is_empty());
        errors.0.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn a_setting_is_read_whole_or_refused_beside_each_field() {
        assert_eq!(wrong(&form()), Vec::<String>::new());
        let bad = InvoiceSettingForm {
            payment_days: "181".into(),
            basis: "beside".into(),
            invoice_pattern: "{year}".into(),
            first_invoice: "0".into(),
            iban: "DE00 1203 0000 0000 2020 51".into(),
            bic: "ABC".into(),
            email: "nobody".into(),
            phone: "5".repeat(41),
            ..form()
        };
        let fields = "payment_days basis invoice_pattern first_invoice iban bic email phone";
        assert_eq!(wrong(&bad), fields.split(' ').collect::<Vec<_>>());
    }

    #[test]
    fn credit_notes_are_not_numbered_as_invoices_are() {
        let same = InvoiceSettingForm { credit_note_pattern: "{year}-{seq}".into(), ..form() };
        assert_eq!(wrong(&same), ["credit_note_pattern"]);
    }

    #[test]
    fn a_pattern_holds_the_count_once() {
        assert_eq!(number(&pattern(" R {year}/{seq}").unwrap(), 2026, 7), "R 2026/0007");
        for bad in ["", "{year}", "{seq}{seq}", "{year}{seq}", "{seq}-{month}", "<{seq}>"] {
            assert!(pattern(bad).is_err(), "{bad}");
        }
        assert!(pattern(&format!("{{seq}}{}", "A".repeat(40))).is_err());
    }

    #[test]
    fn an_account_number_is_checked_by_its_digits() {
        assert_eq!(parse_iban("de02 1203 0000 0000 2020 51"), Ok("DE02120300000000202051".into()));
        assert_eq!(parse_iban(" "), Ok(String::new()));
        for bad in ["DE02 1203 0000 0000 2020 52", "DE02", "0000 0000 412 111 22", "Ä"] {
            assert!(parse_iban(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_percentage_has_four_decimals_at_most() {
        for (typed, millionths) in [
            ("8.875", 88_750),
            ("19 %", 190_000),
            ("7,7", 77_000),
            (".0001", 1),
            ("100", 1_000_000),
        ] {
            assert_eq!(parse_percent(typed), Ok(millionths), "{typed}");
        }
        for bad in ["", "%", "-1", "8.87501", "100.0001", "1e2", "8.8.8", "1000"] {
            assert!(parse_percent(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_percentage_comes_back_as_it_was(millionths in 0..=1_000_000) {
            prop_assert_eq!(parse_percent(&percent(millionths)), Ok(millionths));
        }

        #[test]
        fn what_is_typed_never_panics(typed in ".*") {
            let (_, _, _) = (parse_percent(&typed), parse_iban(&typed), pattern(&typed));
        }
    }
}
