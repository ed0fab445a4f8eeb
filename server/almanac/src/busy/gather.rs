//! From entries to intervals.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

use super::event::{Event, Extra, Length, Moment, Placed};
use super::reader::Calendar;
use super::zones::Zones;
use super::{Interval, MOST_INTERVALS, Read, Skipped, Unreadable, Window};
use crate::recur::{Recurrence, Steps};

/// Days that the rules of one calendar may look at together: 20,000 rules over a year, and more.
const MOST_STEPS: u64 = 10_000_000;
/// So many are held before they are merged.
const HELD: usize = 50_000;

/// Why an entry, or a part of it, does not count.
enum Skip {
    Zone,
    Damaged,
    Costly,
}

pub(super) fn gather(
    calendar: &Calendar,
    window: Window,
    zone: &TimeZone,
) -> Result<Read, Unreadable> {
    let mut gathering = Gathering {
        zones: &calendar.zones,
        zone,
        window,
        found: Vec::new(),
        steps: Steps(MOST_STEPS),
        overflown: false,
    };
    let mut skipped = Skipped { damaged: calendar.damaged, ..Skipped::default() };
    let replaced = gathering.replaced(&calendar.events);
    let none = LeftOut::default();
    let periods = calendar.periods.iter().map(|period| gathering.period(period, None));
    let mut results: Vec<Result<(), Skip>> = periods.collect();
    for event in &calendar.events {
        if event.free {
            continue;
        }
        skipped.rules += u32::from(event.beyond);
        let replaced = match event.replaces {
            Some(_) => &none,
            None => replaced.get(event.uid.as_str()).unwrap_or(&none),
        };
        results.push(gathering.event(event, replaced));
    }
    for result in results {
        match result {
            Ok(()) => {}
            Err(Skip::Zone) => skipped.zones += 1,
            Err(Skip::Damaged) => skipped.damaged += 1,
            Err(Skip::Costly) => skipped.costly += 1,
        }
    }
    gathering.merge();
    if gathering.overflown {
        return Err(Unreadable::TooManyIntervals);
    }
    Ok(Read { intervals: gathering.found, skipped })
}

/// Dates of a series that are left out, or stand elsewhere.
#[derive(Default)]
struct LeftOut {
    instants: BTreeSet<Timestamp>,
    days: BTreeSet<Date>,
}

impl LeftOut {
    fn add(&mut self, placed: &Placed) {
        if placed.whole_day {
            self.days.insert(placed.date());
        } else {
            self.instants.extend(placed.instant());
        }
    }

    fn has(&self, date: Date, instant: Timestamp) -> bool {
        self.instants.contains(&instant) || self.days.contains(&date)
    }
}

struct Gathering<'a> {
    zones: &'a Zones,
    zone: &'a TimeZone,
    window: Window,
    found: Vec<Interval>,
    steps: Steps,
    overflown: bool,
}

