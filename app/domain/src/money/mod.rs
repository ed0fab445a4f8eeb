//! Money: a whole number of minor units and the currency they are of. Never a float, never a bare number.
//!
//! Arithmetic is checked: two currencies do not add, and what is beyond [`MOST_MINOR`] is refused before a
//! database could be asked to keep it.

mod currency;
mod parse;
mod written;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use currency::Currency;

/// The most that any one amount may be, in minor units: ten thousand million dollars. A sum of a million
/// such amounts still fits a `bigint`.
pub const MOST_MINOR: i64 = 1_000_000_000_000;

/// An amount. May be below zero: a credit, a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

/// Why an amount could not be worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MoneyError {
    /// Two currencies in one sum.
    Mixed(Currency, Currency),
    /// Beyond [`MOST_MINOR`], either way.
    TooMuch,
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MoneyError::Mixed(one, other) => write!(
                f,
                "{} and {} cannot be added. Bill each currency on an invoice of its own.",
                one.code(),
                other.code()
            ),
            MoneyError::TooMuch => f.write_str("This comes to more than one invoice can hold."),
        }
    }
}

impl std::error::Error for MoneyError {}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Money {
        Money { minor: 0, currency }
    }

    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// # Errors
    /// Another currency, or beyond [`MOST_MINOR`].
    pub fn plus(self, other: Money) -> Result<Money, MoneyError> {
        self.same(other)?;
        within(i128::from(self.minor) + i128::from(other.minor), self.currency)
    }

    /// # Errors
    /// As [`Money::plus`].
    pub fn minus(self, other: Money) -> Result<Money, MoneyError> {
        self.same(other)?;
        within(i128::from(self.minor) - i128::from(other.minor), self.currency)
    }

    /// `self × numerator ÷ denominator`, half a minor unit away from zero. A denominator of 0 is too much.
    ///
    /// # Errors
    /// Beyond [`MOST_MINOR`].
    pub fn times(self, numerator: u64, denominator: u64) -> Result<Money, MoneyError> {
        within(share(self.minor, numerator, denominator).ok_or(MoneyError::TooMuch)?, self.currency)
    }

    /// # Errors
    /// As [`Money::plus`].
    pub fn sum(
        currency: Currency,
        parts: impl IntoIterator<Item = Money>,
    ) -> Result<Money, MoneyError> {
        parts.into_iter().try_fold(Money::zero(currency), Money::plus)
    }

    /// In parts by weight, to the last minor unit: what whole units leave over goes, one each, to the parts
    /// with the largest remainder, and among equals to the first. Weights that are all 0 count as equal.
    pub fn split(self, weights: &[u64]) -> Vec<Money> {
        let even = weights.iter().all(|weight| *weight == 0);
        let weight = |nth: usize| if even { 1 } else { i128::from(weights[nth]) };
        let all: i128 = (0..weights.len()).map(weight).sum();
        if all == 0 {
            return Vec::new();
        }
        let (sign, whole) = (i128::from(self.minor.signum()), i128::from(self.minor).abs());
        let mut parts: Vec<i128> =
            (0..weights.len()).map(|nth| whole * weight(nth) / all).collect();
        let left = whole - parts.iter().sum::<i128>();
        let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
        by_remainder.sort_by_key(|nth| (-(whole * weight(*nth) % all), *nth));
        for nth in by_remainder.into_iter().take(usize::try_from(left).unwrap_or_default()) {
            parts[nth] += 1;
        }
        // a part is never larger than the whole, which fits
        let minor = |part: i128| i64::try_from(sign * part).unwrap_or_default();
        parts.into_iter().map(|part| Money::new(minor(part), self.currency)).collect()
    }

    fn same(self, other: Money) -> Result<(), MoneyError> {
        match self.currency == other.currency {
            true => Ok(()),
            false => Err(MoneyError::Mixed(self.currency, other.currency)),
        }
    }
}

fn within(minor: i128, currency: Currency) -> Result<Money, MoneyError> {
    match i64::try_from(minor) {
        Ok(minor) if (-MOST_MINOR..=MOST_MINOR).contains(&minor) => Ok(Money::new(minor, currency)),
        Ok(_) | Err(_) => Err(MoneyError::TooMuch),
    }
}

/// `amount × numerator ÷ denominator`, half away from zero; none for a denominator of 0.
pub(crate) fn share(amount: i64, numerator: u64, denominator: u64) -> Option<i128> {
    let (sign, whole) = (i128::from(amount.signum()), i128::from(amount).abs());
    let (numerator, denominator) = (i128::from(numerator), i128::from(denominator));
    (denominator > 0).then(|| sign * ((whole * numerator * 2 + denominator) / (denominator * 2)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::UsDollar)
    }

    #[test]
    fn currencies_do_not_mix_and_what_is_too_much_is_refused() {
        let mixed = usd(1).plus(Money::new(1, Currency::Euro));
        assert_eq!(mixed, Err(MoneyError::Mixed(Currency::UsDollar, Currency::Euro)));
        assert_eq!(usd(MOST_MINOR).plus(usd(1)), Err(MoneyError::TooMuch));
        assert_eq!(usd(i64::MIN).minus(usd(i64::MAX)), Err(MoneyError::TooMuch));
        assert_eq!(usd(MOST_MINOR).times(u64::MAX, 1), Err(MoneyError::TooMuch));
        assert_eq!(usd(1).times(1, 0), Err(MoneyError::TooMuch));
        assert_eq!(usd(-1).plus(usd(1)), Ok(usd(0)));
    }

    #[test]
    fn half_a_cent_goes_away_from_zero() {
        assert_eq!(usd(5).times(1, 2), Ok(usd(3)));
        assert_eq!(usd(-5).times(1, 2), Ok(usd(-3)));
        assert_eq!(usd(29_000).times(24, 60), Ok(usd(11_600)));
    }

    #[test]
    fn what_is_left_over_goes_to_the_largest_remainders_and_then_to_the_first() {
        let minor = |parts: Vec<Money>| parts.iter().map(|part| part.minor).collect::<Vec<_>>();
        assert_eq!(minor(usd(100).split(&[1, 1, 1])), [34, 33, 33]);
        assert_eq!(minor(usd(100).split(&[1, 2, 3])), [17, 33, 50]);
        assert_eq!(minor(usd(-100).split(&[1, 1, 1])), [-34, -33, -33]);
        assert_eq!(minor(usd(5).split(&[0, 0])), [3, 2]);
        assert!(usd(5).split(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn the_parts_are_the_whole(minor in any::<i64>(), weights in prop::collection::vec(any::<u64>(), 1..40)) {
            let parts = usd(minor).split(&weights);
            prop_assert_eq!(parts.iter().map(|part| i128::from(part.minor)).sum::<i128>(), i128::from(minor));
            prop_assert!(parts.iter().all(|part| part.minor.signum() * minor.signum() >= 0));
            let nothing = weights.iter().zip(&parts).filter(|(weight, _)| **weight == 0);
            prop_assert!(weights.iter().all(|weight| *weight == 0) || nothing.into_iter().all(|(_, part)| part.is_zero()));
        }
    }
}
