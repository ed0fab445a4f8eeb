//! Names that are not whole: an initial, a nickname, something between, a letter amiss.

use super::Look;
use crate::Rule;
use crate::directory::Entry;
use crate::text::{End, Shape};
use crate::words::{are_one_name, is_and, is_field, is_office, is_particle, is_title};

/// Enough to stop a share.
const ENOUGH: u32 = 4;
/// Words between the two fields of a form.
const FIELDS: usize = 5;

impl<'a> Look<'a> {
    pub(super) fn parts(&mut self) {
        let directory = self.directory;
        for at in 0..self.text.words.len() {
            let Some(entries) = directory.by_word.get(self.text.plain(at)) else { continue };
            for entry in entries {
                let words = &self.entry(*entry).words;
                if words.len() > 1 {
                    self.around_family(*entry, at);
                    self.slips(*entry, at);
                }
            }
        }
    }

    fn entry(&self, entry: u32) -> &'a Entry {
        &self.directory.entries[entry as usize]
    }

    fn found(&mut self, entry: u32, first: usize, last: usize, rule: Rule, weight: u32) {
        let is_capital = (first..=last).all(|at| {
            let plain = self.text.plain(at);
            self.is_capital(at) || is_particle(plain) || is_field(plain)
        });
        let words: Vec<usize> = (first..=last).collect();
        if is_capital && self.is_named(entry, &words) && !self.is_place(last) {
            self.find(entry, first, last, rule, weight, false);
        }
    }

    fn is_joined_by(&self, at: usize, marks: &[&str]) -> bool {
        let gap = &self.text.words[at].before;
        gap.end < End::Page && marks.contains(&gap.marks.as_str())
    }

    /// Whether all of these words stand from `first` on.
    fn stand(&self, words: &[String], first: usize) -> bool {
        first + words.len() <= self.text.words.len()
            && words.iter().zip(first..).all(|(word, at)| self.text.plain(at) == word)
            && (first + 1..first + words.len()).all(|at| self.is_joined(at))
    }

    /// What stands beside a family name that ends here.
    fn around_family(&mut self, nth: u32, last: usize) {
        let entry = self.entry(nth);
        for family in entry.families() {
            let Some(first) = (last + 1).checked_sub(family.len()) else { continue };
            if self.stand(family, first) {
                self.before_family(nth, &entry.words[0], first, last);
                self.behind_family(nth, &entry.words[0], first, last);
                self.fields(nth, &entry.words[0], first, last);
            }
        }
    }

    fn before_family(&mut self, nth: u32, given: &str, family: usize, last: usize) {
        let Some(before) = family.checked_sub(1) else { return };
        let plain = self.text.plain(before);
        if is_initial(plain) {
            // Many languages have a word of one letter.
            let marks: &[&str] = if "aeioy".contains(plain) { &["."] } else { &[".", ""] };
            if self.is_joined_by(family, marks) {
                self.initial(nth, given, family, last);
            }
        } else if self.is_joined_by(family, &["", "”", "\"", ")"]) && are_one_name(plain, given) {
            self.found(nth, before, last, Rule::Called, ENOUGH);
        }
        self.middle(nth, given, family, last);
    }

    /// "Jensen, K.", "Carter, Bob".
    fn behind_family(&mut self, nth: u32, given: &str, family: usize, last: usize) {
        let behind = last + 1;
        if behind >= self.text.words.len() || !self.is_joined_by(behind, &[","]) {
            return;
        }
        let plain = self.text.plain(behind);
        if is_initial(plain) && given.starts_with(plain) {
            // "Jensen, J." is a judge as well.
            self.found(nth, family, behind, Rule::Initial, 2);
        } else if are_one_name(plain, given) {
            self.found(nth, family, behind, Rule::Called, ENOUGH);
        }
    }

    /// "K. Jensen", "K. A. Jensen".
    fn initial(&mut self, nth: u32, given: &str, family: usize, last: usize) {
        let mut first = family - 1;
        while first > 0
            && is_initial(self.text.plain(first - 1))
            && self.is_joined_by(first, &[".", "-", ".-", ""])
        {
            first -= 1;
        }
        if !given.starts_with(self.text.plain(first)) || !self.is_capital(first) {
            return;
        }
        let mut weight = ENOUGH;
        if let Some(before) = first.checked_sub(1) {
            let plain = self.text.plain(before);
            let gap = &self.text.words[first].before;
            let is_name = gap.marks.is_empty()
                && gap.end == End::Nothing
                && matches!(self.text.words[before].shape, Shape::Title | Shape::Upper)
                && !is_title(plain)
                && self.directory.is_name(plain);
            // Somebody else's middle initial.
            if is_name {
                return;
            }
            if self.rules.has(Rule::Office) && is_office(plain) {
                weight = 1;
            }
        }
        // A relative of the client's, whoever it is; the office's people are all on file.
        if self.rules.has(Rule::Family) && self.families.contains(self.text.plain(last)) {
            weight = 2;
        }
        self.found(nth, first, last, Rule::Initial, weight);
    }

    /// One or two words more between given and family name.
    fn middle(&mut self, nth: u32, given: &str, family: usize, last: usize) {
        for between in 1..=2 {
            let Some(first) = family.checked_sub(between + 1) else { return };
            let is_whole = (first + 1..=family).all(|at| {
                let before = self.text.plain(at - 1);
                let marks: &[&str] = if is_initial(before) { &[".", "", "-"] } else { &["", "-"] };
                self.is_joined_by(at, marks) && self.is_capital(at - 1)
            });
            let is_between = |at: usize| {
                let plain = self.text.plain(at);
                let is_word = is_and(plain) || self.directory.common.contains(plain);
                plain.chars().all(char::is_alphabetic) && (is_initial(plain) || !is_word)
            };
            if is_whole && self.text.plain(first) == given && (first + 1..family).all(is_between) {
                self.found(nth, first, last, Rule::Middle, ENOUGH);
                return;
            }
        }
    }

    /// "Surname: Jensen   Given names: Karin".
    fn fields(&mut self, nth: u32, given: &str, family: usize, last: usize) {
        let between = |from: usize, to: usize| {
            to > from && to - from <= FIELDS && (from..to).all(|at| is_field(self.text.plain(at)))
        };
        let end = (last + 2 + FIELDS).min(self.text.words.len());
        let behind =
            (last + 2..end).find(|at| self.text.plain(*at) == given && between(last + 1, *at));
        let from = family.saturating_sub(FIELDS + 1);
        let before = (from..family.saturating_sub(1))
            .find(|at| self.text.plain(*at) == given && between(*at + 1, family));
        if let Some(behind) = behind {
            self.found(nth, family, behind, Rule::Fields, ENOUGH);
        } else if let Some(before) = before {
            self.found(nth, before, last, Rule::Fields, ENOUGH);
        }
    }

    /// A name of which one word has a letter amiss, the first or last of it being as on file.
    fn slips(&mut self, nth: u32, at: usize) {
        let words = &self.entry(nth).words;
        let count = words.len();
        let plain = self.text.plain(at);
        let whole: Vec<&str> = words.iter().map(String::as_str).collect();
        let (is_first, is_last) = (whole[0] == plain, whole[count - 1] == plain);
        if is_first {
            self.slip(nth, &whole, at);
        }
        if is_last && let Some(first) = (at + 1).checked_sub(count) {
            self.slip(nth, &whole, first);
        }
        // Without what stands between given and family name.
        let entry = self.entry(nth);
        if entry.given_end < entry.family {
            let short = [&whole[..entry.given_end], &whole[entry.family..]].concat();
            if is_first {
                self.slip(nth, &short, at);
            }
            if is_last && let Some(first) = (at + 1).checked_sub(short.len()) {
                self.slip(nth, &short, first);
            }
        }
        // "Jemsen, Karin".
        if count == 2 {
            let turned = [whole[1], whole[0]];
            let first = if is_first { at.checked_sub(1) } else { Some(at) };
            if let Some(first) = first {
                self.slip(nth, &turned, first);
            }
        }
    }

    fn slip(&mut self, nth: u32, words: &[&str], first: usize) {
        let end = first + words.len();
        if end > self.text.words.len() {
            return;
        }
        let mut amiss = 0;
        for (at, word) in (first..end).zip(words) {
            let is_joined = at == first || self.is_joined(at) || self.is_joined_by(at, &[",", "."]);
            if !is_joined {
                return;
            }
            if self.text.plain(at) != *word {
                amiss += 1;
                if amiss > 1 || !self.is_slip(self.text.plain(at), word, at) {
                    return;
                }
            }
        }
        if amiss == 1 {
            self.found(nth, first, end - 1, Rule::Slip, ENOUGH);
        }
    }

    /// Whether a word is another with a letter amiss, and neither a word nor a name of its own.
    fn is_slip(&self, plain: &str, wanted: &str, at: usize) -> bool {
        self.is_capital(at)
            && is_near(plain, wanted)
            && !self.directory.common.contains(plain)
            && (!self.rules.has(Rule::Known) || !self.directory.is_name(plain))
    }
}

