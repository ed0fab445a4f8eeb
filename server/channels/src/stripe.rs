//! Payments by way of Stripe's Checkout Sessions, or a provider that speaks that API
//! (<https://docs.stripe.com/api/checkout/sessions>).

mod callback;

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use reqwest::{Client, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::cashier::{Cashier, HostedPage, NoPage, Order, Told};
use crate::http::{Answer, ask, client};
use crate::outcome::{Code, Outcome, Reason, reference};
use crate::place::{is_this_machine, web_address};
use crate::{Unusable, Wrong};

/// Longer is no address that a browser would open.
const LONGEST_URL: usize = 2_000;

#[derive(Clone, Debug)]
pub struct StripeConfig {
    /// `https://api.stripe.com`.
    pub api_url: String,
    /// Signs us in.
    pub key: SecretString,
    /// Signs what the provider calls us with: `whsec_…`.
    pub signing_secret: SecretString,
    pub patience: Duration,
}

pub struct Stripe {
    client: Client,
    sessions: Url,
    config: StripeConfig,
}

/// What the API answers; everything else in it is about people.
#[derive(Deserialize)]
struct Session {
    id: String,
    url: Option<String>,
}

impl Stripe {
    /// Asks nothing yet.
    ///
    /// # Errors
    /// The address is none or would be spoken to in clear over a network; or a secret is empty.
    pub fn new(config: StripeConfig) -> Result<Stripe, Unusable> {
        let api = web_address("the provider's address", &config.api_url)?;
        let base = api.as_str().trim_end_matches('/');
        let sessions =
            web_address("the provider's address", &format!("{base}/v1/checkout/sessions"))?;
        for (what, secret) in [("key", &config.key), ("signing secret", &config.signing_secret)] {
            let secret = secret.expose_secret();
            if secret.is_empty() || !secret.chars().all(|c| c.is_ascii_graphic()) {
                return Err(Unusable::because(format!("the {what} of the provider is none")));
            }
        }
        Ok(Stripe { client: client(&sessions, config.patience)?, sessions, config })
    }

    async fn ask_for(&self, order: &Order) -> Result<HostedPage, NoPage> {
        let (id, amount) = (order.id.to_string(), order.amount.minor.to_string());
        let currency = order.amount.currency.code().to_ascii_lowercase();
        let ends_at = order.ends_at.as_second().to_string();
        let request = self
            .client
            .post(self.sessions.clone())
            .bearer_auth(self.config.key.expose_secret())
            .header("idempotency-key", &id)
            .form(&[
                ("mode", "payment"),
                ("client_reference_id", &id),
                ("line_items[0][quantity]", "1"),
                ("line_items[0][price_data][currency]", &currency),
                ("line_items[0][price_data][unit_amount]", &amount),
                ("line_items[0][price_data][product_data][name]", &order.title),
                ("expires_at", &ends_at),
                ("success_url", &order.back_url),
                ("cancel_url", &order.back_url),
            ]);
        match ask(request).await {
            Ok(answer) => read(&answer),
            Err(outcome) => Err(no_page(outcome)),
        }
    }
}

fn read(answer: &Answer) -> Result<HostedPage, NoPage> {
    if let Some(outcome) = answer.trouble() {
        return Err(no_page(outcome));
    }
    let code = Some(Code::from(answer.status.as_u16()));
    let none = |words| Err(NoPage { reason: Reason { words, code: code.clone() }, after: None });
    match answer.status {
        status if status.is_success() => {}
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            return none("the provider does not accept us");
        }
        // the same order is being asked for, by somebody else
        StatusCode::CONFLICT => return none("the provider is at it already"),
        _ => return none("the provider refused what we asked"),
    }
    let session: Option<Session> = serde_json::from_slice(&answer.body).ok();
    let page = session.and_then(|session| {
        Some(HostedPage { reference: reference(&session.id)?, url: page_url(session.url?)? })
    });
    match page {
        Some(page) => Ok(page),
        None => none("the provider answered with no page"),
    }
}

/// An address that may be shown as a link: nothing but the web, and not in clear.
fn page_url(url: String) -> Option<String> {
    let parsed: Url = url.parse().ok()?;
    let safe = match (parsed.scheme(), parsed.host_str()) {
        ("https", Some(_)) => true,
        ("http", Some(host)) => is_this_machine(host),
        _ => false,
    };
    (safe && url.len() <= LONGEST_URL && parsed.username().is_empty()).then_some(url)
}

fn no_page(outcome: Outcome) -> NoPage {
    match outcome {
        Outcome::Later { reason, after, .. } => NoPage { reason, after },
        Outcome::Refused { reason } | Outcome::Unknown { reason } => NoPage { reason, after: None },
        Outcome::Accepted { .. } | Outcome::OptedOut => {
            NoPage { reason: "the provider answered with no page".into(), after: None }
        }
    }
}

impl Cashier for Stripe {
    fn name(&self) -> &'static str {
        "stripe"
    }

    fn page<'a>(&'a self, order: &'a Order) -> BoxFuture<'a, Result<HostedPage, NoPage>> {
        self.ask_for(order).boxed()
    }

    fn read(&self, body: &[u8], signature: &str, now: Timestamp) -> Result<Told, Wrong> {
        callback::read(self.config.signing_secret.expose_secret(), body, signature, now)
    }
}

#[cfg(test)]
mod tests {
    use super::page_url;

    #[test]
    fn only_a_page_of_the_web_is_shown_as_a_link() {
        for fine in ["https://checkout.example/c/pay/cs_1#fid", "http://127.0.0.1:4/c"] {
            assert!(page_url(fine.into()).is_some(), "{fine}");
        }
        let long = format!("https://checkout.example/{}", "x".repeat(3_000));
        for refused in [
            "javascript:alert(1)",
            "data:text/html,x",
            "http://checkout.example/c",
            "https://user@checkout.example/c",
            "checkout.example",
            &long,
        ] {
            assert_eq!(page_url(refused.into()), None, "{refused}");
        }
    }
}
