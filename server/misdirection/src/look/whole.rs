//! Whole names and numbers: the letters between the beginning of one word and the end of another.

use super::Look;
use crate::directory::{Entry, HASH, Pattern, hash_on};
use crate::text::{End, Shape};
use crate::words::{is_before_a_number, is_little, is_particle};
use crate::{Rule, What};

/// Words tried from each place, but for single letters.
const WORDS: usize = 10;
/// A name written without its spaces has so many letters at least.
const RUN: usize = 9;

impl Look<'_> {
    pub(super) fn whole(&mut self) {
        let directory = self.directory;
        for first in 0..self.text.words.len() {
            let mut hash = HASH;
            let mut length = 0;
            for last in first..self.text.words.len() {
                let word = &self.text.words[last];
                if last > first && word.before.end == End::Everything {
                    break;
                }
                length += word.end - word.start;
                let is_spaced = last - first < WORDS || self.text.words[first].is_letter;
                if length > directory.longest || !is_spaced {
                    break;
                }
                // A name that has an s behind it, as names do in many languages.
                let plain = self.text.plain(last);
                let (stem, has_s) = match plain.strip_suffix('s') {
                    Some(stem) => (stem, true),
                    None => (plain, false),
                };
                let before = hash_on(hash, stem.as_bytes());
                hash = if has_s { hash_on(before, b"s") } else { before };
                let has_stem = has_s && stem.len() >= 3;
                self.at(first, last, hash, 0);
                if has_stem {
                    self.at(first, last, before, 1);
                }
            }
        }
    }

    fn at(&mut self, first: usize, last: usize, hash: u64, cut: usize) {
        let directory = self.directory;
        let Some(patterns) = directory.patterns.get(&hash) else { return };
        for pattern in patterns {
            let letters = self.text.letters(first, last);
            if letters[..letters.len() - cut] != *pattern.letters {
                continue;
            }
            let entry = &directory.entries[pattern.entry as usize];
            let fits = match entry.what {
                What::Email => cut == 0 && self.is_address(first, last),
                What::CaseNumber => cut == 0 && self.is_number(first, last, entry, pattern),
                _ => self.is_name(first, last, entry, pattern),
            };
            if fits {
                // With an s too many it may be another name: Kovač and Kovács.
                self.find(pattern.entry, first, last, pattern.rule, pattern.weight, cut == 0);
                if let Some(found) = self.found.last_mut().filter(|found| found.first == first) {
                    found.is_turned = pattern.is_turned;
                }
            }
        }
    }

    fn is_name(&self, first: usize, last: usize, entry: &Entry, pattern: &Pattern) -> bool {
        let start = self.text.words[first].start;
        let mut seen = 0;
        // Where its words begin, and not what a broken line leaves of them.
        let mut starts = vec![first];
        for at in first + 1..=last {
            let offset = self.text.words[at].start - start;
            let is_between = pattern.breaks.binary_search(&offset).is_ok();
            seen += usize::from(is_between);
            let is_spaced = self.text.words[at].is_letter;
            if is_between || is_spaced {
                starts.push(at);
            }
            if !(if is_between {
                self.may_part(at, entry, pattern)
            } else {
                self.may_break(at, entry)
            }) {
                return false;
            }
        }
        let is_run = seen < pattern.breaks.len();
        if is_run && !self.may_run(entry, pattern) {
            return false;
        }
        let is_firm = entry.what == What::Organization;
        let is_small = |at: usize| {
            let is_joined = at > first && !self.text.words[at].before.marks.is_empty();
            let plain = self.text.plain(at);
            let is_little = is_particle(plain) || is_firm && is_little(plain);
            self.text.words[at].shape == Shape::Lower && !is_joined && !is_little
        };
        // In small letters throughout only what can be nothing else.
        if starts.iter().any(|at| is_small(*at)) && (is_firm || pattern.letters.len() < 8) {
            return false;
        }
        let is_list = pattern.is_turned && self.is_list(first, last);
        self.is_named(pattern.entry, &starts) && !is_list && !self.is_place(last)
    }

    /// Whether what looks like "Jensen, Karin" is the end of one name and the beginning of another.
    fn is_list(&self, first: usize, last: usize) -> bool {
        let is_beside = |at: usize| {
            let word = &self.text.words[at];
            word.before.end == End::Nothing && matches!(word.before.marks.as_str(), "" | "-")
        };
        let is_broken = (first + 1..=last).any(|at| {
            self.text.words[at].before.end >= End::Line
                && self.text.words[at].before.marks.is_empty()
        });
        let has_before = first > 0 && is_beside(first) && self.is_capital(first - 1);
        let has_behind =
            last + 1 < self.text.words.len() && is_beside(last + 1) && self.is_capital(last + 1);
        is_broken
            || has_before && (has_behind || self.directory.is_name(self.text.plain(first - 1)))
    }

    /// Whether the words of a name may be parted as here.
    fn may_part(&self, at: usize, entry: &Entry, pattern: &Pattern) -> bool {
        let gap = &self.text.words[at].before;
        if gap.end == End::Page && !self.rules.has(Rule::Seam) {
            return false;
        }
        if entry.is_short && self.rules.has(Rule::Words) {
            return gap.marks.is_empty()
                || (gap.marks == "," && pattern.is_turned && self.is_long(at));
        }
        let is_firm = entry.what == What::Organization;
        let is_initial = self.text.plain(at - 1).chars().count() <= 2;
        gap.marks.chars().all(|mark| match mark {
            '-' | '‐' | '‑' | '–' => true,
            ',' => pattern.is_turned || is_firm,
            '.' => is_initial || is_firm,
            '&' | '+' => is_firm && entry.said.contains(mark),
            '/' => is_firm,
            '\'' | '’' | '"' => true,
            _ => false,
        })
    }

    /// Short names with a comma between are mostly two words of a list.
    fn is_long(&self, at: usize) -> bool {
        self.text.plain(at).len() + self.text.plain(at - 1).len() > 6
    }

    /// Whether a word of a name may be broken as here: at the end of a line, by a hyphen, or spaced.
    fn may_break(&self, at: usize, entry: &Entry) -> bool {
        let gap = &self.text.words[at].before;
        let has_hyphen = matches!(gap.marks.as_str(), "-" | "‐" | "‑" | "\u{ac}");
        let is_letter = |at: usize| self.text.words[at].is_letter;
        let is_spaced = is_letter(at) && is_letter(at - 1);
        let is_apart =
            is_spaced && (gap.marks.is_empty() || has_hyphen || "'’".contains(&gap.marks));
        let is_broken = has_hyphen || gap.marks.is_empty() && gap.end >= End::Line;
        if gap.end == End::Page && !self.rules.has(Rule::Seam) {
            return false;
        }
        self.rules.has(Rule::Broken) && (is_apart || is_broken && !entry.is_short)
    }

    fn may_run(&self, entry: &Entry, pattern: &Pattern) -> bool {
        let mut from = 0;
        let has_particle = pattern.breaks.iter().all(|end| {
            let is_little = end - from <= 2;
            from = *end;
            is_little
        });
        has_particle
            || self.rules.has(Rule::RunTogether)
                && !entry.is_words
                && pattern.letters.chars().count() >= RUN
    }

    fn is_address(&self, first: usize, last: usize) -> bool {
        let (before, behind) = self.text.around(first, last);
        let is_part = |letter: char| letter.is_alphanumeric() || "._-+@".contains(letter);
        let mut rest = behind.chars();
        let goes_on = match rest.next() {
            Some('.') => rest.next().is_some_and(char::is_alphanumeric),
            Some(next) => "-_@".contains(next),
            None => false,
        };
        let mut has_at = false;
        let holds = (first + 1..=last).all(|at| {
            has_at |= self.text.words[at].before.marks.contains('@') || self.text.plain(at) == "at";
            self.text.words[at].before.marks.chars().all(|mark| "._-+@()[]{}".contains(mark))
        });
        has_at && holds && !goes_on && !before.chars().next_back().is_some_and(is_part)
    }

    fn is_number(&self, first: usize, last: usize, entry: &Entry, pattern: &Pattern) -> bool {
        let start = self.text.words[first].start;
        let ends: Vec<usize> =
            (first + 1..=last).map(|at| self.text.words[at].start - start).collect();
        let is_dash = |marks: &str| {
            marks.chars().count() == 1 && marks.chars().all(|mark| "-‐‑–—−/_".contains(mark))
        };
        if *ends != *pattern.breaks
            || !(first + 1..=last).all(|at| is_dash(&self.text.words[at].before.marks))
        {
            return false;
        }
        let (before, behind) = self.text.around(first, last);
        let mut rest = behind.chars();
        let goes_on = match rest.next() {
            Some('-' | '/') => rest.next().is_some_and(|next| next.is_ascii_alphanumeric()),
            Some('.' | ',') => rest.next().is_some_and(|next| next.is_ascii_digit()),
            _ => false,
        };
        let goes_before = before.ends_with(['-', '/', '.', ',', '+', '$', '€']);
        // A short number without a mark may count anything.
        let is_bare = pattern.breaks.is_empty() && entry.said.chars().count() < 6;
        let is_said =
            (first.saturating_sub(3)..first).any(|at| is_before_a_number(self.text.plain(at)));
        !goes_on && !goes_before && (!is_bare || is_said)
    }
}
