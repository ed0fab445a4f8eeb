//! What a managing partner sets for the office.

pub mod activities;
pub mod api;
pub mod form;
pub mod holidays;
pub mod hours;
pub mod invoices;
pub mod rates;
pub mod rooms;
pub mod taxes;

pub use activities::Activities;
pub use form::Settings;
pub use holidays::Holidays;
pub use hours::Hours;
pub use invoices::Invoices;
pub use rates::Rates;
pub use rooms::Rooms;
pub use taxes::Taxes;
