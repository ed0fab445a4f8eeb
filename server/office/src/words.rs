//! Instants in the words the office uses, in the office's zone. Done here, since a browser carries
//! no time zone table.

use std::ops::Deref;

use domain::locale::Locale;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Where the office is: whose midnight a day begins at, and how days are written there.
#[derive(Clone, Debug)]
pub struct Region {
    pub zone: TimeZone,
    pub locale: Locale,
}

impl Region {
    /// "Oct 13, 2026".
    pub fn date(&self, date: Date) -> String {
        self.locale.date(date)
    }

    /// The day of an instant here.
    pub fn day_of(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }
}

impl Deref for Region {
    type Target = TimeZone;

    fn deref(&self) -> &TimeZone {
        &self.zone
    }
}

/// "Oct 13, 2026".
pub fn day(at: Timestamp, region: &Region) -> String {
    region.locale.date(today(at, region))
}

/// "since Oct 13, 2026"; with an end, "from Oct 13, 2026 to Nov 2, 2026".
pub fn days(since: Date, until: Option<Date>, region: &Region) -> String {
    match until {
        Some(until) => format!("from {} to {}", region.date(since), region.date(until)),
        None => format!("since {}", region.date(since)),
    }
}

/// "Oct 13, 2026, 9:30 am".
pub fn instant(at: Timestamp, region: &Region) -> String {
    format!("{}, {}", day(at, region), time(at, region))
}

/// How long a day needs no year to be told from the same day of another.
const SAME_YEAR: SignedDuration = SignedDuration::from_hours(300 * 24);

/// "Wednesday, Oct 14"; with its year where that is far from `now`.
pub fn weekday(at: Timestamp, now: Timestamp, region: &Region) -> String {
    let date = today(at, region);
    let said = match at.duration_since(now).abs() < SAME_YEAR {
        true => region.locale.short_date(date),
        false => region.locale.date(date),
    };
    format!("{}, {said}", date.strftime("%A"))
}

/// "Wednesday, Oct 14, 2:00 pm", likewise.
pub fn coming(at: Timestamp, now: Timestamp, region: &Region) -> String {
    format!("{}, {}", weekday(at, now, region), time(at, region))
}

/// "today", "tomorrow", "in 3 days"; "yesterday", "3 days ago".
pub fn nearness(at: Timestamp, now: Timestamp, region: &Region) -> String {
    let days = today(now, region).until(today(at, region)).map_or(0, |span| span.get_days());
    match days {
        0 => "today".into(),
        1 => "tomorrow".into(),
        -1 => "yesterday".into(),
        days if days > 0 => format!("in {days} days"),
        days => format!("{} days ago", -days),
    }
}

/// "9:30 am".
pub fn time(at: Timestamp, region: &Region) -> String {
    region.locale.time(at.to_zoned(region.zone.clone()).time())
}

/// "14:05:09", for the audit log.
pub fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M:%S").to_string()
}

/// For a `time` element.
pub fn datetime(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// "Today", "Yesterday, Oct 12", "Friday, Oct 9" within a week, "Oct 3, 2026" before.
pub fn day_head(at: Timestamp, now: Timestamp, region: &Region) -> String {
    let (then, today) = (today(at, region), today(now, region));
    let short = region.locale.short_date(then);
    match today.since(then).map(|span| span.get_days()) {
        Ok(0) => "Today".into(),
        Ok(1) => format!("Yesterday, {short}"),
        Ok(days) if (2..7).contains(&days) => format!("{}, {short}", then.strftime("%A")),
        _ => region.locale.date(then),
    }
}

/// Today in the office's zone.
pub fn today(now: Timestamp, zone: &TimeZone) -> jiff::civil::Date {
    now.to_zoned(zone.clone()).date()
}

/// "Firefox on Linux": as much as a user agent tells, and nothing that would look exact.
pub fn device(user_agent: &str) -> String {
    let browser = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]
    .into_iter()
    .find(|(mark, _)| user_agent.contains(mark))
    .map_or("A browser", |(_, name)| name);
    let system = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]
    .into_iter()
    .find(|(mark, _)| user_agent.contains(mark))
    .map(|(_, name)| name);
    match system {
        Some(system) => format!("{browser} on {system}"),
        None => browser.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_as_the_office_says_them() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let zone = Region { zone, locale: Locale::UnitedStates };
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-10-13T14:42:00Z");
        assert_eq!(instant(now, &zone), "Oct 13, 2026, 10:42 am");
        assert_eq!(day_head(now, now, &zone), "Today");
        // still the twelfth in New York
        assert_eq!(day_head(at("2026-10-13T03:59:00Z"), now, &zone), "Yesterday, Oct 12");
        assert_eq!(day_head(at("2026-10-09T19:38:00Z"), now, &zone), "Friday, Oct 9");
        assert_eq!(day_head(at("2025-10-09T19:38:00Z"), now, &zone), "Oct 9, 2025");
        assert_eq!(time(at("2026-10-13T04:05:00Z"), &zone), "12:05 am");
        assert_eq!(coming(now, now, &zone), "Tuesday, Oct 13, 10:42 am");
        // the same day of another year is another day
        assert_eq!(weekday(at("2027-10-13T16:00:00Z"), now, &zone), "Wednesday, Oct 13, 2027");
        // after midnight in London, and tomorrow here as there
        assert_eq!(nearness(at("2026-10-14T16:00:00Z"), now, &zone), "tomorrow");
        assert_eq!(nearness(at("2026-10-14T03:00:00Z"), now, &zone), "today");
        assert_eq!(nearness(at("2026-11-14T16:00:00Z"), now, &zone), "in 32 days");
        assert_eq!(nearness(at("2026-10-10T16:00:00Z"), now, &zone), "3 days ago");
        assert_eq!(clock(at("2026-10-13T16:05:09Z"), &zone), "12:05:09");
        let zone = Region { locale: Locale::UnitedKingdom, ..zone };
        assert_eq!(instant(now, &zone), "13 Oct 2026, 10:42");
        assert_eq!(day_head(at("2026-10-09T19:38:00Z"), now, &zone), "Friday, 9 Oct");
    }

    #[test]
    fn devices() {
        assert_eq!(
            device("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
            "Firefox on Linux"
        );
        assert_eq!(device(""), "A browser");
    }
}
