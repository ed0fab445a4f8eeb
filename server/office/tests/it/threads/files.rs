//! Files that a client sends with a message: who reads them, and that they are there with it or not at all.

use bytes::Bytes;
use domain::ids::ThreadId;
use domain::requests::DecideForm;
use domain::threads::{FILES_MOST, HungAt, HungState, MessageForm};
use futures_util::{StreamExt, stream};
use office::portal::{self as gate, Files};
use office::vault::Store;
use office::{Error, requests};
use sqlx::{AssertSqlSafe, Executor};

use super::{Post, conflicts, field};
use crate::documents::body;
use crate::sharing::{PEOPLE, Person};

const LETTER: &str = "the-canary-of-the-letter-sings-in-plain-text";

/// Messages, files that hang on them, files in the inbox, and files on their way.
async fn kept(post: &Post) -> [i64; 4] {
    let mut kept = [0; 4];
    let tables = ["thread_messages", "message_files", "client_uploads", "client_arrivals"];
    for (count, table) in kept.iter_mut().zip(tables) {
        *count = post.counter.count(&format!("select count(*) from {table}")).await;
    }
    kept
}

async fn nothing_but_the_first_message(post: &Post) {
    post.counter.desk.test.office.vault().await.unwrap().blobs.settled().await;
    assert_eq!(post.counter.desk.files(), Vec::<std::path::PathBuf>::new());
    assert_eq!(kept(post).await, [1, 0, 0, 0]);
}

/// What the database itself lists to somebody of the office.
async fn listed(post: &Post, who: &str, id: ThreadId) -> i64 {
    let mut connection = post.counter.connection().await;
    let caller = post.counter.desk.world.persona(who).id;
    let now = post.counter.desk.test.office.clock.now();
    let begin = format!(
        "begin; select set_config('role', 'privity_attorney', true), set_config('privity.caller', '{caller}', true),
            set_config('privity.now', '{now}', true)"
    );
    connection.execute(AssertSqlSafe(begin)).await.unwrap();
    let sql = format!("select count(*) from thread_files('{id}')");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap()
}

#[tokio::test]
async fn files_go_with_an_answer_and_are_read_in_the_thread() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let sent = [("../Let\u{202E}ter.txt", LETTER), ("Map.txt", "North is up.")];
    post.sends(PEOPLE.ramona, id, "Here they are.", &sent).await.unwrap();
    assert_eq!(kept(&post).await, [2, 2, 2, 0]);
    let own = post.hangs(PEOPLE.ramona, id).await;
    let names: Vec<_> = own.iter().map(|file| (file.name.as_str(), file.state)).collect();
    assert_eq!(names, [("Letter.txt", HungState::There), ("Map.txt", HungState::There)]);
    assert_eq!(post.opens(PEOPLE.ramona, &own[0]).await.unwrap(), LETTER);
    assert_eq!(post.opens(PEOPLE.ramona, &own[1]).await.unwrap(), "North is up.");
    let opened = "select count(*) from audit_events where action = 'download-attachment' and actor_kind = 'client'
        and resource = 'document' and case_id is not null and content_hash is not null";
    assert_eq!(post.counter.count(opened).await, 2);
    let arrived = "select count(*) from audit_events where action = 'portal-upload'";
    assert_eq!(post.counter.count(arrived).await, 2);
    // sealed
    let kept = post.counter.desk.files();
    assert_eq!(kept.len(), 2);
    for file in kept {
        let bytes = std::fs::read(file).unwrap();
        assert!(!bytes.windows(LETTER.len()).any(|part| part == LETTER.as_bytes()));
    }
    // the office reads name and size, and opens it in the inbox of the case
    let seen = post.sees_hang("attorney-lead", id).await;
    assert_eq!((seen[0].name.as_str(), seen[0].state), ("Letter.txt", HungState::Waiting));
    assert!(!seen[0].size.is_empty());
    let Some(HungAt::Inbox(case, upload)) = seen[0].at else { panic!("{seen:?}") };
    assert_eq!(case, post.open());
    let form = DecideForm { name: "Letter.txt".into(), kind: "other".into(), ..Default::default() };
    let document = requests::accept(&post.by("attorney-lead"), case, upload, &form).await.unwrap();
    let seen = post.sees_hang("attorney-lead", id).await;
    assert_eq!((seen[0].at, seen[0].state), (Some(HungAt::Document(document)), HungState::There));
    assert_eq!(post.opens(PEOPLE.ramona, &own[0]).await.unwrap(), LETTER, "it stays theirs");
    let form = DecideForm { reason: "Unreadable.".into(), ..DecideForm::default() };
    let Some(HungAt::Inbox(_, other)) = seen[1].at else { panic!("{seen:?}") };
    requests::refuse(&post.by("attorney-lead"), case, other, &form).await.unwrap();
    assert_eq!(post.sees_hang("attorney-lead", id).await[1].state, HungState::Refused);
    assert_eq!(post.hangs(PEOPLE.ramona, id).await[1].state, HungState::Refused);
    let opened = post.opens(PEOPLE.ramona, &own[1]).await;
    assert!(matches!(opened, Err(Error::NotFound)), "{opened:?}");
}

