//! Reads the statements that banks hand out, and proposes which invoices a payment is for.
//!
//! No database, no clock, no network. Amounts are whole minor units from the first character on: a
//! file whose figures cannot be read exactly is refused, and so is one whose sums do not add up.

mod amount;
mod camt;
mod currency;
mod date;
mod entry;
mod fault;
mod ofx;
pub mod propose;
mod read;
mod table;
mod text;
mod xml;

pub use entry::{Balance, Entry, Statement};
pub use fault::{Fault, What};
pub use read::{Format, MOST_BYTES, MOST_ENTRIES, format_of, read};
pub use table::{At, Column, DateOrder, DecimalMark, Mapping};
