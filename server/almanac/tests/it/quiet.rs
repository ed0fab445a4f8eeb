//! Quiet hours and the evening before.

use almanac::quiet::{Hours, evening_before, is_quiet, next_end};
use jiff::SignedDuration;
use jiff::civil::time;
use proptest::prelude::*;

use crate::support::{at, instants, zone, zones};

fn hours(from: u16, until: u16) -> Hours {
    Hours::new(from * 60, until * 60).unwrap()
}

#[test]
fn the_night_is_quiet_over_midnight() {
    let lisbon = zone("Europe/Lisbon");
    let quiet = |instant| is_quiet(at(instant), &lisbon, hours(21, 8));
    assert!(!quiet("2027-01-20T20:59:59Z"));
    assert!(quiet("2027-01-20T21:00Z"));
    assert!(quiet("2027-01-21T00:00Z"));
    assert!(quiet("2027-01-21T07:59:59Z"));
    assert!(!quiet("2027-01-21T08:00Z"));
    // In summer the clock there is an hour ahead.
    assert!(quiet("2027-07-20T20:00Z"));
}

#[test]
fn hours_that_end_as_they_begin_are_none() {
    assert!(!is_quiet(at("2027-01-20T21:00Z"), &zone("UTC"), hours(21, 21)));
    assert_eq!(Hours::new(0, 1440), None);
}

#[test]
fn quiet_ends_in_the_morning_whatever_the_clocks_did_at_night() {
    let (new_york, night) = (zone("America/New_York"), hours(21, 8));
    let end = |instant| next_end(at(instant), &new_york, night).unwrap();
    assert_eq!(end("2027-01-21T03:00Z"), at("2027-01-21T13:00Z"));
    assert_eq!(end("2027-03-14T03:00Z"), at("2027-03-14T12:00Z"));
    assert_eq!(end("2027-11-07T03:00Z"), at("2027-11-07T13:00Z"));
    assert_eq!(end("2027-01-21T15:00Z"), at("2027-01-21T15:00Z"));
}

#[test]
fn quiet_that_would_end_in_a_skipped_hour_ends_when_the_clocks_move() {
    let odd = Hours::new(21 * 60, 2 * 60 + 30).unwrap();
    let end = next_end(at("2027-03-14T05:00Z"), &zone("America/New_York"), odd).unwrap();
    assert_eq!(end, at("2027-03-14T07:00Z"));
}

#[test]
fn the_evening_before_is_by_the_day_on_which_it_starts_there() {
    let evening =
        |starts, name| evening_before(at(starts), &zone(name), time(19, 0, 0, 0)).unwrap();
    assert_eq!(evening("2027-01-21T02:00Z", "America/New_York"), at("2027-01-20T00:00Z"));
    assert_eq!(evening("2027-01-21T09:00Z", "Europe/Lisbon"), at("2027-01-20T19:00Z"));
    // Over the change of the clocks it is still 19:00.
    assert_eq!(evening("2027-03-14T13:00Z", "America/New_York"), at("2027-03-14T00:00Z"));
    // Samoa had no Dec 30 in 2011.
    assert_eq!(evening("2011-12-30T20:00Z", "Pacific/Apia"), at("2011-12-30T05:00Z"));
}

proptest! {
    #[test]
    fn all_is_quiet_until_the_end_and_the_end_is_not(
        instant in instants(),
        zone in zones(),
        from in 0u16..1440,
        until in 0u16..1440,
    ) {
        let hours = Hours::new(from, until).unwrap();
        let end = next_end(instant, &zone, hours).unwrap();
        prop_assert!(end >= instant);
        prop_assert!(!is_quiet(end, &zone, hours));
        let mut between = instant;
        while between < end {
            prop_assert!(is_quiet(between, &zone, hours), "{between} of {end}");
            between += SignedDuration::from_secs(59);
        }
        if end > instant {
            prop_assert!(is_quiet(end - SignedDuration::from_secs(1), &zone, hours));
        }
    }

    #[test]
    fn a_minute_is_quiet_in_one_of_a_span_and_its_opposite(
        instant in instants(),
        zone in zones(),
        from in 0u16..1440,
        until in 0u16..1440,
    ) {
        prop_assume!(from != until);
        let one = is_quiet(instant, &zone, Hours::new(from, until).unwrap());
        prop_assert_ne!(one, is_quiet(instant, &zone, Hours::new(until, from).unwrap()));
    }

    #[test]
    fn the_evening_before_is_before(instant in instants(), zone in zones()) {
        let evening = evening_before(instant, &zone, time(19, 0, 0, 0)).unwrap();
        prop_assert!(evening < instant);
        prop_assert!(instant.duration_since(evening) <= SignedDuration::from_hours(30));
    }
}
