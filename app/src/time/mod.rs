//! Time: one's own day, the timer that runs, and one entry at a time.

pub mod api;
pub mod case_field;
pub mod day;
pub mod entry;
pub mod suggested;
pub mod ticking;
pub mod timer;

pub use day::Day;
pub use entry::Entry;
