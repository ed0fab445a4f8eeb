//! Staff: who works at the office. Managing partners only.

pub mod api;
pub mod departure;
pub mod form;
pub mod history;
pub mod list;
pub mod show;
pub mod suspend;
