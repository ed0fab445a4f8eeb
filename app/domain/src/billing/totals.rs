//! What an invoice comes to: lines, less each line's discount, less the invoice's, with taxes, to a total.
//!
//! One fold, in whole minor units. Every figure on the page is the sum of the figures above it; nothing is
//! worked out twice, so nothing can disagree. The order of the lines changes no total.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::money::{Currency, MOST_MINOR, Money, MoneyError, share};

/// Parts of a whole, in millionths: 8.875 % is 88,750.
pub const WHOLE: u64 = 1_000_000;

/// Less than the price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Discount {
    #[default]
    None,
    /// So many minor units.
    Amount(i64),
    /// So many millionths.
    Share(u32),
}

/// A tax at a rate in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TaxRate {
    pub millionths: u32,
}

/// Where a tax is rounded to the minor unit: the only place where rounding is a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxRounding {
    /// Once for each rate, on the sum of what is taxed at it.
    #[default]
    PerRate,
    /// On each line.
    PerLine,
}

impl TaxRounding {
    pub const ALL: [TaxRounding; 2] = [TaxRounding::PerRate, TaxRounding::PerLine];

    pub const fn word(self) -> &'static str {
        match self {
            TaxRounding::PerRate => "per_rate",
            TaxRounding::PerLine => "per_line",
        }
    }

    pub fn from_word(word: &str) -> Option<TaxRounding> {
        TaxRounding::ALL.into_iter().find(|rounding| rounding.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            TaxRounding::PerRate => "Once for each rate",
            TaxRounding::PerLine => "On each line",
        }
    }
}

/// Whether prices are before the tax or hold it already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxBasis {
    #[default]
    Added,
    Included,
}

impl TaxBasis {
    pub const ALL: [TaxBasis; 2] = [TaxBasis::Added, TaxBasis::Included];

    pub const fn word(self) -> &'static str {
        match self {
            TaxBasis::Added => "added",
            TaxBasis::Included => "included",
        }
    }

    pub fn from_word(word: &str) -> Option<TaxBasis> {
        TaxBasis::ALL.into_iter().find(|basis| basis.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            TaxBasis::Added => "Added to the price",
            TaxBasis::Included => "In the price already",
        }
    }
}

/// One line as it is priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedLine {
    /// Minor units, not below zero; after any write-down.
    pub amount: i64,
    pub discount: Discount,
    pub tax: Option<TaxRate>,
    /// Shown, and paid for by a fixed fee: counts for nothing.
    pub in_fee: bool,
}

/// What holds for the whole invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub currency: Currency,
    pub discount: Discount,
    pub basis: TaxBasis,
    pub rounding: TaxRounding,
    /// Paid in advance and asked to be used here. Minor units.
    pub retainer: i64,
}

impl Terms {
    pub const fn plain(currency: Currency) -> Terms {
        Terms {
            currency,
            discount: Discount::None,
            basis: TaxBasis::Added,
            rounding: TaxRounding::PerRate,
            retainer: 0,
        }
    }
}

/// One line as the invoice shows it. Minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineTotal {
    pub amount: i64,
    /// The line's own.
    pub discount: i64,
    /// Amount less discount.
    pub net: i64,
    /// Its part of the invoice's discount.
    pub shared_discount: i64,
    /// Its part of the tax.
    pub tax: i64,
}

/// All that is taxed at one rate. Minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxTotal {
    pub rate: TaxRate,
    /// What the rate is taken of: without the tax where that is added, with it where it is included.
    pub taxable: i64,
    pub tax: i64,
}

/// What it comes to. Minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub currency: Currency,
    /// In the order of the lines that went in.
    pub lines: Vec<LineTotal>,
    /// The sum of the lines' nets.
    pub subtotal: i64,
    /// The invoice's own discount.
    pub discount: i64,
    /// By rate, the lowest first.
    pub taxes: Vec<TaxTotal>,
    pub tax: i64,
    pub total: i64,
    pub retainer: i64,
    /// What is left to pay.
    pub due: i64,
}

impl Totals {
    pub const fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }
}

/// Why it comes to nothing that could be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TotalsError {
    TooMuch,
    /// A line below zero. Give a discount or a credit note instead.
    NegativeLine,
    /// A discount below zero or above what it is taken of.
    Discount,
    /// More than the whole.
    Rate,
    /// More of the retainer than is asked for.
    Retainer,
}

impl fmt::Display for TotalsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TotalsError::TooMuch => "This comes to more than one invoice can hold.",
            TotalsError::NegativeLine => {
                "A line cannot be below zero. Give a discount, or a credit note afterwards."
            }
            TotalsError::Discount => "A discount is at most what it is taken of.",
            TotalsError::Rate => "A tax is at most 100 %.",
            TotalsError::Retainer => {
                "No more of the retainer can be used than the invoice comes to."
            }
        })
    }
}

impl std::error::Error for TotalsError {}

impl From<MoneyError> for TotalsError {
    fn from(_: MoneyError) -> TotalsError {
        TotalsError::TooMuch
    }
}

