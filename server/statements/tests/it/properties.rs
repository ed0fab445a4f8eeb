use domain::ids::{ClientId, InvoiceId};
use domain::money::MOST_MINOR;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use statements::propose::{OpenInvoice, propose};
use statements::{DateOrder, DecimalMark, Mapping, read};

use crate::camt::{entry, statement};
use crate::{amounts, eur, in_euros};

/// As a bank writes it, with what separates thousands or nothing.
fn written(minor: i64, mark: char, separator: Option<char>) -> String {
    let (whole, cents) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth) % 3 == 0 {
            grouped.extend(separator);
        }
        grouped.push(digit);
    }
    format!("{}{grouped}{mark}{cents:02}", if minor < 0 { "-" } else { "" })
}

fn days() -> impl Strategy<Value = Date> {
    (0..20_000_i32).prop_map(|days| date(2000, 1, 1) + days.days())
}

proptest! {
    #[test]
    fn what_is_written_is_what_is_read(
        entries in prop::collection::vec((days(), -MOST_MINOR..=MOST_MINOR), 1..20),
        comma: bool,
        grouped: bool,
        order in 0..3_usize,
    ) {
        let (mark, separator) = if comma { (',', '.') } else { ('.', ',') };
        let order = [DateOrder::YearMonthDay, DateOrder::DayMonthYear, DateOrder::MonthDayYear][order];
        let mut text = "date;amount\r\n".to_owned();
        for (day, minor) in &entries {
            let day = match order {
                DateOrder::YearMonthDay => day.strftime("%Y-%m-%d"),
                DateOrder::DayMonthYear => day.strftime("%d.%m.%Y"),
                DateOrder::MonthDayYear => day.strftime("%m/%d/%Y"),
            };
            text += &format!("{day};{}\r\n", written(*minor, mark, grouped.then_some(separator)));
        }
        let decimal = Some(if comma { DecimalMark::Comma } else { DecimalMark::Point });
        let told = Mapping { decimal, dates: Some(order), ..in_euros() };
        let statements = read(text.as_bytes(), &told).unwrap();
        // What moves nothing is counted alone.
        let told_of = |entries: &[(Date, i64)]| -> Vec<(Date, i64)> {
            entries.iter().copied().filter(|(_, minor)| *minor != 0).collect()
        };
        prop_assert_eq!(statements[0].entries.len() + statements[0].of_nought, entries.len());
        let found: Vec<(Date, i64)> =
            statements[0].entries.iter().map(|entry| (entry.booked_on, entry.amount_minor)).collect();
        prop_assert_eq!(found, told_of(&entries));
        // Found out, it is the same, or it is asked for.
        if let Ok(statements) = read(text.as_bytes(), &in_euros()) {
            prop_assert_eq!(amounts(&statements[0].entries), amounts(&read(text.as_bytes(), &told).unwrap()[0].entries));
        }
    }

    #[test]
    fn nothing_that_is_read_breaks_anything(bytes in prop::collection::vec(any::<u8>(), 0..400), head in 0..5_usize) {
        let heads = ["", "<Document>", "OFXHEADER:100\n<OFX><STMTRS><CURDEF>EUR<STMTTRN>", "date;amount;balance\n", "<?xml version='1.0'?><OFX>"];
        let _ = read(&[heads[head].as_bytes(), &bytes].concat(), &in_euros());
    }

    #[test]
    fn a_changed_statement_is_read_or_refused(place in any::<prop::sample::Index>(), byte: u8) {
        let text = statement("02", "0.00", "1.00", &entry("1.00", "CRDT", "<Sts>BOOK</Sts>", ""));
        let mut bytes = text.into_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok(statements) = read(&bytes, &Mapping::default()) {
            // Balances and entries guard each other.
            for statement in statements.iter().filter(|found| found.opening.is_some() && found.closing.is_some()) {
                let sum: i64 = amounts(&statement.entries).iter().sum();
                prop_assert_eq!(statement.opening.unwrap().amount_minor + sum, statement.closing.unwrap().amount_minor);
            }
        }
    }

    #[test]
    fn proposals_never_take_more_than_is_there(
        paid in prop::collection::vec((1..500_i64, "[a-z0-9 ]{0,20}"), 1..8),
        open in prop::collection::vec((1..500_i64, "[0-9]{3,5}", 0..3_u8), 0..12),
    ) {
        let mut text = "date;amount;payer;memo\n".to_owned();
        for (nth, (minor, memo)) in paid.iter().enumerate() {
            text += &format!("2026-09-22;{};Client number{};{memo}\n", written(*minor, '.', None), nth % 3);
        }
        let entries = read(text.as_bytes(), &in_euros()).unwrap().remove(0).entries;
        let invoices: Vec<OpenInvoice> = open.iter().enumerate().map(|(nth, (minor, number, client))| OpenInvoice {
            id: InvoiceId(uuid::Uuid::from_u128(nth as u128)),
            number: number.clone(),
            reference: None,
            client: ClientId(uuid::Uuid::from_u128(u128::from(*client))),
            payers: vec![format!("Number{client} Client")],
            ibans: vec![],
            currency: eur(),
            open_minor: *minor,
            due_on: date(2026, 9, 1),
        }).collect();
        for proposal in propose(&entries, eur(), &invoices) {
            let entry = &entries[proposal.entry];
            prop_assert!(!proposal.parts.is_empty());
            prop_assert!(proposal.left_over_minor(entry) >= 0);
            for (nth, part) in proposal.parts.iter().enumerate() {
                prop_assert!(part.amount > 0 && part.amount <= invoices[part.invoice.0.as_u128() as usize].open_minor);
                prop_assert!(proposal.parts[..nth].iter().all(|other| other.invoice != part.invoice));
            }
        }
    }
}
