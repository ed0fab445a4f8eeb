//! Files that nobody's bank has written.

use std::time::{Duration, Instant};

use statements::{MOST_BYTES, Mapping, What, read};

use crate::camt::{entry, statement};
use crate::fault;

/// Far above what any of these takes, far below what a person would wait for.
const PATIENCE: Duration = Duration::from_secs(20);

fn refused_soon(bytes: &[u8]) -> What {
    let began = Instant::now();
    let fault = read(bytes, &crate::in_euros()).unwrap_err();
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    fault.what
}

#[test]
fn no_entity_is_expanded() {
    let mut laughs = String::from("<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"ha\">");
    for (one, other) in ('a'..'k').zip('b'..='k') {
        laughs += &format!("<!ENTITY {other} \"{}\">", format!("&{one};").repeat(10));
    }
    laughs += "]><Document><BkToCstmrStmt>&k;</BkToCstmrStmt></Document>";
    assert_eq!(refused_soon(laughs.as_bytes()), What::Xml);
    let file = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><Document>&x;</Document>";
    assert_eq!(refused_soon(file.as_bytes()), What::Xml);
    let harmless =
        statement("02", "0.00", "1.00", &entry("&one;.00", "CRDT", "<Sts>BOOK</Sts>", ""));
    let harmless =
        harmless.replace("<Document", "<!DOCTYPE Document [<!ENTITY one \"1\">]><Document");
    assert_eq!(refused_soon(harmless.as_bytes()), What::Xml);
    let unknown = statement("02", "0.00", "0.00", "&x;");
    assert_eq!(refused_soon(unknown.as_bytes()), What::Xml);
}

const LEVELS: usize = 300_000;

#[test]
fn endless_levels_are_refused_or_read_without_harm() {
    for (open, close) in [("<a>", "</a>"), ("<OFX><a>", "</a></OFX>")] {
        let deep = open.repeat(LEVELS) + &close.repeat(LEVELS);
        refused_soon(deep.as_bytes());
        refused_soon(&deep.as_bytes()[..open.len() * LEVELS]);
        refused_soon(format!("<?xml version=\"1.0\"?><OFX>{deep}</OFX>").as_bytes());
    }
}

#[test]
fn a_file_of_nothing_but_structure_is_refused_soon() {
    for piece in [
        "<a/>",
        "<a b='c'/>",
        ";",
        ",",
        "\n",
        "\"",
        "\";\n",
        "&amp;",
        "<",
        "<!--",
        "a;b\n",
        "date;amount\n",
    ] {
        for head in ["", "<Document>", "<OFX>", "OFXHEADER:100\n", "date;amount;currency\n"] {
            let file = head.to_owned() + &piece.repeat((1 << 20) / piece.len());
            refused_soon(file.as_bytes());
        }
    }
}

#[test]
fn more_elements_than_any_statement_has_are_not_kept() {
    let many = format!("<Document>{}</Document>", "<a/>".repeat(2_100_000));
    assert_eq!(refused_soon(many.as_bytes()), What::TooMany);
}

#[test]
fn too_long_a_file_is_not_looked_at() {
    assert_eq!(refused_soon(&vec![b'a'; MOST_BYTES + 1]), What::TooLong);
    let rows = "2026-09-22;1.00\n".repeat(50_001);
    assert_eq!(refused_soon(format!("date;amount\n{rows}").as_bytes()), What::TooMany);
}

#[test]
fn a_full_file_is_read_in_time() {
    let row = entry(
        "1.00",
        "CRDT",
        "<Sts>BOOK</Sts>",
        "<TxDtls><RmtInf><Ustrd>Invoice 20412</Ustrd></RmtInf></TxDtls>",
    );
    let many = 30_000;
    let file = statement("02", "0.00", &format!("{many}.00"), &format!("{row}\n").repeat(many));
    let began = Instant::now();
    let statements = read(file.as_bytes(), &Mapping::default()).unwrap();
    assert_eq!(statements[0].entries.len(), many);
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
}

#[test]
fn what_is_cut_off_is_refused() {
    let whole = statement("02", "0.00", "1.00", &entry("1.00", "CRDT", "<Sts>BOOK</Sts>", ""));
    for end in 1..whole.len() {
        assert!(read(&whole.as_bytes()[..end], &Mapping::default()).is_err(), "{end}");
    }
}

#[test]
fn numbers_beyond_all_bounds_are_refused_where_they_stand() {
    let with = |amount: &str| {
        fault(statement("02", "0.00", "0.00", &entry(amount, "CRDT", "<Sts>BOOK</Sts>", ""))).1
    };
    assert_eq!(with("10000000000.01"), What::Huge("10000000000.01".into()));
    assert!(matches!(with(&"9".repeat(100_000)), What::Huge(_)));
    for odd in ["1e3", "0x10", "NaN", "inf", "1,00", "", "-", ".", "--1", "1.0.0", "١٢", "1 000.00"]
    {
        assert_eq!(with(odd), What::Amount(odd.into()), "{odd}");
    }
    assert!(matches!(with("1.005"), What::SubMinor(..)));
    // The largest there is, twice.
    let most = entry("10000000000.00", "CRDT", "<Sts>BOOK</Sts>", "");
    assert!(matches!(
        fault(statement("02", "0.00", "0.00", &(most.clone() + &most))).1,
        What::Sums { .. }
    ));
}

#[test]
fn bytes_that_are_no_text_are_no_statement() {
    assert_eq!(refused_soon(b""), What::Empty);
    assert_eq!(refused_soon(b" \r\n\t"), What::Empty);
    assert_eq!(refused_soon(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), What::Unknown);
    assert_eq!(refused_soon(b"<?xml version='1.0'?><Document>\xff</Document>"), What::Encoding);
    assert!(matches!(refused_soon("date;amount\n\u{0};\u{0}\n".as_bytes()), What::Date(_)));
}

#[test]
fn a_message_shows_no_more_than_a_little_of_a_field() {
    let long = "x\u{202e}\u{7}".repeat(10_000);
    let fault = read(format!("date;amount\n2026-09-22;{long}\n").as_bytes(), &crate::in_euros())
        .unwrap_err();
    let words = fault.to_string();
    assert!(words.chars().count() < 80 && !words.contains('\u{7}'), "{words}");
}
