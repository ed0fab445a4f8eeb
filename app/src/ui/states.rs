//! What stands in a page's place when the page cannot. These go inside a [`super::page::Shell`] when
//! somebody is signed in, and inside a [`super::page::Bare`] when not.

use leptos::prelude::*;

use super::button::{LinkButton, Look};
use super::icon::Icon;

/// There is no such thing, or none that the caller may know of. Both must read the same, byte for
/// byte, so this takes nothing but the kind of thing: “case”, “client”, “page”.
#[component]
pub fn NotFound(signed_in: bool, #[prop(into)] what: String) -> impl IntoView {
    let (href, words) =
        if signed_in { ("/cases", "Go to cases") } else { ("/sign-in", "Go to sign-in") };
    view! {
        <div class="empty">
            <Icon name="search" large=true />
            <h1>{format!("There is no {what} at this address")}</h1>
            <p>"It may have been moved or closed, or the link may be incomplete."</p>
            <div class="cluster">
                <LinkButton href=href look=Look::Primary>
                    {words}
                </LinkButton>
            </div>
        </div>
    }
}

/// The caller may know that it exists and may not do this. `message` says who can; `back` is a path
/// and its words.
#[component]
pub fn Denied(#[prop(into)] message: String, back: (String, String)) -> impl IntoView {
    let (href, words) = back;
    view! {
        <div class="empty">
            <Icon name="lock" large=true />
            <h1>"This is not open to you"</h1>
            <p>{message}</p>
            <div class="cluster">
                <LinkButton href=href look=Look::Primary>
                    {words}
                </LinkButton>
            </div>
        </div>
    }
}

/// The records cannot be reached. Calm: nothing was lost, and trying again is the thing to do.
#[component]
pub fn Unavailable() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="offline" large=true />
            <h1>"Privity cannot reach its records just now"</h1>
            <p>
                "Nothing was lost, and nothing was changed. This usually passes within a minute."
            </p>
            <div class="cluster">
                <LinkButton href="" look=Look::Primary icon="refresh">
                    "Try again"
                </LinkButton>
            </div>
        </div>
    }
}

/// A fault of ours. `reference` finds it in the log.
#[component]
pub fn WentWrong(#[prop(into)] reference: String) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="alert" large=true />
            <h1>"Something went wrong on our side"</h1>
            <p>
                "What you asked for was not done. Try again; if it happens twice, give whoever \
                 looks after Privity this reference."
            </p>
            <div class="cluster">
                <LinkButton href="" look=Look::Primary icon="refresh">
                    "Try again"
                </LinkButton>
                <LinkButton href="/">"Go to the start"</LinkButton>
            </div>
            <p class="xs muted mt-2">{format!("Reference {reference}")}</p>
        </div>
    }
}
