//! The almanac against property tests, other people's parsers and hostile input.

#![expect(clippy::unwrap_used, reason = "what a test cannot get is its failure")]

mod busy;
#[cfg(feature = "loopback")]
mod fetch;
mod ics;
mod local;
mod others;
mod quiet;
mod recurrence;
mod rule;
mod support;
