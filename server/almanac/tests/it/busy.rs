//! Other people's calendars, as Google, Outlook and iCloud write them, and as an attacker would.

use std::time::{Duration, Instant};

use almanac::busy::{Interval, MOST_BYTES, Read, Skipped, Unreadable, Window, busy};
use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::json;

use crate::others;
use crate::support::{at, zone};

const GOOGLE: &str = include_str!("calendars/google.ics");
const OUTLOOK: &str = include_str!("calendars/outlook.ics");
const ICLOUD: &str = include_str!("calendars/icloud.ics");

fn window(from: &str, until: &str) -> Window {
    Window { from: at(from), until: at(until) }
}

fn march() -> Window {
    window("2027-03-01T00:00Z", "2027-04-01T00:00Z")
}

fn read(text: &str) -> Read {
    busy(text, march(), &zone("America/New_York")).unwrap()
}

/// Entries in a calendar.
fn calendar(entries: &str) -> String {
    format!("BEGIN:VCALENDAR\nVERSION:2.0\n{entries}\nEND:VCALENDAR\n")
}

fn entry(lines: &str) -> String {
    calendar(&format!("BEGIN:VEVENT\nUID:1\n{lines}\nEND:VEVENT"))
}

fn spans(read: &Read) -> Vec<String> {
    read.intervals.iter().map(|Interval { from, until }| format!("{from} {until}")).collect()
}

#[test]
fn what_real_programs_write_is_read_as_an_independent_reader_reads_it() {
    for (text, least) in [(GOOGLE, 11), (OUTLOOK, 9), (ICLOUD, 5)] {
        let ours = read(text);
        let asked = json!({
            "text": text, "zone": "America/New_York",
            "from": "2027-03-01T00:00:00+00:00", "until": "2027-04-01T00:00:00+00:00",
        });
        let theirs: Vec<(String, String)> =
            serde_json::from_str(&others::ask("busy", &asked.to_string())).unwrap();
        let theirs: Vec<_> = theirs.iter().map(|(from, until)| format!("{from} {until}")).collect();
        assert_eq!(spans(&ours), theirs);
        assert_eq!(ours.skipped, Skipped::default());
        assert!(ours.intervals.len() >= least, "{}", ours.intervals.len());
    }
}

#[test]
fn free_and_cancelled_entries_are_not_busy() {
    let times = "DTSTART:20270310T140000Z\nDTEND:20270310T150000Z\n";
    assert_eq!(spans(&read(&entry(times))), ["2027-03-10T14:00:00Z 2027-03-10T15:00:00Z"]);
    for free in ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"] {
        assert_eq!(read(&entry(&format!("{times}{free}"))), Read::default(), "{free}");
    }
    // An alarm inside says nothing about the entry.
    let alarm = format!("{times}BEGIN:VALARM\nTRIGGER:-PT1H\nDURATION:P9D\nEND:VALARM");
    assert_eq!(read(&entry(&alarm)).intervals.len(), 1);
}

#[test]
fn a_whole_day_is_one_of_the_owners_zone_and_its_end_is_the_day_after() {
    let one = read(&entry("DTSTART;VALUE=DATE:20270314"));
    assert_eq!(spans(&one), ["2027-03-14T05:00:00Z 2027-03-15T04:00:00Z"]);
    let two = read(&entry("DTSTART;VALUE=DATE:20270314\nDTEND;VALUE=DATE:20270316"));
    assert_eq!(spans(&two), ["2027-03-14T05:00:00Z 2027-03-16T04:00:00Z"]);
}

#[test]
fn a_length_may_be_given_and_what_has_none_takes_no_time() {
    let hour = read(&entry("DTSTART:20270310T140000\nDURATION:PT1H30M"));
    assert_eq!(spans(&hour), ["2027-03-10T19:00:00Z 2027-03-10T20:30:00Z"]);
    // A day is one by the wall clock: here of 23 hours.
    let day = read(&entry("DTSTART;TZID=America/New_York:20270313T120000\nDURATION:P1D"));
    assert_eq!(spans(&day), ["2027-03-13T17:00:00Z 2027-03-14T16:00:00Z"]);
    assert_eq!(read(&entry("DTSTART:20270310T140000Z")), Read::default());
}

