//! The door of the portal: an address, then a code; or the link from a message. Nothing here tells whether an address
//! is let in.

use domain::account::EmailForm;
use domain::portal::{CodeForm, DemoPerson, PortalDoor};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Outside, api, open_page};
use crate::door::Asked;
use crate::page::{Done, flash_id, param, status};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::TextField;
use crate::ui::form::{FormMessage, Hidden, PostForm};

/// The page `/portal/sign-in`.
#[component]
pub fn SignIn() -> impl IntoView {
    open_page("Sign in", api::door_page(flash_id()), |asked| view! { <Ask asked=asked /> })
}

#[component]
fn Ask(asked: Asked<EmailForm, PortalDoor>) -> impl IntoView {
    let Asked { form, message, errors, context } = asked;
    let PortalDoor { office, demo, passkeys } = context;
    view! {
        <Outside office=office title="Sign in">
            <Done />
            <p>"Enter the e-mail address that you gave us. We send you a code; you need no password."</p>
            <PostForm action=api::AskCode::url()>
                <FormMessage message=message errors=errors.clone() />
                <TextField
                    name="email"
                    label="E-mail address"
                    kind="email"
                    autocomplete="email"
                    value=form.email
                    error=errors.of("email")
                    required=true
                />
                <Button look=Look::Primary block=true>
                    "Send me a code"
                </Button>
            </PostForm>
            {passkeys
                .then(|| {
                    view! {
                        <p>
                            <a href=routes::PORTAL_PASSKEY>"Sign in with a passkey"</a>
                        </p>
                    }
                })}
            {(!demo.is_empty()).then(|| view! { <Demo people=demo /> })}
        </Outside>
    }
}

/// Who one can be in the demo.
#[component]
fn Demo(people: Vec<DemoPerson>) -> impl IntoView {
    view! {
        <details class="demo">
            <summary>"Clients of this demo office"</summary>
            <dl>
                {people
                    .into_iter()
                    .map(|person| {
                        view! {
                            <dd>
                                {person.name} " " <code>{person.email}</code>
                            </dd>
                        }
                    })
                    .collect_view()}
            </dl>
            <p class="muted">
                "No mail leaves this machine: the managing partner finds the message with its code and link in the outbox."
            </p>
        </details>
    }
}

/// The page `/portal/code`.
#[component]
pub fn Code() -> impl IntoView {
    open_page(
        "Enter the code",
        api::code_page(flash_id()),
        |asked| view! { <Enters asked=asked /> },
    )
}

#[component]
fn Enters(asked: Asked<CodeForm, PortalDoor>) -> impl IntoView {
    let Asked { message, errors, context, .. } = asked;
    view! {
        <Outside office=context.office title="Enter the code">
            <p>
                "If we know that address, a message with six digits is on its way. It can take a minute. The code works for ten minutes, in this browser."
            </p>
            <PostForm action=api::TakeCode::url()>
                <FormMessage message=message errors=errors.clone() />
                <TextField
                    name="code"
                    label="Code"
                    autocomplete="one-time-code"
                    inputmode="numeric"
                    error=errors.of("code")
                    required=true
                    code=true
                />
                <Button look=Look::Primary block=true>
                    "Sign in"
                </Button>
            </PostForm>
            <p>
                "No message? Look among unwanted mail, and make sure that it is the address you gave us. We send at most three messages an hour; the link in each works for an hour, on any device."
            </p>
            <LinkButton href=routes::PORTAL_SIGN_IN look=Look::Quiet block=true>
                "Use another address, or ask again"
            </LinkButton>
        </Outside>
    }
}

/// The page `/portal/enter/:token`.
#[component]
pub fn Enter() -> impl IntoView {
    let token = param("token");
    open_page("Sign in", api::link_page(token.clone()), |found| match found {
        Some(office) => view! { <Opens office=office token=token /> }.into_any(),
        None => gone().into_any(),
    })
}

#[component]
fn Opens(office: String, token: String) -> impl IntoView {
    // where the office is not named, a PIN stands between
    let says = match office.is_empty() {
        true => {
            "Press the button. Then your PIN is asked, or you choose one with the number that you were told by phone. The link works once."
        }
        false => "Press the button, and you are in. The link works once.",
    };
    view! {
        <Outside office=office title="Sign in">
            <p>{says}</p>
            <PostForm action=api::Enter::url()>
                <Hidden name="token" value=token />
                <Button look=Look::Primary block=true>
                    "Sign in"
                </Button>
            </PostForm>
            <p>"Is this not your own device? Sign out when you are done: you find it under “You”."</p>
        </Outside>
    }
}

/// The link was used, has ended, or was cut short on its way.
fn gone() -> impl IntoView {
    status(404);
    view! {
        <Outside office="" title="This link does not work any more">
            <p>"It was used before, or its time has run out, or a part of it is missing."</p>
            <LinkButton href=routes::PORTAL_SIGN_IN look=Look::Primary block=true>
                "Ask for a new one"
            </LinkButton>
        </Outside>
    }
}
