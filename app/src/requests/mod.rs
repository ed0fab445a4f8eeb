//! What clients are asked for, and the files that they send.

pub mod api;
mod ask;
mod list;
mod office;
mod upload;

pub use ask::New;
pub use list::OfCase;
pub use office::Everywhere;
pub use upload::Upload;
