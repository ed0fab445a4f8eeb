//! Invoices: what is owed, and each as it was issued.

pub mod api;
pub mod list;

pub use list::List;
