//! The permission matrix: every persona, every act, through every door, held to one hand-written
//! file. Then the proof of the proof: each policy dropped, each cell flipped, each finder's filter
//! skipped must turn it red.

mod appointments;
mod billing;
mod decide;
pub(crate) mod expectations;
mod lists;
mod outside;
mod papers;
mod requests;
mod scans;
mod sharing;
mod sql;
mod status;
mod threads;
