//! What a draft is made of, and what an invoice said when it was issued.

use serde::{Deserialize, Serialize};

use super::invoices::{Arrangement, LineKind};
use super::time::Recorded;
use super::totals::{Discount, PricedLine, TaxBasis, TaxRate, TaxRounding, Terms, Totals};
use crate::ids::{CaseId, InvoiceId, PayerId, TaxId};
use crate::money::Currency;

/// One line as whoever drafts has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLine {
    pub kind: LineKind,
    /// What it bills; none for a fee.
    pub of: Option<Recorded>,
    pub narrative: String,
    /// Lines with the same words here are shown together.
    pub grouped: String,
    /// What it is worth, in minor units. Of an entry or expense the database asks for what is recorded.
    pub gross: i64,
    /// Off that, without the client reading of it.
    pub written_down: i64,
    pub write_down_reason: String,
    pub discount: Discount,
    pub tax: Option<(TaxId, TaxRate)>,
    /// Paid for by the fixed fee.
    pub in_fee: bool,
}

impl DraftLine {
    pub fn priced(&self) -> PricedLine {
        PricedLine {
            amount: self.gross - self.written_down,
            discount: self.discount,
            tax: self.tax.map(|(_, rate)| rate),
            in_fee: self.in_fee,
        }
    }
}

/// A whole draft. Its lines stand in the order in which they will be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub payer: Option<PayerId>,
    pub title: String,
    pub note: String,
    pub discount: Discount,
    pub lines: Vec<DraftLine>,
}

/// What a case has to bill, as a draft would begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unbilled {
    pub case: CaseId,
    pub currency: Currency,
    pub arrangement: Arrangement,
    pub basis: TaxBasis,
    pub rounding: TaxRounding,
    pub draft: Draft,
}

impl Unbilled {
    pub fn terms(&self) -> Terms {
        Terms {
            currency: self.currency,
            discount: self.draft.discount,
            basis: self.basis,
            rounding: self.rounding,
            retainer: 0,
        }
    }
}

/// A line of an issued invoice. Minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenLine {
    pub kind: LineKind,
    pub grouped: String,
    /// ISO, or empty.
    pub dated: String,
    pub narrative: String,
    /// Who did it, by name.
    pub by: String,
    pub minutes: Option<i32>,
    pub rate: Option<i64>,
    pub amount: i64,
    pub discount: i64,
    pub net: i64,
    pub in_fee: bool,
    pub tax: String,
}

/// A tax of an issued invoice. Minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenTax {
    pub name: String,
    pub rate: TaxRate,
    pub taxable: i64,
    pub tax: i64,
}

/// All that an invoice or credit note said when it was issued: page, print and PDF are made of this and of
/// nothing else, so that they look the same whatever changes later. Minor units; dates are ISO.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// The shape of this record.
    pub version: u32,
    pub number: String,
    /// Of a credit note: the number of the invoice it takes back.
    pub corrects: Option<String>,
    pub office: FrozenOffice,
    /// Name and address, line by line.
    pub billed_to: Vec<String>,
    pub reference: String,
    pub case_number: String,
    pub title: String,
    pub note: String,
    pub issued_on: String,
    pub due_on: Option<String>,
    pub currency: Currency,
    pub basis: TaxBasis,
    pub lines: Vec<FrozenLine>,
    pub taxes: Vec<FrozenTax>,
    pub subtotal: i64,
    pub discount: i64,
    pub tax: i64,
    pub total: i64,
}

/// Who asks, and how to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenOffice {
    pub name: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    pub tax_number: String,
    pub payee: String,
    pub iban: String,
    pub bic: String,
    pub how_to_pay: String,
    /// How the office writes dates and amounts: a locale's word.
    pub locale: String,
}

/// What drafting answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    pub invoice: InvoiceId,
    pub revision: i32,
    pub totals: Totals,
}
