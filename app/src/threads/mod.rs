//! Messages with clients, as the office reads and writes them.

pub mod api;
pub mod list;
pub mod show;
pub mod start;

pub use list::{Inbox, OfCase, Waiting};
pub use show::{Conversation, Show};
pub use start::New;
