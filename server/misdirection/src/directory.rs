//! What the office knows, made ready for finding. Made once for an office and asked for every share.
//!
//! A match begins and ends with a word of the document, so that names are found by the hash of the letters
//! between such places, at less memory than an automaton over all their spellings.

mod spellings;

use std::collections::{HashMap, HashSet};

use domain::ids::ClientId;

use crate::fold::latin;
use crate::text::Text;
use crate::words::{common, is_particle};
use crate::{Known, Of, Page, Part, Rule, Share, What};
use spellings::{firm, identifier, person};

pub struct Directory {
    pub(crate) entries: Vec<Entry>,
    pub(crate) patterns: HashMap<u64, Vec<Pattern>>,
    /// The longest pattern, in bytes.
    pub(crate) longest: usize,
    /// People by the words of their names.
    pub(crate) by_word: HashMap<String, Vec<u32>>,
    /// By the last eight digits.
    pub(crate) phones: HashMap<u64, Vec<u32>>,
    pub(crate) common: HashSet<&'static str>,
    by_client: HashMap<ClientId, Vec<u32>>,
    office: Vec<u32>,
}

/// One name or identifier, whosever it is.
pub(crate) struct Entry {
    pub(crate) said: String,
    pub(crate) what: What,
    pub(crate) ties: Vec<(Part, Of)>,
    /// Of a person: the words of the name.
    pub(crate) words: Vec<String>,
    /// Where the given name ends and the family name begins among the words, as far as can be told.
    pub(crate) given_end: usize,
    pub(crate) family: usize,
    /// What stands between given and family name is a family name too.
    pub(crate) has_two_families: bool,
    /// It has no word but ordinary ones, or hardly any letters: it counts only where it is written as a name.
    pub(crate) is_words: bool,
    pub(crate) is_short: bool,
    /// How many clients have to do with it.
    pub(crate) clients: usize,
}

/// One way in which an entry may be written.
pub(crate) struct Pattern {
    pub(crate) entry: u32,
    pub(crate) letters: Box<str>,
    /// Where its words end, but for the last.
    pub(crate) breaks: Box<[usize]>,
    pub(crate) rule: Rule,
    pub(crate) is_turned: bool,
    /// Of four, how much it says.
    pub(crate) weight: u32,
}

/// What an entry is to a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// Of this client, this case, or the office.
    Own,
    /// Of this case's other side.
    Here,
    Elsewhere,
}

impl Entry {
    /// What of a person's name may stand for the family name: all behind the given name or less, and the first
    /// of two.
    pub(crate) fn families(&self) -> impl Iterator<Item = &[String]> {
        let first = &self.words[self.given_end..self.family];
        let ends = (self.given_end..=self.family).map(|from| &self.words[from..]);
        ends.chain(self.has_two_families.then_some(first))
    }
}

impl Directory {
    pub fn new(known: &[Known]) -> Directory {
        let mut directory = Directory {
            entries: Vec::new(),
            patterns: HashMap::new(),
            longest: 0,
            by_word: HashMap::new(),
            phones: HashMap::new(),
            common: common(),
            by_client: HashMap::new(),
            office: Vec::new(),
        };
        let mut places: HashMap<(What, String), u32> = HashMap::new();
        for known in known {
            let words = words(&known.said);
            let letters =
                words.iter().map(|word| word.plain.as_str()).collect::<Vec<_>>().join(" ");
            if letters.is_empty() {
                continue;
            }
            let next = u32::try_from(directory.entries.len()).unwrap_or(u32::MAX);
            let at = *places.entry((known.what, letters)).or_insert(next);
            if at == next {
                let entry = directory.entry(known, &words);
                directory.entries.push(entry);
            }
            directory.entries[at as usize].ties.push((known.part, known.of));
        }
        directory.count();
        let families = directory.families();
        for at in 0..directory.entries.len() {
            directory.index(at, &families);
        }
        directory
    }

    /// What `entry` is to a share.
    pub(crate) fn relation(&self, entry: u32, share: Share) -> Relation {
        let mut relation = Relation::Elsewhere;
        for tie in &self.entries[entry as usize].ties {
            match relation_of(*tie, share) {
                Relation::Own => return Relation::Own,
                Relation::Here => relation = Relation::Here,
                Relation::Elsewhere => {}
            }
        }
        relation
    }

    /// The people whose family names this share explains.
    pub(crate) fn around(&self, share: Share) -> impl Iterator<Item = &Entry> {
        let own = self.by_client.get(&share.client).map_or(&[][..], Vec::as_slice);
        own.iter()
            .filter(move |entry| self.relation(**entry, share) != Relation::Elsewhere)
            .map(|entry| &self.entries[*entry as usize])
    }

    pub(crate) fn office(&self) -> impl Iterator<Item = &Entry> {
        self.office.iter().map(|entry| &self.entries[*entry as usize])
    }

    pub(crate) fn clients(&self) -> usize {
        self.by_client.len()
    }

    /// In which share of all clients' files somebody has this word for a name.
    pub(crate) fn frequency(&self, word: &str) -> f64 {
        let clients: HashSet<ClientId> = self
            .by_word
            .get(word)
            .into_iter()
            .flatten()
            .flat_map(|entry| &self.entries[*entry as usize].ties)
            .filter_map(|(_, of)| client_of(*of))
            .collect();
        clients.len() as f64 / self.by_client.len().max(1) as f64
    }

