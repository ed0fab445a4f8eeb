//! The corpus it is measured on, the rules one by one, and what holds of any text.

#![expect(clippy::unwrap_used, reason = "what a test cannot get is its failure")]

mod corpus;
mod kinds;
mod looks;
mod properties;
mod rules;
