//! What the office repeats: a series with an end, of few dates, in plain words.
//!
//! The wall time stays over a change of the clocks. A month without the day has no date: a series on the
//! 31st leaves February out, and never falls on the 28th instead.

mod series;
mod words;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;

pub use series::{Limits, RuleError, in_zone, occurrences};

use crate::recur::{Freq, Recurrence};
use crate::stamp;

/// How a series goes on from its first date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub every: Every,
    /// Every so many days, weeks, months or years.
    pub interval: u16,
    pub end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    Daily,
    Weekly {
        days: Days,
    },
    /// On the day of the month of the first date, in months that have it.
    MonthlyByDay,
    MonthlyByNthWeekday {
        nth: Nth,
        weekday: Weekday,
    },
    /// On the day of the first date, in years that have it.
    Yearly,
}

/// Which of a weekday in a month. Not every month has a fifth, so there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nth {
    First,
    Second,
    Third,
    Fourth,
    Last,
}

impl Nth {
    pub const ALL: [Nth; 5] = [Nth::First, Nth::Second, Nth::Third, Nth::Fourth, Nth::Last];

    const fn number(self) -> i16 {
        match self {
            Nth::First => 1,
            Nth::Second => 2,
            Nth::Third => 3,
            Nth::Fourth => 4,
            Nth::Last => -1,
        }
    }
}

/// Some days of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days(u8);

impl Days {
    const WEEK: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    pub fn has(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }

    /// From Monday on.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        Days::WEEK.into_iter().filter(move |day| self.has(*day))
    }
}

impl FromIterator<Weekday> for Days {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Days {
        Days(days.into_iter().fold(0, |all, day| all | (1 << day.to_monday_zero_offset())))
    }
}

/// Where a series ends. There is none without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// After so many dates. One that is left out counts.
    After(u16),
    /// On this day at the latest.
    Until(Date),
}

impl End {
    /// From a form, where one of the two is filled in.
    ///
    /// # Errors
    /// Where neither is, or both are.
    pub fn of(after: Option<u16>, until: Option<Date>) -> Result<End, RuleError> {
        match (after, until) {
            (Some(count), None) => Ok(End::After(count)),
            (None, Some(day)) => Ok(End::Until(day)),
            (None, None) => Err(RuleError::NoEnd),
            (Some(_), Some(_)) => Err(RuleError::TwoEnds),
        }
    }
}

impl Rule {
    /// The value of an RRULE, for a series that starts then. An end by day is the end of that day in
    /// the zone.
    pub fn text(&self, start: DateTime, zone: &TimeZone) -> String {
        let mut out = String::from(match self.every {
            Every::Daily => "FREQ=DAILY",
            Every::Weekly { .. } => "FREQ=WEEKLY",
            Every::MonthlyByDay | Every::MonthlyByNthWeekday { .. } => "FREQ=MONTHLY",
            Every::Yearly => "FREQ=YEARLY",
        });
        if self.interval != 1 {
            out.push_str(&format!(";INTERVAL={}", self.interval));
        }
        match self.end {
            End::After(count) => out.push_str(&format!(";COUNT={count}")),
            End::Until(day) => {
                let last = zone.to_ambiguous_timestamp(day.at(23, 59, 59, 0));
                // Past the end of the calendar nothing recurs.
                if let Ok(last) = last.later() {
                    out.push_str(";UNTIL=");
                    stamp::push_instant(&mut out, last);
                }
            }
        }
        match self.every {
            Every::Weekly { days } => {
                let days: Vec<_> = days.iter().map(letters).collect();
                out.push_str(&format!(";BYDAY={}", days.join(",")));
            }
            Every::MonthlyByDay => out.push_str(&format!(";BYMONTHDAY={}", start.day())),
            Every::MonthlyByNthWeekday { nth, weekday } => {
                out.push_str(&format!(";BYDAY={}{}", nth.number(), letters(weekday)));
            }
            Every::Yearly => {
                out.push_str(&format!(";BYMONTH={};BYMONTHDAY={}", start.month(), start.day()))
            }
            Every::Daily => {}
        }
        out
    }

    fn recurrence(&self) -> Recurrence {
        let (freq, by_day) = match self.every {
            Every::Daily => (Freq::Daily, Vec::new()),
            Every::Weekly { days } => (Freq::Weekly, days.iter().map(|day| (0, day)).collect()),
            Every::MonthlyByDay => (Freq::Monthly, Vec::new()),
            Every::MonthlyByNthWeekday { nth, weekday } => {
                (Freq::Monthly, vec![(nth.number(), weekday)])
            }
            Every::Yearly => (Freq::Yearly, Vec::new()),
        };
        Recurrence { by_day, ..Recurrence::every(freq, u32::from(self.interval)) }
    }
}

const fn letters(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}