    pub(crate) fn is_name(&self, word: &str) -> bool {
        self.by_word.contains_key(word)
    }

    fn entry(&self, known: &Known, found: &[Word]) -> Entry {
        let words: Vec<String> = found.iter().map(|word| word.plain.clone()).collect();
        let is_joined = |at: usize| found[at].is_joined;
        let mut given_end = 1;
        while given_end < words.len() && is_joined(given_end) {
            given_end += 1;
        }
        let mut family = words.len() - 1;
        while family > given_end && (is_joined(family) || is_particle(&words[family - 1])) {
            family -= 1;
        }
        let letters: usize = words.iter().map(|word| word.chars().count()).sum();
        Entry {
            said: known.said.clone(),
            what: known.what,
            ties: Vec::new(),
            is_words: words.iter().all(|word| self.common.contains(word.as_str())),
            is_short: letters <= 6,
            has_two_families: false,
            words,
            given_end: given_end.min(family),
            family,
            clients: 0,
        }
    }

    fn count(&mut self) {
        for (at, entry) in (0..).zip(&mut self.entries) {
            let clients: HashSet<ClientId> =
                entry.ties.iter().filter_map(|(_, of)| client_of(*of)).collect();
            entry.clients = clients.len();
            for client in clients {
                self.by_client.entry(client).or_default().push(at);
            }
            if entry.ties.iter().any(|(_, of)| *of == Of::Office) {
                self.office.push(at);
            }
        }
    }

    /// The words that end names more often than they begin them.
    fn families(&self) -> HashSet<String> {
        let mut counts: HashMap<&str, i32> = HashMap::new();
        for entry in self.entries.iter().filter(|entry| entry.what == What::Person) {
            *counts.entry(entry.words[0].as_str()).or_default() -= 1;
            *counts.entry(entry.words[entry.words.len() - 1].as_str()).or_default() += 1;
        }
        counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(word, _)| word.to_owned())
            .collect()
    }

    fn index(&mut self, at: usize, families: &HashSet<String>) {
        let entry = &mut self.entries[at];
        let between = &entry.words[entry.given_end..entry.family.max(entry.given_end)];
        entry.has_two_families = between.last().is_some_and(|word| families.contains(word));
        let entry = &self.entries[at];
        let patterns = match entry.what {
            What::Person => person(entry),
            What::Organization => firm(entry, &self.common),
            What::Email | What::CaseNumber => identifier(entry),
            What::Phone => Vec::new(),
        };
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        if entry.what == What::Person {
            for word in entry.words.clone() {
                let entries = self.by_word.entry(word).or_default();
                if entries.last() != Some(&at) {
                    entries.push(at);
                }
            }
        }
        if entry.what == What::Phone
            && let Some(key) = phone_key(&self.entries[at as usize].said)
        {
            self.phones.entry(key).or_default().push(at);
        }
        for spelled in patterns {
            self.longest = self.longest.max(spelled.letters.len());
            let patterns = self.patterns.entry(hash(spelled.letters.as_bytes())).or_default();
            let is_there =
                patterns.iter().any(|there| there.entry == at && there.letters == spelled.letters);
            if !is_there {
                patterns.push(Pattern { entry: at, ..spelled });
            }
        }
    }
}

pub(crate) fn relation_of((part, of): (Part, Of), share: Share) -> Relation {
    match of {
        Of::Office => Relation::Own,
        Of::Client(client) if client == share.client => Relation::Own,
        Of::Case(client, case) if client == share.client && case == share.case => match part {
            Part::Opposing | Part::Counsel => Relation::Here,
            _ => Relation::Own,
        },
        _ => Relation::Elsewhere,
    }
}

pub(crate) fn client_of(of: Of) -> Option<ClientId> {
    match of {
        Of::Client(client) | Of::Case(client, _) => Some(client),
        Of::Office | Of::Enquiry(_) => None,
    }
}

/// The last eight digits of a number that has as many.
pub(crate) fn phone_key(number: &str) -> Option<u64> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    digits.get(digits.len().checked_sub(8)?..)?.parse().ok()
}

/// A word of a name on file.
pub(crate) struct Word {
    pub(crate) plain: String,
    /// It is joined to the one before by a hyphen.
    pub(crate) is_joined: bool,
}

/// The words of a name, as those of a document are read.
pub(crate) fn words(said: &str) -> Vec<Word> {
    let page = [Page { number: 1, text: said.to_owned(), is_read: true }];
    let text = Text::new(&page, false);
    (0..text.words.len())
        .map(|at| Word {
            plain: text.plain(at).to_owned(),
            is_joined: matches!(text.words[at].before.marks.as_str(), "-" | "‐" | "‑" | "–"),
        })
        .collect()
}

/// FNV-1a, which grows by a byte at a time.
pub(crate) const HASH: u64 = 0xcbf2_9ce4_8422_2325;

pub(crate) fn hash_on(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

pub(crate) fn hash(bytes: &[u8]) -> u64 {
    hash_on(HASH, bytes)
}

/// Whether a word has letters that are read as Latin ones.
pub(crate) fn is_foreign(said: &str) -> bool {
    said.split_whitespace().any(|word| latin(&word.to_lowercase(), false).is_some())
}
