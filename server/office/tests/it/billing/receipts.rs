//! Receipts: kept with their expense or not at all, read by whoever reads it, and no way in for anything else.

use domain::access::Role;
use domain::billing::expenses::{ExpenseForm, RECEIPT_BYTES, Receipt};
use domain::documents::{Kind, RestrictForm};
use domain::ids::{CaseId, DocumentId, ExpenseId};
use office::billing::{self, ReceiptFile};
use office::documents::{self, NewFile, Purpose};
use office::malware::{Address, Scanner};
use office::{Caller, Error};
use papers::make::{self, Sheet};
use papers::whole;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{Desk, conflict, said};
use crate::support::hostile;

fn form() -> ExpenseForm {
    ExpenseForm {
        on: "2026-10-12".into(),
        amount: "45".into(),
        description: "Process server".into(),
        ..ExpenseForm::default()
    }
}

fn pdf() -> Vec<u8> {
    make::pdf(&Sheet { title: "Paid with thanks".into(), ..Sheet::default() })
}

fn file(name: &str, bytes: impl Into<bytes::Bytes>) -> Option<ReceiptFile> {
    Some(ReceiptFile { name: name.into(), bytes: bytes.into() })
}

impl Desk {
    /// Expenses, documents, uploads on their way and blobs.
    async fn kept(&self) -> (i64, i64, i64, usize) {
        let count = async |table: &str| self.number(&format!("select count(*) from {table}")).await;
        let (expenses, documents) = (count("expenses").await, count("documents").await);
        (expenses, documents, count("document_uploads").await, files(&self.test.blobs()))
    }

    async fn receipt(&self, who: &Caller, id: ExpenseId) -> Receipt {
        billing::expense(who, id).await.unwrap().2.receipt
    }
}

fn files(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.path().is_dir() {
            true => files(&entry.path()),
            false => 1,
        })
        .sum()
}

async fn sent(who: &Caller, case: CaseId, file: Option<ReceiptFile>) -> office::Result<ExpenseId> {
    billing::record_expense_with(who, case, &form(), file).await
}

#[tokio::test]
async fn a_receipt_is_a_document_of_its_case_and_opens_as_it_came() {
    let desk = Desk::with_vault().await;
    let billing = desk.caller("billing");
    // the first document of the case: its key is made on the way
    let id = sent(&billing, desk.case(), file("Server.pdf", pdf())).await.unwrap();
    let Receipt::Open(document) = desk.receipt(&billing, id).await else { panic!("no receipt") };
    for who in ["billing", "partner", "attorney-lead"] {
        let who = desk.caller(who);
        assert_eq!(desk.receipt(&who, id).await, Receipt::Open(document));
        let opened = documents::open(&who, document, None, Purpose::Download, false).await.unwrap();
        assert_eq!(
            (opened.name.as_str(), opened.media.as_str()),
            ("Server.pdf", "application/pdf")
        );
        assert_eq!(opened.read().await.unwrap(), pdf());
    }
    let kind = "select count(*) from documents where kind = 'receipt' and dated = '2026-10-12' and folder_id is null";
    assert_eq!(desk.number(kind).await, 1);
    let told =
        format!("select count(*) from case_events where happened->>'document' = '{document}'");
    assert_eq!(desk.number(&told).await, 1);
    assert_eq!(desk.number("select count(*) from document_uploads").await, 0);
    // a picture does as well, and takes the first free name
    let png = make::scan(&Sheet::default());
    let other = sent(&billing, desk.case(), file("Server.pdf", png)).await.unwrap();
    let Receipt::Open(picture) = desk.receipt(&billing, other).await else { panic!("no receipt") };
    let opened = documents::open(&billing, picture, None, Purpose::Download, false).await.unwrap();
    assert_eq!((opened.name.as_str(), opened.media.as_str()), ("Server (2).pdf", "image/png"));
}

