//! The second factor: set up, proved by its first code, replaced, removed.

use domain::account::{AccountPage, CodeForm, SecondFactorSetup};
use domain::forms::{FieldErrors, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{self, Factor};
use super::crumbs;
use super::qr::Qr;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::dialog::DialogPage;
use crate::ui::field::TextField;
use crate::ui::form::{Actions, FormMessage, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

#[component]
pub fn SecondFactor() -> impl IntoView {
    page("Second factor", "page", api::second_factor_page(flash_id()), |page| {
        view! { <SetUp page=page /> }
    })
}

#[component]
fn SetUp(mut page: FormPage<CodeForm, Factor>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, context: Factor { setup, in_force, required }, .. } = page;
    let (title, lead) = match (in_force, required) {
        (true, _) => (
            "Replace the second factor",
            "The one you have counts until a code of the new one is confirmed.",
        ),
        (false, true) => (
            "Set up a second factor",
            "The office asks for one in your role, before anything else. It takes two minutes and an authenticator app.",
        ),
        (false, false) => (
            "Set up a second factor",
            "With a code from an authenticator app, a stolen password is not enough to get in.",
        ),
    };
    view! {
        <Shell frame=frame here=Here::Account crumbs=crumbs("Second factor") class="page--form">
            <PageHead title=title lead=lead />
            {match setup {
                Some(setup) => view! { <Confirm setup=setup message=message errors=errors /> }.into_any(),
                None => view! { <Begin message=message /> }.into_any(),
            }}
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Begin(#[prop(optional_no_strip)] message: Option<String>) -> impl IntoView {
    view! {
        <PostForm action=api::BeginSecondFactor::url()>
            <FormMessage message=message />
            <p class="measure">
                "You need an app on your phone that makes six-digit codes. The next page shows what to scan."
            </p>
            <Actions>
                <Button look=Look::Primary>"Start"</Button>
                <LinkButton href=routes::ACCOUNT look=Look::Quiet>
                    "Cancel"
                </LinkButton>
            </Actions>
        </PostForm>
    }
}

#[component]
fn Confirm(
    setup: SecondFactorSetup,
    #[prop(optional_no_strip)] message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    let SecondFactorSetup { secret, qr, required: _ } = setup;
    view! {
        <ol class="steps">
            <li>
                <p>"Scan this with your authenticator app."</p>
                <Qr rows=qr />
                <p class="sm muted">"Cannot scan it? Type this key into the app:"</p>
                <p>
                    <code class="secret">{secret}</code>
                </p>
            </li>
            <li>
                <p>"Enter the code the app shows."</p>
                <PostForm action=api::ConfirmSecondFactor::url() id="confirm" class="stack gap-4">
                    <FormMessage message=message errors=errors.clone() />
                    <TextField
                        name="code"
                        label="Six-digit code"
                        code=true
                        inputmode="numeric"
                        autocomplete="one-time-code"
                        error=errors.of("code")
                        required=true
                    />
                </PostForm>
            </li>
        </ol>
        <PostForm action=api::BeginSecondFactor::url() class="mt-4">
            <FormMessage />
            <Actions>
                <Button look=Look::Primary form="confirm">
                    "Confirm"
                </Button>
                <Button>"Start over with a new key"</Button>
                <LinkButton href=routes::ACCOUNT look=Look::Quiet>
                    "Cancel"
                </LinkButton>
            </Actions>
        </PostForm>
    }
}

#[component]
pub fn RemoveSecondFactor() -> impl IntoView {
    page("Remove the second factor", "page", api::remove_page(flash_id()), |page| {
        view! { <Remove page=page /> }
    })
}

#[component]
fn Remove(page: FormPage<(), AccountPage>) -> impl IntoView {
    let FormPage { frame, message, context, .. } = page;
    let (says, removes) = match (context.second_factor, context.second_factor_required) {
        (true, false) => (
            "Your password alone will let you in, and whoever learns it. The recovery codes end too.",
            true,
        ),
        (true, true) => {
            ("The office asks for a second factor in your role. You can replace it.", false)
        }
        (false, _) => ("No second factor is set up.", false),
    };
    let footer = view! {
        <LinkButton href=routes::ACCOUNT look=Look::Primary autofocus=true>
            {if removes { "Keep it" } else { "Back to your account" }}
        </LinkButton>
        {removes
            .then(|| {
                view! {
                    <Button look=Look::Danger form="removing">
                        "Remove"
                    </Button>
                }
            })}
    }
    .into_any();
    view! {
        <DialogPage
            frame=frame
            here=Here::Account
            title="Remove the second factor?"
            back=routes::ACCOUNT
            small=true
            footer=footer
        >
            <p>{says}</p>
            {removes
                .then(|| {
                    view! {
                        <PostForm action=api::RemoveSecondFactor::url() id="removing">
                            <FormMessage message=message />
                        </PostForm>
                    }
                })}
            <LiveForms />
        </DialogPage>
    }
}
