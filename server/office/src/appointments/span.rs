//! Which days a calendar shows, and where an instant falls in them. Days are the office's: one of 23 or 25
//! hours is drawn by its wall clock, like any other.

use domain::appointments::CalendarView;
use domain::locale::Locale;
use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};

use crate::words::Region;
use crate::{Error, Result};

/// An agenda reads two weeks.
const AGENDA_DAYS: i64 = 14;

/// What is shown, from the first day to the day after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub view: CalendarView,
    /// The day that was asked for.
    pub on: Date,
    pub first: Date,
    pub beyond: Date,
}

impl Range {
    pub(super) fn around(view: CalendarView, on: Date, locale: Locale) -> Result<Range> {
        let (first, days) = match view {
            CalendarView::Day => (on, 1),
            CalendarView::Week => (week_of(on, Weekday::Monday)?, 7),
            CalendarView::Month => {
                let first = week_of(on.first_of_month(), first_weekday(locale))?;
                let last = on.last_of_month();
                let days = last.since(first).map_err(Error::internal)?.get_days() + 1;
                (first, i64::from(days).div_euclid(7) * 7 + if days % 7 > 0 { 7 } else { 0 })
            }
            CalendarView::Agenda => (on, AGENDA_DAYS),
        };
        Ok(Range { view, on, first, beyond: add(first, days)? })
    }

    pub(super) fn days(self) -> impl Iterator<Item = Date> {
        self.first.series(1.day()).take_while(move |day| *day < self.beyond)
    }

    /// Its first instant, and the one after its last.
    pub(super) fn instants(self, region: &Region) -> Result<(Timestamp, Timestamp)> {
        Ok((midnight(self.first, region)?, midnight(self.beyond, region)?))
    }

    /// Where *back* and *on* lead.
    pub(super) fn neighbours(self) -> Result<(Date, Date)> {
        let month = |months: i64| {
            self.on.first_of_month().checked_add(months.months()).map_err(Error::internal)
        };
        Ok(match self.view {
            CalendarView::Day => (add(self.on, -1)?, add(self.on, 1)?),
            CalendarView::Week => (add(self.first, -7)?, add(self.first, 7)?),
            CalendarView::Month => (month(-1)?, month(1)?),
            CalendarView::Agenda => (add(self.on, -AGENDA_DAYS)?, add(self.on, AGENDA_DAYS)?),
        })
    }

    /// "October 12 – 16"; `last` is the last day that is drawn.
    pub(super) fn title(self, last: Date, locale: Locale) -> String {
        let month_first = matches!(locale, Locale::UnitedStates | Locale::Canada);
        let day_of_month = |day: Date, month: &str| match month_first {
            true => day.strftime(&format!("{month} %-d")).to_string(),
            false => day.strftime(&format!("%-d {month}")).to_string(),
        };
        match self.view {
            CalendarView::Day => {
                let comma = if month_first { "," } else { "" };
                let day = day_of_month(self.on, "%B");
                format!("{}, {day}{comma} {}", self.on.strftime("%A"), self.on.year())
            }
            CalendarView::Week if self.first.month() == last.month() => match month_first {
                true => format!("{} – {}", day_of_month(self.first, "%B"), last.day()),
                false => format!("{} – {}", self.first.day(), day_of_month(last, "%B")),
            },
            CalendarView::Week => {
                format!("{} – {}", day_of_month(self.first, "%b"), day_of_month(last, "%b"))
            }
            CalendarView::Month => self.on.strftime("%B %Y").to_string(),
            CalendarView::Agenda => format!("From {}", day_of_month(self.on, "%B")),
        }
    }
}

pub(super) const fn first_weekday(locale: Locale) -> Weekday {
    match locale {
        Locale::UnitedStates | Locale::Canada => Weekday::Sunday,
        Locale::UnitedKingdom | Locale::Germany | Locale::France | Locale::Spain => Weekday::Monday,
    }
}

fn add(day: Date, days: i64) -> Result<Date> {
    day.checked_add(days.days()).map_err(Error::internal)
}

/// The day its week begins on.
fn week_of(day: Date, starts: Weekday) -> Result<Date> {
    add(day, -i64::from(day.weekday().since(starts)))
}

fn midnight(day: Date, region: &Region) -> Result<Timestamp> {
    Ok(day.to_zoned(region.zone.clone()).map_err(Error::internal)?.timestamp())
}

