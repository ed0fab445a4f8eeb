//! What a managing partner decides about everything that is sent. The switch and the ways to answer ask for
//! a fresh factor: whoever holds a browser left open must not silence the office, nor read its answers.

mod contact;
mod held;
mod page;
mod switch;
mod test;
mod wish;
mod wording;

pub use contact::{contact, save_contact};
pub use held::{held, release};
pub use page::page;
pub use switch::{start, stop};
pub use test::send_test;
pub use wish::{save_wish, wishes_email};
pub use wording::{back_to_house, save_wording, wording};
