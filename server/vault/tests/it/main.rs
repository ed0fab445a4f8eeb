//! The vault's promises.

#![expect(clippy::unwrap_used, reason = "what a test cannot get is its failure")]

mod keys;
mod support;
