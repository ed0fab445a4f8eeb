//! The groups of fields in a client's form. Both kinds of name are always there: the form works
//! without a script, and what is typed into the other kind's is ignored.

use domain::clients::{ClientForm, ClientKind};
use domain::forms::FieldErrors;
use leptos::prelude::*;

use crate::ui::field::{Choices, Radio, TextField};

const EMAIL_LABELS: [&str; 3] = ["E-mail", "Second e-mail", "Third e-mail"];
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

/// The names of a person.
#[component]
pub fn PersonName(form: ClientForm, errors: FieldErrors) -> impl IntoView {
    view! {
        <fieldset>
            <legend class="h3 mb-2">"Name of a person"</legend>
            <div class="form-row">
                <TextField
                    name="given_name"
                    label="First name"
                    value=form.given_name
                    error=errors.of("given_name")
                    autocomplete="off"
                    optional_mark=true
                />
                <TextField
                    name="family_name"
                    label="Last name"
                    value=form.family_name
                    error=errors.of("family_name")
                    autocomplete="off"
                />
            </div>
        </fieldset>
    }
}

/// The name of an organization.
#[component]
pub fn OrganizationName(form: ClientForm, errors: FieldErrors) -> impl IntoView {
    view! {
        <fieldset>
            <legend class="h3 mb-2">"Name of an organization"</legend>
            <TextField
                name="organization"
                label="Full name"
                value=form.organization
                error=errors.of("organization")
                autocomplete="off"
            />
        </fieldset>
    }
}

/// Addresses and numbers for the work itself.
#[component]
pub fn General(form: ClientForm, errors: FieldErrors) -> impl IntoView {
    let emails = form.email_fields().into_iter().zip(EMAIL_LABELS);
    let phones = form.phone_fields().into_iter().zip(PHONE_LABELS);
    let rows = emails
        .zip(phones)
        .map(|(email, phone)| view! { <div class="form-row">{reach(email, &errors, "email")} {reach(phone, &errors, "tel")}</div> })
        .collect_view();
    view! {
        <fieldset>
            <legend class="h3 mb-2">"Contacts"</legend>
            <p class="sm muted mb-2">
                "All of these may stay empty. The first address and the first number are the ones in the list."
            </p>
            <div class="stack gap-3">{rows}</div>
        </fieldset>
    }
}

/// Where the bill goes.
#[component]
pub fn Billing(form: ClientForm, errors: FieldErrors) -> impl IntoView {
    let email = (("billing_email", form.billing_email.as_str()), "E-mail for invoices");
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

/// One address or number: its name with what it holds, and its label.
fn reach(
    ((name, value), label): ((&'static str, &str), &'static str),
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
