//! Asking a provider over HTTP: no redirects, no waiting without end, no answer without end.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};

use crate::Unusable;
use crate::outcome::{Outcome, Scope};
use crate::place::is_this_machine;

/// Far beyond what any provider answers.
const LONGEST_ANSWER: usize = 64 << 10;
/// A provider that asks for more is asked again after this all the same.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

pub(crate) fn client(url: &reqwest::Url, patience: Duration) -> Result<Client, Unusable> {
    // Fails where another part of the process has chosen already: then that choice holds.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .connect_timeout((patience / 2).min(Duration::from_secs(10)))
        .timeout(patience)
        .pool_idle_timeout(Duration::from_secs(30))
        .redirect(redirect::Policy::none());
    if url.host_str().is_some_and(is_this_machine) {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| Unusable::because(format!("no HTTP client: {error}")))
}

/// What came back: the status, and as much of the body as arrived.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

/// # Errors
/// There was no answer. Only while connecting is it certain that nothing was handed over.
pub(crate) async fn ask(request: RequestBuilder) -> Result<Answer, Outcome> {
    let response = match request.send().await {
        Ok(response) => response,
        Err(error) if error.is_connect() || error.is_builder() => {
            return Err(Outcome::later(Scope::Provider, "the provider was not reached", None));
        }
        Err(error) if error.is_timeout() => {
            return Err(Outcome::unknown(
                "the provider took the request and did not answer in time",
            ));
        }
        Err(_) => {
            return Err(Outcome::unknown("the connection broke before the provider answered"));
        }
    };
    Ok(Answer { status: response.status(), after: after(&response), body: body(response).await })
}

/// Seconds only: a date would have to be held against a clock.
fn after(response: &Response) -> Option<Duration> {
    let text = response.headers().get("retry-after")?.to_str().ok()?;
    let seconds: u64 = text.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

/// What is longer is cut: the status has said what matters.
async fn body(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = LONGEST_ANSWER - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() >= room {
            break;
        }
    }
    body
}

impl Answer {
    /// For a status that means the same with every provider. None: it depends on what it said.
    pub(crate) fn trouble(&self) -> Option<Outcome> {
        let later = |words| Outcome::Later {
            scope: Scope::Provider,
            reason: crate::Reason { words, code: Some(self.status.as_u16().into()) },
            after: self.after,
        };
        match self.status {
            status if status.is_success() => None,
            StatusCode::TOO_MANY_REQUESTS => Some(later("the provider wants fewer at a time")),
            StatusCode::REQUEST_TIMEOUT => {
                Some(later("the provider did not get the whole request"))
            }
            // Whatever stands in front gave up waiting for whatever sends.
            StatusCode::GATEWAY_TIMEOUT => {
                Some(Outcome::unknown("the provider's gateway timed out"))
            }
            status if status.is_server_error() => Some(later("the provider is in trouble")),
            status if status.is_client_error() => None,
            _ => Some(later("the provider answered with a redirect or worse")),
        }
    }
}
