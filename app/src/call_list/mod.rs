//! Whom to ring because a message could not do it, and what people wrote back.

pub mod api;
pub mod list;
pub mod replies;

pub use list::List;
pub use replies::Replies;
