//! Links: what they show, when they end, and that whoever presses twice is asked to pay once.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::access::Role;
use domain::billing::online::AskedToPay;
use domain::ids::StaffId;
use domain::notices::Channel;
use office::notices::{self, Carriers};
use office::{Caller, Error, billing, dunning, online};

use super::Counter;

#[tokio::test]
async fn a_link_says_the_number_and_what_is_left_and_nothing_of_what_it_is_for() {
    let counter = Counter::open().await;
    let invoice = counter.invoice().await;
    let token = counter.link(invoice).await;
    let shown = counter.show(&token).await.unwrap();
    assert_eq!((shown.number.as_str(), shown.amount.as_str()), ("0001", "$100.00"));
    assert_eq!(
        (shown.office.as_str(), shown.url.clone(), shown.open),
        ("Adair & Lowe", None, true)
    );
    assert!(!format!("{shown:?}").contains("private"));
    assert_eq!(counter.orders().len(), 0, "looking asks nobody");
    let kept = "select encode(token_hash, 'hex') from pay_links";
    assert!(!counter.post.books.scene.words(kept).await[0].contains(&token));
    // part of it is paid, part is disputed
    counter.post.books.pay(invoice.0, 2_500).await;
    counter
        .post
        .books
        .scene
        .sql(format!(
            "insert into disputes (id, invoice_id, client_id, currency, amount, reason, owner_id)
            select gen_random_uuid(), id, client_id, currency, 500, 'Not agreed.', '{}' from invoices where id = '{invoice}'",
            counter.post.books.scene.partner
        ))
        .await;
    assert_eq!(counter.show(&token).await.unwrap().amount, "$70.00");
    // without a provider it can be looked at, and not paid
    let shut = online::show(&counter.visit(), None, &token).await.unwrap();
    assert!(!shut.open);
    let asked = online::ask(&counter.visit(), None, &token).await;
    assert!(matches!(asked, Err(Error::NotFound)), "{asked:?}");
}

#[tokio::test]
async fn a_link_ends_with_its_invoice_or_after_half_a_year() {
    let counter = Counter::open().await;
    let (void, paid, old) =
        (counter.invoice().await, counter.invoice().await, counter.invoice().await);
    let (of_void, of_paid, of_old) =
        (counter.link(void).await, counter.link(paid).await, counter.link(old).await);
    billing::void(&counter.post.books.partner(), void, 1, "Wrong case.").await.unwrap();
    counter.post.books.pay(paid.0, 10_000).await;
    assert!(matches!(counter.show(&of_void).await, Err(Error::NotFound)));
    assert!(matches!(counter.press(&of_void).await, Err(Error::NotFound)));
    assert_eq!(counter.show(&of_paid).await.unwrap().amount, "");
    assert_eq!(counter.press(&of_paid).await.unwrap(), AskedToPay::NothingLeft);
    let made = online::make(&counter.post.books.partner(), paid).await;
    assert!(matches!(made, Err(Error::Conflict(_))), "{made:?}");
    counter.post.books.days_later(179);
    assert!(counter.show(&of_old).await.is_ok());
    counter.post.books.days_later(2);
    assert!(matches!(counter.show(&of_old).await, Err(Error::NotFound)));
    assert_eq!(counter.orders().len(), 0);
    let caller = |role| {
        let scene = &counter.post.books.scene;
        Caller::stand_in(scene.office(), StaffId(scene.partner), role)
    };
    let made = online::make(&caller(Role::Paralegal), old).await;
    assert!(made.is_err(), "a paralegal makes none");
}

#[tokio::test]
async fn whoever_guesses_links_is_slowed_and_whoever_has_one_is_not() {
    let counter = Counter::open().await;
    let token = counter.link(counter.invoice().await).await;
    for _ in 0..150 {
        counter.show(&token).await.unwrap();
    }
    let mut slowed = false;
    for nth in 0..120 {
        match counter.show(&format!("none{nth}")).await {
            Err(Error::NotFound) => {}
            Err(Error::Busy(_)) => slowed = true,
            other => panic!("{other:?}"),
        }
    }
    assert!(slowed);
}

