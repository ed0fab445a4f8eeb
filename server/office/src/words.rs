//! Instants in the words the office uses, in the office's zone. Done here, since a browser carries
//! no time zone table.

use domain::text;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// "Oct 13, 2026".
pub fn day(at: Timestamp, zone: &TimeZone) -> String {
    text::date(at.to_zoned(zone.clone()).date())
}

/// "Oct 13, 2026, 9:30 am".
pub fn instant(at: Timestamp, zone: &TimeZone) -> String {
    format!("{}, {}", day(at, zone), time(at, zone))
}

/// "9:30 am".
pub fn time(at: Timestamp, zone: &TimeZone) -> String {
    civil_time(at.to_zoned(zone.clone()).time())
}

/// "9:30 am".
pub fn civil_time(time: jiff::civil::Time) -> String {
    let (hour, half) = match time.hour() {
        0 => (12, "am"),
        hour @ 1..=11 => (hour, "am"),
        12 => (12, "pm"),
        hour => (hour - 12, "pm"),
    };
    format!("{hour}:{:02} {half}", time.minute())
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
pub fn day_head(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (then, today) = (at.to_zoned(zone.clone()).date(), now.to_zoned(zone.clone()).date());
    let short = then.strftime("%b %-d");
    match today.since(then).map(|span| span.get_days()) {
        Ok(0) => "Today".into(),
        Ok(1) => format!("Yesterday, {short}"),
        Ok(days) if (2..7).contains(&days) => format!("{}, {short}", then.strftime("%A")),
        _ => text::date(then),
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
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-10-13T14:42:00Z");
        assert_eq!(instant(now, &zone), "Oct 13, 2026, 10:42 am");
        assert_eq!(day_head(now, now, &zone), "Today");
        // still the twelfth in New York
        assert_eq!(day_head(at("2026-10-13T03:59:00Z"), now, &zone), "Yesterday, Oct 12");
        assert_eq!(day_head(at("2026-10-09T19:38:00Z"), now, &zone), "Friday, Oct 9");
        assert_eq!(day_head(at("2025-10-09T19:38:00Z"), now, &zone), "Oct 9, 2025");
        assert_eq!(time(at("2026-10-13T04:05:00Z"), &zone), "12:05 am");
        assert_eq!(clock(at("2026-10-13T16:05:09Z"), &zone), "12:05:09");
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
