//! Another password for one's own account.

use domain::account::ChangePasswordForm;
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{api, crumbs};
use crate::door::{NewPassword, Username};
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::TextField;
use crate::ui::form::{Actions, FormMessage, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

#[component]
pub fn Password() -> impl IntoView {
    page("Change password", "page", api::password_page(flash_id()), |page| {
        view! { <Change page=page /> }
    })
}

#[component]
fn Change(mut page: FormPage<ChangePasswordForm, String>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, context: email, .. } = page;
    view! {
        <Shell frame=frame here=Here::Account crumbs=crumbs("Password") class="page--form">
            <PageHead
                title="Change password"
                lead="Every other browser is signed out, and a message tells you that it changed."
            />
            <PostForm action=api::ChangePassword::url()>
                <FormMessage message=message errors=errors.clone() />
                <Username email=email />
                <TextField
                    name="current"
                    label="Current password"
                    kind="password"
                    autocomplete="current-password"
                    error=errors.of("current")
                    required=true
                />
                <NewPassword label="New password" error=errors.of("password") />
                <Actions>
                    <Button look=Look::Primary>"Change password"</Button>
                    <LinkButton href=routes::ACCOUNT look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}
