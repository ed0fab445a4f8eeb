//! Taking an enquiry, and changing what was taken down.

use domain::clients::ClientKind;
use domain::enquiries::{EnquiryForm, EnquiryFormContext, SOURCES};
use domain::forms::{Choice, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::appointments::moving::Anyway;
use crate::clients::fields::{OrganizationName, PersonName};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Choices, DateField, Radio, Select, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

#[component]
pub fn New() -> impl IntoView {
    page("New enquiry", "page", api::new_page(flash_id()), |page| view! { <Write page=page /> })
}

#[component]
pub fn Edit() -> impl IntoView {
    page("Edit enquiry", "enquiry", api::edit_page(param("id"), flash_id()), |page| {
        view! { <Write page=page /> }
    })
}

/// The sources offered, and the one that stands there already.
fn sources(current: &str) -> Vec<Choice> {
    let extra = (!current.is_empty() && !SOURCES.contains(&current)).then_some(current);
    SOURCES
        .into_iter()
        .chain(extra)
        .map(|source| Choice { value: source.into(), label: source.into() })
        .collect()
}

#[component]
fn Write(mut page: FormPage<EnquiryForm, EnquiryFormContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let EnquiryFormContext { enquiry, name, attorneys } = context;
    let (title, lead, button, action) = match enquiry {
        Some(_) => (format!("Edit enquiry: {name}"), "", "Save changes", api::Edit::url()),
        None => (
            "Take an enquiry".to_owned(),
            "Name, number, a line on what it is about, and whom it is against: enough to check for conflicts.",
            "Take enquiry",
            api::Take::url(),
        ),
    };
    let back = enquiry.map_or(routes::ENQUIRIES.to_owned(), routes::enquiry);
    let crumbs = vec![
        ("Enquiries".to_owned(), Some(routes::ENQUIRIES.to_owned())),
        (if enquiry.is_some() { "Edit" } else { "New" }.to_owned(), None),
    ];
    let kinds = ClientKind::ALL.map(|kind| Radio::new(kind.word(), kind.label(), "")).to_vec();
    view! {
        <Shell frame=frame here=Here::Enquiries crumbs=crumbs class="page--form">
            <Done />
            <PageHead title=title lead=lead />
            <PostForm action=action>
                <FormMessage message=message errors=errors.clone() />
                {enquiry.map(|id| view! { <Hidden name="id" value=id.to_string() /> })}
                <Hidden name="revision" value=form.revision />
                <Choices
                    name="kind"
                    label="Who asks"
                    options=kinds
                    value=form.kind
                    error=errors.of("kind")
                    required=true
                />
                <PersonName
                    given=form.given_name
                    family=form.family_name
                    legend="vh"
                    errors=errors.clone()
                />
                <OrganizationName name=form.organization legend="vh" errors=errors.clone() />
                <div class="form-row">
                    <TextField
                        name="phone"
                        label="Phone"
                        value=form.phone
                        kind="tel"
                        error=errors.of("phone")
                        autocomplete="off"
                    />
                    <TextField
                        name="email"
                        label="Email"
                        value=form.email
                        kind="email"
                        error=errors.of("email")
                        autocomplete="off"
                    />
                </div>
                <TextField
                    name="matter"
                    label="What it is about"
                    value=form.matter
                    hint="In a line: dismissed after a complaint, lease of a shop"
                    error=errors.of("matter")
                    required=true
                />
                <TextArea
                    name="adverse"
                    label="Whom it is against"
                    value=form.adverse
                    hint="One name on each line. They are looked for among everybody the office knows."
                    error=errors.of("adverse")
                    rows=3
                    optional_mark=true
                />
                <div class="form-row">
                    <Select
                        name="source"
                        label="How they found the office"
                        options=sources(&form.source)
                        value=form.source
                        placeholder="Not said"
                        error=errors.of("source")
                    />
                    <Select
                        name="assigned"
                        label="Attorney"
                        options=attorneys
                        value=form.assigned
                        placeholder="Nobody yet"
                        hint="Sees the enquiry and may decide it."
                        error=errors.of("assigned")
                    />
                </div>
                <div class="form-row">
                    <DateField
                        name="consultation_on"
                        label="First consultation"
                        value=form.consultation_on
                        error=errors.of("consultation_on")
                        optional_mark=true
                    />
                    <TextField
                        name="consultation_at"
                        label="At"
                        value=form.consultation_at
                        kind="time"
                        error=errors.of("consultation_at")
                    />
                </div>
                <Anyway
                    ticked=form.anyway == "on"
                    shown=errors.of("consultation_at").is_some()
                    error=errors.of("anyway").map(str::to_owned)
                />
                <Actions>
                    <Button look=Look::Primary>{button}</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}
