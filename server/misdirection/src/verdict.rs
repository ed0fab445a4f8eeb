//! What came of looking.

use crate::{Of, Part, Rule, What};

/// What speaks against a share, what is worth a word, and what could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What belongs to somebody else: it should not go.
    pub stops: Vec<Hit>,
    /// What explains itself or says too little: this case's other side, a family name alone.
    pub notes: Vec<Hit>,
    /// The pages that could not be read, or not wholly.
    pub unreadable: Vec<u32>,
    pub pages_read: u32,
}

impl Verdict {
    /// Whether everything was read and nothing speaks against it. What could not be read is never clear.
    pub fn is_clear(&self) -> bool {
        self.stops.is_empty() && self.unreadable.is_empty() && self.pages_read > 0
    }
}

/// A name or an identifier that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// As it is on file.
    pub said: String,
    pub what: What,
    /// Whose it is, as far as that speaks against the share; for a note, whatever it is to this case.
    pub whose: Vec<(Part, Of)>,
    /// Where it stands, each page once.
    pub pages: Vec<u32>,
    /// As it is written in the document, where it stands first.
    pub words: String,
    pub how: Rule,
    pub sure: Sure,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    /// It says little by itself.
    Hint,
    /// Somebody else may be called so.
    Likely,
    /// The whole name or the very number.
    Certain,
}
