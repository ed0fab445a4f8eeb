//! What an office may bill in (ISO 4217), and in how many decimals each is counted.

use serde::{Deserialize, Serialize};

use crate::locale::Locale;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Currency {
    #[serde(rename = "USD")]
    UsDollar,
    #[serde(rename = "EUR")]
    Euro,
    #[serde(rename = "GBP")]
    Pound,
    #[serde(rename = "CAD")]
    CanadianDollar,
    #[serde(rename = "AUD")]
    AustralianDollar,
    #[serde(rename = "CHF")]
    SwissFranc,
    #[serde(rename = "NZD")]
    NewZealandDollar,
    #[serde(rename = "DKK")]
    DanishKrone,
    #[serde(rename = "NOK")]
    NorwegianKrone,
    #[serde(rename = "SEK")]
    SwedishKrona,
    #[serde(rename = "JPY")]
    Yen,
}

impl Currency {
    pub const ALL: [Currency; 11] = [
        Currency::UsDollar,
        Currency::Euro,
        Currency::Pound,
        Currency::CanadianDollar,
        Currency::AustralianDollar,
        Currency::SwissFranc,
        Currency::NewZealandDollar,
        Currency::DanishKrone,
        Currency::NorwegianKrone,
        Currency::SwedishKrona,
        Currency::Yen,
    ];

    /// The code of ISO 4217: what is stored and used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Currency::UsDollar => "USD",
            Currency::Euro => "EUR",
            Currency::Pound => "GBP",
            Currency::CanadianDollar => "CAD",
            Currency::AustralianDollar => "AUD",
            Currency::SwissFranc => "CHF",
            Currency::NewZealandDollar => "NZD",
            Currency::DanishKrone => "DKK",
            Currency::NorwegianKrone => "NOK",
            Currency::SwedishKrona => "SEK",
            Currency::Yen => "JPY",
        }
    }

    pub fn from_code(code: &str) -> Option<Currency> {
        Currency::ALL.into_iter().find(|currency| currency.code() == code)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Currency::UsDollar => "US dollar",
            Currency::Euro => "Euro",
            Currency::Pound => "Pound sterling",
            Currency::CanadianDollar => "Canadian dollar",
            Currency::AustralianDollar => "Australian dollar",
            Currency::SwissFranc => "Swiss franc",
            Currency::NewZealandDollar => "New Zealand dollar",
            Currency::DanishKrone => "Danish krone",
            Currency::NorwegianKrone => "Norwegian krone",
            Currency::SwedishKrona => "Swedish krona",
            Currency::Yen => "Japanese yen",
        }
    }

    /// How many decimals a minor unit is (ISO 4217, table A.1): 2 for cents.
    pub const fn exponent(self) -> u32 {
        match self {
            Currency::Yen => 0,
            Currency::UsDollar
            | Currency::Euro
            | Currency::Pound
            | Currency::CanadianDollar
            | Currency::AustralianDollar
            | Currency::SwissFranc
            | Currency::NewZealandDollar
            | Currency::DanishKrone
            | Currency::NorwegianKrone
            | Currency::SwedishKrona => 2,
        }
    }

    /// Minor units in one: 100 for cents.
    pub const fn minor_units(self) -> i64 {
        10_i64.pow(self.exponent())
    }

    /// As it is written there: a dollar says whose it is where it is not the country's own.
    pub const fn sign(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Currency::UsDollar, Locale::UnitedStates)
            | (Currency::CanadianDollar, Locale::Canada) => "$",
            (Currency::UsDollar, _) => "US$",
            (Currency::CanadianDollar, _) => "CA$",
            (Currency::AustralianDollar, _) => "A$",
            (Currency::NewZealandDollar, _) => "NZ$",
            (Currency::Euro, _) => "€",
            (Currency::Pound, _) => "£",
            (Currency::Yen, _) => "¥",
            (
                Currency::SwissFranc
                | Currency::DanishKrone
                | Currency::NorwegianKrone
                | Currency::SwedishKrona,
                _,
            ) => self.code(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_found_by_its_code_alone() {
        assert!(Currency::ALL.iter().all(|it| Currency::from_code(it.code()) == Some(*it)));
        assert_eq!(Currency::from_code("usd"), None);
    }
}
