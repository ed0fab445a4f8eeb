//! Clients: the list, one client, the forms.

pub mod api;
pub mod fields;
pub mod form;
pub mod list;
pub mod show;
