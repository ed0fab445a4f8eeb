//! The filing queue: what landed in the scanner's folder, looked at and filed to a case.

pub mod api;
pub mod one;
pub mod queue;

pub use queue::Queue;
