//! Buttons do something, links lead somewhere; both can look alike.

use leptos::prelude::*;

use super::icon::Icon;

/// How loud a button is. A view has one primary button; in a warning it is the safe one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    #[default]
    Default,
    Primary,
    /// No border: Cancel.
    Quiet,
    /// Red words: takes something away.
    Danger,
    /// Red ground: destroys or opens up. Rare.
    DangerFill,
}

impl Look {
    fn class(self, small: bool, block: bool) -> String {
        let mut class = String::from(match self {
            Look::Default => "btn",
            Look::Primary => "btn btn--primary",
            Look::Quiet => "btn btn--quiet",
            Look::Danger => "btn btn--danger",
            Look::DangerFill => "btn btn--danger-fill",
        });
        if small {
            class.push_str(" btn--sm");
        }
        if block {
            class.push_str(" btn--block");
        }
        class
    }
}

/// An act. Submits its form unless `button_type` says otherwise.
#[component]
pub fn Button(
    #[prop(optional)] look: Look,
    #[prop(optional)] small: bool,
    /// As wide as its container.
    #[prop(optional)]
    block: bool,
    #[prop(default = "submit")] button_type: &'static str,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    /// The id of the form it submits, when it stands outside of it.
    #[prop(optional, into)]
    form: Option<String>,
    /// Where it leads, when the form has several ends.
    #[prop(optional, into)]
    formaction: Option<String>,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] autofocus: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            class=look.class(small, block)
            formaction=formaction
            type=button_type
            name=name
            value=value
            form=form
            autofocus=autofocus
        >
            {icon.map(|name| view! { <Icon name=name small=true /> })}
            {children()}
        </button>
    }
}

/// A place, drawn as a button.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] look: Look,
    #[prop(optional)] small: bool,
    #[prop(optional)] block: bool,
    #[prop(optional)] icon: Option<&'static str>,
    /// For the safe way out of a dialog.
    #[prop(optional)]
    autofocus: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=look.class(small, block) href=href autofocus=autofocus>
            {icon.map(|name| view! { <Icon name=name small=true /> })}
            {children()}
        </a>
    }
}

/// A place named by a glyph alone; `label` is what a screen reader says.
#[component]
pub fn IconLink(
    #[prop(into)] href: String,
    #[prop(into)] label: String,
    icon: &'static str,
    #[prop(optional)] small: bool,
) -> impl IntoView {
    let class = if small { "icon-btn icon-btn--sm" } else { "icon-btn" };
    view! {
        <a class=class href=href aria-label=label>
            <Icon name=icon small=small />
        </a>
    }
}
