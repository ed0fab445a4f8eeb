//! Invoices: what is owed, and each as it was issued.

pub mod api;
pub mod invoice;
pub mod invoice_panel;
pub mod invoice_paper;
pub mod invoice_track;
pub mod list;

pub use invoice::Show;
pub use list::List;
