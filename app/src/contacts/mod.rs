//! How a client is reached, on the client's page and in forms of its own.

pub mod api;
pub mod consent;
pub mod point;
pub mod preferences;
pub mod section;

use leptos::prelude::*;

use crate::ui::notice::Notice;
use crate::ui::status::Tone;

/// Nothing that reaches this client may give the office away. `how` is empty where the caller may not
/// know more.
#[component]
pub fn Discreet(how: String) -> impl IntoView {
    let how = if how.is_empty() {
        "Ask the case team before you write or call: nothing that arrives may say who writes, or that there is a lawyer."
            .to_owned()
    } else {
        how
    };
    view! {
        <Notice kind=Tone::Warn title="Discreet contact">
            <p class="as-typed">{how}</p>
        </Notice>
    }
}
