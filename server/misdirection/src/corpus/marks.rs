//! What becomes of writing on its way: lines broken, letters misread, ligatures, pages.

use super::chance::Chance;
use crate::Page;

const WIDTH: usize = 84;
const LINES: usize = 46;

/// Breaks lines at spaces and fills pages.
pub(super) fn pages(lines: &[String]) -> Vec<Page> {
    let broken: Vec<String> = lines.iter().flat_map(|line| wrapped(line, WIDTH)).collect();
    numbered(broken.chunks(LINES).map(|lines| lines.join("\n")))
}

pub(super) fn numbered(texts: impl IntoIterator<Item = String>) -> Vec<Page> {
    (1..).zip(texts).map(|(number, text)| Page { number, text, is_read: true }).collect()
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let used = lines.last().map_or(0, |line| line.chars().count());
        if used > 0 && used + 1 + word.chars().count() > width {
            lines.push(String::new());
        } else if used > 0 || lines.len() == 1 && word.is_empty() {
            lines.last_mut().expect("there is one").push(' ');
        }
        lines.last_mut().expect("there is one").push_str(word);
    }
    lines
}

/// One letter as reading software takes it for another, if the word has such a letter.
pub(super) fn misread(word: &str, chance: &mut Chance) -> String {
    const LIKE: [(&str, &str); 18] = [
        ("rn", "m"),
        ("m", "rn"),
        ("l", "1"),
        ("l", "I"),
        ("i", "l"),
        ("o", "0"),
        ("e", "c"),
        ("h", "b"),
        ("cl", "d"),
        ("d", "cl"),
        ("S", "5"),
        ("O", "0"),
        ("B", "8"),
        ("u", "ii"),
        ("a", "o"),
        ("t", "f"),
        ("n", "ri"),
        ("w", "vv"),
    ];
    let fits: Vec<_> = LIKE.iter().filter(|(right, _)| word.contains(right)).collect();
    if fits.is_empty() {
        return word.to_owned();
    }
    let (right, wrong) = chance.one(&fits);
    let places: Vec<usize> = word.match_indices(right).map(|(at, _)| at).collect();
    let at = *chance.one(&places);
    format!("{}{wrong}{}", &word[..at], &word[at + right.len()..])
}

/// A text as a poor scan is read: one word in `in_words` off by a letter.
pub(super) fn noisy(text: &str, in_words: usize, chance: &mut Chance) -> String {
    text.split('\n')
        .map(|line| {
            line.split(' ')
                .map(|word| {
                    if chance.below(in_words) == 0 {
                        misread(word, chance)
                    } else {
                        word.to_owned()
                    }
                })
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// The longest word of a name broken by a hyphen at the end of a line.
pub(super) fn hyphenated(name: &str, chance: &mut Chance) -> String {
    let Some(word) = name.split(' ').max_by_key(|word| word.chars().count()) else {
        return name.to_owned();
    };
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 5 {
        return name.replacen(' ', "\n", 1);
    }
    let at = chance.between(2, letters.len() - 2);
    let (head, tail): (String, String) =
        (letters[..at].iter().collect(), letters[at..].iter().collect());
    // Nothing is put where a hyphen stands already.
    let mark = if head.ends_with('-') || tail.starts_with('-') { "" } else { "-" };
    name.replacen(word, &format!("{head}{mark}\n{}", tail.trim_start_matches('-')), 1)
}

/// Letters in the forms that fonts and programs give them, or with what nobody sees between them.
pub(super) fn dressed(name: &str, chance: &mut Chance) -> String {
    match chance.below(5) {
        0 => name
            .replace("ffi", "ﬃ")
            .replace("fi", "ﬁ")
            .replace("fl", "ﬂ")
            .replace("ff", "ﬀ")
            .replace("st", "ﬆ"),
        1 => name.chars().map(|letter| letter.to_string()).collect::<Vec<_>>().join(" "),
        2 => name.chars().map(wide).collect(),
        3 => {
            let letters: Vec<char> = name.chars().collect();
            let at = chance.between(1, letters.len() - 1);
            let hidden = chance.pick(&["\u{ad}", "\u{200b}", "\u{2060}"]);
            letters[..at].iter().collect::<String>()
                + hidden
                + &letters[at..].iter().collect::<String>()
        }
        // Accents apart from their letters, as some systems keep them; no-break spaces.
        _ => apart(name).replace(' ', "\u{a0}"),
    }
}

fn wide(letter: char) -> char {
    match letter {
        '!'..='~' => char::from_u32(u32::from(letter) + 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

fn apart(name: &str) -> String {
    const MARKS: [(char, &str); 16] = [
        ('é', "e\u{301}"),
        ('è', "e\u{300}"),
        ('ü', "u\u{308}"),
        ('ö', "o\u{308}"),
        ('ä', "a\u{308}"),
        ('ñ', "n\u{303}"),
        ('á', "a\u{301}"),
        ('í', "i\u{301}"),
        ('ó', "o\u{301}"),
        ('ú', "u\u{301}"),
        ('ç', "c\u{327}"),
        ('ê', "e\u{302}"),
        ('ř', "r\u{30c}"),
        ('ń', "n\u{301}"),
        ('å', "a\u{30a}"),
        ('ý', "y\u{301}"),
    ];
    name.chars().fold(String::new(), |mut text, letter| {
        match MARKS.iter().find(|(whole, _)| *whole == letter) {
            Some((_, apart)) => text.push_str(apart),
            None => text.push(letter),
        }
        text
    })
}

/// Without the marks over and under letters, as people type who lack the key.
pub(super) fn unmarked(name: &str, chance: &mut Chance) -> String {
    let is_spelled_out = chance.percent(50);
    name.chars().fold(String::new(), |mut text, letter| {
        let plain = match letter {
            'ü' if is_spelled_out => "ue",
            'ö' | 'ø' if is_spelled_out => "oe",
            'ä' | 'æ' if is_spelled_out => "ae",
            'Ø' | 'Ö' if is_spelled_out => "Oe",
            'Ü' if is_spelled_out => "Ue",
            'å' if is_spelled_out => "aa",
            'Å' if is_spelled_out => "Aa",
            'ß' => "ss",
            'á' | 'à' | 'ä' | 'â' | 'ą' | 'å' | 'ă' => "a",
            'æ' => "ae",
            'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ě' => "e",
            'í' | 'ì' | 'î' | 'ï' | 'ı' => "i",
            'ó' | 'ò' | 'ö' | 'ô' | 'ø' | 'õ' => "o",
            'ú' | 'ù' | 'ü' | 'û' | 'ů' => "u",
            'ñ' | 'ń' | 'ň' => "n",
            'ç' | 'ć' | 'č' => "c",
            'ř' => "r",
            'š' | 'ś' | 'ş' => "s",
            'ž' | 'ż' | 'ź' => "z",
            'ł' => "l",
            'ğ' => "g",
            'ý' => "y",
            'đ' | 'ð' => "d",
            'Á' | 'Å' | 'Ä' => "A",
            'Ç' | 'Č' | 'Ć' => "C",
            'É' => "E",
            'Í' | 'İ' => "I",
            'Ł' => "L",
            'Ó' | 'Ö' | 'Ø' => "O",
            'Ş' | 'Š' | 'Ś' => "S",
            'Ü' | 'Ú' => "U",
            'Ž' | 'Ż' | 'Ź' => "Z",
            other => {
                text.push(other);
                return text;
            }
        };
        text.push_str(plain);
        text
    })
}
