//! What a draft is made of, and what an invoice said when it was issued.

use serde::{Deserialize, Serialize};

use super::invoices::{Arrangement, Kind, LineKind};
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
    /// More than one could be asked, and the terms of the case name none: that is a person's choice.
    pub several_payers: bool,
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

impl Frozen {
    /// "Invoice 1042", "Credit note CN-0003".
    pub fn title(&self) -> String {
        let kind = if self.corrects.is_some() { Kind::CreditNote } else { Kind::Invoice };
        format!("{} {}", kind.label(), self.number)
    }

    /// Its file's name: nobody's, since it lies in a folder of downloads.
    pub fn file_name(&self) -> String {
        let kind = if self.corrects.is_some() { "credit-note" } else { "invoice" };
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        format!("{kind}-{}.pdf", self.number.chars().map(plain).collect::<String>())
    }

    /// As somebody reads it who pays for another's case: what it comes to, and nothing of what was done. One line
    /// for each kind of charge and tax, without words of ours; no title and no note.
    #[must_use]
    pub fn for_payer(&self) -> Frozen {
        let mut lines: Vec<FrozenLine> = Vec::new();
        for line in self.lines.iter().filter(|line| !line.in_fee) {
            match lines.iter_mut().find(|sum| sum.kind == line.kind && sum.tax == line.tax) {
                Some(sum) => {
                    sum.amount += line.amount;
                    sum.discount += line.discount;
                    sum.net += line.net;
                }
                None => lines.push(FrozenLine {
                    kind: line.kind,
                    grouped: String::new(),
                    dated: String::new(),
                    narrative: line.kind.label().to_owned(),
                    by: String::new(),
                    minutes: None,
                    rate: None,
                    amount: line.amount,
                    discount: line.discount,
                    net: line.net,
                    in_fee: false,
                    tax: line.tax.clone(),
                }),
            }
        }
        Frozen { lines, title: String::new(), note: String::new(), ..self.clone() }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn frozen() -> Frozen {
        let line = |kind, narrative: &str, net, tax: &str, in_fee| FrozenLine {
            kind,
            grouped: "The dispute".into(),
            dated: "2026-09-01".into(),
            narrative: narrative.into(),
            by: "Nkechi Obiora".into(),
            minutes: Some(60),
            rate: Some(29_000),
            amount: net,
            discount: 0,
            net,
            in_fee,
            tax: tax.into(),
        };
        Frozen {
            version: 1,
            number: "2026/0001".into(),
            corrects: None,
            office: FrozenOffice {
                name: "Adair & Lowe".into(),
                address: String::new(),
                phone: String::new(),
                email: String::new(),
                tax_number: String::new(),
                payee: String::new(),
                iban: String::new(),
                bic: String::new(),
                how_to_pay: String::new(),
                locale: "en-US".into(),
            },
            billed_to: vec!["Aunt May".into()],
            reference: "77".into(),
            case_number: "2026-0042".into(),
            title: "A secret matter".into(),
            note: "A secret note".into(),
            issued_on: "2026-09-01".into(),
            due_on: Some("2026-10-01".into()),
            currency: Currency::UsDollar,
            basis: TaxBasis::Added,
            lines: vec![
                line(LineKind::Time, "A secret call", 10_000, "Sales tax", false),
                line(LineKind::Time, "A secret letter", 5_000, "Sales tax", false),
                line(LineKind::Time, "In the fee", 0, "", true),
                line(LineKind::Expense, "A secret courier", 2_000, "", false),
            ],
            taxes: vec![],
            subtotal: 17_000,
            discount: 0,
            tax: 0,
            total: 17_000,
        }
    }

    #[test]
    fn whoever_pays_for_another_reads_what_it_comes_to_and_nothing_of_what_was_done() {
        let (whole, theirs) = (frozen(), frozen().for_payer());
        let said = format!("{theirs:?}");
        for secret in ["secret", "dispute", "Obiora", "29000"] {
            assert!(!said.contains(secret), "{secret}: {said}");
        }
        let sums: Vec<_> =
            theirs.lines.iter().map(|it| (it.kind, it.net, it.tax.as_str())).collect();
        assert_eq!(sums, [(LineKind::Time, 15_000, "Sales tax"), (LineKind::Expense, 2_000, "")]);
        assert_eq!((theirs.total, theirs.subtotal, theirs.number), (17_000, 17_000, whole.number));
        assert_eq!(theirs.billed_to, ["Aunt May"]);
    }

    #[test]
    fn a_paper_is_named_by_its_kind_and_number_alone() {
        let named = |number: &str, corrects: Option<&str>| {
            let corrects = corrects.map(str::to_owned);
            Frozen { number: number.into(), corrects, ..frozen() }.file_name()
        };
        assert_eq!(named("20412", None), "invoice-20412.pdf");
        assert_eq!(named("2026/0001", None), "invoice-2026-0001.pdf");
        assert_eq!(named("CN-0003", Some("20412")), "credit-note-CN-0003.pdf");
    }
}
