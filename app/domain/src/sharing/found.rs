//! What the guard found, as the sender reads it.

use serde::{Deserialize, Serialize};

/// What comparing a document came to. Not read is never clear.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything was read, and nothing found.
    Clear,
    /// Found, and it explains itself or says too little.
    Notes,
    /// Not everything could be read.
    #[default]
    Unread,
    /// It seems to be somebody else's.
    Stop,
}

impl Outcome {
    pub const ALL: [Outcome; 4] = [Outcome::Clear, Outcome::Notes, Outcome::Unread, Outcome::Stop];

    pub const fn word(self) -> &'static str {
        match self {
            Outcome::Clear => "clear",
            Outcome::Notes => "notes",
            Outcome::Unread => "unread",
            Outcome::Stop => "stop",
        }
    }

    pub fn from_word(word: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.word() == word)
    }

    /// Beside a share that went.
    pub const fn label(self) -> &'static str {
        match self {
            Outcome::Clear => "Nothing of other clients found",
            Outcome::Notes => "Names found that explain themselves",
            Outcome::Unread => "Could not be read for other clients’ names",
            Outcome::Stop => "Shared in spite of a warning",
        }
    }
}

/// One name or number that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// "Name", "Case number".
    pub what: String,
    /// As the document has it; empty where the reader must not learn whose it is.
    pub words: String,
    /// "Pages 1–6"; empty where the words are.
    pub pages: String,
    /// "Dana Whitfield", or "Another client of the office".
    pub whose: String,
    /// The case, or what they are to it; may be empty.
    pub beside: String,
    /// The reader may not see the case it belongs to.
    pub is_hidden: bool,
}

/// All that was found, and what could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    pub outcome: Outcome,
    pub stops: Vec<Finding>,
    pub notes: Vec<Finding>,
    /// "Pages 2 and 3", or why none of it was; empty where everything was read.
    pub unread: String,
    pub pages_read: u32,
}

impl Findings {
    /// Whether the reader may share it in spite of what was found: nobody does so for a client out of sight.
    pub fn may_override(&self) -> bool {
        self.stops.iter().all(|stop| !stop.is_hidden)
    }
}

/// "Page 1", "Pages 1–6 and 9". They are in order.
pub fn pages_words(pages: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for page in pages {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *page => *last = *page,
            _ => runs.push((*page, *page)),
        }
    }
    let said: Vec<String> = runs
        .iter()
        .map(|(first, last)| match last - first {
            0 => first.to_string(),
            _ => format!("{first}–{last}"),
        })
        .collect();
    let word = if pages.len() == 1 { "Page" } else { "Pages" };
    match said.as_slice() {
        [] => String::new(),
        [one] => format!("{word} {one}"),
        [first @ .., last] => format!("{word} {} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_in_words() {
        for (pages, words) in [
            (&[][..], ""),
            (&[1], "Page 1"),
            (&[1, 2, 3], "Pages 1–3"),
            (&[1, 3], "Pages 1 and 3"),
            (&[1, 2, 4, 7, 8], "Pages 1–2, 4 and 7–8"),
        ] {
            assert_eq!(pages_words(pages), words);
        }
    }

    #[test]
    fn outcomes_come_back_and_not_looked_is_not_clear() {
        assert!(Outcome::ALL.iter().all(|o| Outcome::from_word(o.word()) == Some(*o)));
        assert_eq!(Findings::default().outcome, Outcome::Unread);
    }
}
