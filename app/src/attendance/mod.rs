//! How many did not come.

pub mod api;
pub mod card;
pub mod chart;
pub mod report;
pub mod unrecorded;

pub use report::Report;
pub use unrecorded::Unrecorded;
