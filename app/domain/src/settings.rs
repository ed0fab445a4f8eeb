//! What a managing partner sets for the office.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::forms::{Choice, FieldErrors};
use crate::ids::HolidayId;
use crate::locale::Locale;
use crate::money::Currency;
use crate::text;

/// Who must have a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactorRule {
    Nobody,
    Partners,
    Everyone,
}

impl SecondFactorRule {
    pub const ALL: [SecondFactorRule; 3] =
        [SecondFactorRule::Nobody, SecondFactorRule::Partners, SecondFactorRule::Everyone];

    pub const fn word(self) -> &'static str {
        match self {
            SecondFactorRule::Nobody => "nobody",
            SecondFactorRule::Partners => "partners",
            SecondFactorRule::Everyone => "everyone",
        }
    }

    pub fn from_word(word: &str) -> Option<SecondFactorRule> {
        SecondFactorRule::ALL.into_iter().find(|rule| rule.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            SecondFactorRule::Nobody => "Nobody has to",
            SecondFactorRule::Partners => "Managing partners",
            SecondFactorRule::Everyone => "Everybody at the office",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    pub name: String,
    pub address: String,
    /// An IANA name.
    pub time_zone: String,
    /// `{year}` and `{seq}`, with signs around them.
    pub case_number_pattern: String,
    pub second_factor: String,
    /// A staff id, or empty: any managing partner.
    pub conflicts_partner: String,
    /// A staff id, or empty: nobody.
    pub deputy: String,
    /// How dates are written: one of [`Locale`], by its word.
    pub locale: String,
    /// One of [`CURRENCIES`].
    pub currency: String,
    pub revision: String,
}

/// What an office may bill in: each currency's code and name.
pub const CURRENCIES: [(&str, &str); Currency::ALL.len()] = {
    let mut offered = [("", ""); Currency::ALL.len()];
    let mut nth = 0;
    while nth < offered.len() {
        offered[nth] = (Currency::ALL[nth].code(), Currency::ALL[nth].label());
        nth += 1;
    }
    offered
};

fn one_of(offered: &[(&str, &str)], typed: &str, otherwise: &str) -> Result<String, String> {
    match offered.iter().any(|(word, _)| *word == typed) {
        true => Ok(typed.to_owned()),
        false => Err(otherwise.to_owned()),
    }
}

/// [`SettingsForm`] without its typos. Zone and people are the office's to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedSettings {
    pub name: String,
    pub address: String,
    pub case_number_pattern: String,
    pub second_factor: SecondFactorRule,
    pub locale: Locale,
    pub currency: String,
}

impl SettingsForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedSettings> {
        let name = errors.take("name", text::required_line(&self.name, "the office’s name"));
        let address = errors.take("address", text::prose(&self.address));
        let pattern = errors.take("case_number_pattern", pattern(&self.case_number_pattern));
        let second_factor = errors.take(
            "second_factor",
            SecondFactorRule::from_word(&self.second_factor)
                .ok_or_else(|| "Choose who must have a second factor.".to_owned()),
        );
        let locale = errors.take(
            "locale",
            Locale::from_word(&self.locale)
                .ok_or_else(|| "Choose how dates are written.".to_owned()),
        );
        let currency =
            errors.take("currency", one_of(&CURRENCIES, &self.currency, "Choose a currency."));
        Some(ParsedSettings {
            locale: locale?,
            currency: currency?,
            name: name?,
            address: address?,
            case_number_pattern: pattern?,
            second_factor: second_factor?,
        })
    }
}

/// How case numbers look: each of `{year}` and `{seq}` once, since the count begins anew each year.
///
/// # Errors
/// A sentence for beside the field.
pub fn pattern(typed: &str) -> Result<String, String> {
    let pattern = text::line(typed)?;
    for part in ["{year}", "{seq}"] {
        if pattern.matches(part).count() != 1 {
            return Err(format!("Write {part} once: numbers must not come twice."));
        }
    }
    let signs = pattern.replace("{year}", "").replace("{seq}", "");
    if signs.chars().any(|c| !(c.is_ascii_alphanumeric() || "-/._ ".contains(c))) {
        return Err("Use letters, digits and - / . _ around {year} and {seq}.".into());
    }
    if signs.len() > 20 {
        return Err("Use at most 20 characters around {year} and {seq}.".into());
    }
    Ok(pattern)
}

/// A number as the pattern makes it.
pub fn number(pattern: &str, year: i16, seq: i32) -> String {
    pattern.replace("{year}", &year.to_string()).replace("{seq}", &format!("{seq:04}"))
}

