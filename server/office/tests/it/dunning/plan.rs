//! What is planned, what is dropped on the way, and what is planned again.

use channels::Outcome;
use sqlx::{AssertSqlSafe, Connection, Executor};

use super::Books;

#[tokio::test]
async fn each_stage_goes_once_in_its_turn() {
    let books = Books::open().await;
    let invoice = books.invoice(books.scene.client, "2026-10-27", 10_000).await;
    assert_eq!(books.round().await.claimed, 0, "six days late");
    for days in 1..=40 {
        books.days_later(1);
        // on each of many servers, as often as one likes
        books.round().await;
        books.round().await;
        let sent = books.bodies().len();
        let due = [1, 8, 24].iter().filter(|at| **at <= days).count();
        assert_eq!(sent, due, "{days} days on");
    }
    assert_eq!(
        books.stages(invoice).await,
        ["reminder_7 sent", "reminder_14 sent", "notice_30 sent"]
    );
    let told = format!("invoice_events where invoice_id = '{invoice}' and kind = 'dunned'");
    assert_eq!(books.scene.count(told).await, 3);
}

#[tokio::test]
async fn after_an_outage_the_highest_alone_goes_and_the_lower_ones_never() {
    let books = Books::open().await;
    let invoice = books.invoice(books.scene.client, "2026-10-10", 10_000).await;
    books.round().await;
    assert_eq!(books.stages(invoice).await, ["reminder_7 skipped", "reminder_14 sent"]);
    books.days_later(3);
    books.round().await;
    assert_eq!(books.bodies().len(), 1);
    books.days_later(30);
    books.round().await;
    assert_eq!(
        books.stages(invoice).await,
        ["reminder_7 skipped", "reminder_14 sent", "notice_30 sent"]
    );
}

#[tokio::test]
async fn what_waited_until_the_next_stage_was_due_is_passed_over() {
    let books = Books::open().await;
    let invoice = books.invoice(books.scene.client, "2026-10-26", 10_000).await;
    assert_eq!(books.plan().await, 1);
    // the provider is away for eight days
    books.days_later(8);
    let sent = books.round().await;
    assert_eq!((sent.accepted, sent.dropped), (1, 1));
    assert_eq!(books.stages(invoice).await, ["reminder_7 skipped too_late", "reminder_14 sent"]);
}

#[tokio::test]
async fn a_debtor_hears_once_a_day_of_all_that_is_due() {
    let books = Books::open().await;
    let (client, other) = (books.scene.client, books.client(Some("petra@example.com")).await);
    books.invoice(client, "2026-10-21", 10_000).await;
    books.invoice(client, "2026-10-25", 5_000).await;
    books.invoice(other, "2026-10-21", 7_000).await;
    assert_eq!(books.round().await.accepted, 2);
    // what falls due later on the same day waits for the next
    let late = books.invoice(client, "2026-10-24", 2_000).await;
    assert_eq!(books.round().await.claimed, 0);
    assert_eq!(books.stages(late).await, ["reminder_7 planned"]);
    let both = books.bodies().into_iter().find(|body| body.contains("$150.00")).unwrap();
    assert!(both.contains("Invoice 0001") && both.contains("Invoice 0002"), "{both}");
    assert!(!both.contains("0003"), "{both}");
    books.days_later(1);
    assert_eq!(books.round().await.accepted, 1);
    assert_eq!(books.stages(late).await, ["reminder_7 sent"]);
    let days = "dunning_deliveries d group by debtor_id, on_day, channel having count(*) > 1";
    assert_eq!(books.scene.count(format!("(select from {days}) x")).await, 0);
}

#[tokio::test]
async fn nothing_is_planned_or_sent_at_night_while_all_is_stopped_or_before_reminders_are_on() {
    let books = Books::open().await;
    let invoice = books.invoice(books.scene.client, "2026-10-20", 10_000).await;
    // eight in the morning, and six in the evening
    for at in ["2026-11-03T13:00:00Z", "2026-11-03T23:00:00Z"] {
        books.scene.at(at);
        assert_eq!(books.plan().await, 0, "{at}");
    }
    books.scene.at("2026-11-03T14:00:00Z");
    let stopped = format!(
        "update office_settings set sending_stopped_at = office_now(), sending_stopped_for = 'Moving', sending_stopped_by = '{}'",
        books.scene.partner
    );
    let started = "update office_settings set sending_stopped_at = null, sending_stopped_by = null, sending_stopped_for = ''";
    books.scene.sql(stopped.clone()).await;
    assert_eq!(books.plan().await, 0);
    books.scene.sql(started).await;
    books.scene.sql("update office_settings set dunning_since = '2026-10-21'").await;
    assert_eq!(books.plan().await, 0);
    books.scene.sql("update office_settings set dunning_since = '2026-10-20'").await;
    assert_eq!(books.plan().await, 1);
    // planned in the morning, and at work again in the evening
    books.scene.at("2026-11-03T23:30:00Z");
    assert_eq!(books.send().await.accepted, 0);
    assert_eq!(books.stages(invoice).await, ["reminder_7 skipped", "reminder_14 planned"]);
    books.scene.at("2026-11-04T14:00:00Z");
    assert_eq!(books.send().await.accepted, 1, "at nine of the next morning");
}

