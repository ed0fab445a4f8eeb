//! Invitations and feeds, as other people's programs read them.

use almanac::ics::{Answer, Entry, Event, Method, Person, Status, When, feed, invitation};
use jiff::civil::date;
use proptest::prelude::*;
use serde_json::Value;

use crate::others;
use crate::support::at;

const ORGANIZER: Person<'_> = Person { name: "Quill & Ashdown, LLP", email: "desk@example.com" };
const ATTENDEE: Person<'_> = Person { name: "Avery Ashdown", email: "avery@example.com" };

fn event() -> Event<'static> {
    Event {
        uid: "0192f0c1-appointment@example.com",
        sequence: 3,
        stamped_at: at("2027-01-04T10:11:12Z"),
        when: When::Hours { starts: at("2027-03-14T13:30Z"), ends: at("2027-03-14T14:15Z") },
        status: Status::Confirmed,
        title: "Meeting",
        description: "",
        location: "",
        url: "",
        busy: true,
    }
}

fn request(event: &Event<'_>) -> String {
    invitation(Method::Request, event, ORGANIZER, ATTENDEE, Answer::None)
}

fn read(text: &str) -> Value {
    serde_json::from_str(&others::ask("events", text)).unwrap()
}

/// Every line is one: ended with CRLF, no longer than 75 octets.
fn is_well_formed(text: &str) -> bool {
    text.ends_with("\r\n")
        && text.split("\r\n").all(|line| {
            line.len() <= 75
                && !line.contains(['\r', '\n', '\u{85}', '\u{2028}', '\u{b}', '\u{1c}'])
        })
}

/// The names of the properties of a text, unfolded.
fn names(text: &str) -> Vec<String> {
    text.replace("\r\n ", "")
        .lines()
        .map(|line| line.split([':', ';']).next().unwrap().to_owned())
        .collect()
}

#[test]
fn an_invitation_says_who_asks_whom_and_when() {
    let whole = Event {
        title: "Meeting with Quill, Ashdown; bring papers",
        description: "First line\r\nsecond line\\ and a \"quote\"",
        location: "12 Harbour Row; 3rd floor, room “Ünal”",
        url: "https://office.example/a/1?x=1,2;3",
        ..event()
    };
    let text = request(&whole);
    assert!(is_well_formed(&text), "{text}");
    let read = read(&text);
    assert_eq!(read["calendar"]["METHOD"], "REQUEST");
    assert_eq!(read["items"], 1);
    let one = &read["events"][0];
    for (name, value) in [
        ("UID", whole.uid),
        ("SUMMARY", whole.title),
        ("DESCRIPTION", "First line\nsecond line\\ and a \"quote\""),
        ("LOCATION", whole.location),
        ("URL", whole.url),
        ("STATUS", "CONFIRMED"),
        ("DTSTART", "2027-03-14T13:30:00+00:00"),
        ("DTEND", "2027-03-14T14:15:00+00:00"),
        ("DTSTAMP", "2027-01-04T10:11:12+00:00"),
        ("ORGANIZER", "mailto:desk@example.com"),
        ("ORGANIZER CN", "Quill & Ashdown, LLP"),
        ("ATTENDEE", "mailto:avery@example.com"),
        ("ATTENDEE PARTSTAT", "NEEDS-ACTION"),
    ] {
        assert_eq!(one[name], value, "{name}");
    }
    assert_eq!(one["SEQUENCE"], 3);
}

#[test]
fn a_cancellation_is_cancelled_and_what_is_published_names_no_attendee() {
    let cancelled = invitation(Method::Cancel, &event(), ORGANIZER, ATTENDEE, Answer::Accepted);
    let read_back = read(&cancelled);
    assert_eq!(read_back["calendar"]["METHOD"], "CANCEL");
    assert_eq!(read_back["events"][0]["STATUS"], "CANCELLED");
    assert_eq!(read_back["events"][0]["ATTENDEE PARTSTAT"], "ACCEPTED");
    assert!(!cancelled.contains("RSVP"));
    let published = invitation(Method::Publish, &event(), ORGANIZER, ATTENDEE, Answer::None);
    assert!(!published.contains("ATTENDEE") && !published.contains("avery"));
}

#[test]
fn no_text_can_add_a_property() {
    let plain = request(&Event { description: "x", location: "x", url: "x", ..event() });
    let properties = |text: &str| -> Vec<String> {
        read(text)["events"][0].as_object().unwrap().keys().cloned().collect()
    };
    let (plain, plain_properties) = (names(&plain), properties(&plain));
    let breaks = [
        "\r\n", "\n", "\r", "\u{b}", "\u{c}", "\u{1c}", "\u{1d}", "\u{1e}", "\u{85}", "\u{2028}",
        "\u{2029}", "\\n", "\"\r\n",
    ];
    for line_break in breaks {
        let evil =
            format!("x{line_break}ATTENDEE:mailto:mallory@example.com{line_break} x\";X=\"1:2");
        let text = invitation(
            Method::Request,
            &Event {
                uid: &evil,
                title: &evil,
                description: &evil,
                location: &evil,
                url: &evil,
                ..event()
            },
            Person { name: &evil, email: &evil },
            Person { name: &evil, email: &evil },
            Answer::None,
        );
        assert!(is_well_formed(&text), "{text}");
        assert_eq!(names(&text), plain, "{line_break:?}");
        assert_eq!(properties(&text), plain_properties, "{line_break:?}");
        let read = read(&text);
        assert_eq!(read["events"].as_array().map(Vec::len), Some(1));
        assert!(read["events"][0]["ATTENDEE"].is_string(), "there is one attendee");
    }
}

