//! How the office writes days and times. The words around them are English; what differs is what people
//! would misread: whether the month comes first, and whether the clock has twelve hours.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

/// A way of writing them, by the country it is usual in (BCP 47).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Locale {
    #[default]
    UnitedStates,
    UnitedKingdom,
    Canada,
    Germany,
    France,
    Spain,
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Locale {
    pub const ALL: [Locale; 6] = [
        Locale::UnitedStates,
        Locale::UnitedKingdom,
        Locale::Canada,
        Locale::Germany,
        Locale::France,
        Locale::Spain,
    ];

    /// The word stored in the database and used in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Locale::UnitedStates => "en-US",
            Locale::UnitedKingdom => "en-GB",
            Locale::Canada => "en-CA",
            Locale::Germany => "de-DE",
            Locale::France => "fr-FR",
            Locale::Spain => "es-ES",
        }
    }

    pub fn from_word(word: &str) -> Option<Locale> {
        Locale::ALL.into_iter().find(|locale| locale.word() == word)
    }

    /// The country with an example: what is chosen is what one sees.
    pub const fn label(self) -> &'static str {
        match self {
            Locale::UnitedStates => "United States: Oct 13, 2026, 2:30 pm",
            Locale::UnitedKingdom => "United Kingdom: 13 Oct 2026, 14:30",
            Locale::Canada => "Canada: 2026-10-13, 2:30 pm",
            Locale::Germany => "Germany: 13.10.2026, 14:30",
            Locale::France => "France: 13/10/2026, 14:30",
            Locale::Spain => "Spain: 13/10/2026, 14:30",
        }
    }

    /// "Oct 13, 2026".
    pub fn date(self, date: Date) -> String {
        let (day, month, year) = (date.day(), date.month(), date.year());
        match self {
            Locale::UnitedStates => format!("{} {day}, {year}", month_of(date)),
            Locale::UnitedKingdom => format!("{day} {} {year}", month_of(date)),
            Locale::Canada => date.to_string(),
            Locale::Germany => format!("{day:02}.{month:02}.{year}"),
            Locale::France | Locale::Spain => format!("{day:02}/{month:02}/{year}"),
        }
    }

    /// "Oct 13", where the year goes without saying.
    pub fn short_date(self, date: Date) -> String {
        let day = date.day();
        match self {
            Locale::UnitedStates | Locale::Canada => format!("{} {day}", month_of(date)),
            Locale::UnitedKingdom | Locale::Germany | Locale::France | Locale::Spain => {
                format!("{day} {}", month_of(date))
            }
        }
    }

    /// "9:30 am".
    pub fn time(self, time: Time) -> String {
        match self {
            Locale::UnitedStates | Locale::Canada => {
                let (hour, half) = match time.hour() {
                    0 => (12, "am"),
                    hour @ 1..=11 => (hour, "am"),
                    12 => (12, "pm"),
                    hour => (hour - 12, "pm"),
                };
                format!("{hour}:{:02} {half}", time.minute())
            }
            Locale::UnitedKingdom | Locale::Germany | Locale::France | Locale::Spain => {
                format!("{:02}:{:02}", time.hour(), time.minute())
            }
        }
    }

    /// A civil date that is written this way.
    pub const fn day(self, date: Date) -> Day {
        Day { date, locale: self }
    }
}

fn month_of(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs()) - 1]
}

/// A civil date and how the office writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    pub date: Date,
    pub locale: Locale,
}

impl Day {
    /// As the office writes it. Not `Display`: a day in a form or an address is written otherwise.
    pub fn shown(self) -> String {
        self.locale.date(self.date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_written_as_its_label_says() {
        let (date, time) = (jiff::civil::date(2026, 10, 13), jiff::civil::time(14, 30, 0, 0));
        for locale in Locale::ALL {
            let written = format!("{}, {}", locale.date(date), locale.time(time));
            assert!(locale.label().ends_with(&written), "{} and {written}", locale.label());
            assert_eq!(Locale::from_word(locale.word()), Some(locale));
        }
    }

    #[test]
    fn midnight_and_noon_are_twelve_where_the_clock_has_twelve_hours() {
        let at = |hour| jiff::civil::time(hour, 5, 0, 0);
        let us = Locale::UnitedStates;
        assert_eq!((us.time(at(0)), us.time(at(12))), ("12:05 am".into(), "12:05 pm".into()));
        assert_eq!(Locale::Germany.time(at(0)), "00:05");
    }
}
