use jiff::civil::date;
use statements::What;

use crate::{amounts, fault, one, read};

/// A statement of one account in euros; `entries` between the balances.
pub(crate) fn statement(version: &str, opening: &str, closing: &str, entries: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">
 <BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>
  <Stmt><Id>1</Id>
   <Acct><Id><IBAN>DE02 1203 0000 0000 2020 51</IBAN></Id><Ccy>EUR</Ccy></Acct>
   <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{opening}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-09-21</Dt></Dt></Bal>
   <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-09-22</Dt></Dt></Bal>
{entries}
  </Stmt></BkToCstmrStmt></Document>"#
    )
}

pub(crate) fn entry(amount: &str, sign: &str, status: &str, details: &str) -> String {
    format!(
        r#"<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{status}<BookgDt><Dt>2026-09-22</Dt></BookgDt><ValDt><DtTm>2026-09-23T00:00:00+02:00</DtTm></ValDt><AcctSvcrRef>B1</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>"#
    )
}

const BOOKED: &str = "<Sts>BOOK</Sts>";

#[test]
fn an_entry_says_who_paid_and_what_for() {
    let details = "<TxDtls><Refs><EndToEndId>E2E-7</EndToEndId></Refs>\
        <RltdPties><Dbtr><Nm>Caspian  Roofing\nCo. &amp; Sons</Nm></Dbtr><DbtrAcct><Id><IBAN>FR76 3000</IBAN></Id></DbtrAcct>\
        <Cdtr><Nm>Us</Nm></Cdtr></RltdPties>\
        <RmtInf><Ustrd>Invoice</Ustrd><Ustrd>20412</Ustrd></RmtInf></TxDtls>";
    let statement =
        one(statement("02", "100.00", "1100.00", &entry("1000.00", "CRDT", BOOKED, details)));
    assert_eq!(statement.account.as_deref(), Some("DE02120300000000202051"));
    assert_eq!(statement.opening.unwrap().amount_minor, 10_000);
    let closing = statement.closing.unwrap();
    assert_eq!((closing.amount_minor, closing.on), (110_000, Some(date(2026, 9, 22))));
    let entry = &statement.entries[0];
    assert_eq!(
        (entry.amount_minor, entry.booked_on, entry.value_on),
        (100_000, date(2026, 9, 22), Some(date(2026, 9, 23)))
    );
    assert_eq!(entry.reference.as_deref(), Some("B1"));
    assert_eq!(entry.end_to_end.as_deref(), Some("E2E-7"));
    assert_eq!(entry.payer_name.as_deref(), Some("Caspian Roofing Co. & Sons"));
    assert_eq!(entry.payer_iban.as_deref(), Some("FR763000"));
    assert_eq!((entry.remittance.as_str(), entry.line), ("Invoice 20412", 8));
}

#[test]
fn later_versions_hold_status_and_parties_deeper() {
    let details = "<TxDtls><RltdPties><Cdtr><Pty><Nm>Court</Nm></Pty></Cdtr><CdtrAcct><Id><Othr><Id>77-1</Id></Othr></Id></CdtrAcct></RltdPties>\
        <RmtInf><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>";
    for version in ["08", "13"] {
        let entries = entry("435.00", "DBIT", "<Sts><Cd>BOOK</Cd></Sts>", details);
        let statement = one(statement(version, "500.00", "65.00", &entries));
        let entry = &statement.entries[0];
        assert_eq!((entry.amount_minor, entry.payer_name.as_deref()), (-43_500, Some("Court")));
        assert_eq!(
            (entry.payer_iban.as_deref(), entry.remittance.as_str()),
            (Some("77-1"), "RF18539007547034")
        );
    }
}

#[test]
fn what_is_not_booked_yet_is_counted_and_not_taken() {
    let entries = entry("10.00", "CRDT", "<Sts>PDNG</Sts>", "")
        + &entry("5.00", "CRDT", "<Sts><Cd>INFO</Cd></Sts>", "");
    let statement = one(statement("08", "1.00", "1.00", &entries));
    assert_eq!((statement.entries.len(), statement.pending), (0, 2));
}

#[test]
fn a_batch_is_read_as_its_parts_where_they_make_up_the_whole() {
    let part = |amount: &str, name: &str| {
        format!(
            "<TxDtls><Amt Ccy=\"EUR\">{amount}</Amt><RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties></TxDtls>"
        )
    };
    let whole = entry("30.00", "CRDT", BOOKED, &(part("10.00", "A") + &part("20.00", "B")));
    let batch = one(statement("02", "0.00", "30.00", &whole));
    assert_eq!(amounts(&batch.entries), [1_000, 2_000]);
    let told: Vec<_> = batch
        .entries
        .iter()
        .map(|entry| (entry.reference.as_deref(), entry.payer_name.as_deref()))
        .collect();
    assert_eq!(told, [(Some("B1/1"), Some("A")), (Some("B1/2"), Some("B"))]);

    let incomplete = entry("30.00", "CRDT", BOOKED, &(part("10.00", "A") + &part("19.00", "B")));
    let single = one(statement("02", "0.00", "30.00", &incomplete));
    assert_eq!(amounts(&single.entries), [3_000]);
    assert_eq!(single.entries[0].payer_name, None);
}

#[test]
fn entries_must_lead_from_balance_to_balance() {
    let (line, what) =
        fault(statement("02", "100.00", "1100.01", &entry("1000.00", "CRDT", BOOKED, "")));
    assert!(matches!((line, what), (None, What::Sums { difference_minor: 1, .. })));
}

#[test]
fn an_entry_in_another_currency_is_refused_at_its_line() {
    let entries = "\n".to_owned() + &entry("1.00", "CRDT", BOOKED, "").replace("EUR", "USD");
    assert!(matches!(fault(statement("02", "0.00", "1.00", &entries)), (Some(9), What::Mixed(..))));
}

#[test]
fn other_messages_are_called_by_their_names() {
    let text = r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn/></Document>"#;
    assert_eq!(fault(text), (None, What::OtherMessage("camt.054.001.08".into())));
    assert_eq!(fault("<html><body>Please sign in</body></html>"), (None, What::Unknown));
}

#[test]
fn a_file_may_hold_several_accounts_and_encodings() {
    let text = statement(
        "02",
        "0.00",
        "5.00",
        &entry("5.00", "CRDT", BOOKED, "<TxDtls><RmtInf><Ustrd>Müller</Ustrd></RmtInf></TxDtls>"),
    );
    let start = text.find("  <Stmt>").unwrap();
    let end = text.find("</BkToCstmrStmt>").unwrap();
    let twice = text.replace(&text[start..end], &text[start..end].repeat(2));
    let statements = read(&twice).unwrap();
    assert_eq!(statements.len(), 2);
    assert_ne!(statements[0].entries[0].fingerprint, statements[1].entries[0].fingerprint);

    let latin = text.replace("encoding=\"UTF-8\"", "encoding='ISO-8859-1'");
    let latin: Vec<u8> =
        latin.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect();
    assert_eq!(one(latin).entries[0].remittance, "Müller");
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(one(wide).entries[0].remittance, "Müller");
}
