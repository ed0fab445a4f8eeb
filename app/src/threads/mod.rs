//! Messages with clients, as the office reads and writes them.

pub mod api;
mod list;
mod show;
mod start;

pub(crate) use list::Waiting;
pub use list::{Inbox, OfCase};
pub(crate) use show::Conversation;
pub use show::Show;
pub use start::New;
