//! Sending documents of a case to somebody outside the office: counsel, an expert, a court. By the same guard as
//! sharing with a client; the keys of the database hold that a document of another case cannot be listed.
//!
//! Whoever is outside is no caller. A link leads to a page that says no more than who the office is; a code, sent to
//! the named address alone, opens it in the browser that asked.

mod ask;
mod door;
mod letter;
mod list;
mod read;
mod send;

pub use ask::{ask, choose};
pub use door::{ask_code, enter, page};
pub(crate) use letter::{Kind, Said, look, look_at_code, new_code, token};
pub use list::list;
pub use read::{OpenedSent, document, download, picture};
pub use send::{recall, send, withdraw};
