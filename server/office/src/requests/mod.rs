//! What the office asks a client for, and the inbox of a case: files that people of clients sent, which are no
//! documents until somebody of the office accepts them. Sent from the portal: [`crate::portal`].

mod ask;
mod inbox;
mod open;
mod page;
mod rows;

pub use ask::{ask, change, receive, withdraw};
pub use inbox::{accept, refuse};
pub use open::{OpenedUpload, download, picture, upload};
pub use page::{everywhere, form, of_case};
