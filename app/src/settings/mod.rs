//! What a managing partner sets for the office.

pub mod activities;
pub mod api;
pub mod form;
pub mod holidays;
pub mod hours;
pub mod rates;
pub mod rooms;

pub use activities::Activities;
pub use form::Settings;
pub use holidays::Holidays;
pub use hours::Hours;
pub use rates::Rates;
pub use rooms::Rooms;
