//! Documents that the office shares with a message: compared, held back for a while and recalled as any share.

use domain::documents::{ReasonForm, RestrictForm};
use domain::ids::{DocumentId, ThreadId};
use domain::sharing::HOLD_SECONDS;
use domain::threads::{HungAt, HungState, MessageForm};
use office::documents::NewFile;
use office::threads::{self, Sent};
use office::{Error, Result, documents, portal as gate, sharing};

use super::{Post, conflicts};
use crate::documents::body;
use crate::sharing::{PEOPLE, PLAIN};

/// Of another client whose case the whole team sees too.
const OTHERS: &str = "Dear Bellweather Estate, your inventory is attached.";
/// Of a client of whom only attorney-outside and the partners know.
const UNSEEN: &str = "The frost took the apples of Corrigan Orchards.";

fn form(documents: &[DocumentId]) -> MessageForm {
    MessageForm {
        key: uuid::Uuid::new_v4().to_string(),
        body: "Please read this.".into(),
        documents: documents.iter().map(DocumentId::to_string).collect(),
        ..MessageForm::default()
    }
}

async fn send(post: &Post, who: &str, id: ThreadId, documents: &[DocumentId]) -> Result<Sent> {
    threads::write(&post.by(who), id, &form(documents)).await
}

async fn nothing_went(post: &Post) {
    let counts = "select (select count(*) from thread_messages) * 100 + (select count(*) from message_files) * 10
        + (select count(*) from document_shares where asked_at > '2026-10-10')";
    assert_eq!(post.counter.count(counts).await, 100);
}

#[tokio::test]
async fn a_document_goes_with_a_message_opens_when_it_can_be_withdrawn_no_more_and_is_taken_back() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let lease = post.counter.add("Lease.txt", PLAIN).await.document;
    let offered = post.page("attorney-lead", id).await.unwrap().to_attach;
    assert!(offered.iter().any(|choice| choice.value == lease.to_string()));
    let form = form(&[lease]);
    for _ in 0..2 {
        threads::write(&post.by("attorney-lead"), id, &form).await.unwrap();
    }
    assert_eq!(post.counter.count("select count(*) from message_files").await, 1, "sent twice");
    let seen = post.sees_hang("attorney-lead", id).await;
    assert_eq!((seen[0].name.as_str(), seen[0].state), ("Lease.txt", HungState::Soon));
    assert_eq!(seen[0].at, Some(HungAt::Document(lease)));
    let own = post.hangs(PEOPLE.ramona, id).await;
    assert_eq!((own[0].name.as_str(), own[0].state, own[0].at), ("", HungState::Soon, None));
    post.pass(HOLD_SECONDS);
    let own = post.hangs(PEOPLE.ramona, id).await;
    assert_eq!((own[0].name.as_str(), own[0].state), ("Lease.txt", HungState::There));
    let Some(HungAt::Shared(share)) = own[0].at else { panic!("{own:?}") };
    assert!(gate::download(&post.client(PEOPLE.ramona), share).await.is_ok());
    let emeka = gate::download(&post.client(PEOPLE.emeka), share).await;
    assert!(matches!(emeka, Err(Error::NotFound)), "whoever takes no part gets nothing");
    let because = ReasonForm { reason: "The wrong one.".into() };
    sharing::recall(&post.by("attorney-lead"), share, &because).await.unwrap();
    let own = post.hangs(PEOPLE.ramona, id).await;
    assert_eq!((own[0].name.as_str(), own[0].state, own[0].at), ("", HungState::TakenBack, None));
    assert_eq!(post.sees_hang("attorney-lead", id).await[0].state, HungState::TakenBack);
    assert!(gate::download(&post.client(PEOPLE.ramona), share).await.is_err());
    let logged = "select count(*) from audit_events where action = 'share-document' and detail->>'in' = 'message'";
    assert_eq!(post.counter.count(logged).await, 1);
}

