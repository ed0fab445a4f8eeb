use jiff::civil::date;
use statements::{At, Column, DateOrder, DecimalMark, Mapping, What};

use crate::{amounts, eur, fault, in_euros, one};

const GERMAN: &str = "Kontoauszug;;;;\r\nKonto;DE02120300000000202051;;;\r\n\r\n\
    Buchungstag;Wertstellung;Zahlungsbeteiligter;Verwendungszweck;Betrag;Saldo nach Buchung;W\u{e4}hrung\r\n\
    22.09.2026;23.09.2026;\"M\u{fc}ller; S\u{f6}hne\";\"Rechnung\r\n20412\";1.000,00;1.100,00;EUR\r\n\
    24.09.26;24.09.26;Gericht;Geb\u{fc}hr;-435,5;664,50;EUR\r\n";

#[test]
fn a_table_beneath_lines_about_the_account_is_found() {
    let statement = one(GERMAN);
    assert_eq!(amounts(&statement.entries), [100_000, -43_550]);
    let first = &statement.entries[0];
    assert_eq!((first.booked_on, first.value_on), (date(2026, 9, 22), Some(date(2026, 9, 23))));
    assert_eq!(first.payer_name.as_deref(), Some("Müller; Söhne"));
    assert_eq!((first.remittance.as_str(), first.line), ("Rechnung 20412", 5));
    assert_eq!((statement.entries[1].line, statement.entries[1].booked_on), (7, date(2026, 9, 24)));
    assert_eq!(statement.opening.unwrap().amount_minor, 10_000);
    assert_eq!(statement.closing.unwrap().amount_minor, 66_450);
}