#[tokio::test]
async fn what_is_no_whole_receipt_leaves_nothing_behind() {
    let desk = Desk::with_vault().await;
    let billing = desk.caller("billing");
    sent(&billing, desk.case(), file("Server.pdf", pdf())).await.unwrap();
    let before = desk.kept().await;
    let mut cut = pdf();
    cut.truncate(cut.len() / 2);
    let mut png = make::scan(&Sheet::default());
    png.truncate(png.len() / 2);
    let mut huge = pdf();
    huge.resize(RECEIPT_BYTES + 1, b' ');
    for (name, bytes) in [
        ("empty.pdf", Vec::new()),
        ("note.pdf", b"Paid with thanks".to_vec()),
        ("program.pdf", b"MZ\x90\0\x03\0\0\0".to_vec()),
        ("page.pdf", b"<!doctype html><script>alert(1)</script>".to_vec()),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()),
        ("letter.pdf", make::docx(&Sheet::default())),
        ("two.pdf", hostile::two_at_once()),
        ("cut.pdf", cut),
        ("cut.png", png),
        ("huge.pdf", huge),
    ] {
        let errors = said(sent(&billing, desk.case(), file(name, bytes)).await);
        assert!(errors.of("file").is_some(), "{name}: {errors:?}");
    }
    assert_eq!(desk.kept().await, before);
}

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once_and_nothing_is_kept() {
    let desk = Desk::with_vault().await;
    let billing = desk.caller("billing");
    let before = desk.kept().await;
    let record = async |form: ExpenseForm| {
        let file = file("Server.pdf", pdf());
        said(billing::record_expense_with(&billing, desk.case(), &form, file).await)
    };
    for (wrong, field) in [
        (ExpenseForm { amount: "-45".into(), ..form() }, "amount"),
        (ExpenseForm { amount: "0".into(), ..form() }, "amount"),
        (ExpenseForm { amount: "99999999999999999999".into(), ..form() }, "amount"),
        (ExpenseForm { amount: "45 EUR".into(), ..form() }, "amount"),
        // tomorrow, and before the case was opened
        (ExpenseForm { on: "2026-10-14".into(), ..form() }, "on"),
        (ExpenseForm { on: "2025-01-01".into(), ..form() }, "on"),
        (ExpenseForm { on: "0001-01-01".into(), ..form() }, "on"),
        (ExpenseForm { description: " ".into(), ..form() }, "description"),
        (ExpenseForm { treatment: "gift".into(), ..form() }, "treatment"),
        (
            ExpenseForm { written_down: "46".into(), write_down_reason: "Ours".into(), ..form() },
            "written_down",
        ),
        (ExpenseForm { written_down: "4".into(), ..form() }, "write_down_reason"),
        (ExpenseForm { receipt: DocumentId(desk.case().0).to_string(), ..form() }, "receipt"),
    ] {
        assert!(record(wrong.clone()).await.of(field).is_some(), "{field}: {wrong:?}");
    }
    let all = ExpenseForm { on: "2026-10-14".into(), ..ExpenseForm::default() };
    let empty = file("Server.pdf", Vec::new());
    let errors = said(billing::record_expense_with(&billing, desk.case(), &all, empty).await);
    for field in ["on", "amount", "description", "file"] {
        assert!(errors.of(field).is_some(), "{field}: {errors:?}");
    }
    let unsaid = said(billing::add_expense(&billing, &all, file("Server.pdf", pdf())).await);
    assert!(unsaid.of("case").is_some() && unsaid.of("amount").is_some());
    assert_eq!(desk.kept().await, before);
}

/// Takes one body and calls it infected.
async fn alarmist() -> Scanner {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut command = [0; 10];
        stream.read_exact(&mut command).await.unwrap();
        loop {
            let length = stream.read_u32().await.unwrap() as usize;
            if length == 0 {
                break;
            }
            let mut chunk = vec![0; length];
            stream.read_exact(&mut chunk).await.unwrap();
        }
        stream.write_all(b"stream: Eicar FOUND\0").await.unwrap();
    });
    Scanner::clamd(Address::Host { name: "127.0.0.1".into(), port })
}

#[tokio::test]
async fn an_infected_receipt_is_kept_nowhere_and_nor_is_its_expense() {
    let desk = Desk::with_vault().await;
    let before = desk.kept().await;
    let office = desk.test.office_scanned_by(alarmist().await);
    let billing = desk.world.persona("billing").caller(&office);
    let errors = said(sent(&billing, desk.case(), file("Server.pdf", pdf())).await);
    assert!(errors.of("file").unwrap().contains("Eicar"), "{errors:?}");
    assert_eq!(desk.kept().await, before);
}

