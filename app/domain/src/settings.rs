//! What a managing partner sets for the office.

use serde::{Deserialize, Serialize};

use crate::forms::{Choice, FieldErrors};
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
    pub revision: String,
}

/// [`SettingsForm`] without its typos. Zone and people are the office's to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedSettings {
    pub name: String,
    pub address: String,
    pub case_number_pattern: String,
    pub second_factor: SecondFactorRule,
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
        Some(ParsedSettings {
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
