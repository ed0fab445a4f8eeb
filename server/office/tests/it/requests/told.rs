//! The word by e-mail: once an hour where something is asked, once before it is due, and nothing of what it is.

use std::sync::Arc;

use domain::notices::Channel;
use office::{notices, requests};

use super::{Counter, WREN};
use crate::notices::{Sink, carriers};
use crate::support::requests::REQUESTS;

struct Told {
    counter: Counter,
    sink: Arc<Sink>,
}

impl Told {
    async fn new() -> Told {
        Told { counter: Counter::new().await, sink: Arc::new(Sink::default()) }
    }

    /// Plans and sends so many hours later; how many messages went to Wren.
    async fn round(&self, hours: i64) -> usize {
        let office = &self.counter.desk.test.office;
        office.clock.advance(jiff::SignedDuration::from_hours(hours));
        self.sink.emails.lock().unwrap().clear();
        notices::plan(office, false).await.unwrap();
        notices::dispatch(office, &carriers(&self.sink), Channel::Email).await.unwrap();
        let emails = self.sink.emails.lock().unwrap();
        emails.iter().filter(|email| email.to.address.as_str() == "0@clients.example").count()
    }

    fn last(&self) -> String {
        let emails = self.sink.emails.lock().unwrap();
        let email = emails.iter().find(|email| email.to.address.as_str() == "0@clients.example");
        email.map(|email| format!("{} {}", email.subject, email.text)).unwrap_or_default()
    }
}

#[tokio::test]
async fn whoever_is_asked_is_told_once_an_hour_and_of_nothing_that_it_is() {
    let told = Told::new().await;
    assert_eq!(told.round(0).await, 0, "what was asked long ago is no news");
    told.counter.ask("Your passport", "").await;
    told.counter.ask("Your lease", "").await;
    assert_eq!(told.round(0).await, 1);
    let all = told.last();
    assert!(all.contains("https://portal.example/portal/requests"), "{all}");
    assert!(!all.contains("passport") && !all.contains("lease") && !all.contains("A-1"), "{all}");
    assert_eq!(told.round(0).await, 0);
    told.counter.desk.test.office.clock.advance(jiff::SignedDuration::from_mins(5));
    told.counter.ask("Your payslips", "").await;
    assert_eq!(told.round(0).await, 0, "more within the hour waits");
    assert_eq!(told.round(1).await, 1);
    assert_eq!(told.round(2).await, 0);
}

#[tokio::test]
async fn what_was_withdrawn_before_it_was_told_is_told_to_nobody() {
    let told = Told::new().await;
    let id = told.counter.ask("Your passport", "").await;
    notices::plan(&told.counter.desk.test.office, false).await.unwrap();
    let lead = told.counter.desk.caller("attorney-lead");
    requests::withdraw(&lead, told.counter.case(), id).await.unwrap();
    assert_eq!(told.round(0).await, 0);
    let dropped =
        "select count(*) from notifications where subject_kind = 'request' and state = 'cancelled'";
    assert!(told.counter.count(dropped).await > 0);
}

#[tokio::test]
async fn one_reminder_goes_out_two_days_before() {
    let told = Told::new().await;
    // asked on October 13; due on the 20th
    told.counter.ask("Your passport", "2026-10-20").await;
    told.counter.ask("Your lease", "2026-10-20").await;
    assert_eq!(told.round(0).await, 1, "that it is asked");
    let mut reminders = Vec::new();
    for day in 14..=22 {
        for _ in 0..4 {
            if told.round(6).await > 0 {
                assert!(told.last().contains("reminder"), "{}", told.last());
                reminders.push(day);
            }
        }
    }
    assert_eq!(reminders.len(), 1, "{reminders:?}");
    let on: String = sqlx::query_scalar(
        "select (due_at at time zone (select time_zone from office_settings))::date::text from notifications
        where subject_kind = 'request_due' and recipient_id = $1",
    )
    .bind(WREN.0)
    .fetch_one(&mut told.counter.desk.test.superuser().await)
    .await
    .unwrap();
    assert_eq!(on, "2026-10-18");
}

#[tokio::test]
async fn nobody_is_reminded_of_what_is_done_was_sent_or_is_theirs_no_more() {
    for ends in [
        "update client_requests set fulfilled_at = office_now(), fulfilled_by = asked_by",
        "update client_requests set withdrawn_at = office_now(), withdrawn_by = asked_by",
        "update portal_memberships set until = office_now()",
        "update cases set closed_on = '2026-10-13' where closed_on is null",
        "alter table case_clients drop constraint case_clients_check;
            update case_clients set since = '2026-01-01', until = '2026-10-13T14:45:00Z'",
    ] {
        let told = Told::new().await;
        told.counter.ask("Your passport", "2026-10-20").await;
        assert_eq!(told.round(0).await, 1);
        told.counter.run(ends).await;
        for _ in 0..40 {
            assert_eq!(told.round(6).await, 0, "{ends}");
        }
    }
    // one that is on its way is dropped as well
    let told = Told::new().await;
    told.counter
        .run(&format!(
            "update client_requests set due_on = '2026-10-15' where id = '{}'",
            REQUESTS.open
        ))
        .await;
    let office = &told.counter.desk.test.office;
    notices::plan(office, false).await.unwrap();
    let planned = "select count(*) from notifications where subject_kind = 'request_due' and state = 'queued'";
    assert!(told.counter.count(planned).await > 0);
    told.counter.sent("Slip.txt").await;
    assert_eq!(told.round(0).await, 0, "something was sent");
}
