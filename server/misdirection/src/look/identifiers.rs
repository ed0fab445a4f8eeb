//! Telephone numbers, which are written in many ways and are the same by their digits.

use super::{Found, Look};
use crate::directory::phone_key;
use crate::{Page, Rule};

/// Digits of a number, with and without what is dialled before it.
const DIGITS: std::ops::RangeInclusive<usize> = 8..=16;

impl Look<'_> {
    pub(super) fn phones(&mut self, pages: &[Page]) {
        if !self.rules.has(Rule::Phone) || self.directory.phones.is_empty() {
            return;
        }
        for page in pages {
            for groups in groups(&page.text) {
                self.number(page, &groups);
            }
        }
    }

    fn number(&mut self, page: &Page, groups: &[(usize, usize)]) {
        let directory = self.directory;
        for from in 0..groups.len() {
            for to in from..groups.len() {
                let written = &page.text[groups[from].0..groups[to].1];
                let digits: String =
                    written.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
                if digits.len() > *DIGITS.end() {
                    break;
                }
                let Some(entries) = phone_key(&digits).and_then(|key| directory.phones.get(&key))
                else {
                    continue;
                };
                for entry in entries {
                    let filed: String = directory.entries[*entry as usize]
                        .said
                        .chars()
                        .filter(char::is_ascii_digit)
                        .collect();
                    if DIGITS.contains(&digits.len())
                        && filed.ends_with(digits.trim_start_matches('0'))
                    {
                        self.found.push(Found {
                            entry: *entry,
                            first: 0,
                            last: 0,
                            rule: Rule::Phone,
                            weight: 4,
                            is_exact: true,
                            is_turned: false,
                            number: Some((page.number, written.to_owned())),
                        });
                    }
                }
            }
        }
    }
}

/// Rows of groups of digits that may be one number, by their places.
fn groups(text: &str) -> Vec<Vec<(usize, usize)>> {
    let mut rows: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut row: Vec<(usize, usize)> = Vec::new();
    let mut apart = 0;
    for (at, character) in text.char_indices() {
        if character.is_ascii_digit() {
            match row.last_mut() {
                Some((_, end)) if *end == at => *end = at + 1,
                _ => row.push((at, at + 1)),
            }
            apart = 0;
        } else {
            apart += 1;
            let is_within = matches!(
                character,
                ' ' | '\u{a0}' | '\u{202f}' | '-' | '–' | '.' | '(' | ')' | '/' | '+'
            );
            if (!is_within || apart > 3) && !row.is_empty() {
                rows.push(std::mem::take(&mut row));
            }
        }
    }
    rows.push(row);
    rows.retain(|row| !row.is_empty());
    rows
}
