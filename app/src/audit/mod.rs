//! The audit log: what was done, by whom, from where, and what was refused.

pub mod api;
pub mod ledger;
pub mod log;
mod words;

pub use log::Log;