/// Works it out.
///
/// # Errors
/// As [`TotalsError`] says; never a total below zero.
pub fn totals(lines: &[PricedLine], terms: &Terms) -> Result<Totals, TotalsError> {
    let mut shown = lines.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    let subtotal = sum(shown.iter().map(|line| line.net))?;
    let discount = taken(terms.discount, subtotal)?;
    share_discount(&mut shown, lines, discount, terms.currency);
    let taxes = tax(&mut shown, lines, terms)?;
    let tax = sum(taxes.iter().map(|total| total.tax))?;
    let added = match terms.basis {
        TaxBasis::Added => tax,
        TaxBasis::Included => 0,
    };
    let total = sum([subtotal - discount, added])?;
    if !(0..=total).contains(&terms.retainer) {
        return Err(TotalsError::Retainer);
    }
    Ok(Totals {
        currency: terms.currency,
        lines: shown,
        subtotal,
        discount,
        taxes,
        tax,
        total,
        retainer: terms.retainer,
        due: total - terms.retainer,
    })
}

fn line(line: &PricedLine) -> Result<LineTotal, TotalsError> {
    if line.amount < 0 {
        return Err(TotalsError::NegativeLine);
    }
    if line.amount > MOST_MINOR {
        return Err(TotalsError::TooMuch);
    }
    let amount = if line.in_fee { 0 } else { line.amount };
    let discount = if line.in_fee { 0 } else { taken(line.discount, amount)? };
    Ok(LineTotal { amount, discount, net: amount - discount, shared_discount: 0, tax: 0 })
}

fn taken(discount: Discount, of: i64) -> Result<i64, TotalsError> {
    let taken = match discount {
        Discount::None => 0,
        Discount::Amount(minor) => minor,
        Discount::Share(millionths) if u64::from(millionths) > WHOLE => {
            return Err(TotalsError::Discount);
        }
        Discount::Share(millionths) => part(of, millionths.into(), WHOLE)?,
    };
    match (0..=of).contains(&taken) {
        true => Ok(taken),
        false => Err(TotalsError::Discount),
    }
}

/// The invoice's discount falls on the lines by what they are worth. Which of two equal lines bears the odd
/// cent depends on their worth and tax alone: so their order changes no total.
fn share_discount(
    lines: &mut [LineTotal],
    priced: &[PricedLine],
    discount: i64,
    currency: Currency,
) {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|nth| (lines[*nth].net, priced[*nth].tax));
    let weights: Vec<u64> = order.iter().map(|nth| lines[*nth].net.unsigned_abs()).collect();
    let parts = Money::new(discount, currency).split(&weights);
    for (nth, part) in order.into_iter().zip(parts) {
        lines[nth].shared_discount = part.minor;
    }
}

/// Sums of one rate: what is taxed, and the lines of it.
fn by_rate(priced: &[PricedLine]) -> BTreeMap<TaxRate, Vec<usize>> {
    let mut rates: BTreeMap<TaxRate, Vec<usize>> = BTreeMap::new();
    for (nth, line) in priced.iter().enumerate() {
        if let Some(rate) = line.tax.filter(|_| !line.in_fee) {
            rates.entry(rate).or_default().push(nth);
        }
    }
    rates
}

fn tax(
    lines: &mut [LineTotal],
    priced: &[PricedLine],
    terms: &Terms,
) -> Result<Vec<TaxTotal>, TotalsError> {
    let rates = by_rate(priced);
    if rates.keys().any(|rate| u64::from(rate.millionths) > WHOLE) {
        return Err(TotalsError::Rate);
    }
    let mut taxes = Vec::with_capacity(rates.len());
    for (rate, of_rate) in rates {
        let worth: Vec<u64> = of_rate
            .iter()
            .map(|nth| (lines[*nth].net - lines[*nth].shared_discount).unsigned_abs())
            .collect();
        let taxable = sum(worth.iter().map(|worth| i64::try_from(*worth).unwrap_or(i64::MAX)))?;
        let parts: Vec<i64> = match terms.rounding {
            TaxRounding::PerRate => {
                let tax = Money::new(of(rate, taxable, terms.basis)?, terms.currency);
                tax.split(&worth).into_iter().map(|part| part.minor).collect()
            }
            TaxRounding::PerLine => worth
                .iter()
                .map(|worth| of(rate, i64::try_from(*worth).unwrap_or(i64::MAX), terms.basis))
                .collect::<Result<_, _>>()?,
        };
        for (nth, part) in of_rate.into_iter().zip(&parts) {
            lines[nth].tax = *part;
        }
        taxes.push(TaxTotal { rate, taxable, tax: sum(parts)? });
    }
    Ok(taxes)
}

fn of(rate: TaxRate, taxable: i64, basis: TaxBasis) -> Result<i64, TotalsError> {
    let rate = u64::from(rate.millionths);
    match basis {
        TaxBasis::Added => part(taxable, rate, WHOLE),
        TaxBasis::Included => part(taxable, rate, WHOLE + rate),
    }
}

fn part(of: i64, numerator: u64, denominator: u64) -> Result<i64, TotalsError> {
    let part = share(of, numerator, denominator).ok_or(TotalsError::TooMuch)?;
    i64::try_from(part).map_err(|_| TotalsError::TooMuch)
}

fn sum(parts: impl IntoIterator<Item = i64>) -> Result<i64, TotalsError> {
    let sum: i128 = parts.into_iter().map(i128::from).sum();
    match i64::try_from(sum) {
        Ok(sum) if sum <= MOST_MINOR => Ok(sum),
        Ok(_) | Err(_) => Err(TotalsError::TooMuch),
    }
}

#[cfg(test)]
mod tests;