impl Gathering<'_> {
    fn replaced<'e>(&self, events: &'e [Event]) -> BTreeMap<&'e str, LeftOut> {
        let mut all: BTreeMap<&str, LeftOut> = BTreeMap::new();
        for event in events {
            if let Some(placed) = event.replaces.and_then(|moment| self.place(&moment)) {
                all.entry(&event.uid).or_default().add(&placed);
            }
        }
        all
    }

    fn place(&self, moment: &Moment) -> Option<Placed> {
        moment.place(self.zones, self.zone)
    }

    fn event(&mut self, event: &Event, replaced: &LeftOut) -> Result<(), Skip> {
        let start = event.start.as_ref().ok_or(Skip::Damaged)?;
        let start = self.place(start).ok_or(Skip::Zone)?;
        let end = match &event.end {
            Some(end) => Some(self.place(end).ok_or(Skip::Zone)?),
            None => None,
        };
        let length = length(&start, end.as_ref(), event.length).ok_or(Skip::Damaged)?;
        let mut left_out = LeftOut::default();
        for moment in &event.left_out {
            left_out.add(&self.place(moment).ok_or(Skip::Zone)?);
        }
        let counts = |date, instant| !replaced.has(date, instant) && !left_out.has(date, instant);

        length.end(&start).ok_or(Skip::Damaged)?;

        // The start is a date of the series whatever the rule says (RFC 5545, section 3.8.5.3).
        let first = start.instant().ok_or(Skip::Damaged)?;
        if counts(start.date(), first) {
            self.push(&start, length);
        }
        let mut result = if event.damaged { Err(Skip::Damaged) } else { Ok(()) };
        for rule in &event.rules {
            let walked = self.recur(rule, &start, length, &counts);
            result = result.and(walked);
        }
        for extra in &event.extra {
            let placed = self.place(&extra.start).ok_or(Skip::Zone)?;
            if placed.instant().is_some_and(|instant| counts(placed.date(), instant)) {
                self.period(extra, Some(length))?;
            }
        }
        result
    }

    fn recur(
        &mut self,
        rule: &Recurrence,
        start: &Placed,
        length: Length,
        counts: &impl Fn(Date, Timestamp) -> bool,
    ) -> Result<(), Skip> {
        let zone = &start.zone;
        let first = start.instant().ok_or(Skip::Damaged)?;
        let lasts = length.end(start).ok_or(Skip::Damaged)?.duration_since(first);
        // A day more, for what the clocks do meanwhile.
        let day = SignedDuration::from_hours(24);
        let from = self.window.from.saturating_sub(lasts).and_then(|from| from.saturating_sub(day));
        let from = zone.to_datetime(from.unwrap_or(Timestamp::MIN));
        let window_end = zone.to_datetime(self.window.until);
        let last = match rule.until {
            // The day is the last, whatever the hour.
            Some(until) => until.last(zone).min(window_end),
            None => window_end,
        };
        let mut steps = std::mem::replace(&mut self.steps, Steps(0));
        let walked = rule.walk(start.wall, from, last, &mut steps, |wall| {
            let placed = Placed { wall, zone: zone.clone(), whole_day: start.whole_day };
            if placed.instant().is_some_and(|instant| counts(wall.date(), instant)) {
                self.push(&placed, length);
            }
        });
        self.steps = steps;
        walked.map_err(|_| Skip::Costly)
    }

    fn period(&mut self, period: &Extra, own: Option<Length>) -> Result<(), Skip> {
        let start = self.place(&period.start).ok_or(Skip::Zone)?;
        let end = match &period.end {
            Some(end) => Some(self.place(end).ok_or(Skip::Zone)?),
            None => None,
        };
        let length = match (end, period.length, own) {
            (None, None, Some(own)) => own,
            (end, span, _) => length(&start, end.as_ref(), span).ok_or(Skip::Damaged)?,
        };
        self.push(&start, length);
        Ok(())
    }

    fn push(&mut self, start: &Placed, length: Length) {
        let (Some(from), Some(until)) = (start.instant(), length.end(start)) else { return };
        let (from, until) = (from.max(self.window.from), until.min(self.window.until));
        if from < until && !self.overflown {
            self.found.push(Interval { from, until });
            if self.found.len() >= HELD {
                self.merge();
            }
        }
    }

    fn merge(&mut self) {
        self.found.sort_unstable();
        self.found.dedup_by(|next, last| {
            let touch = next.from <= last.until;
            if touch {
                last.until = last.until.max(next.until);
            }
            touch
        });
        self.overflown |= self.found.len() > MOST_INTERVALS;
    }
}

/// How long an entry lasts: to its end, for its duration, else a day or no time at all (RFC 5545,
/// section 3.6.1). None where it ends before it begins.
fn length(start: &Placed, end: Option<&Placed>, span: Option<Span>) -> Option<Length> {
    match (end, span) {
        (Some(end), _) if start.whole_day && end.whole_day => {
            let days = start.date().until(end.date()).ok()?;
            (!days.is_negative()).then_some(Length::Nominal(days))
        }
        (Some(end), _) => {
            let length = end.instant()?.duration_since(start.instant()?);
            (!length.is_negative()).then_some(Length::Exact(length))
        }
        (None, Some(span)) => Some(Length::Nominal(span)),
        (None, None) if start.whole_day => Some(Length::Nominal(Span::new().days(1))),
        (None, None) => Some(Length::Exact(SignedDuration::ZERO)),
    }
}
