//! Invoices and credit notes by e-mail, from the form in which somebody looks one over until it is known what became
//! of it. A key of invoice, debtor and the how-manieth sending sees to it that a form that is sent twice sends once.
//!
//! What proves that an invoice was sent is written by the database, when a mail server took the paper, and by nobody
//! else.

mod ask;
mod compose;
mod look;
mod preview;
mod read;

pub use ask::{Asked, send};
pub(crate) use look::look;
pub use preview::preview;
pub use read::read;
