//! Names as two banks and an office write them: in capitals, turned around, cut off, without accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that many names have, and that do not tell them apart.
const COMMON: [&str; 34] = [
    "and", "und", "et", "the", "of", "der", "die", "das", "de", "la", "le", "mr", "mrs", "ms",
    "dr", "herr", "frau", "inc", "llc", "llp", "ltd", "co", "corp", "company", "limited", "plc",
    "gmbh", "ag", "kg", "sa", "sarl", "bv", "srl", "estate",
];

/// The words of a name that tell it apart.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Name(Vec<String>);

impl Name {
    pub(super) fn of(name: &str) -> Option<Self> {
        let folded = folded(name);
        let words = folded
            .split(|character: char| !character.is_alphanumeric())
            .filter(|word| word.chars().count() > 1 && !COMMON.contains(word));
        let mut words: Vec<String> = words.map(str::to_owned).collect();
        words.sort_unstable();
        words.dedup();
        (!words.is_empty()).then_some(Self(words))
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether all words of the shorter are among the longer's; a single word must be a long one.
    pub(super) fn fits(&self, other: &Self) -> bool {
        let (short, long) =
            if self.0.len() <= other.0.len() { (self, other) } else { (other, self) };
        let weighty = short.0.len() > 1
            || (long.0.len() == 1 && short.0[0].chars().count() >= 4)
            || short.0[0].chars().count() >= 6;
        weighty && short.words().all(|word| long.words().any(|other| alike(word, other)))
    }
}

/// Banks cut names off after 27, 35 or 70 characters, in the middle of a word.
fn alike(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short == long || (short.chars().count() >= 5 && long.starts_with(short))
}

/// In lower case without accents, and with the two ways of writing an umlaut made one.
fn folded(name: &str) -> String {
    let mut spelled = String::with_capacity(name.len());
    for character in name.nfc().flat_map(char::to_lowercase) {
        match character {
            'ä' | 'æ' => spelled.push_str("ae"),
            'ö' | 'ø' | 'œ' => spelled.push_str("oe"),
            'ü' => spelled.push_str("ue"),
            'ß' => spelled.push_str("ss"),
            'å' => spelled.push_str("aa"),
            'ł' => spelled.push('l'),
            'đ' => spelled.push('d'),
            _ => spelled.push(character),
        }
    }
    let bare: String = spelled.nfd().filter(|character| !is_combining_mark(*character)).collect();
    // Who leaves the dots out writes Muller: then both are the same as Mueller.
    bare.replace("ae", "a").replace("oe", "o").replace("ue", "u").replace(['\'', '’'], "")
}
