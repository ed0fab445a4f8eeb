//! The journal for the bookkeeping: every event of billing as double entries. What a client owes is one account,
//! what is over of payments another, so both can be held against the office's own sums.

use serde::{Deserialize, Serialize};

use crate::money::{Currency, Money};

/// An account of the journal. Names are those most charts of accounts have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Account {
    /// What clients and payers owe.
    Receivable,
    /// What came in and is on no invoice.
    Prepayments,
    Fees,
    /// Outlays that clients paid back.
    Expenses,
    TaxPayable,
    /// Where a payment by transfer, card, check or link arrives.
    Bank,
    Cash,
    /// Taken from the clients' trust account.
    TrustTransfers,
    CreditsGiven,
    WriteOffs,
}

impl Account {
    pub const ALL: [Account; 10] = [
        Account::Receivable,
        Account::Prepayments,
        Account::Fees,
        Account::Expenses,
        Account::TaxPayable,
        Account::Bank,
        Account::Cash,
        Account::TrustTransfers,
        Account::CreditsGiven,
        Account::WriteOffs,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Account::Receivable => "receivable",
            Account::Prepayments => "prepayments",
            Account::Fees => "fees",
            Account::Expenses => "expenses",
            Account::TaxPayable => "tax",
            Account::Bank => "bank",
            Account::Cash => "cash",
            Account::TrustTransfers => "trust",
            Account::CreditsGiven => "credits",
            Account::WriteOffs => "write_offs",
        }
    }

    pub fn from_word(word: &str) -> Option<Account> {
        Account::ALL.into_iter().find(|account| account.word() == word)
    }

    /// As the journal has it.
    pub const fn label(self) -> &'static str {
        match self {
            Account::Receivable => "Accounts Receivable",
            Account::Prepayments => "Client Prepayments",
            Account::Fees => "Fee Income",
            Account::Expenses => "Expenses Recovered",
            Account::TaxPayable => "Sales Tax Payable",
            Account::Bank => "Operating Bank",
            Account::Cash => "Cash",
            Account::TrustTransfers => "Trust Transfers",
            Account::CreditsGiven => "Credit Notes",
            Account::WriteOffs => "Bad Debts",
        }
    }

    /// The name in plain-text accounting, under its class.
    pub const fn path(self) -> &'static str {
        match self {
            Account::Receivable => "Assets:Accounts Receivable",
            Account::Prepayments => "Liabilities:Client Prepayments",
            Account::Fees => "Income:Fees",
            Account::Expenses => "Income:Expenses Recovered",
            Account::TaxPayable => "Liabilities:Sales Tax",
            Account::Bank => "Assets:Operating Bank",
            Account::Cash => "Assets:Cash",
            Account::TrustTransfers => "Assets:Trust Transfers",
            Account::CreditsGiven => "Income:Credit Notes",
            Account::WriteOffs => "Expenses:Bad Debts",
        }
    }
}

/// One movement: the same amount on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// ISO.
    pub on: String,
    /// What movements of one event have in common, and those of no other.
    pub event: String,
    /// The number of an invoice or a credit note, or a payment's short name.
    pub document: String,
    /// "Invoice", "Payment" and the like.
    pub what: String,
    pub client: String,
    pub debit: Account,
    pub credit: Account,
    /// Above zero.
    pub amount: Money,
}

/// How the journal is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// A line for each side, under the heads that accounting programs import.
    #[default]
    Csv,
    /// Plain-text accounting: hledger, ledger.
    Ledger,
}

impl Format {
    pub const ALL: [Format; 2] = [Format::Csv, Format::Ledger];

    pub const fn word(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Ledger => "ledger",
        }
    }

    pub fn from_word(word: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.word() == word)
    }
}

/// "1234.50": no groups, a point, as programs read it.
pub fn plain(money: Money) -> String {
    let unit = money.currency.minor_units().unsigned_abs();
    let (whole, rest) = (money.minor.unsigned_abs() / unit, money.minor.unsigned_abs() % unit);
    let minus = if money.minor < 0 { "-" } else { "" };
    match money.currency.exponent() as usize {
        0 => format!("{minus}{whole}"),
        exponent => format!("{minus}{whole}.{rest:0exponent$}"),
    }
}

/// The journal as plain text. What could end a line or begin a comment is left out of the words.
pub fn ledger(movements: &[Movement]) -> String {
    let clean = |text: &str| text.replace(['\n', '\r', ';', '|', '*', '!', '(', ')'], " ");
    let mut text = String::new();
    let mut before: Option<&str> = None;
    for it in movements {
        let now = it.event.as_str();
        if before != Some(now) {
            text += &format!(
                "\n{} * ({}) {} {}\n",
                it.on,
                clean(&it.document),
                it.what,
                clean(&it.client).trim()
            );
            before = Some(now);
        }
        let code = it.amount.currency.code();
        let amount = plain(it.amount);
        text += &format!(
            "    {}    {code} {amount}\n    {}    {code} -{amount}\n",
            it.debit.path(),
            it.credit.path()
        );
    }
    text
}

/// What a period of the journal asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JournalFilter {
    /// ISO days, both in it; empty: this month so far.
    pub from: String,
    pub until: String,
    /// A word of [`Format`].
    pub format: String,
}

/// What an account moved in a period, in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turnover {
    pub account: Account,
    pub debit: Money,
    pub credit: Money,
}

/// What was collected on the invoices of one attorney in one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collected {
    /// Who leads the cases; empty: nobody does any more.
    pub attorney: String,
    /// One a month, the oldest first, as [`BooksPage::months`].
    pub sums: Vec<Money>,
    pub all: Money,
}

/// The last look at the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// "Nov 26, 2026, 3:00 am".
    pub at: String,
    /// Sums that disagree with their rows.
    pub wrong: i32,
    /// Which, and how, by ids: the first hundred.
    pub found: Vec<String>,
}

/// The page of the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BooksPage {
    pub filter: JournalFilter,
    /// What is wrong with the period that was asked for: it is this month's then.
    pub errors: crate::forms::FieldErrors,
    /// By currency, then account.
    pub turnovers: Vec<Turnover>,
    pub movements: i64,
    pub checked: Option<Checked>,
    /// "Oct 2026": the last twelve.
    pub months: Vec<String>,
    pub collected: Vec<Collected>,
    pub currency: Currency,
    pub locale: crate::locale::Locale,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_written_on_both_sides_and_no_name_breaks_a_line() {
        let money = |minor| Money::new(minor, Currency::UsDollar);
        let movement = Movement {
            on: "2026-10-08".into(),
            event: "1".into(),
            document: "20412".into(),
            what: "Invoice".into(),
            client: "A; B\n2026-01-01 * (x)".into(),
            debit: Account::Receivable,
            credit: Account::Fees,
            amount: money(123_450),
        };
        let tax = Movement { credit: Account::TaxPayable, amount: money(5), ..movement.clone() };
        assert_eq!(
            ledger(&[movement, tax]),
            "\n2026-10-08 * (20412) Invoice A  B 2026-01-01    x
    Assets:Accounts Receivable    USD 1234.50
    Income:Fees    USD -1234.50
    Assets:Accounts Receivable    USD 0.05
    Liabilities:Sales Tax    USD -0.05
"
        );
        assert_eq!(plain(Money::new(1_200, Currency::Yen)), "1200");
        assert_eq!(plain(money(-7)), "-0.07");
        assert!(Account::ALL.iter().all(|it| Account::from_word(it.word()) == Some(*it)));
        assert!(Format::ALL.iter().all(|it| Format::from_word(it.word()) == Some(*it)));
    }
}
