//! The inbox: reading, accepting and refusing.

use domain::requests::{DecideForm, RequestState, UploadState};
use futures_util::StreamExt;
use office::{Error, requests};

use super::{Counter, PAYSLIP, WREN, dropped, taken};
use crate::support::requests::REQUESTS;

#[tokio::test]
async fn an_accepted_file_is_a_document_like_any_other_and_its_record_begins_with_who_sent_it() {
    let counter = Counter::new().await;
    let upload = counter.sent("Slip.txt").await;
    let before = counter.desk.files();
    let document = counter.accept("paralegal-contribute", upload).await.unwrap();
    assert_eq!(counter.desk.files(), before, "no byte of it moves");
    assert_eq!(counter.desk.read("attorney-view", document, None).await.unwrap(), PAYSLIP);
    assert_eq!(
        counter.desk.audited(document).await,
        ["portal-upload 1", "accept-upload 1", "download-document 1"]
    );
    let page = office::documents::show(
        &counter.desk.caller("attorney-lead"),
        document,
        Default::default(),
    )
    .await
    .unwrap()
    .body;
    assert_eq!((page.document.name.as_str(), page.document.version), ("Payslip.txt", 1));
    assert!(page.versions[0].note.contains("Wren Halloway"), "{}", page.versions[0].note);
    let lines = page.record.unwrap().lines;
    assert!(lines.iter().any(|line| line.who == "Wren Halloway"), "{lines:?}");
    // a second version goes on from it
    let file = office::documents::NewFile::named("Payslip.txt");
    let lead = counter.desk.caller("attorney-lead");
    office::documents::add_version(&lead, document, 1, &file, crate::documents::body("Another."))
        .await
        .unwrap();
    let seen = counter.portal(WREN).await;
    assert_eq!(seen.open[0].sent[0].state, UploadState::Accepted);
    assert!(seen.done.is_empty(), "more may be needed");
}

#[tokio::test]
async fn with_all_that_was_asked_for_the_request_is_done() {
    let counter = Counter::new().await;
    let upload = counter.sent("Slip.txt").await;
    let form = DecideForm { all: "on".into(), ..taken("Slip.txt") };
    let caller = counter.desk.caller("attorney-lead");
    requests::accept(&caller, counter.case(), upload, &form).await.unwrap();
    let page = counter.page("attorney-view").await;
    assert_eq!(page.requests[0].state, RequestState::Fulfilled);
    let seen = counter.portal(WREN).await;
    assert_eq!((seen.open.len(), seen.done.len()), (0, 1));
    let told: i64 = counter
        .count("select count(*) from case_events where happened->>'kind' in ('upload_accepted', 'request_fulfilled')")
        .await;
    assert_eq!(told, 2);
}

#[tokio::test]
async fn it_is_decided_on_once() {
    let counter = Counter::new().await;
    let (upload, other) = (counter.sent("Slip.txt").await, counter.case());
    let lead = counter.desk.caller("attorney-lead");
    let (one, two) = tokio::join!(
        counter.accept("attorney-lead", upload),
        counter.accept("paralegal-contribute", upload)
    );
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    let late = requests::refuse(&lead, other, upload, &dropped("No.")).await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
    assert_eq!(counter.count("select count(*) from documents").await, 1);
    let opened = requests::download(&lead, other, upload).await;
    assert!(matches!(opened, Err(Error::Conflict(_))), "it is read as a document now");
}

#[tokio::test]
async fn a_refused_file_is_gone_and_the_client_reads_why() {
    let counter = Counter::new().await;
    let (upload, case) = (counter.sent("Slip.txt").await, counter.case());
    let lead = counter.desk.caller("attorney-lead");
    let silent = requests::refuse(&lead, case, upload, &dropped(" ")).await;
    assert!(matches!(silent, Err(Error::Invalid(_))), "{silent:?}");
    requests::refuse(&lead, case, upload, &dropped("It cannot be read.")).await.unwrap();
    counter.desk.test.office.vault().await.unwrap().blobs.settled().await;
    assert!(counter.desk.files().is_empty());
    let sent = &counter.portal(WREN).await.open[0].sent[0];
    assert_eq!(
        (sent.state, sent.because.as_deref()),
        (UploadState::Refused, Some("It cannot be read."))
    );
    assert!(matches!(counter.accept("attorney-lead", upload).await, Err(Error::Conflict(_))));
    assert_eq!(counter.count("select count(*) from version_checks").await, 0);
}

