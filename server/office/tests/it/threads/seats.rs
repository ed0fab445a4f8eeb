//! Who takes part, from when to when.

use domain::threads::StartForm;
use office::Error;
use office::threads::{self, Sent};

use super::{Post, conflicts, field};
use crate::sharing::PEOPLE;

#[tokio::test]
async fn whoever_begins_chooses_the_readers_and_the_responsible_attorney_takes_part() {
    let post = Post::new().await;
    let id = post.start("paralegal-contribute").await;
    for (who, reads) in [
        ("paralegal-contribute", Some(1)),
        ("attorney-lead", Some(1)),
        ("partner", Some(1)),
        // on the team, and not in the thread
        ("attorney-manage", None),
        ("paralegal-manage", None),
        ("attorney-outside", None),
        ("billing", None),
        ("partner-walled", None),
    ] {
        assert_eq!(post.reads(who, id).await, reads, "{who}");
    }
    assert_eq!(post.sees(PEOPLE.ramona, id).await, Some(1));
    assert_eq!(post.sees(PEOPLE.emeka, id).await, None, "of the same client, and not chosen");
    assert_eq!(post.sees(PEOPLE.dana, id).await, None, "of another client");
}

#[tokio::test]
async fn client_and_people_are_chosen_and_belong_together() {
    let post = Post::new().await;
    let form = post.form("attorney-lead").await;
    assert_eq!(form.client.len(), 36);
    let (_, fresh, _) = threads::start_form(&post.by("attorney-lead"), post.open()).await.unwrap();
    assert!(fresh.client.is_empty() && fresh.people.is_empty(), "nothing is preselected");
    let theirs = post.counter.desk.world.closed_client.to_string();
    let dana = vec![PEOPLE.dana.membership.to_string()];
    for (form, wrong) in [
        (StartForm { client: String::new(), ..form.clone() }, "client"),
        (StartForm { client: theirs.clone(), ..form.clone() }, "client"),
        (StartForm { client: theirs, people: dana.clone(), ..form.clone() }, "client"),
        (StartForm { people: dana, ..form.clone() }, "people"),
        (StartForm { body: String::new(), ..form.clone() }, "body"),
        (StartForm { body: "x".repeat(10_001), ..form }, "body"),
    ] {
        let sent = threads::start(&post.by("attorney-lead"), post.open(), &form).await;
        assert_eq!(field(sent), wrong, "{form:.80?}");
    }
    assert_eq!(post.counter.count("select count(*) from message_threads").await, 0);
}

#[tokio::test]
async fn newcomers_read_nothing_earlier() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    post.reply(PEOPLE.ramona, id, "Which clause?").await.unwrap();
    post.join("attorney-lead", id, post.staff("attorney-contribute")).await.unwrap();
    let emeka = format!("member_{}", PEOPLE.emeka.membership);
    post.join("attorney-lead", id, emeka).await.unwrap();
    assert_eq!(post.reads("attorney-contribute", id).await, Some(0));
    assert_eq!(post.sees(PEOPLE.emeka, id).await, Some(0));
    post.write("attorney-lead", id, "Four.").await.unwrap();
    assert_eq!(post.reads("attorney-contribute", id).await, Some(1));
    assert_eq!(post.sees(PEOPLE.emeka, id).await, Some(1));
    assert_eq!(post.sees(PEOPLE.ramona, id).await, Some(3));
    // the same by the table, with nothing above row-level security
    let inbox = threads::inbox(&post.by("attorney-contribute")).await.unwrap().body;
    assert_eq!(inbox.waiting.len() + inbox.others.len(), 1);
}

#[tokio::test]
async fn whoever_is_taken_out_reads_nothing_any_more_and_comes_back_as_a_newcomer() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    post.join("attorney-lead", id, post.staff("attorney-contribute")).await.unwrap();
    post.write("attorney-contribute", id, "I read it too.").await.unwrap();
    let seat = post.seat(id, "attorney-contribute").await;
    assert!(!threads::leave(&post.by("attorney-lead"), id, seat).await.unwrap());
    assert_eq!(post.reads("attorney-contribute", id).await, None);
    assert!(matches!(
        post.write("attorney-contribute", id, "Still here?").await,
        Err(Error::NotFound)
    ));
    post.join("attorney-lead", id, post.staff("attorney-contribute")).await.unwrap();
    assert_eq!(post.reads("attorney-contribute", id).await, Some(0));
    // one who leaves sees it no more; the last of the office stays
    let seat = post.seat(id, "attorney-contribute").await;
    assert!(threads::leave(&post.by("attorney-contribute"), id, seat).await.unwrap());
    let seat = post.seat(id, "attorney-lead").await;
    assert!(
        conflicts(threads::leave(&post.by("attorney-lead"), id, seat).await)
            .contains("has to take part")
    );
}

