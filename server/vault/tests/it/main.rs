//! The vault's promises, against memory, a folder, a full disk and an S3 server.

#![expect(clippy::unwrap_used, reason = "what a test cannot get is its failure")]

mod export;
#[cfg(feature = "faults")]
mod faults;
mod folder;
mod full;
mod keys;
mod outside;
mod reading;
mod s3;
mod stores;
mod support;
mod tampering;
mod writing;
