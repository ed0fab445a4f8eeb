//! What a managing partner sets for the office.

pub mod api;
pub mod form;
pub mod hours;

pub use form::Settings;
pub use hours::Hours;
