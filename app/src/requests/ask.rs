//! Asking a client for something.

use domain::forms::FormPage;
use domain::requests::{AskContext, AskForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::list::of_case;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{DateField, Select, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::section::Section;
use crate::ui::status::Tone;

#[component]
pub fn New() -> impl IntoView {
    let read = api::ask_page(param("id"), flash_id());
    page("Ask for something", "case", read, |page| view! { <Ask page=page /> })
}

#[component]
fn Ask(mut page: FormPage<AskForm, AskContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let AskContext { case, standing, clients, without } = context;
    let id = case.id;
    let without = (!without.is_empty()).then(|| {
        let title = format!("Nobody uses the portal for {} yet", without.join(", "));
        view! {
            <Notice kind=Tone::Info title=title role="note">
                <p>"It is seen, and told by e-mail, once somebody is invited."</p>
            </Notice>
        }
    });
    let body = view! {
        <Section id="ask" title="Ask for something">
            <div class="stack gap-4 mt-3">
                {without}
                <PostForm action=api::Ask::url()>
                    <FormMessage message=message errors=errors.clone() />
                    <Hidden name="id" value=id.to_string() />
                    <Hidden name="key" value=form.key />
                    <Select
                        name="client"
                        label="Client"
                        options=clients
                        value=form.client
                        placeholder="Choose"
                        error=errors.of("client")
                        required=true
                    />
                    <TextField
                        name="title"
                        label="What do you need?"
                        value=form.title
                        hint="In a line, as the client reads it: “Your last three payslips”"
                        error=errors.of("title")
                        autocomplete="off"
                        required=true
                    />
                    <TextArea
                        name="details"
                        label="Explanation"
                        value=form.details
                        hint="What it is for, where it is found, what to do if there is none. The client reads it."
                        error=errors.of("details")
                        optional_mark=true
                    />
                    <DateField
                        name="due"
                        label="Needed by"
                        value=form.due
                        hint="One reminder goes out two days before."
                        error=errors.of("due")
                        optional_mark=true
                    />
                    <Actions>
                        <Button look=Look::Primary>"Ask the client"</Button>
                        <LinkButton href=routes::case_requests(id) look=Look::Quiet>
                            "Cancel"
                        </LinkButton>
                    </Actions>
                </PostForm>
            </div>
        </Section>
        <LiveForms />
    };
    let last = vec![("Ask for something".to_owned(), None)];
    of_case(frame, &case, standing, last, body.into_any())
}