#[tokio::test]
async fn a_document_that_names_another_client_stops_the_message_until_it_is_confirmed() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let theirs = post.counter.add("Inventory.txt", OTHERS).await.document;
    let form = form(&[theirs]);
    let Sent::Warned(words) = threads::write(&post.by("attorney-lead"), id, &form).await.unwrap()
    else {
        panic!("it went")
    };
    assert!(words.contains("Inventory.txt") && words.contains("Bellweather Estate"), "{words}");
    nothing_went(&post).await;
    // a yes to something else is no yes to this
    let yes = MessageForm {
        warned: "“Someone” is of somebody.".into(),
        last_name: "okonkwo".into(),
        reason: "Both are heirs.".into(),
        ..form.clone()
    };
    let warned = threads::write(&post.by("attorney-lead"), id, &yes).await.unwrap();
    assert_eq!(warned, Sent::Warned(words.clone()));
    nothing_went(&post).await;
    let sure = MessageForm { warned: words, ..yes };
    threads::write(&post.by("attorney-lead"), id, &sure).await.unwrap();
    assert_eq!(post.sees_hang("attorney-lead", id).await[0].name, "Inventory.txt");
    let logged = "select count(*) from audit_events where action = 'share-document-anyway' and detail->>'reason' = 'Both are heirs.'";
    assert_eq!(post.counter.count(logged).await, 1);
}

#[tokio::test]
async fn what_belongs_to_a_client_out_of_sight_does_not_go_and_names_nobody() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let frost = post.counter.add("Frost.txt", UNSEEN).await.document;
    let why = conflicts(send(&post, "attorney-lead", id, &[frost]).await);
    assert!(!why.contains("Corrigan"), "{why}");
    nothing_went(&post).await;
}

#[tokio::test]
async fn whoever_may_not_share_attaches_nothing_and_nobody_what_is_of_another_case() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let lease = post.counter.add("Lease.txt", PLAIN).await.document;
    post.join("attorney-lead", id, post.staff("attorney-contribute")).await.unwrap();
    assert!(post.page("attorney-contribute", id).await.unwrap().to_attach.is_empty());
    let sent = send(&post, "attorney-contribute", id, &[lease]).await;
    assert!(matches!(sent, Err(Error::Refused(_))), "{sent:?}");
    let closed = post.counter.desk.world.closed;
    post.counter.run(&format!("update cases set closed_on = null where id = '{closed}'")).await;
    let file = NewFile::named("Theirs.txt");
    let theirs = documents::add(&post.by("partner"), closed, &file, body(PLAIN)).await.unwrap();
    let other = theirs.document;
    let sent = send(&post, "partner", id, &[other]).await;
    assert!(matches!(sent, Err(Error::NotFound)), "{sent:?}");
    nothing_went(&post).await;
    // one good and one bad: neither goes
    let sent = send(&post, "partner", id, &[lease, other]).await;
    assert!(matches!(sent, Err(Error::NotFound)), "{sent:?}");
    nothing_went(&post).await;
}

#[tokio::test]
async fn what_they_have_already_is_not_shared_again() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let lease = post.counter.add("Lease.txt", PLAIN).await.document;
    send(&post, "attorney-lead", id, &[lease]).await.unwrap();
    let why = conflicts(send(&post, "attorney-lead", id, &[lease]).await);
    assert!(why.contains("has it already"), "{why}");
    assert_eq!(post.reads("attorney-lead", id).await, Some(2));
}

#[tokio::test]
async fn a_narrowed_document_has_no_name_for_whoever_does_not_see_it() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    post.join("attorney-lead", id, post.staff("paralegal-contribute")).await.unwrap();
    let lease = post.counter.add("Lease.txt", PLAIN).await.document;
    let narrow = RestrictForm { narrowed_to: "attorneys".into(), ..RestrictForm::default() };
    documents::narrow_document(&post.by("attorney-lead"), lease, &narrow).await.unwrap();
    send(&post, "attorney-lead", id, &[lease]).await.unwrap();
    let seen = post.sees_hang("paralegal-contribute", id).await;
    assert_eq!((seen[0].name.as_str(), seen[0].at), ("", None));
    assert_eq!(post.sees_hang("attorney-lead", id).await[0].name, "Lease.txt");
}
