//! The series of the office.

use almanac::Unresolved;
use almanac::busy::{Window, busy};
use almanac::rule::{Days, End, Every, Limits, Nth, Rule, RuleError, in_zone, occurrences};
use domain::locale::Locale;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span};
use proptest::prelude::*;

use crate::support::{zone, zones};

const US: Locale = Locale::UnitedStates;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn wall(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn rule(every: Every, interval: u16, end: End) -> Rule {
    Rule { every, interval, end }
}

fn weekly(days: &[Weekday]) -> Every {
    Every::Weekly { days: days.iter().copied().collect() }
}

fn series(start: &str, rule: &Rule) -> Result<Vec<DateTime>, RuleError> {
    occurrences(wall(start), 60, rule, &[], Limits::default())
}

fn days(start: &str, rule: &Rule) -> Vec<String> {
    series(start, rule).unwrap().iter().map(|at| at.date().to_string()).collect()
}

#[test]
fn a_rule_is_said_in_plain_words() {
    use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
    let until = End::Until(day("2027-06-30"));
    for (rule, start, words) in [
        (
            rule(weekly(&[Thursday, Tuesday]), 2, until),
            "2027-01-05",
            "Every 2 weeks on Tuesday and Thursday, until Jun 30, 2027",
        ),
        (rule(Every::Daily, 1, End::After(10)), "2027-01-05", "Every day, 10 times"),
        (rule(Every::Daily, 3, End::After(1)), "2027-01-05", "Every 3 days, once"),
        (
            rule(weekly(&[Monday, Tuesday, Wednesday, Thursday, Friday]), 1, until),
            "2027-01-05",
            "Every week on weekdays, until Jun 30, 2027",
        ),
        (
            rule(weekly(&[Monday, Tuesday, Friday]), 1, End::After(3)),
            "2027-01-05",
            "Every week on Monday, Tuesday and Friday, 3 times",
        ),
        (
            rule(Every::MonthlyByDay, 1, End::After(6)),
            "2027-01-31",
            "Every month on the 31st where a month has one, 6 times",
        ),
        (
            rule(Every::MonthlyByDay, 3, End::After(2)),
            "2027-01-12",
            "Every 3 months on the 12th, 2 times",
        ),
        (
            rule(Every::MonthlyByNthWeekday { nth: Nth::Last, weekday: Friday }, 1, until),
            "2027-01-29",
            "Every month on the last Friday, until Jun 30, 2027",
        ),
        (
            rule(Every::Yearly, 1, End::After(1)),
            "2028-02-29",
            "Every year on Feb 29 in leap years, once",
        ),
    ] {
        assert_eq!(rule.words(day(start), US), words);
    }
}

#[test]
fn a_month_without_the_day_has_no_date() {
    let rule = rule(Every::MonthlyByDay, 1, End::After(4));
    assert_eq!(
        days("2027-01-31T09:00", &rule),
        ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"]
    );
}

#[test]
fn the_last_friday_is_the_last_whether_fourth_or_fifth() {
    let last = Every::MonthlyByNthWeekday { nth: Nth::Last, weekday: Weekday::Friday };
    assert_eq!(
        days("2027-01-29T09:00", &rule(last, 1, End::After(4))),
        ["2027-01-29", "2027-02-26", "2027-03-26", "2027-04-30"]
    );
}

#[test]
fn a_day_that_is_left_out_counts_all_the_same() {
    let rule = rule(Every::Daily, 1, End::After(4));
    let left =
        occurrences(wall("2027-01-05T09:00"), 60, &rule, &[day("2027-01-06")], Limits::default());
    assert_eq!(
        left.unwrap(),
        [wall("2027-01-05T09:00"), wall("2027-01-07T09:00"), wall("2027-01-08T09:00")]
    );
    let all: Vec<_> = (5..9).map(|nth| jiff::civil::date(2027, 1, nth)).collect();
    let none = occurrences(wall("2027-01-05T09:00"), 60, &rule, &all, Limits::default());
    assert_eq!(none, Err(RuleError::Nothing));
}

#[test]
fn a_series_without_an_end_or_past_the_limits_is_refused_with_the_limit() {
    assert_eq!(End::of(None, None), Err(RuleError::NoEnd));
    assert_eq!(End::of(Some(3), Some(day("2027-01-05"))), Err(RuleError::TwoEnds));
    let start = "2027-01-05T09:00";
    let refused =
        |every, interval, end| series(start, &rule(every, interval, end)).unwrap_err().words(US);
    assert_eq!(
        refused(Every::Yearly, 1, End::Until(day("2047-01-05"))),
        "A series goes on for at most 3 years. Let it end by Jan 5, 2030."
    );
    assert_eq!(
        refused(Every::Yearly, 1, End::After(20)),
        "A series goes on for at most 3 years. Let it end by Jan 5, 2030."
    );
    let many = "A series has at most 260 dates. Let it end sooner.";
    assert_eq!(refused(Every::Daily, 1, End::Until(day("2028-01-05"))), many);
    assert_eq!(refused(Every::Daily, 1, End::After(261)), many);
    assert_eq!(refused(Every::Daily, 0, End::After(2)), "Choose a number from 1 to 99.");
    assert_eq!(refused(weekly(&[]), 1, End::After(2)), "Choose at least one day of the week.");
    assert_eq!(
        refused(weekly(&[Weekday::Thursday]), 1, End::After(2)),
        "The first date, Jan 5, 2027, is a Tuesday, and the rule leaves it out. Change one of the two."
    );
    assert_eq!(
        refused(Every::Daily, 1, End::Until(day("2027-01-04"))),
        "It starts on Jan 5, 2027. Choose an end after that."
    );
    assert_eq!(series(start, &rule(Every::Daily, 1, End::After(260))).unwrap().len(), 260);
    assert_eq!(series(start, &rule(Every::Yearly, 1, End::After(4))).unwrap().len(), 4);
}

#[test]
fn one_that_is_not_over_when_the_next_begins_is_refused() {
    let daily = rule(Every::Daily, 1, End::After(3));
    let lasting =
        |minutes| occurrences(wall("2027-01-05T09:00"), minutes, &daily, &[], Limits::default());
    assert!(lasting(24 * 60).is_ok());
    assert_eq!(
        lasting(24 * 60 + 1).unwrap_err().words(US),
        "It lasts 24 hours and 1 minute, and the next one would begin before it is over. \
        Make it shorter, or rarer."
    );
}

#[test]
fn a_date_whose_hour_is_skipped_or_comes_twice_is_said_and_not_moved() {
    let new_york = zone("America/New_York");
    let spring = series("2027-03-13T02:30", &rule(Every::Daily, 1, End::After(3))).unwrap();
    let settled = in_zone(&spring, &new_york);
    assert_eq!(settled.len(), 3);
    assert!(settled[0].1.is_ok() && settled[2].1.is_ok());
    assert_eq!(settled[1].0, wall("2027-03-14T02:30"));
    assert!(matches!(settled[1].1, Err(Unresolved::Gap { .. })));
    let autumn = series("2027-11-06T01:30", &rule(Every::Daily, 1, End::After(2))).unwrap();
    assert!(matches!(in_zone(&autumn, &new_york)[1].1, Err(Unresolved::Twice { .. })));
}

#[test]
fn the_end_of_the_last_day_is_that_of_the_zone() {
    let text =
        rule(weekly(&[Weekday::Tuesday, Weekday::Thursday]), 2, End::Until(day("2027-06-30")))
            .text(wall("2027-01-05T09:00"), &zone("America/New_York"));
    assert_eq!(text, "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270701T035959Z;BYDAY=TU,TH");
}

fn any_rule() -> impl Strategy<Value = (DateTime, Rule)> {
    let every = prop_oneof![
        Just(None),
        Just(Some(Every::MonthlyByDay)),
        Just(Some(Every::Yearly)),
        Just(Some(Every::Daily)),
        prop::sample::select(Nth::ALL.to_vec())
            .prop_map(|nth| Some(Every::MonthlyByNthWeekday { nth, weekday: Weekday::Monday })),
    ];
    let end = prop_oneof![
        (1u16..300).prop_map(|count| (Some(count), 0)),
        (0i32..1300).prop_map(|days| (None, days)),
    ];
    (0i32..2000, 0i32..1440, every, 0u8..128, 1u16..13, end).prop_map(
        |(after, minute, every, week, interval, (count, days))| {
            let start = wall("2026-01-01T00:00") + Span::new().days(after).minutes(minute);
            let weekday = start.weekday();
            let every = match every {
                Some(Every::MonthlyByNthWeekday { nth, .. }) => {
                    Every::MonthlyByNthWeekday { nth, weekday }
                }
                Some(every) => every,
                None => Every::Weekly {
                    days: weekday
                        .cycle_forward()
                        .take(7)
                        .enumerate()
                        .filter(|(nth, _)| *nth == 0 || week & (1 << nth) != 0)
                        .map(|(_, day)| day)
                        .collect::<Days>(),
                },
            };
            let end = match count {
                Some(count) => End::After(count),
                None => End::Until(start.date() + Span::new().days(days)),
            };
            (start, Rule { every, interval, end })
        },
    )
}

/// By the words of the rule alone, without the engine.
fn matches(at: Date, start: Date, rule: &Rule) -> bool {
    let interval = i32::from(rule.interval);
    let months = i32::from(at.year() - start.year()) * 12 + i32::from(at.month() - start.month());
    let days = start.until(at).unwrap().get_days();
    match rule.every {
        Every::Daily => days % interval == 0,
        Every::Weekly { days: chosen } => {
            let monday =
                |date: Date| date - Span::new().days(date.weekday().to_monday_zero_offset());
            let weeks = monday(start).until(monday(at)).unwrap().get_days() / 7;
            chosen.has(at.weekday()) && weeks % interval == 0
        }
        Every::MonthlyByDay => at.day() == start.day() && months % interval == 0,
        Every::MonthlyByNthWeekday { nth, weekday } => {
            let place = match nth {
                Nth::Last => at.day() > at.days_in_month() - 7,
                Nth::First => at.day() <= 7,
                Nth::Second => (8..=14).contains(&at.day()),
                Nth::Third => (15..=21).contains(&at.day()),
                Nth::Fourth => (22..=28).contains(&at.day()),
            };
            at.weekday() == weekday && place && months % interval == 0
        }
        Every::Yearly => {
            (at.month(), at.day()) == (start.month(), start.day())
                && i32::from(at.year() - start.year()) % interval == 0
        }
    }
}

proptest! {
    #[test]
    fn a_series_has_each_day_of_its_rule_and_no_other((start, rule) in any_rule()) {
        let latest = start.date() + Span::new().years(3);
        let all = match occurrences(start, 0, &rule, &[], Limits::default()) {
            Ok(all) => all,
            Err(RuleError::StartsOffRule { .. }) => {
                prop_assert!(!matches(start.date(), start.date(), &rule));
                return Ok(());
            }
            Err(RuleError::TooLong { .. }) => {
                match rule.end {
                    End::Until(until) => prop_assert!(until > latest),
                    End::After(count) => {
                        let there = start.date().series(Span::new().days(1)).take_while(|at| *at <= latest);
                        let there = there.filter(|at| matches(*at, start.date(), &rule)).count();
                        prop_assert!(there < usize::from(count));
                    }
                }
                return Ok(());
            }
            Err(RuleError::TooMany { .. }) => {
                let until = match rule.end { End::Until(until) => until, End::After(_) => latest };
                let there = start.date().series(Span::new().days(1)).take_while(|at| *at <= until);
                let there = there.filter(|at| matches(*at, start.date(), &rule)).count();
                prop_assert!(there > 260 || matches!(rule.end, End::After(count) if count > 260));
                return Ok(());
            }
            Err(other) => return Err(TestCaseError::fail(format!("{other}"))),
        };
        let end = match rule.end {
            End::Until(until) => until,
            End::After(count) => {
                prop_assert_eq!(all.len(), usize::from(count));
                all[all.len() - 1].date()
            }
        };
        let expected: Vec<DateTime> = start
            .date()
            .series(Span::new().days(1))
            .take_while(|at| *at <= end)
            .filter(|at| matches(*at, start.date(), &rule))
            .map(|at| at.to_datetime(start.time()))
            .collect();
        prop_assert_eq!(all, expected);
    }

    #[test]
    fn its_text_is_read_back_as_the_same_dates((start, rule) in any_rule(), zone in zones()) {
        let Ok(all) = occurrences(start, 1, &rule, &[], Limits::default()) else { return Ok(()) };
        let name = zone.iana_name().unwrap();
        let text = format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID={name}:{}\nDURATION:PT1S\nRRULE:{}\nEND:VEVENT\nEND:VCALENDAR",
            start.strftime("%Y%m%dT%H%M%S"),
            rule.text(start, &zone),
        );
        let mut expected: Vec<_> = in_zone(&all, &zone)
            .into_iter()
            .map(|(at, _)| zone.to_ambiguous_timestamp(at).compatible().unwrap())
            .collect();
        // Two dates on both sides of a gap may fall on one instant for a reader.
        expected.sort_unstable();
        expected.dedup();
        let window = Window {
            from: expected[0],
            until: expected[expected.len() - 1] + SignedDuration::from_hours(9999),
        };
        let read = busy(&text, window, &TimeZone::UTC).unwrap();
        prop_assert_eq!(read.skipped.total(), 0);
        let found: Vec<_> = read.intervals.iter().map(|interval| interval.from).collect();
        prop_assert_eq!(found, expected);
    }
}
