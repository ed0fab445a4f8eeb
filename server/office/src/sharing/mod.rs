//! Sharing a version of a document with a client of its case. Its text is compared first with what
//! everybody else is called; what seems to be somebody else's is stopped. The keys of the database hold
//! whatever this forgets: a share with another client's person cannot be inserted.

mod attach;
pub(crate) mod findings;
pub(crate) mod guard;
mod names;
mod page;
mod said;
mod shares;
mod standing;
mod verbs;

pub(crate) use attach::{ToAttach, attach, look, offered};
pub(crate) use names::Names;
pub(crate) use page::{acts_as, bar};
pub use page::{page, proposal};
pub(crate) use said::said;
pub(crate) use shares::{of_document, waiting};
pub use verbs::{approve, decline, propose, recall, share, withdraw};
