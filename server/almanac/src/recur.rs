//! The recurrence rules of RFC 5545, section 3.3.10, on wall times.
//!
//! One engine for the series of the office and for other people's calendars. It works on civil dates
//! alone, so there is one table of zones in the house, and every day it looks at costs a step of a
//! budget: no rule, however hostile, takes longer than that.

mod parse;

use jiff::Span;
use jiff::civil::{Date, DateTime, Time, Weekday};

pub(crate) use parse::Until;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freq {
    Yearly,
    Monthly,
    Weekly,
    Daily,
}

/// A rule, its parts named as the RFC does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recurrence {
    pub(crate) freq: Freq,
    pub(crate) interval: u32,
    pub(crate) count: Option<u32>,
    pub(crate) until: Option<Until>,
    pub(crate) week_start: Weekday,
    pub(crate) by_month: Vec<i16>,
    pub(crate) by_week_no: Vec<i16>,
    pub(crate) by_year_day: Vec<i16>,
    pub(crate) by_month_day: Vec<i16>,
    /// Which of the weekday in its month or year, from the end where negative; 0 is every one.
    pub(crate) by_day: Vec<(i16, Weekday)>,
    pub(crate) by_hour: Vec<i16>,
    pub(crate) by_minute: Vec<i16>,
    pub(crate) by_second: Vec<i16>,
    pub(crate) by_set_pos: Vec<i16>,
}

/// How many days may still be looked at.
#[derive(Debug)]
pub(crate) struct Steps(pub(crate) u64);

/// The budget is spent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Spent;

impl Steps {
    fn take(&mut self, steps: u64) -> Result<(), Spent> {
        self.0 = self.0.checked_sub(steps).ok_or(Spent)?;
        Ok(())
    }
}

impl Recurrence {
    pub(crate) fn every(freq: Freq, interval: u32) -> Recurrence {
        Recurrence {
            freq,
            interval,
            count: None,
            until: None,
            week_start: Weekday::Monday,
            by_month: Vec::new(),
            by_week_no: Vec::new(),
            by_year_day: Vec::new(),
            by_month_day: Vec::new(),
            by_day: Vec::new(),
            by_hour: Vec::new(),
            by_minute: Vec::new(),
            by_second: Vec::new(),
            by_set_pos: Vec::new(),
        }
    }

    /// Gives each wall time of the rule between `from` and `last`, both included, in order. `until` is
    /// the caller's to turn into `last`, since it may need a zone.
    ///
    /// # Errors
    /// Where the budget ends first.
    pub(crate) fn walk(
        &self,
        start: DateTime,
        from: DateTime,
        last: DateTime,
        steps: &mut Steps,
        mut each: impl FnMut(DateTime),
    ) -> Result<(), Spent> {
        let rule = self.filled(start);
        let times = rule.times(start.time(), steps)?;
        let mut left = rule.count;
        // What lies before can be passed over only where nobody counts it.
        let mut period = match left {
            None => rule.period_of(start.date(), from.date()),
            Some(_) => 0,
        };
        let mut found = Vec::new();
        while let Some((first, days)) = rule.days_of(start.date(), period)
            && first <= last.date()
        {
            found.clear();
            let mut day = Some(first);
            for _ in 0..days {
                steps.take(1)?;
                let Some(date) = day else { break };
                if rule.holds(date) {
                    steps.take(times.len() as u64)?;
                    found.extend(times.iter().map(|time| date.to_datetime(*time)));
                }
                day = date.tomorrow().ok();
            }
            if !rule.by_set_pos.is_empty() {
                found = rule.placed(&found);
            }
            for at in found.iter().copied().filter(|at| *at >= start) {
                if at > last || left == Some(0) {
                    return Ok(());
                }
                left = left.map(|left| left - 1);
                if at >= from {
                    each(at);
                }
            }
            period += 1;
        }
        Ok(())
    }

    /// With what the RFC takes from the start where the rule leaves it open.
    fn filled(&self, start: DateTime) -> Recurrence {
        let mut rule = self.clone();
        let open = rule.by_week_no.is_empty()
            && rule.by_year_day.is_empty()
            && rule.by_month_day.is_empty()
            && rule.by_day.is_empty();
        match rule.freq {
            Freq::Yearly if open => {
                if rule.by_month.is_empty() {
                    rule.by_month.push(i16::from(start.month()));
                }
                rule.by_month_day.push(i16::from(start.day()));
            }
            Freq::Monthly if open => rule.by_month_day.push(i16::from(start.day())),
            Freq::Weekly if open => rule.by_day.push((0, start.weekday())),
            Freq::Yearly | Freq::Monthly | Freq::Weekly | Freq::Daily => {}
        }
        rule
    }

