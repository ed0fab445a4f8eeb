//! One person's day in entries: what was recorded, what runs, and what could still be recorded.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::expenses::{ExpenseForm, ExpenseRow};
use super::time::{Rounding, Treatment, parse_minutes};
use crate::forms::{Choice, FieldErrors};
use crate::ids::{ActivityId, CaseId, InvoiceId, TimeEntryId, TimerId};
use crate::locale::Locale;
use crate::money::{Currency, Money};
use crate::text;

/// An entry as its form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TimeForm {
    /// A case's number or words by which it is found; empty: the office's own time.
    pub case: String,
    /// What was chosen of what those words fit, with the words it was chosen for; or empty.
    pub picked: String,
    pub on: String,
    /// As [`parse_minutes`] reads it.
    pub time: String,
    pub narrative: String,
    /// An activity's id, or empty.
    pub activity: String,
    /// One of [`Treatment`], by its word; empty: billable on a case, not billable on none.
    pub treatment: String,
    pub written_down: String,
    pub write_down_reason: String,
    pub revision: String,
}

/// [`TimeForm`] without its typos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedTime {
    pub on: Date,
    pub minutes: i32,
    pub narrative: String,
    pub activity: Option<ActivityId>,
    pub treatment: Treatment,
    /// Minor units.
    pub written_down: i64,
    pub write_down_reason: String,
}

impl TimeForm {
    /// `currency`: the case's; `on_case`: whether there is one.
    pub fn parse(
        &self,
        currency: Currency,
        on_case: bool,
        errors: &mut FieldErrors,
    ) -> Option<ParsedTime> {
        let on = errors.take("on", text::parse_date(&self.on));
        let minutes = errors.take("time", parse_minutes(&self.time));
        let narrative =
            errors.take("narrative", text::required_prose(&self.narrative, "what you did"));
        let activity = match self.activity.as_str() {
            "" => Some(None),
            id => errors
                .take(
                    "activity",
                    id.parse().map_err(|_| "Choose what kind of work it was.".to_owned()),
                )
                .map(Some),
        };
        let treatment = errors.take("treatment", treatment(&self.treatment, on_case));
        let written_down =
            written_down(&self.written_down, &self.write_down_reason, currency, errors);
        let (written_down, write_down_reason) = written_down?;
        Some(ParsedTime {
            on: on?,
            minutes: minutes?,
            narrative: narrative?,
            activity: activity?,
            treatment: treatment?,
            written_down,
            write_down_reason,
        })
        .filter(|_| errors.is_empty())
    }
}

pub(super) fn treatment(word: &str, on_case: bool) -> Result<Treatment, String> {
    match (word, on_case) {
        ("", true) => Ok(Treatment::Billable),
        ("", false) => Ok(Treatment::NotBillable),
        (word, on_case) => match Treatment::from_word(word) {
            Some(Treatment::Billable | Treatment::NoCharge) if !on_case => {
                Err("Time without a case is not billed.".into())
            }
            Some(treatment) => Ok(treatment),
            None => Err("Choose how it is billed.".into()),
        },
    }
}

/// So much less, and why: both or neither.
pub(super) fn written_down(
    amount: &str,
    reason: &str,
    currency: Currency,
    errors: &mut FieldErrors,
) -> Option<(i64, String)> {
    let amount = match amount.trim() {
        "" => Some(Money::zero(currency)),
        typed => errors.take("written_down", Money::parse(typed, currency)),
    };
    let reason = errors.take("write_down_reason", text::prose(reason));
    let (amount, reason) = (amount?, reason?);
    match (amount.is_zero(), reason.is_empty()) {
        (true, _) => Some((0, String::new())),
        (false, true) => {
            errors.add("write_down_reason", "Say why it is written down.");
            None
        }
        (false, false) => Some((amount.minor, reason)),
    }
}

