//! One's calendar elsewhere: addresses given to other programs, and calendars that are read.

pub mod api;

use domain::feeds::{CalendarsElsewhere, Detail, ExternalForm, ExternalRow, FeedForm, FeedRow};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Choices, Radio, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;

fn crumbs(last: &str) -> Vec<(String, Option<String>)> {
    let mut crumbs = vec![("Your account".to_owned(), Some(routes::ACCOUNT.to_owned()))];
    if last.is_empty() {
        crumbs.push(("Your calendar elsewhere".to_owned(), None));
    } else {
        crumbs.push(("Your calendar elsewhere".to_owned(), Some(routes::CALENDARS.to_owned())));
        crumbs.push((last.to_owned(), None));
    }
    crumbs
}

#[component]
pub fn List() -> impl IntoView {
    page(
        "Your calendar elsewhere",
        "page",
        api::list(flash_id()),
        |page| view! { <Elsewhere page=page /> },
    )
}

#[component]
fn Elsewhere(mut page: FormPage<FeedForm, CalendarsElsewhere>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let details = Detail::ALL
        .iter()
        .map(|detail| {
            Radio::new(
                detail.word(),
                detail.label(),
                match detail {
                    Detail::Busy => "For a phone that others look at.",
                    Detail::Plain => "No names, and nothing of what it is about.",
                    Detail::Full => "With whom and what about. It leaves this machine: choose a program you trust.",
                },
            )
        })
        .collect();
    let detail = if form.detail.is_empty() { Detail::Plain.word().to_owned() } else { form.detail };
    view! {
        <Shell frame=frame here=Here::Account crumbs=crumbs("")>
            <Done />
            <PageHead
                title="Your calendar elsewhere"
                lead="Read your appointments in another program, and let this calendar know when you are taken there."
            />
            <div class="stack gap-8">
                <Section id="feeds" title="Addresses you gave out">
                    <p class="muted mt-2">
                        "Whoever has an address reads what it shows, without signing in. What you may no longer see is gone from it at once."
                    </p>
                    {match context.feeds.is_empty() {
                        true => view! { <p class="mt-3">"None yet."</p> }.into_any(),
                        false => view! { <ul class="stack gap-4 mt-3">{context.feeds.into_iter().map(feed).collect_view()}</ul> }.into_any(),
                    }}
                    <PostForm action=api::Add::url() class="stack gap-3 mt-4">
                        <FormMessage message=message errors=errors.clone() />
                        <TextField
                            name="name"
                            label="For which program"
                            hint="“Phone”, “Outlook at home”: so that you know which one to end."
                            value=form.name
                            error=errors.of("name")
                            required=true
                        />
                        <Choices
                            name="detail"
                            label="How much it reads"
                            options=details
                            value=detail
                            error=errors.of("detail")
                            required=true
                        />
                        <Actions>
                            <Button look=Look::Primary>"Make an address"</Button>
                        </Actions>
                    </PostForm>
                </Section>
                <Section id="external" title="Calendars that are read here">
                    <p class="muted mt-2">"Times at which you are taken, and nothing else of them, are shown as busy to the office."</p>
                    {match context.external.is_empty() {
                        true => view! { <p class="mt-3">"None yet."</p> }.into_any(),
                        false => {
                            view! { <ul class="stack gap-4 mt-3">{context.external.into_iter().map(external).collect_view()}</ul> }
                                .into_any()
                        }
                    }}
                    <p class="mt-3">
                        <LinkButton href=routes::CALENDAR_READ icon="plus">
                            "Read a calendar"
                        </LinkButton>
                    </p>
                </Section>
            </div>
            <LiveForms />
        </Shell>
    }
}

fn feed(row: FeedRow) -> impl IntoView {
    let id = row.id.to_string();
    let read = row.read.map_or("Not read yet".to_owned(), |at| format!("Last read {at}"));
    view! {
        <li class="stack gap-2">
            <b>{row.name.clone()}</b>
            <span class="xs muted">{format!("{}. Since {}. {read}.", row.detail.label(), row.since)}</span>
            <TextField name=format!("address-{id}") label="Address" value=row.address readonly=true />
            <PostForm action=api::End::url()>
                <Hidden name="id" value=id />
                <Button look=Look::Danger small=true>
                    {format!("End “{}”", row.name)}
                </Button>
            </PostForm>
        </li>
    }
}

fn external(row: ExternalRow) -> impl IntoView {
    let read = row.read.map_or("Not read yet".to_owned(), |at| format!("Last read {at}"));
    view! {
        <li class="stack gap-2">
            <b>{row.name.clone()}</b>
            <span class="xs muted">{format!("Since {}. {read}.", row.since)}</span>
            {(!row.trouble.is_empty()).then(|| view! { <span class="status status--warn">{row.trouble}</span> })}
            <PostForm action=api::EndExternal::url()>
                <Hidden name="id" value=row.id.to_string() />
                <Button look=Look::Danger small=true>
                    {format!("Stop reading “{}”", row.name)}
                </Button>
            </PostForm>
        </li>
    }
}

#[component]
pub fn Read() -> impl IntoView {
    page(
        "Read a calendar",
        "page",
        api::external_page(flash_id()),
        |page| view! { <Reading page=page /> },
    )
}

#[component]
fn Reading(mut page: FormPage<ExternalForm>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, .. } = page;
    view! {
        <Shell frame=frame here=Here::Account crumbs=crumbs("Read a calendar")>
            <PageHead title="Read a calendar" lead="It is looked at every quarter of an hour." />
            <PostForm action=api::AddExternal::url() class="stack gap-3">
                <FormMessage message=message errors=errors.clone() />
                <TextField
                    name="label"
                    label="What it is called"
                    value=form.label
                    error=errors.of("label")
                    required=true
                />
                <TextField
                    name="address"
                    label="Its secret iCal address"
                    hint="In the other calendar’s settings: “secret address in iCal format”, “publish calendar”. It begins with https:// or webcal://."
                    value=form.address
                    error=errors.of("address")
                    required=true
                />
                <Actions>
                    <Button look=Look::Primary>"Read it"</Button>
                    <LinkButton href=routes::CALENDARS look=Look::Quiet>
                        "Back"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}
