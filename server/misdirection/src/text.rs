//! A document as words: where each stands, how it is written, and what stands before it.

use crate::Page;
use crate::fold::{Folded, fold, is_cyrillic, latin, mark};

pub(crate) struct Text<'a> {
    pages: &'a [Page],
    /// The letters of all words, one after the other.
    letters: String,
    is_cyrillic: bool,
    pub(crate) words: Vec<Word>,
}

pub(crate) struct Word {
    /// Which of the pages, from 0.
    page: usize,
    /// In the page's text.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// In the letters.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) shape: Shape,
    /// One letter as it is written, whatever it is compared as.
    pub(crate) is_letter: bool,
    pub(crate) before: Gap,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Lower,
    /// It begins with a capital.
    Title,
    Upper,
    /// Digits, and letters of scripts that have no capitals.
    Caseless,
}

/// What stands between a word and the one before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gap {
    /// Whatever is no space.
    pub(crate) marks: String,
    pub(crate) end: End,
}

/// What ends between two words, the greatest of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    #[default]
    Nothing,
    Line,
    Page,
    /// No name reaches beyond.
    Everything,
}

impl<'a> Text<'a> {
    /// With `has_seams`, what is read over the foot of one page and the head of the next follows behind.
    pub(crate) fn new(pages: &'a [Page], has_seams: bool) -> Self {
        let room = pages.iter().map(|page| page.text.len()).sum();
        let is_cyrillic = pages.iter().any(|page| is_cyrillic(&page.text));
        let letters = String::with_capacity(room);
        let mut text = Self { pages, letters, is_cyrillic, words: Vec::new() };
        for (at, page) in pages.iter().enumerate() {
            let end = if at == 0 { End::Everything } else { End::Page };
            text.read(at, 0, page.text.len(), end);
        }
        if has_seams {
            text.seams();
        }
        text
    }

    pub(crate) fn plain(&self, at: usize) -> &str {
        let word = &self.words[at];
        &self.letters[word.start..word.end]
    }

    /// The letters from one word to another, both included.
    pub(crate) fn letters(&self, first: usize, last: usize) -> &str {
        &self.letters[self.words[first].start..self.words[last].end]
    }

    /// The number of the page on which a word stands.
    pub(crate) fn page(&self, at: usize) -> u32 {
        self.pages[self.words[at].page].number
    }

    /// The words as they are written, on one line.
    pub(crate) fn written(&self, first: usize, last: usize) -> String {
        let mut pieces: Vec<&str> = Vec::new();
        let mut at = first;
        while at <= last {
            let page = self.words[at].page;
            let end =
                (at..=last).take_while(|next| self.words[*next].page == page).last().unwrap_or(at);
            let range = self.words[at].from..self.words[end].to;
            pieces.extend(self.pages[page].text[range].split_whitespace());
            at = end + 1;
        }
        pieces.join(" ")
    }

    /// The page's text before and behind a word.
    pub(crate) fn around(&self, first: usize, last: usize) -> (&str, &str) {
        let (before, behind) = (&self.words[first], &self.words[last]);
        (&self.pages[before.page].text[..before.from], &self.pages[behind.page].text[behind.to..])
    }

    /// What stands between a word and the next; the end of everything behind the last.
    pub(crate) fn behind(&self, at: usize) -> (&str, End) {
        match self.words.get(at + 1) {
            Some(next) => (&next.before.marks, next.before.end),
            None => ("", End::Everything),
        }
    }

    fn read(&mut self, page: usize, from: usize, to: usize, end: End) {
        let pages = self.pages;
        let text = &pages[page].text[from..to];
        let mut gap = Gap { marks: String::new(), end };
        let mut word = String::new();
        let mut begun = 0;
        for (at, character) in text.char_indices() {
            let was_empty = word.is_empty();
            match fold(character, &mut word) {
                Folded::Letter => {
                    if was_empty {
                        begun = at;
                    }
                }
                Folded::Hidden => {}
                // Jensen’s is Jensen, O’Brien one word, and d’Hélène two.
                Folded::Apostrophe
                    if !was_empty
                        && is_within(&text[begun..at], &text[at + character.len_utf8()..]) => {}
                Folded::Apostrophe | Folded::Apart => {
                    if !was_empty {
                        self.push(
                            page,
                            from,
                            (begun, at),
                            text,
                            &mut word,
                            std::mem::take(&mut gap),
                        );
                    }
                    if matches!(character, '\n' | '\r' | '\u{c}' | '\u{2028}' | '\u{2029}') {
                        gap.end = gap.end.max(End::Line);
                    } else if !character.is_whitespace() {
                        mark(character, &mut gap.marks);
                    }
                }
            }
        }
        if !word.is_empty() {
            self.push(page, from, (begun, text.len()), text, &mut word, gap);
        }
    }

