//! Numbers of invoices within what a payer wrote.

use std::collections::{HashMap, HashSet};

/// A structured reference shorter than this is on too many other papers.
pub(super) const SHORTEST_REFERENCE: usize = 6;
/// Runs of letters or digits that one number is made of: `RE-2026/0412` has three.
const MOST_PIECES: usize = 6;
/// Of what a payer wrote; a bank carries 140 characters.
const MOST_READ: usize = 4096;

/// Letters and digits alone, in capitals.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Words between spaces, as [`letters`].
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().map(letters).filter(|word| !word.is_empty())
}

/// A number that may as well be that of a house or a day.
pub(super) fn is_short(number: &str) -> bool {
    letters(number).chars().count() < 5
}

/// Numbers, to be found by their letters and digits.
#[derive(Default)]
pub(super) struct Numbers(HashMap<String, Vec<usize>>);

impl Numbers {
    pub(super) fn add(&mut self, number: &str, invoice: usize) {
        let number = letters(number);
        // Two digits are in every text.
        if number.chars().count() > 2 {
            self.0.entry(number).or_default().push(invoice);
        }
    }

    /// The invoices whose numbers stand in a text, each once, in their order there. A number must not go
    /// on: `20412` is not in `120412`, but it is in `Inv.20412` and `INV20412`. Of two numbers one within the
    /// other the longer is meant.
    pub(super) fn named_in(&self, text: &str) -> Vec<usize> {
        let pieces = pieces(text);
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut from = 0;
        while from < pieces.len() {
            let longest = (1..=MOST_PIECES.min(pieces.len() - from)).rev().find_map(|length| {
                self.0.get(&pieces[from..from + length].concat()).map(|named| (length, named))
            });
            match longest {
                Some((length, named)) => {
                    found.extend(named.iter().copied().filter(|invoice| seen.insert(*invoice)));
                    from += length;
                }
                None => from += 1,
            }
        }
        found
    }
}

/// Runs of letters and runs of digits, in capitals.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut last = None;
    for character in text.chars().take(MOST_READ) {
        let kind = character.is_alphanumeric().then(|| character.is_numeric());
        if kind.is_some() && kind != last {
            pieces.push(String::new());
        }
        if kind.is_some()
            && let Some(piece) = pieces.last_mut()
        {
            piece.extend(character.to_uppercase());
        }
        last = kind;
    }
    pieces
}