#[tokio::test]
async fn a_file_is_seen_through_its_thread_alone_and_by_whoever_reads_the_message() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    post.sends(PEOPLE.ramona, id, "Here.", &[("Letter.txt", LETTER)]).await.unwrap();
    let file = post.hangs(PEOPLE.ramona, id).await.remove(0);
    let refused = async |who: Person| {
        let opened = post.opens(who, &file).await;
        assert!(matches!(opened, Err(Error::NotFound)), "{opened:?}");
    };
    // of the same client and taking no part, of another client
    refused(PEOPLE.emeka).await;
    refused(PEOPLE.dana).await;
    for who in [PEOPLE.ramona, PEOPLE.emeka] {
        let page = gate::requests(&post.client(who)).await.unwrap().body;
        assert!(page.others.iter().all(|file| file.name != "Letter.txt"), "no list has it");
    }
    // a newcomer reads nothing earlier, and no file of it
    let emeka = format!("member_{}", PEOPLE.emeka.membership);
    post.join("attorney-lead", id, emeka).await.unwrap();
    refused(PEOPLE.emeka).await;
    post.join("attorney-lead", id, post.staff("attorney-contribute")).await.unwrap();
    assert!(post.page("attorney-contribute", id).await.unwrap().said.is_empty());
    assert_eq!(listed(&post, "attorney-contribute", id).await, 0);
    assert_eq!(listed(&post, "attorney-lead", id).await, 1);
    post.sends(PEOPLE.ramona, id, "And this.", &[("Map.txt", "North is up.")]).await.unwrap();
    let next = post.hangs(PEOPLE.emeka, id).await;
    assert_eq!(post.opens(PEOPLE.emeka, &next[0]).await.unwrap(), "North is up.");
    assert_eq!(post.sees_hang("attorney-contribute", id).await[0].name, "Map.txt");
    // under another thread's address it is not there
    let other = post.start("attorney-lead").await;
    let Some(HungAt::Sent(_, of)) = next[0].at else { panic!("{next:?}") };
    let opened = gate::message_file(&post.client(PEOPLE.ramona), other, of).await;
    assert!(matches!(opened, Err(Error::NotFound)));
    // whoever is taken out opens nothing any more
    let page = post.page("partner", id).await.unwrap();
    let seat = page.seats.iter().find(|seat| seat.name == "Ramona Okonkwo").unwrap().id;
    office::threads::leave(&post.by("attorney-lead"), id, seat).await.unwrap();
    refused(PEOPLE.ramona).await;
    let sent = post.sends(PEOPLE.ramona, id, "More.", &[("x.txt", "x")]).await;
    assert!(matches!(sent, Err(Error::NotFound)), "{sent:?}");
}

#[tokio::test]
async fn what_cannot_be_kept_keeps_nothing() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let ramona = post.client(PEOPLE.ramona);
    let to = gate::message_place(&ramona, id).await.unwrap();
    // one is good, the next is not
    let mut files = Files::default();
    files.add(&ramona, to, "good.txt", body(LETTER)).await.unwrap();
    let broken =
        stream::iter([Ok(Bytes::from_static(b"begun")), Err(std::io::Error::other("cut"))]);
    conflicts(files.add(&ramona, to, "cut.txt", broken).await);
    conflicts(files.add(&ramona, to, "empty.txt", body("")).await);
    files.let_go(&ramona).await;
    nothing_but_the_first_message(&post).await;
    // too long
    let small = post.counter.desk.test.office_with_limit(1 << 20);
    let long =
        stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![0; 1 << 20]))).take(2);
    let visit = office::gate::Visit::new(&small, "192.0.2.7", "Phone");
    let there = office::portal::PortalCaller::stand_in(
        &visit,
        domain::ids::PortalPersonId(PEOPLE.ramona.id),
    );
    conflicts(Files::default().add(&there, to, "long.bin", long.boxed()).await);
    small.vault().await.unwrap().blobs.settled().await;
    // a store that fails
    let file = tempfile::NamedTempFile::new().unwrap();
    let full = post.counter.desk.test.office_storing(Store::Folder(file.path().to_owned()));
    let visit = office::gate::Visit::new(&full, "192.0.2.7", "Phone");
    let there = office::portal::PortalCaller::stand_in(
        &visit,
        domain::ids::PortalPersonId(PEOPLE.ramona.id),
    );
    assert!(Files::default().add(&there, to, "a.txt", body(LETTER)).await.is_err());
    nothing_but_the_first_message(&post).await;
    // a message that says nothing
    let mut files = Files::default();
    files.add(&ramona, to, "good.txt", body(LETTER)).await.unwrap();
    let form = MessageForm { key: uuid::Uuid::new_v4().to_string(), ..MessageForm::default() };
    assert_eq!(field(gate::write_with(&ramona, id, &form, files).await), "body");
    nothing_but_the_first_message(&post).await;
    // one more than go with a message
    let mut files = Files::default();
    for nth in 0..FILES_MOST {
        files.add(&ramona, to, &format!("{nth}.txt"), body(LETTER)).await.unwrap();
    }
    assert!(conflicts(files.add(&ramona, to, "more.txt", body(LETTER)).await).contains("At most"));
    files.let_go(&ramona).await;
    nothing_but_the_first_message(&post).await;
}