/// A case as a day sheet names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetCase {
    pub id: CaseId,
    pub number: String,
    pub client: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRow {
    pub id: TimeEntryId,
    /// None: the office's own time.
    pub case: Option<SheetCase>,
    /// "9:30 – 10:18 am"; empty where it was not told.
    pub span: String,
    pub minutes: i32,
    pub billed_minutes: i32,
    pub narrative: String,
    pub treatment: Treatment,
    /// What it is worth, after write-down; none where no rate is set.
    pub amount: Option<Money>,
    /// It stands on this invoice and is locked.
    pub invoice: Option<InvoiceId>,
    pub revision: i32,
}

/// What runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimerRow {
    pub id: TimerId,
    pub case: Option<SheetCase>,
    pub narrative: String,
    pub since: String,
    /// So far.
    pub seconds: i64,
    pub revision: i32,
}

/// What somebody did and has not recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The appointment, or the case whose documents were open.
    pub subject: uuid::Uuid,
    pub kind: SuggestionKind,
    pub case: SheetCase,
    pub from: String,
    pub to: String,
    /// Rounded as it would be billed.
    pub minutes: i32,
    /// The outcome of the appointment, by its word, or how many documents.
    pub attendance: String,
    pub documents: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionKind {
    Appointment,
    Documents,
}

/// One person's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySheet {
    /// ISO.
    pub on: String,
    pub day: String,
    pub entries: Vec<EntryRow>,
    /// What the reader laid out that day.
    pub expenses: Vec<ExpenseRow>,
    /// The form of another, as it was typed where it comes back refused.
    pub laid_out: ExpenseForm,
    pub timer: Option<TimerRow>,
    pub suggestions: Vec<Suggestion>,
    /// Monday first.
    pub week: Vec<SheetDay>,
    pub in_week: WeekSum,
    /// The Mondays before and after, ISO.
    pub before: String,
    pub after: String,
    pub rounding: Rounding,
    pub locale: Locale,
    /// Numbers of cases to suggest while somebody types, each with whose it is.
    pub cases: Vec<Choice>,
    /// Kinds of work.
    pub activities: Vec<Choice>,
}

/// One day of the strip above a day sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetDay {
    /// ISO.
    pub on: String,
    /// "Tue 13".
    pub words: String,
    pub minutes: i64,
}

/// What a week comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekSum {
    /// As billed, in minutes.
    pub billable: i64,
    pub other: i64,
    /// What the billable time is worth after write-downs, one amount a currency.
    pub worth: Vec<Money>,
}

/// The page that changes an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPage {
    pub id: TimeEntryId,
    /// Whose time, where it is not the reader's own.
    pub whose: Option<String>,
    /// "0.9 h at $380.00 an hour, $342.00"; empty where no rate is set.
    pub worth: String,
    /// On this invoice, and locked.
    pub invoice: Option<InvoiceId>,
    /// The case is closed, or out of one's hands: it reads on and does not change.
    pub locked: bool,
    pub case: Option<SheetCase>,
    pub cases: Vec<Choice>,
    pub activities: Vec<Choice>,
    pub revision: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(form: &TimeForm, on_case: bool) -> Result<ParsedTime, FieldErrors> {
        let mut errors = FieldErrors::default();
        form.parse(Currency::UsDollar, on_case, &mut errors).ok_or(errors)
    }

    #[test]
    fn an_entry_says_when_how_long_and_what() {
        let form = TimeForm {
            on: "2026-10-12".into(),
            time: "0.4".into(),
            narrative: "Call".into(),
            ..TimeForm::default()
        };
        let parsed = parse(&form, true).unwrap();
        assert_eq!((parsed.minutes, parsed.treatment), (24, Treatment::Billable));
        assert_eq!(parse(&form, false).unwrap().treatment, Treatment::NotBillable);
        assert_eq!(parse(&TimeForm::default(), true).unwrap_err().0.len(), 3);
        let billed = TimeForm { treatment: "billable".into(), ..form };
        assert!(parse(&billed, false).is_err());
    }
}
