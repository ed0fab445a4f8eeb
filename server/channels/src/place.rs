//! Where a provider is: passwords and messages go without TLS to this machine only.

use std::net::IpAddr;

use crate::Unusable;

pub(crate) fn is_this_machine(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// An address of the web: `https://…`, or `http://` on this machine. No query, no fragment, no user, and
/// no percent sign, which some providers would take for a place to fill in.
pub(crate) fn web_address(what: &str, text: &str) -> Result<reqwest::Url, Unusable> {
    let wrong = |why: &str| Err(Unusable::because(format!("{what} {text:?} {why}")));
    let Ok(url) = text.parse::<reqwest::Url>() else { return wrong("is no address") };
    match (url.scheme(), url.host_str()) {
        ("https", Some(_)) => {}
        ("http", Some(host)) if is_this_machine(host) => {}
        _ => return wrong("has to begin with https://, as it is another machine"),
    }
    if url.query().is_some() || url.fragment().is_some() || text.contains('%') {
        return wrong("may have no query, no fragment and no percent sign");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("may carry no name or password");
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_travel_without_tls_on_this_machine_only() {
        for fine in ["https://api.example.com/2010", "http://localhost:13013", "http://[::1]:1/x"] {
            assert!(web_address("it", fine).is_ok(), "{fine}");
        }
        for refused in [
            "http://sms.example.com",
            "http://10.0.0.1:13013",
            "http://127.0.0.1.example.com",
            "ftp://localhost",
            "https://user:pass@sms.example.com",
            "https://sms.example.com?a=b",
            "https://sms.example.com/%d",
            "sms.example.com",
            "",
        ] {
            assert!(web_address("it", refused).is_err(), "{refused}");
        }
    }
}
