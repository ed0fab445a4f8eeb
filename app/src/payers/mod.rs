//! Payers: the section of a case's page, and the form of one of them.

pub mod api;

use domain::forms::FormPage;
use domain::ids::CaseId;
use domain::payers::{PayerForm, PayerFormContext, PayerRow};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{DateField, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::{Badge, Matter};

/// Who pays for the case besides its client, and who did.
#[component]
pub fn Payers(case: CaseId, rows: Vec<PayerRow>, edits: bool) -> impl IntoView {
    view! {
        <Section id="payers" title="Who pays">
            {if rows.is_empty() {
                view! { <p class="sm muted mt-2">"The client pays. A payer is somebody else who does."</p> }
                    .into_any()
            } else {
                let lines = rows
                    .into_iter()
                    .map(|row| view! { <Line case=case row=row edits=edits /> })
                    .collect_view();
                view! { <ul class="points">{lines}</ul> }.into_any()
            }}
            {edits
                .then(|| {
                    view! {
                        <p class="mt-2">
                            <LinkButton href=routes::payer_new(case) small=true icon="plus">
                                "Add a payer"
                            </LinkButton>
                        </p>
                    }
                })}
        </Section>
    }
}

#[component]
fn Line(case: CaseId, row: PayerRow, edits: bool) -> impl IntoView {
    let change = format!("Change {}", row.name);
    let time = match row.until {
        Some(until) => format!("{} to {until}", row.since),
        None => format!("Since {}", row.since),
    };
    view! {
        <li class="points__row">
            <div class="points__body">
                <strong>{row.name}</strong>
                {(!row.email.is_empty()).then(|| view! { <p class="sm">{row.email}</p> })}
                {(!row.address.is_empty())
                    .then(|| view! { <address class="sm as-typed">{row.address}</address> })}
                <p class="xs muted">
                    {time} {row.past.then(|| view! { " " <Badge>"Ended"</Badge> })}
                </p>
            </div>
            {(edits && !row.past)
                .then(|| {
                    view! {
                        <a class="sm" href=routes::payer(case, row.id) aria-label=change>
                            "Change"
                        </a>
                    }
                })}
        </li>
    }
}

/// The page `/cases/:id/payers/new`.
#[component]
pub fn New() -> impl IntoView {
    let read = api::new_page(param("id"), flash_id());
    page("Add a payer", "case", read, |page| view! { <Write page=page /> })
}

/// The page `/cases/:id/payers/:payer`.
#[component]
pub fn Change() -> impl IntoView {
    let read = api::change_page(param("id"), param("payer"), flash_id());
    page("Change a payer", "payer", read, |page| view! { <Write page=page /> })
}

#[component]
fn Write(mut page: FormPage<PayerForm, PayerFormContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let PayerFormContext { case, payer } = context;
    let (id, back) = (case.id, routes::case(case.id));
    let (title, button, action) = match payer {
        Some(_) => ("Change a payer", "Save changes", api::Change::url()),
        None => ("Add a payer", "Add payer", api::Add::url()),
    };
    let crumbs = vec![
        ("Cases".to_owned(), Some(routes::CASES.to_owned())),
        (case.number.clone(), Some(back.clone())),
        (title.to_owned(), None),
    ];
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs class="page--form">
            <PageHead
                title=title
                lead="Somebody else who pays for this case. Billing sees who it is; a payer sees nothing of the work."
            />
            <p>
                <Matter href=routes::case(id)>{case.title}</Matter>
            </p>
            <PostForm action=action>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=id.to_string() />
                {payer.map(|payer| view! { <Hidden name="payer" value=payer.to_string() /> })}
                <Hidden name="revision" value=form.revision />
                <TextField
                    name="name"
                    label="Name"
                    value=form.name
                    error=errors.of("name")
                    autocomplete="off"
                    required=true
                />
                <TextField
                    name="email"
                    label="Email"
                    value=form.email
                    kind="email"
                    hint="One of the two is needed"
                    error=errors.of("email")
                    autocomplete="off"
                />
                <TextArea
                    name="address"
                    label="Address"
                    value=form.address
                    hint="As on an envelope, line by line"
                    error=errors.of("address")
                    rows=3
                />
                <div class="form-row">
                    <DateField
                        name="since"
                        label="Since"
                        value=form.since
                        error=errors.of("since")
                        required=true
                    />
                    <DateField
                        name="until"
                        label="Until"
                        value=form.until
                        hint="The last day. Empty: until it is ended"
                        error=errors.of("until")
                        optional_mark=true
                    />
                </div>
                <Actions>
                    <Button look=Look::Primary>{button}</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            {payer
                .map(|payer| {
                    view! {
                        <PostForm action=api::End::url() class="mt-6">
                            <FormMessage message=None />
                            <Hidden name="id" value=id.to_string() />
                            <Hidden name="payer" value=payer.to_string() />
                            <p class="sm muted">
                                "Who paid stays on record, and the name in conflict checks."
                            </p>
                            <Actions>
                                <Button look=Look::Danger>"No longer pays"</Button>
                            </Actions>
                        </PostForm>
                    }
                })}
            <LiveForms />
        </Shell>
    }
}
