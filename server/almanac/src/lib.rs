//! The arithmetic of the calendar. No SQL, no clock: what time it is comes as an argument.
//!
//! An hour that the clocks skip or strike twice is never moved in silence: whoever asked is told.

mod abroad;
pub mod busy;
pub mod fetch;
pub mod ics;
mod local;
pub mod quiet;
mod recur;
pub mod rule;
mod stamp;

pub use abroad::in_both;
pub use local::{Occurrence, Unresolved, rebook, resolve};
