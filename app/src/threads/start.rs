//! Beginning to write with a client. Client and people are chosen; nothing is preselected.

use domain::forms::{FieldErrors, FormPage};
use domain::threads::{About, ReaderClient, StartContext, StartForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Choices, Radio, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::status::Tone;

/// The page `/cases/:id/messages/new`.
#[component]
pub fn New() -> impl IntoView {
    let read = api::start_page(param("id"), flash_id());
    page("Write to a client", "case", read, |page| view! { <Start page=page /> })
}

#[component]
fn Start(mut page: FormPage<StartForm, StartContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let StartContext { case, number, clients, billing_only, case_only } = context;
    let crumbs = vec![
        ("Cases".to_owned(), Some(routes::CASES.to_owned())),
        (number.clone(), Some(routes::case(case))),
        ("Messages".to_owned(), Some(routes::case_threads(case))),
        ("New".to_owned(), None),
    ];
    let nobody = clients.iter().all(|client| client.people.is_empty());
    let body = match nobody {
        true => view! { <Nobody clients=clients case=routes::case_threads(case) /> }.into_any(),
        false => {
            let options = clients
                .iter()
                .map(|client| {
                    Radio::new(client.id.to_string(), client.name.clone(), format!("Case {number}"))
                })
                .collect::<Vec<_>>();
            let abouts = match (billing_only, case_only) {
                (true, _) => view! { <Hidden name="about" value=About::Billing.word() /> }.into_any(),
                (_, true) => view! { <Hidden name="about" value=About::Case.word() /> }.into_any(),
                (false, false) => view! { <AboutWhat about=form.about error=errors.of("about").map(str::to_owned) /> }.into_any(),
            };
            view! {
                <PostForm action=api::Start::url() class="stack gap-4">
                    <FormMessage message=message errors=errors.clone() />
                    <Hidden name="id" value=case.to_string() />
                    <Hidden name="key" value=form.key />
                    <Hidden name="warned" value=form.warned.clone() />
                    <Choices
                        name="client"
                        label="Choose the client you write to"
                        options=options
                        value=form.client
                        error=errors.of("client")
                    />
                    <People
                        clients=clients
                        ticked=form.people
                        error=errors.of("people").map(str::to_owned)
                    />
                    {abouts}
                    <TextField
                        name="subject"
                        label="Subject"
                        value=form.subject
                        hint="The client reads it above the messages."
                        error=errors.of("subject")
                        required=true
                    />
                    <TextArea name="body" label="Your message" value=form.body error=errors.of("body") rows=8 required=true />
                    <Warned warned=form.warned last_name=form.last_name reason=form.reason errors=errors.clone() />
                    <Actions>
                        <Button look=Look::Primary>"Send"</Button>
                        <LinkButton href=routes::case_threads(case)>"Don’t send"</LinkButton>
                    </Actions>
                </PostForm>
            }
            .into_any()
        }
    };
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs>
            <PageHead title="Write to a client" lead="The responsible attorney takes part in what you begin." />
            {body}
        </Shell>
        <LiveForms />
    }
}

#[component]
fn AboutWhat(about: String, error: Option<String>) -> impl IntoView {
    let options = vec![
        Radio::new(About::Case.word(), About::Case.label(), "Billing does not read it"),
        Radio::new(
            About::Billing.word(),
            About::Billing.label(),
            "For those who see the invoices: billing can take part",
        ),
    ];
    view! { <Choices name="about" label="What it is about" options=options value=about error=error /> }
}

#[component]
fn Nobody(clients: Vec<ReaderClient>, case: String) -> impl IntoView {
    let links = clients
        .into_iter()
        .map(|client| view! { <li><a href=routes::client(client.id) dir="auto">{client.name}</a></li> })
        .collect_view();
    view! {
        <Notice kind=Tone::Info title="Nobody of the client uses the portal yet">
            <p>"Invite somebody on the client’s page first:"</p>
            <ul>{links}</ul>
        </Notice>
        <p class="mt-4">
            <LinkButton href=case>"Back"</LinkButton>
        </p>
    }
}

/// Who reads it, by client.
#[component]
fn People(clients: Vec<ReaderClient>, ticked: Vec<String>, error: Option<String>) -> impl IntoView {
    let hidden = error.is_none();
    let several = clients.len() > 1;
    let mut nth = 0;
    let groups = clients
        .into_iter()
        .filter(|client| !client.people.is_empty())
        .map(|client| {
            let rows = client
                .people
                .into_iter()
                .map(|person| {
                    let value = person.id.to_string();
                    let checked = ticked.contains(&value);
                    let id = (nth == 0).then_some("f-people");
                    nth += 1;
                    let sub = match person.sees_money {
                        true => person.acts_as,
                        false => format!("{}, sees no invoices", person.acts_as),
                    };
                    view! {
                        <li>
                            <label class="check">
                                <input type="checkbox" id=id name="people[]" value=value checked=checked />
                                <span>
                                    <bdi>{person.name}</bdi>
                                    <small class="xs">{sub}</small>
                                </span>
                            </label>
                        </li>
                    }
                })
                .collect_view();
            let name = several.then(|| view! { <p class="sm medium" dir="auto">{client.name}</p> });
            view! {
                {name}
                <ul class="stack gap-1">{rows}</ul>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" aria-describedby="f-people-e">
            <legend class="field__label mb-2">"Who of them reads it"</legend>
            {groups}
            <p class="field__error" id="f-people-e" data-error-for="people" hidden=hidden>
                <Icon name="alert" small=true />
                <span>{error.unwrap_or_default()}</span>
            </p>
        </fieldset>
    }
}

/// What speaks against sending it, and what confirms that it goes all the same.
#[component]
pub fn Warned(
    warned: String,
    last_name: String,
    reason: String,
    errors: FieldErrors,
) -> impl IntoView {
    (!warned.is_empty()).then(|| {
        view! {
            <Notice kind=Tone::Bad title="This names another client, and was not sent" role="alert">
                <p dir="auto">{warned}</p>
                <p>"Take it out. Or confirm who reads it, and say why it goes."</p>
            </Notice>
            <div class="form-row">
                <TextField
                    name="last_name"
                    label="Type a reader’s last name to send it anyway"
                    value=last_name
                    hint="Of somebody of the client who reads it."
                    error=errors.of("last_name")
                />
                <TextField
                    name="reason"
                    label="Reason, kept on record"
                    value=reason
                    error=errors.of("reason")
                />
            </div>
        }
    })
}
