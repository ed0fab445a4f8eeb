//! What goes: once, to whom it was shown to go, with its paper; and what that proves.

use domain::notices::{Channel, NoticeKind};
use domain::reminders::{WordingForm, WordingKey};
use office::{Error, billing, invoice_mail, reminders};

use super::Post;

#[tokio::test]
async fn an_invoice_goes_once_with_its_paper_and_reminders_count_from_that_day() {
    let post = Post::open().await;
    let invoice = post.invoice(post.books.scene.client).await;
    let shown = post.preview(&[invoice]).await;
    let row = &shown.rows[0];
    assert_eq!((row.to.as_str(), row.file.as_str()), ("orla@example.com", "invoice-0001.pdf"));
    assert_eq!(row.subject, "Invoice 0001 from Adair & Lowe");
    // pressed twice, and once more from another tab at the same time
    let (partner, keys) = (post.books.partner(), shown.keys());
    let (one, other) =
        tokio::join!(invoice_mail::send(&partner, &keys), invoice_mail::send(&partner, &keys));
    assert_eq!(one.unwrap().sent, [invoice]);
    assert_eq!(other.unwrap().sent, [invoice]);
    invoice_mail::send(&partner, &keys).await.unwrap();
    assert_eq!(post.states(invoice).await, ["queued"]);
    assert_eq!(post.sent_on(invoice).await, "");
    assert_eq!(post.books.send().await.accepted, 1);
    assert_eq!(post.books.send().await.claimed, 0);
    let mails = post.books.scene.sink.emails.lock().unwrap().clone();
    assert_eq!(mails.len(), 1);
    assert_eq!((mails[0].subject.as_str(), &mails[0].text), (row.subject.as_str(), &row.body));
    assert!(mails[0].text.contains("Invoice 0001, due Dec 2, 2026: $100.00"), "{}", mails[0].text);
    assert!(!mails[0].text.contains("private"), "{}", mails[0].text);
    let [paper] = &mails[0].attached[..] else { panic!("one file") };
    assert_eq!((paper.name.as_str(), paper.media), ("invoice-0001.pdf", "application/pdf"));
    assert!(paper.bytes.starts_with(b"%PDF"));
    assert_eq!(
        (post.sent_on(invoice).await.as_str(), post.proofs(invoice).await),
        ("2026-11-02", 1)
    );
    let page = post.page(invoice).await;
    assert_eq!((page.sendings[0].by.as_str(), page.mailings.len()), ("By e-mail", 1));
    assert_eq!(page.mailings[0].trouble, None);
    let history: Vec<_> = page.history.iter().map(|row| row.what.as_str()).collect();
    assert_eq!(history, ["Sent by e-mail, Nov 2, 2026", "To be e-mailed to o…@example.com"]);
    let read = invoice_mail::read(&partner, invoice, page.mailings[0].id).await.unwrap().body;
    assert_eq!(read.body.as_ref(), Some(&mails[0].text));
    assert!(post.unsent().await.is_empty());
    // seven days after it was due
    post.books.days_later(37);
    post.books.round().await;
    assert_eq!(post.books.stages(invoice.0).await, ["reminder_7 sent"]);
}

#[tokio::test]
async fn it_is_sent_again_when_somebody_looks_it_over_again() {
    let post = Post::open().await;
    let invoice = post.invoice(post.books.scene.client).await;
    post.ask(invoice).await;
    let going = post.look(invoice).await;
    assert!(going.obstacle.is_some(), "one at a time");
    post.books.send().await;
    post.books.days_later(1);
    assert!(post.look(invoice).await.again);
    post.ask(invoice).await;
    post.books.send().await;
    assert_eq!(post.states(invoice).await, ["accepted", "accepted"]);
    let sent = (post.sent_on(invoice).await, post.proofs(invoice).await);
    assert_eq!(sent, ("2026-11-02".to_owned(), 2), "the first day counts");
}

