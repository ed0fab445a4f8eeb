//! From the text to its entries, in one pass.

use super::event::{Event, Extra, Moment, duration};
use super::lines::{Lines, Property};
use super::zones::{Definition, Observance, Zones};
use super::{MOST_EVENTS, Unreadable};
use crate::stamp;

const DEEPEST: usize = 8;

#[derive(Default)]
pub(super) struct Calendar {
    pub(super) events: Vec<Event>,
    /// What is said to be busy without an entry.
    pub(super) periods: Vec<Extra>,
    pub(super) zones: Zones,
    pub(super) damaged: u32,
}

enum Part {
    Calendar,
    Event(Box<Event>),
    FreeBusy,
    Zone(Box<Definition>),
    Observance { daylight: bool, observance: Box<Observance> },
    Other(String),
}

impl Part {
    fn named(name: &str) -> Part {
        match name.to_ascii_uppercase().as_str() {
            "VCALENDAR" => Part::Calendar,
            "VEVENT" => Part::Event(Box::default()),
            "VFREEBUSY" => Part::FreeBusy,
            "VTIMEZONE" => Part::Zone(Box::default()),
            "STANDARD" => Part::Observance { daylight: false, observance: Box::default() },
            "DAYLIGHT" => Part::Observance { daylight: true, observance: Box::default() },
            _ => Part::Other(name.to_owned()),
        }
    }

    fn name(&self) -> &str {
        match self {
            Part::Calendar => "VCALENDAR",
            Part::Event(_) => "VEVENT",
            Part::FreeBusy => "VFREEBUSY",
            Part::Zone(_) => "VTIMEZONE",
            Part::Observance { daylight: false, .. } => "STANDARD",
            Part::Observance { daylight: true, .. } => "DAYLIGHT",
            Part::Other(name) => name,
        }
    }
}

pub(super) fn read(text: &str) -> Result<Calendar, Unreadable> {
    let mut calendar = Calendar::default();
    let mut open: Vec<Part> = Vec::new();
    let mut lines = Lines::of(text);
    let mut seen = false;
    while let Some(line) = lines.next() {
        if line.is("BEGIN") {
            let part = Part::named(line.value);
            if open.is_empty() && !matches!(part, Part::Calendar) {
                return Err(Unreadable::NotACalendar);
            }
            if open.len() == DEEPEST {
                return Err(Unreadable::TooDeep);
            }
            seen = true;
            open.push(part);
        } else if line.is("END") {
            match open.pop() {
                Some(part) if line.says(part.name()) => calendar.close(part, &mut open)?,
                Some(_) | None => return Err(Unreadable::NotACalendar),
            }
        } else {
            match open.last_mut() {
                Some(Part::Event(event)) => event.read(&line, &mut calendar.zones),
                Some(Part::FreeBusy) => calendar.read_period(&line),
                Some(Part::Zone(definition)) => definition.read(&line),
                Some(Part::Observance { observance, .. }) => observance.read(&line),
                Some(Part::Calendar | Part::Other(_)) => {}
                None if seen => {}
                None => return Err(Unreadable::NotACalendar),
            }
        }
    }
    match (seen, open.is_empty()) {
        (false, _) => Err(Unreadable::NotACalendar),
        // Half a calendar would show its owner free.
        (true, false) => Err(Unreadable::CutOff),
        (true, true) => {
            calendar.zones.resolve();
            Ok(calendar)
        }
    }
}

impl Calendar {
    fn close(&mut self, part: Part, open: &mut [Part]) -> Result<(), Unreadable> {
        match part {
            Part::Event(event) => {
                if self.events.len() == MOST_EVENTS {
                    return Err(Unreadable::TooManyEvents);
                }
                self.events.push(*event);
            }
            Part::Zone(definition) => self.zones.define(*definition),
            Part::Observance { daylight, observance } => {
                if let Some(Part::Zone(definition)) = open.last_mut() {
                    definition.add(daylight, *observance);
                }
            }
            Part::Calendar | Part::FreeBusy | Part::Other(_) => {}
        }
        Ok(())
    }

    fn read_period(&mut self, line: &Property<'_>) {
        let free = line.parameter("FBTYPE").is_some_and(|kind| kind.eq_ignore_ascii_case("FREE"));
        if !line.is("FREEBUSY") || free {
            return;
        }
        for value in line.value.split(',') {
            let (start, end) = value.split_once('/').unwrap_or((value, ""));
            let moment = |text| stamp::parse(text).map(Moment::plain);
            match (moment(start), moment(end), duration(end)) {
                (Some(start), end, length) if end.is_some() || length.is_some() => {
                    self.periods.push(Extra { start, end, length });
                }
                _ => self.damaged += 1,
            }
        }
        self.damaged += u32::from(line.cut);
    }
}
