//! Recovery codes, shown once.

use domain::account::{AccountPage, RecoveryCodes};
use domain::frame::{Frame, Framed};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{api, crumbs};
use crate::enhance::LiveForms;
use crate::page::{Done, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::form::{Actions, FormMessage, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::status::Tone;

#[component]
pub fn Codes() -> impl IntoView {
    page("Recovery codes", "page", api::codes_page(flash_id()), |Framed { frame, body }| {
        let api::Codes { fresh, message, account } = body;
        match fresh {
            Some(codes) => view! { <Fresh frame=frame codes=codes /> }.into_any(),
            None => view! { <Stand frame=frame account=account message=message /> }.into_any(),
        }
    })
}

#[component]
fn Fresh(frame: Frame, codes: RecoveryCodes) -> impl IntoView {
    view! {
        <Shell frame=frame here=Here::Account crumbs=crumbs("Recovery codes") class="page--form">
            <Done />
            <PageHead
                title="Your recovery codes"
                lead="Each lets you in once when your phone is not at hand. They are shown only now."
            />
            <ul class="codes">
                {codes.codes.into_iter().map(|code| view! { <li>{code}</li> }).collect_view()}
            </ul>
            <p class="measure mt-4 mb-2">
                "Print this page or write the codes down, and keep them away from the phone and the password. \
                 Codes you had before no longer work."
            </p>
            <Actions>
                <LinkButton href=routes::ACCOUNT look=Look::Primary>
                    "I have kept them"
                </LinkButton>
            </Actions>
        </Shell>
    }
}

#[component]
fn Stand(
    frame: Frame,
    account: AccountPage,
    #[prop(optional_no_strip)] message: Option<String>,
) -> impl IntoView {
    let left = account.recovery_codes_left;
    let lead = match (account.second_factor, left) {
        (false, _) => "They come with a second factor, and there is none yet.".to_owned(),
        (true, 0) => "None of your codes is left.".to_owned(),
        (true, 1) => "One of your codes is left.".to_owned(),
        (true, _) => format!("{left} of your codes are left. They are not shown again."),
    };
    view! {
        <Shell frame=frame here=Here::Account crumbs=crumbs("Recovery codes") class="page--form">
            <PageHead title="Recovery codes" lead=lead />
            {if account.second_factor {
                view! { <Make message=message ends={left > 0} /> }.into_any()
            } else {
                view! {
                    <LinkButton href=routes::SECOND_FACTOR look=Look::Primary>
                        "Set up a second factor"
                    </LinkButton>
                }
                    .into_any()
            }}
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Make(#[prop(optional_no_strip)] message: Option<String>, ends: bool) -> impl IntoView {
    view! {
        <PostForm action=api::NewRecoveryCodes::url()>
            <FormMessage message=message />
            {ends
                .then(|| {
                    view! {
                        <Notice kind=Tone::Warn title="New codes end the old ones">
                            <p>"Codes you printed or wrote down stop working at once."</p>
                        </Notice>
                    }
                })}
            <Actions>
                <Button look=Look::Primary>"Make new codes"</Button>
                <LinkButton href=routes::ACCOUNT look=Look::Quiet>
                    "Cancel"
                </LinkButton>
            </Actions>
        </PostForm>
    }
}
