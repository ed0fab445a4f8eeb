//! The PIN of whoever must not be known by their mailbox. Nothing here says whose page it is.

use domain::pin::{PinForm, PinWanted};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Outside, api, open_page};
use crate::door::Asked;
use crate::page::flash_id;
use crate::ui::button::{Button, Look};
use crate::ui::field::TextField;
use crate::ui::form::{FormMessage, PostForm};

/// The page `/portal/pin`.
#[component]
pub fn Pin() -> impl IntoView {
    open_page("Your PIN", api::pin_page(flash_id()), |asked| view! { <Give asked=asked /> })
}

#[component]
fn Give(asked: Asked<PinForm, Option<PinWanted>>) -> impl IntoView {
    let Asked { message, errors, context, .. } = asked;
    let chooses = context == Some(PinWanted::Choose);
    let (title, says) = match chooses {
        true => (
            "Choose a PIN",
            "So that nobody who reads your mail comes further than here. First type the number that we told you by phone; if you have none, or it does not work, call the number that you have of us. Then choose four to eight digits that you type each time you sign in.",
        ),
        false => ("Your PIN", "Type the PIN that you chose."),
    };
    view! {
        <Outside office="" title=title>
            <p>{says}</p>
            <PostForm action=api::GivePin::url()>
                <FormMessage message=message errors=errors.clone() />
                {chooses
                    .then(|| {
                        view! {
                            <TextField
                                name="start"
                                label="The number that we told you"
                                hint="Eight digits"
                                autocomplete="off"
                                inputmode="numeric"
                                error=errors.of("start")
                                required=true
                            />
                        }
                    })}
                <TextField
                    name="pin"
                    label=if chooses { "Your new PIN" } else { "PIN" }
                    kind="password"
                    autocomplete="off"
                    inputmode="numeric"
                    error=errors.of("pin")
                    required=true
                />
                {chooses
                    .then(|| {
                        view! {
                            <TextField
                                name="again"
                                label="The same PIN once more"
                                kind="password"
                                autocomplete="off"
                                inputmode="numeric"
                                error=errors.of("again")
                                required=true
                            />
                        }
                    })}
                <Button look=Look::Primary block=true>
                    {if chooses { "Keep this PIN" } else { "Go on" }}
                </Button>
            </PostForm>
            {(!chooses).then(|| view! { <p>"Forgotten? Call the number that you have of us: we make sure that it is you, and you choose another one with a number that we tell you."</p> })}
            <PostForm action=api::SignOut::url()>
                <Button look=Look::Quiet block=true>
                    "Sign out"
                </Button>
            </PostForm>
        </Outside>
    }
}
