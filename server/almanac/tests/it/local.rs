//! Wall times and instants.

use almanac::{Occurrence, Unresolved, in_both, rebook, resolve};
use domain::locale::Locale;
use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::support::{at, instants, zone, zones};

fn civil(text: &str) -> DateTime {
    text.parse().unwrap()
}

#[test]
fn a_time_that_the_clocks_skip_is_refused_in_words() {
    let refused = resolve(civil("2027-03-14T02:30"), &zone("America/New_York"), None).unwrap_err();
    assert_eq!(
        refused,
        Unresolved::Gap {
            asked: civil("2027-03-14T02:30"),
            before: civil("2027-03-14T02:00"),
            after: civil("2027-03-14T03:00"),
        }
    );
    assert_eq!(
        refused.words(Locale::UnitedStates),
        "2:30 am does not exist on Mar 14, 2027; the clocks go from 2 to 3. Choose another time."
    );
    assert_eq!(
        refused.words(Locale::Germany),
        "02:30 does not exist on 14.03.2027; the clocks go from 02:00 to 03:00. Choose another time."
    );
    for which in [Occurrence::First, Occurrence::Second] {
        let chosen = resolve(civil("2027-03-14T02:00"), &zone("America/New_York"), Some(which));
        assert!(matches!(chosen, Err(Unresolved::Gap { .. })));
    }
    for edge in ["2027-03-14T01:59:59", "2027-03-14T03:00"] {
        assert!(resolve(civil(edge), &zone("America/New_York"), None).is_ok());
    }
}

#[test]
fn a_day_that_a_country_skips_is_refused_with_both_days() {
    let refused = resolve(civil("2011-12-30T10:00"), &zone("Pacific/Apia"), None).unwrap_err();
    assert_eq!(
        refused.words(Locale::UnitedStates),
        "Dec 30, 2011, 10:00 am, does not exist; the clocks go from Dec 30, 2011, 12:00 am, to Dec 31, 2011, 12:00 am. \
        Choose another time."
    );
}

#[test]
fn a_time_that_comes_twice_asks_which() {
    let (when, new_york) = (civil("2027-11-07T01:30"), zone("America/New_York"));
    let refused = resolve(when, &new_york, None).unwrap_err();
    assert_eq!(
        refused.words(Locale::UnitedStates),
        "1:30 am comes twice on Nov 7, 2027, since the clocks go back. \
        Choose the first (EDT) or the second (EST)."
    );
    let first = resolve(when, &new_york, Some(Occurrence::First)).unwrap();
    let second = resolve(when, &new_york, Some(Occurrence::Second)).unwrap();
    assert_eq!((first, second), (at("2027-11-07T05:30Z"), at("2027-11-07T06:30Z")));
    let sao_paulo =
        resolve(civil("2018-02-17T23:30"), &zone("America/Sao_Paulo"), None).unwrap_err();
    assert!(
        sao_paulo.words(Locale::UnitedKingdom).ends_with("first (UTC-2) or the second (UTC-3).")
    );
}

#[test]
fn the_end_of_the_calendar_is_said() {
    let last = DateTime::MAX;
    let refused = resolve(last, &zone("America/New_York"), None).unwrap_err();
    assert_eq!(refused, Unresolved::Beyond);
}

#[test]
fn both_clocks_are_named_only_where_they_differ_at_that_instant() {
    let both = |instant, other| {
        in_both(at(instant), &zone("America/New_York"), &zone(other), Locale::UnitedStates)
    };
    assert_eq!(
        both("2027-01-20T14:30Z", "Europe/Lisbon").unwrap(),
        "9:30 am in New York, 2:30 pm in Lisbon (WET)"
    );
    // Two weeks in which the one has changed and the other has not.
    assert_eq!(
        both("2027-03-20T13:30Z", "Europe/Lisbon").unwrap(),
        "9:30 am in New York, 1:30 pm in Lisbon (WET)"
    );
    assert_eq!(
        both("2027-01-20T23:30Z", "Asia/Tokyo").unwrap(),
        "6:30 pm in New York, 8:30 am on Jan 21 in Tokyo (JST)"
    );
    assert_eq!(
        both("2027-01-20T14:30Z", "America/Argentina/Buenos_Aires").unwrap(),
        "9:30 am in New York, 11:30 am in Buenos Aires (UTC-3)"
    );
    assert_eq!(both("2027-01-20T14:30Z", "America/Detroit"), None);
    assert_eq!(both("2027-01-20T14:30Z", "America/Bogota"), None);
    assert!(both("2027-07-20T14:30Z", "America/Bogota").is_some());
}

#[test]
fn a_booking_keeps_its_wall_time_when_the_rules_change() {
    let old_rules = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap();
    let new_rules = TimeZone::posix("EST5").unwrap();
    let when = civil("2027-07-01T09:30");
    let old = resolve(when, &old_rules, None).unwrap();
    assert_eq!(rebook(when, &old_rules, old).unwrap(), old);
    let new = rebook(when, &new_rules, old).unwrap();
    assert_eq!(new.duration_since(old), SignedDuration::from_hours(1));
    assert_eq!(new_rules.to_datetime(new), when);
    // Of an hour that comes twice, the one that was booked.
    let twice = civil("2027-11-07T01:30");
    for which in [Occurrence::First, Occurrence::Second] {
        let booked = resolve(twice, &old_rules, Some(which)).unwrap();
        assert_eq!(rebook(twice, &old_rules, booked).unwrap(), booked);
    }
    // Later rules may take the hour away altogether.
    let gone = TimeZone::posix("EST5EDT,J182/9,M11.1.0").unwrap();
    assert!(matches!(rebook(when, &gone, old), Err(Unresolved::Gap { .. })));
}

proptest! {
    #[test]
    fn every_instant_is_found_again_from_its_wall_time(instant in instants(), zone in zones()) {
        let wall = zone.to_datetime(instant);
        let found = match resolve(wall, &zone, None) {
            Ok(found) => found,
            Err(Unresolved::Twice { first, second }) => {
                prop_assert_eq!(first.datetime(), second.datetime());
                prop_assert!(first.timestamp() < second.timestamp());
                let which =
                    if first.timestamp() == instant { Occurrence::First } else { Occurrence::Second };
                resolve(wall, &zone, Some(which)).unwrap()
            }
            Err(other) => return Err(TestCaseError::fail(format!("{wall}: {other:?}"))),
        };
        prop_assert_eq!(found, instant);
        prop_assert_eq!(rebook(wall, &zone, instant).unwrap(), instant);
    }

    #[test]
    fn what_is_found_shows_that_wall_time_and_a_gap_holds_what_was_asked(
        minute in 0i64..30 * 366 * 24 * 60,
        zone in zones(),
    ) {
        let wall = date(2010, 1, 1).at(0, 0, 0, 0) + jiff::Span::new().minutes(minute);
        match resolve(wall, &zone, None) {
            Ok(found) => prop_assert_eq!(zone.to_datetime(found), wall),
            Err(Unresolved::Gap { before, after, .. }) => {
                prop_assert!(before <= wall && wall < after);
                let last: Timestamp = resolve(before - jiff::Span::new().seconds(1), &zone, None).unwrap();
                prop_assert_eq!(zone.to_datetime(last + SignedDuration::from_secs(1)), after);
            }
            Err(Unresolved::Twice { first, .. }) => prop_assert_eq!(first.datetime(), wall),
            Err(Unresolved::Beyond) => return Err(TestCaseError::fail("no year so far")),
        }
    }
}