#[test]
fn marks_and_encodings_make_no_difference() {
    let plain = one(GERMAN);
    let marked = one(format!("\u{feff}{GERMAN}"));
    let latin: Vec<u8> = GERMAN.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let wide: Vec<u8> =
        [0xfe, 0xff].into_iter().chain(GERMAN.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let unix = one(GERMAN.replace("\r\n", "\n"));
    for other in [marked, one(latin), one(wide), unix] {
        assert_eq!(other, plain);
    }
}

#[test]
fn paid_in_and_paid_out_may_be_columns_of_their_own() {
    let text = "Date,Description,Debit,Credit,Balance,Currency\n\
        09/22/2026,Deposit,,\"1,000.00\",\"1,564.50\",USD\n09/21/2026,Fee,435.50,0.00,564.50,USD\n";
    let statement = one(text);
    assert_eq!(amounts(&statement.entries), [100_000, -43_550]);
    // Newest first.
    assert_eq!(statement.opening.unwrap().amount_minor, 100_000);
    assert_eq!(statement.closing.unwrap().amount_minor, 156_450);
    assert!(matches!(
        fault(text.replace("435.50,0.00", "435.50,1.00")),
        (Some(3), What::Direction(_))
    ));
}

#[test]
fn a_direction_beside_the_amount_is_its_sign() {
    let text = "date|direction|amount|currency\n2026-09-22|CRDT|10.00|EUR\n2026-09-22|Soll|4.00|EUR\n2026-09-22|D|-5.00|EUR\n";
    assert_eq!(amounts(&one(text).entries), [1_000, -400, -500]);
    assert_eq!(fault(text.replace("Soll", "maybe")), (Some(3), What::Direction("maybe".into())));
}

#[test]
fn what_can_be_read_in_two_ways_is_asked_for() {
    let days = "date;amount\n03.04.2026;1,50\n05.06.2026;2,50\n";
    let read = |text: &str, mapping: &Mapping| statements::read(text.as_bytes(), mapping);
    assert_eq!(read(days, &in_euros()).unwrap_err().what, What::DateOrder("03.04.2026".into()));
    let mapping = Mapping { dates: Some(DateOrder::DayMonthYear), ..in_euros() };
    assert_eq!(read(days, &mapping).unwrap()[0].entries[0].booked_on, date(2026, 4, 3));
    let clear = days.replace("05.06", "25.06");
    assert_eq!(read(&clear, &in_euros()).unwrap()[0].entries[0].booked_on, date(2026, 4, 3));

    let amounts = "date;amount\n2026-09-22;1,234\n2026-09-22;5\n";
    assert_eq!(read(amounts, &in_euros()).unwrap_err().what, What::DecimalMark("1,234".into()));
    let mapping = Mapping { decimal: Some(DecimalMark::Point), ..in_euros() };
    assert_eq!(crate::amounts(&read(amounts, &mapping).unwrap()[0].entries), [123_400, 500]);
    let mapping = Mapping { decimal: Some(DecimalMark::Comma), ..in_euros() };
    assert!(matches!(read(amounts, &mapping).unwrap_err().what, What::SubMinor(..)));

    let twice = amounts.replace("1,234", "1,234,567");
    assert_eq!(crate::amounts(&read(&twice, &in_euros()).unwrap()[0].entries), [123_456_700, 500]);
    let clear = amounts.replace("1,234", "1.50");
    assert_eq!(read(&clear, &Mapping::default()).unwrap_err().what, What::NoCurrency);
}

#[test]
fn a_mapping_names_columns_by_head_or_by_place() {
    let text = "When;Who;How much;Why\n2026-09-22;A;1.50;x\n";
    assert_eq!(fault(text), (None, What::Column("the date")));
    let named = |name: &str| At::Named(name.into());
    let mapping = Mapping {
        columns: vec![
            (Column::BookedOn, named("when")),
            (Column::PayerName, named("WHO")),
            (Column::Amount, named("How  much")),
            (Column::Remittance, At::Place(3)),
            (Column::Remittance, At::Place(1)),
        ],
        account: Some("ours".into()),
        ..in_euros()
    };
    let statement = statements::read(text.as_bytes(), &mapping).unwrap().remove(0);
    let entry = &statement.entries[0];
    assert_eq!(
        (entry.amount_minor, entry.payer_name.as_deref(), entry.remittance.as_str()),
        (150, Some("A"), "x A")
    );
    assert_eq!(statement.account.as_deref(), Some("ours"));

    let headless = Mapping {
        delimiter: Some(','),
        columns: vec![(Column::BookedOn, At::Place(0)), (Column::Amount, At::Place(2))],
        ..in_euros()
    };
    let statements =
        statements::read(b"2026-09-22,x,1.50\n2026-09-23,y,-2.50\n", &headless).unwrap();
    assert_eq!(amounts(&statements[0].entries), [150, -250]);
    assert_eq!(statements[0].currency, eur());
}

#[test]
fn a_wrong_line_is_named() {
    let line =
        |row: &str| fault(format!("date;amount;currency;memo\n2026-09-22;1.50;EUR;x\n{row}\n"));
    assert_eq!(line("2026-09-31;1.50;EUR;x"), (None, What::Date("2026-09-31".into())));
    assert_eq!(line("2026-09-22;1.5O;EUR;x"), (Some(3), What::Amount("1.5O".into())));
    assert!(matches!(line("2026-09-22;1.505;EUR;x"), (Some(3), What::SubMinor(..))));
    assert!(matches!(line("2026-09-22;1.50;USD;x"), (Some(3), What::Mixed(..))));
    assert_eq!(line("2026-09-22;;EUR;x"), (Some(3), What::Missing("amount")));
    assert_eq!(line(";1.50;EUR;x"), (Some(3), What::Missing("date")));
    assert_eq!(line("2026-09-22;1.50"), (Some(3), What::Short));
    assert_eq!(line("2026-09-22;99999999999999999999.00;EUR;x").0, Some(3));
    assert_eq!(
        statements::read(b"date;amount;currency\n2026-09-22;x;EUR\n", &Mapping::default())
            .unwrap_err()
            .to_string(),
        "Line 2: “x” is not an amount."
    );
}

#[test]
fn a_balance_that_does_not_follow_is_refused() {
    let wrong = GERMAN.replace("664,50", "664,51");
    assert_eq!(fault(wrong), (Some(7), What::Running));
}

#[test]
fn twins_are_told_apart_and_recognised_again() {
    let row = "2026-09-22;1.50;EUR;x\n";
    let head = "date;amount;currency;memo\n";
    let fingerprints = |text: String| -> Vec<String> {
        one(text).entries.into_iter().map(|entry| entry.fingerprint).collect()
    };
    let two = fingerprints(format!("{head}{row}{row}"));
    assert_ne!(two[0], two[1]);
    let with_more =
        fingerprints(format!("{head}2026-09-21;7.00;EUR;y\n{row}{row}2026-09-23;8.00;EUR;z\n"));
    assert_eq!(with_more[1..3], two);
    assert_eq!(fingerprints(format!("{head}{}", row.replace('x', " x "))), two[..1]);
}

#[test]
fn what_moves_nothing_is_counted_and_not_taken() {
    let text = "date;amount;currency;memo;balance\n2026-09-22;1.50;EUR;x;1.50\n\
        2026-09-22;0.00;EUR;Terms have changed;1.50\n2026-09-23;-1.00;EUR;y;0.50\n";
    let statement = one(text);
    assert_eq!((amounts(&statement.entries), statement.of_nought), (vec![150, -100], 1));
    assert_eq!(statement.closing.unwrap().amount_minor, 50);
}

#[test]
fn a_currency_that_no_office_bills_in_is_refused_by_its_name() {
    assert_eq!(
        fault("date;amount;currency\n2026-09-22;1.50;XAU\n"),
        (Some(2), What::Currency("XAU".into()))
    );
    let yen = one("date;amount;currency\n2026-09-22;150;jpy\n");
    assert_eq!(amounts(&yen.entries), [150]);
    assert!(matches!(
        fault("date;amount;currency\n2026-09-22;1.50;JPY\n"),
        (Some(2), What::SubMinor(..))
    ));
}

#[test]
fn endless_texts_are_cut_and_still_told_apart() {
    let words = "ä".repeat(5_000);
    let row = |end: &str| format!("2026-09-22;1.50;EUR;{words}{end};{words}\n");
    let text = format!("date;amount;currency;memo;payer\n{}{}", row("x"), row("y"));
    let entries = one(text).entries;
    assert_eq!(entries[0].remittance.chars().count(), 4_000);
    assert_eq!(entries[0].payer_name.as_ref().unwrap().chars().count(), 400);
    assert_eq!(entries[0].remittance, entries[1].remittance);
    assert_ne!(entries[0].fingerprint, entries[1].fingerprint);
}
