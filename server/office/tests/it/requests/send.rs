//! Sending: what arrives lies sealed in the inbox and is no document; what does not arrive leaves nothing.

use bytes::Bytes;
use domain::documents::DocumentFilter;
use domain::requests::{DAY_BYTES, DAY_FILES, UploadState};
use futures_util::{StreamExt, stream};
use office::malware::{Address, Scanner};
use office::portal::{self, SendTo};
use office::vault::Store;
use office::{Error, documents, requests};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{Counter, INES, OTTO, PAYSLIP, WREN, at};
use crate::documents::body;
use crate::support::requests::REQUESTS;

const FOR_REQUEST: SendTo = SendTo::Request(REQUESTS.open);

#[tokio::test]
async fn a_file_arrives_in_the_inbox_and_is_no_document() {
    let counter = Counter::new().await;
    counter.send(WREN, FOR_REQUEST, "../Pay\u{202E}slip\u{0}.txt").await.unwrap();
    let page = counter.page("attorney-view").await;
    let file = &page.uploads[0];
    assert_eq!((file.name.as_str(), file.from.as_str()), ("Payslip.txt", "Wren Halloway"));
    assert_eq!((file.state, file.asked.as_deref()), (UploadState::Waiting, Some("Your payslips")));
    assert_eq!(page.requests[0].waiting, 1);
    // in no list, search or count of documents
    let caller = counter.desk.caller("partner");
    let filter = DocumentFilter { q: "Payslip".into(), ..DocumentFilter::default() };
    let all = documents::everywhere(&caller, filter).await.unwrap().body;
    assert_eq!((all.page.rows.len(), all.page.total), (0, 0));
    assert_eq!(counter.count("select count(*) from documents").await, 0);
    // and sealed
    let kept = counter.desk.files();
    assert_eq!(kept.len(), 1);
    let bytes = std::fs::read(&kept[0]).unwrap();
    assert!(!bytes.windows(PAYSLIP.len()).any(|part| part == PAYSLIP.as_bytes()));
    // whoever of the client looks sees that it arrived, and who sent it
    for who in [WREN, INES] {
        let seen = counter.portal(who).await;
        let sent = &seen.open[0].sent[0];
        assert_eq!((sent.by.as_str(), sent.state), ("Wren Halloway", UploadState::Waiting));
        assert!(seen.open[0].waits());
    }
    let sent = "select count(*) from audit_events where action = 'portal-upload' and actor_kind = 'client'";
    assert_eq!(counter.count(sent).await, 1);
}

#[tokio::test]
async fn names_of_every_kind_are_made_safe() {
    let counter = Counter::new().await;
    for (claimed, kept) in [
        ("📎 Lohn 🧾.pdf", "📎 Lohn 🧾.pdf"),
        ("C:\\Users\\me\\slip.pdf", "slip.pdf"),
        ("a\u{7}b\n.pdf", "ab.pdf"),
        ("..", "Unnamed"),
    ] {
        counter.send(WREN, FOR_REQUEST, claimed).await.unwrap();
        let names: Vec<_> =
            counter.page("attorney-view").await.uploads.into_iter().map(|row| row.name).collect();
        assert!(names.iter().any(|name| name == kept), "{claimed:?}: {names:?}");
    }
}

#[tokio::test]
async fn something_nobody_asked_for_goes_to_a_case_of_ones_own() {
    let counter = Counter::new().await;
    let (case, client) = (counter.case(), counter.client());
    counter.send(WREN, SendTo::Case(case, client), "Letter.txt").await.unwrap();
    assert_eq!(counter.portal(WREN).await.others[0].name, "Letter.txt");
    let world = &counter.desk.world;
    for (who, to) in [
        (OTTO, SendTo::Case(case, client)),
        (OTTO, FOR_REQUEST),
        (WREN, SendTo::Case(world.closed, world.closed_client)),
        (WREN, SendTo::Case(case, world.closed_client)),
        (WREN, SendTo::Request(REQUESTS.closed)),
        // closed
        (OTTO, SendTo::Request(REQUESTS.closed)),
        (OTTO, SendTo::Case(world.closed, world.closed_client)),
    ] {
        let sent = counter.send(who, to, "Letter.txt").await;
        assert!(matches!(sent, Err(Error::NotFound)), "{who:?} {to:?}: {sent:?}");
    }
    assert_eq!(counter.count("select count(*) from client_uploads").await, 1);
    assert_eq!(counter.count("select count(*) from client_arrivals").await, 0);
}

