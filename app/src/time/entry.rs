//! One entry: changed while it is on no invoice, or withdrawn.

use domain::billing::sheet::{EntryPage, TimeForm};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::case_field::{CaseField, Cases};
use super::day::{Back, Terms};
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, Look};
use crate::ui::field::{DateField, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::sheet::BillingSheet;
use crate::ui::status::Tone;

/// The page `/time/{id}`.
#[component]
pub fn Entry() -> impl IntoView {
    page("Time entry", "entry", api::entry(param("id"), flash_id()), |page| {
        view! { <Edit page=page /> }
    })
}

#[component]
fn Edit(mut page: FormPage<TimeForm, EntryPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let EntryPage { id, whose, worth, invoice, locked, case, cases, activities, revision } =
        context;
    let crumbs =
        vec![("Time".to_owned(), Some(routes::time_on(&form.on))), ("Entry".to_owned(), None)];
    let lead = match (&whose, &case) {
        (Some(name), Some(case)) => format!("{name}, on {} {}", case.number, case.client),
        (Some(name), None) => name.clone(),
        (None, Some(case)) => format!("On {} {}", case.number, case.client),
        (None, None) => "The office’s own time".into(),
    };
    let (on, day) = (form.on.clone(), form.on.clone());
    let body = match locked {
        true => {
            let title = match invoice {
                Some(_) => "It stands on an invoice, and changes no more",
                None => "It changes no more: its case is closed, or no longer yours",
            };
            view! {
                <Notice kind=Tone::Info title=title role="note" />
                <dl class="dl mt-4">
                    <dt>"Day"</dt>
                    <dd>{form.on.clone()}</dd>
                    <dt>"Hours"</dt>
                    <dd>{form.time}</dd>
                    <dt>"Work done"</dt>
                    <dd>{form.narrative}</dd>
                </dl>
            }
            .into_any()
        }
        false => view! {
            <PostForm action=api::Edit::url()>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=id.to_string() />
                <Hidden name="revision" value=revision.to_string() />
                <div class="form-row">
                    <DateField name="on" label="Day" value=form.on.clone() error=errors.of("on") required=true />
                    <TextField
                        name="time"
                        label="Hours"
                        value=form.time.clone()
                        error=errors.of("time")
                        autocomplete="off"
                        required=true
                    />
                    <CaseField id="q-case" value=form.case.clone() errors=errors.clone() />
                </div>
                <TextArea
                    name="narrative"
                    label="Work done"
                    value=form.narrative.clone()
                    hint="As the invoice says it."
                    error=errors.of("narrative")
                    rows=3
                    required=true
                />
                <Terms form=form errors=errors activities=activities />
                <Actions>
                    <Button look=Look::Primary>"Save entry"</Button>
                    <Back on=on />
                </Actions>
            </PostForm>
            <details class="act mt-6">
                <summary class="sm">"Withdraw this entry"</summary>
                <PostForm action=api::Withdraw::url() class="stack gap-3 mt-2">
                    <FormMessage />
                    <Hidden name="id" value=id.to_string() />
                    <Hidden name="on" value=day />
                    <Hidden name="revision" value=revision.to_string() />
                    <p class="sm muted">"It is billed no more. It stays on record."</p>
                    <Actions>
                        <Button look=Look::Danger>"Withdraw entry"</Button>
                    </Actions>
                </PostForm>
            </details>
        }
        .into_any(),
    };
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Time crumbs=crumbs class="page--form">
            <PageHead title="Time entry" lead=lead />
            {(!worth.is_empty()).then(|| view! { <p class="muted">{worth}</p> })}
            {body}
            <Cases cases=cases />
            <LiveForms />
        </Shell>
    }
}
