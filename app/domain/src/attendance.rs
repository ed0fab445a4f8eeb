//! How many did not come. A rate says what it is a share of, and how far a small number can be trusted.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::appointments::words;
use crate::forms::FieldErrors;
use crate::text;

/// Below so many a rate is said to be one of few.
pub const FEW: u32 = 30;

/// The standard normal quantile of a two-sided interval of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    pub hits: u32,
    pub of: u32,
}

impl Rate {
    /// From 0 to 1; none of nothing.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.hits) / f64::from(self.of))
    }

    /// The 95 % score interval, from 0 to 1 (E. B. Wilson, "Probable inference, the law of succession,
    /// and statistical inference", J. Am. Stat. Assoc. 22, 1927; without correction for continuity).
    pub fn interval(self) -> Option<(f64, f64)> {
        let share = self.share()?;
        let n = f64::from(self.of);
        let z2 = Z * Z;
        let middle = share + z2 / (2.0 * n);
        let reach = Z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
        let whole = 1.0 + z2 / n;
        // what is none, or all, is so exactly: the subtraction leaves a trace otherwise
        let low = if self.hits == 0 { 0.0 } else { (middle - reach) / whole };
        let high = if self.hits >= self.of { 1.0 } else { (middle + reach) / whole };
        Some((low, high))
    }

    pub const fn is_of_few(self) -> bool {
        self.of < FEW
    }

    /// "8.2 %"; "–" of nothing.
    pub fn words(self) -> String {
        self.share().map_or_else(|| "–".to_owned(), percent)
    }

    /// "6.1 to 10.9 %"; empty of nothing.
    pub fn interval_words(self) -> String {
        let Some((low, high)) = self.interval() else { return String::new() };
        format!("{:.1} to {}", low * 100.0, percent(high))
    }
}

/// "8.2 %".
pub fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// How appointments went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub attended: u32,
    pub late: u32,
    pub no_show: u32,
    /// Said in time that they would not come. Not part of the rate.
    pub cancelled_in_time: u32,
}

impl Tally {
    /// Who did not come, of those who were expected to the last.
    pub const fn no_shows(self) -> Rate {
        Rate { hits: self.no_show, of: self.attended + self.late + self.no_show }
    }

    pub const fn is_empty(self) -> bool {
        self.attended + self.late + self.no_show + self.cancelled_in_time == 0
    }

    pub const fn add(&mut self, other: Tally) {
        self.attended += other.attended;
        self.late += other.late;
        self.no_show += other.no_show;
        self.cancelled_in_time += other.cancelled_in_time;
    }
}

/// What became of telling them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    Confirmed,
    NoAnswer,
    OtherAnswer,
    NotTold,
    OptedOut,
}
words!(Told {
    Confirmed => "confirmed", "Told, and confirmed";
    NoAnswer => "no_answer", "Told, no answer";
    OtherAnswer => "other_answer", "Told, asked to move or declined";
    NotTold => "not_told", "Not told by e-mail or text";
    OptedOut => "opted_out", "Wanted no messages";
});

/// What a table of rates goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    #[default]
    Month,
    Attorney,
    Kind,
    Reminder,
}
words!(By {
    Month => "month", "By month";
    Attorney => "attorney", "By attorney";
    Kind => "kind", "By kind";
    Reminder => "reminder", "By what was told";
});

