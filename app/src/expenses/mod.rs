//! Expenses: of a day beside its time, of a case, and one at a time with its receipt.

pub mod api;
pub mod day;
pub mod list;
pub mod parts;
pub mod show;

pub use list::OfCase;
pub use show::Show;
