//! Zones and instants for the tests.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Zones whose clocks behave in their own ways: by half an hour, by quarters, at midnight, not at all.
pub(crate) fn zones() -> impl Strategy<Value = TimeZone> {
    prop::sample::select(vec![
        "America/New_York",
        "Europe/Lisbon",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/Sao_Paulo",
        "Africa/Casablanca",
        "Pacific/Apia",
        "Atlantic/Azores",
        "America/Havana",
        "Asia/Tokyo",
        "UTC",
    ])
    .prop_map(zone)
}

/// Between 2010 and 2040, by the second.
pub(crate) fn instants() -> impl Strategy<Value = Timestamp> {
    (1_262_304_000i64..2_208_988_800).prop_map(|second| Timestamp::from_second(second).unwrap())
}
