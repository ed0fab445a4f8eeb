//! An appointment's time in the words the office uses.

use domain::locale::Locale;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::words::{self, Region};

/// When something is, on the wall clock of a zone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct When {
    pub starts: Timestamp,
    pub ends: Timestamp,
    pub all_day: bool,
}

impl When {
    /// "Wed, Oct 14, 2:00 pm to 3:00 pm"; the year where it is not this one.
    pub(super) fn in_words(self, zone: &TimeZone, locale: Locale, now: Timestamp) -> String {
        let local = |at: Timestamp| at.to_zoned(zone.clone()).datetime();
        let (from, to) = (local(self.starts), local(self.ends));
        let this_year = words::today(now, zone).year();
        let day = |on: Date| {
            let date = match on.year() == this_year {
                true => locale.short_date(on),
                false => locale.date(on),
            };
            format!("{}, {date}", on.strftime("%a"))
        };
        if self.all_day {
            let last = to.date().yesterday().unwrap_or(to.date()).max(from.date());
            return match last == from.date() {
                true => format!("{}, all day", day(from.date())),
                false => format!("{} to {}, all day", day(from.date()), day(last)),
            };
        }
        let start = format!("{}, {}", day(from.date()), locale.time(from.time()));
        match (self.starts == self.ends, from.date() == to.date()) {
            (true, _) => start,
            (false, true) => format!("{start} to {}", locale.time(to.time())),
            (false, false) => {
                format!("{start} to {}, {}", day(to.date()), locale.time(to.time()))
            }
        }
    }

    /// In the office's own zone.
    pub(crate) fn here(self, region: &Region, now: Timestamp) -> String {
        self.in_words(&region.zone, region.locale, now)
    }
}

/// "New York", of "America/New_York".
pub(super) fn zone_name(iana: &str) -> String {
    iana.rsplit('/').next().unwrap_or(iana).replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_said_with_as_much_of_the_day_as_is_needed() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let said = |starts: &str, ends: &str, all_day| {
            When { starts: at(starts), ends: at(ends), all_day }.in_words(
                &zone,
                Locale::UnitedStates,
                at("2026-10-13T14:42:00Z"),
            )
        };
        assert_eq!(
            said("2026-10-14T18:00:00Z", "2026-10-14T19:00:00Z", false),
            "Wed, Oct 14, 2:00 pm to 3:00 pm"
        );
        assert_eq!(
            said("2027-01-04T14:00:00Z", "2027-01-04T14:00:00Z", false),
            "Mon, Jan 4, 2027, 9:00 am"
        );
        assert_eq!(
            said("2026-10-14T04:00:00Z", "2026-10-16T04:00:00Z", true),
            "Wed, Oct 14 to Thu, Oct 15, all day"
        );
        assert_eq!(zone_name("America/New_York"), "New York");
    }
}