#[tokio::test]
async fn billing_adds_receipts_with_expenses_and_nothing_else() {
    let desk = Desk::with_vault().await;
    let billing = desk.caller("billing");
    let id = sent(&billing, desk.case(), file("Server.pdf", pdf())).await.unwrap();
    let Receipt::Open(document) = desk.receipt(&billing, id).await else { panic!("no receipt") };
    let before = desk.kept().await;
    let mut receipt = NewFile::named("Other.pdf");
    receipt.kind = Kind::Receipt;
    let added = documents::add(&billing, desk.case(), &receipt, whole(pdf())).await;
    assert!(matches!(added, Err(Error::Refused(_))), "{added:?}");
    let version = documents::add_version(&billing, document, 1, &receipt, whole(pdf())).await;
    assert!(matches!(version, Err(Error::Refused(_))), "{version:?}");
    // and past the verbs
    let coming = |case: CaseId, document: &str, receipt: bool| {
        format!(
            "insert into document_uploads (id, case_id, document_id, object_name, started_by, for_receipt)
            values ('{UPLOAD}', '{case}', {document}, 'raw', office_caller(), {receipt})"
        )
    };
    for sql in [
        coming(desk.case(), "null", false),
        coming(desk.case(), &format!("'{document}'"), true),
        coming(desk.world.closed, "null", true),
    ] {
        assert_eq!(desk.raw("billing", &sql).await, Err("42501".into()), "{sql}");
    }
    desk.raw("billing", &coming(desk.case(), "null", true)).await.unwrap();
    let as_document = format!(
        "select publish_version('{UPLOAD}', gen_random_uuid(), 0, 'x', 'receipt', null, '{{}}', null, '', null, 5, 1,
            'application/pdf', sha256('x'), (select id from case_keys where case_id = '{}'), 'w', null, null)",
        desk.case()
    );
    assert!(desk.raw("billing", &as_document).await.is_err());
    let as_receipt = |expense: ExpenseId, media: &str| {
        format!(
            "select publish_receipt('{UPLOAD}', gen_random_uuid(), '{expense}', gen_random_uuid(), 'x', null, 5, 1, '{media}',
                sha256('x'), (select id from case_keys where case_id = '{}'), 'w')",
            desk.case()
        )
    };
    // no program; not on somebody else's expense; nor on one of another case
    let theirs =
        billing::record_expense(&desk.caller("attorney-lead"), desk.case(), &form()).await.unwrap();
    let nowhere = ExpenseId(uuid::Uuid::from_u128(7));
    for sql in [
        as_receipt(id, "application/x-executable"),
        as_receipt(theirs, "application/pdf"),
        as_receipt(nowhere, "application/pdf"),
    ] {
        assert!(desk.raw("billing", &sql).await.is_err(), "{sql}");
    }
    desk.raw("billing", &format!("select drop_upload('{UPLOAD}')")).await.unwrap();
    let (expenses, documents, uploads, blobs) = desk.kept().await;
    assert_eq!((expenses - 1, documents, uploads, blobs), before);
}

const UPLOAD: &str = "01928000-0000-7000-8000-00000000ee01";

