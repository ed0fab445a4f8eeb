//! Writing down a client: new, and edited. How a client on file is reached has forms of its own.

use domain::clients::{ClientForm, ClientFormContext, ClientKind};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::fields::{Billing, General, Kind, OrganizationName, PersonName};
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Check, DateField};
use crate::ui::form::{Actions, FormMessage, Hidden, Leads, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

/// The page `/clients/new`.
#[component]
pub fn New() -> impl IntoView {
    page("New client", "page", api::new_page(flash_id()), |page| view! { <Write page=page /> })
}

/// The page `/clients/:id/edit`.
#[component]
pub fn Edit() -> impl IntoView {
    page("Edit client", "client", api::edit_page(param("id"), flash_id()), |page| {
        view! { <Write page=page /> }
    })
}

#[component]
fn Write(mut page: FormPage<ClientForm, ClientFormContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let ClientFormContext { client, name, billing_only } = context;
    let clients = ("Clients".to_owned(), Some(routes::CLIENTS.to_owned()));
    let (title, lead, button, action, back, crumbs) = match client {
        Some(id) => (
            "Edit client",
            name,
            "Save changes",
            api::Edit::url(),
            routes::client(id),
            vec![
                clients,
                ("Client".to_owned(), Some(routes::client(id))),
                ("Edit".to_owned(), None),
            ],
        ),
        None => (
            "Add a client",
            "A client is on file once, however many cases there are.".to_owned(),
            "Add client",
            api::Create::url(),
            routes::CLIENTS.to_owned(),
            vec![clients, ("New".to_owned(), None)],
        ),
    };
    let organization = form.kind == ClientKind::Organization.word();
    let person_name = view! {
        <PersonName
            given=form.given_name.clone()
            family=form.family_name.clone()
            legend="h3 mb-2"
            errors=errors.clone()
        />
    };
    let born = (!billing_only).then(|| {
        view! {
            <div class="of-person">
                <DateField
                    name="born_on"
                    label="Birth date"
                    value=form.born_on.clone()
                    hint="A guardian ends on the eighteenth birthday"
                    error=errors.of("born_on")
                    optional_mark=true
                />
            </div>
        }
    });
    let organization_name = view! {
        <OrganizationName name=form.organization.clone() legend="h3 mb-2" errors=errors.clone() />
    };
    view! {
        <Shell frame=frame here=Here::Clients crumbs=crumbs class="page--form">
            <PageHead title=title lead=lead />
            <PostForm action=action class="stack gap-6">
                <FormMessage message=message errors=errors.clone() />
                {client.map(|id| view! { <Hidden name="id" value=id.to_string() /> })}
                <Hidden name="revision" value=form.revision.clone() />
                {if billing_only {
                    view! {
                        <Hidden name="kind" value=form.kind.clone() />
                        {if organization {
                            organization_name.into_any()
                        } else {
                            person_name.into_any()
                        }}
                    }
                        .into_any()
                } else {
                    view! {
                        <Kind form=form.clone() errors=errors.clone() />
                        {person_name}
                        {born}
                        {organization_name}
                    }
                        .into_any()
                }}
                {client
                    .is_none()
                    .then(|| {
                        view! {
                            <General form=form.clone() errors=errors.clone() />
                            <Billing form=form.clone() errors=errors.clone() />
                        }
                    })}
                {client
                    .is_none()
                    .then(|| {
                        view! {
                            <div class="if-alike">
                                <Check
                                    name="anyway"
                                    label="Add this client all the same"
                                    checked=form.anyway == "on"
                                    value="on"
                                    error=errors.of("anyway")
                                />
                                <Leads name="anyway" links=errors.links("anyway").to_vec() />
                            </div>
                        }
                    })}
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