#[tokio::test]
async fn whoever_may_only_read_sends_nothing() {
    let counter = Counter::new().await;
    counter.run("update portal_memberships set writes = false").await;
    let may = portal::may_send(&counter.person(WREN)).await;
    assert!(matches!(may, Err(Error::Refused(_))), "{may:?}");
    let sent = counter.send(WREN, FOR_REQUEST, "Payslip.txt").await;
    assert!(matches!(sent, Err(Error::Refused(_))), "{sent:?}");
    let seen = counter.portal(WREN).await;
    assert!(!seen.open[0].sends && seen.places.is_empty());
    counter.nothing_is_left().await;
}

#[tokio::test]
async fn a_body_that_breaks_off_lies_about_its_length_or_is_empty_leaves_nothing() {
    let counter = Counter::new().await;
    let wren = counter.person(WREN);
    let broken =
        stream::iter([Ok(Bytes::from_static(b"begun")), Err(std::io::Error::other("cut"))]);
    let cut = portal::send(&wren, FOR_REQUEST, "a.txt", None, broken).await;
    assert!(matches!(cut, Err(Error::Conflict(_))), "{cut:?}");
    for announced in [0, 7, 9, u64::MAX] {
        let lied =
            portal::send(&wren, FOR_REQUEST, "a.txt", Some(announced), body("eight of")).await;
        assert!(matches!(lied, Err(Error::Conflict(_))), "{announced}: {lied:?}");
    }
    let empty = portal::send(&wren, FOR_REQUEST, "a.txt", None, body("")).await;
    assert!(matches!(empty, Err(Error::Conflict(_))), "{empty:?}");
    let small = counter.desk.test.office_with_limit(1 << 20);
    let long =
        stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![0; 1 << 20]))).take(2);
    let long = portal::send(&at(&small, WREN), FOR_REQUEST, "a.txt", None, long.boxed()).await;
    assert!(matches!(long, Err(Error::Conflict(_))), "{long:?}");
    small.vault().await.unwrap().blobs.settled().await;
    counter.nothing_is_left().await;
}

#[tokio::test]
async fn a_store_that_fails_leaves_no_row() {
    let counter = Counter::new().await;
    // where its folder should be is a file
    let file = tempfile::NamedTempFile::new().unwrap();
    let office = counter.desk.test.office_storing(Store::Folder(file.path().to_owned()));
    let sent = portal::send(&at(&office, WREN), FOR_REQUEST, "a.txt", None, body(PAYSLIP)).await;
    assert!(sent.is_err());
    counter.nothing_is_left().await;
}

#[tokio::test]
async fn what_is_ended_while_it_is_on_its_way_is_not_kept() {
    for end in [
        "update client_requests set withdrawn_at = office_now(), withdrawn_by = asked_by where withdrawn_at is null",
        "update client_requests set fulfilled_at = office_now(), fulfilled_by = asked_by",
        "update portal_memberships set until = office_now()",
        "update portal_memberships set writes = false",
        "update cases set closed_on = '2026-10-13' where closed_on is null",
    ] {
        let counter = Counter::new().await;
        let (wren, pool) = (counter.person(WREN), counter.desk.test.superuser().await);
        let ending = std::sync::Arc::new(tokio::sync::Mutex::new(pool));
        let pieces = stream::iter([0, 1]).then(move |nth| {
            let ending = std::sync::Arc::clone(&ending);
            async move {
                if nth == 1 {
                    sqlx::query(end).execute(&mut *ending.lock().await).await.unwrap();
                }
                Ok::<_, std::io::Error>(Bytes::from_static(b"half of it"))
            }
        });
        let sent = portal::send(&wren, FOR_REQUEST, "a.txt", None, pieces.boxed()).await;
        assert!(matches!(sent, Err(Error::Conflict(_))), "{end}: {sent:?}");
        counter.nothing_is_left().await;
    }
}