/// What of a span falls on one day, in minutes of its wall clock; none where nothing does. What lasts no
/// time falls on the day it is on.
pub(super) fn clip(
    starts: Timestamp,
    ends: Timestamp,
    day: Date,
    region: &Region,
) -> Result<Option<(u16, u16)>> {
    let (dawn, dusk) = (midnight(day, region)?, midnight(add(day, 1)?, region)?);
    let touches = starts < dusk && (ends > dawn || starts >= dawn);
    if !touches {
        return Ok(None);
    }
    let minutes = |at: Timestamp| {
        let time = at.to_zoned(region.zone.clone()).time();
        u16::try_from(time.hour()).unwrap_or_default() * 60
            + u16::try_from(time.minute()).unwrap_or_default()
    };
    let from = if starts <= dawn { 0 } else { minutes(starts) };
    let until = if ends >= dusk { 24 * 60 } else { minutes(ends) };
    if until >= from && (until > from || starts == ends) {
        return Ok(Some((from, until)));
    }
    // it ends in the hour that came a second time: as long as it lasts
    let lasts = (ends.min(dusk).as_second() - starts.max(dawn).as_second()) / 60;
    Ok(Some((from, (from + u16::try_from(lasts).unwrap_or_default()).min(24 * 60))))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    use super::*;

    fn region() -> Region {
        let zone = TimeZone::get("America/New_York").unwrap();
        Region { zone, locale: Locale::UnitedStates }
    }

    fn range(view: CalendarView, on: Date) -> Range {
        Range::around(view, on, Locale::UnitedStates).unwrap()
    }

    #[test]
    fn a_week_is_whole_and_a_month_is_whole_weeks() {
        let week = range(CalendarView::Week, date(2026, 10, 13));
        assert_eq!((week.first, week.beyond), (date(2026, 10, 12), date(2026, 10, 19)));
        assert_eq!(week.title(date(2026, 10, 16), Locale::UnitedStates), "October 12 – 16");
        assert_eq!(week.title(date(2026, 10, 16), Locale::Germany), "12 – 16 October");
        let across = range(CalendarView::Week, date(2026, 9, 30));
        assert_eq!(across.title(date(2026, 10, 2), Locale::UnitedStates), "Sep 28 – Oct 2");

        let month = range(CalendarView::Month, date(2026, 10, 13));
        assert_eq!((month.first, month.beyond), (date(2026, 9, 27), date(2026, 11, 1)));
        assert_eq!(month.neighbours().unwrap(), (date(2026, 9, 1), date(2026, 11, 1)));
        // February 2026 is four weeks to the day
        assert_eq!(range(CalendarView::Month, date(2026, 2, 14)).days().count(), 28);
        let monday = Range::around(CalendarView::Month, date(2026, 10, 1), Locale::Spain).unwrap();
        assert_eq!(monday.first, date(2026, 9, 28));
    }

    #[test]
    fn days_of_23_and_25_hours_keep_their_wall_clock() {
        let region = region();
        let hours = |day| {
            let (from, until) = range(CalendarView::Day, day).instants(&region).unwrap();
            (until.as_second() - from.as_second()) / 3600
        };
        assert_eq!(hours(date(2026, 3, 8)), 23);
        assert_eq!(hours(date(2026, 11, 1)), 25);
        assert_eq!(hours(date(2026, 10, 13)), 24);
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        // noon is noon, whatever the night before was
        let noon = clip(
            at("2026-11-01T17:00:00Z"),
            at("2026-11-01T18:00:00Z"),
            date(2026, 11, 1),
            &region,
        );
        assert_eq!(noon.unwrap(), Some((720, 780)));
        // from the first half past one to the second
        let twice = clip(
            at("2026-11-01T05:30:00Z"),
            at("2026-11-01T06:30:00Z"),
            date(2026, 11, 1),
            &region,
        );
        assert_eq!(twice.unwrap(), Some((90, 150)));
        let spring =
            clip(at("2026-03-08T06:30:00Z"), at("2026-03-08T07:30:00Z"), date(2026, 3, 8), &region);
        assert_eq!(spring.unwrap(), Some((90, 210)));
    }

    #[test]
    fn what_runs_over_midnight_is_on_both_days() {
        let region = region();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (starts, ends) = (at("2026-10-14T02:00:00Z"), at("2026-10-14T05:30:00Z"));
        let on = |day| clip(starts, ends, day, &region).unwrap();
        assert_eq!(on(date(2026, 10, 13)), Some((1320, 1440)));
        assert_eq!(on(date(2026, 10, 14)), Some((0, 90)));
        assert_eq!(on(date(2026, 10, 15)), None);
        // until midnight is not on the next day
        let until_midnight = clip(starts, at("2026-10-14T04:00:00Z"), date(2026, 10, 14), &region);
        assert_eq!(until_midnight.unwrap(), None);
        let due = at("2026-10-14T04:00:00Z");
        assert_eq!(clip(due, due, date(2026, 10, 14), &region).unwrap(), Some((0, 0)));
        assert_eq!(clip(due, due, date(2026, 10, 13), &region).unwrap(), None);
    }
}
