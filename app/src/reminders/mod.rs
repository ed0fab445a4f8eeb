//! What a managing partner sets about everything that is sent.

pub mod api;
pub mod contact;
pub mod held;
pub mod sending;
pub mod wording;

pub use contact::Contact;
pub use held::Held;
pub use sending::Reminders;
pub use wording::Word;

use crate::routes;

/// The way from the settings to a page about reminders.
fn crumbs(page: Option<&str>) -> Vec<(String, Option<String>)> {
    let settings = ("Settings".to_owned(), Some(routes::SETTINGS.to_owned()));
    match page {
        None => vec![settings, ("Reminders".to_owned(), None)],
        Some(page) => vec![
            settings,
            ("Reminders".to_owned(), Some(routes::REMINDERS.to_owned())),
            (page.to_owned(), None),
        ],
    }
}
