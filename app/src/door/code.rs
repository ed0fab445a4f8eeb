//! The second step: a code from the authenticator, or one of the recovery codes.

use domain::account::{Awaited, CodeForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Asked, api, next};
use crate::enhance::LiveForms;
use crate::page::{flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::TextField;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::gate::Gate;
use crate::ui::person::Who;

const LOST: &str =
    "Lost your phone and your codes? Whoever looks after the server can reset your account.";

/// Which of the two codes is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Authenticator,
    Recovery,
}

#[component]
pub fn Code() -> impl IntoView {
    page("Second factor", "page", api::code_page(flash_id()), |asked| {
        ask(asked, Step::Authenticator)
    })
}

#[component]
pub fn Recovery() -> impl IntoView {
    page("Recovery code", "page", api::code_page(flash_id()), |asked| ask(asked, Step::Recovery))
}

fn ask(asked: Asked<CodeForm, Option<Awaited>>, step: Step) -> impl IntoView {
    let Asked { form, message, errors, context } = asked;
    let Some(who) = context else { return nobody().into_any() };
    let next = next(form.next);
    let (title, lead, action) = match step {
        Step::Authenticator => (
            "Confirm it is you",
            "Step 2 of 2. Enter the code from your authenticator app.",
            api::SecondFactor::url(),
        ),
        Step::Recovery => (
            "Use a recovery code",
            "Step 2 of 2. Enter one of the codes you kept. Each works once.",
            api::RecoveryCode::url(),
        ),
    };
    let error = errors.of("code").map(str::to_owned);
    let field = match step {
        Step::Authenticator => view! {
            <TextField
                name="code"
                label="Six-digit code"
                code=true
                inputmode="numeric"
                autocomplete="one-time-code"
                hint="A new code appears every 30 seconds. The one before it still works."
                error=error
                required=true
                autofocus=true
            />
        }
        .into_any(),
        Step::Recovery => view! {
            <TextField
                name="code"
                label="Recovery code"
                autocomplete="off"
                hint="Sixteen letters and digits. Spaces and capitals do not matter."
                error=error
                required=true
                autofocus=true
            />
        }
        .into_any(),
    };
    let (href, words) = match step {
        Step::Authenticator => (routes::leading(routes::RECOVERY, &next), "Use a recovery code"),
        Step::Recovery => (routes::leading(routes::CODE, &next), "Use the authenticator app"),
    };
    view! {
        <Gate title=title lead=lead foot=LOST>
            <Whom who=who />
            <PostForm action=action>
                <FormMessage message=message errors=errors />
                <Hidden name="next" value=next />
                {field}
                <Button look=Look::Primary block=true>
                    "Sign in"
                </Button>
            </PostForm>
            <LinkButton href=href look=Look::Quiet block=true>
                {words}
            </LinkButton>
            <LiveForms />
        </Gate>
    }
    .into_any()
}

#[component]
fn Whom(who: Awaited) -> impl IntoView {
    let name = who.person.name.clone();
    view! {
        <div class="row gap-3 asuser">
            <Who person=who.person />
            <span class="grow">
                <span class="medium">{name}</span>
                <small class="xs muted">{who.email}</small>
            </span>
            <a class="sm" href=routes::SIGN_IN>
                "Not you?"
            </a>
        </div>
    }
}

/// No password was given here, or too long ago.
fn nobody() -> impl IntoView {
    view! {
        <Gate title="Sign in again" lead="No sign-in is waiting for a code in this browser.">
            <p>"Ten minutes pass quickly: start with your email and password, then enter the code."</p>
            <LinkButton href=routes::SIGN_IN look=Look::Primary block=true>
                "Go to sign-in"
            </LinkButton>
        </Gate>
    }
}
