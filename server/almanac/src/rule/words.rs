//! A rule in plain English.

use domain::locale::Locale;
use jiff::civil::{Date, Weekday};

use super::{Days, End, Every, Nth, Rule};

impl Rule {
    /// "Every 2 weeks on Tuesday and Thursday, until Jun 30, 2027". What a month or a year may not have
    /// is said.
    pub fn words(&self, start: Date, locale: Locale) -> String {
        let every = match self.every {
            Every::Daily => self.units("day"),
            Every::Weekly { days } => format!("{} on {}", self.units("week"), listed(days)),
            Every::MonthlyByDay => {
                let (day, only) = (ordinal(start.day()), start.day() > 28);
                let only = if only { " where a month has one" } else { "" };
                format!("{} on the {day}{only}", self.units("month"))
            }
            Every::MonthlyByNthWeekday { nth, weekday } => {
                format!("{} on the {} {}", self.units("month"), nth.word(), name(weekday))
            }
            Every::Yearly => {
                let leap = (start.month(), start.day()) == (2, 29);
                let only = if leap { " in leap years" } else { "" };
                format!("{} on {}{only}", self.units("year"), locale.short_date(start))
            }
        };
        match self.end {
            End::After(1) => format!("{every}, once"),
            End::After(count) => format!("{every}, {count} times"),
            End::Until(day) => format!("{every}, until {}", locale.date(day)),
        }
    }

    fn units(&self, unit: &str) -> String {
        match self.interval {
            1 => format!("Every {unit}"),
            interval => format!("Every {interval} {unit}s"),
        }
    }
}

impl Nth {
    pub const fn word(self) -> &'static str {
        match self {
            Nth::First => "first",
            Nth::Second => "second",
            Nth::Third => "third",
            Nth::Fourth => "fourth",
            Nth::Last => "last",
        }
    }
}

fn listed(days: Days) -> String {
    let names: Vec<_> = days.iter().map(name).collect();
    match names.as_slice() {
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] => "weekdays".into(),
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        all => all.join(""),
    }
}

const fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn ordinal(day: i8) -> String {
    let ending = match (day % 10, day / 10) {
        (_, 1) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{day}{ending}")
}