/// The days of the week, Monday first: the beginning of the fields' names, and the word.
pub const WEEKDAYS: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

/// When the office is open. Both fields of a day empty: closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HoursForm {
    pub mon_opens: String,
    pub mon_closes: String,
    pub tue_opens: String,
    pub tue_closes: String,
    pub wed_opens: String,
    pub wed_closes: String,
    pub thu_opens: String,
    pub thu_closes: String,
    pub fri_opens: String,
    pub fri_closes: String,
    pub sat_opens: String,
    pub sat_closes: String,
    pub sun_opens: String,
    pub sun_closes: String,
    pub revision: String,
}

/// From when to when, or closed.
pub type Hours = Option<(Time, Time)>;

impl HoursForm {
    pub fn of(hours: &[Hours; 7]) -> HoursForm {
        let mut form = HoursForm::default();
        for ((opens, closes), hours) in form.days_mut().into_iter().zip(hours) {
            if let Some((from, to)) = hours {
                *opens = from.strftime("%H:%M").to_string();
                *closes = to.strftime("%H:%M").to_string();
            }
        }
        form
    }

    /// Opens and closes, Monday first.
    pub fn days(&self) -> [(&str, &str); 7] {
        [
            (&self.mon_opens, &self.mon_closes),
            (&self.tue_opens, &self.tue_closes),
            (&self.wed_opens, &self.wed_closes),
            (&self.thu_opens, &self.thu_closes),
            (&self.fri_opens, &self.fri_closes),
            (&self.sat_opens, &self.sat_closes),
            (&self.sun_opens, &self.sun_closes),
        ]
    }

    fn days_mut(&mut self) -> [(&mut String, &mut String); 7] {
        [
            (&mut self.mon_opens, &mut self.mon_closes),
            (&mut self.tue_opens, &mut self.tue_closes),
            (&mut self.wed_opens, &mut self.wed_closes),
            (&mut self.thu_opens, &mut self.thu_closes),
            (&mut self.fri_opens, &mut self.fri_closes),
            (&mut self.sat_opens, &mut self.sat_closes),
            (&mut self.sun_opens, &mut self.sun_closes),
        ]
    }

    pub fn parse(&self, errors: &mut FieldErrors) -> [Hours; 7] {
        let mut all = [None; 7];
        for (((opens, closes), (day, word)), hours) in
            self.days().into_iter().zip(WEEKDAYS).zip(&mut all)
        {
            let (from_field, to_field) = (format!("{day}_opens"), format!("{day}_closes"));
            *hours = match (opens.trim(), closes.trim()) {
                ("", "") => None,
                ("", _) => {
                    errors.add(
                        &from_field,
                        format!("Enter when the office opens on {word}, or leave both empty."),
                    );
                    None
                }
                (_, "") => {
                    errors.add(
                        &to_field,
                        format!("Enter when the office closes on {word}, or leave both empty."),
                    );
                    None
                }
                (opens, closes) => {
                    let from = errors.take(&from_field, text::parse_time(opens));
                    let to = errors.take(&to_field, text::parse_time(closes));
                    match (from, to) {
                        (Some(from), Some(to)) if from < to => Some((from, to)),
                        (Some(_), Some(_)) => {
                            errors.add(
                                &to_field,
                                format!("Closing time must be after opening time on {word}."),
                            );
                            None
                        }
                        _ => None,
                    }
                }
            };
        }
        all
    }
}

/// A day on which the office is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    pub id: HolidayId,
    pub name: String,
    /// "Dec 25, 2026".
    pub day: String,
    pub weekday: String,
    /// The ISO date.
    pub on: String,
    /// Appointments and deadlines on that day, of those the caller sees. One's own time is nobody's.
    pub standing: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HolidayForm {
    pub on: String,
    pub name: String,
}

impl HolidayForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<(Date, String)> {
        let on = errors.take("on", text::parse_date(&self.on));
        let name = errors.take("name", text::required_line(&self.name, "what it is called"));
        Some((on?, name?))
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SettingsContext {
    pub zones: Vec<Choice>,
    pub attorneys: Vec<Choice>,
    /// What the next case would be called by the pattern in force.
    pub next_number: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_makes_numbers_that_never_come_twice() {
        assert_eq!(number(&pattern("PA {year}/{seq}").unwrap(), 2026, 7), "PA 2026/0007");
        for bad in
            ["", "{seq}", "{year}", "{year}-{seq}-{seq}", "{year}{seq}<b>", "{year}-{seq}-{month}"]
        {
            assert!(pattern(bad).is_err(), "{bad}");
        }
    }
}
