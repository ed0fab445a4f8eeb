//! Family names that something beside them supports: a greeting, a title, the caption of a case.

use std::collections::HashSet;

use super::Look;
use crate::directory::{Relation, client_of};
use crate::text::{End, Shape};
use crate::words::{is_against, is_greeting, is_office, is_particle, is_title};
use crate::{Of, Part, Rule, What};

/// Words of a name behind a title.
const RUN: usize = 4;
const ENOUGH: u32 = 4;
/// A title says that somebody of this family name is meant, and no more.
const TITLE: u32 = 2;

impl Look<'_> {
    pub(super) fn families(&mut self) {
        for at in 0..self.text.words.len() {
            if is_title(self.text.plain(at)) && self.is_capital_or_greeted(at) {
                self.titled(at);
            }
            self.caption(at);
        }
    }

    /// German and others write "monsieur" and "señor" small.
    fn is_capital_or_greeted(&self, at: usize) -> bool {
        self.is_capital(at) || self.text.plain(at).len() > 2
    }

    /// The words that are written as a name from `from` on, up to the end of the phrase.
    fn run(&self, from: usize) -> usize {
        let mut end = from;
        while end < self.text.words.len() && end < from + RUN {
            let is_name = self.is_capital(end) || is_particle(self.text.plain(end));
            let gap = &self.text.words[end].before;
            let is_first = end == from;
            let is_joined = match gap.marks.as_str() {
                "" => is_first && gap.end <= End::Line || gap.end == End::Nothing,
                "." => is_first,
                "-" | "‐" | "‑" | "'" | "’" => !is_first,
                _ => false,
            };
            if !is_name || !is_joined || is_title(self.text.plain(end)) && is_first {
                break;
            }
            end += 1;
        }
        end
    }

    fn titled(&mut self, title: usize) {
        let first = title + 1;
        if first >= self.text.words.len() || is_title(self.text.plain(first)) {
            return;
        }
        let end = self.run(first);
        if end == first {
            return;
        }
        if self.rules.has(Rule::Office) {
            let from = title.saturating_sub(1);
            if (from..=first).any(|at| is_office(self.text.plain(at)) && self.is_capital(at)) {
                return;
            }
        }
        let is_greeted = (title.saturating_sub(3)..title).any(|at| {
            is_greeting(self.text.plain(at)) && (at + 1..=title).all(|at| self.is_near(at))
        });
        let (rule, weight) = match is_greeted {
            true => (Rule::Salutation, ENOUGH),
            false => (Rule::Titled, TITLE),
        };
        // In capitals the name ends anywhere.
        let shortest = if self.text.words[first].shape == Shape::Upper { first + 1 } else { end };
        for end in (shortest..=end).rev() {
            if self.family(first, end, |_| weight, rule) {
                break;
            }
        }
    }

    fn is_near(&self, at: usize) -> bool {
        let gap = &self.text.words[at].before;
        gap.end <= End::Line && matches!(gap.marks.as_str(), "" | "." | "/" | ")" | "(")
    }

    /// Everybody whose name these words can end; whether there is anybody.
    fn family(
        &mut self,
        first: usize,
        end: usize,
        weight: impl Fn(Part) -> u32,
        rule: Rule,
    ) -> bool {
        let directory = self.directory;
        let words: Vec<&str> = (first..end).map(|at| self.text.plain(at)).collect();
        let Some(last) = words.iter().rev().find(|word| !is_particle(word)) else { return false };
        let is_of = |names: &HashSet<&str>| {
            self.rules.has(Rule::Family)
                && words.iter().all(|word| is_particle(word) || names.contains(word))
        };
        if is_of(&self.families) || rule == Rule::Titled && is_of(&self.colleagues) {
            return false;
        }
        // Letters are addressed to the office's people too.
        let is_colleague = rule == Rule::Salutation && is_of(&self.colleagues);
        if self.is_place(end - 1) {
            return false;
        }
        let Some(entries) = directory.by_word.get(*last) else { return false };
        let fits = |entry: &u32| {
            let name = &directory.entries[*entry as usize];
            let from = usize::from(name.words.len() != 2 || words.len() > 1);
            name.what == What::Person
                && name.words.len() > words.len()
                && name.words[from..].windows(words.len()).any(|window| window == words)
        };
        let named: Vec<u32> = entries.iter().copied().filter(fits).collect();
        for entry in &named {
            // Who is of this case explains nothing about others of the same family name.
            if self.relation(*entry) != Relation::Elsewhere {
                continue;
            }
            let part =
                directory.entries[*entry as usize].ties.iter().map(|(part, _)| weight(*part)).max();
            let weight = part.unwrap_or(0).min(if is_colleague { TITLE } else { ENOUGH });
            self.find(*entry, first, end - 1, rule, weight, false);
        }
        !named.is_empty()
    }

    /// "Jensen v. Nowak", "Jensen ./. Nowak", "Jensen / Nowak".
    fn caption(&mut self, at: usize) {
        let gap = &self.text.words[at].before;
        let (left, right) = if gap.end == End::Nothing && matches!(gap.marks.as_str(), "/" | "./.")
        {
            (at, at)
        } else if at > 0
            && is_against(self.text.plain(at))
            && self.text.words[at].shape == Shape::Lower
            && gap.end <= End::Line
        {
            (at, at + 1)
        } else {
            return;
        };
        if left == 0 || right >= self.text.words.len() {
            return;
        }
        if self.rules.has(Rule::Citation) && self.is_cited(right) {
            return;
        }
        // The client's name says more than the other side's.
        let directory = self.directory;
        let weight = |part: Part| if part == Part::Client { 3 } else { 2 };
        let mut first = left;
        while first > 0
            && left - first < RUN
            && (self.is_capital(first - 1) || is_particle(self.text.plain(first - 1)))
            && (first == left || self.is_joined(first))
            && self.text.words[first].before.end < End::Page
        {
            first -= 1;
        }
        // With the other side of the same case beside it, nothing else is meant.
        let sides: Vec<Of> = self
            .found
            .iter()
            .filter(|found| found.first == right && found.number.is_none())
            .flat_map(|found| &directory.entries[found.entry as usize].ties)
            .map(|(_, of)| *of)
            .collect();
        let from = self.found.len();
        for first in first..left {
            if self.family(first, left, weight, Rule::Caption) {
                break;
            }
        }
        for found in &mut self.found[from..] {
            let ties = &directory.entries[found.entry as usize].ties;
            let is_side = |of: &Of| {
                client_of(*of).is_some()
                    && ties.iter().any(|tie| client_of(tie.1) == client_of(*of))
            };
            if sides.iter().any(is_side) {
                found.weight = ENOUGH;
            }
        }
        let mut end = right;
        while end < self.text.words.len()
            && end - right < RUN
            && (self.is_capital(end) || is_particle(self.text.plain(end)))
            && (end == right || self.is_joined(end))
        {
            end += 1;
        }
        for end in (right + 1..=end).rev() {
            if self.family(right, end, weight, Rule::Caption) {
                break;
            }
        }
    }

    /// Whether volume, reporter and page follow, as behind a precedent.
    fn is_cited(&self, right: usize) -> bool {
        let count = self.text.words.len();
        let is_number =
            |at: usize| self.text.plain(at).chars().all(|letter| letter.is_ascii_digit());
        let within = |from: usize, to: usize| from..to.min(count);
        within(right + 1, right + 8)
            .find(|at| is_number(*at))
            .filter(|at| self.text.words[*at].before.marks.starts_with(','))
            .is_some_and(|volume| within(volume + 2, volume + 6).any(is_number))
    }
}
