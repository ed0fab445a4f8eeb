//! Text as people type it, parsed at the edge and trusted inside.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Longest one-line text kept: names, titles, practice areas. In characters.
pub const LINE_CHARS: usize = 200;
/// Longest text of several lines kept: reasons, notes. In characters.
pub const PROSE_CHARS: usize = 4_000;

/// Trims, folds runs of white space and refuses what a reader could not see or a database could
/// not keep: control characters, and the marks that reverse the direction of the text around
/// them, with which a name could pass for another.
///
/// # Errors
/// A sentence for beside the field.
pub fn line(text: &str) -> Result<String, String> {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    visible(&folded)?;
    within(&folded, LINE_CHARS)?;
    Ok(folded)
}

/// [`line`], and something must be there. `what` names it: "a name", "a reason".
///
/// # Errors
/// A sentence for beside the field.
pub fn required_line(text: &str, what: &str) -> Result<String, String> {
    match line(text)? {
        empty if empty.is_empty() => Err(format!("Enter {what}.")),
        text => Ok(text),
    }
}

/// Several lines: keeps line breaks, trims, and refuses what [`line`] refuses.
///
/// # Errors
/// A sentence for beside the field.
pub fn prose(text: &str) -> Result<String, String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    visible(text)?;
    within(text, PROSE_CHARS)?;
    Ok(text.to_owned())
}

/// [`prose`], and something must be there.
///
/// # Errors
/// A sentence for beside the field.
pub fn required_prose(text: &str, what: &str) -> Result<String, String> {
    match prose(text)? {
        empty if empty.is_empty() => Err(format!("Enter {what}.")),
        text => Ok(text),
    }
}

/// [`required_prose`] of another length: at most `most` characters.
///
/// # Errors
/// A sentence for beside the field.
pub fn required_long(text: &str, what: &str, most: usize) -> Result<String, String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("Enter {what}."));
    }
    within(text, most)?;
    visible(text)?;
    Ok(text.to_owned())
}

fn within(text: &str, most: usize) -> Result<(), String> {
    let length = text.chars().count();
    if length > most {
        return Err(format!("Use at most {most} characters; this has {length}."));
    }
    Ok(())
}

fn visible(text: &str) -> Result<(), String> {
    let hidden = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200B}' | '\u{FEFF}' | '\u{FFFD}')
    };
    if text.chars().any(hidden) {
        return Err(
            "This has a character that cannot be shown. Type it again, without copying.".into()
        );
    }
    Ok(())
}

/// An e-mail address, checked for shape: one `@`, a dotted domain of letters, digits and hyphens,
/// no white space, at most 254 characters (RFC 5321 §4.5.3.1). Whether anybody reads it is for a
/// message to find out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// # Errors
    /// A sentence for beside the field.
    pub fn parse(text: &str) -> Result<EmailAddress, String> {
        let wrong = || "Enter an address like name@example.com.".to_owned();
        let text = text.trim();
        if text.is_empty() {
            return Err("Enter an email address.".into());
        }
        let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
        let local_ok = (1..=64).contains(&local.len())
            && local
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c))
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let label_ok = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let domain_ok = domain.contains('.') && domain.split('.').all(label_ok);
        if text.len() > 254 || !local_ok || !domain_ok {
            return Err(wrong());
        }
        Ok(EmailAddress(text.to_ascii_lowercase()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for EmailAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text)
    }
}

/// The words of a search, in lower case; the digits of a phone number as they are kept. What cannot be
/// read is no search.
pub fn search_words(typed: &str) -> Vec<String> {
    let Ok(typed) = line(typed) else { return Vec::new() };
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let is_phone = digits.len() >= 7
        && typed.chars().all(|c| c.is_ascii_digit() || " ()+-./".contains(c))
        && !typed.starts_with("20");
    if is_phone {
        return vec![digits];
    }
    typed.to_lowercase().split_whitespace().map(str::to_owned).collect()
}