#[tokio::test]
async fn a_receipt_hangs_on_an_expense_of_its_own_case_alone() {
    let desk = Desk::with_vault().await;
    let partner = desk.caller("partner");
    let id = sent(&partner, desk.case(), file("Server.pdf", pdf())).await.unwrap();
    let Receipt::Open(document) = desk.receipt(&partner, id).await else { panic!("no receipt") };
    let mut connection = desk.test.superuser().await;
    // an expense of the closed case, which is open again
    let sql = format!("update cases set closed_on = null where id = '{}'", desk.world.closed);
    sqlx::Executor::execute(&mut connection, sqlx::AssertSqlSafe(sql)).await.unwrap();
    let chosen = ExpenseForm { receipt: document.to_string(), ..form() };
    let elsewhere = billing::record_expense(&partner, desk.world.closed, &chosen).await;
    assert!(said(elsewhere).of("receipt").is_some());
    let other = billing::record_expense(&partner, desk.world.closed, &form()).await.unwrap();
    let hung = format!("update expenses set receipt_id = '{document}' where id = '{other}'");
    let hung = sqlx::Executor::execute(&mut connection, sqlx::AssertSqlSafe(hung)).await;
    assert!(hung.is_err(), "a receipt of one case on an expense of another");
    let coming = format!(
        "insert into document_uploads (id, case_id, object_name, started_by, for_receipt)
        values ('{UPLOAD}', '{}', 'raw', office_caller(), true)",
        desk.case()
    );
    desk.raw("partner", &coming).await.unwrap();
    let crossed = format!(
        "select publish_receipt('{UPLOAD}', gen_random_uuid(), '{other}', gen_random_uuid(), 'x', null, 5, 1, 'application/pdf',
            sha256('x'), (select id from case_keys where case_id = '{}'), 'w')",
        desk.case()
    );
    assert!(desk.raw("partner", &crossed).await.is_err());
    assert_eq!(desk.receipt(&partner, other).await, Receipt::None);
}

#[tokio::test]
async fn whoever_only_reads_a_case_records_expenses_and_adds_no_receipt() {
    let desk = Desk::with_vault().await;
    let before = desk.kept().await;
    for name in ["attorney-view", "paralegal-view"] {
        let who = desk.caller(name);
        let errors = said(sent(&who, desk.case(), file("Server.pdf", pdf())).await);
        assert!(errors.of("file").unwrap().contains("contribute"), "{errors:?}");
    }
    assert_eq!(desk.kept().await, before);
    let id = sent(&desk.caller("paralegal-view"), desk.case(), None).await.unwrap();
    let page = billing::expense(&desk.caller("paralegal-view"), id).await.unwrap().2;
    assert!(!page.locked && !page.may_add_receipt);
    let viewer = desk.caller("paralegal-view");
    let late = billing::add_receipt(&viewer, id, file("a.pdf", pdf()).unwrap());
    assert!(said(late.await).of("file").is_some());
    for name in ["billing-walled", "attorney-outside", "attorney-walled-member"] {
        let unseen = sent(&desk.caller(name), desk.case(), file("Server.pdf", pdf())).await;
        assert!(matches!(unseen, Err(Error::NotFound)), "{name}: {unseen:?}");
    }
    let closed = sent(&desk.caller("billing"), desk.world.closed, file("Server.pdf", pdf())).await;
    assert!(matches!(closed, Err(Error::Refused(_))), "{closed:?}");
}

#[tokio::test]
async fn a_receipt_that_is_narrowed_is_shut_and_its_expense_still_changes() {
    let desk = Desk::with_vault().await;
    let (billing, partner) = (desk.caller("billing"), desk.caller("partner"));
    let id = sent(&billing, desk.case(), file("Server.pdf", pdf())).await.unwrap();
    let Receipt::Open(document) = desk.receipt(&billing, id).await else { panic!("no receipt") };
    let narrow = RestrictForm { narrowed_to: "attorneys".into(), ..RestrictForm::default() };
    documents::narrow_document(&partner, document, &narrow).await.unwrap();
    assert_eq!(desk.receipt(&billing, id).await, Receipt::Shut);
    let row = billing::expenses_of_case(&billing, desk.case(), "").await.unwrap().body.page.rows;
    assert_eq!(row.iter().find(|row| row.id == id).unwrap().receipt, Receipt::Shut);
    let opened = documents::open(&billing, document, None, Purpose::Download, false).await;
    assert!(matches!(opened, Err(Error::NotFound)));
    assert_eq!(desk.receipt(&partner, id).await, Receipt::Open(document));
    let again = ExpenseForm { amount: "50".into(), revision: "1".into(), ..form() };
    billing::edit_expense(&billing, id, &again).await.unwrap();
    conflict(billing::edit_expense(&billing, id, &again).await);
    assert_eq!(desk.receipt(&partner, id).await, Receipt::Open(document));
}

