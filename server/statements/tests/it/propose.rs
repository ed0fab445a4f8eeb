use domain::ids::{ClientId, InvoiceId};
use domain::money::Currency;
use jiff::civil::date;
use statements::Entry;
use statements::propose::Confidence::{Likely, Possible, Strong};
use statements::propose::{Confidence, OpenInvoice, Proposal, Reason, propose};

use crate::eur;

fn entry(amount_minor: i64, payer: &str, words: &str) -> Entry {
    Entry {
        booked_on: date(2026, 9, 22),
        value_on: None,
        amount_minor,
        reference: None,
        end_to_end: None,
        payer_name: (!payer.is_empty()).then(|| payer.to_owned()),
        payer_iban: None,
        remittance: words.into(),
        fingerprint: String::new(),
        line: 1,
    }
}

fn invoice(number: &str, client: &str, open_minor: i64) -> OpenInvoice {
    OpenInvoice {
        id: InvoiceId(id(number)),
        number: number.into(),
        reference: None,
        client: ClientId(id(client)),
        payers: vec![client.into()],
        ibans: vec![],
        currency: eur(),
        open_minor,
        due_on: date(2026, 9, 1),
    }
}

/// The same for the same words.
fn id(words: &str) -> uuid::Uuid {
    let spread =
        words.bytes().fold(7_u128, |id, byte| id.wrapping_mul(1_000_003) + u128::from(byte));
    uuid::Uuid::from_u128(spread)
}

fn number(invoices: &[OpenInvoice], id: InvoiceId) -> &str {
    &invoices.iter().find(|invoice| invoice.id == id).unwrap().number
}

type Told<'a> = (Vec<(&'a str, i64)>, Reason, Confidence);

/// Numbers and amounts of the parts, reason and confidence.
fn told<'a>(proposals: &[Proposal], invoices: &'a [OpenInvoice]) -> Vec<Told<'a>> {
    let parts = |proposal: &Proposal| {
        proposal.parts.iter().map(|part| (number(invoices, part.invoice), part.amount)).collect()
    };
    proposals
        .iter()
        .map(|proposal| (parts(proposal), proposal.reason, proposal.confidence))
        .collect()
}

#[test]
fn a_structured_reference_decides() {
    let mut invoices =
        [invoice("20412", "Caspian Roofing Co.", 5_000), invoice("20413", "Ashdown", 5_000)];
    invoices[1].reference = Some("RF18 5390 0754 7034".into());
    for words in ["RF18539007547034", "rf18 5390 0754 7034", "Re RF18-5390-0754-7034 thanks"] {
        let proposals = propose(&[entry(5_000, "Caspian Roofing Co.", words)], eur(), &invoices);
        assert_eq!(
            told(&proposals, &invoices),
            [(vec![("20413", 5_000)], Reason::Reference, Strong)],
            "{words}"
        );
    }
    let carried = Entry { end_to_end: Some("RF18539007547034".into()), ..entry(4_000, "", "") };
    let proposals = propose(&[carried], eur(), &invoices);
    assert_eq!(told(&proposals, &invoices), [(vec![("20413", 4_000)], Reason::Reference, Likely)]);
}

#[test]
fn a_number_within_the_words_is_found_whole_or_not_at_all() {
    let invoices = [
        invoice("20412", "A", 5_000),
        invoice("RE-2026/0041", "B", 5_000),
        invoice("2041", "C", 70),
    ];
    let found = |words: &str| -> Vec<String> {
        let proposals = propose(&[entry(5_000, "", words)], eur(), &invoices);
        proposals
            .iter()
            .filter(|proposal| proposal.reason == Reason::Number)
            .flat_map(|proposal| &proposal.parts)
            .map(|part| number(&invoices, part.invoice).to_owned())
            .collect()
    };
    for words in
        ["20412", "Invoice 20412.", "INV20412", "inv-20412/2026", "your no.20412, thank you"]
    {
        assert_eq!(found(words), ["20412"], "{words}");
    }
    for words in ["RE-2026/0041", "re 2026 0041", "Rechnung RE20260041", "RE2026-0041,"] {
        assert_eq!(found(words), ["RE-2026/0041"], "{words}");
    }
    for words in ["120412", "204123", "20 Harbour Row", "re 2026", ""] {
        assert_eq!(found(words), [""; 0], "{words}");
    }
}

#[test]
fn several_numbers_are_one_payment_dealt_out_by_day() {
    let mut invoices = [invoice("20412", "A", 5_000), invoice("20413", "A", 3_000)];
    invoices[1].due_on = date(2026, 8, 1);
    let of = |amount| propose(&[entry(amount, "", "20412, 20413")], eur(), &invoices);
    let both = vec![("20413", 3_000), ("20412", 5_000)];
    assert_eq!(told(&of(8_000), &invoices), [(both.clone(), Reason::Number, Strong)]);
    assert_eq!(
        told(&of(4_000), &invoices),
        [(vec![("20413", 3_000), ("20412", 1_000)], Reason::Number, Possible)]
    );
    let more = of(9_000);
    assert_eq!(told(&more, &invoices), [(both, Reason::Number, Likely)]);
    assert_eq!(more[0].left_over_minor(&entry(9_000, "", "")), 1_000);
}

#[test]
fn a_short_number_is_thin_ground() {
    let invoices = [invoice("412", "A", 5_000)];
    let confidence =
        |amount| propose(&[entry(amount, "", "Suite 412")], eur(), &invoices)[0].confidence;
    assert_eq!((confidence(5_000), confidence(4_000)), (Likely, Possible));
}