#[test]
fn a_series_keeps_its_wall_time_and_loses_what_is_left_out_or_moved() {
    let series = "BEGIN:VEVENT\nUID:a\nDTSTART;TZID=Europe/Lisbon:20270308T090000\n\
        DTEND;TZID=Europe/Lisbon:20270308T100000\nRRULE:FREQ=WEEKLY;UNTIL=20270330T000000Z\n\
        EXDATE;TZID=Europe/Lisbon:20270315T090000\nRDATE;TZID=Europe/Lisbon:20270311T090000\nEND:VEVENT\n";
    let moved = "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20270322T090000Z\n\
        DTSTART:20270323T120000Z\nDTEND:20270323T130000Z\nEND:VEVENT";
    assert_eq!(
        spans(&read(&calendar(&format!("{series}{moved}")))),
        [
            "2027-03-08T09:00:00Z 2027-03-08T10:00:00Z",
            "2027-03-11T09:00:00Z 2027-03-11T10:00:00Z",
            "2027-03-23T12:00:00Z 2027-03-23T13:00:00Z",
            // The clocks there have gone forward.
            "2027-03-29T08:00:00Z 2027-03-29T09:00:00Z",
        ]
    );
    let cancelled = moved.replace("DTEND", "STATUS:CANCELLED\nDTEND");
    assert_eq!(read(&calendar(&format!("{series}{cancelled}"))).intervals.len(), 3);
}

#[test]
fn zones_are_known_by_many_names_and_an_unknown_one_is_said() {
    let new_york = "2027-03-10T14:00:00Z 2027-03-10T15:00:00Z";
    for name in [
        "America/New_York",
        "\"Eastern Standard Time\"",
        "US/Eastern",
        "/freeassociation.sourceforge.net/America/New_York",
        "/mozilla.org/20050126_1/America/New_York",
    ] {
        let times = format!("DTSTART;TZID={name}:20270310T090000\nDURATION:PT1H");
        assert_eq!(spans(&read(&entry(&times))), [new_york], "{name}");
    }
    let unknown = read(&entry("DTSTART;TZID=Our Office:20270310T090000\nDURATION:PT1H"));
    assert_eq!(unknown.intervals, []);
    assert_eq!(unknown.skipped, Skipped { zones: 1, ..Skipped::default() });
    assert_eq!(
        unknown.skipped.words().unwrap(),
        "1 entry could not be followed: 1 in a time zone that is not known"
    );
}