#[tokio::test]
async fn whoever_presses_twice_or_at_the_same_time_is_asked_to_pay_once() {
    let counter = Counter::open().await;
    let invoice = counter.invoice().await;
    let (mine, theirs) = (counter.link(invoice).await, counter.link(invoice).await);
    let (one, other) = tokio::join!(counter.press(&mine), counter.press(&theirs));
    assert_eq!((one.unwrap(), other.unwrap()), (AskedToPay::Ready, AskedToPay::Ready));
    assert_eq!(counter.press(&mine).await.unwrap(), AskedToPay::Ready);
    let orders = counter.orders();
    assert_eq!(orders.len(), 1, "one order, by whichever link");
    let order = &orders[0];
    assert_eq!((order.title.as_str(), order.amount.minor), ("Invoice 0001", 10_000));
    assert_eq!(order.back_url, "https://portal.example/pay/back");
    let url = counter.show(&theirs).await.unwrap().url.unwrap();
    assert_eq!(url, format!("https://checkout.example/{}", order.id));
    // less is left: another order
    counter.post.books.pay(invoice.0, 4_000).await;
    assert_eq!(counter.show(&mine).await.unwrap().url, None);
    counter.press(&mine).await.unwrap();
    assert_eq!(counter.orders().len(), 2);
    // and another once the provider's page is about to end
    counter.post.books.days_later(1);
    assert_eq!(counter.show(&mine).await.unwrap().url, None);
    counter.press(&mine).await.unwrap();
    assert_eq!(counter.orders().len(), 3);
}

#[tokio::test]
async fn a_provider_that_is_away_is_asked_again_for_the_same() {
    let counter = Counter::open().await;
    let token = counter.link(counter.invoice().await).await;
    counter.till.away.store(true, Ordering::Relaxed);
    assert_eq!(counter.press(&token).await.unwrap(), AskedToPay::Later);
    counter.till.away.store(false, Ordering::Relaxed);
    assert_eq!(counter.press(&token).await.unwrap(), AskedToPay::Ready);
    assert_eq!(counter.orders().len(), 1);
    assert_eq!(counter.post.books.scene.count("pay_orders").await, 1);
}

#[tokio::test]
async fn what_asks_for_money_by_mail_carries_a_link_where_there_is_a_provider() {
    let counter = Counter::open().await;
    let books = &counter.post.books;
    let invoice = counter.invoice().await;
    let carriers =
        Carriers { pays: true, ..crate::notices::carriers(&Arc::clone(&books.scene.sink)) };
    let send =
        async || notices::dispatch(books.scene.office(), &carriers, Channel::Email).await.unwrap();
    counter.post.ask(invoice).await;
    send().await;
    books.days_later(37);
    dunning::plan(books.scene.office()).await.unwrap();
    send().await;
    let bodies = books.bodies();
    assert_eq!(bodies.len(), 2);
    let mut tokens = Vec::new();
    for body in &bodies {
        let (_, rest) = body.split_once("Invoice 0001: https://portal.example/pay/").unwrap();
        let token = rest.split_whitespace().next().unwrap().to_owned();
        assert_eq!(counter.show(&token).await.unwrap().amount, "$100.00");
        tokens.push(token);
    }
    assert_ne!(tokens[0], tokens[1]);
    for kept in books.scene.words("select body from notification_texts").await {
        assert!(kept.contains("Invoice 0001: [link]") && !kept.contains("/pay/"), "{kept}");
    }
    // nobody who must not learn who writes gets one
    let client = books.scene.client;
    books
        .scene
        .sql(format!(
            "update clients set discreet = true, preferred_channel = 'email' where id = '{client}'"
        ))
        .await;
    books.days_later(7);
    dunning::plan(books.scene.office()).await.unwrap();
    send().await;
    let last = books.bodies().pop().unwrap();
    assert!(!last.contains("/pay/") && !last.contains("online"), "{last}");
    assert_eq!(books.scene.count("pay_links").await, 2);
}
