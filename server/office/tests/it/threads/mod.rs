//! Messages with clients: who takes part and from when, what the keys hold by themselves, what the guard says, what
//! the portal reads and writes, and what clients are told.

mod bills;
mod files;
mod guard;
mod keys;
mod portal;
mod seats;
mod shared;
mod told;

use domain::ids::{CaseId, PortalPersonId, SeatId, ThreadId};
use domain::threads::{About, Hung, HungAt, JoinForm, MessageForm, StartForm, ThreadPage};
use futures_util::TryStreamExt;
use office::gate::Visit;
use office::portal::{self as gate, Files, PortalCaller};
use office::threads::{self, Sent};
use office::{Caller, Error, Result};

use crate::documents::body;
use crate::sharing::{Counter, PEOPLE, Person};

pub(crate) struct Post {
    counter: Counter,
}

impl Post {
    async fn new() -> Post {
        let counter = Counter::new().await;
        // only what is written here
        for table in [
            "message_files",
            "thread_reads",
            "thread_messages",
            "thread_participants",
            "message_threads",
        ] {
            counter.run(&format!("alter table {table} disable trigger user; delete from {table}; alter table {table} enable trigger user")).await;
        }
        Post { counter }
    }

    fn open(&self) -> CaseId {
        self.counter.desk.world.open
    }

    /// The caller, a second later than whoever was asked for before.
    fn by(&self, who: &str) -> Caller {
        self.pass(1);
        self.counter.caller(who)
    }

    fn pass(&self, seconds: i64) {
        self.counter.desk.test.office.clock.advance(jiff::SignedDuration::from_secs(seconds));
    }

    fn client(&self, who: Person) -> PortalCaller {
        self.pass(1);
        let visit = Visit::new(&self.counter.desk.test.office, "192.0.2.7", "Phone");
        PortalCaller::stand_in(&visit, PortalPersonId(who.id))
    }

    /// The form as the page gives it, to Ramona.
    async fn form(&self, who: &str) -> StartForm {
        let (_, form, _) = threads::start_form(&self.by(who), self.open()).await.expect("a page");
        StartForm {
            client: self.counter.client().to_string(),
            people: vec![PEOPLE.ramona.membership.to_string()],
            subject: "The lease".into(),
            body: "Please read clause four.".into(),
            ..form
        }
    }

    async fn start(&self, who: &str) -> ThreadId {
        let form = self.form(who).await;
        match threads::start(&self.by(who), self.open(), &form).await.expect("it begins") {
            Sent::Done(id) => id,
            warned => panic!("{warned:?}"),
        }
    }

    async fn write(&self, who: &str, id: ThreadId, body: &str) -> Result<Sent> {
        let key = uuid::Uuid::new_v4().to_string();
        let form = MessageForm { key, body: body.into(), ..MessageForm::default() };
        threads::write(&self.by(who), id, &form).await
    }

    async fn reply(&self, who: Person, id: ThreadId, body: &str) -> Result<()> {
        let key = uuid::Uuid::new_v4().to_string();
        let form = MessageForm { key, body: body.into(), ..MessageForm::default() };
        gate::write(&self.client(who), id, &form).await
    }

    /// The same with files, by name and text.
    async fn sends(
        &self,
        who: Person,
        id: ThreadId,
        text: &str,
        files: &[(&str, &str)],
    ) -> Result<()> {
        let client = self.client(who);
        let mut coming = Files::default();
        let to = gate::message_place(&client, id).await?;
        for (name, inside) in files {
            coming.add(&client, to, name, body(inside)).await?;
        }
        let key = uuid::Uuid::new_v4().to_string();
        let form = MessageForm { key, body: text.into(), ..MessageForm::default() };
        gate::write_with(&client, id, &form, coming).await
    }

    /// What hangs on the last message that somebody of a client reads.
    async fn hangs(&self, who: Person, id: ThreadId) -> Vec<Hung> {
        let (_, page) = gate::thread(&self.client(who), id).await.expect("a thread");
        page.body.said.into_iter().next_back().map(|said| said.files).unwrap_or_default()
    }

    /// And somebody of the office.
    async fn sees_hang(&self, who: &str, id: ThreadId) -> Vec<Hung> {
        let page = self.page(who, id).await.expect("a thread");
        page.said.into_iter().next_back().map(|said| said.files).unwrap_or_default()
    }

    /// What is in a file that hangs there.
    async fn opens(&self, who: Person, file: &Hung) -> Result<String> {
        let Some(HungAt::Sent(thread, file)) = file.at else { return Err(Error::NotFound) };
        let opened = gate::message_file(&self.client(who), thread, file).await?;
        let bytes: Vec<_> = opened.bytes().try_collect().await?;
        Ok(String::from_utf8(bytes.concat()).expect("text"))
    }

    async fn page(&self, who: &str, id: ThreadId) -> Result<ThreadPage> {
        Ok(threads::thread(&self.by(who), id).await?.2)
    }

    /// How many messages somebody of the office reads there; none where it is not there.
    async fn reads(&self, who: &str, id: ThreadId) -> Option<usize> {
        match self.page(who, id).await {
            Ok(page) => Some(page.said.len()),
            Err(Error::NotFound) => None,
            Err(error) => panic!("{who}: {error}"),
        }
    }

    /// The same of a client's person, who finds it in the list where it opens, and else does not.
    async fn sees(&self, who: Person, id: ThreadId) -> Option<usize> {
        let listed = match gate::threads(&self.client(who)).await {
            Ok(page) => page.body.rows.iter().any(|row| row.id == id),
            Err(Error::NotFound) => false,
            Err(error) => panic!("{error}"),
        };
        let read = match gate::thread(&self.client(who), id).await {
            Ok((_, page)) => Some(page.body.said.len()),
            Err(Error::NotFound) => None,
            Err(error) => panic!("{error}"),
        };
        assert_eq!(listed, read.is_some(), "the list and the thread agree");
        read
    }

    async fn join(&self, by: &str, id: ThreadId, who: String) -> Result<()> {
        threads::join(&self.by(by), id, &JoinForm { who }).await
    }

    fn staff(&self, name: &str) -> String {
        format!("staff_{}", self.counter.desk.world.persona(name).id)
    }

    async fn seat(&self, id: ThreadId, name: &str) -> SeatId {
        let page = self.page("partner", id).await.expect("a thread");
        let staff = &self.counter.desk.world.persona(name).id;
        let seat =
            page.seats.iter().find(|seat| seat.staff.as_ref().is_some_and(|s| s.id == *staff));
        seat.unwrap_or_else(|| panic!("{name} takes part")).id
    }

    fn billing(form: StartForm) -> StartForm {
        StartForm { about: About::Billing.word().into(), ..form }
    }
}

fn field<T: std::fmt::Debug>(answer: Result<T>) -> String {
    match answer {
        Err(Error::Invalid(errors)) => {
            errors.0.into_iter().map(|error| error.field).collect::<Vec<_>>().join(" ")
        }
        other => panic!("{other:?}"),
    }
}

fn conflicts<T: std::fmt::Debug>(answer: Result<T>) -> String {
    match answer {
        Err(Error::Conflict(why)) => why,
        other => panic!("{other:?}"),
    }
}
