//! Letters of an office that does not exist.

use jiff::civil::date;
use press::*;

pub(crate) fn press() -> &'static Press {
    static PRESS: std::sync::LazyLock<Press> = std::sync::LazyLock::new(Press::new);
    &PRESS
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn dated(label: &str, value: &str, strong: bool) -> Dated {
    Dated { label: label.into(), value: value.into(), strong }
}

pub(crate) fn total(label: &str, amount: &str, due: bool) -> Total {
    Total { label: label.into(), amount: amount.into(), due }
}

fn columns(heads: &[(&str, Align, bool)]) -> Vec<Column> {
    let column =
        |&(head, align, wide): &(&str, Align, bool)| Column { head: head.into(), align, wide };
    heads.iter().map(column).collect()
}

pub(crate) fn line(cells: &[&str]) -> Line {
    Line { cells: cells.iter().map(|text| Cell::new(*text)).collect() }
}

fn expense(day: &str, what: &str, amount: &str) -> Line {
    Line { cells: vec![Cell::new(day), Cell::over(4, what), Cell::new(amount)] }
}

/// Says who sends what to whom, and nothing else.
pub(crate) fn bare(kind: Kind, title: &str) -> Letter {
    Letter {
        kind,
        paper: Paper::UsLetter,
        language: Language { language: "en".into(), region: Some("US".into()) },
        identity: title.into(),
        dated: date(2026, 9, 1),
        title: title.into(),
        subtitle: "Tax ID 00-0000412".into(),
        office: Office {
            name: "Pellworth Adair LLP".into(),
            lines: strings(&[
                "212 Quay Street, Suite 4, Calder Bay",
                "(555) 010-0110 · accounts@pellworthadair.example",
            ]),
            foot: "Pellworth Adair LLP, attorneys at law, Calder Bay".into(),
        },
        addressee: strings(&[
            "Caspian Roofing Co.",
            "Attn. Ilse Moreau, Controller",
            "88 Foundry Lane, Calder Bay",
        ]),
        matter: vec![],
        dates: vec![dated("Issued", "September 1, 2026", false)],
        opening: vec![],
        columns: vec![],
        groups: vec![],
        numbered: false,
        taxes: vec![],
        totals: vec![],
        payment: None,
        qr: None,
        notes: vec![],
        closing: vec![],
        slip: None,
        words: Words::default(),
    }
}

const TIME: [(&str, &str, &str, &str, &str, &str); 10] = [
    (
        "Aug 4",
        "Draft preliminary notice and lien claim; review change orders",
        "TF",
        "2.4",
        "290.00",
        "696.00",
    ),
    ("Aug 6", "Assemble delivery tickets and payment ledger", "PR", "3.5", "140.00", "490.00"),
    (
        "Aug 11",
        "Telephone conference with client about disputed change orders",
        "TF",
        "0.8",
        "290.00",
        "232.00",
    ),
    ("Aug 13", "Draft complaint to foreclose lien", "TF", "5.2", "290.00", "1,508.00"),
    (
        "Aug 14",
        "Research timing of notice where scope was extended",
        "TF",
        "2.0",
        "290.00",
        "580.00",
    ),
    ("Aug 18", "Review and revise complaint", "MA", "1.5", "380.00", "570.00"),
    (
        "Aug 21",
        "Prepare summons; arrange service on owner and lender",
        "TF",
        "1.0",
        "290.00",
        "290.00",
    ),
    ("Aug 25", "Index exhibits A to R", "PR", "2.6", "140.00", "364.00"),
    (
        "Aug 27",
        "Settlement call with owner’s counsel; memorandum to file",
        "TF",
        "1.6",
        "290.00",
        "464.00",
    ),
    ("Aug 28", "Strategy conference with client", "MA", "1.0", "380.00", "380.00"),
];

/// An invoice with so many lines of time.
pub(crate) fn invoice(lines: usize) -> Letter {
    let services = (0..lines).map(|nth| {
        let (day, what, by, hours, rate, amount) = TIME[nth % TIME.len()];
        if nth < TIME.len() {
            return line(&[day, what, by, hours, rate, amount]);
        }
        line(&[day, &format!("{what}, continued ({nth})"), by, hours, rate, amount])
    });
    Letter {
        matter: strings(&["Mechanic’s lien, Harbor Row Unit 4", "2025-0377", "Services August 4 – 28, 2026"]),
        dates: vec![
            dated("Issued", "September 1, 2026", false),
            dated("Due", "October 1, 2026", true),
        ],
        columns: columns(&[
            ("Date", Align::Start, false),
            ("Description", Align::Start, true),
            ("By", Align::Start, false),
            ("Hours", Align::End, false),
            ("Rate", Align::End, false),
            ("Amount", Align::End, false),
        ]),
        groups: vec![
            Group {
                head: "Services".into(),
                lines: services.collect(),
                sum: Some(Line {
                    cells: vec![Cell::over(3, "Services"), Cell::new("21.6"), Cell::new(""), Cell::new("5,574.00")],
                }),
            },
            Group {
                head: "Expenses".into(),
                lines: vec![
                    expense("Aug 21", "Filing fee, Calder County Superior Court", "435.00"),
                    expense("Aug 22", "Service of process, two parties", "95.00"),
                    expense("Aug 24", "Title report and certified copies", "116.00"),
                    expense("Aug 26", "Courier, exhibits to owner’s counsel", "40.00"),
                ],
                sum: Some(Line { cells: vec![Cell::over(5, "Expenses"), Cell::new("686.00")] }),
            },
        ],
        numbered: true,
        totals: vec![
            total("Total", "$6,260.00", false),
            total("Received September 22, thank you", "−1,000.00", false),
            total("Balance due", "$5,260.00", true),
        ],
        payment: Some(Payment {
            text: "Bank transfer to Pellworth Adair LLP operating account, reference 20412, or check payable to \
                   Pellworth Adair LLP. Questions before paying are welcome: ask Greta Solheim, (555) 010-0114."
                .into(),
            details: vec![],
        }),
        notes: vec![Note {
            head: "Timekeepers".into(),
            text: "MA Miriam Adair, partner. TF Tomás Ferreira, associate. PR Priya Raman, paralegal. Time is \
                   recorded in six-minute units."
                .into(),
        }],
        slip: Some(Slip {
            head: "Please return this slip with a check.".into(),
            text: "Invoice 20412 · Caspian Roofing Co. · Balance due $5,260.00".into(),
        }),
        ..bare(Kind::Invoice, "Invoice 20412")
    }
}