#[tokio::test]
async fn several_go_at_once_and_one_that_cannot_takes_none_with_it() {
    let post = Post::open().await;
    let (client, partner) = (post.books.scene.client, post.books.partner());
    let (one, other) = (post.invoice(client).await, post.invoice(client).await);
    let without = post.invoice(post.books.client(None).await).await;
    assert_eq!(post.unsent().await.len(), 3);
    let shown = post.preview(&[one, other, without]).await;
    assert!(shown.rows[2].obstacle.is_some());
    let keys = shown.keys();
    billing::void(&partner, other, 1, "Wrong case.").await.unwrap();
    let said = invoice_mail::send(&partner, &keys).await;
    let Err(Error::Conflict(said)) = said else { panic!("one could not go: {said:?}") };
    assert!(said.starts_with("1 is on its way, and 1 cannot"), "{said}");
    assert_eq!(post.books.send().await.accepted, 1);
    let left: Vec<_> = post.unsent().await.into_iter().map(|row| row.id).collect();
    assert_eq!(left, [without]);
    let none = invoice_mail::send(&partner, "").await;
    assert!(matches!(none, Err(Error::Conflict(_))), "{none:?}");
}

#[tokio::test]
async fn a_credit_note_goes_like_an_invoice_and_asks_for_nothing() {
    let post = Post::open().await;
    let invoice = post.invoice(post.books.scene.client).await;
    let (note, number) =
        billing::credit(&post.books.partner(), invoice, "40", "Too dear.").await.unwrap();
    post.ask(note).await;
    post.books.send().await;
    let mails = post.books.scene.sink.emails.lock().unwrap().clone();
    assert_eq!(mails[0].subject, format!("Credit note {number} from Adair & Lowe"));
    assert_eq!(mails[0].attached[0].name, format!("credit-note-{number}.pdf"));
    assert!(!mails[0].text.contains("IBAN"), "{}", mails[0].text);
    assert_eq!(
        (post.sent_on(note).await.as_str(), post.sent_on(invoice).await.as_str()),
        ("2026-11-02", "")
    );
}

#[tokio::test]
async fn a_payer_reads_what_it_comes_to_and_nothing_of_what_was_done() {
    let post = Post::open().await;
    let (client, partner) = (post.books.scene.client, post.books.scene.partner);
    let (own, theirs) = (post.invoice(client).await, post.invoice(client).await);
    post.books
        .scene
        .sql(format!(
            "set local session_replication_role = replica;
            insert into payers (id, case_id, name, email, since, added_by)
            select '00000000-0000-7000-8000-0000000000aa', case_id, 'Aunt May', 'may@example.com', '2026-01-01', '{partner}'
            from invoices where id = '{theirs}';
            update invoices set payer_id = '00000000-0000-7000-8000-0000000000aa', frozen = jsonb_set(frozen, '{{number}}', '\"0001\"')
            where id = '{theirs}';
            set local session_replication_role = origin"
        ))
        .await;
    assert!(post.look(theirs).await.of_payer);
    for invoice in [own, theirs] {
        post.ask(invoice).await;
        post.books.send().await;
    }
    let mails = post.books.scene.sink.emails.lock().unwrap().clone();
    assert_eq!(mails[1].to.address.as_str(), "may@example.com");
    assert!(mails[1].text.starts_with("Dear Aunt May"), "{}", mails[1].text);
    // the same record, but for its words
    assert_ne!(mails[0].attached[0].bytes, mails[1].attached[0].bytes);
    let printed = billing::printed(&post.books.partner(), theirs, false, true).await.unwrap().said;
    assert_eq!((printed.lines.len(), printed.lines[0].narrative.as_str()), (1, "Fees"));
    assert_eq!((printed.title.as_str(), printed.total), ("", 10_000));
}

#[tokio::test]
async fn the_offices_own_words_are_used() {
    let post = Post::open().await;
    let key = WordingKey { kind: NoticeKind::Invoice, channel: Channel::Email, discreet: false };
    let form = WordingForm {
        subject: "{paper}, with thanks".into(),
        body: "Hello {name}:\n{invoices}".into(),
        revision: String::new(),
    };
    reminders::save_wording(&post.books.partner(), key, &form).await.unwrap();
    let invoice = post.invoice(post.books.scene.client).await;
    assert_eq!(post.look(invoice).await.subject, "Invoice 0001, with thanks");
    post.ask(invoice).await;
    post.books.send().await;
    assert!(post.books.bodies()[0].starts_with("Hello Orla Finnegan:\nInvoice 0001"));
}
