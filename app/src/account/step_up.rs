//! A fresh proof before a sensitive act.

use domain::account::{AccountPage, StepUpForm};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::door::Username;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::TextField;
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

#[component]
pub fn StepUp() -> impl IntoView {
    page("Confirm it is you", "page", api::step_up_page(flash_id()), |page| {
        view! { <Prove page=page /> }
    })
}

#[component]
fn Prove(mut page: FormPage<StepUpForm, AccountPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let next = if form.next.is_empty() { query("next") } else { form.next };
    let lead = if context.second_factor {
        "This act needs a fresh proof: your password and a code from the last ten minutes. It keeps a browser left open from being enough."
    } else {
        "This act needs a fresh proof: your password from the last ten minutes. It keeps a browser left open from being enough."
    };
    let crumbs = vec![("Confirm it is you".to_owned(), None)];
    view! {
        <Shell frame=frame here=Here::None crumbs=crumbs class="page--form">
            <PageHead title="Confirm it is you" lead=lead />
            <PostForm action=api::StepUp::url()>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="next" value=next />
                <Username email=context.email />
                <TextField
                    name="password"
                    label="Password"
                    kind="password"
                    autocomplete="current-password"
                    error=errors.of("password")
                    required=true
                    autofocus=true
                />
                {context
                    .second_factor
                    .then(|| {
                        view! {
                            <TextField
                                name="code"
                                label="Code"
                                autocomplete="one-time-code"
                                hint="The six digits your authenticator app shows, or a recovery code."
                                error=errors.of("code")
                                required=true
                            />
                        }
                    })}
                <Actions>
                    <Button look=Look::Primary>"Confirm"</Button>
                    <LinkButton href=routes::CASES look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}