/// On A4 in euros, with tax and a code.
pub(crate) fn euro_invoice() -> Letter {
    let transfer = Transfer {
        holder: "Pellworth Adair LLP",
        iban: "DE02 1203 0000 0000 2020 51",
        bic: Some("BYLADEM1001"),
        amount: Some("1233.50"),
        reference: "RF18539007547034",
    };
    let invoice = invoice(3);
    Letter {
        paper: Paper::A4,
        groups: vec![invoice.groups[0].clone()],
        taxes: vec![
            Tax { name: "19 %".into(), net: "1,000.00".into(), amount: "190.00".into() },
            Tax { name: "7 %".into(), net: "40.65".into(), amount: "2.85".into() },
        ],
        totals: vec![
            total("Net", "€1,040.65", false),
            total("Tax", "192.85", false),
            total("Amount due", "€1,233.50", true),
        ],
        payment: Some(Payment {
            text: "Please pay by bank transfer.".into(),
            details: [
                ("Account holder", "Pellworth Adair LLP"),
                ("IBAN", "DE02 1203 0000 0000 2020 51"),
                ("BIC", "BYLADEM1001"),
                ("Reference", "RF18 5390 0754 7034"),
            ]
            .map(|(label, value)| (label.to_owned(), value.to_owned()))
            .to_vec(),
        }),
        qr: Some(QrPayload::transfer(transfer).unwrap()),
        slip: None,
        ..invoice
    }
}

pub(crate) fn credit_note() -> Letter {
    let invoice = invoice(2);
    Letter {
        opening: vec!["This note corrects invoice 20412 of September 1, 2026.".into()],
        totals: vec![total("Credited to your account", "$1,186.00", true)],
        ..Letter {
            kind: Kind::CreditNote,
            title: "Credit note 20413".into(),
            identity: "Credit note 20413".into(),
            ..invoice
        }
    }
}

pub(crate) fn statement() -> Letter {
    let rows = [
        ["Aug 1", "Balance brought forward", "", "", "0.00"],
        ["Sep 1", "Invoice 20412", "6,260.00", "", "6,260.00"],
        ["Sep 22", "Bank transfer, thank you", "", "1,000.00", "5,260.00"],
    ];
    Letter {
        columns: columns(&[
            ("Date", Align::Start, false),
            ("Entry", Align::Start, true),
            ("Charged", Align::End, false),
            ("Paid", Align::End, false),
            ("Balance", Align::End, false),
        ]),
        groups: vec![Group {
            lines: rows.iter().map(|row| line(row)).collect(),
            ..Group::default()
        }],
        totals: vec![total("Balance on September 30, 2026", "$5,260.00", true)],
        ..bare(Kind::Statement, "Statement of account")
    }
}

pub(crate) fn reminder() -> Letter {
    Letter {
        opening: strings(&[
            "Dear Ilse Moreau,",
            "Invoice 20412 was due on October 1, 2026. $5,260.00 of it is open. You can pay in parts: a word \
             to Greta Solheim, (555) 010-0114, is enough.",
            "If the payment is on its way, please disregard this letter.",
        ]),
        columns: columns(&[
            ("Invoice", Align::Start, true),
            ("Due", Align::Start, false),
            ("Late by", Align::End, false),
            ("Open", Align::End, false),
        ]),
        groups: vec![Group {
            lines: vec![line(&["20412", "Oct 1, 2026", "14 days", "5,260.00"])],
            ..Group::default()
        }],
        totals: vec![total("Please pay", "$5,260.00", true)],
        payment: Some(Payment {
            text: "Online, by bank transfer with reference 20412, or by check.".into(),
            details: vec![],
        }),
        qr: Some(QrPayload::link("https://portal.pellworthadair.example/pay/20412").unwrap()),
        closing: strings(&["Kind regards,", "Greta Solheim\nPellworth Adair LLP"]),
        ..bare(Kind::Reminder, "Payment reminder")
    }
}
