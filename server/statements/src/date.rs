//! Days as banks write them.

use jiff::civil::Date;

use crate::table::DateOrder;

/// A day in digits, in this order, with any one separator or none (`20260804`), and whatever time
/// may follow left out. Two digits of a year are of this century.
pub(crate) fn parse(text: &str, order: DateOrder) -> Option<Date> {
    let day = text.trim().split([' ', 'T']).next()?;
    let parts: Vec<&str> = if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        match order {
            DateOrder::YearMonthDay => vec![&day[..4], &day[4..6], &day[6..]],
            DateOrder::DayMonthYear | DateOrder::MonthDayYear => {
                vec![&day[..2], &day[2..4], &day[4..]]
            }
        }
    } else {
        let separator = day.chars().find(|character| matches!(character, '-' | '/' | '.'))?;
        day.split(separator).collect()
    };
    let [one, two, three] = parts[..] else { return None };
    let (year, month, day) = match order {
        DateOrder::YearMonthDay => (one, two, three),
        DateOrder::DayMonthYear => (three, two, one),
        DateOrder::MonthDayYear => (three, one, two),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if ![year, month, day].into_iter().all(digits) || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let century = match year.len() {
        4 => 0,
        2 => 2000,
        _ => return None,
    };
    Date::new(century + year.parse::<i16>().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `YYYYMMDD` at the beginning of OFX's date and time.
pub(crate) fn ofx(text: &str) -> Option<Date> {
    let text = text.trim();
    let day = text.get(..8)?;
    let rest = text.as_bytes().get(8);
    let ends = rest.is_none_or(|byte| byte.is_ascii_digit() || b"[.".contains(byte));
    ends.then(|| parse(day, DateOrder::YearMonthDay)).flatten()
}

/// ISO 8601's date, or the date of a date and time, as XML Schema has them. The day is the bank's.
pub(crate) fn iso(text: &str) -> Option<Date> {
    let text = text.trim();
    let day = text.get(..10)?;
    let ends = text.as_bytes().get(10).is_none_or(|byte| b"TZ+-".contains(byte));
    let shaped = day.as_bytes()[4] == b'-' && day.as_bytes()[7] == b'-';
    (ends && shaped).then(|| parse(day, DateOrder::YearMonthDay)).flatten()
}

/// The one order in which all of these are days. `Err` holds one that could be read in two ways, or
/// in none.
pub(crate) fn order_of<'a>(
    days: impl Iterator<Item = &'a str> + Clone,
) -> Result<DateOrder, (String, bool)> {
    let orders = [DateOrder::YearMonthDay, DateOrder::DayMonthYear, DateOrder::MonthDayYear];
    let fitting: Vec<DateOrder> = orders
        .into_iter()
        .filter(|order| days.clone().all(|day| parse(day, *order).is_some()))
        .collect();
    let first = *fitting.first().ok_or_else(|| {
        let odd = days.clone().find(|day| orders.iter().all(|order| parse(day, *order).is_none()));
        let some = odd.or_else(|| days.clone().next()).unwrap_or_default();
        (crate::fault::shown(some), odd.is_none())
    })?;
    let differs = days
        .clone()
        .find(|day| fitting.iter().any(|order| parse(day, *order) != parse(day, first)));
    differs.map_or(Ok(first), |day| Err((crate::fault::shown(day), true)))
}
