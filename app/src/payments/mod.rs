//! What came in: payments, and the bank statements they are found in.

pub mod api;
pub mod books;
pub mod lines;
pub mod list;
pub mod new;
pub mod show;
pub mod statements;
pub mod waiting;

pub use books::Books;
pub use lines::Statement;
pub use list::List;
pub use new::New;
pub use show::Show;
pub use statements::Statements;
