use jiff::civil::date;
use statements::What;

use crate::{amounts, fault, one};

const HEADER: &str = "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\nENCODING:USASCII\r\nCHARSET:1252\r\n\r\n";

fn sgml(transactions: &str) -> String {
    format!(
        "{HEADER}<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS></SONRS></SIGNONMSGSRSV1>\r\n\
         <BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STMTRS><CURDEF>USD\r\n\
         <BANKACCTFROM><BANKID>000000012<ACCTID>4711<ACCTTYPE>CHECKING</BANKACCTFROM>\r\n\
         <BANKTRANLIST><DTSTART>20260901<DTEND>20260930\r\n{transactions}</BANKTRANLIST>\r\n\
         <LEDGERBAL><BALAMT>5260.00<DTASOF>20260930</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\r\n"
    )
}

const TWO: &str = "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260922120000[-5:EST]<DTAVAIL>20260923<TRNAMT>1000.00<FITID>77-2041\
    <NAME>Caspian Roofing &amp; Sons<MEMO>Invoice 20412</STMTTRN>\r\n\
    <STMTTRN><TRNTYPE>CHECK<DTPOSTED>20260924<TRNAMT>-435,5<FITID>77-2042<MEMO>\r\n<NAME>Court</STMTTRN>\r\n";

#[test]
fn sgml_needs_no_end_tags() {
    let statement = one(sgml(TWO));
    assert_eq!(statement.account.as_deref(), Some("000000012 4711"));
    assert_eq!(statement.currency.code(), "USD");
    assert_eq!(amounts(&statement.entries), [100_000, -43_550]);
    let first = &statement.entries[0];
    assert_eq!((first.booked_on, first.value_on), (date(2026, 9, 22), Some(date(2026, 9, 23))));
    assert_eq!(first.reference.as_deref(), Some("77-2041"));
    assert_eq!(first.payer_name.as_deref(), Some("Caspian Roofing & Sons"));
    assert_eq!((first.remittance.as_str(), first.line), ("Invoice 20412", 12));
    let second = &statement.entries[1];
    assert_eq!((second.payer_name.as_deref(), second.remittance.as_str()), (Some("Court"), ""));
    let closing = statement.closing.unwrap();
    assert_eq!((closing.amount_minor, closing.on), (526_000, Some(date(2026, 9, 30))));
    assert_eq!(statement.opening, None);
}

#[test]
fn the_second_version_is_xml_and_says_the_same() {
    let close = |text: &str| {
        // Every value gets its end tag.
        let mut xml = String::new();
        for part in text.split('<').skip(1) {
            let (name, value) = part.split_once('>').unwrap();
            xml.push_str(&format!("<{name}>{value}"));
            if !value.trim().is_empty() {
                xml.push_str(&format!("</{name}>"));
            }
        }
        xml.replace("<MEMO>\r\n", "<MEMO></MEMO>")
    };
    let body = sgml(TWO);
    let body = close(&body[HEADER.len()..]);
    let xml = format!(
        "\u{feff}<?xml version=\"1.0\"?>\n<?OFX OFXHEADER=\"200\" VERSION=\"220\"?>\n{body}"
    );
    let (first, second) = (one(sgml(TWO)), one(xml));
    assert_eq!(first.account, second.account);
    assert_eq!(first.closing, second.closing);
    let fingerprints = |statement: &statements::Statement| -> Vec<String> {
        statement.entries.iter().map(|entry| entry.fingerprint.clone()).collect()
    };
    assert_eq!(fingerprints(&first), fingerprints(&second));
    assert_eq!(amounts(&first.entries), amounts(&second.entries));
}

#[test]
fn a_credit_card_and_a_foreign_currency() {
    let card = sgml(TWO).replace("STMTRS>", "CCSTMTRS>").replace("BANKACCTFROM", "CCACCTFROM");
    assert_eq!(one(card).entries.len(), 2);
    let foreign = TWO.replacen("<NAME>", "<CURRENCY><CURRATE>1.1<CURSYM>EUR</CURRENCY><NAME>", 1);
    assert!(matches!(fault(sgml(&foreign)), (Some(12), What::Mixed(..))));
}

#[test]
fn what_is_cut_off_or_wrong_is_refused_at_its_line() {
    let whole = sgml(TWO);
    for end in (HEADER.len() + 20..whole.len() - 8).step_by(7) {
        assert!(crate::read(&whole[..end]).is_err(), "{end}");
    }
    let wrong = |from: &str, to: &str| fault(sgml(TWO).replacen(from, to, 1));
    assert_eq!(wrong("1000.00", "1.000,00"), (Some(12), What::Amount("1.000,00".into())));
    assert_eq!(wrong("20260924", "2026-09-24"), (Some(13), What::Date("2026-09-24".into())));
    assert_eq!(wrong("<TRNAMT>1000.00", ""), (Some(12), What::Missing("TRNAMT")));
    assert_eq!(wrong("<CURDEF>USD", ""), (Some(12), What::Missing("CURDEF")));
    assert!(matches!(wrong("1000.00", "1000.001"), (Some(12), What::SubMinor(..))));
}
