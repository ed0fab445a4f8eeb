//! Why a file was not read, in words for the person who has it, with the line that they can look at.

use domain::money::Currency;

/// Nothing of a file with a fault is taken over.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{}{what}", at(.line))]
pub struct Fault {
    /// From 1; `None` where the fault is the whole file's.
    pub line: Option<u64>,
    pub what: What,
}

#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum What {
    #[error("This is no bank statement that can be read here. CSV, OFX and camt.053 can.")]
    Unknown,
    #[error("The file is longer than {} MiB.", crate::read::MOST_BYTES >> 20)]
    TooLong,
    #[error("There are more than {} entries.", crate::read::MOST_ENTRIES)]
    TooMany,
    #[error("The file is empty, or holds no entries.")]
    Empty,
    #[error("The file's characters are not in the encoding that it names.")]
    Encoding,
    #[error("The XML is broken, cut off, or holds a document type. Export the file again.")]
    Xml,
    #[error("This is a {0} message. Ask the bank for camt.053, the statement of booked entries.")]
    OtherMessage(String),
    #[error("“{0}” is missing.")]
    Missing(&'static str),
    #[error("“{0}” is not an amount.")]
    Amount(String),
    #[error("“{0}” has more digits after the decimal mark than {code} has.", code = .1.code())]
    SubMinor(String, Currency),
    #[error("“{0}” is larger than can be kept.")]
    Huge(String),
    #[error("“{0}” may be thousands or decimals. Name the decimal mark.")]
    DecimalMark(String),
    #[error("“{0}” is not a date.")]
    Date(String),
    #[error("“{0}” may be month and day, or day and month. Name the order.")]
    DateOrder(String),
    #[error("“{0}” is no currency that an office can bill in here.")]
    Currency(String),
    #[error("The file does not say its currency. Name it.")]
    NoCurrency,
    #[error("The account is kept in {}, and this entry is in {}.", .0.code(), .1.code())]
    Mixed(Currency, Currency),
    #[error("“{0}” says neither paid in nor paid out.")]
    Direction(String),
    #[error(
        "No column is headed as {0}. Say how that column is headed, or change its head in the file."
    )]
    Column(&'static str),
    #[error("There are fewer fields here than in the head of the table.")]
    Short,
    #[error("The table is broken: {0}")]
    Table(&'static str),
    #[error(
        "The entries do not lead from the opening to the closing balance: {difference_minor} {code} (minor units) \
         are missing. The file is cut off, or has been changed.",
        code = .currency.code()
    )]
    Sums { difference_minor: i128, currency: Currency },
    #[error("The balance here does not follow from the one before and the amount.")]
    Running,
}

fn at(line: &Option<u64>) -> String {
    line.map(|line| format!("Line {line}: ")).unwrap_or_default()
}

impl What {
    pub(crate) fn at(self, line: u64) -> Fault {
        Fault { line: Some(line), what: self }
    }

    pub(crate) fn whole(self) -> Fault {
        Fault { line: None, what: self }
    }
}

/// As much of a field as fits into a message.
pub(crate) fn shown(text: &str) -> String {
    let text: String = text.trim().chars().filter(|c| !c.is_control()).take(41).collect();
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
