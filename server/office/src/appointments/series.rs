//! What repeats, as days: each of them becomes a row. The rule is kept as RFC 5545 has it, for calendars
//! elsewhere, and in words, for people.

use domain::appointments::{ParsedRepeat, Repeat, RepeatEnd};
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

use crate::words::Region;

/// More rows than these are refused, and so are days further ahead.
pub(super) const MOST: usize = 260;
const YEARS: i64 = 3;

/// The days of a series, the first of which is `from`.
///
/// # Errors
/// The field and a sentence for it.
pub(super) fn days(repeat: &ParsedRepeat, from: Date) -> Result<Vec<Date>, (&'static str, String)> {
    let horizon = from.saturating_add(YEARS.years());
    let far = || {
        (
            "repeat_until",
            format!(
                "A series reaches {YEARS} years ahead at most. Choose an earlier day, and add to it when the time comes."
            ),
        )
    };
    let (last, times) = match repeat.end {
        RepeatEnd::Until(day) if day > horizon => return Err(far()),
        RepeatEnd::Until(day) if day < from => {
            return Err((
                "repeat_until",
                "The series ends before it begins. Choose a later day.".into(),
            ));
        }
        RepeatEnd::Until(day) => (day, MOST + 1),
        RepeatEnd::Times(times) => (horizon, usize::from(times)),
    };
    if matches!(repeat.end, RepeatEnd::Times(_)) && times > MOST {
        return Err(("times", too_many(times)));
    }
    let mut days = Vec::new();
    for day in candidates(repeat, from) {
        if day > last || days.len() > MOST {
            break;
        }
        days.push(day);
        if days.len() == times {
            break;
        }
    }
    match repeat.end {
        RepeatEnd::Until(_) if days.len() > MOST => Err(("repeat_until", too_many(days.len()))),
        RepeatEnd::Times(_) if days.len() < times => Err((
            "times",
            format!("A series reaches {YEARS} years ahead at most. Choose fewer times."),
        )),
        _ => Ok(days),
    }
}

fn too_many(asked: usize) -> String {
    format!(
        "That makes {asked} appointments or more, and {MOST} is the most of one series. Choose an earlier end."
    )
}

/// Every day on which it would be, without an end. The first is always among them.
fn candidates(repeat: &ParsedRepeat, from: Date) -> Box<dyn Iterator<Item = Date>> {
    let every = i64::from(repeat.every);
    match repeat.how {
        Repeat::Never => Box::new(std::iter::once(from)),
        Repeat::Daily => Box::new(stepping(from, move |n| Span::new().days(n * every))),
        Repeat::Weekly => {
            let mut on = repeat.weekdays.clone();
            if !on.contains(&from.weekday()) {
                on.push(from.weekday());
            }
            on.sort_by_key(|day| day.to_monday_zero_offset());
            let monday =
                from.saturating_sub(i64::from(from.weekday().to_monday_zero_offset()).days());
            Box::new(
                stepping(monday, move |n| Span::new().weeks(n * every))
                    .flat_map(move |monday| {
                        let on = on.clone();
                        on.into_iter().map(move |day| {
                            monday.saturating_add(i64::from(day.to_monday_zero_offset()).days())
                        })
                    })
                    .skip_while(move |day| *day < from),
            )
        }
        // a month without that day is left out, as RFC 5545 does
        Repeat::Monthly => Box::new(
            stepping(from, move |n| Span::new().months(n * every))
                .filter(move |day| day.day() == from.day()),
        ),
        Repeat::MonthlyByWeekday => {
            let (nth, weekday) = place_in_month(from);
            Box::new(
                stepping(from.first_of_month(), move |n| Span::new().months(n * every))
                    .filter_map(move |first| first.nth_weekday_of_month(nth, weekday).ok()),
            )
        }
        Repeat::Yearly => Box::new(
            stepping(from, move |n| Span::new().years(n * every))
                .filter(move |day| day.day() == from.day()),
        ),
    }
}

/// From the beginning each time: a month that is short must not shorten those after it.
fn stepping(from: Date, span: impl Fn(i64) -> Span + 'static) -> impl Iterator<Item = Date> {
    (0..4_000).map_while(move |n| from.checked_add(span(n)).ok())
}

/// The second Tuesday; a fifth one is the last.
fn place_in_month(day: Date) -> (i8, Weekday) {
    let nth = (day.day() - 1) / 7 + 1;
    (if nth > 4 { -1 } else { nth }, day.weekday())
}

