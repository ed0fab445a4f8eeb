//! Makes a string fit to be set: nothing invisible that could turn figures around, nothing that a
//! PDF for archives may not hold, no word too long for its column.

use std::collections::BTreeSet;

use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

/// Stands where a character has no glyph.
pub(crate) const REPLACEMENT: char = '\u{fffd}';

/// Seen by nobody, and where a line may end.
pub(crate) const BREAK: char = '\u{200b}';

/// A word of more characters than this may be broken.
const LONG_WORD: usize = 32;
/// Addresses are copied from the page, and what lets them be broken would be copied along.
const LONG_ADDRESS: usize = 48;
/// So many characters fit into any column; each place to break costs a try.
const BROKEN_AFTER: usize = 8;

/// What had to be left out of a letter, or be set as [`REPLACEMENT`].
#[derive(Debug, Default)]
pub(crate) struct Losses {
    pub(crate) left_out: BTreeSet<char>,
    pub(crate) replaced: BTreeSet<String>,
}

/// Cleans every string of a letter, wherever it stands.
pub(crate) fn strings(value: &mut Value, losses: &mut Losses) {
    each(value, &mut |text| {
        if !text.is_ascii() || text.bytes().any(|byte| byte.is_ascii_control()) {
            *text = characters(text, losses);
        }
        if text.split_whitespace().any(|word| word.len() > LONG_WORD) {
            *text = breakable(text);
        }
    });
}

/// Puts [`REPLACEMENT`] in the place of each of these clusters of characters.
pub(crate) fn replace(value: &mut Value, clusters: &BTreeSet<String>) {
    // A cluster may begin with another.
    let mut longest_first: Vec<&String> = clusters.iter().collect();
    longest_first.sort_by_key(|cluster| std::cmp::Reverse(cluster.len()));
    let mut buffer = [0; 4];
    let replacement = &*REPLACEMENT.encode_utf8(&mut buffer);
    each(value, &mut |text| {
        if !text.is_ascii() {
            for cluster in &longest_first {
                *text = text.replace(cluster.as_str(), replacement);
            }
        }
    });
}

fn each(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(values) => values.iter_mut().for_each(|value| each(value, change)),
        Value::Object(fields) => fields.values_mut().for_each(|value| each(value, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn characters(text: &str, losses: &mut Losses) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            '\t' => cleaned.push(' '),
            _ if unwanted(character) => {
                losses.left_out.insert(character);
            }
            _ if is_private(character) => {
                losses.replaced.insert(character.into());
                cleaned.push(REPLACEMENT);
            }
            _ => cleaned.push(character),
        }
    }
    cleaned
}

/// Controls; characters that turn the direction of what follows (UAX #9, 2.1 to 2.4), annotate it or
/// tag it; byte order marks; and those that are none.
fn unwanted(character: char) -> bool {
    let code = u32::from(character);
    character.is_control()
        || matches!(code, 0x202a..=0x202e | 0x2066..=0x2069 | 0x206a..=0x206f)
        || matches!(code, 0xfeff | 0xfff9..=0xfffb | 0xfdd0..=0xfdef | 0xe0000..=0xe007f)
        || code & 0xfffe == 0xfffe
}

fn is_private(character: char) -> bool {
    matches!(u32::from(character), 0xe000..=0xf8ff | 0xf0000..=0xfffff | 0x10_0000..=0x10_ffff)
}

/// Lets long words be broken, between what a reader takes for characters.
fn breakable(text: &str) -> String {
    let mut broken = String::with_capacity(text.len() * 4);
    for word in text.split_inclusive(char::is_whitespace) {
        let most = if word.contains(['@', '/']) { LONG_ADDRESS } else { LONG_WORD };
        if word.graphemes(true).nth(most).is_none() {
            broken.push_str(word);
            continue;
        }
        for (nth, cluster) in word.graphemes(true).enumerate() {
            if nth > 0 && nth % BROKEN_AFTER == 0 && !cluster.starts_with(char::is_whitespace) {
                broken.push(BREAK);
            }
            broken.push_str(cluster);
        }
    }
    broken
}
