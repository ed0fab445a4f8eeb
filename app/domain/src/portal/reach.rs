//! How somebody of a client is told, as they set it themselves.

use serde::{Deserialize, Serialize};

use crate::contacts::{ParsedPreferences, PreferencesForm, Preferred};
use crate::forms::FieldErrors;
use crate::ids::ClientId;

/// How the office reaches one client, and what it has of whoever reads this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnReach {
    pub client: ClientId,
    pub name: String,
    /// Whether the reader is that client, and not somebody who acts for them.
    pub own: bool,
    /// Whether the reader may change it here; else it is agreed with the office.
    pub changes: bool,
    pub preferred: Option<Preferred>,
    /// "9:00 pm to 8:00 am".
    pub quiet: String,
    /// "New York".
    pub zone: String,
    pub texts: OwnTexts,
    /// The reader, as the office has them.
    pub person: String,
    pub points: Vec<OwnPoint>,
}

/// Whether texts may be sent, and whether they arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnTexts {
    pub welcome: bool,
    /// The day on which that was said last; empty where it never was.
    pub since: String,
    /// Whether there is a number to send them to.
    pub number: bool,
    /// Whether STOP was answered from that number: nothing but START from it brings texts back.
    pub stopped: bool,
}

/// An address or a number that the office has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPoint {
    /// "Email", "Phone, mobile".
    pub what: String,
    pub value: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnReachForm {
    pub preferred: String,
    pub quiet_from: String,
    pub quiet_until: String,
    /// `on` where texts may be sent.
    pub texts: String,
    pub revision: String,
}

impl OwnReachForm {
    pub fn texts(&self) -> bool {
        !self.texts.is_empty()
    }

    /// Read as the office's own form is.
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedPreferences> {
        let form = PreferencesForm {
            preferred: self.preferred.clone(),
            quiet_from: self.quiet_from.clone(),
            quiet_until: self.quiet_until.clone(),
            ..PreferencesForm::default()
        };
        let parsed = form.parse(errors);
        if self.preferred == Preferred::Text.word() && !self.texts() {
            errors.add("texts", "Tick this so that we may send texts, or choose another way.");
        }
        parsed.filter(|_| errors.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_would_rather_have_texts_allows_them() {
        let form = |texts: &str| OwnReachForm {
            preferred: "text".into(),
            texts: texts.into(),
            ..OwnReachForm::default()
        };
        let mut errors = FieldErrors::default();
        assert!(form("").parse(&mut errors).is_none());
        assert!(errors.of("texts").is_some());
        let parsed = form("on").parse(&mut FieldErrors::default()).unwrap();
        assert_eq!(parsed.preferred, Some(Preferred::Text));
    }
}
