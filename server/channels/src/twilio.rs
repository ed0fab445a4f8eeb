//! Texts by way of Twilio's Messages API, or a provider that speaks it.

mod callback;

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use reqwest::{Client, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::http::{Answer, ask, client};
use crate::outcome::{Outcome, Reason, Scope, reference};
use crate::place::web_address;
use crate::{Text, Texter, Unusable};

#[derive(Clone, Debug)]
pub struct TwilioConfig {
    /// `https://api.twilio.com`.
    pub api_url: String,
    pub account: String,
    /// Signs in, and signs what the provider calls us with.
    pub token: SecretString,
    /// Our number, a short code, a name, or a messaging service (`MG…`).
    pub from: String,
    /// Where reports come to, as the provider sees it: ours, without a query.
    pub report_url: String,
    /// Where what people write comes to, as it stands in the provider's console.
    pub inbound_url: String,
    pub patience: Duration,
}

pub struct Twilio {
    client: Client,
    messages: Url,
    config: TwilioConfig,
}

/// What the API says, good or bad; everything else in it is about people.
#[derive(Deserialize)]
struct Said {
    sid: Option<String>,
    code: Option<u32>,
    error_code: Option<u32>,
    status: Option<serde_json::Value>,
}

impl Twilio {
    /// Asks nothing yet.
    ///
    /// # Errors
    /// An address is none or would be spoken to in clear over a network; or the account is none.
    pub fn new(config: TwilioConfig) -> Result<Twilio, Unusable> {
        let api = web_address("the provider's address", &config.api_url)?;
        web_address("the address for the provider's reports", &config.report_url)?;
        web_address("the address for what the provider receives", &config.inbound_url)?;
        if reference(&config.account).is_none() {
            return Err(Unusable::because("the account at the provider is none"));
        }
        let base = api.as_str().trim_end_matches('/');
        let messages = format!("{base}/2010-04-01/Accounts/{}/Messages.json", config.account);
        let messages = web_address("the provider's address", &messages)?;
        Ok(Twilio { client: client(&messages, config.patience)?, messages, config })
    }

    async fn deliver(&self, text: &Text) -> Outcome {
        let sender =
            if self.config.from.starts_with("MG") { "MessagingServiceSid" } else { "From" };
        let request = self
            .client
            .post(self.messages.clone())
            .basic_auth(&self.config.account, Some(self.config.token.expose_secret()))
            .form(&[
                ("To", text.to.as_str()),
                (sender, &self.config.from),
                ("Body", &text.body),
                ("StatusCallback", &self.report_url(text.id)),
            ]);
        match ask(request).await {
            Ok(answer) => read(&answer),
            Err(outcome) => outcome,
        }
    }
}

fn read(answer: &Answer) -> Outcome {
    let said: Option<Said> = serde_json::from_slice(&answer.body).ok();
    let error = said.as_ref().and_then(|said| said.code.or(said.error_code));
    // Whatever the status: these it says with 400, and with 201 when it noticed late.
    if let Some(outcome) = error.and_then(about_the_recipient) {
        return outcome;
    }
    if let Some(outcome) = answer.trouble() {
        return outcome;
    }
    if answer.status.is_success() {
        let failed =
            said.as_ref().and_then(|said| said.status.as_ref()?.as_str()) == Some("failed");
        if failed {
            return Outcome::refused("the provider could not send the text", error.map(code));
        }
        let sid = said.and_then(|said| said.sid);
        return Outcome::Accepted { reference: sid.as_deref().and_then(reference) };
    }
    let code = error.map(code).or(Some(answer.status.as_u16().into()));
    match (answer.status, error) {
        // The sender's number, not the reader's: the same for every text until somebody mends it.
        (_, Some(21212 | 21603 | 21606 | 21659 | 21660 | 21701..=21710)) => {
            Outcome::later(Scope::Provider, "the provider refused the sender", code)
        }
        (_, Some(20429 | 14107 | 21611)) => Outcome::Later {
            scope: Scope::Provider,
            reason: Reason { words: "the provider wants fewer at a time", code },
            after: answer.after,
        },
        // Without a code of the provider's, somebody else has answered, or it has changed its mind.
        (StatusCode::BAD_REQUEST, Some(_)) => {
            Outcome::refused("the provider refused the text", code)
        }
        _ => Outcome::later(Scope::Provider, "the provider does not let us send", code),
    }
}

/// <https://www.twilio.com/docs/api/errors>
fn about_the_recipient(error: u32) -> Option<Outcome> {
    let words = match error {
        21610 => return Some(Outcome::OptedOut),
        21211 | 21217 | 21219 => "there is no such number",
        21614 => "the number takes no texts",
        21408 | 21612 => "the provider sends no texts to such numbers",
        21602 | 21617 | 21605 => "the text is empty or too long",
        _ => return None,
    };
    Some(Outcome::refused(words, code(error)))
}

fn code(error: u32) -> crate::Code {
    // At most ten digits.
    crate::Code::parse(&error.to_string()).unwrap_or_else(|| 0.into())
}

impl Texter for Twilio {
    fn send<'a>(&'a self, text: &'a Text) -> BoxFuture<'a, Outcome> {
        self.deliver(text).boxed()
    }
}
