//! Amounts as people type them, whichever way they group and divide: "1,234.50", "1.234,50", "1 234.5", "$90".

use super::{Currency, MOST_MINOR, Money};
use crate::locale::Locale;

impl Money {
    /// An amount of `currency`, not below zero.
    ///
    /// What stands last is the decimal mark, unless three digits follow it: then it groups, for no currency
    /// that is offered has a third decimal.
    ///
    /// # Errors
    /// A sentence for beside the field.
    pub fn parse(typed: &str, currency: Currency) -> Result<Money, String> {
        let number = without_sign(typed.trim(), currency)?;
        if number.is_empty() {
            return Err("Enter an amount.".into());
        }
        if number.starts_with(['-', '−', '(']) {
            return Err("An amount cannot be below zero.".into());
        }
        let (whole, decimals) = divided(number)?;
        let exponent = currency.exponent() as usize;
        if decimals.len() > exponent {
            return Err(match exponent {
                0 => format!("{} has no decimals.", currency.label()),
                _ => {
                    format!("{} has {exponent} decimals, not {}.", currency.label(), decimals.len())
                }
            });
        }
        let digits = format!("{whole}{decimals:0<exponent$}");
        match digits.parse::<i64>() {
            Ok(minor) if minor <= MOST_MINOR => Ok(Money::new(minor, currency)),
            Ok(_) | Err(_) => Err("This is more than one amount can be.".into()),
        }
    }

    /// [`Money::parse`], and something must be left of it.
    ///
    /// # Errors
    /// A sentence for beside the field.
    pub fn parse_above_zero(typed: &str, currency: Currency) -> Result<Money, String> {
        match Money::parse(typed, currency)? {
            none if none.is_zero() => Err("Enter an amount above zero.".into()),
            amount => Ok(amount),
        }
    }
}

/// Without the currency before or after it, if that is the one that is meant.
fn without_sign(typed: &str, currency: Currency) -> Result<&str, String> {
    // the longest first: "US$" ends in "$"
    let signs = |of: Currency| {
        let mut signs = Locale::ALL.map(|locale| of.sign(locale)).to_vec();
        signs.extend([of.code(), "$"]);
        signs.sort_by_key(|sign| std::cmp::Reverse(sign.len()));
        signs
    };
    let bare = |of: Currency, dollar: bool| {
        signs(of).into_iter().filter(|sign| dollar || *sign != "$").find_map(|sign| {
            let rest = typed.strip_prefix(sign).or_else(|| typed.strip_suffix(sign))?;
            Some(rest.trim())
        })
    };
    let has_dollars = matches!(
        currency,
        Currency::UsDollar
            | Currency::CanadianDollar
            | Currency::AustralianDollar
            | Currency::NewZealandDollar
    );
    if let Some(rest) = bare(currency, has_dollars) {
        return Ok(rest);
    }
    match Currency::ALL.into_iter().find(|other| bare(*other, true).is_some()) {
        Some(_) => Err(format!("This is billed in {}. Enter the amount in that.", currency.code())),
        None => Ok(typed),
    }
}

const GROUPING: [char; 5] = [' ', '\u{a0}', '\u{202f}', '\'', '’'];

/// The digits before the decimal mark and after it.
fn divided(number: &str) -> Result<(String, String), String> {
    let wrong = || "Enter an amount like 1234.50.".to_owned();
    let marks: Vec<(usize, char)> =
        number.char_indices().filter(|(_, c)| matches!(c, '.' | ',')).collect();
    let after = |at: usize| &number[at + 1..];
    let decimal_at = match marks.as_slice() {
        [] => None,
        [.., (at, last)] => {
            let alone = marks.iter().filter(|(_, c)| c == last).count() == 1;
            // the same mark twice groups
            (alone && after(*at).len() != 3).then_some(*at)
        }
    };
    let (whole, decimals) = match decimal_at {
        Some(at) => (&number[..at], after(at)),
        None => (number, ""),
    };
    if !decimals.chars().all(|c| c.is_ascii_digit())
        || (decimal_at.is_some() && decimals.is_empty())
    {
        return Err(wrong());
    }
    let groups: Vec<&str> =
        whole.split(|c: char| GROUPING.contains(&c) || matches!(c, '.' | ',')).collect();
    let mut used: Vec<char> = whole.chars().filter(|c| !c.is_ascii_digit()).collect();
    used.dedup();
    let well_grouped = groups.iter().all(|group| group.chars().all(|c| c.is_ascii_digit()))
        && used.len() <= 1
        && groups.iter().skip(1).all(|group| group.len() == 3)
        && (groups.len() == 1
            || ((1..=3).contains(&groups[0].len()) && !groups[0].starts_with('0')));
    // ".50" is fifty cents
    let something = !whole.is_empty() || decimal_at.is_some();
    match well_grouped && something {
        true => Ok((groups.concat(), decimals.to_owned())),
        false => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn minor(typed: &str, currency: Currency) -> Option<i64> {
        Money::parse(typed, currency).ok().map(|money| money.minor)
    }

    #[test]
    fn an_amount_means_the_same_however_it_is_grouped() {
        for typed in [
            "1234.50",
            "1,234.50",
            "1.234,50",
            "1 234,5",
            "1'234.50",
            "$1,234.50",
            "1234.50 USD",
            "US$ 1234,50",
            " 1\u{202f}234,50 ",
        ] {
            assert_eq!(minor(typed, Currency::UsDollar), Some(123_450), "{typed}");
        }
        assert_eq!(minor("1,234", Currency::UsDollar), Some(123_400));
        assert_eq!(minor("1.234", Currency::Euro), Some(123_400));
        assert_eq!(minor("1,234,567", Currency::Euro), Some(123_456_700));
        assert_eq!(minor(".5", Currency::Pound), Some(50));
        assert_eq!(minor("1,234", Currency::Yen), Some(1_234));
    }

    #[test]
    fn what_could_be_misread_is_refused() {
        for typed in [
            "",
            "-5",
            "−5",
            "(5)",
            "1,23,4",
            "1..5",
            "5.",
            "1,2345",
            "12,34,567",
            "1 234,567.8 9",
            "abc",
            "1e5",
            "€5",
            "5 EUR",
            "0.001",
            "10000000000000",
        ] {
            assert!(Money::parse(typed, Currency::UsDollar).is_err(), "{typed}");
        }
        assert!(Money::parse("1.5", Currency::Yen).is_err());
        assert!(Money::parse("$5", Currency::Euro).is_err());
        assert!(Money::parse_above_zero("0.00", Currency::Euro).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            minor in 0..=MOST_MINOR,
            currency in proptest::sample::select(&Currency::ALL[..]),
            locale in proptest::sample::select(&Locale::ALL[..]),
        ) {
            let money = Money::new(minor, currency);
            prop_assert_eq!(Money::parse(&locale.money(money), currency), Ok(money));
        }

        #[test]
        fn no_text_makes_it_fall_over(typed in "[0-9.,' $€-]{0,20}") {
            let _ = Money::parse(&typed, Currency::UsDollar);
        }
    }
}