#[test]
fn a_zone_that_brings_its_own_rules_is_known_even_where_they_follow() {
    let own = |more: &str| {
        calendar(&format!(
            "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Ours:20270313T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2\nEND:VEVENT\n\
            BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\n\
            RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\nEND:STANDARD\n{more}END:VTIMEZONE"
        ))
    };
    let daylight = "BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\n\
        RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\nEND:DAYLIGHT\n";
    assert_eq!(
        spans(&read(&own(daylight))),
        ["2027-03-13T14:00:00Z 2027-03-13T15:00:00Z", "2027-03-14T13:00:00Z 2027-03-14T14:00:00Z"]
    );
    let fixed = own("").replace("RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\n", "");
    assert_eq!(spans(&read(&fixed))[1], "2027-03-14T14:00:00Z 2027-03-14T15:00:00Z");
    let listed =
        own(&daylight.replace("RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "RDATE:20270314T020000"));
    assert_eq!(read(&listed).skipped.zones, 1);
}

#[test]
fn what_is_published_as_free_and_busy_alone_is_read_too() {
    let text = calendar(
        "BEGIN:VFREEBUSY\nFREEBUSY;FBTYPE=BUSY:20270310T140000Z/20270310T150000Z,20270311T140000Z/PT30M\n\
        FREEBUSY;FBTYPE=FREE:20270312T140000Z/PT1H\nFREEBUSY:nonsense\nEND:VFREEBUSY",
    );
    let read = read(&text);
    assert_eq!(
        spans(&read),
        ["2027-03-10T14:00:00Z 2027-03-10T15:00:00Z", "2027-03-11T14:00:00Z 2027-03-11T14:30:00Z"]
    );
    assert_eq!(read.skipped.damaged, 1);
}

#[test]
fn what_overlaps_or_touches_is_one_and_the_window_cuts() {
    let entries: String = [
        ("0228T230000", "0301T010000"),
        ("0310T100000", "0310T110000"),
        ("0310T103000", "0310T120000"),
        ("0310T120000", "0310T130000"),
        ("0331T230000", "0401T090000"),
    ]
    .iter()
    .map(|(from, until)| {
        format!("BEGIN:VEVENT\nDTSTART:2027{from}Z\nDTEND:2027{until}Z\nEND:VEVENT\n")
    })
    .collect();
    assert_eq!(
        spans(&read(&calendar(&entries))),
        [
            "2027-03-01T00:00:00Z 2027-03-01T01:00:00Z",
            "2027-03-10T10:00:00Z 2027-03-10T13:00:00Z",
            "2027-03-31T23:00:00Z 2027-04-01T00:00:00Z",
        ]
    );
}

#[test]
fn an_entry_that_cannot_be_followed_is_counted_and_the_others_are_read() {
    let good = "BEGIN:VEVENT\nDTSTART:20270310T100000Z\nDURATION:PT1H\nEND:VEVENT\n";
    for (bad, expected) in [
        ("DURATION:PT1H", Skipped { damaged: 1, ..Skipped::default() }),
        ("DTSTART:20270230T100000Z", Skipped { damaged: 1, ..Skipped::default() }),
        (
            "DTSTART:20270310T100000Z\nDTEND:20270310T090000Z",
            Skipped { damaged: 1, ..Skipped::default() },
        ),
        ("DTSTART:20270310T100000Z\nDURATION:-PT1H", Skipped { damaged: 1, ..Skipped::default() }),
        ("DTSTART:20270310T100000Z\nRRULE:FREQ=HOURLY", Skipped { rules: 1, ..Skipped::default() }),
        (
            "DTSTART:20270310T100000Z\nRRULE:RSCALE=HEBREW;FREQ=YEARLY",
            Skipped { rules: 1, ..Skipped::default() },
        ),
    ] {
        let read = read(&calendar(&format!("BEGIN:VEVENT\n{bad}\nEND:VEVENT\n{good}")));
        assert_eq!(read.skipped, expected, "{bad}");
        assert_eq!(read.intervals.len(), 1, "{bad}");
    }
}

#[test]
fn what_is_no_whole_calendar_is_refused() {
    let refused = |text: &str| busy(text, march(), &zone("UTC")).unwrap_err();
    let whole = entry("DTSTART:20270310T100000Z");
    for text in ["", "<!doctype html><p>Sign in: now</p>", "BEGIN:VCARD\nEND:VCARD"] {
        assert_eq!(refused(text), Unreadable::NotACalendar, "{text}");
    }
    let half = whole.split_once("END:VEVENT").unwrap().0;
    assert_eq!(refused(half), Unreadable::CutOff);
    assert_eq!(refused(&calendar(&"BEGIN:X\n".repeat(100_000))), Unreadable::TooDeep);
    assert_eq!(refused(&" ".repeat(MOST_BYTES + 1)), Unreadable::TooLarge);
    assert_eq!(
        refused(&calendar(&"BEGIN:VEVENT\nEND:VEVENT\n".repeat(20_001))),
        Unreadable::TooManyEvents
    );
    let minutes = "DTSTART:20270301T000000Z\nDURATION:PT1S\nRRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7;BYMINUTE=";
    let all: Vec<_> = (0..60).map(|minute| minute.to_string()).collect();
    assert_eq!(
        refused(&entry(&format!("{minutes}{}", all.join(",")))),
        Unreadable::TooManyIntervals
    );
}

/// As many as fit, and each as costly as it can be.
fn many(lines: &str) -> String {
    let one = format!("BEGIN:VEVENT\nUID:1\n{lines}\nEND:VEVENT\n");
    let number = (20_000).min((MOST_BYTES - 100) / one.len());
    calendar(&one.repeat(number))
}

#[test]
fn no_rule_takes_longer_than_its_budget() {
    let all = |numbers: std::ops::Range<u32>| {
        numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(",")
    };
    let (minutes, hours) = (all(0..60), all(0..24));
    for (rule, start, followed) in [
        ("FREQ=SECONDLY".to_owned(), "00010101T000000Z", false),
        ("FREQ=DAILY;COUNT=4294967295".to_owned(), "00010101T000000Z", false),
        ("FREQ=DAILY".to_owned(), "00010101T000000Z", true),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1".to_owned(), "00010101T000000Z", false),
        ("FREQ=YEARLY;BYWEEKNO=53;BYYEARDAY=100;COUNT=9".to_owned(), "00010101T000000Z", false),
        (
            format!("FREQ=YEARLY;BYHOUR={hours};BYMINUTE={minutes};BYSECOND={minutes}"),
            "20270301T000000Z",
            false,
        ),
        (
            format!("FREQ=DAILY;BYHOUR={hours};BYMINUTE={minutes};BYSECOND={minutes};BYSETPOS=-1"),
            "00010101T000000Z",
            false,
        ),
        ("FREQ=DAILY;INTERVAL=4294967295".to_owned(), "00010101T000000Z", true),
        ("FREQ=DAILY".to_owned(), "99991201T000000Z", true),
    ] {
        let text = many(&format!("DTSTART:{start}\nDURATION:PT1S\nRRULE:{rule}"));
        let began = Instant::now();
        let read = busy(&text, march(), &zone("America/New_York"));
        // For a busy machine: without the budget most would take minutes.
        assert!(began.elapsed() < Duration::from_secs(60), "{rule}: {:?}", began.elapsed());
        assert_eq!(read.is_ok_and(|read| read.skipped.total() == 0), followed, "{rule}");
    }
}

#[test]
fn a_series_moved_thousands_of_times_is_read_in_time() {
    let series = "BEGIN:VEVENT\nUID:1\nDTSTART:20270301T000000Z\nDURATION:PT1S\nRRULE:FREQ=DAILY\nEND:VEVENT\n";
    let moved = "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20270302T000000Z\nDTSTART:20270301T000000Z\nEND:VEVENT\n";
    let text = calendar(&(series.repeat(10_000) + &moved.repeat(10_000)));
    let began = Instant::now();
    assert_eq!(read(&text).intervals.len(), 30);
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
}

/// Lines that mean something, in any order and with anything after them.
fn lines() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VTIMEZONE",
        "END:VTIMEZONE",
        "BEGIN:DAYLIGHT",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "END:STANDARD",
        "DTSTART:",
        "DTSTART;VALUE=DATE:",
        "DTEND:",
        "DTSTART;TZID=Ours:",
        "DURATION:",
        "RRULE:",
        "RRULE:FREQ=",
        "RDATE:",
        "EXDATE:",
        "TZID:Ours",
        "RECURRENCE-ID:",
        "TZOFFSETTO:",
        "UID:1",
        "FREEBUSY:",
        " ",
        "BEGIN:VFREEBUSY",
        "END:VFREEBUSY",
    ]);
    let value = prop_oneof![
        prop::sample::select(vec![
            "20270310T100000Z",
            "20270310T100000",
            "20270310",
            "99991231T235959Z",
            "00000101",
            "P9999999Y",
            "PT1H",
            "P1W",
            "-0500",
            "+2359",
            "FREQ=DAILY",
            "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
            "WEEKLY;INTERVAL=4294967295",
            "FREQ=MONTHLY;BYSETPOS=-366;BYDAY=-53SU",
            "20270310T100000Z/PT1H",
            "FREQ=YEARLY;UNTIL=00010101;BYWEEKNO=-53",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,12}",
        "[0-9TZ,;=:\"/PMWDHS+-]{0,30}",
        Just(String::new()),
    ];
    prop::collection::vec((part, value), 0..40).prop_map(|all| {
        let body: Vec<_> = all.into_iter().map(|(part, value)| format!("{part}{value}")).collect();
        body.join("\r\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn nothing_that_is_sent_breaks_the_reader(body in lines(), tail in any::<String>()) {
        for text in [
            format!("BEGIN:VCALENDAR\r\n{body}\r\n{tail}\r\nEND:VCALENDAR"),
            format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{body}\r\nEND:VEVENT\r\nEND:VCALENDAR"),
            tail,
        ] {
            if let Ok(read) = busy(&text, march(), &zone("America/New_York")) {
                for pair in read.intervals.windows(2) {
                    prop_assert!(pair[0].until < pair[1].from);
                }
                for one in &read.intervals {
                    prop_assert!(march().from <= one.from && one.from < one.until && one.until <= march().until);
                }
            }
        }
    }

    #[test]
    fn entries_that_repeat_are_as_busy_as_each_of_their_dates(
        hour in 0i8..24,
        length in 1i64..3000,
        days in 1u32..8,
    ) {
        let start = format!("20270220T{hour:02}3000Z");
        let series = read(&entry(&format!("DTSTART:{start}\nDURATION:PT{length}M\nRRULE:FREQ=DAILY;INTERVAL={days}")));
        let mut from = at(&format!("2027-02-20T{hour:02}:30Z"));
        let mut single = String::new();
        while from < march().until {
            let until = from + SignedDuration::from_mins(length);
            let plain = |at: jiff::Timestamp| at.to_string().replace(['-', ':'], "");
            single += &format!("BEGIN:VEVENT\nDTSTART:{}\nDTEND:{}\nEND:VEVENT\n", plain(from), plain(until));
            from += SignedDuration::from_hours(24 * i64::from(days));
        }
        prop_assert_eq!(series, read(&calendar(&single)));
    }
}
