//! The door: everything before somebody is signed in.
//!
//! Nothing here tells whether an address has an account.

pub mod api;
pub mod code;
pub mod link;
pub mod reset;
pub mod sign_in;

use domain::forms::FieldErrors;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

pub use code::{Code, Recovery};
pub use link::{Invitation, Reset};
pub use reset::AskReset;
pub use sign_in::SignIn;

use crate::page::query;
use crate::ui::field::{Complaint, TextField};

/// A form before anybody is known: a form page without the frame.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked<F, X = ()> {
    pub form: F,
    /// Set when the form comes back refused.
    pub message: Option<String>,
    pub errors: FieldErrors,
    /// What the form needs besides.
    pub context: X,
}

/// Where the form leads afterwards: as it was posted, or else as the address says.
fn next(posted: String) -> String {
    if posted.is_empty() { query("next") } else { posted }
}

/// A password to be chosen.
#[component]
pub fn NewPassword(
    #[prop(into)] label: String,
    #[prop(into)] error: Complaint,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    view! {
        <TextField
            name="password"
            label=label
            kind="password"
            autocomplete="new-password"
            hint="At least 12 characters. A few unrelated words work well."
            error=error
            required=true
            autofocus=autofocus
        />
    }
}

/// Tells a password manager whose password this is. Not shown: the page says it in words.
#[component]
pub fn Username(#[prop(into)] email: String) -> impl IntoView {
    view! { <input type="email" name="username" autocomplete="username" value=email hidden=true /> }
}
