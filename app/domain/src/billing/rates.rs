//! What an hour costs, and the kinds of work: set by the office, ended and never changed, so that what was billed
//! at one stays explicable.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::time::Treatment;
use crate::forms::{Choice, FieldErrors};
use crate::ids::{ActivityId, ClientId, RateId, StaffId};
use crate::money::{Currency, Money};
use crate::text;

/// A rate as its form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RateForm {
    /// A person's id; empty: whoever has none of their own.
    pub staff: String,
    /// A case's number; empty: every case.
    pub case: String,
    /// A client's id: every case of theirs; empty, or with a case beside it refused.
    pub client: String,
    /// An hour, in the office's currency or the case's.
    pub an_hour: String,
    /// ISO: the first day at it.
    pub since: String,
}

/// [`RateForm`] without its typos. The case is asked of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedRate {
    pub staff: Option<StaffId>,
    pub case: String,
    pub client: Option<ClientId>,
    /// Minor units.
    pub an_hour: i64,
    pub since: Date,
}

/// The most an hour can cost, in minor units: a million dollars.
const MOST_AN_HOUR: i64 = 100_000_000;

impl RateForm {
    pub fn parse(&self, currency: Currency, errors: &mut FieldErrors) -> Option<ParsedRate> {
        let staff = match self.staff.as_str() {
            "" => Some(None),
            id => errors
                .take("staff", id.parse().map_err(|_| "Choose whose rate it is.".to_owned()))
                .map(Some),
        };
        let case = errors.take("case", text::line(&self.case));
        let client = match self.client.as_str() {
            "" => Some(None),
            id => errors
                .take("client", id.parse().map_err(|_| "Choose a client.".to_owned()))
                .map(Some),
        };
        if case.as_deref().is_some_and(|case| !case.is_empty()) && !self.client.is_empty() {
            errors.add(
                "client",
                "A rate is for one case or for all of a client’s: choose one of the two.",
            );
        }
        let an_hour = errors.take("an_hour", Money::parse(&self.an_hour, currency));
        let since = errors.take("since", text::parse_date(&self.since));
        let an_hour = an_hour?;
        if !(0..=MOST_AN_HOUR).contains(&an_hour.minor) {
            errors
                .add("an_hour", "Enter what an hour costs: at most a million, and not below zero.");
        }
        Some(ParsedRate {
            staff: staff?,
            case: case?,
            client: client?,
            an_hour: an_hour.minor,
            since: since?,
        })
        .filter(|_| errors.is_empty())
    }
}

/// A kind of work as its form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ActivityForm {
    pub code: String,
    pub label: String,
    /// One of [`Treatment`], by its word.
    pub treatment: String,
}

impl ActivityForm {
    /// Code in capitals, label, treatment.
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<(String, String, Treatment)> {
        let code = self.code.trim().to_uppercase();
        let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '.' || c == '-';
        if code.is_empty() || code.len() > 12 || !code.chars().all(fits) {
            errors.add("code", "Enter a short code of letters and digits, like A102.");
        }
        let label =
            errors.take("label", text::required_line(&self.label, "what kind of work it is"));
        let treatment = match self.treatment.as_str() {
            "" => Some(Treatment::Billable),
            word => {
                let treatment = Treatment::from_word(word);
                if treatment.is_none() {
                    errors.add("treatment", "Choose how it is billed.");
                }
                treatment
            }
        };
        Some((code, label?, treatment?)).filter(|_| errors.is_empty())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateRow {
    pub id: RateId,
    /// Empty: whoever has none of their own.
    pub who: String,
    /// "2026-0042 Okonkwo", "Every case of Okonkwo"; empty: every case.
    pub on: String,
    /// "$380.00".
    pub an_hour: String,
    pub since: String,
    /// It begins on a day that is still to come.
    pub ahead: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityRow {
    pub id: ActivityId,
    pub code: String,
    pub label: String,
    pub treatment: Treatment,
}

/// The page of rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateBook {
    pub rates: Vec<RateRow>,
    pub people: Vec<Choice>,
    pub cases: Vec<Choice>,
    pub clients: Vec<Choice>,
    /// "US dollars".
    pub currency: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_an_amount_from_a_day_on() {
        let form = |an_hour: &str, since: &str| RateForm {
            an_hour: an_hour.into(),
            since: since.into(),
            ..RateForm::default()
        };
        let parse = |form: RateForm| {
            let mut errors = FieldErrors::default();
            form.parse(Currency::UsDollar, &mut errors)
        };
        assert_eq!(parse(form("380", "2026-10-01")).unwrap().an_hour, 38_000);
        for (an_hour, since) in
            [("", "2026-10-01"), ("380", ""), ("-1", "2026-10-01"), ("1000000.01", "2026-10-01")]
        {
            assert_eq!(parse(form(an_hour, since)), None, "{an_hour} {since}");
        }
    }

    #[test]
    fn a_rate_is_for_a_case_or_for_a_client() {
        let form = RateForm {
            case: "2026-0042".into(),
            client: "01928000-0000-7000-8000-000000000001".into(),
            an_hour: "380".into(),
            since: "2026-10-01".into(),
            ..RateForm::default()
        };
        let parse = |form: &RateForm| {
            let mut errors = FieldErrors::default();
            form.parse(Currency::UsDollar, &mut errors).ok_or(errors)
        };
        assert!(parse(&form).unwrap_err().of("client").is_some());
        let of_client = RateForm { case: String::new(), ..form };
        assert!(parse(&of_client).unwrap().client.is_some());
        let nobody = RateForm { client: "Okonkwo".into(), ..of_client };
        assert!(parse(&nobody).unwrap_err().of("client").is_some());
    }

    #[test]
    fn a_code_is_short_and_plain() {
        let parse = |code: &str| {
            let form = ActivityForm {
                code: code.into(),
                label: "Research".into(),
                ..ActivityForm::default()
            };
            form.parse(&mut FieldErrors::default()).map(|(code, ..)| code)
        };
        assert_eq!(parse(" a102 "), Some("A102".into()));
        for wrong in ["", "A 1", "É1", "A234567890123"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
