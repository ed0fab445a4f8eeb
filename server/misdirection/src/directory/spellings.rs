//! The ways in which a name may be written.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::{Entry, Pattern, is_foreign, words};
use crate::fold::said as cyrillic_said;
use crate::words::{is_and, is_form};
use crate::{Rule, What};

/// Enough to stop a share by itself.
pub(crate) const WHOLE: u32 = 4;
/// A word alone, which others are called as well.
const SINGLE: u32 = 2;
/// Words of which more ways to turn are not tried.
const TURNS: usize = 6;

pub(super) fn person(entry: &Entry) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    for (spelled, rule) in spellings(&entry.said) {
        let words: Vec<&str> = spelled.iter().map(String::as_str).collect();
        let count = words.len();
        if count < 2 {
            patterns.push(pattern(&words, rule.unwrap_or(Rule::Whole), false, SINGLE));
            continue;
        }
        patterns.push(pattern(&words, rule.unwrap_or(Rule::Whole), false, WHOLE));
        for turn in (1..count).filter(|_| count <= TURNS) {
            let turned: Vec<&str> = words[turn..].iter().chain(&words[..turn]).copied().collect();
            patterns.push(pattern(&turned, rule.unwrap_or(Rule::Turned), true, WHOLE));
        }
        // Spelled out, a name may have other words than it has on file.
        if count != entry.words.len() {
            continue;
        }
        let given = &words[..entry.given_end];
        if entry.given_end < entry.family {
            for from in entry.given_end + 1..=entry.family {
                let family = &words[from..];
                patterns.push(pattern(&[given, family].concat(), Rule::Middle, false, WHOLE));
                patterns.push(pattern(&[family, given].concat(), Rule::Middle, true, WHOLE));
            }
            // The first of two family names.
            let middle = &words[entry.given_end..entry.family];
            if entry.has_two_families {
                patterns.push(pattern(&[given, middle].concat(), Rule::Middle, false, WHOLE));
                patterns.push(pattern(&[middle, given].concat(), Rule::Middle, true, WHOLE));
            }
        }
    }
    patterns
}

pub(super) fn firm(entry: &Entry, common: &HashSet<&'static str>) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    for (spelled, rule) in spellings(&entry.said.replace(['&', '+'], " and ")) {
        let whole: Vec<&str> = spelled.iter().map(String::as_str).collect();
        let core = core(&whole);
        let weight = match core {
            [word] if word.chars().count() < 5 || common.contains(word) => 0,
            [_] => SINGLE,
            _ => WHOLE,
        };
        let whole_weight = if whole.len() > 1 { WHOLE } else { weight };
        for (words, weight, default) in
            [(&whole[..], whole_weight, Rule::Whole), (core, weight, Rule::Firm)]
        {
            if weight == 0 {
                continue;
            }
            let rule = rule.unwrap_or(default);
            patterns.push(pattern(words, rule, false, weight));
            if words.iter().any(|word| is_and(word)) {
                for and in ["", "and", "und", "et", "y"] {
                    let other: Vec<&str> = words
                        .iter()
                        .map(|word| if is_and(word) { and } else { *word })
                        .filter(|word| !word.is_empty())
                        .collect();
                    patterns.push(pattern(&other, Rule::Firm, false, weight));
                }
            }
        }
    }
    patterns
}

/// A firm's words without its form.
fn core<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    let from = usize::from(words.len() > 1 && words[0] == "the");
    let mut to = words.len();
    while to > from + 1 && (is_form(words[to - 1]) || is_and(words[to - 1])) {
        to -= 1;
    }
    &words[from..to]
}

pub(super) fn identifier(entry: &Entry) -> Vec<Pattern> {
    let rule = if entry.what == What::Email { Rule::Email } else { Rule::Number };
    let words: Vec<&str> = entry.words.iter().map(String::as_str).collect();
    let mut patterns = vec![pattern(&words, rule, false, WHOLE)];
    if let (What::Email, Some((name, host))) = (entry.what, entry.said.split_once('@')) {
        // As it is spelled out: name (at) host.
        let spelled: Vec<String> =
            super::words(&format!("{name} at {host}")).into_iter().map(|word| word.plain).collect();
        let spelled: Vec<&str> = spelled.iter().map(String::as_str).collect();
        patterns.push(pattern(&spelled, rule, false, WHOLE));
    }
    patterns
}

fn pattern(words: &[&str], rule: Rule, is_turned: bool, weight: u32) -> Pattern {
    let mut end = 0;
    let mut breaks: Vec<usize> = words
        .iter()
        .map(|word| {
            end += word.len();
            end
        })
        .collect();
    breaks.pop();
    Pattern {
        entry: 0,
        letters: words.concat().into(),
        breaks: breaks.into(),
        rule,
        is_turned,
        weight,
    }
}

/// The words of a name in each way of spelling it, and the rule to which that is owed where it is not plain.
fn spellings(said: &str) -> Vec<(Vec<String>, Option<Rule>)> {
    let plain = |said: &str| words(said).into_iter().map(|word| word.plain).collect::<Vec<_>>();
    let script = is_foreign(said).then_some(Rule::Script);
    let mut all = vec![(plain(said), script)];
    if script.is_some() {
        let spoken: Vec<String> =
            said.split_whitespace().map(|word| cyrillic_said(&word.to_lowercase())).collect();
        all.push((plain(&spoken.join(" ")), script));
    }
    let composed: String = said.nfc().collect();
    all.push((plain(&spelled_out(&composed)), Some(Rule::Spelling)));
    all.push((plain(&drawn_in(&composed)), Some(Rule::Spelling)));
    let mut kept: Vec<(Vec<String>, Option<Rule>)> = Vec::new();
    for (words, rule) in all {
        if !words.is_empty() && !kept.iter().any(|(there, _)| *there == words) {
            kept.push((words, rule));
        }
    }
    kept
}

/// Müller as Mueller.
fn spelled_out(said: &str) -> String {
    let mut text = String::new();
    for letter in said.chars() {
        match letter {
            'ä' | 'Ä' => text.push_str("ae"),
            'ö' | 'ø' | 'Ö' | 'Ø' => text.push_str("oe"),
            'ü' | 'Ü' => text.push_str("ue"),
            'å' | 'Å' => text.push_str("aa"),
            letter => text.push(letter),
        }
    }
    text
}

/// Mueller as Muller, which Müller is compared as; not Bauer as Baur.
fn drawn_in(said: &str) -> String {
    let letters: Vec<char> = said.to_lowercase().chars().collect();
    let mut text = String::new();
    let mut at = 0;
    while at < letters.len() {
        let is_after_vowel = at > 0 && "aeiouyqäöü".contains(letters[at - 1]);
        match (letters[at], letters.get(at + 1)) {
            ('a' | 'o' | 'u', Some('e')) | ('a', Some('a')) if !is_after_vowel => {
                text.push(letters[at]);
                at += 1;
            }
            (letter, _) => text.push(letter),
        }
        at += 1;
    }
    text
}
