//! Passkeys: signing in with one, adding one, and one's own. These two pages alone of the portal have a script: a browser
//! hands out a passkey to nothing else. Without it they say so, and a code always works.

pub mod device;

use domain::passkeys::{OwnPasskey, PasskeyForm};
use domain::portal::{PortalDoor, PortalFrame, PortalFramed};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use device::Device;

use super::{Here, Outside, api, open_page, page};
use crate::door::Asked;
use crate::enhance::LiveForms;
use crate::page::flash_id;
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::TextField;
use crate::ui::form::{FormMessage, Hidden, PostForm};

/// The page `/portal/passkey`.
#[component]
pub fn SignInByPasskey() -> impl IntoView {
    open_page("Sign in with a passkey", api::passkey_page(flash_id()), |asked| {
        view! { <Enter asked=asked /> }
    })
}

#[component]
fn Enter(asked: Asked<PasskeyForm, PortalDoor>) -> impl IntoView {
    let Asked { message, errors, context, .. } = asked;
    view! {
        <Outside office=context.office title="Sign in with a passkey">
            <p>
                "Your device asks for your face, your finger or its code, as it does when you unlock it. It works where you added a passkey on your page “You”."
            </p>
            <PostForm action=api::TakePasskey::url()>
                <FormMessage message=message errors=errors />
                <Answer asks=api::AskPasskey::url() creates=false>
                    "Use a passkey"
                </Answer>
            </PostForm>
            <LinkButton href=routes::PORTAL_SIGN_IN look=Look::Quiet>
                "Use a code instead"
            </LinkButton>
            <LiveForms />
        </Outside>
    }
}

/// The page `/portal/profile/passkey`.
#[component]
pub fn NewPasskey() -> impl IntoView {
    let flash = flash_id();
    let read = async move {
        let asked = api::new_passkey_page(flash).await?;
        Ok(PortalFramed { frame: asked.context.clone(), body: asked })
    };
    page("Add a passkey", Here::Profile, read, |_, asked| view! { <Add asked=asked /> })
}

#[component]
fn Add(asked: Asked<PasskeyForm, PortalFrame>) -> impl IntoView {
    let Asked { form, message, errors, .. } = asked;
    view! {
        <h1>"Add a passkey"</h1>
        <p class="portal__prose">
            "With a passkey you sign in with your face, your finger or the code of your device, and wait for no message. Add one only on a device that nobody else can unlock."
        </p>
        <PostForm action=api::AddPasskey::url() class="stack gap-4 mt-4">
            <FormMessage message=message errors=errors.clone() />
            <TextField
                name="name"
                label="What you call this device"
                value=form.name
                error=errors.of("name")
                autocomplete="off"
                required=true
            />
            <Answer asks=api::AskNewPasskey::url() creates=true>
                "Add a passkey"
            </Answer>
        </PostForm>
        <LinkButton href=routes::PORTAL_PROFILE look=Look::Quiet>
            "Cancel"
        </LinkButton>
        <LiveForms />
    }
}

/// What the device answers, filled in by the script, and the button that asks it. Nothing can be pressed without one.
#[component]
fn Answer(#[prop(into)] asks: String, creates: bool, children: Children) -> impl IntoView {
    view! {
        <input type="hidden" id=device::ASK name="ask" value="" />
        <input type="hidden" id=device::CREDENTIAL name="credential" value="" />
        <button
            class="btn btn--primary btn--block"
            type="button"
            id=device::BUTTON
            data-asks=asks
            data-creates=creates.then_some("")
            hidden=true
        >
            {children()}
        </button>
        <p id=device::UNABLE class="portal__small">
            "This needs JavaScript and a browser that knows passkeys. A code works without either."
        </p>
        <p id=device::TROUBLE class="field__error" role="alert" hidden=true></p>
        <Device />
    }
}

/// One's own, on the page about oneself.
#[component]
pub(super) fn Own(rows: Vec<OwnPasskey>) -> impl IntoView {
    let none = rows.is_empty();
    let rows = rows
        .into_iter()
        .map(|row| {
            let OwnPasskey { id, name, added, used } = row;
            let used = used.map_or("not used yet".to_owned(), |at| format!("last used {at}"));
            let which = format!(" the passkey {name}");
            view! {
                <li>
                    <strong dir="auto">{name}</strong>
                    <small>{format!("Added {added}, {used}")}</small>
                    <PostForm action=api::RemovePasskey::url() class="row gap-2">
                        <Hidden name="id" value=id.to_string() />
                        <Button>"Remove" <span class="vh">{which}</span></Button>
                    </PostForm>
                </li>
            }
        })
        .collect_view();
    view! {
        {if none {
            view! { <p class="portal__prose">"None. With one you sign in by unlocking your device, and wait for no code."</p> }
                .into_any()
        } else {
            view! { <ul class="portal__list">{rows}</ul> }.into_any()
        }}
        <p class="mt-4">
            <LinkButton href=routes::PORTAL_NEW_PASSKEY icon="plus">
                "Add a passkey"
            </LinkButton>
        </p>
    }
}
