//! A small act on a page that has several: folded away, with a reason where one is asked for. Each has
//! ids of its own, since the field has the same name in all of them.

use domain::forms::FieldErrors;
use leptos::prelude::*;

use crate::ui::button::{Button, Look};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;

#[component]
pub fn Act(
    id: &'static str,
    #[prop(into)] summary: String,
    #[prop(into)] action: String,
    /// The id of what it is done to.
    subject: String,
    /// What the reason may be; empty where none is asked for.
    #[prop(optional, into)]
    reason: String,
    #[prop(into)] button: String,
    #[prop(optional)] look: Look,
    /// A version's number, where the act is about one.
    #[prop(optional_no_strip)]
    version: Option<i32>,
) -> impl IntoView {
    view! {
        <details class="act">
            <summary>{summary}</summary>
            <PostForm action=action class="stack gap-3 mt-2">
                <FormMessage />
                <Hidden name="id" value=subject />
                {version.map(|nth| view! { <Hidden name="version" value=nth.to_string() /> })}
                {(!reason.is_empty()).then(|| view! { <Reason id=id hint=reason /> })}
                <Actions>
                    <Button look=look>{button}</Button>
                </Actions>
            </PostForm>
        </details>
    }
}

/// What a small act was refused for, above the page: without a script its own form is folded away again.
pub(super) fn complaint(message: Option<String>, errors: &FieldErrors) -> Option<String> {
    errors.0.first().map(|error| error.message.clone()).or(message)
}

#[component]
fn Reason(id: &'static str, hint: String) -> impl IntoView {
    let (field, about, wrong) =
        (format!("f-reason-{id}"), format!("f-reason-{id}-h"), format!("f-reason-{id}-e"));
    let described_by = format!("{about} {wrong}");
    view! {
        <div class="field">
            <label class="field__label" for=field.clone()>
                "Reason"
            </label>
            <input class="input" id=field name="reason" type="text" aria-describedby=described_by />
            <p class="field__hint" id=about>
                {hint}
            </p>
            <p class="field__error" id=wrong data-error-for="reason" hidden=true>
                <Icon name="alert" small=true />
                <span></span>
            </p>
        </div>
    }
}
