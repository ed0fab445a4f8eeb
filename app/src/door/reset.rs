//! A forgotten password. The answer is the same whoever asks.

use domain::account::{Door, EmailForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Asked, api};
use crate::enhance::LiveForms;
use crate::page::{Done, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::TextField;
use crate::ui::form::{FormMessage, PostForm};
use crate::ui::gate::Gate;

#[component]
pub fn AskReset() -> impl IntoView {
    page(
        "Forgotten password",
        "page",
        api::ask_reset_page(flash_id()),
        |asked| view! { <Ask asked=asked /> },
    )
}

#[component]
fn Ask(asked: Asked<EmailForm, Door>) -> impl IntoView {
    let Asked { form, message, errors, context } = asked;
    let foot = match context.demo_password {
        Some(_) => "In this demo no mail is sent: a managing partner opens it in the outbox.",
        None => "No mail? A managing partner can see to it that you get in again.",
    };
    view! {
        <Gate
            title="Choose a new password"
            lead="We send a link to your work email. It works once, for one hour."
            foot=foot
        >
            <Done />
            <PostForm action=api::AskReset::url()>
                <FormMessage message=message errors=errors.clone() />
                <TextField
                    name="email"
                    label="Work email"
                    kind="email"
                    autocomplete="username"
                    value=form.email
                    error=errors.of("email")
                    required=true
                    autofocus=true
                />
                <Button look=Look::Primary block=true>
                    "Send the link"
                </Button>
            </PostForm>
            <LinkButton href=routes::SIGN_IN look=Look::Quiet block=true>
                "Back to sign-in"
            </LinkButton>
            <LiveForms />
        </Gate>
    }
}
