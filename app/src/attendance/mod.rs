//! How many did not come.

pub mod api;
pub mod chart;
pub mod report;

pub use report::Report;
