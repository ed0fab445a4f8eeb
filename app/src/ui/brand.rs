//! The mark and the name.

use leptos::prelude::*;

/// Two rings that share a lens: what is between two parties.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 28 20" aria-hidden="true" focusable="false">
            <path class="mark__lens" d="M14 3.2a8.2 8.2 0 0 1 0 13.6 8.2 8.2 0 0 1 0-13.6z" />
            <circle class="mark__ring" cx="9.4" cy="10" r="8.2" />
            <circle class="mark__ring" cx="18.6" cy="10" r="8.2" />
        </svg>
    }
}

/// The mark with the product's name, linked.
#[component]
pub fn Brand(#[prop(into)] href: String) -> impl IntoView {
    view! {
        <a class="brand" href=href>
            <Mark />
            <span class="brand__name">"Privity"</span>
        </a>
    }
}
