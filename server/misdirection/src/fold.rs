//! One letter as names are compared: without case, accents, dress or marks that nobody sees. What
//! `plain_name` does in the database for conflict checks, letter by letter.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a character is to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folded {
    /// It was written to the word.
    Letter,
    /// It stands in a word and is none of its letters.
    Hidden,
    Apostrophe,
    /// It parts words.
    Apart,
}

/// Writes what is compared of a character behind `word`.
pub(crate) fn fold(character: char, word: &mut String) -> Folded {
    if character.is_ascii_alphanumeric() {
        word.push(character.to_ascii_lowercase());
        return Folded::Letter;
    }
    if character.is_ascii() {
        return if matches!(character, '\'' | '`') { Folded::Apostrophe } else { Folded::Apart };
    }
    match character {
        '’' | '‘' | 'ʼ' | 'ʻ' | '´' | '＇' | '׳' => return Folded::Apostrophe,
        '\u{ad}'
        | '\u{640}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => return Folded::Hidden,
        // Two marks that make another letter of the one before.
        '\u{306}' if word.ends_with('и') => {
            word.pop();
            word.push('й');
            return Folded::Hidden;
        }
        _ => {}
    }
    let mut folded = Folded::Apart;
    for plain in std::iter::once(character).nfkc() {
        if is_combining_mark(plain) {
            if folded == Folded::Apart {
                folded = Folded::Hidden;
            }
        } else if plain.is_alphanumeric() {
            plain.to_lowercase().for_each(|lower| push(lower, word));
            folded = Folded::Letter;
        }
    }
    folded
}

/// Writes a mark that parts words, in its plain form: wide hyphens are hyphens.
pub(crate) fn mark(character: char, marks: &mut String) {
    if character.is_ascii() {
        marks.push(character);
    } else {
        marks.extend(std::iter::once(character).nfkc().filter(|mark| !mark.is_whitespace()));
    }
}

fn push(lower: char, word: &mut String) {
    let plain = match lower {
        'a'..='z' | '0'..='9' => {
            word.push(lower);
            return;
        }
        'ß' => "ss",
        'æ' | 'ǽ' => "ae",
        'œ' => "oe",
        'ø' | 'ǿ' => "o",
        'ð' | 'đ' => "d",
        'þ' => "th",
        'ł' => "l",
        'ı' => "i",
        'ħ' => "h",
        'ŋ' => "n",
        'ŧ' => "t",
        'ё' => "е",
        // Two ways of writing one letter at the end of Arabic words.
        'ة' => "ه",
        'ى' => "ي",
        'й' | 'ї' | 'ў' => {
            word.push(lower);
            return;
        }
        _ => {
            let digit = match lower {
                '٠'..='٩' => Some(u32::from(lower) - 0x660),
                '۰'..='۹' => Some(u32::from(lower) - 0x6f0),
                _ => None,
            };
            match digit.and_then(|digit| char::from_digit(digit, 10)) {
                Some(digit) => word.push(digit),
                None => {
                    word.extend(
                        std::iter::once(lower).nfd().filter(|part| !is_combining_mark(*part)),
                    );
                }
            }
            return;
        }
    };
    word.push_str(plain);
}

/// A word in Latin letters, as `latin_word` does in the database: letters of another script that look like
/// Latin ones are read as those where the word mixes scripts or has none but such letters, and other
/// Cyrillic words as they are said. Within a Cyrillic text (`is_cyrillic`) none but mixed words are disguised.
pub(crate) fn latin(word: &str, is_cyrillic: bool) -> Option<String> {
    if !word.chars().any(is_greek_or_cyrillic) {
        return None;
    }
    let has_latin = word.chars().any(|letter| letter.is_ascii_alphanumeric());
    let is_alike = !is_cyrillic && word.chars().all(|letter| like(letter).is_some());
    Some(if has_latin || is_alike {
        word.chars().map(|letter| like(letter).unwrap_or(letter)).collect()
    } else {
        said(word)
    })
}

/// Whether a text has letters that are Cyrillic and nothing else.
pub(crate) fn is_cyrillic(text: &str) -> bool {
    text.chars().any(|letter| {
        let mut lower = letter.to_lowercase();
        matches!(letter, '\u{400}'..='\u{52f}') && lower.all(|letter| like(letter).is_none())
    })
}

/// A Cyrillic word as it is said.
pub(crate) fn said(word: &str) -> String {
    let mut latin = String::with_capacity(word.len());
    for letter in word.chars() {
        match SAID.iter().find(|(cyrillic, _)| *cyrillic == letter) {
            Some((_, said)) => latin.push_str(said),
            None => latin.push(letter),
        }
    }
    latin
}

fn is_greek_or_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}')
}

fn like(letter: char) -> Option<char> {
    const LIKE: &str = "авекмнорстухіїјѕһԁԛԝαβεηικμνορτυχϲ";
    const READ: &str = "abekmhopctyxiijshdqwabenikmvoptuxc";
    LIKE.chars().zip(READ.chars()).find(|(like, _)| *like == letter).map(|(_, read)| read)
}

#[rustfmt::skip]
const SAID: [(char, &str); 36] = [
    ('а', "a"), ('б', "b"), ('в', "v"), ('г', "g"), ('ґ', "g"), ('д', "d"), ('е', "e"), ('є', "e"), ('з', "z"),
    ('и', "i"), ('і', "i"), ('ї', "i"), ('й', "y"), ('к', "k"), ('л', "l"), ('м', "m"), ('н', "n"), ('о', "o"),
    ('п', "p"), ('р', "r"), ('с', "s"), ('т', "t"), ('у', "u"), ('ф', "f"), ('ы', "y"), ('э', "e"), ('ъ', ""),
    ('ь', ""), ('ж', "zh"), ('х', "kh"), ('ц', "ts"), ('ч', "ch"), ('ш', "sh"), ('щ', "shch"), ('ю', "yu"), ('я', "ya"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> String {
        let mut word = String::new();
        text.chars().for_each(|letter| {
            fold(letter, &mut word);
        });
        latin(&word, false).unwrap_or(word)
    }

    #[test]
    fn letters_are_the_same_however_they_are_dressed() {
        for dressed in ["Müller", "MU\u{308}LLER", "Ｍüｌｌｅｒ", "Mü\u{ad}l\u{200b}ler", "𝐌üller"]
        {
            assert_eq!(word(dressed), "muller", "{dressed}");
        }
        assert_eq!(word("oﬃce"), "office");
        assert_eq!(word("Łukasz"), "lukasz");
        assert_eq!(word("İBRAHİM"), word("ibrahim"));
        assert_eq!(word("مُحَمَّد"), word("محمد"));
    }

    #[test]
    fn cyrillic_is_read_as_it_is_said_and_disguises_as_they_look() {
        assert_eq!(word("Зайцева"), "zaytseva");
        assert_eq!(word("Заи\u{306}цева"), "zaytseva");
        // All letters but the first and last are Cyrillic.
        assert_eq!(word("Cаrter"), "carter");
    }
}
