//! What somebody of a client reads and writes.

use domain::threads::{MessageForm, OwnStartForm, case_key};
use office::Error;
use office::portal::{self as gate};

use super::{Post, conflicts, field};
use crate::sharing::PEOPLE;

async fn own(post: &Post) -> OwnStartForm {
    let (form, page) = gate::start_form(&post.client(PEOPLE.ramona)).await.unwrap();
    OwnStartForm {
        case: page.body.cases[0].value.clone(),
        subject: "The lease".into(),
        body: "Which clause?".into(),
        ..form
    }
}

#[tokio::test]
async fn a_client_begins_about_an_own_case_and_the_responsible_attorney_reads_it() {
    let post = Post::new().await;
    let form = own(&post).await;
    let id = gate::start(&post.client(PEOPLE.ramona), &form).await.unwrap();
    let again = gate::start(&post.client(PEOPLE.ramona), &form).await.unwrap();
    assert_eq!(id, again, "sent twice it is one");
    assert_eq!(post.reads("attorney-lead", id).await, Some(1));
    assert_eq!(post.reads("attorney-manage", id).await, None);
    assert_eq!(post.sees(PEOPLE.ramona, id).await, Some(1));
    assert_eq!(post.sees(PEOPLE.emeka, id).await, None);
    post.write("attorney-lead", id, "Four.").await.unwrap();
    let home = gate::home(&post.client(PEOPLE.ramona), None).await.unwrap().body;
    assert_eq!(home.messages.len(), 1);
    gate::thread(&post.client(PEOPLE.ramona), id).await.unwrap();
    let home = gate::home(&post.client(PEOPLE.ramona), None).await.unwrap().body;
    assert!(home.messages.is_empty(), "it was read");
    let logged = "select count(*) from audit_events where actor_kind = 'client' and resource = 'thread' and case_id is not null";
    assert!(post.counter.count(logged).await >= 2);
}

#[tokio::test]
async fn nobody_begins_about_anothers_case_nor_writes_in_anothers_thread() {
    let post = Post::new().await;
    let world = &post.counter.desk.world;
    let form = own(&post).await;
    for case in [
        case_key(world.closed, world.closed_client),
        case_key(world.open, world.closed_client),
        case_key(world.closed, world.client),
        "all".into(),
    ] {
        let form = OwnStartForm { case, ..form.clone() };
        assert_eq!(field(gate::start(&post.client(PEOPLE.ramona), &form).await), "case");
    }
    let id = post.start("attorney-lead").await;
    for who in [PEOPLE.emeka, PEOPLE.dana] {
        let written = post.reply(who, id, "Hello").await;
        assert!(matches!(written, Err(Error::NotFound)), "{written:?}");
    }
    // a key that is another thread's
    let taken = OwnStartForm { key: id.to_string(), ..form };
    let began = gate::start(&post.client(PEOPLE.ramona), &taken).await;
    assert!(matches!(began, Err(Error::NotFound)), "{began:?}");
}

#[tokio::test]
async fn what_is_empty_or_too_long_is_refused_and_nothing_is_kept() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    for body in ["", " \n ", &"x".repeat(10_001), "turned \u{202e} about", "\u{0}"] {
        assert_eq!(field(post.reply(PEOPLE.ramona, id, body).await), "body", "{body:.20}");
    }
    assert_eq!(post.counter.count("select count(*) from thread_messages").await, 1);
    post.reply(PEOPLE.ramona, id, "שלום 👨‍👩‍👧 <b>x</b>").await.unwrap();
    assert_eq!(post.sees(PEOPLE.ramona, id).await, Some(2));
}

