//! Texts by way of a Kannel gateway (its User's Guide, "Using HTTP interface to send SMS messages").
//!
//! Kannel does not say what it calls a text, so the address that it reports to carries our id, and a
//! tag, since Kannel signs nothing.

mod callback;

use std::time::Duration;

use domain::texts::{Encoding, Length};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use reqwest::{Client, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};

use crate::http::{Answer, ask, client};
use crate::outcome::{Outcome, Scope};
use crate::place::web_address;
use crate::{Text, Texter, Unusable};

#[derive(Clone, Debug)]
pub struct KannelConfig {
    /// Of `sendsms`: `http://127.0.0.1:13013/cgi-bin/sendsms`. Kannel's user there needs
    /// `concatenation = true` and `max-messages` for texts longer than one message.
    pub send_url: String,
    pub user: String,
    pub password: SecretString,
    /// What the reader sees: our number, a short code, or up to eleven letters.
    pub from: String,
    /// Where Kannel reports to: ours, without a query.
    pub report_url: String,
    /// Where Kannel hands over what people write: ours, without a query.
    pub inbound_url: String,
    /// Ours alone, 32 random bytes or more, in whatever form: tags are made with it.
    pub secret: SecretString,
    pub patience: Duration,
}

pub struct Kannel {
    client: Client,
    send: Url,
    config: KannelConfig,
}

/// Delivered, failed, buffered, sent to the carrier, rejected: all of them.
const EVERY_REPORT: &str = "31";

impl Kannel {
    /// Asks nothing yet.
    ///
    /// # Errors
    /// An address is none or would be spoken to in clear over a network; or the secret is too short.
    pub fn new(config: KannelConfig) -> Result<Kannel, Unusable> {
        let send = web_address("Kannel's address", &config.send_url)?;
        web_address("the address for Kannel's reports", &config.report_url)?;
        web_address("the address for what Kannel receives", &config.inbound_url)?;
        if config.secret.expose_secret().len() < 32 {
            return Err(Unusable::because("the secret for Kannel is shorter than 32 characters"));
        }
        if config.from.is_empty() || config.from.len() > 20 || !config.from.is_ascii() {
            return Err(Unusable::because("the sender of texts is no number and no short name"));
        }
        Ok(Kannel { client: client(&send, config.patience)?, send, config })
    }

    async fn deliver(&self, text: &Text) -> Outcome {
        let coding = match Length::of(&text.body) {
            Length { segments: 0, .. } => return Outcome::refused("the text is empty", None),
            Length { encoding: Encoding::Gsm7, .. } => "0",
            Length { encoding: Encoding::Ucs2, .. } => "2",
        };
        let request = self.client.get(self.send.clone()).query(&[
            ("username", self.config.user.as_str()),
            ("password", self.config.password.expose_secret()),
            ("from", &self.config.from),
            ("to", text.to.as_str()),
            ("text", &text.body),
            ("charset", "UTF-8"),
            ("coding", coding),
            ("dlr-mask", EVERY_REPORT),
            ("dlr-url", &self.report_url(text.id)),
        ]);
        match ask(request).await {
            Ok(answer) => read(&answer),
            Err(outcome) => outcome,
        }
    }
}

/// `gw/smsbox.c` has the words; several of them come under one status.
fn read(answer: &Answer) -> Outcome {
    if let Some(outcome) = answer.trouble() {
        return outcome;
    }
    let code = Some(answer.status.as_u16().into());
    let says = |words: &[&str]| {
        let body = String::from_utf8_lossy(&answer.body).to_ascii_lowercase();
        words.iter().any(|word| body.contains(word))
    };
    match answer.status {
        status if status.is_success() => Outcome::Accepted { reference: None },
        StatusCode::FORBIDDEN
            if says(&["not routable", "denied by", "black-list", "white-list"]) =>
        {
            Outcome::refused("the gateway has no way to this number", code)
        }
        StatusCode::BAD_REQUEST if !says(&["sender missing", "authorization"]) => {
            Outcome::refused("the gateway refused the text", code)
        }
        _ => Outcome::later(Scope::Provider, "the gateway does not let us send", code),
    }
}

impl Texter for Kannel {
    fn send<'a>(&'a self, text: &'a Text) -> BoxFuture<'a, Outcome> {
        self.deliver(text).boxed()
    }
}
