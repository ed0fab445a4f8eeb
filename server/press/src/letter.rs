//! What a letter says: strings that are already in the words and figures of their reader.
//!
//! No sum is taken here. A line whose amount is missing stays missing, and totals are what the
//! caller says they are.

use jiff::civil::Date;
use serde::Serialize;

use crate::qr::QrPayload;
use crate::words::Words;

/// One paper that leaves the office.
#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    pub kind: Kind,
    pub paper: Paper,
    pub language: Language,
    /// The same for every setting of the same letter, and for no other: hashed into the file's
    /// identifier, and not itself in the file.
    #[serde(skip)]
    pub identity: String,
    /// The day that the file says it was made on, at midnight UTC.
    #[serde(skip)]
    pub dated: Date,
    /// Head, and title of the file: "Invoice 20412".
    pub title: String,
    /// Beneath the title, such as a tax number; empty for none.
    pub subtitle: String,
    pub office: Office,
    pub addressee: Vec<String>,
    pub matter: Vec<String>,
    pub dates: Vec<Dated>,
    /// Paragraphs before the table.
    pub opening: Vec<String>,
    pub columns: Vec<Column>,
    pub groups: Vec<Group>,
    /// Whether lines are numbered in the margin, on through all groups.
    pub numbered: bool,
    pub taxes: Vec<Tax>,
    pub totals: Vec<Total>,
    pub payment: Option<Payment>,
    #[serde(skip)]
    pub qr: Option<QrPayload>,
    pub notes: Vec<Note>,
    /// Paragraphs after everything but the slip.
    pub closing: Vec<String>,
    /// To be cut off and sent back with a check.
    pub slip: Option<Slip>,
    pub words: Words,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Invoice,
    CreditNote,
    /// What a client owes and has paid over a time.
    Statement,
    /// A dunning letter.
    Reminder,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    A4,
    UsLetter,
}

/// Decides the direction of the page, and is read by screen readers.
#[derive(Clone, Debug, Serialize)]
pub struct Language {
    /// ISO 639, two or three letters in lower case.
    pub language: String,
    /// ISO 3166-1, two letters in upper case.
    pub region: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Office {
    pub name: String,
    /// Address and how to reach the office.
    pub lines: Vec<String>,
    /// At the foot of each page: registration, bank.
    pub foot: String,
}

/// A day with its name: issued, due.
#[derive(Clone, Debug, Serialize)]
pub struct Dated {
    pub label: String,
    pub value: String,
    pub strong: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Column {
    pub head: String,
    pub align: Align,
    /// Takes what the others leave. Exactly one column should.
    pub wide: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    Start,
    /// Figures.
    End,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Group {
    /// Set above the lines, and again on each page that they go on to; empty for none.
    pub head: String,
    pub lines: Vec<Line>,
    /// The last line, emphasised and without a number.
    pub sum: Option<Line>,
}

/// As many cells as there are columns, where a cell that spans several counts for all of them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    pub text: String,
    pub span: usize,
}

impl Cell {
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), span: 1 }
    }

    pub fn over(span: usize, text: impl Into<String>) -> Self {
        Self { text: text.into(), span }
    }
}

/// What a tax is taken of, at which rate, and what it comes to.
#[derive(Clone, Debug, Serialize)]
pub struct Tax {
    pub name: String,
    pub net: String,
    pub amount: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Total {
    pub label: String,
    pub amount: String,
    /// The figure that the letter is about.
    pub due: bool,
}

/// How to pay: a sentence, and what a transfer asks for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Payment {
    pub text: String,
    /// Label and value: account holder, IBAN, BIC, reference.
    pub details: Vec<(String, String)>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Note {
    pub head: String,
    pub text: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Slip {
    pub head: String,
    pub text: String,
}