#[tokio::test]
async fn a_legal_hold_keeps_what_is_refused() {
    let counter = Counter::new().await;
    let (upload, case) = (counter.sent("Slip.txt").await, counter.case());
    let lead = counter.desk.caller("attorney-lead");
    let hold = domain::documents::HoldForm { reason: "A subpoena.".into() };
    office::documents::hold_case(&lead, case, &hold).await.unwrap();
    requests::refuse(&lead, case, upload, &dropped("Not this one.")).await.unwrap();
    assert_eq!(counter.desk.files().len(), 1);
    assert_eq!(
        counter.count("select count(*) from client_uploads where wrapped_key is not null").await,
        1
    );
}

#[tokio::test]
async fn it_is_read_before_it_is_decided_on_and_each_look_is_on_record() {
    let counter = Counter::new().await;
    let (upload, case) = (counter.sent("Slip.txt").await, counter.case());
    let (_, form, page) =
        requests::upload(&counter.desk.caller("attorney-view"), case, upload, 1).await.unwrap();
    assert_eq!((form.name.as_str(), form.all.as_str()), ("Slip.txt", "on"));
    assert!(page.content.is_some());
    let opened =
        requests::download(&counter.desk.caller("attorney-view"), case, upload).await.unwrap();
    let mut read = Vec::new();
    let mut bytes = opened.bytes();
    while let Some(piece) = bytes.next().await {
        read.extend_from_slice(&piece.unwrap());
    }
    assert_eq!(read, PAYSLIP.as_bytes());
    let looks = "select count(*) from audit_events where action in ('view-upload', 'download-upload') and outcome = 'done'";
    assert_eq!(counter.count(looks).await, 2);
    // out of sight, of another case, or only read
    let outside = requests::upload(&counter.desk.caller("attorney-outside"), case, upload, 1).await;
    assert!(matches!(outside, Err(Error::NotFound)));
    let world = &counter.desk.world;
    let elsewhere =
        requests::upload(&counter.desk.caller("partner"), world.closed, upload, 1).await;
    assert!(matches!(elsewhere, Err(Error::NotFound)));
    let reads = counter.accept("attorney-view", upload).await;
    assert!(matches!(reads, Err(Error::Refused(_))), "{reads:?}");
}

#[tokio::test]
async fn a_name_that_is_taken_is_numbered_and_a_bad_one_is_refused() {
    let counter = Counter::new().await;
    let (first, case) = (counter.sent("Slip.txt").await, counter.case());
    let lead = counter.desk.caller("attorney-lead");
    let bad = requests::accept(&lead, case, first, &taken("a/b")).await;
    assert!(matches!(bad, Err(Error::Invalid(_))), "{bad:?}");
    counter.accept("attorney-lead", first).await.unwrap();
    let second = counter.sent("Slip.txt").await;
    counter.accept("attorney-lead", second).await.unwrap();
    let names = "select count(*) from documents where name in ('Payslip.txt', 'Payslip (2).txt')";
    assert_eq!(counter.count(names).await, 2);
}

#[tokio::test]
async fn a_closed_case_waits_and_says_so() {
    let counter = Counter::new().await;
    let upload = counter.sent("Slip.txt").await;
    counter.run("update cases set closed_on = '2026-10-13' where closed_on is null").await;
    let closed = counter.accept("attorney-lead", upload).await;
    assert!(matches!(closed, Err(Error::Refused(_))), "{closed:?}");
    let asked =
        requests::receive(&counter.desk.caller("attorney-lead"), counter.case(), REQUESTS.open)
            .await;
    assert!(matches!(asked, Err(Error::Refused(_))), "{asked:?}");
    assert!(counter.portal(WREN).await.open.is_empty(), "a closed case asks for nothing");
}
