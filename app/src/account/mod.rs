//! One's own account: password, second factor, devices, and the proof before a sensitive act.

pub mod api;
pub mod codes;
pub mod factor;
pub mod password;
pub mod qr;
pub mod show;
pub mod step_up;

pub use codes::Codes;
pub use factor::{RemoveSecondFactor, SecondFactor};
pub use password::Password;
pub use show::Account;
pub use step_up::StepUp;

use crate::routes;

/// The way from one's account to a page of it.
fn crumbs(page: &str) -> Vec<(String, Option<String>)> {
    vec![("Your account".to_owned(), Some(routes::ACCOUNT.to_owned())), (page.to_owned(), None)]
}