/// How many names one list may have.
pub const NAMES_MOST: usize = 20;

/// How many words a name may have: more are several names, or a text.
pub const NAME_WORDS_MOST: usize = 24;

/// [`required_line`] that can be looked for by name: it has a letter or a digit, and not too many words.
///
/// # Errors
/// A sentence for beside the field.
pub fn name(text: &str, what: &str) -> Result<String, String> {
    let name = required_line(text, what)?;
    names(&name)?;
    Ok(name)
}

/// Names, one a line: each a [`line`] of two letters or more, none twice.
///
/// # Errors
/// A sentence for beside the field.
pub fn names(text: &str) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = Vec::new();
    for row in text.lines() {
        let name = line(row)?;
        if name.is_empty() || names.iter().any(|known| known.to_lowercase() == name.to_lowercase())
        {
            continue;
        }
        if name.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
            return Err(format!("“{name}” is too short to look for. Write the name out."));
        }
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        if words.count() > NAME_WORDS_MOST {
            return Err(format!(
                "“{name}” has more than {NAME_WORDS_MOST} words. Write one name a line."
            ));
        }
        names.push(name);
    }
    if names.len() > NAMES_MOST {
        return Err(format!("Use at most {NAMES_MOST} names; this has {}.", names.len()));
    }
    Ok(names)
}

/// Two letters that stand for a person beside their name, as "MA" for Miriam Adair.
pub fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = letters.next();
    let last = letters.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// The last word of a name: what a colleague is called where there is little room.
pub fn family_name(name: &str) -> &str {
    name.split_whitespace().next_back().unwrap_or(name)
}

/// Reads an hour from a time field, or typed as `14:30`, `2:30 pm` or `2 pm`.
///
/// # Errors
/// A sentence for beside the field.
pub fn parse_time(text: &str) -> Result<jiff::civil::Time, String> {
    let wrong = || "Enter a time like 2:30 pm.".to_owned();
    let text = text.trim().to_ascii_lowercase().replace('.', "");
    let (clock, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(clock), _) => (clock.trim(), Some(0)),
        (_, Some(clock)) => (clock.trim(), Some(12)),
        (None, None) => (text.as_str(), None),
    };
    let (hour, minute) = match clock.split_once(':') {
        // a time field may send seconds
        Some((hour, rest)) => (hour, rest.split(':').next().unwrap_or_default()),
        None if half.is_some() => (clock, "0"),
        None => return Err(wrong()),
    };
    let (hour, minute): (i8, i8) =
        (hour.parse().map_err(|_| wrong())?, minute.parse().map_err(|_| wrong())?);
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return Err(wrong()),
        None => hour,
    };
    jiff::civil::Time::new(hour, minute, 0, 0).map_err(|_| wrong())
}

