//! The dates of a series.

use domain::locale::Locale;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::{End, Every, Rule};
use crate::local::{Unresolved, resolve};
use crate::recur::Steps;

/// How far a series may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub dates: u16,
    /// Past its first date.
    pub years: u16,
}

impl Default for Limits {
    /// A weekday each week for a year, and no further than rules of time zones can be trusted.
    fn default() -> Limits {
        Limits { dates: 260, years: 3 }
    }
}

/// Why there is no such series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    #[error("the series has no end")]
    NoEnd,
    #[error("the series has two ends")]
    TwoEnds,
    #[error("the interval is not from 1 to 99")]
    Interval,
    #[error("no day of the week is chosen")]
    NoDays,
    #[error("the first date is not one of the rule")]
    StartsOffRule { start: Date },
    #[error("the series ends before it starts")]
    EndsBeforeStart { start: Date },
    #[error("the series has too many dates")]
    TooMany { most: u16 },
    #[error("the series goes on for too long")]
    TooLong { years: u16, latest: Date },
    #[error("one date is not over when the next begins")]
    Overlaps { minutes: u32 },
    #[error("every date is left out")]
    Nothing,
}

impl RuleError {
    /// For beside a field.
    pub fn words(&self, locale: Locale) -> String {
        match *self {
            RuleError::NoEnd => "Say when it ends: after so many dates, or on a day.".into(),
            RuleError::TwoEnds => "Choose one end: after so many dates, or on a day.".into(),
            RuleError::Interval => "Choose a number from 1 to 99.".into(),
            RuleError::NoDays => "Choose at least one day of the week.".into(),
            RuleError::StartsOffRule { start } => format!(
                "The first date, {}, is a {}, and the rule leaves it out. Change one of the two.",
                locale.date(start),
                start.strftime("%A"),
            ),
            RuleError::EndsBeforeStart { start } => {
                format!("It starts on {}. Choose an end after that.", locale.date(start))
            }
            RuleError::TooMany { most } => {
                format!("A series has at most {most} dates. Let it end sooner.")
            }
            RuleError::TooLong { years, latest } => format!(
                "A series goes on for at most {years} years. Let it end by {}.",
                locale.date(latest)
            ),
            RuleError::Overlaps { minutes } => format!(
                "It lasts {}, and the next one would begin before it is over. Make it shorter, or rarer.",
                lasting(minutes)
            ),
            RuleError::Nothing => "Every date is left out. Leave one in.".into(),
        }
    }
}

fn lasting(minutes: u32) -> String {
    let many = |number: u32, unit: &str| match number {
        1 => format!("1 {unit}"),
        number => format!("{number} {unit}s"),
    };
    match (minutes / 60, minutes % 60) {
        (0, minutes) => many(minutes, "minute"),
        (hours, 0) => many(hours, "hour"),
        (hours, minutes) => format!("{} and {}", many(hours, "hour"), many(minutes, "minute")),
    }
}

/// The wall times at which a series starts, without the days that are left out. A date that is left out
/// still counts for [`End::After`].
///
/// # Errors
/// Where the rule is none, leaves out its own first date, or goes past the limits.
pub fn occurrences(
    start: DateTime,
    minutes: u32,
    rule: &Rule,
    left_out: &[Date],
    limits: Limits,
) -> Result<Vec<DateTime>, RuleError> {
    if !(1..=99).contains(&rule.interval) {
        return Err(RuleError::Interval);
    }
    if let Every::Weekly { days } = rule.every
        && days.iter().next().is_none()
    {
        return Err(RuleError::NoDays);
    }
    let day = start.date();
    let latest = day.checked_add(Span::new().years(i64::from(limits.years))).unwrap_or(Date::MAX);
    let too_long = RuleError::TooLong { years: limits.years, latest };
    let last = match rule.end {
        End::After(0) => return Err(RuleError::NoEnd),
        End::After(count) if count > limits.dates => {
            return Err(RuleError::TooMany { most: limits.dates });
        }
        End::After(_) => latest,
        End::Until(until) if until < day => {
            return Err(RuleError::EndsBeforeStart { start: day });
        }
        End::Until(until) if until > latest => return Err(too_long),
        End::Until(until) => until,
    };

    let mut recurrence = rule.recurrence();
    // One past the limit is enough to know.
    let most = match rule.end {
        End::After(count) => count,
        End::Until(_) => limits.dates.saturating_add(1),
    };
    recurrence.count = Some(u32::from(most));
    let mut all = Vec::new();
    // As many days as there are until the end, with whole years around them.
    let mut steps = Steps((u64::from(limits.years) + 2) * 2 * 366);
    recurrence
        .walk(start, start, last.at(23, 59, 59, 0), &mut steps, |at| all.push(at))
        .map_err(|_| too_long)?;

    if all.first() != Some(&start) {
        return Err(RuleError::StartsOffRule { start: day });
    }
    match rule.end {
        End::After(count) if all.len() < usize::from(count) => return Err(too_long),
        End::Until(_) if all.len() > usize::from(limits.dates) => {
            return Err(RuleError::TooMany { most: limits.dates });
        }
        End::After(_) | End::Until(_) => {}
    }
    let lasts = jiff::SignedDuration::from_mins(i64::from(minutes));
    if all.windows(2).any(|pair| pair[1].duration_since(pair[0]) < lasts) {
        return Err(RuleError::Overlaps { minutes });
    }
    all.retain(|at| !left_out.contains(&at.date()));
    if all.is_empty() { Err(RuleError::Nothing) } else { Ok(all) }
}

/// Each wall time with its instant, or with why it is none: a date on which the clocks skip the hour or
/// strike it twice is for a person to settle.
pub fn in_zone(
    dates: &[DateTime],
    zone: &TimeZone,
) -> Vec<(DateTime, Result<Timestamp, Unresolved>)> {
    dates.iter().map(|date| (*date, resolve(*date, zone, None))).collect()
}
