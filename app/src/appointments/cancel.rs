//! Calling one off: who did, and why.

use domain::appointments::{AppointmentPage, CalledOffBy, CancelForm};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::moving::Scoped;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::dialog::DialogPage;
use crate::ui::field::{Choices, Radio, TextField};
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::page::Here;

#[component]
pub fn Cancel() -> impl IntoView {
    let read = api::cancel_page(param("id"), flash_id());
    page("Cancel appointment", "appointment", read, |page| view! { <Ask page=page /> })
}

#[component]
fn Ask(mut page: FormPage<CancelForm, AppointmentPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context: appointment, .. } = page;
    let back = routes::appointment(appointment.id);
    let title = format!("Cancel {}, {}?", appointment.head, appointment.when);
    let told = match appointment.notices.is_empty() {
        true => "It stays on record. Nobody was told about it yet, and nothing is sent.",
        false => "It stays on record. Whoever was told about it hears that it is off.",
    };
    let by = CalledOffBy::ALL.iter().map(|by| Radio::new(by.word(), by.label(), "")).collect();
    let footer = view! {
        <LinkButton href=back.clone() look=Look::Primary autofocus=true>
            "Keep appointment"
        </LinkButton>
        <Button look=Look::Danger form="cancelling">
            "Cancel appointment"
        </Button>
    }
    .into_any();
    view! {
        <DialogPage frame=frame here=Here::Calendar title=title back=back small=true footer=footer>
            <p>{told}</p>
            <PostForm action=api::Cancel::url() id="cancelling">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=appointment.id.to_string() />
                <Hidden name="revision" value=form.revision />
                <Choices
                    name="by"
                    label="Who called it off"
                    options=by
                    value=form.by
                    error=errors.of("by")
                    required=true
                />
                <TextField
                    name="reason"
                    label="Why"
                    value=form.reason
                    hint="For the office alone; nobody outside reads it."
                    error=errors.of("reason")
                    autocomplete="off"
                    optional_mark=true
                />
                {(!appointment.series.is_empty()).then(|| view! { <Scoped value=form.scope /> })}
            </PostForm>
            <LiveForms />
        </DialogPage>
    }
}
