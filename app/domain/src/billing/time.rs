//! Time as people write it down, in whole minutes, and the steps in which it is billed.

use serde::{Deserialize, Serialize};

use crate::ids::{ExpenseId, TimeEntryId};
use crate::money::{Money, MoneyError};
use crate::text;

/// The most one entry can say: a day.
pub const MOST_MINUTES: i32 = 24 * 60;

/// How a time is read: a number alone is hours, "0.4"; with a colon hours and minutes, "1:30"; or in words,
/// "24 min", "1h 10".
///
/// # Errors
/// A sentence for beside the field.
pub fn parse_minutes(typed: &str) -> Result<i32, String> {
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return Err("Enter how long it took.".into());
    }
    if typed.starts_with(['-', '−']) {
        return Err("Time cannot be below zero.".into());
    }
    let minutes = read(&typed).ok_or_else(|| {
        "Enter a time like 0.4, 1:30, 24 min or 1h 10. A number alone is hours.".to_owned()
    })?;
    match i32::try_from(minutes) {
        Ok(0) => Err("Enter at least a minute.".into()),
        Ok(minutes) if minutes <= MOST_MINUTES => Ok(minutes),
        Ok(_) | Err(_) => Err(match typed.chars().all(|c| c.is_ascii_digit()) {
            true => format!("{typed} hours are more than a day. For minutes, write {typed} min."),
            false => "One entry is at most 24 hours. Write each day on its own.".into(),
        }),
    }
}

fn read(typed: &str) -> Option<i64> {
    if let Some((hours, minutes)) = typed.split_once(':') {
        return clock(digits(hours)?, minutes);
    }
    let mut rest = typed;
    let mut total: Option<i64> = None;
    let mut last = None;
    while !rest.is_empty() {
        let end =
            rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(rest.len());
        let (number, after) = (&rest[..end], rest[end..].trim_start());
        let word_end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let unit = match (&after[..word_end], last) {
            ("h" | "hr" | "hrs" | "hour" | "hours", None) => Unit::Hours,
            // "1h 10"; a number after a bare one is something else: "0.5 2 calls"
            ("m" | "min" | "mins" | "minute" | "minutes", None | Some(Unit::Hours))
            | ("", Some(Unit::Hours)) => Unit::Minutes,
            ("", None) => Unit::BareHours,
            _ => return None,
        };
        let minutes = match unit {
            Unit::Hours | Unit::BareHours => hours_to_minutes(number)?,
            Unit::Minutes if last.is_some() => Some(digits(number)?).filter(|m| *m < 60)?,
            Unit::Minutes => digits(number)?,
        };
        total = Some(total.unwrap_or(0).checked_add(minutes)?);
        last = Some(unit);
        rest = after[word_end..].trim_start_matches(['.', ' ']);
    }
    total
}

#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Hours,
    BareHours,
    Minutes,
}

fn digits(text: &str) -> Option<i64> {
    let text = text.trim();
    let all = !text.is_empty() && text.len() <= 6 && text.chars().all(|c| c.is_ascii_digit());
    if all { text.parse().ok() } else { None }
}

fn clock(hours: i64, minutes: &str) -> Option<i64> {
    let two = minutes.len() == 2;
    let minutes = digits(minutes).filter(|minutes| two && *minutes < 60)?;
    Some(hours * 60 + minutes)
}

/// Decimal hours to the nearest minute, half up, without a float: "0.333" is 20.
fn hours_to_minutes(text: &str) -> Option<i64> {
    let (whole, part) = match text.split_once(['.', ',']) {
        None => return Some(digits(text)? * 60),
        Some(("", part)) => (0, part),
        Some((whole, part)) => (digits(whole)?, part),
    };
    if part.len() > 3 {
        return None;
    }
    let unit = 10_i64.pow(u32::try_from(part.len()).ok()?);
    Some(whole * 60 + (digits(part)? * 60 * 2 + unit) / (unit * 2))
}

/// One line that says both: "0.4 call with Lena about the easement".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuickEntry {
    pub minutes: i32,
    /// As the invoice will say it: with a capital letter.
    pub narrative: String,
}

/// Reads [`QuickEntry`]: a time, then what was done.
///
/// # Errors
/// A sentence for beside the field.
pub fn quick_entry(typed: &str) -> Result<QuickEntry, String> {
    let line = text::line(typed)?;
    let words: Vec<&str> = line.split(' ').collect();
    if line.is_empty() {
        return Err("Enter a time and what you did: 0.4 call with the client.".into());
    }
    // the longest beginning that is a time: "1h 10 call", "24 min call", "1 h 10 min call"
    let longest = (1..=words.len().min(4)).rev().find_map(|taken| {
        let begins = words[..taken].join(" ");
        parse_minutes(begins.trim_end_matches([':', ',', ';'])).ok().map(|minutes| (minutes, taken))
    });
    let Some((minutes, taken)) = longest else {
        // what is wrong with what stands first
        return Err(match parse_minutes(words[0]) {
            Err(why) => why,
            Ok(_) => "Begin with a time, like 0.4.".into(),
        });
    };
    let said = words[taken..].join(" ");
    let said = said.trim_start_matches([':', ',', '-', '–', ' ']);
    let mut letters = said.chars();
    let narrative: String =
        letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default();
    if narrative.is_empty() {
        return Err("Say what you did, after the time.".into());
    }
    Ok(QuickEntry { minutes, narrative })
}

