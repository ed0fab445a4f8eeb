//! Sets the office's papers about money as PDF: invoices, credit notes, reminders, statements of account.
//!
//! No database, no clock: what is printed is what the caller gives, and the same paper gives the same bytes
//! on any machine and thread. What a string holds is only ever text; nothing in it is run.
//!
//! [`invoice`], [`reminder`] and [`account`] are all that the office needs. Beneath them a paper becomes a
//! [`Letter`], which is strings alone, and a [`Press`] sets any letter.

mod account;
mod charges;
mod clean;
mod fonts;
mod house;
mod invoice;
mod letter;
mod office;
mod press;
mod qr;
mod reminder;
mod table;
mod words;

use std::sync::LazyLock;

pub use account::{Account, Booked};
pub use invoice::{Change, Invoice, Since};
pub use letter::{
    Align, Cell, Column, Dated, Group, Kind, Language, Letter, Line, Note, Office, Paper, Payment,
    Slip, Tax, Total,
};
pub use press::{Fault, Press, Printed, Warning};
pub use qr::{QrPayload, QrRefusal, Transfer};
pub use reminder::{Owed, Reminder};
pub use words::Words;

/// Set up by the first who prints.
static PRESS: LazyLock<Press> = LazyLock::new(Press::new);

/// Sets an issued invoice or credit note. Milliseconds of a processor, or a quarter of a second for a
/// thousand lines: not for the thread of an executor.
///
/// # Errors
/// As [`Invoice::letter`] and [`Press::set`].
pub fn invoice(invoice: &Invoice<'_>) -> Result<Printed, Fault> {
    PRESS.set(&invoice.letter()?)
}

/// Sets a reminder, as [`invoice`].
///
/// # Errors
/// As [`Reminder::letter`] and [`Press::set`].
pub fn reminder(reminder: &Reminder<'_>) -> Result<Printed, Fault> {
    PRESS.set(&reminder.letter()?)
}

/// Sets reminders as one file for the printer, as [`Press::set_all`].
///
/// # Errors
/// As [`Reminder::letter`] and [`Press::set_all`].
pub fn reminders(reminders: &[Reminder<'_>]) -> Result<Printed, Fault> {
    let letters: Result<Vec<Letter>, Fault> = reminders.iter().map(Reminder::letter).collect();
    PRESS.set_all(&letters?)
}

/// Sets a statement of account, as [`invoice`].
///
/// # Errors
/// As [`Account::letter`] and [`Press::set`].
pub fn account(account: &Account<'_>) -> Result<Printed, Fault> {
    PRESS.set(&account.letter()?)
}
