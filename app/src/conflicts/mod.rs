//! Conflicts of interest: names looked for, what was found, what was decided.

pub mod api;
pub mod found;
pub mod list;
pub mod show;

pub use found::outcome;
pub use list::List;
pub use show::Show;
