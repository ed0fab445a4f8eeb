//! What an office that does not exist has on record.

use domain::billing::drafts::{Frozen, FrozenLine, FrozenOffice, FrozenTax};
use domain::billing::invoices::LineKind;
use domain::billing::totals::{TaxBasis, TaxRate};
use domain::money::Currency;
use jiff::civil::date;
use press::{Change, Since};

pub(crate) fn office() -> FrozenOffice {
    FrozenOffice {
        name: "Pellworth Adair LLP".into(),
        address: "212 Quay Street, Suite 4, Calder Bay".into(),
        phone: "(555) 010-0110".into(),
        email: "accounts@pellworthadair.example".into(),
        tax_number: "00-0000412".into(),
        payee: String::new(),
        iban: String::new(),
        bic: String::new(),
        how_to_pay: "Bank transfer to Pellworth Adair LLP operating account, reference 20412, or check payable to \
                     Pellworth Adair LLP. Questions before paying are welcome: ask Greta Solheim, (555) 010-0114."
            .into(),
        locale: "en-US".into(),
    }
}

/// The same office where the euro is money.
pub(crate) fn european() -> FrozenOffice {
    FrozenOffice {
        iban: "DE02120300000000202051".into(),
        bic: "BYLADEM1001".into(),
        how_to_pay: "Please pay by bank transfer.".into(),
        locale: "de-DE".into(),
        ..office()
    }
}

pub(crate) fn billed_to() -> Vec<String> {
    ["Caspian Roofing Co.", "Attn. Ilse Moreau, Controller", "88 Foundry Lane, Calder Bay"]
        .map(str::to_owned)
        .to_vec()
}

/// What was received of it: enough to be worth a line.
pub(crate) const RECEIVED: Since =
    Since { on: date(2026, 9, 22), amount: 100_000, change: Change::Received };

/// Day of August, words, name, tenths of an hour, rate.
const TIME: [(u8, &str, &str, i64, i64); 10] = [
    (4, "Draft preliminary notice and lien claim; review change orders", TF, 24, 29_000),
    (6, "Assemble delivery tickets and payment ledger", PR, 35, 14_000),
    (11, "Telephone conference with client about disputed change orders", TF, 8, 29_000),
    (13, "Draft complaint to foreclose lien", TF, 52, 29_000),
    (14, "Research timing of notice where scope was extended", TF, 20, 29_000),
    (18, "Review and revise complaint", MA, 15, 38_000),
    (21, "Prepare summons; arrange service on owner and lender", TF, 10, 29_000),
    (25, "Index exhibits A to R", PR, 26, 14_000),
    (27, "Settlement call with owner’s counsel; memorandum to file", TF, 16, 29_000),
    (28, "Strategy conference with client", MA, 10, 38_000),
];
const TF: &str = "Tomás Ferreira";
const PR: &str = "Priya Raman";
const MA: &str = "Miriam Adair";

const EXPENSES: [(u8, &str, i64); 4] = [
    (21, "Filing fee, Calder County Superior Court", 43_500),
    (22, "Service of process, two parties", 9_500),
    (24, "Title report and certified copies", 11_600),
    (26, "Courier, exhibits to owner’s counsel", 4_000),
];

pub(crate) fn line(kind: LineKind, day: u8, narrative: &str, amount: i64) -> FrozenLine {
    FrozenLine {
        kind,
        grouped: String::new(),
        dated: format!("2026-08-{day:02}"),
        narrative: narrative.into(),
        by: String::new(),
        minutes: None,
        rate: None,
        amount,
        discount: 0,
        net: amount,
        in_fee: false,
        tax: String::new(),
    }
}

/// So many lines of time.
pub(crate) fn time(lines: usize) -> Vec<FrozenLine> {
    (0..lines)
        .map(|nth| {
            let (day, what, by, tenths, rate) = TIME[nth % TIME.len()];
            let words = match nth < TIME.len() {
                true => what.to_owned(),
                false => format!("{what}, continued ({nth})"),
            };
            FrozenLine {
                by: by.into(),
                minutes: Some(i32::try_from(tenths * 6).unwrap()),
                rate: Some(rate),
                ..line(LineKind::Time, day, &words, tenths * rate / 10)
            }
        })
        .collect()
}

pub(crate) fn frozen(lines: Vec<FrozenLine>) -> Frozen {
    let subtotal = lines.iter().map(|line| line.net).sum();
    Frozen {
        version: 1,
        number: "20412".into(),
        corrects: None,
        office: office(),
        billed_to: billed_to(),
        reference: String::new(),
        case_number: "2025-0377".into(),
        title: "Mechanic’s lien, Harbor Row Unit 4".into(),
        note: "Time is recorded in six-minute units.".into(),
        issued_on: "2026-09-01".into(),
        due_on: Some("2026-10-01".into()),
        currency: Currency::UsDollar,
        basis: TaxBasis::Added,
        lines,
        taxes: vec![],
        subtotal,
        discount: 0,
        tax: 0,
        total: subtotal,
    }
}

/// As it is pictured: ten lines of time and four expenses.
pub(crate) fn pictured() -> Frozen {
    frozen(time(10).into_iter().chain(expenses()).collect())
}

pub(crate) fn expenses() -> Vec<FrozenLine> {
    EXPENSES.map(|(day, what, amount)| line(LineKind::Expense, day, what, amount)).to_vec()
}

/// In euros with a discount and two taxes.
pub(crate) fn taxed() -> Frozen {
    let mut lines: Vec<FrozenLine> = time(2).into_iter().chain(expenses()).collect();
    for line in &mut lines {
        line.tax = if line.kind == LineKind::Time { "VAT".into() } else { "Reduced".into() };
    }
    lines[0].discount = 9_600;
    lines[0].net -= 9_600;
    let tax = |name: &str, millionths, taxable, tax| FrozenTax {
        name: name.into(),
        rate: TaxRate { millionths },
        taxable,
        tax,
    };
    Frozen {
        office: european(),
        currency: Currency::Euro,
        taxes: vec![tax("Reduced", 55_000, 68_600, 3_773), tax("VAT", 190_000, 109_000, 20_710)],
        tax: 24_483,
        total: 202_083,
        ..frozen(lines)
    }
}

pub(crate) fn credit_note() -> Frozen {
    Frozen {
        number: "C-31".into(),
        corrects: Some("20412".into()),
        note: "The call of August 11 was billed twice.".into(),
        due_on: None,
        subtotal: 23_200,
        total: 23_200,
        ..frozen(vec![])
    }
}
