//! Decimal amounts into minor units: digit by digit, never by way of a float.

use domain::money::{Currency, MOST_MINOR};

use crate::fault::{What, shown};

/// An amount with its sign, as CSV files write it. `mark` is the decimal mark; what else separates
/// digits separates thousands, or the amount is refused.
pub(crate) fn parse(text: &str, mark: char, currency: Currency) -> Result<i64, What> {
    let refused = || What::Amount(shown(text));
    let (negative, body) = signed(text).ok_or_else(refused)?;
    let (whole, decimals) = body.split_once(mark).unwrap_or((body, ""));
    let whole = ungrouped(whole, mark).ok_or_else(refused)?;
    if !decimals.bytes().all(|byte| byte.is_ascii_digit())
        || (whole.is_empty() && decimals.is_empty())
    {
        return Err(refused());
    }
    let digits = currency.exponent() as usize;
    let kept = &decimals[..decimals.len().min(digits)];
    if decimals[kept.len()..].bytes().any(|byte| byte != b'0') {
        return Err(What::SubMinor(shown(text), currency));
    }
    let huge = || What::Huge(shown(text));
    let padding = std::iter::repeat_n(b'0', digits - kept.len());
    let mut minor = 0_i64;
    for digit in whole.bytes().chain(kept.bytes()).chain(padding) {
        let next = minor.checked_mul(10).and_then(|tens| tens.checked_add(i64::from(digit - b'0')));
        minor = next.filter(|minor| *minor <= MOST_MINOR).ok_or_else(huge)?;
    }
    Ok(if negative { -minor } else { minor })
}

/// An amount as XML's `decimal` has it: digits with a point, without grouping.
pub(crate) fn plain(text: &str, currency: Currency) -> Result<i64, What> {
    let trimmed = text.trim();
    if trimmed.bytes().any(|byte| !(byte.is_ascii_digit() || b".+-".contains(&byte))) {
        return Err(What::Amount(shown(text)));
    }
    parse(trimmed, '.', currency)
}

/// Takes a sign off: before or behind, of any of the shapes of a minus, or parentheses.
fn signed(text: &str) -> Option<(bool, &str)> {
    const MINUS: [char; 4] = ['-', '\u{2212}', '\u{2013}', '\u{fe63}'];
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('(') {
        return inner.strip_suffix(')').map(|inner| (true, inner.trim()));
    }
    let without = text.strip_prefix(MINUS).or_else(|| text.strip_suffix(MINUS));
    let (negative, body) = match without {
        Some(body) => (true, body),
        None => (false, text.strip_prefix('+').or_else(|| text.strip_suffix('+')).unwrap_or(text)),
    };
    Some((negative, body.trim()))
}

/// Digits without what separates thousands, which must stand where it can: before every three.
fn ungrouped(whole: &str, mark: char) -> Option<String> {
    let mut separator = None;
    let mut groups = vec![String::new()];
    for character in whole.chars() {
        match character {
            '0'..='9' => groups.last_mut()?.push(character),
            ',' | '.' | '\'' | '\u{2019}' | ' ' | '\u{a0}' | '\u{202f}' if character != mark => {
                if separator.is_some_and(|seen| seen != character) {
                    return None;
                }
                separator = Some(character);
                groups.push(String::new());
            }
            _ => return None,
        }
    }
    let (first, others) = groups.split_first()?;
    let shaped = others.is_empty()
        || ((1..=3).contains(&first.len()) && others.iter().all(|group| group.len() == 3));
    shaped.then(|| groups.concat())
}

/// Which decimal mark the amounts of a column have. `Err` holds one that could be read in two ways.
pub(crate) fn mark_of<'a>(amounts: impl Iterator<Item = &'a str> + Clone) -> Result<char, String> {
    let mut doubtful = None;
    for amount in amounts {
        let marks: Vec<(usize, char)> =
            amount.char_indices().filter(|(_, character)| matches!(character, '.' | ',')).collect();
        let Some(&(at, last)) = marks.last() else { continue };
        let other = if last == '.' { ',' } else { '.' };
        let behind = amount[at + 1..].chars().take_while(char::is_ascii_digit).count();
        let alone = marks.iter().filter(|(_, mark)| *mark == last).count() == 1;
        if alone && (marks.len() > 1 || behind != 3) {
            return Ok(last);
        }
        if !alone {
            return Ok(other);
        }
        // "0,123" cannot be grouped.
        if amount.trim_start_matches(['-', '+', '\u{2212}', ' ']).starts_with('0') {
            return Ok(last);
        }
        doubtful.get_or_insert(amount);
    }
    doubtful.map_or(Ok('.'), |amount| Err(shown(amount)))
}
