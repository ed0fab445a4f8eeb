//! What clients are asked for, and the files that they send.

pub mod api;
pub mod ask;
pub mod list;
pub mod office;
pub mod upload;

pub use ask::New;
pub use list::OfCase;
pub use office::Everywhere;
pub use upload::Upload;