fn is_initial(plain: &str) -> bool {
    plain.chars().count() == 1 && plain.chars().all(char::is_alphabetic)
}

/// Whether two words are a letter apart, or as one to reading software.
fn is_near(one: &str, other: &str) -> bool {
    let letters = |word: &str| word.chars().collect::<Vec<_>>();
    let (one, other) = (letters(one), letters(other));
    if one == other || other.len() < 4 || one.len().abs_diff(other.len()) > 2 {
        return false;
    }
    is_one_apart(&one, &other) || seen(&one) == seen(&other)
}

/// One letter more, less, other, or two that changed places.
fn is_one_apart(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let Some(at) = short.iter().zip(long).position(|(one, other)| one != other) else {
        return long.len() == short.len() + 1;
    };
    match long.len() - short.len() {
        0 => {
            let is_turned = at + 1 < short.len()
                && short[at] == long[at + 1]
                && short[at + 1] == long[at]
                && short[at + 2..] == long[at + 2..];
            short[at + 1..] == long[at + 1..] || is_turned
        }
        1 => short[at..] == long[at + 1..],
        _ => false,
    }
}

/// What is left of letters that reading software takes for one another.
fn seen(word: &[char]) -> Vec<char> {
    let mut seen = Vec::with_capacity(word.len());
    let mut at = 0;
    while at < word.len() {
        let (letter, width) = match (word[at], word.get(at + 1)) {
            ('r', Some('n')) => ('m', 2),
            ('c', Some('l')) => ('d', 2),
            ('v', Some('v')) => ('w', 2),
            ('i', Some('i')) => ('u', 2),
            ('r', Some('i')) => ('n', 2),
            ('1' | 'i' | '|', _) => ('l', 1),
            ('0', _) => ('o', 1),
            ('5', _) => ('s', 1),
            ('8', _) => ('b', 1),
            (letter, _) => (letter, 1),
        };
        seen.push(letter);
        at += width;
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn near_is_a_letter_apart_or_as_one_to_a_scanner() {
        for (one, other) in [
            ("jemsen", "jensen"),
            ("jensn", "jensen"),
            ("jenssen", "jensen"),
            ("jesnen", "jensen"),
            ("bemhard", "bernhard"),
            ("jen5en", "jensen"),
            ("cliarles", "charles"),
        ] {
            assert_eq!(is_near(one, other), one != "cliarles", "{one} {other}");
        }
        assert!(!is_near("jensen", "jensen"));
        assert!(!is_near("jansan", "jensen"));
        assert!(!is_near("ann", "ana"));
    }
}
