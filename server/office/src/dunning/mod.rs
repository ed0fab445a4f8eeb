//! Reminders of what is unpaid, from the day on which one is due until it was said. What is due follows from the
//! truth each time (`domain::billing::dunning`); a key of invoice, due date and stage sees to it that it is said once.
//!
//! Nothing is decided here about a debt: a stage that waits is looked at again before it goes, under the lock of
//! its invoice, and what was paid, disputed or held meanwhile is dropped.

mod approving;
mod letters;
mod mail;
mod page;
mod plan;
mod setting;

pub use approving::approve;
pub use letters::{letters, mailed, print};
pub(crate) use mail::{look, ways_to_pay};
pub use page::page;
pub use plan::plan;
pub use setting::{save, setting};
