//! The zones a calendar names: by the IANA's name, by Windows', or by rules of its own.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use windows_timezones::WindowsTimezone;

use super::lines::Property;
use crate::recur::{Freq, Recurrence};
use crate::stamp::{self, Stamp};

#[derive(Default)]
pub(super) struct Zones {
    numbers: BTreeMap<String, usize>,
    resolved: Vec<Option<TimeZone>>,
    own: BTreeMap<String, Definition>,
}

impl Zones {
    /// Definitions may follow their use, so a name is a number until all is read.
    pub(super) fn number(&mut self, name: &str) -> usize {
        let next = self.numbers.len();
        match self.numbers.get(name) {
            Some(number) => *number,
            None => *self.numbers.entry(name.to_owned()).or_insert(next),
        }
    }

    pub(super) fn define(&mut self, definition: Definition) {
        self.own.insert(definition.name.clone(), definition);
    }

    pub(super) fn resolve(&mut self) {
        self.resolved = vec![None; self.numbers.len()];
        for (name, number) in &self.numbers {
            let own = self.own.get(name);
            let zone = known(name)
                .or_else(|| own.and_then(|own| known(own.location.as_deref()?)))
                .or_else(|| own.and_then(Definition::zone));
            if let Some(place) = self.resolved.get_mut(*number) {
                *place = zone;
            }
        }
    }

    pub(super) fn get(&self, number: usize) -> Option<TimeZone> {
        self.resolved.get(number).cloned().flatten()
    }
}

/// `Europe/Lisbon`, also behind a path as in `/mozilla.org/20050126_1/Europe/Lisbon`; or
/// `GMT Standard Time`.
fn known(name: &str) -> Option<TimeZone> {
    let name = name.trim();
    // Longer ones are nobody's, and each part of the path is tried.
    if name.is_empty() || name.len() > 200 {
        return None;
    }
    if let Ok(windows) = name.parse::<WindowsTimezone>() {
        return TimeZone::get(windows.tzdb_id()).ok();
    }
    let mut rest = name;
    loop {
        if let Ok(zone) = TimeZone::get(rest) {
            return Some(zone);
        }
        rest = rest.split_once('/')?.1;
    }
}

/// A VTIMEZONE.
#[derive(Default)]
pub(super) struct Definition {
    name: String,
    location: Option<String>,
    standard: Option<Observance>,
    daylight: Option<Observance>,
}

#[derive(Default)]
pub(super) struct Observance {
    start: Option<DateTime>,
    offset_seconds: Option<i32>,
    rule: Option<Recurrence>,
    listed: bool,
}

impl Definition {
    pub(super) fn read(&mut self, line: &Property<'_>) {
        if line.is("TZID") {
            line.value.clone_into(&mut self.name);
        } else if line.is("X-LIC-LOCATION") {
            self.location = Some(line.value.to_owned());
        }
    }

    /// The latest of each kind is the one in force.
    pub(super) fn add(&mut self, daylight: bool, observance: Observance) {
        let place = if daylight { &mut self.daylight } else { &mut self.standard };
        if place.as_ref().is_none_or(|old| old.start <= observance.start) {
            *place = Some(observance);
        }
    }

    /// A zone with this offset, or with two that change once a year each. None for what is more
    /// involved.
    fn zone(&self) -> Option<TimeZone> {
        let standard = self.standard.as_ref()?;
        let Some(daylight) = &self.daylight else {
            let fixed = standard.rule.is_none() && !standard.listed;
            let offset = Offset::from_seconds(standard.offset_seconds?).ok()?;
            return fixed.then(|| TimeZone::fixed(offset));
        };
        let posix = format!(
            "<STD>{}<DST>{},{},{}",
            posix_offset(standard.offset_seconds?),
            posix_offset(daylight.offset_seconds?),
            daylight.posix()?,
            standard.posix()?,
        );
        TimeZone::posix(&posix).ok()
    }
}

impl Observance {
    pub(super) fn read(&mut self, line: &Property<'_>) {
        if line.is("DTSTART") {
            self.start = match stamp::parse(line.value) {
                Some(Stamp::Wall(wall)) => Some(wall),
                Some(Stamp::Day(_) | Stamp::Instant(_)) | None => None,
            };
        } else if line.is("TZOFFSETTO") {
            self.offset_seconds = offset(line.value);
        } else if line.is("RRULE") {
            self.rule = line.value.parse().ok();
            self.listed |= self.rule.is_none();
        } else if line.is("RDATE") {
            self.listed = true;
        }
    }

    /// `M3.2.0/2:00:00`: when it begins each year.
    fn posix(&self) -> Option<String> {
        let (rule, time) = (self.rule.as_ref()?, self.start?.time());
        let ([month], [(nth, weekday)]) = (rule.by_month.as_slice(), rule.by_day.as_slice()) else {
            return None;
        };
        let week = match nth {
            1..=4 => *nth,
            -1 => 5,
            _ => return None,
        };
        let plain = rule.freq == Freq::Yearly
            && rule.interval == 1
            && rule.until.is_none()
            && rule.count.is_none()
            && rule.by_month_day.is_empty()
            && rule.by_year_day.is_empty()
            && rule.by_week_no.is_empty()
            && rule.by_set_pos.is_empty();
        plain.then(|| {
            format!(
                "M{month}.{week}.{}/{}:{:02}:{:02}",
                weekday.to_sunday_zero_offset(),
                time.hour(),
                time.minute(),
                time.second()
            )
        })
    }
}

/// POSIX counts westward.
fn posix_offset(seconds: i32) -> String {
    let (sign, size) = (if seconds > 0 { "-" } else { "" }, seconds.unsigned_abs());
    format!("{sign}{}:{:02}:{:02}", size / 3600, size / 60 % 60, size % 60)
}

/// `-0500` in seconds.
fn offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |two| two.parse::<i32>().ok());
    Some(sign * (part(0)? * 3600 + part(2)? * 60 + part(4)?))
}