/// The rule of RFC 5545.
pub(super) fn rule(repeat: &ParsedRepeat, from: Date) -> String {
    let code = |day: Weekday| match day {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    };
    let (freq, by) = match repeat.how {
        Repeat::Never | Repeat::Daily => ("DAILY", String::new()),
        Repeat::Weekly => {
            let on: Vec<_> = repeat.weekdays.iter().map(|day| code(*day)).collect();
            (
                "WEEKLY",
                if on.is_empty() { String::new() } else { format!(";BYDAY={}", on.join(",")) },
            )
        }
        Repeat::Monthly => ("MONTHLY", format!(";BYMONTHDAY={}", from.day())),
        Repeat::MonthlyByWeekday => {
            let (nth, day) = place_in_month(from);
            ("MONTHLY", format!(";BYDAY={nth}{}", code(day)))
        }
        Repeat::Yearly => ("YEARLY", String::new()),
    };
    let end = match repeat.end {
        RepeatEnd::Until(day) => format!(";UNTIL={}", day.strftime("%Y%m%d")),
        RepeatEnd::Times(times) => format!(";COUNT={times}"),
    };
    format!("FREQ={freq};INTERVAL={}{by}{end}", repeat.every)
}

/// "Every 2 weeks on Tuesday, until Jun 30, 2027".
pub(super) fn says(repeat: &ParsedRepeat, from: Date, region: &Region) -> String {
    let every = |one: &str| match repeat.every {
        1 => format!("Every {one}"),
        n => format!("Every {n} {one}s"),
    };
    let how = match repeat.how {
        Repeat::Never | Repeat::Daily => every("day"),
        Repeat::Weekly => {
            let mut on = repeat.weekdays.clone();
            if on.is_empty() {
                on.push(from.weekday());
            }
            let on: Vec<_> = on.into_iter().map(|day| format!("{day:?}")).collect();
            format!("{} on {}", every("week"), on.join(", "))
        }
        Repeat::Monthly => format!("{} on day {}", every("month"), from.day()),
        Repeat::MonthlyByWeekday => {
            let (nth, day) = place_in_month(from);
            let nth = match nth {
                1 => "first",
                2 => "second",
                3 => "third",
                4 => "fourth",
                _ => "last",
            };
            format!("{} on the {nth} {day:?}", every("month"))
        }
        Repeat::Yearly => every("year"),
    };
    match repeat.end {
        RepeatEnd::Until(day) => format!("{how}, until {}", region.date(day)),
        RepeatEnd::Times(times) => format!("{how}, {times} times"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeat(how: Repeat, every: u16, end: RepeatEnd) -> ParsedRepeat {
        ParsedRepeat { how, every, weekdays: Vec::new(), end }
    }

    fn made(repeat: &ParsedRepeat, from: &str) -> Vec<String> {
        days(repeat, from.parse().unwrap()).unwrap().iter().map(Date::to_string).collect()
    }

    #[test]
    fn a_month_without_the_day_is_left_out_and_shortens_none_after_it() {
        let monthly = repeat(Repeat::Monthly, 1, RepeatEnd::Times(4));
        assert_eq!(
            made(&monthly, "2027-01-31"),
            ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"]
        );
    }

    #[test]
    fn the_second_tuesday_stays_the_second_tuesday_and_a_fifth_is_the_last() {
        let monthly = repeat(Repeat::MonthlyByWeekday, 1, RepeatEnd::Times(3));
        assert_eq!(made(&monthly, "2026-10-13"), ["2026-10-13", "2026-11-10", "2026-12-08"]);
        assert_eq!(made(&monthly, "2026-10-30"), ["2026-10-30", "2026-11-27", "2026-12-25"]);
    }

    #[test]
    fn weekdays_of_every_second_week_begin_with_the_first_day() {
        let mut weekly = repeat(Repeat::Weekly, 2, RepeatEnd::Until("2026-10-31".parse().unwrap()));
        weekly.weekdays = vec![Weekday::Monday, Weekday::Wednesday];
        assert_eq!(made(&weekly, "2026-10-14"), ["2026-10-14", "2026-10-26", "2026-10-28"]);
    }

    #[test]
    fn a_series_is_of_260_at_most_and_of_three_years() {
        let refused =
            |how, end| days(&repeat(how, 1, end), "2026-10-13".parse().unwrap()).unwrap_err().0;
        assert_eq!(refused(Repeat::Daily, RepeatEnd::Times(261)), "times");
        assert_eq!(refused(Repeat::Yearly, RepeatEnd::Times(9)), "times");
        let until = |day: &str| RepeatEnd::Until(day.parse().unwrap());
        assert_eq!(refused(Repeat::Daily, until("2027-10-13")), "repeat_until");
        assert_eq!(refused(Repeat::Weekly, until("2029-10-14")), "repeat_until");
        assert_eq!(refused(Repeat::Weekly, until("2026-10-12")), "repeat_until");
        assert_eq!(made(&repeat(Repeat::Daily, 1, RepeatEnd::Times(260)), "2026-10-13").len(), 260);
    }
}
