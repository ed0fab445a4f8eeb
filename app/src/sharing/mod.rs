//! Sharing a document with a client: the question before it goes, and what became of it.

pub mod api;
pub mod ask;
pub mod found;
pub mod shares;
