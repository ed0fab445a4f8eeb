//! The list of invoices and what is owed, by how long it has been.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::invoices::{Age, Kind, State};
use super::mailing::Trouble;
use super::next_step::Reminding;
use crate::ids::{CaseId, InvoiceId};
use crate::locale::Locale;
use crate::money::Money;
use crate::paging::Rows;

/// Which part of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvoiceBox {
    /// Something is left to pay.
    #[default]
    Open,
    /// Left to pay, and past its due date.
    Overdue,
    /// Issued, and sent to nobody so far, or somebody has to see to its e-mail.
    Unsent,
    /// Not issued yet.
    Drafts,
    /// Issued, and nothing is left: paid, credited, written off, void, credit notes.
    Settled,
    All,
}

impl InvoiceBox {
    pub const ALL: [InvoiceBox; 6] = [
        InvoiceBox::Open,
        InvoiceBox::Overdue,
        InvoiceBox::Unsent,
        InvoiceBox::Drafts,
        InvoiceBox::Settled,
        InvoiceBox::All,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            InvoiceBox::Open => "open",
            InvoiceBox::Overdue => "overdue",
            InvoiceBox::Unsent => "unsent",
            InvoiceBox::Drafts => "drafts",
            InvoiceBox::Settled => "settled",
            InvoiceBox::All => "all",
        }
    }

    pub fn from_word(word: &str) -> Option<InvoiceBox> {
        InvoiceBox::ALL.into_iter().find(|which| which.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            InvoiceBox::Open => "Open",
            InvoiceBox::Overdue => "Overdue",
            InvoiceBox::Unsent => "To send",
            InvoiceBox::Drafts => "Drafts",
            InvoiceBox::Settled => "Settled",
            InvoiceBox::All => "All",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvoiceFilter {
    /// A word of [`InvoiceBox`]; empty: what is open.
    pub which: String,
    /// A word of [`Age`]: of what is open, this age alone; empty: any.
    pub age: String,
    /// A number of an invoice or a case, or part of a client's name.
    pub q: String,
    /// The id of a case or a client: of it alone.
    pub of: String,
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceRow {
    pub id: InvoiceId,
    pub kind: Kind,
    /// Empty of a draft.
    pub number: String,
    pub client: String,
    pub case: CaseId,
    pub case_number: String,
    /// "Oct 8, 2026"; empty of a draft.
    pub due: String,
    pub due_on: Option<Date>,
    /// Days past the due date; below one: not due.
    pub late: i64,
    pub age: Option<Age>,
    pub total: Money,
    pub left: Money,
    pub state: State,
    /// Of what is left to pay.
    pub reminding: Option<Reminding>,
    /// What somebody has to see to about its e-mail.
    pub trouble: Option<Trouble>,
    /// What the page after this row begins with.
    pub key: String,
}

/// What is owed of one age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    pub age: Age,
    pub invoices: i64,
    pub sum: Money,
}

/// What is owed in one currency, by age: each of [`Age::ALL`] once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receivables {
    pub ages: Vec<Owed>,
    pub invoices: i64,
    pub all: Money,
    pub overdue: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceList {
    pub filter: InvoiceFilter,
    pub page: Rows<InvoiceRow>,
    /// Whether the caller may have them sent.
    pub sends: bool,
    /// One a currency, that of the office first; empty where nothing is owed.
    pub owed: Vec<Receivables>,
    /// Whether several can be held, paid and taken away at once.
    pub acts: bool,
    pub locale: Locale,
}