/// Reads a date from a date field, or typed as `2026-10-13` or `10/13/2026`.
///
/// # Errors
/// A sentence for beside the field.
pub fn parse_date(text: &str) -> Result<jiff::civil::Date, String> {
    let text = text.trim();
    let wrong = || "Enter a date like 10/13/2026.".to_owned();
    let american = || {
        let mut parts = text.split('/').map(|part| part.parse::<i16>().ok());
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(Some(month)), Some(Some(day)), Some(Some(year)), None) => {
                jiff::civil::Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
            }
            _ => None,
        }
    };
    let date = text.parse().ok().or_else(american).ok_or_else(wrong)?;
    let sane = jiff::civil::date(1900, 1, 1)..=jiff::civil::date(2199, 12, 31);
    match sane.contains(&date) {
        true => Ok(date),
        false => Err("Enter a year from 1900 to 2199.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_cannot_be_seen_is_refused() {
        for bad in ["a\0b", "a\u{202E}b", "a\u{2066}b", "a\u{200B}b", "\u{FEFF}a", "a\u{7}b"] {
            assert!(line(bad).is_err(), "{bad:?}");
            assert!(prose(bad).is_err(), "{bad:?}");
        }
        assert_eq!(line("  Zoë \u{a0} O’Brien-Łukasz ").unwrap(), "Zoë O’Brien-Łukasz");
        assert_eq!(line("<b>'; drop table cases; --").unwrap(), "<b>'; drop table cases; --");
    }

    #[test]
    fn ten_thousand_characters_are_too_many() {
        assert_eq!(
            line(&"x".repeat(10_000)).unwrap_err(),
            "Use at most 200 characters; this has 10000."
        );
    }

    #[test]
    fn addresses() {
        for good in ["a@b.co", "first.last+tag@sub.example.com", "o'brien@example.org"] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "a@@b.co",
            "a b@c.de",
            "a@b..co",
            ".a@b.co",
            "a@-b.co",
            "a@b.co\n",
            "a@b.co,c@d.ef",
            "ä@b.co",
        ] {
            let parsed = EmailAddress::parse(bad);
            assert!(parsed.is_err() || bad.ends_with('\n'), "{bad}");
        }
        assert_eq!(
            EmailAddress::parse(" Miriam@Example.COM ").unwrap().as_str(),
            "miriam@example.com"
        );
    }

    #[test]
    fn names_come_one_a_line_and_once() {
        assert_eq!(
            names(" Tideland  Freight \n\ntideland freight\r\nJ. Ruiz").unwrap(),
            ["Tideland Freight", "J. Ruiz"]
        );
        assert!(names("Ruiz\nR").is_err());
        assert!(names(&"Name x\n".repeat(40)).is_ok());
        assert!(names(&(0..21).map(|n| format!("Name {n}\n")).collect::<String>()).is_err());
    }

    #[test]
    fn dates_as_typed() {
        assert_eq!(parse_date("2026-10-13").unwrap(), jiff::civil::date(2026, 10, 13));
        assert_eq!(parse_date("10/13/2026").unwrap(), jiff::civil::date(2026, 10, 13));
        for bad in
            ["", "13/10/2026", "2026-02-30", "0001-01-01", "tomorrow", "10/13/26x", "9999-01-01"]
        {
            assert!(parse_date(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_search_is_its_words_or_the_digits_of_a_phone() {
        assert_eq!(search_words(" Okonkwo  TIDELAND "), ["okonkwo", "tideland"]);
        assert_eq!(search_words("(212) 555-0142"), ["2125550142"]);
        assert_eq!(search_words("2026-0147"), ["2026-0147"]);
        assert!(search_words("a\0b").is_empty());
    }

    #[test]
    fn hours_as_typed() {
        let time = |hour, minute| jiff::civil::time(hour, minute, 0, 0);
        for (typed, meant) in [
            ("14:30", time(14, 30)),
            ("09:05:00", time(9, 5)),
            ("2:30 pm", time(14, 30)),
            ("2 p.m.", time(14, 0)),
            ("12 am", time(0, 0)),
            ("12:15 PM", time(12, 15)),
        ] {
            assert_eq!(parse_time(typed).unwrap(), meant, "{typed}");
        }
        for bad in ["", "2", "25:00", "13 pm", "0 am", "noon", "9:60", "-1:00"] {
            assert!(parse_time(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn initials_of_names() {
        assert_eq!(initials("Miriam Adair"), "MA");
        assert_eq!(initials("Tomás de la Ferreira"), "TF");
        assert_eq!(initials("Cher"), "C");
        assert_eq!(initials(""), "");
    }

    proptest! {
        #[test]
        fn a_parsed_line_parses_to_itself(text in ".{0,250}") {
            if let Ok(once) = line(&text) {
                prop_assert_eq!(line(&once).unwrap(), once);
            }
        }

        #[test]
        fn no_input_panics(text in ".{0,300}") {
            let _ = (line(&text), prose(&text), EmailAddress::parse(&text), parse_date(&text), initials(&text));
        }
    }
}
