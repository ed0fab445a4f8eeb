//! Forms work as plain posts. `data-enhance` marks the ones a script may take over, and the elements
//! it fills in are always rendered, so that it never has to build any.

use domain::forms::{Choice, FieldErrors};
use leptos::prelude::*;

use super::icon::Icon;
use crate::page::HiddenToken;

/// A form that posts to a server function. The browser's own checks are off: the server's words are
/// better, and come all at once.
#[component]
pub fn PostForm(
    #[prop(into)] action: String,
    #[prop(optional, into)] id: Option<String>,
    #[prop(default = "stack gap-4".into(), into)] class: String,
    children: Children,
) -> impl IntoView {
    let token = use_context::<HiddenToken>().map(|HiddenToken(token)| token()).unwrap_or_default();
    view! {
        <form id=id class=class method="post" action=action data-enhance="" novalidate=true>
            {(!token.is_empty()).then(|| view! { <Hidden name="_token" value=token /> })}
            {children()}
        </form>
    }
}

/// What a refused form says, above its fields; hidden while there is nothing to say.
///
/// With two errors or more it lists them, each linked to its field, and what two fields say alike
/// once; a single one stands beside its field and nowhere else. A script fills in
/// `[data-form-text]` and the `ul[data-form-list]`, takes `hidden` off and moves the focus here.
#[component]
pub fn FormMessage(
    #[prop(optional_no_strip)] message: Option<String>,
    #[prop(optional)] errors: FieldErrors,
) -> impl IntoView {
    let several = errors.0.len() > 1;
    let alone = errors.0.len() == 1;
    let silent = alone || (message.is_none() && !several);
    let message = message.filter(|_| !alone).unwrap_or_else(|| {
        if several { "Some answers need another look.".into() } else { String::new() }
    });
    view! {
        <div class="notice notice--bad" data-form-message="" tabindex="-1" role="alert" hidden=silent>
            <Icon name="alert" />
            <div>
                <strong data-form-text="">{message}</strong>
                <ul data-form-list="" hidden=!several>
                    {several
                        .then(|| {
                            errors
                                .summary()
                                .into_iter()
                                .map(|error| {
                                    view! {
                                        <li>
                                            <a href=format!("#f-{}", error.field)>{error.message.clone()}</a>
                                        </li>
                                    }
                                })
                                .collect_view()
                        })}
                </ul>
            </div>
        </div>
    }
}

/// Where a field's complaint says to look, beside that complaint; hidden while there is nothing to say. Each
/// opens beside the form: what is typed there would be gone on the way back. A script fills in the list.
#[component]
pub fn Leads(#[prop(into)] name: String, links: Vec<Choice>) -> impl IntoView {
    let silent = links.is_empty();
    let links = links
        .into_iter()
        .map(|link| {
            view! {
                <li>
                    <a href=link.value target="_blank" rel="noopener">
                        {link.label}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="leads" data-links-for=name hidden=silent>
            {links}
        </ul>
    }
}

/// What the words in the field `of` may mean, to choose from once they were sent; hidden while there is nothing to
/// choose. A script fills in the list.
#[component]
pub fn Picks(
    of: &'static str,
    /// What the choice is sent as.
    name: &'static str,
    legend: &'static str,
    choices: Vec<Choice>,
) -> impl IntoView {
    let none = choices.is_empty();
    let choices = choices
        .into_iter()
        .map(|choice| {
            view! {
                <label class="check">
                    <input type="radio" name=name value=choice.value />
                    <span>{choice.label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="picks" data-picks-for=of hidden=none>
            <legend class="field__label">{legend}</legend>
            <div class="stack gap-1" data-picks=name>
                {choices}
            </div>
        </fieldset>
    }
}

/// What a form carries along unseen. Never a secret: anyone can read it.
#[component]
pub fn Hidden(#[prop(into)] name: String, #[prop(into)] value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value /> }
}

/// The row of buttons at a form's foot, the primary one first.
#[component]
pub fn Actions(children: Children) -> impl IntoView {
    view! { <div class="form-acts">{children()}</div> }
}
