//! The page of reminders: what goes out soon and what stands in its way, what waits for somebody, what was said.

use serde::{Deserialize, Serialize};

use super::dunning::{DunningStage, StageState};
use crate::forms::FieldErrors;
use crate::ids::{InvoiceId, LetterBatchId};
use crate::locale::Locale;
use crate::money::Money;
use crate::paging::Rows;
use crate::text;

/// Days ahead that the page shows, today not counted.
pub const AHEAD: i32 = 3;

/// How one debtor is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    Email,
    Letter,
    /// Neither reaches them safely: somebody has to speak to them.
    Nobody,
}

impl Way {
    pub fn from_word(word: Option<&str>) -> Way {
        match word {
            Some("email") => Way::Email,
            Some("letter") => Way::Letter,
            _ => Way::Nobody,
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Way::Email => "E-mail",
            Way::Letter => "Letter",
            Way::Nobody => "No safe way",
        }
    }
}

/// Why a stage does not go, in words: of a word of `dunning_stages.reason`.
pub fn reason_label(reason: &str) -> &'static str {
    match reason {
        "" => "",
        "paid" => "Paid",
        "held" => "Held",
        "disputed" => "Disputed",
        "void" => "The invoice is void",
        "due_moved" => "Due on another day",
        "stopped" => "This debtor is not reminded",
        "too_late" => "A later one took its place",
        "no_safe_way" => "No safe way to reach them",
        _ => "Settled before it went",
    }
}

/// A stage of an invoice that is to be said on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComingRow {
    /// "Tuesday, Nov 3".
    pub day: String,
    pub invoice: InvoiceId,
    pub number: String,
    pub debtor: String,
    pub stage: DunningStage,
    pub asked: Money,
    pub way: Way,
    /// What stands in its way; empty where it goes.
    pub why_not: String,
    /// It waits for a partner's word.
    pub awaiting: bool,
}

/// A letter that waits to be printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterRow {
    pub debtor: String,
    /// "1042, 1051".
    pub numbers: String,
    pub since: String,
}

/// Letters that were printed together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRow {
    pub id: LetterBatchId,
    pub letters: i64,
    pub made: String,
    /// The day after which it can have been mailed, ISO.
    pub made_on: String,
    /// Empty until somebody said so.
    pub mailed: String,
    /// Debtors whose letter is to be taken out: what it speaks of was settled since.
    pub take_out: Vec<String>,
}

/// What was said, or was not needed any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidRow {
    pub day: String,
    pub invoice: InvoiceId,
    pub number: String,
    pub debtor: String,
    pub stage: DunningStage,
    pub state: StageState,
    pub asked: Option<Money>,
    pub way: Option<Way>,
    /// Why it did not go, or what became of the e-mail; may be empty.
    pub note: String,
    pub key: String,
}

/// The day on which the letters of a batch were mailed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailedForm {
    pub batch: String,
    pub on: String,
}

/// How reminders go, as a managing partner sets it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RemindingForm {
    /// For invoices due from this day on; empty: none go.
    pub since: String,
    /// "on": the last notice waits for a partner's word.
    pub approve: String,
    /// What a reminder took when somebody wrote it by hand.
    pub minutes: String,
}

/// [`RemindingForm`] without its typos.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParsedReminding {
    pub since: Option<jiff::civil::Date>,
    pub approve: bool,
    pub minutes: i16,
}

impl RemindingForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedReminding> {
        let since = match self.since.trim() {
            "" => Some(None),
            typed => errors.take("since", text::parse_date(typed)).map(Some),
        };
        let minutes =
            self.minutes.trim().parse().ok().filter(|minutes| (0..=240).contains(minutes));
        let minutes = errors
            .take("minutes", minutes.ok_or_else(|| "Enter minutes from 0 to 240.".to_owned()));
        Some(ParsedReminding { since: since?, approve: self.approve == "on", minutes: minutes? })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemindingPage {
    /// "Nov 2, 2026"; empty while none go.
    pub since: String,
    pub stopped: bool,
    pub may_set: bool,
    pub may_mail: bool,
    pub coming: Vec<ComingRow>,
    /// More than the page shows.
    pub more: bool,
    pub letters: Vec<LetterRow>,
    pub batches: Vec<BatchRow>,
    /// ISO.
    pub today: String,
    /// E-mails and letters that nobody wrote by hand, as far as the caller sees them.
    pub said: i64,
    /// Minutes of one by hand.
    pub minutes: i64,
    pub history: Rows<SaidRow>,
    pub locale: Locale,
}

impl RemindingPage {
    /// "12 h 30 min".
    pub fn saved(&self) -> String {
        let minutes = self.said * self.minutes;
        match (minutes / 60, minutes % 60) {
            (0, rest) => format!("{rest} min"),
            (hours, 0) => format!("{hours} h"),
            (hours, rest) => format!("{hours} h {rest} min"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_read_whole_or_refused_beside_its_field() {
        let form = |since: &str, minutes: &str| {
            let mut errors = FieldErrors::default();
            let form = RemindingForm {
                since: since.into(),
                approve: "on".into(),
                minutes: minutes.into(),
            };
            form.parse(&mut errors).ok_or_else(|| errors.0[0].field.clone())
        };
        let since = Some(jiff::civil::date(2026, 11, 2));
        assert_eq!(
            form("2026-11-02", "6"),
            Ok(ParsedReminding { since, approve: true, minutes: 6 })
        );
        assert_eq!(form("", "0").map(|parsed| parsed.since), Ok(None));
        assert_eq!(form("soon", "6"), Err("since".into()));
        for minutes in ["", "-1", "241", "six"] {
            assert_eq!(form("", minutes), Err("minutes".into()));
        }
    }
}
