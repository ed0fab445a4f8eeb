//! A link from a mail: an invitation, or a forgotten password. Opening it uses nothing up; setting
//! the password does, once.

use domain::account::MailedLink;
use domain::forms::FieldErrors;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Asked, NewPassword, api};
use crate::enhance::LiveForms;
use crate::page::{flash_id, page, param, status};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::TextField;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::gate::Gate;

#[component]
pub fn Reset() -> impl IntoView {
    let token = param("token");
    page("New password", "page", api::link_page(token.clone(), flash_id()), |asked| {
        choose(asked, token, api::ResetPassword::url())
    })
}

#[component]
pub fn Invitation() -> impl IntoView {
    let token = param("token");
    page("Invitation", "page", api::link_page(token.clone(), flash_id()), |asked| {
        choose(asked, token, api::AcceptInvitation::url())
    })
}

fn choose(
    asked: Asked<(), Option<MailedLink>>,
    token: String,
    action: &'static str,
) -> impl IntoView {
    let Asked { message, errors, context, .. } = asked;
    match context {
        Some(link) => {
            view! { <Choose link=link message=message errors=errors token=token action=action /> }
                .into_any()
        }
        None => gone().into_any(),
    }
}

#[component]
fn Choose(
    link: MailedLink,
    #[prop(optional_no_strip)] message: Option<String>,
    errors: FieldErrors,
    token: String,
    action: &'static str,
) -> impl IntoView {
    let MailedLink { office, name, email, invitation } = link;
    let (title, lead, foot) = if invitation {
        (
            format!("Welcome, {name}"),
            format!("{office} has made an account for you. Choose a password for it."),
            "You sign in with your work email and this password.",
        )
    } else {
        (
            "Choose a new password".to_owned(),
            format!("For the account of {name} at {office}."),
            "Every browser that is signed in to this account will be signed out. A second factor stays as it is.",
        )
    };
    view! {
        <Gate title=title lead=lead foot=foot>
            <PostForm action=action>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="token" value=token />
                <TextField
                    name="email"
                    label="Work email"
                    kind="email"
                    autocomplete="username"
                    value=email
                    readonly=true
                />
                <NewPassword label="New password" error=errors.of("password") autofocus=true />
                <Button look=Look::Primary block=true>
                    "Set password"
                </Button>
            </PostForm>
            <LiveForms />
        </Gate>
    }
}

/// The link was used, has ended, or was cut short on its way.
fn gone() -> impl IntoView {
    status(404);
    view! {
        <Gate title="This link does not work any more" lead="It was used before, or it has ended, or a part of it is missing.">
            <p>
                "If your account has a password, ask for another link. If you were invited and have none yet, \
                 ask a managing partner to invite you again."
            </p>
            <LinkButton href=routes::ASK_RESET look=Look::Primary block=true>
                "Ask for another link"
            </LinkButton>
            <LinkButton href=routes::SIGN_IN look=Look::Quiet block=true>
                "Go to sign-in"
            </LinkButton>
        </Gate>
    }
}
