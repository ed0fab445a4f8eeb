//! Whether a client may be sent texts: given or withdrawn, with where it was said and when.

use domain::contacts::{ConsentForm, ConsentSource, ReachFormContext};
use domain::forms::{Choice, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Choices, DateField, Radio, Select, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

/// The page `/clients/:id/consent`.
#[component]
pub fn Consent() -> impl IntoView {
    let read = api::consent_page(param("id"), flash_id());
    page("Consent to texts", "client", read, |page| view! { <Write page=page /> })
}

#[component]
fn Write(mut page: FormPage<ConsentForm, ReachFormContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let ReachFormContext { client, name, .. } = context;
    let back = routes::client(client);
    let crumbs = vec![
        ("Clients".to_owned(), Some(routes::CLIENTS.to_owned())),
        ("Client".to_owned(), Some(back.clone())),
        ("Consent to texts".to_owned(), None),
    ];
    let answers = vec![
        Radio::new("yes", "Texts may be sent", "The client agreed"),
        Radio::new("no", "No texts", "The client withdrew or declined"),
    ];
    let sources = ConsentSource::ALL
        .into_iter()
        .filter(|it| it.is_recorded())
        .map(|it| Choice { value: it.word().into(), label: it.label().into() })
        .collect::<Vec<_>>();
    view! {
        <Shell frame=frame here=Here::Clients crumbs=crumbs class="page--form">
            <PageHead title="Consent to texts" lead=name />
            <p class="sm muted">
                "The newest counts. What was said before stays on record and cannot be changed."
            </p>
            <PostForm action=api::RecordConsent::url()>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=client.to_string() />
                <Choices
                    name="given"
                    label="What the client said"
                    options=answers
                    value=form.given
                    error=errors.of("given")
                    required=true
                />
                <div class="form-row">
                    <Select
                        name="source"
                        label="Where"
                        options=sources
                        value=form.source
                        placeholder="Choose"
                        error=errors.of("source")
                        required=true
                    />
                    <DateField
                        name="said_on"
                        label="When"
                        value=form.said_on
                        error=errors.of("said_on")
                        required=true
                    />
                </div>
                <TextField
                    name="note"
                    label="Note"
                    value=form.note
                    error=errors.of("note")
                    autocomplete="off"
                    optional_mark=true
                />
                <Actions>
                    <Button look=Look::Primary>"Record"</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}
