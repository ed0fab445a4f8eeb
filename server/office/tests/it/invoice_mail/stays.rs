//! What does not go, or may not have arrived: never taken for sent, and somebody's to see to until they did.

use std::sync::Arc;

use channels::{DeliveryReport, Outcome, State};
use domain::billing::invoices::SentBy;
use domain::billing::mailing::{Obstacle, Trouble};
use domain::ids::InvoiceId;
use domain::notices::Channel;
use office::notices::{self, Carrier, Carriers};
use office::{Error, billing, invoice_mail};
use sqlx::{AssertSqlSafe, Connection, Executor};

use super::Post;

fn unclear() -> Outcome {
    Outcome::Unknown { reason: "no answer in time".into() }
}

/// What somebody is told to see to, on the page and in the list.
async fn trouble(post: &Post, invoice: InvoiceId) -> Option<Trouble> {
    let page = post.page(invoice).await.mailings[0].trouble;
    let listed = post.unsent().await.into_iter().find(|row| row.id == invoice);
    assert_eq!(listed.and_then(|row| row.trouble), page);
    page
}

#[tokio::test]
async fn one_that_is_not_taken_proves_nothing_and_waits_for_somebody() {
    let post = Post::open().await;
    let invoice = post.invoice(post.books.scene.client).await;
    post.ask(invoice).await;
    post.books.scene.sink.answers([Outcome::Refused { reason: "no such mailbox".into() }]);
    assert_eq!(post.books.send().await.refused, 1);
    assert_eq!((post.sent_on(invoice).await.as_str(), post.proofs(invoice).await), ("", 0));
    assert_eq!(trouble(&post, invoice).await, Some(Trouble::Failed));
    post.books.days_later(60);
    post.books.round().await;
    assert!(post.books.stages(invoice.0).await.is_empty(), "nobody is reminded of it");
    // printed and mailed after all
    let partner = post.books.partner();
    billing::mail(&partner, invoice, SentBy::Letter, "2027-01-01", "").await.unwrap();
    assert_eq!(post.page(invoice).await.mailings[0].trouble, None);
    assert!(post.unsent().await.is_empty());
}

#[tokio::test]
async fn one_of_unclear_fate_is_tried_once_more_and_is_no_proof_until_it_is_known() {
    let post = Post::open().await;
    let invoice = post.invoice(post.books.scene.client).await;
    post.ask(invoice).await;
    post.books.scene.sink.answers([unclear(), unclear()]);
    post.books.send().await;
    assert_eq!(post.states(invoice).await, ["queued no answer in time"]);
    post.books.scene.later(crate::notices::MINUTE);
    post.books.send().await;
    let mails = post.books.scene.sink.emails.lock().unwrap().clone();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert_eq!((post.sent_on(invoice).await.as_str(), post.proofs(invoice).await), ("", 0));
    assert_eq!(trouble(&post, invoice).await, Some(Trouble::Unclear));
    // word of it comes, twice
    let report = DeliveryReport {
        id: post.page(invoice).await.mailings[0].id.0,
        reference: None,
        state: State::Delivered,
    };
    for _ in 0..2 {
        notices::note_delivery(post.books.scene.office(), "smtp", &report).await.unwrap();
    }
    assert_eq!(
        (post.sent_on(invoice).await.as_str(), post.proofs(invoice).await),
        ("2026-11-02", 1)
    );
    assert!(post.unsent().await.is_empty());
}

#[tokio::test]
async fn one_that_comes_back_proves_nothing_any_more() {
    let post = Post::open().await;
    let invoice = post.invoice(post.books.scene.client).await;
    post.ask(invoice).await;
    post.books.send().await;
    assert_eq!(post.sent_on(invoice).await, "2026-11-02");
    let id = post.page(invoice).await.mailings[0].id.0;
    let report = DeliveryReport { id, reference: None, state: State::Failed { code: None } };
    notices::note_delivery(post.books.scene.office(), "smtp", &report).await.unwrap();
    assert_eq!(post.sent_on(invoice).await, "");
    assert_eq!(trouble(&post, invoice).await, Some(Trouble::Failed));
    let page = post.page(invoice).await;
    assert!(page.sendings[0].came_back);
    assert_eq!(page.history[0].what, "The e-mail came back");
    // handed over since: the day of that counts
    post.books.days_later(3);
    billing::mail(&post.books.partner(), invoice, SentBy::Hand, "2026-11-04", "").await.unwrap();
    assert_eq!(post.sent_on(invoice).await, "2026-11-04");
}

