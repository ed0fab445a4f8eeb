//! What is inside a document: bytes in, answers out.
//!
//! No database, no HTTP, no clock, no network, and nothing on disk. Whatever parses a hostile byte
//! ([`read`], [`template`]) runs in a child process that is shut in ([`child`]) and that the parent
//! asks through a [`Previewer`]; [`sniff()`] alone is safe to call anywhere. [`make`] writes
//! documents of our own.

pub mod child;
mod frame;
pub mod make;
mod media;
mod package;
mod preview;
mod previewer;
pub mod read;
mod sniff;
pub mod template;
mod xml;

pub use media::{Media, Shown};
pub use preview::{Block, PageText, Picture, Preview, Reading, Refusal, Written};
pub use previewer::{Limits, Previewer, whole};
pub use sniff::{HEAD_BYTES, sniff};
