//! How long a feed of 1,000 entries takes, and a calendar of 4 MiB that is read.
//! `cargo run --release -p almanac --example speed`

use std::time::{Duration, Instant};

use almanac::busy::{MOST_BYTES, Window, busy};
use almanac::ics::{Entry, Event, Status, When, feed};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

fn main() {
    let texts: Vec<(String, String)> = (0..1000)
        .map(|nth| {
            (
                format!("0192f0c1-0000-7000-8000-{nth:012}@office.example"),
                format!(
                    "Meeting {nth}, Ashdown; bring the papers of the estate and what else there is"
                ),
            )
        })
        .collect();
    let begins = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 20_000);
    let entries = || {
        texts.iter().zip(0..).map(|((uid, title), nth)| {
            let starts = begins + SignedDuration::from_mins(nth * 30);
            let when = When::Hours { starts, ends: starts + SignedDuration::from_mins(45) };
            match nth % 4 {
                0 => Entry::Busy { uid, when, stamped_at: begins },
                _ => Entry::Whole(Event {
                    uid,
                    sequence: 2,
                    stamped_at: begins,
                    when,
                    status: Status::Confirmed,
                    title,
                    description: "By telephone.\nThe number is in the portal.",
                    location: "12 Harbour Row, 3rd floor",
                    url: "https://office.example/appointments/0192f0c1-0000-7000-8000-000000000000",
                    busy: true,
                }),
            }
        })
    };
    let bytes = feed("Office", entries()).len();
    println!("feed of 1,000 ({bytes} bytes): {:?}", median(|| feed("Office", entries()).len()));

    let window = Window { from: begins, until: begins + SignedDuration::from_hours(24 * 366) };
    let zone = TimeZone::get("America/New_York").expect("a zone of the bundled table");
    let read = |name: &str, lines: &str| {
        let one = format!("BEGIN:VEVENT\r\nUID:1\r\n{lines}\r\nEND:VEVENT\r\n");
        let number = 20_000.min((MOST_BYTES - 100) / one.len());
        let text = format!("BEGIN:VCALENDAR\r\n{}END:VCALENDAR\r\n", one.repeat(number));
        let outcome = busy(&text, window, &zone).map(|read| read.skipped);
        println!(
            "{name} × {number}: {:?} {outcome:?}",
            median(|| { busy(&text, window, &zone).map_or(0, |read| read.intervals.len()) })
        );
    };
    read("single entries", "DTSTART;TZID=Europe/Lisbon:20241001T090000\r\nDURATION:PT1H");
    read(
        "weekly for years",
        "DTSTART;TZID=Europe/Lisbon:20101001T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY",
    );
    read(
        "daily, counted",
        "DTSTART:00010101T000000Z\r\nDURATION:PT1S\r\nRRULE:FREQ=DAILY;COUNT=4294967295",
    );
    read(
        "on no day",
        "DTSTART:00010101T000000Z\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
    );
    read("every second", "DTSTART:00010101T000000Z\r\nRRULE:FREQ=SECONDLY");
}

fn median(work: impl Fn() -> usize) -> Duration {
    let mut took: Vec<Duration> = (0..9)
        .map(|_| {
            let began = Instant::now();
            std::hint::black_box(work());
            began.elapsed()
        })
        .collect();
    took.sort_unstable();
    took[took.len() / 2]
}
