//! What a reminder says, where it goes, and what happens where nobody can be reached by mail.

use channels::Outcome;
use domain::notices::{Channel, NoticeKind};
use domain::reminders::{WordingForm, WordingKey};
use office::reminders;

use super::Books;

#[tokio::test]
async fn a_reminder_says_what_is_open_and_never_what_it_was_for() {
    let books = Books::open().await;
    books.invoice(books.scene.client, "2026-10-25", 10_000).await;
    books.round().await;
    let mails = books.scene.sink.emails.lock().unwrap().clone();
    let mail = &mails[0];
    assert_eq!(mail.to.address.as_str(), "orla@example.com");
    assert!(mail.text.contains("Invoice 0001, due Oct 25, 2026: $100.00"), "{}", mail.text);
    assert!(mail.text.contains("DE02120300000000202051"), "{}", mail.text);
    let all = format!("{}{}{}", mail.subject, mail.text, mail.html.clone().unwrap());
    assert!(!all.contains("private matter") && !all.contains("2026-0001"), "{all}");
    assert!(!mail.subject.contains('$') && mail.attached.is_empty(), "{}", mail.subject);
    let kept = books.scene.words("select body from notification_texts").await;
    assert_eq!(kept, std::slice::from_ref(&mail.text));
}

#[tokio::test]
async fn a_firm_word_comes_with_a_statement_of_account() {
    let books = Books::open().await;
    let invoice = books.invoice(books.scene.client, "2026-10-18", 10_000).await;
    books.pay(invoice, 2_500).await;
    books.round().await;
    let mails = books.scene.sink.emails.lock().unwrap().clone();
    assert!(mails[0].subject.starts_with("Second payment reminder"), "{}", mails[0].subject);
    let [statement] = &mails[0].attached[..] else { panic!("one file") };
    assert_eq!(
        (statement.name.as_str(), statement.media),
        ("statement-of-account.pdf", "application/pdf")
    );
    assert!(statement.bytes.starts_with(b"%PDF"));
    let account = books
        .scene
        .words("select dunning_account(id, 'USD')->>'booked' from dunning_deliveries")
        .await;
    assert!(
        account[0].contains("\"change\": 10000") && account[0].contains("\"change\": -2500"),
        "{account:?}"
    );
}

#[tokio::test]
async fn the_offices_own_words_are_used() {
    let books = Books::open().await;
    let key = WordingKey { kind: NoticeKind::Reminder7, channel: Channel::Email, discreet: false };
    let form = WordingForm {
        subject: "A word from {firm}".into(),
        body: "Hello {name}:\n{invoices}".into(),
        revision: String::new(),
    };
    reminders::save_wording(&books.partner(), key, &form).await.unwrap();
    books.invoice(books.scene.client, "2026-10-25", 10_000).await;
    books.round().await;
    assert_eq!(books.scene.sink.subjects(), ["A word from Adair & Lowe"]);
    assert!(books.bodies()[0].starts_with("Hello Orla Finnegan:\nInvoice 0001"));
}

#[tokio::test]
async fn an_address_for_money_goes_before_one_for_everything_and_a_payer_before_both() {
    let books = Books::open().await;
    let (client, partner) = (books.scene.client, books.scene.partner);
    books
        .scene
        .sql(format!(
            "insert into client_contacts (id, client_id, channel, purpose, value, position)
            values (gen_random_uuid(), '{client}', 'email', 'billing', 'money@example.com', 1)"
        ))
        .await;
    books.invoice(client, "2026-10-25", 10_000).await;
    let theirs = books.invoice(client, "2026-10-25", 20_000).await;
    books
        .scene
        .sql(format!(
            "set local session_replication_role = replica;
            insert into payers (id, case_id, name, email, since, added_by)
            select '00000000-0000-7000-8000-0000000000aa', case_id, 'Aunt May', 'may@example.com', '2026-01-01', '{partner}'
            from invoices where id = '{theirs}';
            update invoices set payer_id = '00000000-0000-7000-8000-0000000000aa' where id = '{theirs}';
            set local session_replication_role = origin"
        ))
        .await;
    assert_eq!(books.round().await.accepted, 2);
    let mut to: Vec<(String, bool)> = books
        .scene
        .sink
        .emails
        .lock()
        .unwrap()
        .iter()
        .map(|mail| (mail.to.address.as_str().to_owned(), mail.text.contains("$200.00")))
        .collect();
    to.sort();
    assert_eq!(to, [("may@example.com".into(), true), ("money@example.com".into(), false)]);
}

#[tokio::test]
async fn whoever_has_no_mailbox_or_one_that_takes_nothing_gets_a_letter() {
    let books = Books::open().await;
    let without = books.client(None).await;
    let first = books.invoice(without, "2026-10-25", 10_000).await;
    let second = books.invoice(books.scene.client, "2026-10-25", 20_000).await;
    books.scene.sink.answers([Outcome::Refused { reason: "no such mailbox".into() }]);
    assert_eq!(books.round().await.refused, 1);
    for invoice in [first, second] {
        assert_eq!(books.stages(invoice).await, ["reminder_7 planned"]);
    }
    let letters = "dunning_deliveries d join dunning_stages s on s.delivery_id = d.id where d.channel = 'letter'";
    assert_eq!(books.scene.count(letters).await, 2);
}

#[tokio::test]
async fn a_discreet_contact_is_told_by_a_safe_way_or_not_at_all() {
    let books = Books::open().await;
    let client = books.scene.client;
    let invoice = books.invoice(client, "2026-10-25", 10_000).await;
    let set = |channel: &str| {
        format!(
            "update clients set discreet = true, preferred_channel = '{channel}' where id = '{client}'"
        )
    };
    books.scene.sql(set("phone")).await;
    books.round().await;
    assert_eq!(books.stages(invoice).await, ["reminder_7 skipped no_safe_way"]);
    assert_eq!(books.bodies().len(), 0);
    books.scene.sql(set("email")).await;
    books.days_later(7);
    books.round().await;
    let mails = books.scene.sink.emails.lock().unwrap().clone();
    let mail = &mails[0];
    let all = format!("{}{}{}", mail.subject, mail.text, mail.html.clone().unwrap());
    assert!(!all.contains("Adair") && mail.attached.is_empty() && mail.reply_to.is_none(), "{all}");
}
