//! Call slips: taken in one step, waiting for somebody, answered or handed on.

pub mod api;
pub mod list;
pub mod new;
pub mod show;
pub mod status;

pub use list::List;
pub use new::New;
pub use show::Show;
pub use status::Status;
