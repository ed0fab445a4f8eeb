//! What stands in a page's place when the page cannot. These go inside a [`super::page::Shell`] when
//! somebody is signed in, and inside a [`super::page::Bare`] when not.

use leptos::prelude::*;

use super::button::{LinkButton, Look};
use super::icon::Icon;

/// There is no such thing, or none that the caller may know of. Both must read the same, byte for
/// byte, so this takes nothing but the kind of thing: “case”, “client”, “page”.
#[component]
pub fn NotFound(#[prop(into)] what: String) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="search" large=true />
            <h1>{format!("There is no {what} at this address")}</h1>
            <p>"The link may be incomplete, or lead to something that is not yours to see."</p>
            <ToTheStart />
        </div>
    }
}

/// The caller may know that it exists and may not do this, or not now. `message` says why and who
/// can.
#[component]
pub fn Denied(#[prop(into)] title: String, #[prop(into)] message: String) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="lock" large=true />
            <h1>{title}</h1>
            <p>{message}</p>
            <ToTheStart />
        </div>
    }
}

/// What was asked could not be taken in: the request itself, or how often it came.
#[component]
pub fn NotTaken(#[prop(into)] title: String, #[prop(into)] message: String) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="alert" large=true />
            <h1>{title}</h1>
            <p>{message}</p>
            <ToTheStart />
        </div>
    }
}

#[component]
fn ToTheStart() -> impl IntoView {
    view! {
        <div class="cluster">
            <LinkButton href="/" look=Look::Primary>
                "Go to the start"
            </LinkButton>
        </div>
    }
}

/// The records cannot be reached. Calm: nothing was lost, and trying again is the thing to do; by a
/// link where the address is that of a page.
#[component]
pub fn Unavailable(again: bool) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="offline" large=true />
            <h1>"Privity cannot reach its records just now"</h1>
            <p>
                "Nothing was lost, and nothing was changed. This usually passes within a minute."
            </p>
            {if again {
                view! {
                    <div class="cluster">
                        <TryAgain />
                    </div>
                }
                    .into_any()
            } else {
                view! { <ToTheStart /> }.into_any()
            }}
        </div>
    }
}

/// A fault of ours. `reference` finds it in the log.
#[component]
pub fn WentWrong(#[prop(into)] reference: String, again: bool) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="alert" large=true />
            <h1>"Something went wrong on our side"</h1>
            <p>
                "What you asked for was not done. Try again; if it happens twice, give whoever \
                 looks after Privity this reference."
            </p>
            {if again {
                view! {
                    <div class="cluster">
                        <TryAgain />
                        <LinkButton href="/">"Go to the start"</LinkButton>
                    </div>
                }
                    .into_any()
            } else {
                view! { <ToTheStart /> }.into_any()
            }}
            {(!reference.is_empty())
                .then(|| view! { <p class="xs muted mt-2">{format!("Reference {reference}")}</p> })}
        </div>
    }
}

#[component]
fn TryAgain() -> impl IntoView {
    view! {
        <LinkButton href="" look=Look::Primary icon="refresh">
            "Try again"
        </LinkButton>
    }
}
