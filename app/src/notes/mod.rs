//! Notes on cases and clients.

pub mod api;
pub mod edit;
pub mod list;
pub mod show;
pub mod text;

pub use edit::Edit;
pub use list::{OfCase, OfClient};
pub use show::Show;
pub use text::Formatted;
