//! An instant for somebody in another zone.

use domain::locale::Locale;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::local::zone_word;

/// "9:30 am in New York, 2:30 pm in Lisbon (WET)"; with the day where it is another one there. None
/// where both clocks show the same at that instant, whatever their zones are called.
pub fn in_both(
    at: Timestamp,
    office: &TimeZone,
    other: &TimeZone,
    locale: Locale,
) -> Option<String> {
    if office.to_offset(at) == other.to_offset(at) {
        return None;
    }
    let here = at.to_zoned(office.clone());
    let there = at.to_zoned(other.clone());
    let day = if here.date() == there.date() {
        String::new()
    } else {
        format!(" on {}", locale.short_date(there.date()))
    };
    Some(format!(
        "{}{}, {}{day}{}",
        locale.time(here.time()),
        place(office).map(|place| format!(" in {place}")).unwrap_or_default(),
        locale.time(there.time()),
        match place(other) {
            Some(place) => format!(" in {place} ({})", zone_word(at, other)),
            None => format!(" ({})", zone_word(at, other)),
        },
    ))
}

/// The city a zone is named after; none for zones that are named after none, as `Etc/GMT+5`.
fn place(zone: &TimeZone) -> Option<String> {
    let name = zone.iana_name()?;
    let (area, city) = name.rsplit_once('/')?;
    (area != "Etc").then(|| city.replace('_', " "))
}
