//! Sending documents to somebody outside: what the keys hold by themselves, what the guard stops, who gets in and what
//! ends that.

mod door;
mod send;

use std::sync::Arc;

use domain::documents::ReasonForm;
use domain::ids::{DocumentId, OutsideId};
use domain::outside::OutsideForm;
use domain::portal::CodeForm;
use futures_util::TryStreamExt;
use jiff::SignedDuration;
use office::gate::{Owner, Visit};
use office::{Office, Result, notices, outside};
use uuid::Uuid;

use crate::notices::{Sink, carriers};
use crate::sharing::{Counter, PLAIN};

const ADA: &str = "ada@moss.example";

/// A desk from which documents are sent, and where the mail goes.
struct Lobby {
    counter: Counter,
    sink: Arc<Sink>,
}

impl Lobby {
    async fn new() -> Lobby {
        Lobby { counter: Counter::new().await, sink: Arc::new(Sink::default()) }
    }

    fn office(&self) -> &Arc<Office> {
        &self.counter.desk.test.office
    }

    fn later(&self, seconds: i64) {
        self.office().clock.advance(SignedDuration::from_secs(seconds));
    }

    async fn add(&self, name: &str) -> DocumentId {
        self.counter.add(name, PLAIN).await.document
    }

    /// What `who` types to send the first version of a document to Ada Moss.
    fn form(&self, document: DocumentId) -> OutsideForm {
        OutsideForm {
            key: Uuid::new_v4().to_string(),
            documents: format!("{document}:1"),
            name: "Ada Moss".into(),
            email: ADA.into(),
            role: "expert".into(),
            days: "14".into(),
            reason: "Her report.".into(),
            last_name: "Estate".into(),
            ..OutsideForm::default()
        }
    }

    async fn send_form(&self, who: &str, form: &OutsideForm) -> Result<()> {
        outside::send(&self.counter.caller(who), self.counter.desk.world.open, form).await
    }

    /// Sends it, waits until it opens, and answers the link's token.
    async fn send(&self, who: &str, document: DocumentId) -> (OutsideId, String) {
        let form = self.form(document);
        self.send_form(who, &form).await.expect("it is sent");
        self.later(120);
        let mail = self.mail().await.expect("a message with the link");
        (form.key.parse().unwrap(), link_in(&mail))
    }

    async fn recall(&self, who: &str, id: OutsideId) -> Result<()> {
        let form = ReasonForm { reason: "Not that one.".into() };
        outside::recall(&self.counter.caller(who), self.counter.desk.world.open, id, &form).await
    }

    /// Sends what is due; the newest message to Ada since the last time.
    async fn mail(&self) -> Option<String> {
        self.sink.emails.lock().unwrap().clear();
        let channel = domain::notices::Channel::Email;
        notices::dispatch(self.office(), &carriers(&self.sink), channel).await.unwrap();
        let emails = self.sink.emails.lock().unwrap();
        let to = emails.iter().rev().find(|email| email.to.address.as_str() == ADA);
        to.map(|email| format!("{}\n{}", email.subject, email.text))
    }

    /// A browser with a cookie of its own.
    fn browser(&self, name: &str) -> Visit {
        Visit::new(self.office(), "192.0.2.9", "Mozilla/5.0 (iPhone) Safari/605")
            .owned_by(Owner::token(name))
    }

    /// Asks for a code in a browser, and answers it.
    async fn code(&self, browser: &str, token: &str) -> String {
        let visit = self.browser(browser);
        outside::ask_code(&visit, visit.owner().unwrap(), token).await.expect("a code is sent");
        let mail = self.mail().await.expect("a message with the code");
        let (_, rest) = mail.split_once("your code is ").expect("a code");
        rest.chars().take(7).collect()
    }

    async fn enter(&self, browser: &str, token: &str, code: &str) -> Result<()> {
        let form = CodeForm { code: code.into() };
        outside::enter(&self.browser(browser), token, &form).await
    }

    /// Lets a browser in.
    async fn let_in(&self, browser: &str, token: &str) {
        let code = self.code(browser, token).await;
        self.enter(browser, token, &code).await.expect("the code is right");
    }

    async fn read(&self, browser: &str, token: &str, id: DocumentId) -> Result<String> {
        let opened = outside::download(&self.browser(browser), token, id).await?;
        let bytes: Vec<_> = opened.bytes().try_collect().await?;
        Ok(String::from_utf8(bytes.concat()).unwrap())
    }
}

fn link_in(mail: &str) -> String {
    let (_, rest) = mail.split_once("/sent/").expect("a link");
    rest.split_whitespace().next().unwrap().to_owned()
}
