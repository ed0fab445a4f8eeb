//! The word that something was shared: after the time to withdraw, once an hour, and nothing of what it is.

use std::sync::Arc;

use domain::documents::ReasonForm;
use domain::notices::Channel;
use office::{notices, sharing};

use super::{Counter, PLAIN};
use crate::notices::{Sink, carriers};

struct Told {
    counter: Counter,
    sink: Arc<Sink>,
}

impl Told {
    async fn new() -> Told {
        let counter = Counter::new().await;
        Told { counter, sink: Arc::new(Sink::default()) }
    }

    /// Plans and sends so many seconds later.
    async fn round(&self, seconds: i64) -> usize {
        let office = &self.counter.desk.test.office;
        office.clock.advance(jiff::SignedDuration::from_secs(seconds));
        self.sink.emails.lock().unwrap().clear();
        notices::plan(office, false).await.unwrap();
        notices::dispatch(office, &carriers(&self.sink), Channel::Email).await.unwrap();
        let emails = self.sink.emails.lock().unwrap();
        emails
            .iter()
            .filter(|email| email.to.address.as_str() == "ramona.okonkwo@mailbox.example")
            .count()
    }

    async fn share(&self, name: &str) -> domain::ids::ShareId {
        let document = self.counter.add(name, PLAIN).await.document;
        self.counter.share("attorney-lead", document).await
    }
}

#[tokio::test]
async fn whoever_can_open_it_is_told_once_and_of_nothing_that_is_in_it() {
    let told = Told::new().await;
    told.share("Lease.txt").await;
    assert_eq!(told.round(0).await, 0, "it can still be withdrawn");
    assert_eq!(told.round(120).await, 1);
    let email = told.sink.emails.lock().unwrap()[0].clone();
    let all = format!("{} {}", email.subject, email.text);
    assert!(all.contains("https://portal.example/portal"), "{all}");
    assert!(!all.contains("Lease") && !all.contains("A-1"), "{all}");
    assert_eq!(told.round(60).await, 0);
    // more within the hour waits, and is told then
    told.share("Receipt.txt").await;
    assert_eq!(told.round(300).await, 0);
    assert_eq!(told.round(3_600).await, 1);
    assert_eq!(told.round(7_200).await, 0);
}

#[tokio::test]
async fn what_was_recalled_before_it_was_told_is_told_to_nobody() {
    let told = Told::new().await;
    let share = told.share("Lease.txt").await;
    let office = &told.counter.desk.test.office;
    office.clock.advance(jiff::SignedDuration::from_secs(121));
    notices::plan(office, false).await.unwrap();
    let form = ReasonForm { reason: "Not that one.".into() };
    sharing::recall(&told.counter.caller("attorney-lead"), share, &form).await.unwrap();
    assert_eq!(told.round(1).await, 0);
    let dropped =
        "select count(*) from notifications where subject_kind = 'share' and state = 'cancelled'";
    assert_eq!(told.counter.count(dropped).await, 1);
}
