//! Reminders of what is unpaid: what goes out soon, what waits for somebody, what was said.

pub mod api;
pub mod letters;
pub mod page;
pub mod setting;

pub use page::Reminding;
pub use setting::Setting;
