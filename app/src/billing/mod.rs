//! Invoices: what is owed, and each as it was issued.

pub mod acts;
pub mod api;
pub mod invoice;
pub mod invoice_acts;
pub mod invoice_forms;
pub mod invoice_panel;
pub mod invoice_paper;
pub mod invoice_track;
pub mod list;

pub use invoice::Show;
pub use list::List;
