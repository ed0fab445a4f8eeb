//! What was found, weighed: what stops, what is worth a word, and what could not be read.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Found, Look};
use crate::directory::{Relation, relation_of};
use crate::{Hit, Of, Page, Part, Rule, Sure, Verdict};

/// Enough to stop a share.
const ENOUGH: u32 = 4;
/// Whom so many clients have to do with says little about any.
const MANY: usize = 3;
/// Family names that would meet in so many files by chance say something together.
const CHANCE: f64 = 0.05;
/// More signs than one in so many that are no writing: the page is not read.
const GARBLED: usize = 10;

/// What one word says of a file.
#[derive(Default)]
struct Together {
    weight: u32,
    entries: Vec<u32>,
    /// Of a family name with nothing but a title: the share of files that have it.
    frequency: Option<f64>,
}

impl Look<'_> {
    pub(super) fn verdict(mut self, pages: &[Page]) -> Verdict {
        let unreadable: Vec<u32> = pages
            .iter()
            .filter(|page| !page.is_read || self.rules.has(Rule::Garbled) && is_garbled(&page.text))
            .map(|page| page.number)
            .collect();
        let pages_read = u32::try_from(pages.len() - unreadable.len()).unwrap_or(u32::MAX);
        let found = std::mem::take(&mut self.found);
        let mut best: BTreeMap<u32, Vec<Found>> = BTreeMap::new();
        for found in found {
            best.entry(found.entry).or_default().push(found);
        }
        let stopping = self.stopping(&best);
        let mut verdict = Verdict { unreadable, pages_read, ..Verdict::default() };
        for (entry, found) in best {
            let relation = self.relation(entry);
            let weight = self.weight(entry, &found);
            let is_stop = relation == Relation::Elsewhere && stopping.contains(&entry);
            let is_note = relation != Relation::Own && weight > 0;
            if is_stop {
                verdict.stops.push(self.hit(entry, &found, weight));
            } else if is_note {
                verdict.notes.push(self.hit(entry, &found, weight));
            }
        }
        verdict
    }

    /// What an entry's finds say together: as much as the one that says most.
    fn weight(&self, entry: u32, found: &[Found]) -> u32 {
        let most = found.iter().map(|found| found.weight).max().unwrap_or(0);
        let entry = &self.directory.entries[entry as usize];
        let mut elsewhere = entry
            .ties
            .iter()
            .filter(|tie| relation_of(**tie, self.share) == Relation::Elsewhere)
            .peekable();
        let is_elsewhere = elsewhere.peek().is_some();
        let is_many = entry.clients >= MANY || elsewhere.all(|(part, _)| *part == Part::Counsel);
        if self.rules.has(Rule::Many) && is_elsewhere && is_many { most.min(1) } else { most }
    }

    /// The entries that stop by themselves, and those that do so with others of the same file.
    fn stopping(&mut self, found: &BTreeMap<u32, Vec<Found>>) -> HashSet<u32> {
        let mut stopping = HashSet::new();
        // Of a file, each word once: a family name that two people there have says what it says of one.
        let mut files: HashMap<Of, BTreeMap<String, Together>> = HashMap::new();
        let directory = self.directory;
        for (entry, found) in found {
            if self.relation(*entry) != Relation::Elsewhere {
                continue;
            }
            let weight = self.weight(*entry, found);
            if weight >= ENOUGH {
                stopping.insert(*entry);
            }
            let Some(strongest) = found.iter().max_by_key(|found| found.weight) else { continue };
            let words = match &strongest.number {
                Some((_, written)) => written.clone(),
                None => self.text.letters(strongest.first, strongest.last).to_owned(),
            };
            let files_of: HashSet<Of> =
                directory.entries[*entry as usize].ties.iter().map(|(_, of)| file(*of)).collect();
            for of in files_of {
                let together = files.entry(of).or_default().entry(words.clone()).or_default();
                together.weight = weight.max(together.weight);
                together.entries.push(*entry);
                if strongest.rule == Rule::Titled {
                    together.frequency = Some(directory.frequency(self.text.plain(strongest.last)));
                }
            }
        }
        for words in files.into_values().filter(|_| self.rules.has(Rule::Together)) {
            let weight: u32 = words.values().map(|together| together.weight).sum();
            // In how many files family names as frequent as these would meet by chance.
            let titled: Vec<f64> =
                words.values().filter_map(|together| together.frequency).collect();
            let by_chance = titled.iter().product::<f64>() * directory.clients() as f64;
            if weight >= ENOUGH && (titled.len() < 2 || by_chance <= CHANCE) {
                stopping.extend(words.into_values().flat_map(|together| together.entries));
            }
        }
        stopping
    }

    fn hit(&self, nth: u32, found: &[Found], weight: u32) -> Hit {
        let entry = &self.directory.entries[nth as usize];
        let relations: Vec<Relation> =
            entry.ties.iter().map(|tie| relation_of(*tie, self.share)).collect();
        let wanted = match relations.contains(&Relation::Here) {
            true => Relation::Here,
            false => Relation::Elsewhere,
        };
        let ties = entry.ties.iter().zip(&relations);
        let whose =
            ties.filter(|(_, relation)| **relation == wanted).map(|(tie, _)| *tie).collect();
        let strongest = found.iter().min_by_key(|found| {
            (Reverse(found.weight), !found.is_exact, self.page_of(found), found.first)
        });
        let mut pages: Vec<u32> = found.iter().map(|found| self.page_of(found)).collect();
        pages.sort_unstable();
        pages.dedup();
        let (how, is_exact, words) = match strongest {
            Some(found) => (found.rule, found.is_exact, self.words_of(found)),
            None => (Rule::Whole, false, String::new()),
        };
        let sure = match (weight, is_exact) {
            (ENOUGH.., true) => Sure::Certain,
            (ENOUGH.., false) => Sure::Likely,
            _ => Sure::Hint,
        };
        Hit { said: entry.said.clone(), what: entry.what, whose, pages, words, how, sure }
    }

    fn page_of(&self, found: &Found) -> u32 {
        found.number.as_ref().map_or_else(|| self.text.page(found.first), |(page, _)| *page)
    }

    fn words_of(&self, found: &Found) -> String {
        match &found.number {
            Some((_, written)) => written.clone(),
            None => self.text.written(found.first, found.last),
        }
    }
}

/// What belongs together: all of a client.
fn file(of: Of) -> Of {
    match of {
        Of::Case(client, _) => Of::Client(client),
        of => of,
    }
}

fn is_garbled(text: &str) -> bool {
    let (mut signs, mut bad) = (0, 0);
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        signs += 1;
        let is_bad = matches!(character, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
            || character.is_control();
        bad += usize::from(is_bad);
    }
    bad * GARBLED > signs
}
