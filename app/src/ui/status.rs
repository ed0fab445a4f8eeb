//! How something stands, always in a word: colour never speaks alone.

use leptos::prelude::*;

use super::icon::Icon;

/// What a colour means here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Ok,
    Info,
    Warn,
    Bad,
    /// Manila: something about one client's matter.
    File,
}

/// A word with its glyph, for a row of a table or a docket.
#[component]
pub fn Status(
    #[prop(optional)] kind: Tone,
    #[prop(optional)] icon: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let class = match kind {
        Tone::Plain => "status",
        Tone::Ok => "status status--ok",
        Tone::Info => "status status--info",
        Tone::Warn => "status status--warn",
        Tone::Bad => "status status--bad",
        Tone::File => "status status--file",
    };
    view! {
        <span class=class>{icon.map(|name| view! { <Icon name=name small=true /> })} {children()}</span>
    }
}

/// A word on a ground, beside a name or a number.
#[component]
pub fn Badge(
    #[prop(optional)] kind: Tone,
    #[prop(optional)] icon: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let class = match kind {
        Tone::Plain => "badge",
        Tone::Ok => "badge badge--ok",
        Tone::Info => "badge badge--info",
        Tone::Warn => "badge badge--warn",
        Tone::Bad => "badge badge--bad",
        Tone::File => "badge badge--file",
    };
    view! {
        <span class=class>{icon.map(|name| view! { <Icon name=name small=true /> })} {children()}</span>
    }
}

/// The tag of one case: its short name, wherever two clients could be confused.
#[component]
pub fn Matter(#[prop(optional, into)] href: Option<String>, children: Children) -> impl IntoView {
    let inside = view! {
        <Icon name="case" small=true />
        <span>{children()}</span>
    };
    match href {
        Some(href) => view! { <a class="matter" href=href>{inside}</a> }.into_any(),
        None => view! { <span class="matter">{inside}</span> }.into_any(),
    }
}
