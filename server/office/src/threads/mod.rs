//! Messages with the clients of a case, in threads. Who takes part is named; nobody reads what was written before they
//! came, nor anything once they have left. The keys of the database hold whatever this forgets: another client's
//! person cannot be let in.

mod judge;
mod read;
mod standing;
mod start;
mod verbs;

use domain::ids::ThreadId;

pub use read::{inbox, of_case, thread};
pub use start::{start, start_form};
pub use verbs::{close, join, leave, reopen, write};

/// What became of something that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    Done(ThreadId),
    /// It names another client, and did not go: what to tell its writer.
    Warned(String),
}