#[test]
fn amount_and_payer_agree() {
    let invoices = [
        invoice("1001", "Ilse Moreau", 5_000),
        invoice("1002", "Caspian Roofing Co.", 5_000),
        invoice("1003", "Jürgen Müller", 700),
    ];
    let of = |amount, payer: &str| propose(&[entry(amount, payer, "thank you")], eur(), &invoices);
    for payer in ["MOREAU ILSE", "Ilse-Marie Moreau", "Moreau, Ilse"] {
        assert_eq!(
            told(&of(5_000, payer), &invoices),
            [(vec![("1001", 5_000)], Reason::AmountAndPayer, Likely)],
            "{payer}"
        );
    }
    for payer in ["JUERGEN MUELLER", "Jurgen Muller", "Mu\u{308}ller Ju\u{308}rgen"] {
        assert_eq!(told(&of(700, payer), &invoices)[0].1, Reason::AmountAndPayer, "{payer}");
    }
    assert_eq!(told(&of(5_000, "CASPIAN ROOFI"), &invoices)[0].0, [("1002", 5_000)]);
    assert!(of(5_000, "Co. Ltd.").is_empty());
    assert!(of(4_999, "Ilse Moreau").is_empty());
    let account =
        Entry { payer_iban: Some("FR76 3000".into()), ..entry(5_000, "Somebody Else", "") };
    let mut invoices = invoices.clone();
    invoices[1].ibans = vec!["FR763000".into()];
    assert_eq!(
        told(&propose(&[account], eur(), &invoices), &invoices),
        [(vec![("1002", 5_000)], Reason::AmountAndPayer, Likely)]
    );
}

#[test]
fn two_invoices_of_one_amount_are_two_readings() {
    let invoices = [invoice("1001", "Ilse Moreau", 5_000), invoice("1002", "Ilse Moreau", 5_000)];
    let proposals = propose(&[entry(5_000, "Ilse Moreau", "")], eur(), &invoices);
    assert_eq!(proposals.len(), 2);
    assert!(
        proposals.iter().all(|proposal| proposal.confidence == Possible && !proposal.contested)
    );
}

#[test]
fn several_invoices_of_one_client_add_up() {
    let mut invoices = [
        invoice("1001", "Ilse Moreau", 5_000),
        invoice("1002", "Ilse Moreau", 700),
        invoice("1003", "Ilse Moreau", 90),
        invoice("1004", "Other Client", 5_000),
    ];
    let proposals = propose(&[entry(5_090, "Ilse Moreau", "")], eur(), &invoices);
    assert_eq!(
        told(&proposals, &invoices),
        [(vec![("1001", 5_000), ("1003", 90)], Reason::SumOfPayer, Possible)]
    );
    invoices[0].ibans = vec!["FR763000".into()];
    let account = Entry { payer_iban: Some("FR763000".into()), ..entry(5_790, "", "") };
    let proposals = propose(&[account], eur(), &invoices);
    assert_eq!(
        told(&proposals, &invoices),
        [(vec![("1001", 5_000), ("1002", 700), ("1003", 90)], Reason::SumOfPayer, Likely)]
    );
}

#[test]
fn an_amount_alone_is_the_last_resort() {
    let invoices =
        [invoice("1001", "A", 5_000), invoice("1002", "B", 6_000), invoice("1003", "C", 6_000)];
    let of = |amount| propose(&[entry(amount, "Nobody Known", "hello")], eur(), &invoices);
    assert_eq!(told(&of(5_000), &invoices), [(vec![("1001", 5_000)], Reason::Amount, Possible)]);
    assert!(of(6_000).is_empty());
}

#[test]
fn money_out_other_currencies_and_paid_invoices_are_left_alone() {
    let usd = OpenInvoice { currency: Currency::UsDollar, ..invoice("20412", "A", 5_000) };
    let paid = invoice("20413", "A", 0);
    assert!(propose(&[entry(5_000, "A", "20412 20413")], eur(), &[usd, paid]).is_empty());
    assert!(
        propose(&[entry(-5_000, "A", "20414")], eur(), &[invoice("20414", "A", 5_000)]).is_empty()
    );
}

#[test]
fn two_payments_for_one_invoice_are_contested() {
    let invoices = [invoice("20412", "A", 5_000)];
    let proposals =
        propose(&[entry(5_000, "", "20412"), entry(5_000, "", "20412")], eur(), &invoices);
    assert!(proposals.len() == 2 && proposals.iter().all(|proposal| proposal.contested));
    let parts = propose(&[entry(2_000, "", "20412"), entry(3_000, "", "20412")], eur(), &invoices);
    assert!(parts.len() == 2 && parts.iter().all(|proposal| !proposal.contested));
}

#[test]
fn many_payments_and_invoices_take_no_longer_than_their_sum() {
    let invoices: Vec<OpenInvoice> = (0..20_000)
        .map(|nth| {
            invoice(&format!("{}", 100_000 + nth), &format!("Client number{nth}"), 1_000 + nth)
        })
        .collect();
    let same = (0..60).map(|nth| OpenInvoice {
        client: ClientId(id("Same")),
        payers: vec!["Same Same Client".into()],
        ..invoice(&format!("9{nth}"), "", 2 + nth * 2)
    });
    let invoices: Vec<OpenInvoice> = invoices.into_iter().chain(same).collect();
    let entries: Vec<Entry> = (0..5_000_i64)
        .map(|nth| entry(nth * 2 + 1, "Client number7", "12 Harbour Row, 100123"))
        .collect();
    let began = std::time::Instant::now();
    propose(&entries, eur(), &invoices);
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}
