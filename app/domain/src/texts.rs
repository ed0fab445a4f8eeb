//! Text messages: how many a text takes on the air, and what an answer to one means.
//!
//! One letter outside the telephone alphabet makes every letter cost more than twice as much: 70 to a
//! message instead of 160.

use serde::{Deserialize, Serialize};

/// How a text goes over the air. Which one is not a choice: its letters decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// The 7-bit default alphabet with its extension table (3GPP TS 23.038 §6.2.1).
    Gsm7,
    /// UTF-16, as phones read what the standard calls UCS-2 (3GPP TS 23.038 §6.2.3).
    Ucs2,
}

impl Encoding {
    /// Units in a text that is one message: septets, or 16-bit words.
    pub const fn single(self) -> usize {
        match self {
            Encoding::Gsm7 => 160,
            Encoding::Ucs2 => 70,
        }
    }

    /// Units in each message of several: the rest says which of how many it is.
    pub const fn joined(self) -> usize {
        match self {
            Encoding::Gsm7 => 153,
            Encoding::Ucs2 => 67,
        }
    }

    /// 1 or 2. A letter of 2 is never cut in half.
    const fn units(self, letter: char) -> usize {
        match self {
            Encoding::Gsm7 => 1 + is_extension(letter) as usize,
            Encoding::Ucs2 => letter.len_utf16(),
        }
    }
}

/// What a text takes to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Length {
    pub encoding: Encoding,
    /// Septets or 16-bit words; an extension character and an emoji count twice.
    pub units: usize,
    /// Messages that are paid for. None for an empty text.
    pub segments: usize,
    /// Units still free in the last of them.
    pub left: usize,
}

impl Length {
    pub fn of(text: &str) -> Length {
        let encoding = if text.chars().all(is_gsm7) { Encoding::Gsm7 } else { Encoding::Ucs2 };
        let units = text.chars().map(|letter| encoding.units(letter)).sum();
        if units <= encoding.single() {
            let segments = usize::from(units > 0);
            return Length { encoding, units, segments, left: encoding.single() - units };
        }
        let (mut segments, mut left) = (1, encoding.joined());
        for letter in text.chars() {
            let needed = encoding.units(letter);
            if needed > left {
                segments += 1;
                left = encoding.joined();
            }
            left -= needed;
        }
        Length { encoding, units, segments, left }
    }
}

/// The letters for which a text cannot go in the telephone alphabet, each once, in their order.
pub fn costly(text: &str) -> Vec<char> {
    let mut found = Vec::new();
    for letter in text.chars().filter(|letter| !is_gsm7(*letter)) {
        if !found.contains(&letter) {
            found.push(letter);
        }
    }
    found
}

const fn is_gsm7(letter: char) -> bool {
    matches!(
        letter,
        '\n' | '\r' | ' '..='#' | '%'..='?' | 'A'..='Z' | 'a'..='z' | '@' | '$' | '_' | '£' | '¥'
            | '§' | '¿' | '¡' | '¤' | 'è' | 'é' | 'ù' | 'ì' | 'ò' | 'Ç' | 'Ø' | 'ø' | 'Å' | 'å' | 'Æ'
            | 'æ' | 'ß' | 'É' | 'Ä' | 'Ö' | 'Ñ' | 'Ü' | 'ä' | 'ö' | 'ñ' | 'ü' | 'à' | 'Δ' | 'Φ' | 'Γ'
            | 'Λ' | 'Ω' | 'Π' | 'Ψ' | 'Σ' | 'Θ' | 'Ξ'
    ) || is_extension(letter)
}

const fn is_extension(letter: char) -> bool {
    matches!(letter, '\u{c}' | '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' | '€')
}

/// What an answer means. Only what can mean nothing else is understood; the rest is for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    Yes,
    No,
    /// No more texts, please.
    Stop,
    /// Texts again, please.
    Start,
    Help,
    Other,
}

/// The words that carriers take for it (CTIA Messaging Principles §5.1.3), with those of
/// 47 CFR § 64.1200(a)(10). CANCEL is one of them, whatever else its sender may have wanted
/// to cancel: so whoever acts on a Stop tells a person.
const STOP: [&str; 12] = [
    "stop",
    "stop all",
    "stopall",
    "unsubscribe",
    "cancel",
    "end",
    "quit",
    "revoke",
    "optout",
    "opt out",
    "opt-out",
    "stop texting me",
];
const START: [&str; 5] = ["start", "unstop", "optin", "opt in", "opt-in"];
const HELP: [&str; 2] = ["help", "info"];
const YES: [&str; 7] = ["yes", "y", "yes yes", "yep", "yeah", "confirm", "confirmed"];
const NO: [&str; 5] = ["no", "n", "no no", "nope", "nah"];
/// Around the word, they change nothing.
const COURTESY: [&str; 5] = ["please", "thanks", "thank", "you", "thx"];

impl Reply {
    /// The whole text has to be the word: capitals, punctuation, white space and courtesy aside.
    pub fn read(text: &str) -> Reply {
        let text = text.to_lowercase();
        let words: Vec<&str> = text
            .split_whitespace()
            .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
            .filter(|word| !word.is_empty() && !COURTESY.contains(word))
            .collect();
        // A question is never an answer: "No?", "Yes, but can we do Tuesday?"
        if text.contains(['?', '？', '¿']) {
            return if STOP.contains(&words.join(" ").as_str()) {
                Reply::Stop
            } else {
                Reply::Other
            };
        }
        match words.join(" ").as_str() {
            word if STOP.contains(&word) => Reply::Stop,
            word if START.contains(&word) => Reply::Start,
            word if HELP.contains(&word) => Reply::Help,
            word if YES.contains(&word) => Reply::Yes,
            word if NO.contains(&word) => Reply::No,
            _ => Reply::Other,
        }
    }
}

#[cfg(test)]
mod tests;
