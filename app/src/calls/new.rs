//! Taking a call down: few fields, open from every page.

use domain::calls::{CallForm, CallReason};
use domain::forms::{Choice, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Select, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

#[component]
pub fn New() -> impl IntoView {
    page("Take a call", "page", api::new_page(query("case"), flash_id()), |page| {
        view! { <Take page=page /> }
    })
}

#[component]
fn Take(mut page: FormPage<CallForm, Vec<Choice>>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context: people, .. } = page;
    let crumbs = vec![
        ("Calls".to_owned(), Some(routes::CALLS.to_owned())),
        ("Take a call".to_owned(), None),
    ];
    let reasons = CallReason::ALL
        .map(|reason| Choice { value: reason.word().into(), label: reason.label().into() })
        .to_vec();
    view! {
        <Shell frame=frame here=Here::Calls crumbs=crumbs class="page--form">
            <PageHead title="Take a call" />
            <PostForm action=api::Take::url()>
                <FormMessage message=message errors=errors.clone() />
                <div class="form-row">
                    <TextField
                        name="caller"
                        label="Who called"
                        value=form.caller
                        error=errors.of("caller")
                        autocomplete="off"
                        autofocus=true
                        required=true
                    />
                    <TextField
                        name="phone"
                        label="Phone"
                        value=form.phone
                        kind="tel"
                        error=errors.of("phone")
                        autocomplete="off"
                        optional_mark=true
                    />
                </div>
                <div class="form-row">
                    <Select
                        name="reason"
                        label="Why"
                        options=reasons
                        value=form.reason
                        placeholder="Choose"
                        error=errors.of("reason")
                        required=true
                    />
                    <Select
                        name="holder"
                        label="For"
                        options=people
                        value=form.holder
                        placeholder="Choose"
                        error=errors.of("holder")
                        required=true
                    />
                </div>
                <TextField
                    name="case"
                    label="Case number"
                    value=form.case
                    hint="As the caller or the case’s page says it"
                    error=errors.of("case")
                    autocomplete="off"
                    optional_mark=true
                />
                <TextArea
                    name="message"
                    label="Message"
                    value=form.message
                    error=errors.of("message")
                    rows=3
                    optional_mark=true
                />
                <Actions>
                    <Button look=Look::Primary>"Save call"</Button>
                    <LinkButton href=routes::CALLS look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}
