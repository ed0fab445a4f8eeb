//! What a managing partner sets for the office.

pub mod api;
pub mod form;

pub use form::Settings;
