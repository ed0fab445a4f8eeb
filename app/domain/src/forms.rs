//! What a form asks, answers and remembers.

use serde::{Deserialize, Serialize};

use crate::frame::Frame;
use crate::ids::FlashId;

/// What is wrong with one field. `field` is the input's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub message: String,
    /// Where to look before answering, paths of ours and the words that lead there; or what may be meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Choice>,
}

/// Collects what is wrong, so that a person hears it all at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(pub Vec<FieldError>);

impl FieldErrors {
    /// The value, or its complaint noted against `field`.
    pub fn take<T>(&mut self, field: &str, parsed: Result<T, String>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(message) => {
                self.add(field, message);
                None
            }
        }
    }

    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.add_linked(field, message, Vec::new());
    }

    /// A complaint that says where to look.
    pub fn add_linked(&mut self, field: &str, message: impl Into<String>, links: Vec<Choice>) {
        self.0.push(FieldError { field: field.into(), message: message.into(), links });
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The complaints for a list: what several fields say alike leads to the first of them.
    pub fn summary(&self) -> Vec<&FieldError> {
        self.0.iter().fold(Vec::new(), |mut said: Vec<&FieldError>, error| {
            if said.iter().all(|earlier| earlier.message != error.message) {
                said.push(error);
            }
            said
        })
    }

    /// Where a field's complaint leads.
    pub fn links(&self, field: &str) -> &[Choice] {
        self.0.iter().find(|error| error.field == field).map_or(&[], |error| &error.links)
    }

    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }
}

/// What a form's server function answers. The enhanced form acts on it; for a plain form post the
/// server turns it into a redirect (303), so that reloading never posts twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Done: go to this path of ours.
    Go(String),
    /// Not done. What was typed is kept.
    Refused(Refused),
    /// Allowed after a fresh factor. What was typed is kept meanwhile; the server makes a `Go` of it.
    Prove(Refused),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The path of the page that shows the form.
    pub back: String,
    /// 422, 409, 403, 429 or 503.
    pub status: u16,
    /// What happened, what it means, what to do.
    pub message: String,
    pub errors: FieldErrors,
    /// What was typed, as JSON of the form's struct; never passwords.
    pub values: String,
}

/// What a refused form kept, read back once by the page that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    pub id: FlashId,
    pub message: String,
    pub errors: FieldErrors,
    pub values: String,
}

/// A page that shows a form: its chrome, the values to show and what was wrong with them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FormPage<F, X = ()> {
    pub frame: Frame,
    pub form: F,
    /// Set when the form comes back refused.
    pub message: Option<String>,
    pub errors: FieldErrors,
    /// What the form needs besides: choices, names.
    pub context: X,
}

/// A choice in a select: the value posted and the words shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_fields_say_alike_is_listed_once_and_leads_to_the_first() {
        let mut errors = FieldErrors::default();
        for (field, message) in [("email_1", "Enter an address."), ("name", "Enter a name.")] {
            errors.add(field, message);
        }
        errors.add("email_2", "Enter an address.");
        let fields: Vec<&str> = errors.summary().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["email_1", "name"]);
    }
}
