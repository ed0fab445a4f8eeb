//! Sending documents of a case to somebody outside: what was sent, and sending more.

pub mod api;
pub mod ask;
pub mod list;

pub use ask::New;
pub use list::List;
