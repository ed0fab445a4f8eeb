//! What a managing partner sets for the office.

pub mod api;
pub mod form;
pub mod holidays;
pub mod hours;
pub mod rooms;

pub use form::Settings;
pub use holidays::Holidays;
pub use hours::Hours;
pub use rooms::Rooms;
