//! Days and times as iCalendar writes them: `20270314`, `20270314T023000`, `20270314T023000Z`.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stamp {
    Day(Date),
    Wall(DateTime),
    Instant(Timestamp),
}

/// None where it is none of the three.
pub(crate) fn parse(text: &str) -> Option<Stamp> {
    let text = text.trim();
    let Some((day, time)) = text.split_once(['T', 't']) else {
        return date(text).map(Stamp::Day);
    };
    let day = date(day)?;
    let utc = time.strip_suffix(['Z', 'z']);
    let digits = utc.unwrap_or(time);
    if digits.len() != 6 {
        return None;
    }
    // A leap second is the last one of its minute.
    let time = Time::new(number(digits, 0)?, number(digits, 2)?, number(digits, 4)?.min(59), 0);
    let wall = day.to_datetime(time.ok()?);
    match utc {
        Some(_) => Offset::UTC.to_timestamp(wall).ok().map(Stamp::Instant),
        None => Some(Stamp::Wall(wall)),
    }
}

fn date(text: &str) -> Option<Date> {
    if text.len() != 8 {
        return None;
    }
    let (century, year) = (i16::from(number(text, 0)?), i16::from(number(text, 2)?));
    Date::new(century * 100 + year, number(text, 4)?, number(text, 6)?).ok()
}

fn number(text: &str, at: usize) -> Option<i8> {
    let two = text.get(at..at + 2)?;
    if two.bytes().all(|byte| byte.is_ascii_digit()) { two.parse().ok() } else { None }
}

/// `20270314`.
pub(crate) fn push_date(out: &mut String, date: Date) {
    // Writing to a string does not fail.
    let _ = write!(out, "{:04}{:02}{:02}", date.year(), date.month(), date.day());
}

/// `20270314T023000Z`.
pub(crate) fn push_instant(out: &mut String, at: Timestamp) {
    let wall = Offset::UTC.to_datetime(at);
    push_date(out, wall.date());
    let _ = write!(out, "T{:02}{:02}{:02}Z", wall.hour(), wall.minute(), wall.second());
}
