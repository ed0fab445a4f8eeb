//! What stands beside an act, as people read it: the log keeps ids and the words of forms.

use domain::access::{Level, Role};
use domain::forms::Choice;

/// The term of a detail.
pub(super) fn term(name: &str) -> String {
    match name {
        "staff" => "Person".to_owned(),
        "ended" => "Sessions ended".to_owned(),
        "release" => "May release".to_owned(),
        _ => {
            let mut letters = name.chars();
            let first = letters.next().map(|first| first.to_uppercase().to_string());
            first.unwrap_or_default() + letters.as_str()
        }
    }
}

/// What a detail says. Only a member of staff, a role or a level is put into words: a reason
/// stays as somebody wrote it.
pub(super) fn said(name: &str, value: &str, people: &[Choice]) -> String {
    let worded = match name {
        "staff" | "lead" | "role" | "from" | "to" => people
            .iter()
            .find(|person| person.value == value)
            .map(|person| person.label.clone())
            .or_else(|| Role::from_word(value).map(|role| role.label().to_owned())),
        "level" => Level::from_word(value).map(|level| level.label().to_owned()),
        "release" => match value {
            "true" => Some("Yes".to_owned()),
            "false" => Some("No".to_owned()),
            _ => None,
        },
        _ => None,
    };
    worded.unwrap_or_else(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_form_words_are_put_into_words_and_reasons_are_not() {
        let people = [Choice { value: "0190-1".to_owned(), label: "Priya Raman".to_owned() }];
        assert_eq!(said("staff", "0190-1", &people), "Priya Raman");
        assert_eq!(said("to", "managing_partner", &people), "Managing partner");
        assert_eq!(said("level", "contribute", &people), "Contribute");
        assert_eq!(said("until", "2026-11-30", &people), "2026-11-30");
        assert_eq!(said("reason", "view", &people), "view");
        assert_eq!((term("staff"), term("reason")), ("Person".to_owned(), "Reason".to_owned()));
    }
}
