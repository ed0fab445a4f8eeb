//! Servers that die while they send an invoice, and servers that send at the same time: it may come twice under one
//! Message-ID where it was in hand, it is proven once, and none is lost.

use std::collections::BTreeMap;

use domain::notices::Channel;
use office::notices;

use super::Post;
use crate::notices::{another, send_and_die};

const MANY: usize = 6;

#[tokio::test]
async fn one_that_was_in_hand_when_its_server_died_is_proven_once() {
    for (point, pass) in
        [("notice.claimed", 1), ("notice.looked", 2), ("notice.sent", 2), ("notice.marked", 2)]
    {
        let post = Post::open().await;
        let mut invoices = Vec::new();
        for _ in 0..MANY {
            let invoice = post.invoice(post.books.scene.client).await;
            post.ask(invoice).await;
            invoices.push(invoice);
        }
        // the other process works at a clock of its own
        post.books
            .scene
            .sql("update notifications set next_at = '2026-01-01', expires_at = '2027-12-31'")
            .await;
        let (killed, before) = send_and_die(&post.books.scene, "email", &format!("{point}@{pass}"));
        assert!(killed, "{point}");
        for _ in 0..4 {
            post.books.scene.later(crate::notices::MINUTE);
            notices::reap(post.books.scene.office()).await.unwrap();
            post.books.send().await;
        }
        let mails = post.books.scene.sink.emails.lock().unwrap().clone();
        let after = mails.iter().map(|mail| {
            mail.message_id.as_str().trim_start_matches('<').split('@').next().unwrap().to_owned()
        });
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for id in before.into_iter().chain(after) {
            *times.entry(id).or_default() += 1;
        }
        assert_eq!(times.len(), MANY, "{point}: each came");
        assert!(times.values().all(|times| *times <= 2), "{point}: {times:?}");
        for invoice in invoices {
            assert_eq!(post.states(invoice).await, ["accepted"], "{point}");
            assert_eq!(post.proofs(invoice).await, 1, "{point}");
            assert_ne!(post.sent_on(invoice).await, "", "{point}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_send_each_once() {
    let post = Post::open().await;
    let mut invoices = Vec::new();
    for _ in 0..24 {
        let invoice = post.invoice(post.books.scene.client).await;
        post.ask(invoice).await;
        invoices.push(invoice);
    }
    let (one, other) = (another(&post.books.scene), another(&post.books.scene));
    let carriers = &post.books.scene.carriers;
    let (first, second) = tokio::join!(
        notices::dispatch(&one, carriers, Channel::Email),
        notices::dispatch(&other, carriers, Channel::Email)
    );
    assert_eq!(first.unwrap().accepted + second.unwrap().accepted, invoices.len());
    assert_eq!(post.books.scene.sink.emails.lock().unwrap().len(), invoices.len());
    for invoice in invoices {
        assert_eq!(post.proofs(invoice).await, 1);
    }
}
