//! The calendar, and appointments: booked, moved, called off, attended.

pub mod api;
pub mod calendar;
pub mod cancel;
pub mod card;
pub mod deadline;
pub mod deadlines;
pub mod dragging;
pub mod form;
pub mod grid;
pub mod list;
pub mod listed;
pub mod month;
pub mod moving;
pub mod parts;
pub mod sections;
pub mod show;
pub mod today;
pub mod toolbar;

pub use calendar::Calendar;
pub use cancel::Cancel;
pub use deadlines::Deadlines;
pub use form::{Edit, New};
pub use listed::{OfCase, OfClient};
pub use show::Show;
pub use today::Today;
