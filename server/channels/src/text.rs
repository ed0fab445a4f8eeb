//! Texts, and what comes back about them and in answer to them.

use std::fmt;

use uuid::Uuid;

use crate::outcome::Code;

/// One text to one person.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    /// Ours. It comes back in the delivery report, which may be there before the provider has answered.
    pub id: Uuid,
    pub to: Number,
    pub body: String,
}

/// For a log: the id alone.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A telephone number as ITU-T E.164 writes it: `+`, country code, at most 15 digits. Whether there is
/// such a number is for whoever took it down to find out.
#[derive(Clone, PartialEq, Eq)]
pub struct Number(String);

impl Number {
    pub fn parse(text: &str) -> Option<Number> {
        let digits = text.strip_prefix('+')?;
        let fits = (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|digit| digit.is_ascii_digit());
        fits.then(|| Number(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Number(…)")
    }
}

/// What a provider says about a text that it took. They come twice, out of order, and before the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryReport {
    /// The text's own [`Text::id`].
    pub id: Uuid,
    /// The provider's name for it.
    pub reference: Option<String>,
    pub state: State,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The telephone has it. A long text is several messages, and some providers report each.
    Delivered,
    /// It waits, at the provider or at the carrier.
    Buffered,
    SentToCarrier,
    /// It was tried and did not arrive.
    Failed {
        code: Option<Code>,
    },
    /// The provider or the carrier would not try.
    Rejected,
}

impl State {
    /// Nothing comes after it.
    pub const fn is_final(&self) -> bool {
        matches!(self, State::Delivered | State::Failed { .. } | State::Rejected)
    }
}

/// A text that somebody sent us.
#[derive(Clone, PartialEq, Eq)]
pub struct Inbound {
    /// The same one for the same text, however often it is handed to us.
    pub provider_id: String,
    /// As the carrier wrote it: mostly E.164, sometimes without the `+`.
    pub from: String,
    pub to: String,
    pub body: String,
}

/// For a log: the id alone.
impl fmt::Debug for Inbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbound").field("provider_id", &self.provider_id).finish_non_exhaustive()
    }
}

/// Why a call from outside was not believed or not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("the signature is missing or another's")]
    Unsigned,
    #[error("it is for another account")]
    Account,
    #[error("it is too long")]
    TooLong,
    #[error("{0} is missing or malformed")]
    Field(&'static str),
    /// Not an error of theirs: something that we have no use for.
    #[error("the state is none that is known")]
    State,
}

/// A number, a short code or a name, as carriers hand it over. In `field` if it is none.
pub(crate) fn sender(field: &'static str, text: Option<String>) -> Result<String, Wrong> {
    let text = text.unwrap_or_default();
    let text = text.trim();
    let fits = (1..=32).contains(&text.len()) && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(Wrong::Field(field)) }
}
