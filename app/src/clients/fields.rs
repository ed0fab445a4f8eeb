//! The groups of fields in a client's form. Both kinds of name are always there, and the style sheet
//! hides the one that was not chosen: no script is needed, and what is typed into the other kind's is
//! ignored.

use domain::clients::{ClientForm, ClientKind};
use domain::forms::FieldErrors;
use leptos::prelude::*;

use crate::ui::field::{Choices, Radio, TextField};

const EMAIL_LABELS: [&str; 3] = ["Email", "Second email", "Third email"];
const PHONE_LABELS: [&str; 3] = ["Phone", "Second phone", "Third phone"];

/// Person or organization.
#[component]
pub fn Kind(form: ClientForm, errors: FieldErrors) -> impl IntoView {
    let kinds = ClientKind::ALL
        .map(|kind| {
            let means = match kind {
                ClientKind::Person => "Known by a first and a last name",
                ClientKind::Organization => "A company, a trust, an agency: known by one name",
            };
            Radio::new(kind.word(), kind.label(), means)
        })
        .to_vec();
    view! {
        <Choices
            name="kind"
            label="The client is"
            options=kinds
            value=form.kind
            error=errors.of("kind")
            required=true
        />
    }
}

/// The names of a person; `legend` is the class of its heading.
#[component]
pub fn PersonName(
    given: String,
    family: String,
    legend: &'static str,
    errors: FieldErrors,
) -> impl IntoView {
    view! {
        <fieldset class="of-person">
            <legend class=legend>"Name of a person"</legend>
            <div class="form-row">
                <TextField
                    name="given_name"
                    label="First name"
                    value=given
                    error=errors.of("given_name")
                    autocomplete="off"
                    optional_mark=true
                />
                <TextField
                    name="family_name"
                    label="Last name"
                    value=family
                    error=errors.of("family_name")
                    autocomplete="off"
                />
            </div>
        </fieldset>
    }
}

/// The name of an organization; `legend` is the class of its heading.
#[component]
pub fn OrganizationName(name: String, legend: &'static str, errors: FieldErrors) -> impl IntoView {
    view! {
        <fieldset class="of-organization">
            <legend class=legend>"Name of an organization"</legend>
            <TextField
                name="organization"
                label="Full name"
                value=name
                error=errors.of("organization")
                autocomplete="off"
            />
        </fieldset>
    }
}

/// Addresses and numbers for the work itself.
#[component]
pub fn General(form: ClientForm, errors: FieldErrors) -> impl IntoView {
    let mut pairs = form
        .email_fields()
        .into_iter()
        .zip(EMAIL_LABELS)
        .zip(form.phone_fields().into_iter().zip(PHONE_LABELS));
    let first = pairs.next().map(|pair| row(pair, &errors));
    let more: Vec<_> = pairs.collect();
    let open = more.iter().any(|(((email, address), _), ((phone, number), _))| {
        [address, number].iter().any(|value| !value.is_empty())
            || [email, phone].iter().any(|name| errors.of(name).is_some())
    });
    let more = more.into_iter().map(|pair| row(pair, &errors)).collect_view();
    view! {
        <fieldset>
            <legend class="h3 mb-2">"Contacts"</legend>
            <p class="sm muted mb-2">
                "All of these may stay empty. The first address and the first number are the ones in the list."
            </p>
            <div class="stack gap-3">
                {first} <details class="more" open=open>
                    <summary>"More addresses and numbers"</summary>
                    <div class="stack gap-3">{more}</div>
                </details>
            </div>
        </fieldset>
    }
}

/// A field's name with what it holds, and its label.
type Labelled<'a> = ((&'static str, &'a str), &'static str);

/// An address and a number side by side.
fn row(
    (email, phone): (Labelled<'_>, Labelled<'_>),
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    view! { <div class="form-row">{reach(email, errors, "email")} {reach(phone, errors, "tel")}</div> }
}

/// Where the bill goes.
#[component]
pub fn Billing(form: ClientForm, errors: FieldErrors) -> impl IntoView {
    let email = (("billing_email", form.billing_email.as_str()), "Email for invoices");
    let phone = (("billing_phone", form.billing_phone.as_str()), "Phone for billing");
    view! {
        <fieldset>
            <legend class="h3 mb-2">"Billing contacts"</legend>
            <p class="sm muted mb-2">
                "Where the bill goes. Both may stay empty."
            </p>
            <div class="form-row">{reach(email, &errors, "email")} {reach(phone, &errors, "tel")}</div>
        </fieldset>
    }
}

/// One address or number.
fn reach(
    ((name, value), label): Labelled<'_>,
    errors: &FieldErrors,
    kind: &'static str,
) -> impl IntoView + use<> {
    view! {
        <TextField
            name=name
            label=label
            value=value.to_owned()
            error=errors.of(name)
            kind=kind
            autocomplete="off"
        />
    }
}
