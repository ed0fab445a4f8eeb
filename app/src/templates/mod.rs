//! Templates: kept in the settings, and filled for a case.

pub mod api;
pub mod fill;
pub mod list;
pub mod show;

pub use fill::Fill;
pub use list::List;
pub use show::Show;
