//! A rule from its text.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;

use super::{Freq, Recurrence};
use crate::stamp::{self, Stamp};

/// More values than this in one part say nothing new.
const MOST_VALUES: usize = 400;

/// Until when, as the text has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    Day(Date),
    Wall(DateTime),
    Instant(Timestamp),
}

impl Until {
    /// The last wall time, for a series that lives in `zone`.
    pub(crate) fn last(self, zone: &TimeZone) -> DateTime {
        match self {
            Until::Day(day) => day.at(23, 59, 59, 0),
            Until::Wall(wall) => wall,
            Until::Instant(instant) => zone.to_datetime(instant),
        }
    }
}

/// A rule that is malformed, or recurs more than daily, or by a calendar we do not know.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unsupported;

impl std::str::FromStr for Recurrence {
    type Err = Unsupported;

    fn from_str(text: &str) -> Result<Recurrence, Unsupported> {
        let mut freq = None;
        let mut rule = Recurrence::every(Freq::Daily, 1);
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').ok_or(Unsupported)?;
            match key.to_ascii_uppercase().as_str() {
                "FREQ" => freq = Some(frequency(value)?),
                "INTERVAL" => rule.interval = positive(value)?,
                "COUNT" => rule.count = Some(positive(value)?),
                "UNTIL" => rule.until = Some(until(value)?),
                "WKST" => rule.week_start = weekday(value)?,
                "BYMONTH" => rule.by_month = numbers(value, 1, 12, false)?,
                "BYWEEKNO" => rule.by_week_no = numbers(value, 1, 53, true)?,
                "BYYEARDAY" => rule.by_year_day = numbers(value, 1, 366, true)?,
                "BYMONTHDAY" => rule.by_month_day = numbers(value, 1, 31, true)?,
                "BYDAY" => rule.by_day = days(value)?,
                "BYHOUR" => rule.by_hour = numbers(value, 0, 23, false)?,
                "BYMINUTE" => rule.by_minute = numbers(value, 0, 59, false)?,
                "BYSECOND" => rule.by_second = numbers(value, 0, 59, false)?,
                "BYSETPOS" => rule.by_set_pos = numbers(value, 1, 366, true)?,
                _ => return Err(Unsupported),
            }
        }
        rule.freq = freq.ok_or(Unsupported)?;
        // The RFC has weeks of a year for a yearly rule only.
        if !rule.by_week_no.is_empty() && rule.freq != Freq::Yearly {
            return Err(Unsupported);
        }
        Ok(rule)
    }
}

fn frequency(value: &str) -> Result<Freq, Unsupported> {
    match value.to_ascii_uppercase().as_str() {
        "YEARLY" => Ok(Freq::Yearly),
        "MONTHLY" => Ok(Freq::Monthly),
        "WEEKLY" => Ok(Freq::Weekly),
        "DAILY" => Ok(Freq::Daily),
        _ => Err(Unsupported),
    }
}

fn positive(value: &str) -> Result<u32, Unsupported> {
    value.parse().ok().filter(|number| *number > 0).ok_or(Unsupported)
}

fn until(value: &str) -> Result<Until, Unsupported> {
    match stamp::parse(value).ok_or(Unsupported)? {
        Stamp::Day(day) => Ok(Until::Day(day)),
        Stamp::Wall(wall) => Ok(Until::Wall(wall)),
        Stamp::Instant(instant) => Ok(Until::Instant(instant)),
    }
}

fn numbers(value: &str, least: i16, most: i16, negative: bool) -> Result<Vec<i16>, Unsupported> {
    let mut all = Vec::new();
    for number in value.split(',') {
        let number: i16 = number.trim().parse().map_err(|_| Unsupported)?;
        let size = if negative { number.checked_abs().ok_or(Unsupported)? } else { number };
        if !(least..=most).contains(&size) || all.len() == MOST_VALUES {
            return Err(Unsupported);
        }
        all.push(number);
    }
    Ok(all)
}

fn days(value: &str) -> Result<Vec<(i16, Weekday)>, Unsupported> {
    let mut all = Vec::new();
    for day in value.split(',').map(str::trim) {
        let at = day.len().checked_sub(2).ok_or(Unsupported)?;
        let (nth, name) = day.split_at_checked(at).ok_or(Unsupported)?;
        let nth = match nth {
            "" => 0,
            nth => nth.parse().ok().filter(|nth: &i16| *nth != 0).ok_or(Unsupported)?,
        };
        if !(-53..=53).contains(&nth) || all.len() == MOST_VALUES {
            return Err(Unsupported);
        }
        all.push((nth, weekday(name)?));
    }
    Ok(all)
}

fn weekday(name: &str) -> Result<Weekday, Unsupported> {
    match name.to_ascii_uppercase().as_str() {
        "MO" => Ok(Weekday::Monday),
        "TU" => Ok(Weekday::Tuesday),
        "WE" => Ok(Weekday::Wednesday),
        "TH" => Ok(Weekday::Thursday),
        "FR" => Ok(Weekday::Friday),
        "SA" => Ok(Weekday::Saturday),
        "SU" => Ok(Weekday::Sunday),
        _ => Err(Unsupported),
    }
}