/// How recorded minutes become billed ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundingRule {
    #[default]
    Up,
    Nearest,
    /// As recorded.
    Exact,
}

impl RoundingRule {
    pub const ALL: [RoundingRule; 3] =
        [RoundingRule::Up, RoundingRule::Nearest, RoundingRule::Exact];

    pub const fn word(self) -> &'static str {
        match self {
            RoundingRule::Up => "up",
            RoundingRule::Nearest => "nearest",
            RoundingRule::Exact => "exact",
        }
    }

    pub fn from_word(word: &str) -> Option<RoundingRule> {
        RoundingRule::ALL.into_iter().find(|rule| rule.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            RoundingRule::Up => "Up to the next step",
            RoundingRule::Nearest => "To the nearest step, at least one",
            RoundingRule::Exact => "To the minute, as recorded",
        }
    }
}

/// Steps an office may bill in, in minutes.
pub const STEPS: [i32; 6] = [1, 5, 6, 10, 15, 30];

/// The office's rounding: six-minute units, say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rounding {
    pub rule: RoundingRule,
    /// One of [`STEPS`].
    pub step: i32,
}

impl Default for Rounding {
    fn default() -> Rounding {
        Rounding { rule: RoundingRule::Up, step: 6 }
    }
}

impl Rounding {
    /// What is billed of `minutes`. Never nothing of something.
    pub fn billed(self, minutes: i32) -> i32 {
        let (step, minutes) = (self.step.max(1), minutes.clamp(0, MOST_MINUTES));
        match self.rule {
            _ if minutes == 0 => 0,
            RoundingRule::Exact => minutes,
            RoundingRule::Up => (minutes + step - 1) / step * step,
            RoundingRule::Nearest => ((minutes * 2 + step) / (step * 2) * step).max(step),
        }
    }
}

/// What billed minutes come to at a rate an hour; half a minor unit away from zero, as the database has it.
///
/// # Errors
/// Beyond what an amount can be.
pub fn worth(billed_minutes: i32, rate_an_hour: Money) -> Result<Money, MoneyError> {
    rate_an_hour.times(u64::try_from(billed_minutes).unwrap_or_default(), 60)
}

/// Minutes as hours with two decimals at most: "0.4", "1.25".
pub fn hours(minutes: i64) -> String {
    let hundredths = (minutes.abs() * 100 + 30) / 60;
    let (whole, part) = (hundredths / 100, hundredths % 100);
    let sign = if minutes < 0 { "−" } else { "" };
    match part % 10 {
        0 => format!("{sign}{whole}.{}", part / 10),
        _ => format!("{sign}{whole}.{part:02}"),
    }
}

/// What becomes of an entry or an expense on an invoice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    #[default]
    Billable,
    /// Shown on the invoice, at nothing.
    NoCharge,
    /// Never on an invoice.
    NotBillable,
}

impl Treatment {
    pub const ALL: [Treatment; 3] =
        [Treatment::Billable, Treatment::NoCharge, Treatment::NotBillable];

    pub const fn word(self) -> &'static str {
        match self {
            Treatment::Billable => "billable",
            Treatment::NoCharge => "no_charge",
            Treatment::NotBillable => "not_billable",
        }
    }

    pub fn from_word(word: &str) -> Option<Treatment> {
        Treatment::ALL.into_iter().find(|treatment| treatment.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Treatment::Billable => "Billable",
            Treatment::NoCharge => "No charge",
            Treatment::NotBillable => "Not billable",
        }
    }
}

/// What is recorded on a case and billed one day: an entry of time, or an expense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Recorded {
    Entry(TimeEntryId),
    Expense(ExpenseId),
}

/// How an entry came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    DaySheet,
    Timer,
    QuickEntry,
    Suggestion,
    Imported,
}

impl Source {
    pub const ALL: [Source; 5] =
        [Source::DaySheet, Source::Timer, Source::QuickEntry, Source::Suggestion, Source::Imported];

