//! How a case is paid for: by the hour, for a fixed fee or without charge; in which currency, by whom, within how many
//! days. A case of which nothing is said is billed by the hour, to its client, as the office has it.

use serde::{Deserialize, Serialize};

use super::invoices::Arrangement;
use super::rates::RateRow;
use super::setting::days;
use super::sheet::SheetCase;
use crate::forms::{Choice, FieldErrors};
use crate::ids::PayerId;
use crate::locale::Locale;
use crate::money::{Currency, Money};
use crate::text;

/// How a case is paid for, as its form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TermsForm {
    /// One of [`Arrangement`], by its word.
    pub arrangement: String,
    pub fixed_fee: String,
    /// A currency's code.
    pub currency: String,
    /// Empty: as the office has it.
    pub payment_days: String,
    /// A payer's id; empty: the client.
    pub payer: String,
    /// "on": reminded when it is late.
    pub reminded: String,
    /// What the debtor wants to read.
    pub reference: String,
    /// Empty while nothing is said yet.
    pub revision: String,
}

/// [`TermsForm`] without its typos. Whether the payer pays for this case is the office's to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub arrangement: Arrangement,
    /// Minor units; with [`Arrangement::FixedFee`] alone.
    pub fixed_fee: Option<i64>,
    pub currency: Currency,
    pub payment_days: Option<i16>,
    pub payer: Option<PayerId>,
    pub reminded: bool,
    pub reference: String,
}

impl TermsForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<Terms> {
        let arrangement = Arrangement::from_word(&self.arrangement)
            .ok_or_else(|| "Choose how it is paid for.".to_owned());
        let arrangement = errors.take("arrangement", arrangement);
        let currency =
            Currency::from_code(&self.currency).ok_or_else(|| "Choose a currency.".to_owned());
        let currency = errors.take("currency", currency);
        let fixed_fee = match (arrangement, self.fixed_fee.trim()) {
            (Some(Arrangement::FixedFee), typed) => currency
                .and_then(|it| errors.take("fixed_fee", Money::parse_above_zero(typed, it)))
                .map(|fee| Some(fee.minor)),
            (Some(Arrangement::Hourly | Arrangement::ProBono), typed) if !typed.is_empty() => {
                let why = "An amount belongs to a fixed fee: choose that, or leave it empty.";
                errors.add("fixed_fee", why);
                None
            }
            _ => Some(None),
        };
        let payment_days = match self.payment_days.trim() {
            "" => Some(None),
            typed => errors.take("payment_days", days(typed)).map(Some),
        };
        let payer = match self.payer.as_str() {
            "" => Some(None),
            id => errors
                .take("payer", id.parse().map_err(|_| "Choose who pays.".to_owned()))
                .map(Some),
        };
        let reference = errors.take("reference", text::line(&self.reference));
        Some(Terms {
            arrangement: arrangement?,
            fixed_fee: fixed_fee?,
            currency: currency?,
            payment_days: payment_days?,
            payer: payer?,
            reminded: self.reminded == "on",
            reference: reference?,
        })
        .filter(|_| errors.is_empty())
    }
}

/// What is said of a case, for one line: "For a fixed fee of $4,000.00, paid by Calder Insurance within 14 days, never
/// reminded".
pub fn in_a_line(terms: &Terms, office_days: i16, payer: Option<&str>, locale: Locale) -> String {
    let fee = terms.fixed_fee.map(|fee| locale.money(Money::new(fee, terms.currency)));
    let mut line = match (terms.arrangement, fee) {
        (Arrangement::FixedFee, Some(fee)) => format!("For a fixed fee of {fee}"),
        (Arrangement::ProBono, _) => return Arrangement::ProBono.label().to_owned(),
        (arrangement, _) => format!("{}, in {}", arrangement.label(), terms.currency.code()),
    };
    let payer = payer.unwrap_or("the client");
    let within = match terms.payment_days.unwrap_or(office_days) {
        0 => "at once".to_owned(),
        1 => "within a day".to_owned(),
        days => format!("within {days} days"),
    };
    line += &format!(", paid by {payer} {within}");
    if !terms.reminded {
        line += ", never reminded";
    }
    line
}

/// The page of how a case is paid for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsPage {
    pub case: SheetCase,
    /// As it stands.
    pub line: String,
    /// The reader may change it; else it is read.
    pub may_set: bool,
    pub closed: bool,
    /// Who pays for the case besides the client.
    pub payers: Vec<Choice>,
    /// Days to pay where the case has none of its own.
    pub office_days: i16,
    /// What an hour costs here, the most specific first, as far as the reader sees it.
    pub rates: Vec<RateRow>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> TermsForm {
        TermsForm {
            arrangement: "fixed_fee".into(),
            fixed_fee: "4,000".into(),
            currency: "USD".into(),
            payment_days: "14".into(),
            ..TermsForm::default()
        }
    }

    fn wrong(form: &TermsForm) -> Vec<String> {
        let mut errors = FieldErrors::default();
        assert_eq!(form.parse(&mut errors).is_some(), errors.is_empty());
        errors.0.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn a_fixed_fee_is_an_amount_and_nothing_else_has_one() {
        let parsed = form().parse(&mut FieldErrors::default()).unwrap();
        assert_eq!((parsed.fixed_fee, parsed.payment_days), (Some(400_000), Some(14)));
        assert!(wrong(&TermsForm { payment_days: String::new(), ..form() }).is_empty());
        for (bad, field) in [
            (TermsForm { fixed_fee: String::new(), ..form() }, "fixed_fee"),
            (TermsForm { fixed_fee: "-1".into(), ..form() }, "fixed_fee"),
            (TermsForm { fixed_fee: "0".into(), ..form() }, "fixed_fee"),
            (TermsForm { fixed_fee: "1e99".into(), ..form() }, "fixed_fee"),
            (TermsForm { fixed_fee: "€ 20".into(), ..form() }, "fixed_fee"),
            (TermsForm { arrangement: "pro_bono".into(), ..form() }, "fixed_fee"),
            (TermsForm { arrangement: "by luck".into(), ..form() }, "arrangement"),
            (TermsForm { currency: "XXX".into(), ..form() }, "currency"),
            (TermsForm { payment_days: "181".into(), ..form() }, "payment_days"),
            (TermsForm { payment_days: "-1".into(), ..form() }, "payment_days"),
            (TermsForm { payer: "somebody".into(), ..form() }, "payer"),
            (TermsForm { reference: "x".repeat(201), ..form() }, "reference"),
        ] {
            assert_eq!(wrong(&bad), [field], "{bad:?}");
        }
    }

    #[test]
    fn what_is_said_fits_a_line() {
        let mut terms = form().parse(&mut FieldErrors::default()).unwrap();
        let line = |terms: &Terms, payer| in_a_line(terms, 30, payer, Locale::UnitedStates);
        assert_eq!(
            line(&terms, Some("Calder Insurance")),
            "For a fixed fee of $4,000.00, paid by Calder Insurance within 14 days, never reminded"
        );
        terms.arrangement = Arrangement::Hourly;
        (terms.fixed_fee, terms.payment_days, terms.reminded) = (None, None, true);
        assert_eq!(line(&terms, None), "By the hour, in USD, paid by the client within 30 days");
        terms.arrangement = Arrangement::ProBono;
        assert_eq!(line(&terms, None), "Without charge");
    }
}
