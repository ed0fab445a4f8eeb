//! Covers: who stands in for whom, setting one, ending one early.

pub mod api;
pub mod form;
pub mod list;

pub use form::New;
pub use list::List;
