//! What a statement says, whatever it was written in.

use std::collections::HashMap;

use domain::money::Currency;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::fault::{Fault, What};

/// The booked entries of one account.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Statement {
    /// IBAN, or what else the bank calls it by; `None` where the file does not say.
    pub account: Option<String>,
    pub currency: Currency,
    pub entries: Vec<Entry>,
    pub opening: Option<Balance>,
    pub closing: Option<Balance>,
    /// Entries that the bank had announced and not booked; they are not among the others.
    pub pending: usize,
    /// Entries of nought, which tell something and move nothing; they are not among the others either.
    pub of_nought: usize,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Balance {
    pub amount_minor: i64,
    pub on: Option<Date>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    pub booked_on: Date,
    pub value_on: Option<Date>,
    /// In minor units of the statement's currency; below zero where money went out, and never zero.
    pub amount_minor: i64,
    /// What the bank calls the entry by. Meant to be unique within an account.
    pub reference: Option<String>,
    /// What the payer's own system called the payment.
    pub end_to_end: Option<String>,
    /// Who paid, or, where money went out, who was paid.
    pub payer_name: Option<String>,
    pub payer_iban: Option<String>,
    /// What the payment is for, its lines joined with spaces.
    pub remittance: String,
    /// Recognises the entry in another file of the same account, which is what keeps it from coming in twice:
    /// 64 hexadecimal digits. Two that are alike in everything are told apart by their ordinal, so files are to
    /// hold whole days. Formats differ in what they tell of an entry, so each account is to keep to one.
    pub fingerprint: String,
    /// Where the entry begins in the file, from 1.
    pub line: u64,
}

/// The most characters that are kept of an account's or entry's reference, a name, and the words.
const MOST_IN_ACCOUNT: usize = 64;
const MOST_IN_REFERENCE: usize = 200;
const MOST_IN_NAME: usize = 400;
const MOST_IN_WORDS: usize = 4_000;

/// Checks that the entries lead from the opening to the closing balance, where both are known.
pub(crate) fn check_sums(statement: &Statement) -> Result<(), Fault> {
    let (Some(opening), Some(closing)) = (statement.opening, statement.closing) else {
        return Ok(());
    };
    let sum: i128 = statement.entries.iter().map(|entry| i128::from(entry.amount_minor)).sum();
    let difference_minor =
        i128::from(closing.amount_minor) - i128::from(opening.amount_minor) - sum;
    if difference_minor == 0 {
        return Ok(());
    }
    Err(What::Sums { difference_minor, currency: statement.currency }.whole())
}

/// Gives every entry of a file its fingerprint. Twins are counted through all statements of it.
pub(crate) fn fingerprint(statements: &mut [Statement]) {
    let mut seen: HashMap<[u8; 32], u32> = HashMap::new();
    for statement in statements {
        let account = statement.account.clone().unwrap_or_default();
        let currency = statement.currency;
        for entry in &mut statement.entries {
            let likeness = likeness(&account, currency, entry);
            let ordinal = seen.entry(likeness).or_default();
            let mut hash = Sha256::new();
            hash.update(likeness);
            hash.update(ordinal.to_be_bytes());
            entry.fingerprint = hex::encode(hash.finalize());
            *ordinal += 1;
        }
    }
}

/// Leaves out what moves nothing and cuts texts down to what is kept. What recognises an entry was made of
/// all of it.
pub(crate) fn trim(statement: &mut Statement) {
    let all = statement.entries.len();
    statement.entries.retain(|entry| entry.amount_minor != 0);
    statement.of_nought = all - statement.entries.len();
    cut(&mut statement.account, MOST_IN_ACCOUNT);
    for entry in &mut statement.entries {
        cut(&mut entry.reference, MOST_IN_REFERENCE);
        cut(&mut entry.end_to_end, MOST_IN_REFERENCE);
        cut(&mut entry.payer_name, MOST_IN_NAME);
        cut(&mut entry.payer_iban, MOST_IN_ACCOUNT);
        cut_text(&mut entry.remittance, MOST_IN_WORDS);
    }
}

fn cut(text: &mut Option<String>, most: usize) {
    if let Some(text) = text {
        cut_text(text, most);
    }
}

fn cut_text(text: &mut String, most: usize) {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
    }
}

/// With the bank's reference, its words do not matter: banks complete them from file to file.
fn likeness(account: &str, currency: Currency, entry: &Entry) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut field = |text: &str| {
        hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(text.as_bytes());
    };
    let plain = |text: &Option<String>| text.clone().unwrap_or_default();
    field(account);
    field(currency.code());
    field(&entry.booked_on.to_string());
    field(&entry.amount_minor.to_string());
    field(&plain(&entry.reference));
    if entry.reference.is_none() {
        field(&plain(&entry.end_to_end));
        field(&plain(&entry.payer_name));
        field(&plain(&entry.payer_iban));
        field(&entry.remittance);
    }
    hash.finalize().into()
}