    fn times(&self, start: Time, steps: &mut Steps) -> Result<Vec<Time>, Spent> {
        let or = |listed: &Vec<i16>, own: i8| {
            let mut all = if listed.is_empty() { vec![i16::from(own)] } else { listed.clone() };
            all.sort_unstable();
            all.dedup();
            all
        };
        let hours = or(&self.by_hour, start.hour());
        let minutes = or(&self.by_minute, start.minute());
        let seconds = or(&self.by_second, start.second());
        steps.take((hours.len() * minutes.len() * seconds.len()) as u64)?;
        let mut times = Vec::new();
        for hour in hours {
            for &minute in &minutes {
                for &second in &seconds {
                    let part = |number: i16| i8::try_from(number).unwrap_or(i8::MAX);
                    times.extend(Time::new(part(hour), part(minute), part(second), 0));
                }
            }
        }
        Ok(times)
    }

    /// The number of the last period that cannot be wholly past `from`.
    fn period_of(&self, start: Date, from: Date) -> i64 {
        let units = match self.freq {
            Freq::Yearly => i64::from(from.year()) - i64::from(start.year()),
            Freq::Monthly => month_number(from) - month_number(start),
            // A week less, since the first one begins before the start.
            Freq::Weekly => days_between(start, from) / 7 - 1,
            Freq::Daily => days_between(start, from),
        };
        units.max(0) / i64::from(self.interval)
    }

    /// The first day of a period, and of how many it consists. None past the end of the calendar.
    fn days_of(&self, start: Date, period: i64) -> Option<(Date, u16)> {
        let units = period.checked_mul(i64::from(self.interval))?;
        match self.freq {
            Freq::Yearly => {
                let year = i16::try_from(i64::from(start.year()) + units).ok()?;
                let first = Date::new(year, 1, 1).ok()?;
                Some((first, first.days_in_year().unsigned_abs()))
            }
            Freq::Monthly => {
                let month = month_number(start).checked_add(units)?;
                let year = i16::try_from(month.div_euclid(12)).ok()?;
                let first =
                    Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1).ok()?;
                Some((first, u16::from(first.days_in_month().unsigned_abs())))
            }
            Freq::Weekly => {
                let monday = plus_days(start, -i64::from(days_since(self.week_start, start)))?;
                Some((plus_days(monday, units.checked_mul(7)?)?, 7))
            }
            Freq::Daily => Some((plus_days(start, units)?, 1)),
        }
    }

    fn holds(&self, date: Date) -> bool {
        let among = |listed: &[i16], number: i16, of: i16| {
            listed.is_empty() || listed.contains(&number) || listed.contains(&(number - of - 1))
        };
        (self.by_month.is_empty() || self.by_month.contains(&i16::from(date.month())))
            && among(&self.by_month_day, i16::from(date.day()), i16::from(date.days_in_month()))
            && among(&self.by_year_day, date.day_of_year(), date.days_in_year())
            && self.holds_weekday(date)
            && (self.by_week_no.is_empty()
                || week_number(date, self.week_start)
                    .is_some_and(|(week, of)| among(&self.by_week_no, week, of)))
    }

    fn holds_weekday(&self, date: Date) -> bool {
        if self.by_day.is_empty() {
            return true;
        }
        let (day, days) = match self.freq {
            Freq::Yearly if self.by_month.is_empty() => (date.day_of_year(), date.days_in_year()),
            Freq::Yearly | Freq::Monthly => {
                (i16::from(date.day()), i16::from(date.days_in_month()))
            }
            // The RFC gives a number no meaning here; others pass over it.
            Freq::Weekly | Freq::Daily => {
                return self.by_day.iter().any(|(_, weekday)| *weekday == date.weekday());
            }
        };
        let (nth, nth_last) = ((day - 1) / 7 + 1, -((days - day) / 7 + 1));
        self.by_day.iter().any(|(wanted, weekday)| {
            *weekday == date.weekday() && (*wanted == 0 || *wanted == nth || *wanted == nth_last)
        })
    }

    fn placed(&self, found: &[DateTime]) -> Vec<DateTime> {
        let mut placed: Vec<DateTime> = self
            .by_set_pos
            .iter()
            .filter_map(|position| {
                let from_start = usize::from(position.unsigned_abs()).checked_sub(1)?;
                let index = if *position > 0 {
                    from_start
                } else {
                    found.len().checked_sub(1)?.checked_sub(from_start)?
                };
                found.get(index).copied()
            })
            .collect();
        placed.sort_unstable();
        placed.dedup();
        placed
    }
}

fn month_number(date: Date) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}

fn days_between(from: Date, until: Date) -> i64 {
    until.duration_since(from).as_hours() / 24
}

fn plus_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

fn days_since(weekday: Weekday, date: Date) -> i8 {
    weekday.until(date.weekday())
}

/// The week of a year that a day is in, and how many that year has: the first is the one with four days
/// in it.
fn week_number(date: Date, week_start: Weekday) -> Option<(i16, i16)> {
    let fourth = |date: Date| plus_days(date, 3 - i64::from(days_since(week_start, date)));
    let number = |fourth: Date| (fourth.day_of_year() - 1) / 7 + 1;
    let of_year = fourth(date)?;
    let last = Date::new(of_year.year(), 12, 28).ok()?;
    Some((number(of_year), number(fourth(last)?)))
}