#[tokio::test]
async fn twenty_an_hour_and_a_hundred_a_day_are_enough() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    for hour in 0..5 {
        for nth in 0..20 {
            post.reply(PEOPLE.ramona, id, "Again.")
                .await
                .unwrap_or_else(|e| panic!("{hour} {nth}: {e}"));
        }
        let why = conflicts(post.reply(PEOPLE.ramona, id, "Again.").await);
        assert!(why.contains("20 messages"), "{why}");
        // in another thread, too
        let form = own(&post).await;
        conflicts(gate::start(&post.client(PEOPLE.ramona), &form).await);
        post.pass(3_600);
    }
    let why = conflicts(post.reply(PEOPLE.ramona, id, "Again.").await);
    assert!(why.contains("100 messages"), "{why}");
    post.pass(86_400);
    post.reply(PEOPLE.ramona, id, "A new day.").await.unwrap();
}

#[tokio::test]
async fn whoever_may_not_write_reads_only() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let member = PEOPLE.ramona.membership;
    post.counter
        .run(&format!("update portal_memberships set writes = false where id = '{member}'"))
        .await;
    assert_eq!(post.sees(PEOPLE.ramona, id).await, Some(1));
    let why = conflicts(post.reply(PEOPLE.ramona, id, "Hello").await);
    assert!(why.contains("You read here"), "{why}");
    let page = gate::threads(&post.client(PEOPLE.ramona)).await.unwrap().body;
    assert!(!page.may_start && !page.rows[0].bar.is_empty());
    let (_, start) = gate::start_form(&post.client(PEOPLE.ramona)).await.unwrap();
    assert!(start.body.cases.is_empty());
}

#[tokio::test]
async fn ended_access_ends_reading_and_writing_at_once() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let (member, partner) =
        (PEOPLE.ramona.membership, post.counter.desk.world.persona("partner").id);
    post.counter
        .run(&format!(
            "update portal_memberships set until = office_now(), ended_by = '{partner}' where id = '{member}'"
        ))
        .await;
    assert_eq!(post.sees(PEOPLE.ramona, id).await, None);
    let form = MessageForm {
        body: "Hello".into(),
        key: uuid::Uuid::new_v4().to_string(),
        ..MessageForm::default()
    };
    let written = gate::write(&post.client(PEOPLE.ramona), id, &form).await;
    assert!(matches!(written, Err(Error::NotFound)), "{written:?}");
}

#[tokio::test]
async fn a_co_client_reads_an_own_thread_while_in_the_case_and_never_the_other_ones() {
    let post = Post::new().await;
    let ours = post.start("attorney-lead").await;
    let world = &post.counter.desk.world;
    post.counter
        .run(&format!(
            "insert into case_clients (case_id, client_id, since) values ('{}', '{}', '2026-10-01')",
            world.open, world.closed_client
        ))
        .await;
    assert_eq!(post.sees(PEOPLE.dana, ours).await, None);
    let form = domain::threads::StartForm {
        client: world.closed_client.to_string(),
        people: vec![PEOPLE.dana.membership.to_string()],
        ..post.form("attorney-lead").await
    };
    office::threads::start(&post.by("attorney-lead"), post.open(), &form).await.unwrap();
    let theirs = form.key.parse().unwrap();
    assert_eq!(post.sees(PEOPLE.dana, theirs).await, Some(1));
    assert_eq!(post.sees(PEOPLE.ramona, theirs).await, None);
    post.counter
        .run(&format!("update case_clients set until = '2026-10-13T15:00:00Z' where client_id = '{}' and not own", world.closed_client))
        .await;
    post.pass(3_600);
    assert_eq!(post.sees(PEOPLE.dana, theirs).await, None);
    assert_eq!(post.reads("attorney-lead", theirs).await, Some(1), "the office reads on");
}

#[tokio::test]
async fn merging_two_records_shows_nobody_the_others_messages() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let world = &post.counter.desk.world;
    let form = domain::merges::MergeForm { into: world.closed_client.to_string() };
    office::merges::merge(&post.by("partner"), world.client, &form).await.unwrap();
    assert_eq!(post.sees(PEOPLE.dana, id).await, None);
    assert_eq!(post.sees(PEOPLE.ramona, id).await, Some(1));
    let (_, start) = gate::start_form(&post.client(PEOPLE.dana)).await.unwrap();
    assert!(start.body.cases.iter().all(|case| !case.value.starts_with(&world.open.to_string())));
}
