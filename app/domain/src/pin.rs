//! The PIN that is asked, after a code or a link, of whoever acts for a discreet contact.

use serde::{Deserialize, Serialize};

use crate::forms::FieldErrors;

/// Fewest and most digits.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

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
}

impl PinForm {
    /// The digits that were typed; complaints go to `errors`.
    pub fn parse(&self, wanted: PinWanted, errors: &mut FieldErrors) -> Option<String> {
        let pin = errors.take("pin", digits(&self.pin))?;
        if wanted == PinWanted::Ask {
            return Some(pin);
        }
        if is_easy(&pin) {
            errors.add(
                "pin",
                "That one is guessed first. Choose digits that do not repeat or count.",
            );
        } else if digits(&self.again).as_ref() != Ok(&pin) {
            errors.add("again", "This is not the same PIN. Type it once more.");
        }
        errors.is_empty().then_some(pin)
    }
}

fn digits(typed: &str) -> Result<String, String> {
    let most = *PIN_DIGITS.end();
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).take(most + 1).collect();
    match PIN_DIGITS.contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit()) {
        true => Ok(digits),
        false => Err(format!("Enter {} to {most} digits.", PIN_DIGITS.start())),
    }
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
        let form = PinForm { pin: pin.into(), again: again.into() };
        form.parse(PinWanted::Choose, &mut errors).ok_or_else(|| errors.0[0].field.clone())
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
        let form = PinForm { pin: "0000".into(), again: String::new() };
        let mut errors = FieldErrors::default();
        assert_eq!(form.parse(PinWanted::Ask, &mut errors), Some("0000".into()));
    }
}
