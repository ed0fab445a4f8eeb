//! What a client wants of whoever writes or calls: by which way, when not, whether texts are welcome, and
//! whether anybody may know.

use serde::{Deserialize, Serialize};

use crate::forms::{Choice, FieldErrors};
use crate::ids::ClientId;
use crate::text;

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
    Portal,
}

words!(ConsentSource {
    EngagementForm = "engagement_form", "Engagement form";
    InWriting = "in_writing", "In writing";
    InPerson = "in_person", "In person";
    ByPhone = "by_phone", "By phone";
    ByText = "by_text", "By text message";
    Portal = "portal", "In the portal";
});

impl ConsentSource {
    /// Whether somebody of the staff may record it: what was said in the portal was said by the client there.
    pub fn is_recorded(self) -> bool {
        self != ConsentSource::Portal
    }
}

/// What a client wants of whoever writes or calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    pub preferred: Option<Preferred>,
    /// "9:00 pm to 8:00 am".
    pub quiet: Option<String>,
    /// "Europe/London"; none where it is the office’s.
    pub time_zone: Option<String>,
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
    /// Whoever recorded it, or said it in the portal; empty for what a machine heard.
    pub by: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PreferencesForm {
    pub preferred: String,
    pub quiet_from: String,
    pub quiet_until: String,
    /// A zone of the time zone database; empty: the office’s.
    pub time_zone: String,
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
                            "Choose an end that is not the beginning: from then to then is the whole day, or none of it.",
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
                .filter(|source| source.is_recorded())
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
    /// The zones to choose from; none where the form asks for none.
    pub zones: Vec<Choice>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

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
        let portal = ConsentForm { source: "portal".into(), ..form("yes", "2026-10-13") };
        assert!(portal.parse(today, &mut FieldErrors::default()).is_none(), "said there alone");
    }
}
