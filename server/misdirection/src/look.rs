//! Looks through a document for what belongs to somebody else.

mod cover;
mod families;
mod identifiers;
mod parts;
mod weigh;
mod whole;

use std::collections::{HashMap, HashSet};

use crate::directory::{Entry, Relation};
use crate::text::{End, Shape, Text};
use crate::words::{is_particle, is_place};
use crate::{Directory, Page, Rule, Rules, Share, Verdict, What};

/// What speaks against sharing these pages.
pub fn look(pages: &[Page], directory: &Directory, share: Share) -> Verdict {
    look_by(pages, directory, share, Rules::ALL)
}

/// The same by some of the rules, to measure what each is worth.
pub fn look_by(pages: &[Page], directory: &Directory, share: Share, rules: Rules) -> Verdict {
    let text = Text::new(pages, rules.has(Rule::Seam));
    let mut look = Look {
        text,
        directory,
        share,
        rules,
        families: names(directory.around(share)),
        colleagues: names(directory.office()),
        relations: HashMap::new(),
        found: Vec::new(),
    };
    look.whole();
    look.parts();
    look.families();
    look.phones(pages);
    look.uncover();
    look.verdict(pages)
}

/// The words of people's names; the given name too, since it stands last in many.
fn names<'a>(entries: impl Iterator<Item = &'a Entry>) -> HashSet<&'a str> {
    entries
        .filter(|entry| entry.what == What::Person)
        .flat_map(|entry| &entry.words)
        .map(String::as_str)
        .filter(|word| !is_particle(word))
        .collect()
}

struct Look<'a> {
    text: Text<'a>,
    directory: &'a Directory,
    share: Share,
    rules: Rules,
    /// Family names that this client and this case explain.
    families: HashSet<&'a str>,
    /// Those of the office's own people.
    colleagues: HashSet<&'a str>,
    relations: HashMap<u32, Relation>,
    found: Vec<Found>,
}

/// An entry at a place of the document.
#[derive(Clone, Debug)]
struct Found {
    entry: u32,
    /// The first and the last of its words; none of a telephone number, which is found by its page.
    first: usize,
    last: usize,
    rule: Rule,
    /// Of four, how much it says.
    weight: u32,
    /// The name or number itself, and nothing like it.
    is_exact: bool,
    /// The family name stands first.
    is_turned: bool,
    /// A telephone number: its page and how it is written.
    number: Option<(u32, String)>,
}

impl<'a> Look<'a> {
    fn find(
        &mut self,
        entry: u32,
        first: usize,
        last: usize,
        rule: Rule,
        weight: u32,
        is_exact: bool,
    ) {
        if self.rules.has(rule) {
            let is_turned = false;
            self.found.push(Found {
                entry,
                first,
                last,
                rule,
                weight,
                is_exact,
                is_turned,
                number: None,
            });
        }
    }

    fn relation(&mut self, entry: u32) -> Relation {
        let (directory, share) = (self.directory, self.share);
        *self.relations.entry(entry).or_insert_with(|| directory.relation(entry, share))
    }

    /// Whether no sentence, cell or field ends before a word.
    fn is_joined(&self, at: usize) -> bool {
        let gap = &self.text.words[at].before;
        gap.end <= End::Page
            && gap.marks.chars().all(|mark| matches!(mark, '-' | '‐' | '‑' | '\'' | '’'))
    }

    /// Whether it is written as a name is.
    fn is_capital(&self, at: usize) -> bool {
        self.text.words[at].shape != Shape::Lower
    }

    /// Whether a street or the like goes on after this.
    fn is_place(&self, last: usize) -> bool {
        self.rules.has(Rule::Place)
            && self.text.behind(last) == ("", End::Nothing)
            && is_place(self.text.plain(last + 1))
            && self.is_capital(last + 1)
    }

    /// Whether nothing else stands in the line or the field.
    fn stands_alone(&self, first: usize, last: usize) -> bool {
        let before = &self.text.words[first].before;
        let (marks, end) = self.text.behind(last);
        let ends = |marks: &str, end: End| end >= End::Line || !marks.is_empty();
        ends(&before.marks, before.end) && ends(marks, end)
    }

    /// Whether a name that could be mere words is written as a name. Its own words begin at `starts`.
    fn is_named(&self, entry: u32, starts: &[usize]) -> bool {
        let entry = &self.directory.entries[entry as usize];
        let (Some(first), Some(last)) = (starts.first(), starts.last()) else { return false };
        if !(entry.is_words || entry.is_short) || !self.rules.has(Rule::Words) {
            return true;
        }
        let mut shapes = starts.iter().map(|at| self.text.words[*at].shape);
        let are_letters = starts.iter().all(|at| self.text.words[*at].is_letter);
        if are_letters || shapes.clone().all(|shape| shape == Shape::Caseless) {
            return true;
        }
        if shapes.clone().any(|shape| shape == Shape::Lower) {
            return false;
        }
        !shapes.all(|shape| shape == Shape::Upper) || self.stands_alone(*first, *last)
    }
}
