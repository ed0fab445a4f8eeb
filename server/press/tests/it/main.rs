//! Letters as they come out: their bytes, and what readers of PDF see in them.

#![expect(clippy::unwrap_used, reason = "what a test cannot get is its failure")]

mod faithful;
mod hostile;
mod pages;
mod papers;
mod qr;
mod records;
mod samples;
mod seen;
