//! Fetching somebody else's calendar from the address they gave.
//!
//! The address is foreign, and often a secret of its owner: it is reached only where the whole Internet
//! could reach it, and no error or log line says it. What is checked is what the connection uses: the
//! check stands in its resolver, so a name that answers otherwise a moment later gains nothing.

mod address;
mod body;
mod public;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, LOCATION, USER_AGENT,
};
use reqwest::{Response, StatusCode, redirect};

pub use address::Address;
pub use public::{Lookup, is_public};

use public::{NotPublic, Reach, Resolver};

const MOST_REDIRECTS: usize = 3;
/// For all of it: names, connections, redirects and the text.
const PATIENCE: Duration = Duration::from_secs(10);
/// A longer one is none that a server compares.
const LONGEST_VALIDATOR: usize = 1024;

/// Why there is no calendar. The words are for whoever gave the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    #[error("This is not an address. Copy it whole from the other calendar's settings.")]
    NoAddress,
    #[error("The address must begin with https:// or webcal://.")]
    NotSecure,
    #[error(
        "The address carries a user name or a password. Use the calendar's secret link instead."
    )]
    Credentials,
    #[error("The address leads into a private network.")]
    Private,
    #[error("The address leads on more than three times.")]
    TooManyRedirects,
    #[error("The other server cannot be reached.")]
    Unreachable,
    #[error("The other server took too long.")]
    Slow,
    #[error("The calendar is larger than 4 MiB.")]
    TooLarge,
    #[error("The other server wants a password. Use the calendar's secret link instead.")]
    Denied,
    #[error("There is no calendar at this address any more.")]
    Gone,
    #[error("The other server answers with an error ({0}).")]
    Answered(u16),
    #[error("What the other server sends cannot be read.")]
    Garbled,
    #[error("Secure connections cannot be set up on this machine.")]
    NoTls,
}

/// What a server said about the text it sent, to be shown to it the next time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// As it was when the validators were given.
    Unchanged,
    Text {
        text: String,
        validators: Validators,
    },
}

/// Fetches calendars. It keeps no cookies, no connections, and uses no proxy, which would resolve names
/// by itself.
#[derive(Clone, Debug)]
pub struct Fetcher {
    client: reqwest::Client,
    reach: Reach,
    patience: Duration,
}

impl Fetcher {
    /// Asks nobody yet.
    ///
    /// # Errors
    /// Where TLS cannot be set up, as without certificates on the machine.
    pub fn new() -> Result<Fetcher, FetchError> {
        Fetcher::with(Reach::Public, Resolver::system(Reach::Public), PATIENCE)
    }

    /// One that reaches this machine too, without TLS, and is told what names mean.
    ///
    /// # Errors
    /// As [`Fetcher::new`].
    #[cfg(feature = "loopback")]
    pub fn on_loopback(lookup: Lookup, patience: Duration) -> Result<Fetcher, FetchError> {
        let reach = Reach::Loopback;
        Fetcher::with(reach, Resolver::scripted(reach, lookup), patience)
    }

    /// One by the rules, that is told what names mean.
    ///
    /// # Errors
    /// As [`Fetcher::new`].
    #[cfg(feature = "loopback")]
    pub fn with_names(lookup: Lookup) -> Result<Fetcher, FetchError> {
        Fetcher::with(Reach::Public, Resolver::scripted(Reach::Public, lookup), PATIENCE)
    }

    fn with(reach: Reach, resolver: Resolver, patience: Duration) -> Result<Fetcher, FetchError> {
        // Fails where another part of the process has chosen already: then that choice holds.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .dns_resolver(Arc::new(resolver))
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .https_only(reach == Reach::Public)
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|_| FetchError::NoTls)?;
        Ok(Fetcher { client, reach, patience })
    }

    /// The calendar at an address, unless it is as it was.
    ///
    /// # Errors
    /// In words for whoever gave the address.
    pub async fn get(&self, address: &Address, known: &Validators) -> Result<Fetched, FetchError> {
        let fetching = self.follow(address, known);
        tokio::time::timeout(self.patience, fetching).await.unwrap_or(Err(FetchError::Slow))
    }

    async fn follow(&self, first: &Address, known: &Validators) -> Result<Fetched, FetchError> {
        let mut address = first.clone();
        for _ in 0..=MOST_REDIRECTS {
            address.check(self.reach)?;
            let answer = self.ask(&address, known).await?;
            match answer.status() {
                StatusCode::OK => {
                    let validators = validators(answer.headers());
                    return Ok(Fetched::Text { text: body::text(answer).await?, validators });
                }
                StatusCode::NOT_MODIFIED if *known != Validators::default() => {
                    return Ok(Fetched::Unchanged);
                }
                StatusCode::MOVED_PERMANENTLY
                | StatusCode::FOUND
                | StatusCode::SEE_OTHER
                | StatusCode::TEMPORARY_REDIRECT
                | StatusCode::PERMANENT_REDIRECT => {
                    let next = answer.headers().get(LOCATION).and_then(|next| next.to_str().ok());
                    address = address.join(next.ok_or(FetchError::Garbled)?)?;
                }
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(FetchError::Denied),
                StatusCode::NOT_FOUND | StatusCode::GONE => return Err(FetchError::Gone),
                other => return Err(FetchError::Answered(other.as_u16())),
            }
        }
        Err(FetchError::TooManyRedirects)
    }

    async fn ask(&self, address: &Address, known: &Validators) -> Result<Response, FetchError> {
        let mut request = self
            .client
            .get(address.url())
            .header(USER_AGENT, "Privity")
            .header(ACCEPT, "text/calendar, */*;q=0.1")
            .header(ACCEPT_ENCODING, "gzip");
        for (name, value) in
            [(IF_NONE_MATCH, &known.etag), (IF_MODIFIED_SINCE, &known.last_modified)]
        {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        request.send().await.map_err(|error| reason(&error))
    }
}

fn validators(headers: &HeaderMap) -> Validators {
    let text = |name: HeaderName| {
        let value = headers.get(name)?.to_str().ok()?;
        (value.len() <= LONGEST_VALIDATOR).then(|| value.to_owned())
    };
    Validators { etag: text(ETAG), last_modified: text(LAST_MODIFIED) }
}

/// The client's own errors carry the address; this looks at what they are and drops them.
fn reason(error: &reqwest::Error) -> FetchError {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if inner.is::<NotPublic>() {
            return FetchError::Private;
        }
        cause = inner.source();
    }
    if error.is_timeout() {
        FetchError::Slow
    } else if error.is_body() || error.is_decode() {
        FetchError::Garbled
    } else {
        FetchError::Unreachable
    }
}
