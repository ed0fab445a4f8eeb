//! Enquiries: people who ask the office to act, until it says yes or no.

pub mod accept;
pub mod api;
pub mod decline;
pub mod form;
pub mod letter;
pub mod list;
pub mod show;

pub use accept::Accept;
pub use decline::Decline;
pub use form::{Edit, New};
pub use letter::LetterPage;
pub use list::List;
pub use show::Show;
