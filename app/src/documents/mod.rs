//! Documents: those of a case and of every case in view, one of them, and what is done to it.

pub mod act;
pub mod api;
pub mod edit;
pub mod folder;
pub mod list;
pub mod narrow;
pub mod place;
pub mod record;
pub mod row;
pub mod sending;
pub mod show;
pub mod upload;
pub mod view;
pub mod written;
