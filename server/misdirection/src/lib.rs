//! Whether a document is about to go to the wrong client.
//!
//! No database, no clock, no files: pages of text and what the office knows go in, what speaks against the
//! share comes out. What could not be read is said to be unread, never to be clear.
//!
//! [`corpus`] is what it is measured on: an office that nobody ever was, and shares right and wrong.

pub mod corpus;
mod directory;
mod fold;
mod known;
mod look;
pub mod measure;
mod rules;
mod text;
mod verdict;
mod words;

pub use directory::Directory;
pub use known::{Known, Of, Page, Part, Share, What};
pub use look::{look, look_by};
pub use rules::{Rule, Rules};
pub use verdict::{Hit, Sure, Verdict};