#[tokio::test]
async fn a_wall_and_the_end_of_a_place_on_the_case_cut_at_once() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let world = &post.counter.desk.world;
    for name in ["attorney-contribute", "paralegal-contribute"] {
        post.join("attorney-lead", id, post.staff(name)).await.unwrap();
        assert_eq!(post.reads(name, id).await, Some(0));
    }
    let (partner, screened) =
        (world.persona("partner").id, world.persona("attorney-contribute").id);
    post.counter
        .run(&format!(
            "insert into walls (id, staff_id, case_id, reason, raised_by, since)
            values (gen_random_uuid(), '{screened}', '{}', 'A conflict.', '{partner}', '2026-10-01');
            update case_team set level = 'view' where staff_id = '{}' and case_id = '{}'",
            world.open,
            world.persona("paralegal-contribute").id,
            world.open
        ))
        .await;
    for name in ["attorney-contribute", "paralegal-contribute"] {
        assert_eq!(post.reads(name, id).await, None, "{name}");
        let inbox = threads::inbox(&post.by(name)).await.unwrap();
        assert!(inbox.body.waiting.is_empty() && inbox.body.others.is_empty(), "{name}");
        assert_eq!(inbox.frame.messages, 0, "{name}");
    }
    // and nobody asks them in
    let why = conflicts(post.join("attorney-lead", id, post.staff("attorney-walled")).await);
    assert!(why.contains("no access to the case"), "{why}");
}

#[tokio::test]
async fn billing_writes_about_invoices_and_reads_nothing_else() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    conflicts(post.join("attorney-lead", id, post.staff("billing")).await);
    let form = post.form("billing").await;
    let about_case = StartForm { about: "case".into(), ..form.clone() };
    let sent = threads::start(&post.by("billing"), post.open(), &about_case).await;
    assert_eq!(field(sent), "about");
    let sent =
        threads::start(&post.by("billing"), post.open(), &Post::billing(form)).await.unwrap();
    let Sent::Done(invoices) = sent else { panic!("{sent:?}") };
    assert_eq!(post.reads("billing", invoices).await, Some(1));
    assert_eq!(post.reads("billing-desk", invoices).await, None);
    let all = threads::of_case(&post.by("billing"), post.open()).await.unwrap().body;
    assert_eq!(all.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [invoices]);
    // whoever sees no invoices of the client reads nothing of it
    assert_eq!(post.sees(PEOPLE.ramona, invoices).await, Some(1));
    post.counter
        .run(&format!(
            "update portal_memberships set sees_money = false where id = '{}'",
            PEOPLE.ramona.membership
        ))
        .await;
    assert_eq!(post.sees(PEOPLE.ramona, invoices).await, None);
    assert_eq!(post.sees(PEOPLE.ramona, id).await, Some(1));
}

#[tokio::test]
async fn a_closed_thread_and_a_closed_case_are_read_and_not_written_in() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    threads::close(&post.by("attorney-lead"), id).await.unwrap();
    conflicts(post.write("attorney-lead", id, "One more.").await);
    assert!(conflicts(post.reply(PEOPLE.ramona, id, "One more.").await).contains("closed"));
    assert_eq!(post.sees(PEOPLE.ramona, id).await, Some(1));
    threads::reopen(&post.by("attorney-lead"), id).await.unwrap();
    post.reply(PEOPLE.ramona, id, "One more.").await.unwrap();
    let case = post.open();
    post.counter
        .run(&format!("update cases set closed_on = '2026-10-13' where id = '{case}'"))
        .await;
    assert!(matches!(post.write("attorney-lead", id, "Two.").await, Err(Error::Refused(_))));
    assert!(conflicts(post.reply(PEOPLE.ramona, id, "Two.").await).contains("closed"));
    assert_eq!(post.reads("attorney-lead", id).await, Some(2));
    assert_eq!(post.sees(PEOPLE.ramona, id).await, Some(2));
}

#[tokio::test]
async fn what_is_sent_twice_is_one() {
    let post = Post::new().await;
    let form = post.form("attorney-lead").await;
    for _ in 0..2 {
        threads::start(&post.by("attorney-lead"), post.open(), &form).await.unwrap();
    }
    let id = form.key.parse().unwrap();
    let form = domain::threads::MessageForm {
        key: uuid::Uuid::new_v4().to_string(),
        body: "Once.".into(),
        ..Default::default()
    };
    for _ in 0..2 {
        threads::write(&post.by("attorney-lead"), id, &form).await.unwrap();
        // its key is the office's: nothing of it is taken
        let again = office::portal::write(&post.client(PEOPLE.ramona), id, &form).await;
        assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
    }
    assert_eq!(post.reads("attorney-lead", id).await, Some(2));
}

#[tokio::test]
async fn what_waits_is_counted_and_an_answer_ends_the_waiting() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let waits = async || {
        let inbox = threads::inbox(&post.by("attorney-lead")).await.unwrap();
        let row = inbox.body.waiting.first().map(|row| (row.unread, row.waits.is_some(), row.late));
        (inbox.frame.messages, row)
    };
    assert_eq!(waits().await, (0, None));
    post.reply(PEOPLE.ramona, id, "Which clause?").await.unwrap();
    assert_eq!(waits().await, (1, Some((1, true, false))));
    post.page("attorney-lead", id).await.unwrap();
    assert_eq!(waits().await, (1, Some((0, true, false))), "read, and not answered");
    post.pass(3 * 86_400);
    assert_eq!(waits().await, (1, Some((0, true, true))));
    let closed = "insert into holidays (id, on_day, name, added_by)
        select gen_random_uuid(), (select max(at)::date from thread_messages) + day, 'x', (select id from staff limit 1)
        from generate_series(0, 9) as day";
    post.counter.run(closed).await;
    assert_eq!(waits().await, (1, Some((0, true, false))), "nobody was there");
    post.write("attorney-lead", id, "Four.").await.unwrap();
    assert_eq!(waits().await, (0, None));
}