#[tokio::test]
async fn what_was_paid_after_it_was_planned_is_not_asked_for_and_the_rest_as_it_is() {
    let books = Books::open().await;
    let whole = books.invoice(books.scene.client, "2026-10-20", 10_000).await;
    let part = books.invoice(books.scene.client, "2026-10-20", 20_000).await;
    books.plan().await;
    books.pay(whole, 10_000).await;
    books.pay(part, 15_000).await;
    assert_eq!(books.send().await.accepted, 1);
    assert_eq!(books.stages(whole).await, ["reminder_7 dropped paid"]);
    assert_eq!(books.stages(part).await, ["reminder_7 sent"]);
    let said = &books.bodies()[0];
    assert!(said.contains("$50.00") && !said.contains("0001"), "{said}");
    // nothing is left of another: then nothing goes
    let other = books.client(Some("petra@example.com")).await;
    let paid = books.invoice(other, "2026-10-20", 7_000).await;
    books.plan().await;
    books.pay(paid, 7_000).await;
    let sent = books.send().await;
    assert_eq!((sent.accepted, sent.dropped), (0, 1));
    let cancelled = "notifications where subject_kind = 'dunning' and state = 'cancelled'";
    assert_eq!(books.scene.count(cancelled).await, 1);
}

/// The payment holds its invoice until it is kept: the reminder waits for it, and then finds it paid.
#[tokio::test]
async fn a_payment_that_is_being_recorded_counts() {
    let books = Books::open().await;
    let invoice = books.invoice(books.scene.client, "2026-10-20", 10_000).await;
    books.plan().await;
    let mut recording = books.scene.test.superuser().await;
    let mut tx = recording.begin().await.unwrap();
    let now = format!("select set_config('privity.now', '{}', true)", books.scene.now());
    tx.execute(AssertSqlSafe(now)).await.unwrap();
    tx.execute(AssertSqlSafe(books.payment(invoice, 10_000))).await.unwrap();
    let kept = async {
        // until the other waits for the row; where it never does, it has gone by then
        for _ in 0..200 {
            if books.scene.count("pg_locks where not granted").await > 0 {
                break;
            }
        }
        tx.commit().await.unwrap();
    };
    let (sent, ()) = tokio::join!(books.send(), kept);
    assert_eq!((sent.accepted, sent.dropped), (0, 1));
    assert_eq!(books.stages(invoice).await, ["reminder_7 dropped paid"]);
}

#[tokio::test]
async fn what_is_held_disputed_void_or_due_later_is_dropped_with_its_reason() {
    let books = Books::open().await;
    let partner = books.scene.partner;
    let mut invoices = Vec::new();
    for _ in 0..5 {
        invoices.push(books.invoice(books.scene.client, "2026-10-24", 10_000).await);
    }
    let [held, disputed, void, moved, stands] = invoices[..] else { unreachable!() };
    books.plan().await;
    books.hold(held, "2026-11-05").await;
    books
        .scene
        .sql(format!(
            "insert into disputes (id, invoice_id, client_id, currency, amount, reason, owner_id)
            select gen_random_uuid(), id, client_id, currency, 10000, 'Not agreed.', '{partner}' from invoices where id = '{disputed}';
            update invoices set stage = 'void', voided_by = '{partner}', voided_at = office_now(), void_reason = 'Wrong.' where id = '{void}';
            update invoices set due_on = '2026-12-24', due_revision = 2 where id = '{moved}'"
        ))
        .await;
    assert_eq!(books.send().await.accepted, 1);
    for (invoice, became) in [
        (held, "reminder_7 dropped held"),
        (disputed, "reminder_7 dropped disputed"),
        (void, "reminder_7 dropped void"),
        (moved, "reminder_7 dropped due_moved"),
        (stands, "reminder_7 sent"),
    ] {
        assert_eq!(books.stages(invoice).await, [became]);
    }
    // the hold ends by itself, and it is due again
    books.days_later(4);
    books.round().await;
    assert_eq!(books.stages(held).await, ["reminder_7 sent"]);
    assert_eq!(books.stages(disputed).await, ["reminder_7 dropped disputed"]);
}

#[tokio::test]
async fn the_last_notice_waits_for_a_partner_where_the_office_wants_it() {
    let books = Books::open().await;
    books.scene.sql("update office_settings set approve_final_notice = true").await;
    let invoice = books.invoice(books.scene.client, "2026-10-01", 10_000).await;
    books.round().await;
    let waits = ["reminder_7 skipped", "reminder_14 skipped", "notice_30 awaiting"];
    assert_eq!(books.stages(invoice).await, waits);
    books.days_later(1);
    books.round().await;
    assert_eq!(
        (books.stages(invoice).await, books.bodies().len()),
        (waits.map(String::from).to_vec(), 0)
    );
    let id = domain::ids::InvoiceId(invoice);
    office::dunning::approve(&books.partner(), id).await.unwrap();
    books.round().await;
    assert_eq!(books.bodies().len(), 1);
    let twice = office::dunning::approve(&books.partner(), id).await;
    assert!(matches!(twice, Err(office::Error::Conflict(_))), "{twice:?}");
}

#[tokio::test]
async fn a_mail_of_unclear_fate_is_tried_once_more_and_its_stage_is_said_once() {
    let books = Books::open().await;
    let invoice = books.invoice(books.scene.client, "2026-10-25", 10_000).await;
    let unclear = || Outcome::Unknown { reason: "no answer".into() };
    books.scene.sink.answers([unclear(), unclear()]);
    books.round().await;
    assert_eq!(books.stages(invoice).await, ["reminder_7 planned"]);
    books.scene.later(crate::notices::MINUTE);
    books.round().await;
    assert_eq!(books.stages(invoice).await, ["reminder_7 sent"]);
    books.days_later(1);
    books.round().await;
    let mails = books.scene.sink.emails.lock().unwrap().clone();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].message_id, mails[1].message_id);
}
