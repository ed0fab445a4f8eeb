//! What a client asks about a bill: for those who may see the invoices, and nobody else of the case.

use domain::threads::{About, OwnStartForm, StartForm};
use office::portal::{self as gate, Files};
use office::{Error, threads};

use super::{Post, conflicts, field};
use crate::documents::body;
use crate::sharing::PEOPLE;

async fn question(post: &Post) -> OwnStartForm {
    let (form, page) = gate::start_form(&post.client(PEOPLE.ramona)).await.unwrap();
    assert!(page.body.bills);
    OwnStartForm {
        case: page.body.cases[0].value.clone(),
        about: About::Billing.word().into(),
        subject: "The bill of March".into(),
        body: "What are the forty dollars for?".into(),
        ..form
    }
}

#[tokio::test]
async fn billing_and_the_responsible_attorney_read_a_question_about_a_bill_and_the_team_does_not() {
    let post = Post::new().await;
    let form = question(&post).await;
    let id = gate::start(&post.client(PEOPLE.ramona), &form).await.unwrap();
    assert_eq!(id, gate::start(&post.client(PEOPLE.ramona), &form).await.unwrap(), "one");
    for name in ["billing", "billing-desk", "attorney-lead"] {
        assert_eq!(post.reads(name, id).await, Some(1), "{name}");
    }
    for name in [
        "billing-walled",
        "attorney-manage",
        "attorney-contribute",
        "attorney-outside",
        "attorney-walled",
        "paralegal-manage",
        "paralegal-contribute",
        "paralegal-view",
    ] {
        assert_eq!(post.reads(name, id).await, None, "{name}");
    }
    assert_eq!(post.sees(PEOPLE.emeka, id).await, None);
    post.write("billing", id, "For the court’s copies.").await.unwrap();
    assert_eq!(post.sees(PEOPLE.ramona, id).await, Some(2));
    post.reply(PEOPLE.ramona, id, "Thank you.").await.unwrap();
    // whoever may not see invoices is not asked in, and reads nothing who was
    for name in ["paralegal-manage", "paralegal-contribute", "attorney-contribute"] {
        conflicts(post.join("attorney-lead", id, post.staff(name)).await);
        post.counter
            .run(&format!(
                "insert into thread_participants (id, thread_id, client_id, staff_id, since)
                values (gen_random_uuid(), '{id}', '{}', '{}', '2026-10-01')",
                post.counter.client(),
                post.counter.desk.world.persona(name).id
            ))
            .await;
        assert_eq!(post.reads(name, id).await, None, "{name}");
        let written = post.write(name, id, "Hello.").await;
        assert!(matches!(written, Err(Error::NotFound)), "{name}: {written:?}");
    }
    post.join("attorney-lead", id, post.staff("attorney-manage")).await.unwrap();
    post.write("attorney-manage", id, "I looked it up.").await.unwrap();
}

#[tokio::test]
async fn whoever_does_not_see_the_money_asks_nothing_about_it() {
    let post = Post::new().await;
    let form = question(&post).await;
    post.counter.run("update portal_memberships set sees_money = false").await;
    let (_, page) = gate::start_form(&post.client(PEOPLE.ramona)).await.unwrap();
    assert!(!page.body.bills);
    assert_eq!(field(gate::start(&post.client(PEOPLE.ramona), &form).await), "about");
    let odd = OwnStartForm { about: "gossip".into(), ..form.clone() };
    assert_eq!(field(gate::start(&post.client(PEOPLE.ramona), &odd).await), "about");
    assert_eq!(post.counter.count("select count(*) from message_threads").await, 0);
    let about_case = OwnStartForm { about: String::new(), ..form };
    let id = gate::start(&post.client(PEOPLE.ramona), &about_case).await.unwrap();
    assert_eq!(post.reads("billing", id).await, None);
    assert_eq!(post.reads("attorney-lead", id).await, Some(1));
}

/// The whole team reads the inbox of a case.
#[tokio::test]
async fn no_file_goes_with_a_question_about_a_bill() {
    let post = Post::new().await;
    let form = question(&post).await;
    let ramona = post.client(PEOPLE.ramona);
    let to = gate::SendTo::Case(post.open(), post.counter.client());
    let mut files = Files::default();
    files.add(&ramona, to, "Bill.txt", body("forty")).await.unwrap();
    let began = gate::start_with(&ramona, &form, files).await;
    assert!(conflicts(began).contains("No file goes with"));
    assert_eq!(post.counter.count("select count(*) from message_threads").await, 0);
    assert_eq!(post.counter.desk.files(), Vec::<std::path::PathBuf>::new());
    let id = gate::start(&post.client(PEOPLE.ramona), &form).await.unwrap();
    let place = gate::message_place(&post.client(PEOPLE.ramona), id).await;
    assert!(conflicts(place).contains("No file goes with"));
    let (_, page) = gate::thread(&post.client(PEOPLE.ramona), id).await.unwrap();
    assert!(page.body.limit.is_none());
}

#[tokio::test]
async fn a_thread_begins_with_its_files_or_not_at_all() {
    let post = Post::new().await;
    let form = OwnStartForm { about: "case".into(), ..question(&post).await };
    let ramona = post.client(PEOPLE.ramona);
    let to = gate::SendTo::Case(post.open(), post.counter.client());
    let mut files = Files::default();
    files.add(&ramona, to, "Letter.txt", body("Dear all")).await.unwrap();
    let id = gate::start_with(&ramona, &form, files).await.unwrap();
    let file = post.hangs(PEOPLE.ramona, id).await.remove(0);
    assert_eq!(post.opens(PEOPLE.ramona, &file).await.unwrap(), "Dear all");
    let mut files = Files::default();
    files.add(&ramona, to, "Again.txt", body("Dear all")).await.unwrap();
    let world = &post.counter.desk.world;
    let case = domain::threads::case_key(world.closed, world.closed_client);
    let (fresh, _) = gate::start_form(&post.client(PEOPLE.ramona)).await.unwrap();
    let foreign = OwnStartForm { case, key: fresh.key, ..form };
    assert_eq!(field(gate::start_with(&ramona, &foreign, files).await), "case");
    assert_eq!(post.counter.count("select count(*) from message_files").await, 1);
    assert_eq!(post.counter.count("select count(*) from client_arrivals").await, 0);
    // to a case of another client nothing comes on its way
    let to = gate::SendTo::Case(world.closed, world.closed_client);
    let added = Files::default().add(&ramona, to, "x.txt", body("x")).await;
    assert!(matches!(added, Err(Error::NotFound)), "{added:?}");
}

#[tokio::test]
async fn whoever_may_not_see_invoices_begins_nothing_about_them() {
    let post = Post::new().await;
    for (name, begins) in
        [("attorney-manage", true), ("attorney-contribute", false), ("paralegal-manage", false)]
    {
        let (_, form, context) =
            threads::start_form(&post.by(name), post.open()).await.expect("a page");
        assert_eq!(context.case_only, !begins, "{name}");
        let form = StartForm { key: form.key, ..Post::billing(post.form(name).await) };
        let began = threads::start(&post.by(name), post.open(), &form).await;
        match begins {
            true => assert!(began.is_ok(), "{name}: {began:?}"),
            false => assert_eq!(field(began), "about", "{name}"),
        }
    }
}
