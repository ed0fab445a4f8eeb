//! An entry as it is collected: its times and whether it counts, and never what it is about.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

use super::lines::Property;
use super::zones::Zones;
use crate::recur::Recurrence;
use crate::stamp::{self, Stamp};

/// A time as written, with the number of the zone it names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    stamp: Stamp,
    zone: Option<usize>,
}

/// A time in its zone.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) wall: DateTime,
    pub(super) zone: TimeZone,
    pub(super) whole_day: bool,
}

impl Placed {
    /// Where the clocks skip the time, by the offset before; where it comes twice, the first (RFC 5545,
    /// section 3.3.5).
    pub(super) fn instant(&self) -> Option<Timestamp> {
        self.zone.to_ambiguous_timestamp(self.wall).compatible().ok()
    }

    pub(super) fn date(&self) -> Date {
        self.wall.date()
    }
}

impl Moment {
    /// Without a zone.
    pub(super) const fn plain(stamp: Stamp) -> Moment {
        Moment { stamp, zone: None }
    }

    /// None where the zone is not known.
    pub(super) fn place(&self, zones: &Zones, own: &TimeZone) -> Option<Placed> {
        let (wall, zone, whole_day) = match (self.stamp, self.zone) {
            (Stamp::Day(day), _) => (day.at(0, 0, 0, 0), own.clone(), true),
            (Stamp::Instant(at), _) => (TimeZone::UTC.to_datetime(at), TimeZone::UTC, false),
            (Stamp::Wall(wall), None) => (wall, own.clone(), false),
            (Stamp::Wall(wall), Some(number)) => (wall, zones.get(number)?, false),
        };
        Some(Placed { wall, zone, whole_day })
    }
}

/// How long each one lasts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Length {
    Exact(SignedDuration),
    /// Days by the wall clock, hours by the other.
    Nominal(Span),
}

impl Length {
    pub(super) fn end(self, start: &Placed) -> Option<Timestamp> {
        match self {
            Length::Exact(length) => start.instant()?.checked_add(length).ok(),
            Length::Nominal(span) => {
                let start = start.instant()?.to_zoned(start.zone.clone());
                Some(start.checked_add(span).ok()?.timestamp())
            }
        }
    }
}

#[derive(Debug)]
pub(super) struct Extra {
    pub(super) start: Moment,
    pub(super) end: Option<Moment>,
    pub(super) length: Option<Span>,
}

#[derive(Debug, Default)]
pub(super) struct Event {
    pub(super) uid: String,
    pub(super) start: Option<Moment>,
    pub(super) end: Option<Moment>,
    pub(super) length: Option<Span>,
    pub(super) rules: Vec<Recurrence>,
    pub(super) extra: Vec<Extra>,
    pub(super) left_out: Vec<Moment>,
    /// The date of a series that this one stands for.
    pub(super) replaces: Option<Moment>,
    /// A rule that is not followed.
    pub(super) beyond: bool,
    pub(super) free: bool,
    pub(super) damaged: bool,
}

impl Event {
    pub(super) fn read(&mut self, line: &Property<'_>, zones: &mut Zones) {
        let known = match line.name.to_ascii_uppercase().as_str() {
            "UID" => {
                line.value.clone_into(&mut self.uid);
                true
            }
            "DTSTART" => {
                self.start = moment(line, zones);
                self.start.is_some()
            }
            "DTEND" => {
                self.end = moment(line, zones);
                self.end.is_some()
            }
            "DURATION" => {
                self.length = duration(line.value);
                self.length.is_some()
            }
            "RRULE" => {
                match line.value.parse() {
                    Ok(rule) => self.rules.push(rule),
                    Err(_) => self.beyond = true,
                }
                true
            }
            "RDATE" => self.add(line, zones),
            "EXDATE" => {
                let zone = line.parameter("TZID").map(|name| zones.number(name));
                line.value.split(',').all(|value| {
                    let stamp = stamp::parse(value);
                    self.left_out.extend(stamp.map(|stamp| Moment { stamp, zone }));
                    stamp.is_some()
                })
            }
            "RECURRENCE-ID" => {
                self.replaces = moment(line, zones);
                self.beyond |= line.parameter("RANGE").is_some();
                self.replaces.is_some()
            }
            "TRANSP" => {
                self.free |= line.says("TRANSPARENT");
                return;
            }
            "STATUS" => {
                self.free |= line.says("CANCELLED");
                return;
            }
            "X-MICROSOFT-CDO-BUSYSTATUS" => {
                self.free |= line.says("FREE");
                return;
            }
            _ => return,
        };
        self.damaged |= !known || line.cut;
    }

    fn add(&mut self, line: &Property<'_>, zones: &mut Zones) -> bool {
        let zone = line.parameter("TZID").map(|name| zones.number(name));
        line.value.split(',').all(|value| {
            let (start, end) = value.split_once('/').unwrap_or((value, ""));
            let Some(stamp) = stamp::parse(start) else { return false };
            let (length, end) = (duration(end), stamp::parse(end));
            if value.contains('/') && length.is_none() && end.is_none() {
                return false;
            }
            self.extra.push(Extra {
                start: Moment { stamp, zone },
                end: end.map(|stamp| Moment { stamp, zone }),
                length,
            });
            true
        })
    }
}

fn moment(line: &Property<'_>, zones: &mut Zones) -> Option<Moment> {
    let stamp = stamp::parse(line.value)?;
    Some(Moment { stamp, zone: line.parameter("TZID").map(|name| zones.number(name)) })
}

/// `PT1H30M`, `P1D`, `P2W`: forward only, and within what a calendar holds.
pub(super) fn duration(text: &str) -> Option<Span> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    if !text.starts_with(['P', 'p']) || text.len() > 40 {
        return None;
    }
    let span: Span = text.parse().ok()?;
    (!span.is_negative()).then_some(span)
}
