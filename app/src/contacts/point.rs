//! One way to reach a client: added, changed, ended.

use domain::contacts::{Channel, Label, PointForm, PointFormContext, Purpose};
use domain::forms::{Choice, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Check, Choices, DateField, Radio, Select, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

/// The page `/clients/:id/contacts/new/:channel`.
#[component]
pub fn New() -> impl IntoView {
    let read = api::new_point_page(param("id"), param("channel"), flash_id());
    page("Add a contact", "client", read, |page| view! { <Write page=page /> })
}

/// The page `/clients/:id/contacts/:point`.
#[component]
pub fn Change() -> impl IntoView {
    let read = api::point_page(param("id"), param("point"), flash_id());
    page("Change a contact", "contact", read, |page| view! { <Write page=page /> })
}

#[component]
fn Write(mut page: FormPage<PointForm, PointFormContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let PointFormContext { client, name, channel, point, billing_only } = context;
    let back = routes::client(client);
    let what = match channel {
        Channel::Email => "an email address",
        Channel::Phone => "a phone number",
        Channel::Post => "an address",
    };
    let (title, button, action) = match point {
        Some(_) => (format!("Change {what}"), "Save changes", api::ChangePoint::url()),
        None => (format!("Add {what}"), "Add", api::AddPoint::url()),
    };
    let crumbs = vec![
        ("Clients".to_owned(), Some(routes::CLIENTS.to_owned())),
        ("Client".to_owned(), Some(back.clone())),
        (title.clone(), None),
    ];
    let labels =
        Label::ALL.map(|it| Choice { value: it.word().into(), label: it.label().into() }).to_vec();
    let purposes = Purpose::ALL
        .map(|it| {
            let means = match it {
                Purpose::General => "Seen by the case team",
                Purpose::Billing => "Seen by the case team and by billing",
            };
            Radio::new(it.word(), it.label(), means)
        })
        .to_vec();
    let preferred = format!("Use this {} first", channel.label().to_lowercase());
    view! {
        <Shell frame=frame here=Here::Clients crumbs=crumbs class="page--form">
            <PageHead title=title lead=name />
            <PostForm action=action>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=client.to_string() />
                {point.map(|point| view! { <Hidden name="point" value=point.to_string() /> })}
                <Hidden name="channel" value=channel.word() />
                <Value channel=channel value=form.value error=errors.of("value").map(str::to_owned) />
                {if billing_only || point.is_some() {
                    view! { <Hidden name="purpose" value=form.purpose /> }.into_any()
                } else {
                    view! {
                        <Choices
                            name="purpose"
                            label="What it is for"
                            options=purposes
                            value=form.purpose
                            error=errors.of("purpose")
                            required=true
                        />
                    }
                        .into_any()
                }}
                <Select
                    name="label"
                    label="Where it belongs"
                    options=labels
                    value=form.label
                    placeholder="Not said"
                    error=errors.of("label")
                    optional_mark=true
                />
                <div class="form-row">
                    <DateField
                        name="valid_from"
                        label="Good from"
                        value=form.valid_from
                        error=errors.of("valid_from")
                        hint="Empty: at once"
                        optional_mark=true
                    />
                    <DateField
                        name="valid_until"
                        label="Good until"
                        value=form.valid_until
                        error=errors.of("valid_until")
                        hint="The last day. Empty: until it is ended"
                        optional_mark=true
                    />
                </div>
                <Check name="preferred" label=preferred checked=!form.preferred.is_empty() value="on" />
                <Actions>
                    <Button look=Look::Primary>{button}</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            {point
                .map(|point| {
                    view! {
                        <PostForm action=api::EndPoint::url() class="mt-6">
                            <FormMessage message=None />
                            <Hidden name="id" value=client.to_string() />
                            <Hidden name="point" value=point.to_string() />
                            <p class="sm muted">
                                "What is no longer good stays on record, with the day it ended."
                            </p>
                            <Actions>
                                <Button look=Look::Danger>"No longer good"</Button>
                            </Actions>
                        </PostForm>
                    }
                })}
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Value(channel: Channel, value: String, error: Option<String>) -> impl IntoView {
    match channel {
        Channel::Email => view! {
            <TextField
                name="value"
                label="Email"
                value=value
                kind="email"
                error=error
                autocomplete="off"
                required=true
            />
        }
        .into_any(),
        Channel::Phone => view! {
            <TextField
                name="value"
                label="Phone"
                value=value
                kind="tel"
                error=error
                autocomplete="off"
                required=true
            />
        }
        .into_any(),
        Channel::Post => view! {
            <TextArea
                name="value"
                label="Address"
                value=value
                hint="As on an envelope, line by line"
                error=error
                required=true
            />
        }
        .into_any(),
    }
}
