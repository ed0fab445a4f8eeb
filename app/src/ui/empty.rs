//! A list with nothing in it: what will be here, or what to loosen.

use leptos::prelude::*;

use super::icon::Icon;

/// Says what is missing and offers one way on: its children, as buttons.
#[component]
pub fn Empty(
    icon: &'static str,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=icon large=true />
            <p class="h3">{title}</p>
            <p>{text}</p>
            {children.map(|children| view! { <div class="cluster">{children()}</div> })}
        </div>
    }
}