#[tokio::test]
async fn what_ends_while_files_are_on_their_way_is_not_written_and_nothing_of_it_stays() {
    for end in [
        "update portal_memberships set until = office_now()",
        "update portal_memberships set writes = false",
        "update cases set closed_on = '2026-10-13' where closed_on is null",
        "update thread_participants set until = office_now() where membership_id is not null",
    ] {
        let post = Post::new().await;
        let id = post.start("attorney-lead").await;
        let ramona = post.client(PEOPLE.ramona);
        let to = gate::message_place(&ramona, id).await.unwrap();
        let mut files = Files::default();
        files.add(&ramona, to, "good.txt", body(LETTER)).await.unwrap();
        post.counter.run(end).await;
        let key = uuid::Uuid::new_v4().to_string();
        let form = MessageForm { key, body: "Here.".into(), ..MessageForm::default() };
        let sent = gate::write_with(&ramona, id, &form, files).await;
        assert!(matches!(sent, Err(Error::NotFound | Error::Conflict(_))), "{end}: {sent:?}");
        nothing_but_the_first_message(&post).await;
    }
}

#[tokio::test]
async fn whoever_may_not_write_sends_no_file_and_neither_does_a_flood() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    for who in [PEOPLE.emeka, PEOPLE.dana] {
        let place = gate::message_place(&post.client(who), id).await;
        assert!(matches!(place, Err(Error::NotFound)), "{place:?}");
    }
    for nth in 0..20 {
        post.reply(PEOPLE.ramona, id, &format!("Number {nth}.")).await.unwrap();
    }
    let place = gate::message_place(&post.client(PEOPLE.ramona), id).await;
    assert!(conflicts(place).contains("20 messages"));
    post.pass(3_700);
    post.counter.run("update portal_memberships set writes = false").await;
    let place = gate::message_place(&post.client(PEOPLE.ramona), id).await;
    assert!(conflicts(place).contains("You read here"));
    post.counter.run("update portal_memberships set writes = true").await;
    office::threads::close(&post.by("attorney-lead"), id).await.unwrap();
    let place = gate::message_place(&post.client(PEOPLE.ramona), id).await;
    assert!(conflicts(place).contains("closed"));
}

#[tokio::test]
async fn what_is_sent_twice_is_one_with_the_files_of_the_first() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let key = uuid::Uuid::new_v4().to_string();
    let form = MessageForm { key, body: "Here.".into(), ..MessageForm::default() };
    for name in ["First.txt", "Second.txt"] {
        let ramona = post.client(PEOPLE.ramona);
        let to = gate::message_place(&ramona, id).await.unwrap();
        let mut files = Files::default();
        files.add(&ramona, to, name, body(LETTER)).await.unwrap();
        gate::write_with(&ramona, id, &form, files).await.unwrap();
    }
    assert_eq!(kept(&post).await, [2, 1, 1, 0]);
    assert_eq!(post.hangs(PEOPLE.ramona, id).await[0].name, "First.txt");
    post.counter.desk.test.office.vault().await.unwrap().blobs.settled().await;
    assert_eq!(post.counter.desk.files().len(), 1);
}

#[tokio::test]
async fn what_the_scanner_holds_opens_to_nobody_and_says_so() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    post.sends(PEOPLE.ramona, id, "Here.", &[("Letter.txt", LETTER)]).await.unwrap();
    let file = post.hangs(PEOPLE.ramona, id).await.remove(0);
    post.counter
        .run("set session_replication_role = replica; update client_uploads set found = 'Eicar.' where name = 'Letter.txt'")
        .await;
    let own = post.hangs(PEOPLE.ramona, id).await;
    assert_eq!((own[0].state, own[0].at), (HungState::Held, None));
    assert!(matches!(post.opens(PEOPLE.ramona, &file).await, Err(Error::NotFound)));
    let seen = post.sees_hang("attorney-lead", id).await;
    assert_eq!(seen[0].state, HungState::Held);
    let Some(HungAt::Inbox(case, upload)) = seen[0].at else { panic!("{seen:?}") };
    // accepted, it stays held
    let form = DecideForm { name: "Letter.txt".into(), kind: "other".into(), ..Default::default() };
    requests::accept(&post.by("attorney-lead"), case, upload, &form).await.unwrap();
    assert_eq!(post.hangs(PEOPLE.ramona, id).await[0].state, HungState::Held);
    assert_eq!(post.sees_hang("attorney-lead", id).await[0].state, HungState::Held);
    assert!(matches!(post.opens(PEOPLE.ramona, &file).await, Err(Error::NotFound)));
}