impl By {
    /// The head of its first column.
    pub const fn head(self) -> &'static str {
        match self {
            By::Month => "Month",
            By::Attorney => "Attorney",
            By::Kind => "Kind",
            By::Reminder => "Reminder",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AttendanceFilter {
    /// The first and the last day, "2026-10-13"; empty: the year up to today.
    pub from: String,
    pub until: String,
    /// A word of [`By`].
    pub by: String,
}

impl AttendanceFilter {
    /// The days it is about. `today` is the office's.
    pub fn days(&self, today: Date, errors: &mut FieldErrors) -> Option<(Date, Date)> {
        let mut day = |field: &str, typed: &str, otherwise: Date| match typed.trim() {
            "" => Some(otherwise),
            typed => errors.take(field, text::parse_date(typed)),
        };
        let until = day("until", &self.until, today);
        let year_before = until.unwrap_or(today).saturating_sub(jiff::Span::new().years(1));
        let from = day("from", &self.from, year_before.tomorrow().unwrap_or(year_before));
        let (from, until) = (from?, until?);
        if from > until {
            errors.add("until", "Choose a last day on or after the first.");
            return None;
        }
        if from.saturating_add(jiff::Span::new().years(10)) < until {
            errors.add("from", "Choose ten years at most.");
            return None;
        }
        Some((from, until))
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TallyRow {
    /// "Oct 2026", "Nkechi Obiora", "Hearing", "Told, and confirmed".
    pub label: String,
    pub tally: Tally,
}

/// What it was before, as somebody typed it in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// From 0 to 1.
    pub share: f64,
    /// "Jan 1, 2026 to Jun 30, 2026".
    pub period: String,
}

impl Baseline {
    /// What can be said of a rate against it: only what the interval bears out.
    pub fn against(&self, rate: Rate) -> String {
        let before = percent(self.share);
        match rate.interval() {
            None => format!("Before it was {before} ({}).", self.period),
            Some((_, high)) if high < self.share => {
                format!("Lower than the {before} of before ({}).", self.period)
            }
            Some((low, _)) if low > self.share => {
                format!("Higher than the {before} of before ({}).", self.period)
            }
            Some(_) => format!(
                "It cannot be told apart from the {before} of before ({}): the interval holds both.",
                self.period
            ),
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttendancePage {
    pub filter: AttendanceFilter,
    pub by: By,
    /// "Oct 14, 2025 to Oct 13, 2026".
    pub period: String,
    pub total: Tally,
    pub rows: Vec<TallyRow>,
    /// Took place, and nobody wrote down who came: in no rate.
    pub unrecorded: u32,
    pub baseline: Option<Baseline>,
    pub errors: FieldErrors,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    /// R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statist. Med. 17
    /// (1998), table I, method 3.
    #[test]
    fn the_interval_is_wilsons() {
        for (hits, of, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let (from, to) = Rate { hits, of }.interval().unwrap();
            assert!(
                (from - low).abs() < 5e-5 && (to - high).abs() < 5e-5,
                "{hits}/{of}: {from} {to}"
            );
        }
        assert_eq!(Rate { hits: 20, of: 20 }.interval().unwrap().1, 1.0);
    }

    #[test]
    fn nothing_has_no_rate() {
        assert_eq!(Rate::default().share(), None);
        assert_eq!(Rate::default().interval(), None);
        assert_eq!(Rate::default().words(), "–");
    }

    proptest! {
        #[test]
        fn the_share_lies_in_its_interval(of in 1u32..10_000, part in 0.0f64..=1.0) {
            let hits = (f64::from(of) * part) as u32;
            let rate = Rate { hits, of };
            let (low, high) = rate.interval().unwrap();
            let share = rate.share().unwrap();
            prop_assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
        }
    }

    #[test]
    fn who_cancelled_in_time_is_in_no_rate() {
        let tally = Tally { attended: 6, late: 1, no_show: 3, cancelled_in_time: 40 };
        assert_eq!(tally.no_shows(), Rate { hits: 3, of: 10 });
        assert_eq!(tally.no_shows().words(), "30.0 %");
        assert!(tally.no_shows().is_of_few());
    }

    #[test]
    fn before_and_after_are_compared_only_where_the_interval_bears_it() {
        let before = Baseline { share: 0.34, period: "Jan to Jun".into() };
        let said = |hits, of| before.against(Rate { hits, of });
        assert!(said(20, 200).starts_with("Lower than the 34.0 %"));
        assert!(said(120, 200).starts_with("Higher than"));
        assert!(said(1, 5).starts_with("It cannot be told apart"));
        assert!(said(0, 0).starts_with("Before it was"));
    }

    #[test]
    fn without_days_it_is_the_year_up_to_today() {
        let today = date(2026, 10, 13);
        let days = |from: &str, until: &str| {
            let filter =
                AttendanceFilter { from: from.into(), until: until.into(), by: String::new() };
            filter.days(today, &mut FieldErrors::default())
        };
        assert_eq!(days("", ""), Some((date(2025, 10, 14), today)));
        assert_eq!(days("2026-01-01", "2026-01-01"), Some((date(2026, 1, 1), date(2026, 1, 1))));
        assert_eq!(days("2026-02-01", "2026-01-01"), None);
        assert_eq!(days("1000-01-01", ""), None);
        assert_eq!(days("x", ""), None);
    }
}
