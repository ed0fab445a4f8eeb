//! The PIN that is asked, after a code or a link, of whoever acts for a discreet contact.

use serde::{Deserialize, Serialize};

use crate::forms::FieldErrors;

/// Fewest and most digits.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

/// Digits of the number that the office tells by phone.
pub const START_DIGITS: usize = 8;

/// What is asked of a session before anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PinWanted {
    /// The one that they have.
    Ask,
    /// To choose one: they have none yet.
    Choose,
}

impl PinWanted {
    pub fn from_word(word: &str) -> Option<PinWanted> {
        match word {
            "ask" => Some(PinWanted::Ask),
            "choose" => Some(PinWanted::Choose),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PinForm {
    #[serde(skip_serializing)]
    pub pin: String,
    /// Once more, where it is chosen.
    #[serde(skip_serializing)]
    pub again: String,
    /// The number that the office told by phone, where it is chosen.
    #[serde(skip_serializing)]
    pub start: String,
}

/// What was typed at the page of the PIN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinTyped {
    /// The PIN that they have.
    Given(String),
    Chosen {
        pin: String,
        /// Eight digits.
        start: String,
    },
}

/// How it stands with the PIN of somebody of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinStanding {
    /// "Oct 13, 2026": when it was chosen.
    pub since: Option<String>,
    /// The number with which they choose one, "4821 0937", and until when.
    pub start: Option<(String, String)>,
    /// Times that it was missed since yesterday.
    pub missed: i64,
}

impl PinForm {
    /// The digits that were typed; complaints go to `errors`.
    pub fn parse(&self, wanted: PinWanted, errors: &mut FieldErrors) -> Option<PinTyped> {
        if wanted == PinWanted::Ask {
            return errors.take("pin", digits(&self.pin)).map(PinTyped::Given);
        }
        let start = errors.take("start", start_digits(&self.start));
        let pin = errors.take("pin", digits(&self.pin));
        if pin.as_ref().is_some_and(|pin| is_easy(pin)) {
            errors.add(
                "pin",
                "That one is guessed first. Choose digits that do not repeat or count.",
            );
        } else if pin.is_some() && digits(&self.again).ok() != pin {
            errors.add("again", "This is not the same PIN. Type it once more.");
        }
        match (pin, start) {
            (Some(pin), Some(start)) if errors.is_empty() => Some(PinTyped::Chosen { pin, start }),
            _ => None,
        }
    }
}

fn digits(typed: &str) -> Result<String, String> {
    let most = *PIN_DIGITS.end();
    of_length(typed, PIN_DIGITS)
        .ok_or_else(|| format!("Enter {} to {most} digits.", PIN_DIGITS.start()))
}

fn start_digits(typed: &str) -> Result<String, String> {
    of_length(typed, START_DIGITS..=START_DIGITS)
        .ok_or_else(|| format!("Enter the {START_DIGITS} digits that we told you."))
}

fn of_length(typed: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<String> {
    let most = lengths.end() + 1;
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).take(most).collect();
    (lengths.contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit()))
        .then_some(digits)
}

/// Each digit follows from the one before it alike: 0000, 1234, 8642.
fn is_easy(pin: &str) -> bool {
    let steps: Vec<i16> =
        pin.as_bytes().windows(2).map(|pair| i16::from(pair[1]) - i16::from(pair[0])).collect();
    steps.windows(2).all(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(pin: &str, again: &str) -> Result<String, String> {
        let mut errors = FieldErrors::default();
        let form = PinForm { pin: pin.into(), again: again.into(), start: "4821 0937".into() };
        match form.parse(PinWanted::Choose, &mut errors) {
            Some(PinTyped::Chosen { pin, start }) => {
                assert_eq!(start, "48210937");
                Ok(pin)
            }
            other => Err(errors.0.first().map_or(format!("{other:?}"), |it| it.field.clone())),
        }
    }

    #[test]
    fn the_number_told_by_phone_has_eight_digits() {
        for start in ["", "4821093", "482109371", "4821 093x"] {
            let form = PinForm { pin: "2749".into(), again: "2749".into(), start: start.into() };
            let mut errors = FieldErrors::default();
            assert_eq!(form.parse(PinWanted::Choose, &mut errors), None, "{start}");
            assert!(errors.of("start").is_some(), "{start}");
        }
    }

    #[test]
    fn a_pin_has_four_to_eight_digits_and_is_typed_twice() {
        assert_eq!(chosen("2749", " 27 49"), Ok("2749".into()));
        assert_eq!(chosen("27491836", "27491836"), Ok("27491836".into()));
        for (pin, again, field) in [
            ("274", "274", "pin"),
            ("274918365", "274918365", "pin"),
            ("٢٧٤٩", "٢٧٤٩", "pin"),
            ("27a9", "27a9", "pin"),
            ("", "", "pin"),
            ("2749", "2748", "again"),
            ("2749", "", "again"),
        ] {
            assert_eq!(chosen(pin, again), Err(field.into()), "{pin} {again}");
        }
    }

    #[test]
    fn what_repeats_or_counts_is_refused() {
        for pin in ["0000", "1234", "9876", "2468", "55555555"] {
            assert_eq!(chosen(pin, pin), Err("pin".into()), "{pin}");
        }
    }

    #[test]
    fn the_one_they_have_is_typed_once() {
        let form = PinForm { pin: "0000".into(), ..PinForm::default() };
        let mut errors = FieldErrors::default();
        let given = PinTyped::Given("0000".into());
        assert_eq!(form.parse(PinWanted::Ask, &mut errors), Some(given));
    }
}
