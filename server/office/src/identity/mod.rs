//! Who somebody is: passwords, second factors, sessions, links in mails, and one's own account.
//!
//! Every answer about an account that may not exist takes the same time and the same words as the
//! answer about one that does.

mod account;
mod awaited;
mod code;
mod devices;
pub(crate) mod guess;
mod hashing;
mod known;
mod links;
pub mod password;
mod path;
mod second_factor;
mod sign_in;
mod step_up;
pub(crate) mod throttle;

pub use account::{change_password, page};
pub use awaited::awaited;
pub(crate) use code::seal_second_factor;
pub use code::{code_at, parse_secret};
pub use devices::{end_device, sign_out_everywhere_else};
pub use hashing::hash_password;
pub(crate) use hashing::verify;
pub use links::{ask_reset, mailed_link, take_link};
pub use path::own_path;
pub use second_factor::{
    begin_second_factor, confirm_second_factor, new_recovery_codes, remove_second_factor,
    second_factor_setup,
};
pub use sign_in::{Next, SignedIn, second_factor, sign_in, sign_out};
pub use step_up::step_up;
