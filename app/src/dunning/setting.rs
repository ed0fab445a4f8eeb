//! The page `/billing/reminders/settings`: from when on reminders go, and who has a word in the last.

use domain::billing::reminding::RemindingForm;
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Check, DateField, TextField};
use crate::ui::form::{Actions, FormMessage, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

#[component]
pub fn Setting() -> impl IntoView {
    page("Settings of reminders", "page", api::setting(flash_id()), |page| {
        view! { <Form page=page /> }
    })
}

#[component]
fn Form(mut page: FormPage<RemindingForm>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, .. } = page;
    let crumbs = vec![
        ("Billing".to_owned(), Some(routes::BILLING.to_owned())),
        ("Reminders".to_owned(), Some(routes::DUNNING.to_owned())),
        ("Settings".to_owned(), None),
    ];
    view! {
        <Shell frame=frame here=Here::Billing crumbs=crumbs class="page--form">
            <PageHead
                title="Settings of reminders"
                lead="A reminder goes 7, 14 and 30 days after an invoice was due, between nine in the morning and six in the evening."
            />
            <PostForm action=api::Save::url() class="stack gap-4">
                <FormMessage message=message errors=errors.clone() />
                <DateField
                    name="since"
                    label="For invoices due from"
                    value=form.since
                    hint="Empty: no reminders go."
                    error=errors.of("since")
                    optional_mark=true
                />
                <Check
                    name="approve"
                    label="The 30-day notice waits for a managing partner"
                    checked=form.approve == "on"
                    value="on"
                    hint="Else it is listed three days before, and goes unless somebody holds it."
                />
                <TextField
                    name="minutes"
                    label="Minutes for one by hand"
                    value=form.minutes
                    hint="What a reminder took before: for the count of the work saved."
                    error=errors.of("minutes")
                    inputmode="numeric"
                    autocomplete="off"
                    required=true
                />
                <p class="sm">
                    <a href=routes::REMINDERS>"The wording of each reminder"</a>
                    " is among the settings of messages."
                </p>
                <Actions>
                    <Button look=Look::Primary>"Save"</Button>
                    <LinkButton href=routes::DUNNING look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}
