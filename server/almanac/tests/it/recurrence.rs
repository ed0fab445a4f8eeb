//! The engine of recurrences, through what it is for: the RFC's own examples, and an independent reader.

use almanac::busy::{Window, busy};
use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::others;

/// The starts of a series of one-second entries, up to and with `last`.
fn starts(start: &str, rule: &str, last: &str) -> Vec<String> {
    let text = format!(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:{}\nDURATION:PT1S\nRRULE:{rule}\nEND:VEVENT\nEND:VCALENDAR\n",
        start.replace(['-', ':'], "")
    );
    let last: DateTime = last.parse().unwrap();
    // Year by year: each must be found whatever lies before.
    (1996..=last.year())
        .flat_map(|year| {
            let instant = |wall: DateTime| TimeZone::UTC.to_timestamp(wall).unwrap();
            let window = Window {
                from: instant(date(year, 1, 1).at(0, 0, 0, 0)),
                until: instant(last.min(date(year, 12, 31).at(23, 59, 59, 0))),
            };
            let read = busy(&text, window, &TimeZone::UTC).unwrap();
            assert_eq!(read.skipped.total(), 0, "{rule}");
            read.intervals
        })
        .map(|interval| TimeZone::UTC.to_datetime(interval.from).to_string())
        .collect()
}

/// RFC 5545, section 3.8.5.3, each with the dates it lists.
#[test]
fn the_examples_of_the_rfc_give_the_dates_it_lists() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("1997-09-02", "FREQ=DAILY;COUNT=3", &["1997-09-02", "1997-09-03", "1997-09-04"]),
        (
            "1997-09-02",
            "FREQ=DAILY;INTERVAL=10;COUNT=5",
            &["1997-09-02", "1997-09-12", "1997-09-22", "1997-10-02", "1997-10-12"],
        ),
        (
            "1997-09-02",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
            &[
                "1997-09-02",
                "1997-09-04",
                "1997-09-16",
                "1997-09-18",
                "1997-09-30",
                "1997-10-02",
                "1997-10-14",
                "1997-10-16",
            ],
        ),
        (
            "1997-09-05",
            "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR",
            &["1997-09-05", "1997-10-03", "1997-11-07", "1997-12-05"],
        ),
        (
            "1997-09-22",
            "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
            &["1997-09-22", "1997-10-20", "1997-11-17", "1997-12-22", "1998-01-19", "1998-02-16"],
        ),
        (
            "1997-09-28",
            "FREQ=MONTHLY;COUNT=4;BYMONTHDAY=-3",
            &["1997-09-28", "1997-10-29", "1997-11-28", "1997-12-29"],
        ),
        (
            "1997-09-30",
            "FREQ=MONTHLY;COUNT=5;BYMONTHDAY=1,-1",
            &["1997-09-30", "1997-10-01", "1997-10-31", "1997-11-01", "1997-11-30"],
        ),
        (
            "1997-01-01",
            "FREQ=YEARLY;INTERVAL=3;COUNT=5;BYYEARDAY=1,100,200",
            &["1997-01-01", "1997-04-10", "1997-07-19", "2000-01-01", "2000-04-09"],
        ),
        (
            "1997-05-19",
            "FREQ=YEARLY;BYDAY=20MO;COUNT=3",
            &["1997-05-19", "1998-05-18", "1999-05-17"],
        ),
        (
            "1997-05-12",
            "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3",
            &["1997-05-12", "1998-05-11", "1999-05-17"],
        ),
        (
            "1998-02-13",
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=4",
            &["1998-02-13", "1998-03-13", "1998-11-13", "1999-08-13"],
        ),
        (
            "1996-11-05",
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3",
            &["1996-11-05", "2000-11-07", "2004-11-02"],
        ),
        (
            "1997-09-04",
            "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
            &["1997-09-04", "1997-10-07", "1997-11-06"],
        ),
        (
            "1997-09-29",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3",
            &["1997-09-29", "1997-10-30", "1997-11-27"],
        ),
        (
            "1997-08-05",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            &["1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"],
        ),
        (
            "1997-08-05",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            &["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"],
        ),
        (
            "2007-01-15",
            "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
            &["2007-01-15", "2007-01-30", "2007-02-15", "2007-03-15", "2007-03-30"],
        ),
        ("2020-01-31", "FREQ=MONTHLY;COUNT=3", &["2020-01-31", "2020-03-31", "2020-05-31"]),
        ("2020-02-29", "FREQ=YEARLY;COUNT=3", &["2020-02-29", "2024-02-29", "2028-02-29"]),
    ];
    for (start, rule, expected) in cases {
        let found = starts(&format!("{start}T09:00:00"), rule, "2030-01-01T00:00:00");
        let expected: Vec<_> = expected.iter().map(|day| format!("{day}T09:00:00")).collect();
        assert_eq!(found, expected, "{rule}");
    }
}

