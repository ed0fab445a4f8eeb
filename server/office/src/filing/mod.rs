//! The filing queue: the folder into which the office's scanner writes, its mailbox, and the trays in which what
//! came waits until a person files it to a case.
//!
//! A scan belongs to no case yet, so no wall can hide it: only its tray says who sees it. That is why a
//! person's tray is that person's and managing partners', and the office's is sorted by the desk.

mod acts;
mod folder;
mod list;
mod look;
mod mailbox;
mod open;
mod proposals;
mod standing;
mod take;

pub(crate) use acts::take_out;
pub use acts::{Filed, discard, file, hand_over, restore};
pub use list::page;
pub use look::{Looked, Watched, look};
pub use mailbox::{MailTaken, Mailbox, look_at_mail};
pub(crate) use open::shown;
pub use open::{OpenedScan, open, picture};
pub(crate) use take::{Arriving, leave_behind, take_in};
