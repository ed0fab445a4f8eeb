//! The word that a message waits: once an hour, and nothing of what it says.

use std::sync::Arc;

use domain::notices::Channel;
use office::notices;

use super::Post;
use crate::notices::{Sink, carriers};
use crate::sharing::PEOPLE;

struct Told {
    post: Post,
    sink: Arc<Sink>,
}

impl Told {
    async fn new() -> Told {
        Told { post: Post::new().await, sink: Arc::new(Sink::default()) }
    }

    /// Plans and sends so many seconds later: how many messages to each of the two.
    async fn round(&self, seconds: i64) -> [usize; 2] {
        self.post.pass(seconds);
        let office = &self.post.counter.desk.test.office;
        self.sink.emails.lock().unwrap().clear();
        notices::plan(office, false).await.unwrap();
        notices::dispatch(office, &carriers(&self.sink), Channel::Email).await.unwrap();
        let emails = self.sink.emails.lock().unwrap();
        ["ramona.okonkwo@mailbox.example", "emeka.okonkwo@mailbox.example"]
            .map(|to| emails.iter().filter(|email| email.to.address.as_str() == to).count())
    }
}

#[tokio::test]
async fn whoever_takes_part_is_told_once_an_hour_and_of_nothing_that_is_in_it() {
    let told = Told::new().await;
    let id = told.post.start("attorney-lead").await;
    assert_eq!(told.round(1).await, [1, 0]);
    let emails = told.sink.emails.lock().unwrap().clone();
    let email = emails.iter().find(|email| email.subject.starts_with("A message")).unwrap();
    let all = format!("{} {}", email.subject, email.text);
    assert!(all.contains("https://portal.example/portal/messages\n"), "{all}");
    for hidden in ["lease", "clause", "A-1", &id.to_string()] {
        assert!(!all.contains(hidden), "{hidden}: {all}");
    }
    told.post.write("attorney-lead", id, "And clause five.").await.unwrap();
    assert_eq!(told.round(300).await, [0, 0], "within the hour");
    assert_eq!(told.round(3_600).await, [1, 0]);
    assert_eq!(told.round(7_200).await, [0, 0], "nothing new");
    // what a client writes is told to no client
    told.post.reply(PEOPLE.ramona, id, "I read it.").await.unwrap();
    assert_eq!(told.round(7_200).await, [0, 0]);
}

#[tokio::test]
async fn what_was_read_or_is_theirs_no_more_is_told_to_nobody() {
    let told = Told::new().await;
    let id = told.post.start("attorney-lead").await;
    told.post.sees(PEOPLE.ramona, id).await.unwrap();
    assert_eq!(told.round(60).await, [0, 0], "it was read");
    told.post.write("attorney-lead", id, "And clause five.").await.unwrap();
    let office = &told.post.counter.desk.test.office;
    notices::plan(office, false).await.unwrap();
    told.post.sees(PEOPLE.ramona, id).await.unwrap();
    assert_eq!(told.round(1).await, [0, 0], "read between planning and sending");
    told.post.write("attorney-lead", id, "And six.").await.unwrap();
    told.post.pass(3_600);
    let planned = notices::plan(office, false).await.unwrap();
    assert_eq!(planned.threads, 1);
    let member = PEOPLE.ramona.membership;
    let partner = told.post.counter.desk.world.persona("partner").id;
    told.post.counter.run(&format!("update portal_memberships set until = office_now(), ended_by = '{partner}' where id = '{member}'")).await;
    assert_eq!(told.round(1).await, [0, 0]);
}
