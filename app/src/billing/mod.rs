//! Invoices: what is owed, and each as it was issued.

pub mod acts;
pub mod api;
pub mod beside;
pub mod draft;
pub mod draft_lines;
pub mod drafting;
pub mod invoice;
pub mod invoice_acts;
pub mod invoice_forms;
pub mod invoice_mailings;
pub mod invoice_panel;
pub mod invoice_paper;
pub mod invoice_track;
pub mod list;
pub mod mail_out;
pub mod mailing;
pub mod reminding;
pub mod sections;
pub mod several;
pub mod to_bill;

pub use draft::{Edit, New};
pub use invoice::Show;
pub use list::List;
pub use mail_out::{MailOut, Mailed};
pub use several::Several;
pub use to_bill::{ToBill, Together};