    pub const fn word(self) -> &'static str {
        match self {
            Source::DaySheet => "day_sheet",
            Source::Timer => "timer",
            Source::QuickEntry => "quick_entry",
            Source::Suggestion => "suggestion",
            Source::Imported => "imported",
        }
    }

    pub fn from_word(word: &str) -> Option<Source> {
        Source::ALL.into_iter().find(|source| source.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Source::DaySheet => "Day sheet",
            Source::Timer => "Timer",
            Source::QuickEntry => "Quick entry",
            Source::Suggestion => "Suggestion",
            Source::Imported => "Imported",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;

    #[test]
    fn a_time_is_read_however_it_is_written() {
        for (typed, minutes) in [
            ("0.4", 24),
            ("0,4", 24),
            (".4", 24),
            ("1:30", 90),
            ("0:06", 6),
            ("24 min", 24),
            ("24m", 24),
            ("1h 10", 70),
            ("1h10m", 70),
            ("1 h 10 min", 70),
            ("2h", 120),
            ("2", 120),
            ("1.5h", 90),
            ("90 minutes", 90),
            ("0.333", 20),
            ("24", 1440),
            ("1 hr.", 60),
        ] {
            assert_eq!(parse_minutes(typed), Ok(minutes), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_a_time_is_refused_in_words() {
        for typed in [
            "",
            "0",
            "-1",
            "−0.4",
            "25",
            "24.1",
            "1:60",
            "1:5",
            "1h 70",
            "1h 2h",
            "10m 1h",
            "abc",
            "1.2.3",
            "0.0001",
            "9999999999999999999999",
            "1h1h",
            "1.5m",
            ":30",
            "0.001",
        ] {
            assert!(parse_minutes(typed).is_err(), "{typed}");
        }
        assert!(parse_minutes("30").unwrap_err().contains("30 min"));
    }

    #[test]
    fn one_line_says_how_long_and_what() {
        let entry = |typed| quick_entry(typed).map(|entry| (entry.minutes, entry.narrative));
        assert_eq!(
            entry("0.4 call with Lena about the easement"),
            Ok((24, "Call with Lena about the easement".into()))
        );
        assert_eq!(entry("1h 10 draft complaint"), Ok((70, "Draft complaint".into())));
        assert_eq!(entry("24 min: e-mail to counsel"), Ok((24, "E-mail to counsel".into())));
        assert_eq!(entry("1:30 hearing"), Ok((90, "Hearing".into())));
        assert_eq!(entry("0.5 2 calls"), Ok((30, "2 calls".into())));
        for wrong in ["", "0.4", "call 0.4", "-1 call", "99 calls", "0 nothing"] {
            assert!(quick_entry(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn six_minute_units_are_worth_a_tenth_of_the_rate() {
        let rate = Money::new(29_000, Currency::UsDollar);
        let billed = Rounding::default().billed(20);
        assert_eq!((billed, worth(billed, rate)), (24, Ok(Money::new(11_600, Currency::UsDollar))));
        assert_eq!([24, 75, 48, 0, 20].map(hours), ["0.4", "1.25", "0.8", "0.0", "0.33"]);
        assert_eq!(Rounding { rule: RoundingRule::Nearest, step: 15 }.billed(3), 15);
    }

    #[test]
    fn words_come_back() {
        assert!(RoundingRule::ALL.iter().all(|it| RoundingRule::from_word(it.word()) == Some(*it)));
        assert!(Treatment::ALL.iter().all(|it| Treatment::from_word(it.word()) == Some(*it)));
        assert!(Source::ALL.iter().all(|it| Source::from_word(it.word()) == Some(*it)));
    }

    proptest! {
        #[test]
        fn rounding_keeps_to_steps_and_near(minutes in 1..=MOST_MINUTES, step in proptest::sample::select(&STEPS[..])) {
            for rule in RoundingRule::ALL {
                let billed = Rounding { rule, step }.billed(minutes);
                prop_assert!(billed > 0);
                match rule {
                    RoundingRule::Exact => prop_assert_eq!(billed, minutes),
                    RoundingRule::Up => prop_assert!(billed % step == 0 && (0..step).contains(&(billed - minutes))),
                    RoundingRule::Nearest => prop_assert!(billed % step == 0 && (billed - minutes).abs() * 2 <= step.max(2 * (step - minutes))),
                }
            }
        }

        #[test]
        fn no_text_makes_it_fall_over(typed in "[0-9a-z.,: hm-]{0,24}") {
            if let Ok(minutes) = parse_minutes(&typed) {
                prop_assert!((1..=MOST_MINUTES).contains(&minutes));
            }
            let _ = quick_entry(&typed);
        }

        #[test]
        fn hours_and_minutes_come_back(minutes in 1..=MOST_MINUTES) {
            prop_assert_eq!(parse_minutes(&format!("{}:{:02}", minutes / 60, minutes % 60)), Ok(minutes));
            prop_assert_eq!(parse_minutes(&format!("{minutes} min")), Ok(minutes));
        }
    }
}
