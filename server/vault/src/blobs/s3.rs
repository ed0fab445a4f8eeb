//! Blobs in a bucket of an S3-compatible store.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use object_store::aws::AmazonS3Builder;
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::Blobs;
use crate::{Error, Result};

/// The smallest part that S3 takes, and the size of all but the last: some stores want them equal.
pub(super) const PART: usize = 5 << 20;
/// S3 takes 10,000.
pub(super) const MOST_PARTS: u64 = 9_000;

/// A bucket and how to reach it. The account needs get, put, delete and list, no more.
#[derive(Clone, Debug)]
pub struct S3 {
    /// `https://…`; `http://` on this machine only. None: Amazon's own, of `region`.
    pub endpoint: Option<String>,
    pub bucket: String,
    pub region: String,
    pub access_key_id: String,
    pub secret_access_key: SecretString,
    /// `endpoint/bucket/…` instead of `bucket.endpoint/…`: what most stores other than Amazon's want.
    pub path_style: bool,
    /// How often a request is repeated that the store did not answer or answered with 5xx.
    pub retries: usize,
}

impl Blobs {
    /// Asks the store nothing yet.
    ///
    /// # Errors
    /// The endpoint is no address, or would carry the blobs over a network without TLS.
    pub fn s3(config: &S3, installation: Uuid) -> Result<Blobs> {
        let plain = match &config.endpoint {
            Some(endpoint) => is_plain(endpoint)?,
            None => false,
        };
        // Fails where another part of the process has chosen already: then that choice holds.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&config.bucket)
            .with_region(&config.region)
            .with_access_key_id(&config.access_key_id)
            .with_secret_access_key(config.secret_access_key.expose_secret())
            .with_virtual_hosted_style_request(!config.path_style)
            .with_allow_http(plain)
            .with_client_options(
                ClientOptions::new()
                    .with_allow_http(plain)
                    .with_connect_timeout(Duration::from_secs(5))
                    .with_timeout(Duration::from_secs(60)),
            )
            .with_retry(RetryConfig {
                backoff: BackoffConfig {
                    init_backoff: Duration::from_millis(100),
                    max_backoff: Duration::from_secs(5),
                    base: 2.0,
                },
                max_retries: config.retries,
                retry_timeout: Duration::from_secs(60),
            });
        if let Some(endpoint) = &config.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        let store = builder.build().map_err(|error| Error::Unusable(error.to_string()))?;
        Ok(Blobs::on(Arc::new(store), installation))
    }
}

/// Whether the endpoint goes without TLS, which only this machine's own may.
fn is_plain(endpoint: &str) -> Result<bool> {
    let refused = |why: &str| Err(Error::Unusable(format!("the endpoint {endpoint:?} {why}")));
    let Ok(address) = endpoint.parse::<Uri>() else { return refused("is no address") };
    match (address.scheme_str(), address.host()) {
        (Some("https"), Some(_)) => Ok(false),
        (Some("http"), Some(host)) if is_this_machine(host) => Ok(true),
        (Some("http"), Some(_)) => refused("has to begin with https://, as it is another machine"),
        _ => refused("has to begin with https://"),
    }
}

fn is_this_machine(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blobs_travel_without_tls_on_this_machine_only() {
        assert!(!is_plain("https://store.example.com").unwrap());
        for local in ["http://localhost:9000", "http://127.0.0.1:9000", "http://[::1]:9000"] {
            assert!(is_plain(local).unwrap(), "{local}");
        }
        for refused in [
            "http://store.example.com",
            "http://10.0.0.1:9000",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "ftp://localhost",
            "store.example.com",
            "",
        ] {
            assert!(is_plain(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn parts_are_few_enough_for_s3() {
        let blobs = Blobs::on(Arc::new(object_store::memory::InMemory::new()), Uuid::nil());
        assert_eq!(blobs.part_bytes(40 << 30), PART);
        assert!((1u64 << 43).div_ceil(blobs.part_bytes(1 << 43) as u64) <= 10_000);
    }
}
