//! Amounts as the office writes them: "$1,234.50", "1.234,50 €".

use super::Money;
use crate::locale::Locale;

/// A space at which a line does not break.
const HARD_SPACE: char = '\u{a0}';

impl Locale {
    /// With the currency. What is below zero has a minus sign in front (U+2212).
    pub fn money(self, money: Money) -> String {
        let (minus, bare) = (if money.minor < 0 { "−" } else { "" }, self.bare(money));
        let sign = money.currency.sign(self);
        match self {
            Locale::UnitedStates | Locale::UnitedKingdom | Locale::Canada => {
                // a code is not a sign: it keeps its distance
                let gap =
                    if sign.ends_with(|c: char| c.is_ascii_alphabetic()) { "\u{a0}" } else { "" };
                format!("{minus}{sign}{gap}{bare}")
            }
            Locale::Germany | Locale::France | Locale::Spain => {
                format!("{minus}{bare}{HARD_SPACE}{sign}")
            }
        }
    }

    /// Without the currency, where a column or a heading has said it.
    pub fn amount(self, money: Money) -> String {
        format!("{}{}", if money.minor < 0 { "−" } else { "" }, self.bare(money))
    }

    fn bare(self, money: Money) -> String {
        let unit = money.currency.minor_units().unsigned_abs();
        let (whole, rest) = (money.minor.unsigned_abs() / unit, money.minor.unsigned_abs() % unit);
        let (group, mark) = self.marks();
        let digits = whole.to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 4);
        for (nth, digit) in digits.chars().enumerate() {
            if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
                grouped.push(group);
            }
            grouped.push(digit);
        }
        match money.currency.exponent() as usize {
            0 => grouped,
            exponent => format!("{grouped}{mark}{rest:0exponent$}"),
        }
    }

    /// What stands between groups of three digits, and before the decimals.
    const fn marks(self) -> (char, char) {
        match self {
            Locale::UnitedStates | Locale::UnitedKingdom | Locale::Canada => (',', '.'),
            Locale::Germany | Locale::Spain => ('.', ','),
            Locale::France => ('\u{202f}', ','),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn each_country_writes_it_its_own_way() {
        let usd = Money::new(123_456_750, Currency::UsDollar);
        let eur = Money::new(-100_005, Currency::Euro);
        assert_eq!(Locale::UnitedStates.money(usd), "$1,234,567.50");
        assert_eq!(Locale::Canada.money(usd), "US$1,234,567.50");
        assert_eq!(Locale::UnitedKingdom.money(eur), "−€1,000.05");
        assert_eq!(Locale::Germany.money(eur), "−1.000,05\u{a0}€");
        assert_eq!(Locale::France.money(eur), "−1\u{202f}000,05\u{a0}€");
        assert_eq!(
            Locale::UnitedStates.money(Money::new(5, Currency::SwissFranc)),
            "CHF\u{a0}0.05"
        );
        assert_eq!(Locale::UnitedStates.money(Money::new(1_500, Currency::Yen)), "¥1,500");
        assert_eq!(Locale::Spain.amount(Money::new(-1_500, Currency::Euro)), "−15,00");
    }
}
