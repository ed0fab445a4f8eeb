//! Cover: one person holds another's grants while that person is away. It has an end, decides nobody's
//! rights and lifts no wall.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::forms::{Choice, FieldErrors};
use crate::frame::Person;
use crate::ids::CoverId;
use crate::text;

/// The most days a cover lasts.
pub const LONGEST_DAYS: i64 = 90;
/// How many days ahead one may be planned.
pub const AHEAD_DAYS: i64 = 365;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CoverForm {
    /// Who is away.
    pub covered: String,
    /// Who stands in.
    pub covering: String,
    /// The first day.
    pub since: String,
    /// And the last.
    pub until: String,
}

impl CoverForm {
    /// The days, first and last.
    pub fn parse_days(&self, today: Date, errors: &mut FieldErrors) -> Option<(Date, Date)> {
        let since = errors.take("since", first_day(&self.since, today));
        let until = match self.until.trim() {
            "" => Err("Enter the cover’s last day.".to_owned()),
            day => text::parse_date(day),
        };
        let until = errors.take("until", until);
        let (since, until) = (since?, until?);
        if until < since {
            errors.add("until", "Choose a last day on or after the first.");
            return None;
        }
        if until >= since.saturating_add(LONGEST_DAYS.days()) {
            errors.add(
                "until",
                format!("A cover lasts at most {LONGEST_DAYS} days. Set another then."),
            );
            return None;
        }
        Some((since, until))
    }
}

fn first_day(typed: &str, today: Date) -> Result<Date, String> {
    let day = text::parse_date(typed)?;
    if day < today {
        return Err("Choose today or a later day.".to_owned());
    }
    if day > today.saturating_add(AHEAD_DAYS.days()) {
        return Err("Choose a day within a year.".to_owned());
    }
    Ok(day)
}

/// Whom the form offers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CoverFormContext {
    /// Who may be away here: oneself, or for a managing partner everybody with grants.
    pub covered: Vec<Choice>,
    pub covering: Vec<Choice>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CoverState {
    Planned,
    Now,
    /// It came to its end.
    Over,
    /// Somebody ended it before.
    Ended,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverRow {
    pub id: CoverId,
    pub covering: Person,
    pub covered: Person,
    pub since: String,
    /// The last day it holds.
    pub until: String,
    pub state: CoverState,
    /// Who set it.
    pub by: Option<String>,
    /// The caller may end it.
    pub may_end: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CoversPage {
    /// Now and planned, the soonest to begin first.
    pub current: Vec<CoverRow>,
    /// Of the last ninety days, the latest first.
    pub past: Vec<CoverRow>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_cover_has_an_end_within_ninety_days_and_begins_within_a_year() {
        let today = date(2026, 10, 13);
        let days = |since: &str, until: &str| {
            let mut errors = FieldErrors::default();
            let form = CoverForm { since: since.into(), until: until.into(), ..Default::default() };
            let days = form.parse_days(today, &mut errors);
            (days.is_some(), errors.0.first().map(|error| error.field.clone()))
        };
        let wrong = |field: &str| (false, Some(field.to_owned()));
        assert_eq!(days("2026-10-13", "2026-10-13"), (true, None));
        assert_eq!(days("2026-10-13", "2027-01-10"), (true, None));
        assert_eq!(days("2026-10-13", "2027-01-11"), wrong("until"));
        assert_eq!(days("2026-10-13", ""), wrong("until"));
        assert_eq!(days("2026-10-13", "2026-10-12"), wrong("until"));
        assert_eq!(days("2026-10-12", "2026-10-20"), wrong("since"));
        assert_eq!(days("2027-10-14", "2027-10-20"), wrong("since"));
    }
}
