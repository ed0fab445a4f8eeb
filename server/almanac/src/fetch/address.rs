//! The address of a calendar.

use std::fmt;

use reqwest::Url;
use url::Host;

use super::FetchError;
use super::public::Reach;

const LONGEST: usize = 2_000;

/// Often a secret link: whoever has it reads the calendar. It shows itself nowhere, and is stored by
/// [`Address::reveal`].
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Url);

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

impl Address {
    /// From what somebody typed. Names are not looked up yet.
    ///
    /// # Errors
    /// Where it is no https address of a public server, or carries a password.
    pub fn parse(typed: &str) -> Result<Address, FetchError> {
        Address::within(typed, Reach::Public)
    }

    /// One of this machine, for a test.
    ///
    /// # Errors
    /// As [`Address::parse`].
    #[cfg(feature = "loopback")]
    pub fn on_loopback(typed: &str) -> Result<Address, FetchError> {
        Address::within(typed, Reach::Loopback)
    }

    fn within(typed: &str, reach: Reach) -> Result<Address, FetchError> {
        let typed = typed.trim();
        if typed.len() > LONGEST {
            return Err(FetchError::NoAddress);
        }
        let address = Address(read(typed)?);
        address.check(reach)?;
        Ok(address)
    }

    /// The whole of it.
    pub fn reveal(&self) -> &str {
        self.0.as_str()
    }

    pub(super) fn url(&self) -> Url {
        self.0.clone()
    }

    /// Where a server leads on to. Not checked yet.
    pub(super) fn join(&self, next: &str) -> Result<Address, FetchError> {
        if next.len() > LONGEST {
            return Err(FetchError::Garbled);
        }
        let url = match read(next) {
            Ok(url) => url,
            Err(_) => self.0.join(next).map_err(|_| FetchError::Garbled)?,
        };
        Ok(Address(url))
    }

    pub(super) fn check(&self, reach: Reach) -> Result<(), FetchError> {
        match (self.0.scheme(), reach) {
            ("https", _) => {}
            #[cfg(feature = "loopback")]
            ("http", Reach::Loopback) => {}
            _ => return Err(FetchError::NotSecure),
        }
        if !self.0.username().is_empty() || self.0.password().is_some() {
            return Err(FetchError::Credentials);
        }
        // A number is connected to without asking the resolver.
        match self.0.host() {
            None => Err(FetchError::NoAddress),
            Some(Host::Domain(_)) => Ok(()),
            Some(Host::Ipv4(ip)) if reach.covers(ip.into()) => Ok(()),
            Some(Host::Ipv6(ip)) if reach.covers(ip.into()) => Ok(()),
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => Err(FetchError::Private),
        }
    }
}

fn read(typed: &str) -> Result<Url, FetchError> {
    let url = match typed.split_once(':') {
        Some((scheme, rest)) if is_webcal(scheme) => Url::parse(&format!("https:{rest}")),
        _ => Url::parse(typed),
    };
    let mut url = url.map_err(|_| FetchError::NoAddress)?;
    url.set_fragment(None);
    Ok(url)
}

fn is_webcal(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("webcal") || scheme.eq_ignore_ascii_case("webcals")
}
