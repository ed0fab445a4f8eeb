//! Paying at a provider: a link that says little, one order however often a button is pressed, and what the provider
//! says taken once.

mod links;
mod told;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use channels::{Cashier, Happened, HostedPage, NoPage, Order, Told, Wrong};
use domain::billing::online::{AskedToPay, EventRow, PayPage};
use domain::billing::paid::PaymentFilter;
use domain::ids::InvoiceId;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use office::gate::Visit;
use office::online::{self, Online, Taken};
use office::{Result, billing};
use uuid::Uuid;

use crate::invoice_mail::Post;

/// A provider in this process: what was asked of it, by order.
#[derive(Default)]
pub(crate) struct Till {
    asked: Mutex<HashMap<Uuid, Vec<Order>>>,
    away: AtomicBool,
}

impl Cashier for Till {
    fn name(&self) -> &'static str {
        "till"
    }

    fn page<'a>(
        &'a self,
        order: &'a Order,
    ) -> BoxFuture<'a, std::result::Result<HostedPage, NoPage>> {
        async move {
            // somewhere for two to meet
            tokio::task::yield_now().await;
            if self.away.load(Ordering::Relaxed) {
                return Err(NoPage { reason: "the provider is away".into(), after: None });
            }
            self.asked.lock().unwrap().entry(order.id).or_default().push(order.clone());
            let (reference, url) = (
                format!("cs_{}", order.id.simple()),
                format!("https://checkout.example/{}", order.id),
            );
            Ok(HostedPage { reference, url })
        }
        .boxed()
    }

    fn read(&self, _: &[u8], _: &str, _: Timestamp) -> std::result::Result<Told, Wrong> {
        Err(Wrong::Unsigned)
    }
}

pub(crate) struct Counter {
    pub(crate) post: Post,
    till: Arc<Till>,
    online: Online,
}

impl Counter {
    pub(crate) async fn open() -> Counter {
        let till = Arc::new(Till::default());
        let online =
            Online { cashier: Arc::clone(&till) as _, base_url: "https://portal.example".into() };
        Counter { post: Post::open().await, till, online }
    }

    async fn invoice(&self) -> InvoiceId {
        self.post.invoice(self.post.books.scene.client).await
    }

    fn visit(&self) -> Visit {
        Visit::new(self.post.books.scene.office(), "192.0.2.7", "")
    }

    async fn link(&self, invoice: InvoiceId) -> String {
        online::make(&self.post.books.partner(), invoice).await.unwrap()
    }

    async fn show(&self, token: &str) -> Result<PayPage> {
        online::show(&self.visit(), Some(&self.online), token).await
    }

    async fn press(&self, token: &str) -> Result<AskedToPay> {
        online::ask(&self.visit(), Some(&self.online), token).await
    }

    /// Presses, and answers the order that the provider was asked for.
    async fn ordered(&self, invoice: InvoiceId) -> Order {
        let before: Vec<Uuid> = self.orders().iter().map(|order| order.id).collect();
        let token = self.link(invoice).await;
        assert_eq!(self.press(&token).await.unwrap(), AskedToPay::Ready);
        let mut fresh = self.orders();
        fresh.retain(|order| !before.contains(&order.id));
        assert_eq!(fresh.len(), 1);
        fresh.remove(0)
    }

    /// One of each.
    fn orders(&self) -> Vec<Order> {
        self.till.asked.lock().unwrap().values().map(|asked| asked[0].clone()).collect()
    }

    async fn told(&self, event: &str, happened: Happened) -> Taken {
        let told = Told { event: event.into(), happened };
        online::take(self.post.books.scene.office(), "till", &told).await.unwrap()
    }

    async fn waiting(&self) -> Vec<EventRow> {
        let list = billing::payments(&self.post.books.partner(), PaymentFilter::default()).await;
        list.unwrap().body.waiting
    }

    /// Each payment as "amount credit".
    async fn payments(&self) -> Vec<String> {
        self.post
            .books
            .scene
            .words(
                "select amount || ' ' || credit || ' ' || currency from payments order by amount",
            )
            .await
    }

    async fn left(&self, invoice: InvoiceId) -> i64 {
        let sql = format!("select balance::text from invoices where id = '{invoice}'");
        self.post.books.scene.words(sql).await[0].parse().unwrap()
    }

    /// No kept sum of money disagrees with its rows.
    async fn adds_up(&self) {
        let wrong = "billing_check() where what in ('paid', 'allocated', 'refunded', 'cases of a payment', 'allocated to what is not issued')";
        assert_eq!(self.post.books.scene.count(wrong).await, 0);
    }
}

pub(crate) fn paid(order: &Order, payment: &str, amount: i64) -> Happened {
    Happened::Paid {
        order: Some(order.id),
        payment: payment.into(),
        amount,
        currency: "USD".into(),
    }
}
