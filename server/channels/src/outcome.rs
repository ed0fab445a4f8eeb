//! What became of one attempt to send. Made to be logged: no address and no word of the message, nor
//! of what the provider said about them, can get in.

use std::fmt;
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The provider has it. `reference` is its name for it, where it gave one.
    Accepted { reference: Option<String> },
    /// This message will never reach this recipient, however often it is tried.
    Refused { reason: Reason },
    /// The recipient has told the provider that no more texts may come.
    OptedOut,
    /// Nothing was taken: it is safe to try again, `after` this long where the provider asked for it.
    Later { scope: Scope, reason: Reason, after: Option<Duration> },
    /// It may have been taken, or not.
    Unknown { reason: Reason },
}

/// Whose trouble it is that a message has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every message's: the provider is away, is busy, or does not accept us. No attempt is burnt.
    Provider,
    /// This one's alone: a full mailbox, a server that wants to be asked twice.
    Message,
}

/// Words of ours, and the provider's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    pub words: &'static str,
    pub code: Option<Code>,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "{} ({code})", self.words),
            None => f.write_str(self.words),
        }
    }
}

impl From<&'static str> for Reason {
    fn from(words: &'static str) -> Reason {
        Reason { words, code: None }
    }
}

/// A provider's code: digits, dots and a space, at most 16 of them. So it can carry nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Code(String);

impl Code {
    pub fn parse(text: &str) -> Option<Code> {
        let plain = text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ' ');
        (plain && (1..=16).contains(&text.len())).then(|| Code(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<u16> for Code {
    fn from(code: u16) -> Code {
        Code(code.to_string())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Outcome {
    pub(crate) fn refused(words: &'static str, code: impl Into<Option<Code>>) -> Outcome {
        Outcome::Refused { reason: Reason { words, code: code.into() } }
    }

    pub(crate) fn later(
        scope: Scope,
        words: &'static str,
        code: impl Into<Option<Code>>,
    ) -> Outcome {
        Outcome::Later { scope, reason: Reason { words, code: code.into() }, after: None }
    }

    pub(crate) fn unknown(words: &'static str) -> Outcome {
        Outcome::Unknown { reason: words.into() }
    }
}

/// A provider's name for a message, if it can be one: what it says otherwise is not kept.
pub(crate) fn reference(text: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    ((1..=64).contains(&text.len()) && text.chars().all(plain)).then(|| text.to_owned())
}
