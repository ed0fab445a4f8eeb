//! How a client is reached: points, each with its time; and beside them what the client wants of whoever
//! writes.

use serde::{Deserialize, Serialize};

use crate::forms::FieldErrors;
use crate::ids::{ClientId, ContactPointId};
use crate::text::{self, EmailAddress};

macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal, $label:literal);+ $(;)? }) => {
        impl $name {
            pub const ALL: [$name; [$($word),+].len()] = [$($name::$variant),+];

            /// The word stored in the database and used in forms.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            pub fn from_word(word: &str) -> Option<$name> {
                $name::ALL.into_iter().find(|it| it.word() == word)
            }

            pub const fn label(self) -> &'static str {
                match self { $($name::$variant => $label),+ }
            }
        }
    };
}

mod reach;

pub use reach::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Email,
    Phone,
    Post,
}

words!(Channel {
    Email = "email", "Email";
    Phone = "phone", "Phone";
    Post = "post", "Address";
});

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    General,
    Billing,
}

words!(Purpose {
    General = "general", "The work itself";
    Billing = "billing", "Invoices";
});

/// Where a point belongs in the client's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    Home,
    Work,
    Mobile,
    Other,
}

words!(Label {
    Home = "home", "Home";
    Work = "work", "Work";
    Mobile = "mobile", "Mobile";
    Other = "other", "Other";
});

/// When a point is good, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum When {
    Now,
    Later,
    Past,
}

/// One way to reach a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub id: ContactPointId,
    pub channel: Channel,
    pub purpose: Purpose,
    pub label: Option<Label>,
    /// An address, or a number in E.164.
    pub value: String,
    /// The number as people read it; the value again for the others.
    pub shown: String,
    /// The one of its channel and purpose to be used first.
    pub preferred: bool,
    pub when: When,
    /// "until Mar 3, 2026", or nothing.
    pub validity: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PointForm {
    pub channel: String,
    pub purpose: String,
    pub label: String,
    pub value: String,
    /// `on` where it is the first to be used.
    pub preferred: String,
    pub valid_from: String,
    pub valid_until: String,
}

/// [`PointForm`] without its typos. A phone number is parsed by the office.
#[derive(Clone, Debug)]
pub struct ParsedPoint {
    pub channel: Channel,
    pub purpose: Purpose,
    pub label: Option<Label>,
    /// As typed where it is a phone number.
    pub value: String,
    pub preferred: bool,
    pub valid_from: Option<jiff::civil::Date>,
    pub valid_until: Option<jiff::civil::Date>,
}

/// A day that may be left out.
pub(crate) fn day(
    field: &str,
    typed: &str,
    errors: &mut FieldErrors,
) -> Option<Option<jiff::civil::Date>> {
    match typed.trim() {
        "" => Some(None),
        typed => errors.take(field, text::parse_date(typed)).map(Some),
    }
}

impl PointForm {
    /// `today` in the office's zone: a point that has ended before it began to be kept is none.
    pub fn parse(&self, today: jiff::civil::Date, errors: &mut FieldErrors) -> Option<ParsedPoint> {
        let channel = errors.take(
            "channel",
            Channel::from_word(&self.channel)
                .ok_or_else(|| "Choose email, phone or address.".to_owned()),
        );
        let purpose = errors.take(
            "purpose",
            Purpose::from_word(&self.purpose).ok_or_else(|| "Choose what it is for.".to_owned()),
        );
        let label = match self.label.as_str() {
            "" => Some(None),
            word => errors.take(
                "label",
                Label::from_word(word).map(Some).ok_or_else(|| "Choose one of these.".to_owned()),
            ),
        };
        let value = channel.and_then(|channel| {
            errors.take(
                "value",
                match channel {
                    Channel::Email => EmailAddress::parse(&self.value).map(|it| it.to_string()),
                    Channel::Phone => text::required_line(&self.value, "a phone number"),
                    Channel::Post => text::required_prose(&self.value, "the address"),
                },
            )
        });
        let valid_from = day("valid_from", &self.valid_from, errors);
        let valid_until = day("valid_until", &self.valid_until, errors);
        let (from, until) = (valid_from.flatten(), valid_until.flatten());
        if until.is_some_and(|until| until < today) {
            errors.add(
                "valid_until",
                "This day has passed. Enter today or a day to come, or leave it empty.",
            );
        } else if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            errors.add("valid_until", "Choose a last day on or after the first.");
        }
        Some(ParsedPoint {
            channel: channel?,
            purpose: purpose?,
            label: label?,
            value: value?,
            preferred: !self.preferred.is_empty(),
            valid_from: valid_from?,
            valid_until: valid_until?,
        })
        .filter(|_| errors.is_empty())
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PointFormContext {
    pub client: ClientId,
    pub name: String,
    pub channel: Channel,
    /// None for a new one.
    pub point: Option<ContactPointId>,
    pub billing_only: bool,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn point(channel: &str, value: &str) -> PointForm {
        PointForm {
            channel: channel.into(),
            purpose: "general".into(),
            value: value.into(),
            ..PointForm::default()
        }
    }

    fn wrong(form: &PointForm) -> Vec<String> {
        let mut errors = FieldErrors::default();
        assert!(form.parse(date(2026, 10, 13), &mut errors).is_none());
        errors.0.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn a_point_has_its_time_and_never_one_that_is_over() {
        let mut errors = FieldErrors::default();
        let later = PointForm {
            valid_from: "2027-01-01".into(),
            valid_until: "2027-12-31".into(),
            ..point("post", "12 Mill Lane\nCalder")
        };
        let parsed = later.parse(date(2026, 10, 13), &mut errors).unwrap();
        assert_eq!(parsed.value, "12 Mill Lane\nCalder");
        let backwards = PointForm { valid_until: "2026-12-31".into(), ..later.clone() };
        assert_eq!(wrong(&backwards), ["valid_until"]);
        let over = PointForm {
            valid_until: "2026-10-12".into(),
            valid_from: String::new(),
            ..later.clone()
        };
        assert_eq!(wrong(&over), ["valid_until"]);
        let today =
            PointForm { valid_until: "2026-10-13".into(), valid_from: String::new(), ..later };
        assert!(today.parse(date(2026, 10, 13), &mut FieldErrors::default()).is_some());
        assert_eq!(wrong(&point("email", "nobody")), ["value"]);
        assert_eq!(wrong(&point("post", "  ")), ["value"]);
        assert_eq!(wrong(&point("pigeon", "x")), ["channel"]);
    }
}