#[tokio::test]
async fn what_became_void_or_was_taken_back_after_it_was_asked_for_does_not_go() {
    let post = Post::open().await;
    let (client, partner) = (post.books.scene.client, post.books.partner());
    let (void, credited) = (post.invoice(client).await, post.invoice(client).await);
    for invoice in [void, credited] {
        post.ask(invoice).await;
    }
    billing::void(&partner, void, 1, "Wrong case.").await.unwrap();
    billing::credit(&partner, credited, "100", "All of it.").await.unwrap();
    assert_eq!(post.books.send().await.dropped, 2);
    assert_eq!(post.states(void).await, ["cancelled void"]);
    assert_eq!(post.states(credited).await, ["cancelled credited"]);
    assert!(post.books.bodies().is_empty());
    assert_eq!(trouble(&post, credited).await, Some(Trouble::Dropped));
    let why = post.look(void).await.obstacle;
    assert_eq!(why, Some(Obstacle::Void));
}

/// Whoever makes it void holds the invoice until that is kept: the mail waits for it, and then does not go.
#[tokio::test]
async fn one_that_is_being_made_void_counts_as_void() {
    let post = Post::open().await;
    let invoice = post.invoice(post.books.scene.client).await;
    post.ask(invoice).await;
    let mut voiding = post.books.scene.test.superuser().await;
    let mut tx = voiding.begin().await.unwrap();
    let partner = post.books.scene.partner;
    tx.execute(AssertSqlSafe(format!(
        "update invoices set stage = 'void', voided_by = '{partner}', voided_at = now(), void_reason = 'Wrong.' where id = '{invoice}'"
    )))
    .await
    .unwrap();
    let kept = async {
        for _ in 0..200 {
            if post.books.scene.count("pg_locks where not granted").await > 0 {
                break;
            }
        }
        tx.commit().await.unwrap();
    };
    let (sent, ()) = tokio::join!(post.books.send(), kept);
    assert_eq!((sent.accepted, sent.dropped), (0, 1));
    assert_eq!(post.states(invoice).await, ["cancelled void"]);
}

#[tokio::test]
async fn it_goes_to_the_address_that_was_looked_at_and_to_no_other() {
    let post = Post::open().await;
    let client = post.books.scene.client;
    let invoice = post.invoice(client).await;
    post.ask(invoice).await;
    post.books
        .scene
        .sql(format!(
            "insert into client_contacts (id, client_id, channel, purpose, value, position)
            values (gen_random_uuid(), '{client}', 'email', 'billing', 'money@example.com', 1)"
        ))
        .await;
    assert_eq!(post.books.send().await.dropped, 1);
    assert_eq!(post.states(invoice).await, ["cancelled address_changed"]);
    assert_eq!(trouble(&post, invoice).await, Some(Trouble::Dropped));
    assert_eq!(post.look(invoice).await.to, "money@example.com");
    post.ask(invoice).await;
    assert_eq!(post.page(invoice).await.mailings[1].trouble, None, "it is being seen to");
    post.books.send().await;
    let mails = post.books.scene.sink.emails.lock().unwrap().clone();
    assert_eq!(mails[0].to.address.as_str(), "money@example.com");
}

#[tokio::test]
async fn nothing_goes_while_all_is_stopped_and_it_does_afterwards() {
    let post = Post::open().await;
    let invoice = post.invoice(post.books.scene.client).await;
    let partner = post.books.scene.partner;
    post.ask(invoice).await;
    post.books
        .scene
        .sql(format!(
            "update office_settings set sending_stopped_at = office_now(), sending_stopped_for = 'Moving', sending_stopped_by = '{partner}'"
        ))
        .await;
    assert!(post.preview(&[invoice]).await.stopped);
    assert_eq!(post.books.send().await.claimed, 0);
    post.books
        .scene
        .sql("update office_settings set sending_stopped_at = null, sending_stopped_by = null, sending_stopped_for = ''")
        .await;
    assert_eq!(post.books.send().await.accepted, 1);
    // one that waited for two weeks is too late
    let late = post.invoice(post.books.scene.client).await;
    post.ask(late).await;
    post.books.days_later(15);
    post.books.round().await;
    assert_eq!(post.states(late).await, ["expired too_late"]);
    assert_eq!(trouble(&post, late).await, Some(Trouble::Dropped));
}

