//! The case on which time is recorded: by number or by words, with the latest to choose from.

use domain::forms::{Choice, FieldErrors};
use leptos::prelude::*;

use crate::ui::form::Picks;
use crate::ui::icon::Icon;

/// `id` is the control's, for more than one stand on a page. The list `#cases` is [`Cases`].
#[component]
pub fn CaseField(
    id: &'static str,
    value: String,
    errors: FieldErrors,
    #[prop(optional, into)] hint: String,
) -> impl IntoView {
    let error = errors.of("case").map(str::to_owned);
    let meant = errors.links("case").to_vec();
    let invalid = error.as_ref().map(|_| "true");
    let right = error.is_none();
    view! {
        <div class="field">
            <label class="field__label" for=id>
                "Case"
            </label>
            <input
                class="input"
                id=id
                name="case"
                type="text"
                value=value
                list="cases"
                placeholder="Name or number"
                autocomplete="off"
                aria-invalid=invalid
                aria-describedby=format!("{id}-e")
            />
            {(!hint.is_empty()).then(|| view! { <p class="field__hint">{hint}</p> })}
            <p class="field__error" id=format!("{id}-e") data-error-for="case" hidden=right>
                <Icon name="alert" small=true />
                <span>{error.unwrap_or_default()}</span>
            </p>
            <Picks of="case" name="picked" legend="Which case" choices=meant />
        </div>
    }
}

/// What the fields suggest while somebody types. Once on a page.
#[component]
pub fn Cases(cases: Vec<Choice>) -> impl IntoView {
    view! {
        <datalist id="cases">
            {cases
                .into_iter()
                .map(|case| view! { <option value=case.value>{case.label}</option> })
                .collect_view()}
        </datalist>
    }
}