#[test]
fn names_of_any_script_come_back_as_they_were() {
    let title = "פגישה עם ‏דוד‎ — 会議 👩🏽‍⚖️ ".repeat(9);
    let name = "يوسف الحسن";
    let text = invitation(
        Method::Request,
        &Event { title: &title, ..event() },
        ORGANIZER,
        Person { name, email: "yousef@example.com" },
        Answer::None,
    );
    assert!(is_well_formed(&text));
    let read = read(&text);
    assert_eq!(read["events"][0]["SUMMARY"], title);
    assert_eq!(read["events"][0]["ATTENDEE CN"], name);
}

#[test]
fn a_feed_shows_what_its_reader_may_know_and_no_more_of_the_rest() {
    let days = When::Days { from: date(2027, 3, 20), until: date(2027, 3, 22) };
    let entries = [
        Entry::Whole(Event { title: "Hearing", ..event() }),
        Entry::Whole(Event { uid: "2", title: "Conference", when: days, busy: false, ..event() }),
        Entry::Busy { uid: "3", when: event().when, stamped_at: event().stamped_at },
    ];
    let text = feed("Avery, at the office", entries);
    assert!(is_well_formed(&text));
    let read = read(&text);
    // The reader does not know these two, and leaves them as they are written.
    for name in ["NAME", "X-WR-CALNAME"] {
        assert_eq!(read["calendar"][name], "Avery\\, at the office");
    }
    assert_eq!(read["items"], 3);
    let days = &read["events"][1];
    assert_eq!((&days["DTSTART"], &days["DTEND"]), (&"2027-03-20".into(), &"2027-03-22".into()));
    assert_eq!(days["TRANSP"], "TRANSPARENT");
    let busy = read["events"][2].as_object().unwrap();
    let names: Vec<_> = busy.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["CLASS", "DTEND", "DTSTAMP", "DTSTART", "LAST-MODIFIED", "SUMMARY", "TRANSP", "UID"]
    );
    assert_eq!(busy["SUMMARY"], "Busy");
}

#[test]
fn the_same_feed_has_the_same_bytes() {
    let entries = || (0..9).map(|_| Entry::Whole(event()));
    assert_eq!(feed("a", entries()), feed("a", entries()));
}

#[test]
fn a_calendar_program_takes_an_invitation_and_a_feed() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config");
    let calendar = home.path().join("calendar");
    std::fs::create_dir(&calendar).unwrap();
    std::fs::write(
        &config,
        format!(
            "[calendars]\n[[office]]\npath = {}\n[locale]\nlocal_timezone = America/New_York\ndefault_timezone = America/New_York\n\
            timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n\
            [default]\ndefault_calendar = office\n[sqlite]\npath = {}\n",
            calendar.display(),
            home.path().join("cache.db").display()
        ),
    )
    .unwrap();
    let khal = |arguments: &[&str], input: &str| {
        let mut khal = others::program("khal");
        khal.env("HOME", home.path()).arg("--no-color").arg("-c").arg(&config).args(arguments);
        others::run(&mut khal, input)
    };
    let file = home.path().join("invitation.ics");
    std::fs::write(&file, request(&Event { title: "Meeting, with 会議", ..event() })).unwrap();
    khal(&["import", "--batch", "-a", "office", file.to_str().unwrap()], "");
    let other = Event { uid: "2", title: "Conference", ..event() };
    std::fs::write(&file, feed("Office", [Entry::Whole(other)])).unwrap();
    khal(&["import", "--batch", "-a", "office", file.to_str().unwrap()], "");
    let listed =
        khal(&["list", "--format", "{start-time}-{end-time} {title}", "2027-03-14", "1d"], "");
    assert!(listed.contains("09:30-10:15 Meeting, with 会議"), "{listed}");
    assert!(listed.contains("09:30-10:15 Conference"), "{listed}");
}

proptest! {
    #[test]
    fn whatever_a_text_holds_its_lines_stay_well_formed(
        title in any::<String>(),
        name in "\\PC*|[\"\r\n:;,^\\\\]*",
        email in any::<String>(),
    ) {
        let text = invitation(
            Method::Request,
            &Event { title: &title, uid: &name, url: &email, ..event() },
            Person { name: &name, email: &email },
            Person { name: &title, email: &name },
            Answer::None,
        );
        prop_assert!(is_well_formed(&text));
        let plain = request(&Event { url: if email.is_empty() { "" } else { "x" }, ..event() });
        prop_assert_eq!(names(&text), names(&plain));
    }
}
