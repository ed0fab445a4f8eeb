//! What is written to a client is compared with what other clients are called.

use domain::threads::{MessageForm, StartForm};
use office::threads::{self, Sent};

use super::{Post, conflicts, field};

/// Of another client whose case the whole team sees too.
const OTHERS: &str = "Dear Bellweather Estate, your inventory is attached.";
/// Of a client of whom only attorney-outside and the partners know.
const UNSEEN: &str = "The frost took the apples of Corrigan Orchards.";

#[tokio::test]
async fn a_message_that_names_another_client_stops_and_asks_for_a_readers_name_and_a_reason() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let form = MessageForm {
        key: uuid::Uuid::new_v4().to_string(),
        body: OTHERS.into(),
        ..MessageForm::default()
    };
    let lead = post.by("attorney-lead");
    let Sent::Warned(words) = threads::write(&lead, id, &form).await.unwrap() else {
        panic!("it went")
    };
    assert!(words.contains("Bellweather Estate"), "{words}");
    assert_eq!(post.reads("attorney-lead", id).await, Some(1));
    let form = MessageForm { warned: words, ..form };
    for (last_name, reason, wrong) in [
        ("", "", "last_name reason"),
        ("Whitfield", "They asked for it.", "last_name"),
        ("Okonkwo", "", "reason"),
    ] {
        let (last_name, reason) = (last_name.to_owned(), reason.to_owned());
        let form = MessageForm { last_name, reason, ..form.clone() };
        assert_eq!(field(threads::write(&lead, id, &form).await), wrong);
    }
    let sure =
        MessageForm { last_name: "okonkwo".into(), reason: "Both are heirs.".into(), ..form };
    threads::write(&post.by("attorney-lead"), id, &sure).await.unwrap();
    let page = post.page("attorney-lead", id).await.unwrap();
    assert_eq!(page.said[1].anyway.as_deref(), Some("Both are heirs."));
    let logged = "select count(*) from audit_events where action = 'write-message-anyway' and detail->>'reason' = 'Both are heirs.'";
    assert_eq!(post.counter.count(logged).await, 1);
}

#[tokio::test]
async fn a_client_out_of_sight_is_not_named_and_nothing_goes() {
    let post = Post::new().await;
    let form = StartForm { subject: UNSEEN.into(), ..post.form("attorney-lead").await };
    let why = conflicts(threads::start(&post.by("attorney-lead"), post.open(), &form).await);
    assert!(!why.contains("Corrigan"), "{why}");
    assert_eq!(post.counter.count("select count(*) from message_threads").await, 0);
}