#[tokio::test]
async fn what_was_entered_after_the_fact_waits_until_it_is_released() {
    let post = Post::open().await;
    let invoice = post.invoice(post.books.scene.client).await;
    post.books
        .scene
        .sql(format!(
            "set local session_replication_role = replica; update invoices set held = 'back_dated' where id = '{invoice}';
            set local session_replication_role = origin"
        ))
        .await;
    let row = post.look(invoice).await;
    assert_eq!(row.obstacle, Some(Obstacle::HeldBack));
    assert!(!post.page(invoice).await.acts.mail);
    let partner = post.books.partner();
    let refused = invoice_mail::send(&partner, &row.key).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    billing::release(&partner, invoice).await.unwrap();
    assert_eq!(post.books.send().await.claimed, 0, "nothing goes by itself");
    post.ask(invoice).await;
    assert_eq!(post.books.send().await.accepted, 1);
}

#[tokio::test]
async fn a_discreet_contact_is_told_without_the_paper_and_that_is_no_proof() {
    let post = Post::open().await;
    let client = post.books.scene.client;
    let invoice = post.invoice(client).await;
    let set = |channel: &str| {
        format!(
            "update clients set discreet = true, preferred_channel = '{channel}' where id = '{client}'"
        )
    };
    post.books.scene.sql(set("phone")).await;
    assert_eq!(post.look(invoice).await.obstacle, Some(Obstacle::NoSafeWay));
    post.books.scene.sql(set("email")).await;
    post.ask(invoice).await;
    assert_eq!(post.books.send().await.accepted, 1);
    let mails = post.books.scene.sink.emails.lock().unwrap().clone();
    let mail = &mails[0];
    let all = format!("{}{}{}", mail.subject, mail.text, mail.html.clone().unwrap());
    assert!(!all.contains("Adair") && mail.attached.is_empty() && mail.reply_to.is_none(), "{all}");
    assert_eq!((post.sent_on(invoice).await.as_str(), post.proofs(invoice).await), ("", 0));
    assert_eq!(trouble(&post, invoice).await, Some(Trouble::Bare));
    // discretion asked for after the form was looked at
    let other = post.invoice(post.books.client(Some("petra@example.com")).await).await;
    post.ask(other).await;
    post.books.scene.sql("update clients set discreet = true, preferred_channel = 'phone'").await;
    assert_eq!(post.books.send().await.dropped, 1);
    assert_eq!(post.states(other).await, ["cancelled no_safe_way"]);
}

#[tokio::test]
async fn without_a_mail_server_it_is_kept_and_reached_nobody() {
    let post = Post::open().await;
    let invoice = post.invoice(post.books.scene.client).await;
    post.ask(invoice).await;
    let carriers = Carriers {
        email: Carrier { sender: None, provider: "outbox", rate: 1e6, burst: 1e6 },
        ..crate::notices::carriers(&Arc::clone(&post.books.scene.sink))
    };
    let office = post.books.scene.office();
    notices::dispatch(office, &carriers, Channel::Email).await.unwrap();
    assert_eq!((post.sent_on(invoice).await.as_str(), post.proofs(invoice).await), ("", 0));
    assert_eq!(trouble(&post, invoice).await, Some(Trouble::Kept));
    let page = post.page(invoice).await;
    let read = invoice_mail::read(&post.books.partner(), invoice, page.mailings[0].id).await;
    assert!(read.unwrap().body.body.unwrap().contains("Invoice 0001"));
}

#[tokio::test]
async fn one_whose_paper_cannot_be_made_is_given_up_and_holds_up_no_other() {
    let post = Post::open().await;
    let client = post.books.scene.client;
    let (broken, whole) = (post.invoice(client).await, post.invoice(client).await);
    for invoice in [broken, whole] {
        post.ask(invoice).await;
    }
    post.books
        .scene
        .sql(format!(
            "set local session_replication_role = replica; update invoices set frozen = jsonb_set(frozen, '{{subtotal}}', '1') where id = '{broken}';
            set local session_replication_role = origin"
        ))
        .await;
    let sent = post.books.send().await;
    assert_eq!((sent.accepted, sent.dropped), (1, 1));
    assert_eq!(post.states(broken).await, ["failed not_printable"]);
    assert_eq!(trouble(&post, broken).await, Some(Trouble::Failed));
    assert_eq!(post.states(whole).await, ["accepted"]);
}