#[tokio::test]
async fn a_receipt_comes_later_too_until_the_expense_is_billed() {
    let desk = Desk::with_vault().await;
    let lead = desk.caller("attorney-lead");
    let id = sent(&lead, desk.case(), None).await.unwrap();
    assert_eq!(desk.receipt(&lead, id).await, Receipt::None);
    billing::add_receipt(&lead, id, file("One.pdf", pdf()).unwrap()).await.unwrap();
    let Receipt::Open(first) = desk.receipt(&lead, id).await else { panic!("no receipt") };
    billing::add_receipt(&lead, id, file("Two.pdf", pdf()).unwrap()).await.unwrap();
    let Receipt::Open(second) = desk.receipt(&lead, id).await else { panic!("no receipt") };
    assert_ne!(first, second);
    // the one before stays, and can be chosen for another
    let page = billing::expenses_of_case(&lead, desk.case(), "").await.unwrap().body;
    assert_eq!(page.receipts.iter().map(|it| it.label.as_str()).collect::<Vec<_>>(), ["One.pdf"]);
    let chosen = ExpenseForm { receipt: first.to_string(), ..form() };
    let other = billing::record_expense(&lead, desk.case(), &chosen).await.unwrap();
    assert_eq!(desk.receipt(&lead, other).await, Receipt::Open(first));
    let both =
        billing::record_expense_with(&lead, desk.case(), &chosen, file("x.pdf", pdf())).await;
    assert!(said(both).of("file").is_some());
    let before = desk.kept().await;
    // Billing reads it and changes none of it
    let billing = desk.caller("billing");
    let theirs = billing::add_receipt(&billing, id, file("x.pdf", pdf()).unwrap()).await;
    assert!(matches!(theirs, Err(Error::Refused(_))), "{theirs:?}");
    desk.drafted().await;
    conflict(billing::add_receipt(&lead, id, file("Late.pdf", pdf()).unwrap()).await);
    let page = billing::expense(&lead, id).await.unwrap().2;
    assert!(page.locked && page.invoice.is_some() && !page.may_add_receipt);
    assert_eq!(desk.kept().await, before);
}

#[tokio::test]
async fn a_case_lists_all_expenses_or_ones_own_by_who_reads() {
    let desk = Desk::open().await;
    for (who, amount) in
        [("billing", "10"), ("paralegal-contribute", "20"), ("attorney-view", "30")]
    {
        let form = ExpenseForm { amount: amount.into(), ..form() };
        billing::record_expense(&desk.caller(who), desk.case(), &form).await.unwrap();
    }
    let down = ExpenseForm {
        amount: "30".into(),
        written_down: "5".into(),
        write_down_reason: "Agreed".into(),
        ..form()
    };
    billing::record_expense(&desk.caller("billing"), desk.case(), &down).await.unwrap();
    for (who, rows, left) in [
        ("partner", 4, 8_500),
        ("billing", 4, 8_500),
        ("attorney-manage", 4, 8_500),
        ("paralegal-contribute", 1, 2_000),
        ("attorney-view", 1, 3_000),
        ("attorney-contribute", 0, 0),
    ] {
        let who_ = desk.caller(who);
        let page = billing::expenses_of_case(&who_, desk.case(), "").await.unwrap().body;
        assert_eq!(page.page.rows.len(), rows, "{who}");
        assert_eq!(page.page.total, rows as i64, "{who}");
        assert_eq!(page.unbilled.iter().map(|sum| sum.minor).sum::<i64>(), left, "{who}");
        assert_eq!(page.all, who_.role() == Role::Billing || rows == 4, "{who}");
    }
    for who in ["attorney-outside", "billing-walled", "partner-walled"] {
        let unseen = billing::expenses_of_case(&desk.caller(who), desk.case(), "").await;
        assert!(matches!(unseen, Err(Error::NotFound)), "{who}");
    }
    let day = billing::day_sheet(&desk.caller("billing"), "2026-10-12").await.unwrap().body;
    let mut amounts: Vec<i64> = day.expenses.iter().map(|row| row.amount.minor).collect();
    amounts.sort_unstable();
    assert_eq!(amounts, [1_000, 2_500]);
}
