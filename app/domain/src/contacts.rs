//! How a client is reached: points with their time, and what the client wants of whoever writes.

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

/// By which way a client would rather hear from the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preferred {
    Email,
    Text,
    Phone,
    Post,
}

words!(Preferred {
    Email = "email", "Email";
    Text = "text", "Text message";
    Phone = "phone", "Phone call";
    Post = "post", "Letter";
});

/// Where somebody said that texts are welcome, or no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentSource {
    EngagementForm,
    InWriting,
    InPerson,
    ByPhone,
    ByText,
}

words!(ConsentSource {
    EngagementForm = "engagement_form", "Engagement form";
    InWriting = "in_writing", "In writing";
    InPerson = "in_person", "In person";
    ByPhone = "by_phone", "By phone";
    ByText = "by_text", "By text message";
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

/// What a client wants of whoever writes or calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    pub preferred: Option<Preferred>,
    /// "9:00 pm to 8:00 am".
    pub quiet: Option<String>,
    /// Newest first; the first counts.
    pub consents: Vec<Consent>,
}

impl Reach {
    /// Whether texts may be sent. Silence is no.
    pub fn may_text(&self) -> bool {
        self.consents.first().is_some_and(|consent| consent.given)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub given: bool,
    pub source: ConsentSource,
    pub note: String,
    pub on: String,
    pub by: String,
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
            errors.add("valid_until", "The last day cannot be before the first.");
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

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PreferencesForm {
    pub preferred: String,
    pub quiet_from: String,
    pub quiet_until: String,
    /// `on` where nothing that reaches the client may give the office away.
    pub discreet: String,
    pub safe_contact: String,
    pub revision: String,
}

/// A part of the day, in minutes after midnight; over midnight where the end is before the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    pub from: i16,
    pub until: i16,
}

#[derive(Clone, Debug)]
pub struct ParsedPreferences {
    pub preferred: Option<Preferred>,
    pub quiet: Option<QuietHours>,
    pub discreet: bool,
    pub safe_contact: String,
}

fn minutes(time: jiff::civil::Time) -> i16 {
    i16::from(time.hour()) * 60 + i16::from(time.minute())
}

impl PreferencesForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedPreferences> {
        let preferred = match self.preferred.as_str() {
            "" => Some(None),
            word => errors.take(
                "preferred",
                Preferred::from_word(word)
                    .map(Some)
                    .ok_or_else(|| "Choose one of these.".to_owned()),
            ),
        };
        let quiet = match (self.quiet_from.trim(), self.quiet_until.trim()) {
            ("", "") => Some(None),
            (_, "") => {
                errors.add("quiet_until", "Enter when the quiet hours end, or leave both empty.");
                None
            }
            ("", _) => {
                errors.add("quiet_from", "Enter when the quiet hours begin, or leave both empty.");
                None
            }
            (from, until) => {
                let from = errors.take("quiet_from", text::parse_time(from));
                let until = errors.take("quiet_until", text::parse_time(until));
                match (from.map(minutes), until.map(minutes)) {
                    (Some(from), Some(until)) if from == until => {
                        errors.add(
                            "quiet_until",
                            "Quiet hours cannot begin and end at the same time: that would be the whole day, or none of it.",
                        );
                        None
                    }
                    (Some(from), Some(until)) => Some(Some(QuietHours { from, until })),
                    _ => None,
                }
            }
        };
        let discreet = !self.discreet.is_empty();
        let safe_contact = errors.take("safe_contact", text::prose(&self.safe_contact));
        if discreet && safe_contact.as_deref() == Some("") {
            errors.add(
                "safe_contact",
                "Say how the client is reached safely, like “Never call the home number”.",
            );
        }
        Some(ParsedPreferences {
            preferred: preferred?,
            quiet: quiet?,
            discreet,
            safe_contact: safe_contact?,
        })
        .filter(|_| errors.is_empty())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConsentForm {
    /// `yes` or `no`.
    pub given: String,
    pub source: String,
    pub said_on: String,
    pub note: String,
}

#[derive(Clone, Debug)]
pub struct ParsedConsent {
    pub given: bool,
    pub source: ConsentSource,
    pub said_on: jiff::civil::Date,
    pub note: String,
}

impl ConsentForm {
    pub fn parse(
        &self,
        today: jiff::civil::Date,
        errors: &mut FieldErrors,
    ) -> Option<ParsedConsent> {
        let given = errors.take(
            "given",
            match self.given.as_str() {
                "yes" => Ok(true),
                "no" => Ok(false),
                _ => Err("Choose whether texts may be sent.".to_owned()),
            },
        );
        let source = errors.take(
            "source",
            ConsentSource::from_word(&self.source)
                .ok_or_else(|| "Choose where the client said so.".to_owned()),
        );
        let said_on = errors.take("said_on", text::parse_date(&self.said_on));
        if said_on.is_some_and(|day| day > today) {
            errors.add("said_on", "This day is still to come. Enter the day the client said so.");
        }
        let note = errors.take("note", text::line(&self.note));
        Some(ParsedConsent { given: given?, source: source?, said_on: said_on?, note: note? })
            .filter(|_| errors.is_empty())
    }
}

/// Whose form it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReachFormContext {
    pub client: ClientId,
    pub name: String,
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

    #[test]
    fn quiet_hours_are_a_part_of_the_day() {
        let form = |from: &str, until: &str| PreferencesForm {
            quiet_from: from.into(),
            quiet_until: until.into(),
            ..PreferencesForm::default()
        };
        let mut errors = FieldErrors::default();
        let quiet = form("9 pm", "08:00").parse(&mut errors).unwrap().quiet;
        assert_eq!(quiet, Some(QuietHours { from: 1260, until: 480 }));
        assert_eq!(form("", "").parse(&mut errors).unwrap().quiet, None);
        for (from, until) in [("21:00", "9 pm"), ("21:00", ""), ("", "8:00"), ("noon", "8:00")] {
            let mut errors = FieldErrors::default();
            assert!(form(from, until).parse(&mut errors).is_none(), "{from} {until}");
            assert_eq!(errors.0.len(), 1);
        }
    }

    #[test]
    fn discretion_says_how() {
        let mut errors = FieldErrors::default();
        let form = PreferencesForm { discreet: "on".into(), ..PreferencesForm::default() };
        assert!(form.parse(&mut errors).is_none());
        assert!(errors.of("safe_contact").is_some());
    }

    #[test]
    fn a_consent_is_of_a_day_that_was() {
        let form = |given: &str, on: &str| ConsentForm {
            given: given.into(),
            source: "by_phone".into(),
            said_on: on.into(),
            note: String::new(),
        };
        let today = date(2026, 10, 13);
        assert!(form("yes", "2026-10-13").parse(today, &mut FieldErrors::default()).is_some());
        assert!(form("yes", "2026-10-14").parse(today, &mut FieldErrors::default()).is_none());
        assert!(form("", "2026-10-13").parse(today, &mut FieldErrors::default()).is_none());
    }
}
