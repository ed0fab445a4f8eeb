//! The portal: people of clients, whom the office lets in, and what they read and do there.
//!
//! They are no callers of the office. Their database role holds EXECUTE on a few named functions and no table, and
//! each function reads no more than for whom its caller acts at that instant.

mod access;
mod appointments;
mod attached;
mod by_month;
mod caller;
mod documents;
mod door;
mod home;
mod invoices;
mod letter;
mod looked_at;
mod messages;
mod passkeys;
mod pin;
mod profile;
mod reach;
mod requests;
mod status;
mod told;
mod upload;

pub(crate) use access::of_client;
pub use access::{change, change_form, end, invite, invite_again, invite_form};
pub use appointments::{Answered, answer, appointments, calendar};
pub use attached::{Files, OpenedFile, message_file, message_place};
pub use by_month::by_month;
pub use caller::PortalCaller;
pub use documents::{OpenedShare, document, documents, download, picture};
pub use door::{Admitted, admit, ask, door, link, sign_out, take_code, take_link};
pub use home::home;
pub use invoices::{dispute, invoice, invoices, pay, printed, to_dispute};
pub(crate) use letter::{MailKeys, MailKind, Said, look};
pub use looked_at::looked_at;
pub use messages::{start, start_form, start_with, thread, threads, write, write_with};
pub use passkeys::{
    add_passkey, ask_new_passkey, ask_passkey, has_passkeys, passkey_form, remove_passkey,
    take_passkey,
};
pub use pin::{give_pin, reset_pin};
pub use profile::{end_device, profile, sign_out_everywhere_else};
pub use reach::{reach_form, set_reach, stop_texts};
pub use requests::requests;
pub(crate) use told::{look_at_request, look_at_word};
pub use upload::{SendTo, Sent, may_send, send};
