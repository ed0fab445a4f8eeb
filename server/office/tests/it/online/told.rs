//! What the provider says: twice, twice at once, out of order, of another amount, of what is void. No money is lost,
//! and none is put where it was not meant to go.

use channels::Happened;
use domain::billing::online::ToDecide;
use office::online::{self, Taken};
use office::{Error, billing};

use super::{Counter, paid};

#[tokio::test]
async fn what_was_paid_is_recorded_once_and_put_on_its_invoice() {
    let counter = Counter::open().await;
    let invoice = counter.invoice().await;
    let order = counter.ordered(invoice).await;
    assert_eq!(counter.told("evt_1", paid(&order, "pi_1", 10_000)).await, Taken::Recorded);
    // said again, and by another saying
    assert_eq!(counter.told("evt_1", paid(&order, "pi_1", 10_000)).await, Taken::Known);
    assert_eq!(counter.told("evt_2", paid(&order, "pi_1", 10_000)).await, Taken::Known);
    assert_eq!(counter.payments().await, ["10000 0 USD"]);
    assert_eq!(counter.left(invoice).await, 0);
    assert!(counter.waiting().await.is_empty());
    let page = counter.post.page(invoice).await;
    assert_eq!(page.history[0].what, "$100.00 received");
    assert_eq!(page.since[0].says, "Payment link, pi_1");
    counter.adds_up().await;
    assert_eq!(counter.told("evt_3", Happened::Other).await, Taken::Known);
    assert_eq!(counter.post.books.scene.count("provider_events").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twice_at_once_it_is_one_payment() {
    let counter = Counter::open().await;
    for nth in 0..6 {
        let invoice = counter.invoice().await;
        let order = counter.ordered(invoice).await;
        let name = format!("pi_{nth}");
        let (same, again) = (format!("evt_{nth}"), format!("evt_{nth}_b"));
        let (one, two, three) = tokio::join!(
            counter.told(&same, paid(&order, &name, 10_000)),
            counter.told(&same, paid(&order, &name, 10_000)),
            counter.told(&again, paid(&order, &name, 10_000))
        );
        let taken = [one, two, three].iter().filter(|it| **it == Taken::Recorded).count();
        assert_eq!(taken, 1, "{one:?} {two:?} {three:?}");
        assert_eq!(counter.left(invoice).await, 0);
    }
    assert_eq!(counter.payments().await.len(), 6);
    assert!(counter.waiting().await.is_empty());
    counter.adds_up().await;
}

#[tokio::test]
async fn what_does_not_fit_is_kept_as_credit_and_waits_for_somebody() {
    let counter = Counter::open().await;
    let (amount, currency, void, half, full) = (
        counter.invoice().await,
        counter.invoice().await,
        counter.invoice().await,
        counter.invoice().await,
        counter.invoice().await,
    );
    let order = counter.ordered(amount).await;
    assert_eq!(counter.told("evt_1", paid(&order, "pi_1", 9_000)).await, Taken::Waits);
    let order = counter.ordered(currency).await;
    let euros = Happened::Paid {
        order: Some(order.id),
        payment: "pi_2".into(),
        amount: 10_000,
        currency: "EUR".into(),
    };
    assert_eq!(counter.told("evt_2", euros).await, Taken::Waits);
    let order = counter.ordered(void).await;
    billing::void(&counter.post.books.partner(), void, 1, "Wrong case.").await.unwrap();
    assert_eq!(counter.told("evt_3", paid(&order, "pi_3", 10_000)).await, Taken::Waits);
    // somebody else was faster: by half, and by all of it
    let order = counter.ordered(half).await;
    counter.post.books.pay(half.0, 6_000).await;
    assert_eq!(counter.told("evt_4", paid(&order, "pi_4", 10_000)).await, Taken::Waits);
    let order = counter.ordered(full).await;
    counter.post.books.pay(full.0, 10_000).await;
    assert_eq!(counter.told("evt_5", paid(&order, "pi_5", 10_000)).await, Taken::Waits);
    assert_eq!(counter.left(amount).await, 10_000);
    assert_eq!(counter.left(half).await, 0);
    let credits = counter
        .post
        .books
        .scene
        .words("select provider_reference || ' ' || credit || ' ' || currency from payments where provider = 'till' order by 1")
        .await;
    assert_eq!(
        credits,
        ["pi_1 9000 USD", "pi_2 10000 EUR", "pi_3 10000 USD", "pi_4 6000 USD", "pi_5 10000 USD"]
    );
    let waits: Vec<_> =
        counter.waiting().await.into_iter().map(|row| (row.why, row.payment.is_some())).collect();
    assert_eq!(
        waits,
        [
            (ToDecide::OtherAmount, true),
            (ToDecide::OtherCurrency, true),
            (ToDecide::NotOpen, true),
            (ToDecide::Over, true),
            (ToDecide::Over, true),
        ]
    );
    counter.adds_up().await;
}

#[tokio::test]
async fn what_is_nobodys_records_nothing_and_is_not_lost() {
    let counter = Counter::open().await;
    let order = counter.ordered(counter.invoice().await).await;
    let nobodys =
        Happened::Paid { order: None, payment: "pi_1".into(), amount: 500, currency: "USD".into() };
    assert_eq!(counter.told("evt_1", nobodys).await, Taken::Waits);
    let strange = Happened::Paid {
        order: Some(order.id),
        payment: "pi_2".into(),
        amount: 500,
        currency: "XTS".into(),
    };
    assert_eq!(counter.told("evt_2", strange).await, Taken::Waits);
    assert!(counter.payments().await.is_empty());
    let waits: Vec<_> =
        counter.waiting().await.into_iter().map(|row| (row.why, row.amount)).collect();
    assert_eq!(
        waits,
        [
            (ToDecide::Nobodys, "$5.00".to_owned()),
            (ToDecide::UnknownCurrency, "500 XTS".to_owned())
        ]
    );
}

#[tokio::test]
async fn refunds_and_disputes_are_shown_and_change_nothing_until_somebody_decides() {
    let counter = Counter::open().await;
    let invoice = counter.invoice().await;
    let order = counter.ordered(invoice).await;
    let part = |amount| (("pi_1".to_owned()), amount, "USD".to_owned());
    // the refund is told before the payment
    let (payment, amount, currency) = part(4_000);
    let refunded = Happened::Refunded { payment, amount, currency };
    assert_eq!(counter.told("evt_2", refunded.clone()).await, Taken::Waits);
    assert_eq!(counter.waiting().await[0].payment, None);
    assert_eq!(counter.told("evt_1", paid(&order, "pi_1", 10_000)).await, Taken::Recorded);
    let (payment, amount, currency) = part(10_000);
    let disputed = Happened::Disputed { payment, amount, currency };
    assert_eq!(counter.told("evt_3", disputed).await, Taken::Waits);
    assert_eq!(counter.told("evt_2", refunded).await, Taken::Known);
    let waits = counter.waiting().await;
    let whys: Vec<_> = waits.iter().map(|row| (row.why, row.payment.is_some())).collect();
    assert_eq!(whys, [(ToDecide::Refunded, true), (ToDecide::Disputed, true)]);
    assert_eq!(counter.left(invoice).await, 0, "nothing is undone by itself");
    let partner = counter.post.books.partner();
    let silent = online::decide(&partner, &waits[0].key, " ").await;
    assert!(matches!(silent, Err(Error::Invalid(_))), "{silent:?}");
    online::decide(&partner, &waits[0].key, "Recorded as given back.").await.unwrap();
    let twice = online::decide(&partner, &waits[0].key, "Again.").await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
    assert!(matches!(online::decide(&partner, "till~evt_9", "x").await, Err(Error::NotFound)));
    assert_eq!(counter.waiting().await.len(), 1);
}