    fn push(
        &mut self,
        page: usize,
        offset: usize,
        (from, to): (usize, usize),
        text: &str,
        word: &mut String,
        before: Gap,
    ) {
        let start = self.letters.len();
        match latin(word, self.is_cyrillic) {
            Some(latin) => self.letters.push_str(&latin),
            None => self.letters.push_str(word),
        }
        word.clear();
        if self.letters.len() == start {
            return;
        }
        let shape = shape(&text[from..to]);
        let is_letter = text[from..to].chars().nth(1).is_none();
        let (from, to) = (offset + from, offset + to);
        self.words.push(Word {
            page,
            from,
            to,
            start,
            end: self.letters.len(),
            shape,
            is_letter,
            before,
        });
    }

    /// Where a page has a foot or the next a head, the words around both as if those were not.
    fn seams(&mut self) {
        let pages = self.pages;
        for at in 1..pages.len() {
            let (foot, head) = (foot(pages, at - 1), head(pages, at));
            if foot == pages[at - 1].text.len() && head == 0 {
                continue;
            }
            let tail = &pages[at - 1].text[..foot];
            let from = tail.char_indices().rev().nth(SEAM).map_or(0, |(at, _)| at);
            let to = pages[at].text[head..]
                .char_indices()
                .nth(SEAM)
                .map_or(pages[at].text.len(), |(at, _)| head + at);
            self.read(at - 1, from, foot, End::Everything);
            self.read(at, head, to, End::Page);
        }
        if let Some(word) = self.words.first_mut() {
            word.before.end = End::Everything;
        }
    }
}

/// Characters read on either side of a seam.
const SEAM: usize = 60;
/// Lines that may be the head or foot of a page.
const RUNNING: usize = 3;

/// Whether an apostrophe between these is within a word.
fn is_within(before: &str, rest: &str) -> bool {
    let mut letters = rest.chars();
    match letters.next() {
        Some(next) if next.is_uppercase() && before.chars().all(char::is_lowercase) => false,
        Some('s' | 'S') => letters.next().is_some_and(char::is_alphanumeric),
        Some(letter) => letter.is_alphanumeric(),
        None => false,
    }
}

fn shape(word: &str) -> Shape {
    // A capital that reading software took for a digit: 8ennett.
    if word.starts_with(|first: char| first.is_ascii_digit())
        && word.chars().any(char::is_alphabetic)
    {
        return Shape::Title;
    }
    let mut letters = word.chars().filter(|letter| letter.is_alphabetic());
    let Some(first) = letters.next() else { return Shape::Caseless };
    let rest: Vec<char> = letters.collect();
    let is_all_upper = rest.iter().all(|letter| !letter.is_lowercase());
    match (first.is_uppercase(), first.is_lowercase()) {
        (true, _) if is_all_upper && !rest.is_empty() => Shape::Upper,
        (true, _) => Shape::Title,
        (_, true) => Shape::Lower,
        _ => Shape::Caseless,
    }
}

/// Where the text of a page ends before its foot.
fn foot(pages: &[Page], at: usize) -> usize {
    let text = &pages[at].text;
    let mut end = text.trim_end().len();
    for nth in 0..RUNNING {
        let from = text[..end].rfind('\n').map_or(0, |at| at + 1);
        if from == 0 || !is_running(pages, at, &text[from..end], nth, true) {
            break;
        }
        end = text[..from].trim_end().len();
    }
    if end == text.trim_end().len() { text.len() } else { end }
}

/// Where the text of a page begins behind its head.
fn head(pages: &[Page], at: usize) -> usize {
    let text = &pages[at].text;
    let mut begin = text.len() - text.trim_start().len();
    let first = begin;
    for nth in 0..RUNNING {
        let Some(end) = text[begin..].find('\n').map(|end| begin + end) else { break };
        if !is_running(pages, at, &text[begin..end], nth, false) {
            break;
        }
        begin = text.len() - text[end..].trim_start().len();
    }
    if begin == first { 0 } else { begin }
}

/// Whether a line is the number of a page, or stands there on the page before or behind as well.
fn is_running(pages: &[Page], at: usize, line: &str, nth: usize, is_foot: bool) -> bool {
    if is_number_of_page(line) {
        return true;
    }
    let same = |other: &Page| {
        let mut lines = other.text.lines().map(str::trim).filter(|line| !line.is_empty());
        let there = if is_foot { lines.nth_back(nth) } else { lines.nth(nth) };
        there.is_some_and(|there| without_digits(there) == without_digits(line.trim()))
    };
    let others = [at.checked_sub(1), at.checked_add(1)];
    others.into_iter().flatten().filter_map(|at| pages.get(at)).any(same)
}

fn is_number_of_page(line: &str) -> bool {
    let has_digit = line.chars().any(|letter| letter.is_ascii_digit());
    has_digit
        && line.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()).all(
            |word| {
                let word = word.to_lowercase();
                [
                    "page", "of", "p", "seite", "von", "s", "sur", "de", "página", "pagina",
                    "side", "strona",
                ]
                .contains(&word.as_str())
            },
        )
}

fn without_digits(line: &str) -> String {
    line.chars().filter(|letter| !letter.is_ascii_digit()).collect()
}