/// What people and programs write, and much that they do not.
fn rules() -> impl Strategy<Value = String> {
    let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let some = |range: std::ops::Range<i32>, most| {
        prop::option::weighted(
            0.3,
            prop::collection::vec(
                range.prop_filter("nothing is the 0th", |number| *number != 0),
                1..most,
            ),
        )
    };
    let list = |name: &'static str, numbers: Option<Vec<i32>>| {
        numbers.map(|numbers| {
            let all: Vec<_> = numbers.iter().map(ToString::to_string).collect();
            format!(";{name}={}", all.join(","))
        })
    };
    (
        prop::sample::select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
        1u32..5,
        prop::option::of(1u32..40),
        prop::sample::select(days.to_vec()),
        some(1..13, 4),
        some(-31..32, 5),
        (some(-300..300, 6), some(1..53, 3)),
        prop::option::weighted(
            0.5,
            prop::collection::vec(prop::sample::select(days.to_vec()), 1..4),
        ),
        prop::option::weighted(0.4, -3i32..5),
        (prop::option::weighted(0.2, prop::collection::vec(0i32..24, 1..4)), some(-4..5, 3)),
    )
        .prop_map(
            move |(
                freq,
                interval,
                count,
                start,
                months,
                month_days,
                (year_days, weeks),
                by_day,
                nth,
                (hours, places),
            )| {
                let yearly = freq == "YEARLY";
                let mut rule = format!("FREQ={freq};INTERVAL={interval};WKST={start}");
                let count = count.map(|count| format!(";COUNT={count}"));
                let month_days = month_days.filter(|_| freq != "WEEKLY");
                // The reader counts places from the start on in its week, the RFC from the week's first day.
                let places = places.filter(|_| freq != "WEEKLY");
                // Numbers mean something in a month or a year only, and all days have one or none.
                let nth =
                    nth.filter(|nth| *nth != 0 && (freq == "MONTHLY" || yearly) && weeks.is_none());
                let by_day = by_day.map(|by_day| {
                    let nth = nth.map(|nth| nth.to_string()).unwrap_or_default();
                    let all: Vec<_> = by_day.iter().map(|day| format!("{nth}{day}")).collect();
                    format!(";BYDAY={}", all.join(","))
                });
                rule.extend(
                    [
                        count,
                        list("BYMONTH", months),
                        list("BYMONTHDAY", month_days),
                        list("BYYEARDAY", year_days.filter(|_| yearly)),
                        list("BYWEEKNO", weeks.filter(|_| yearly)),
                        by_day,
                        list("BYHOUR", hours),
                        list("BYSETPOS", places),
                    ]
                    .into_iter()
                    .flatten(),
                );
                rule
            },
        )
}

#[test]
fn an_independent_reader_gives_the_same_dates_for_any_rule() {
    let mut runner = TestRunner::deterministic();
    let drawn: Vec<(String, String)> = (0..1500)
        .map(|_| {
            let rule = rules().new_tree(&mut runner).unwrap().current();
            let day = (0i64..1800).new_tree(&mut runner).unwrap().current();
            let start: DateTime = "1996-02-20T09:30:00".parse().unwrap();
            ((start + jiff::Span::new().days(day)).to_string(), rule)
        })
        .collect();
    let last = "2005-12-31T23:59:59";
    let asked: String = drawn
        .iter()
        .map(|(start, rule)| {
            json!({ "start": start, "rule": rule, "last": last }).to_string() + "\n"
        })
        .collect();
    let answers = others::ask("dates", &asked);
    let mut dates = 0;
    // All that differ, not the first alone.
    let mut different = Vec::new();
    for ((start, rule), answer) in drawn.iter().zip(answers.lines()) {
        let expected: Vec<String> = serde_json::from_str(answer).unwrap();
        dates += expected.len();
        let found = starts(start, rule, last);
        if found != expected {
            let at = found.iter().zip(&expected).position(|(ours, theirs)| ours != theirs);
            let at = at.unwrap_or(found.len().min(expected.len()));
            different.push(format!(
                "{start} {rule}: {:?} for {:?}",
                found.get(at),
                expected.get(at)
            ));
        }
    }
    assert_eq!(answers.lines().count(), drawn.len());
    assert!(different.is_empty(), "{} of {}: {different:#?}", different.len(), drawn.len());
    // Most rules must have dates at all for the comparison to say something.
    assert!(dates > 20 * drawn.len(), "{dates}");
}