#[tokio::test]
async fn a_request_that_has_ended_takes_nothing() {
    let counter = Counter::new().await;
    let caller = counter.desk.caller("attorney-lead");
    requests::receive(&caller, counter.case(), REQUESTS.open).await.unwrap();
    let sent = counter.send(WREN, FOR_REQUEST, "a.txt").await;
    assert!(matches!(sent, Err(Error::Conflict(_))), "{sent:?}");
    counter.nothing_is_left().await;
}

#[tokio::test]
async fn one_person_sends_so_many_files_and_bytes_a_day() {
    let counter = Counter::new().await;
    counter.sent("First.txt").await;
    // as if so many had come before
    let others = |n: i64, bytes: i64| {
        format!(
            "insert into client_uploads (id, request_id, case_id, client_id, membership_id, name, arrived_at, object_name,
                size_bytes, chunks, media, content_hash, case_key_id, wrapped_key)
            select gen_random_uuid(), request_id, case_id, client_id, membership_id, name, arrived_at, 'many-' || n,
                {bytes}, chunks, media, content_hash, case_key_id, wrapped_key
            from client_uploads, generate_series(1, {n}) as n where name = 'First.txt' and object_name not like 'many-%'"
        )
    };
    let undo = "set session_replication_role = replica; delete from client_uploads where object_name like 'many-%';
        set session_replication_role = origin";
    counter.run(&others(DAY_FILES - 2, 1)).await;
    counter.send(WREN, FOR_REQUEST, "Last.txt").await.unwrap();
    let many = counter.send(WREN, FOR_REQUEST, "Next.txt").await;
    assert!(matches!(&many, Err(Error::Conflict(why)) if why.contains("within a day")), "{many:?}");
    counter.send(INES, FOR_REQUEST, "Hers.txt").await.expect("each has a budget of their own");
    counter.run(undo).await;
    counter.run(&others(1, DAY_BYTES - 100)).await;
    let much = counter.send(WREN, FOR_REQUEST, "Next.txt").await;
    counter.send(WREN, FOR_REQUEST, "Small.txt").await.expect_err("nothing is left for it");
    assert!(matches!(&much, Err(Error::Conflict(why)) if why.contains("within a day")), "{much:?}");
    assert_eq!(counter.count("select count(*) from client_arrivals").await, 0);
    // and tomorrow again
    counter.desk.test.office.clock.advance(jiff::SignedDuration::from_hours(25));
    counter.send(WREN, FOR_REQUEST, "Next.txt").await.unwrap();
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
async fn what_the_scanner_stops_is_opened_by_nobody_and_stays_held_once_it_is_accepted() {
    let counter = Counter::new().await;
    let office = counter.desk.test.office_scanned_by(alarmist().await);
    let sent = portal::send(&at(&office, WREN), FOR_REQUEST, "a.txt", None, body(PAYSLIP)).await;
    assert!(sent.unwrap().held);
    let seen = counter.portal(WREN).await;
    assert!(seen.open[0].sent[0].held && !seen.open[0].waits());
    let (case, lead) = (counter.case(), counter.desk.caller("attorney-lead"));
    let row = counter.page("attorney-lead").await.uploads[0].clone();
    assert!(row.held.as_deref().unwrap().contains("Eicar"));
    let opened = requests::download(&lead, case, row.id).await;
    assert!(matches!(opened, Err(Error::Conflict(_))));
    assert!(requests::picture(&lead, case, row.id, 1).await.is_err());
    let (_, _, page) = requests::upload(&lead, case, row.id, 1).await.unwrap();
    assert!(page.content.is_none());
    let document = counter.accept("attorney-lead", row.id).await.unwrap();
    let read = counter.desk.read("attorney-lead", document, None).await;
    assert!(matches!(read, Err(Error::Conflict(_))), "{read:?}");
}
