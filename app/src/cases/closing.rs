//! Dialogs that ask for a reason: closing, reopening, declining what was prepared.

use domain::cases::{CaseFacts, ReasonForm};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::dialog::DialogPage;
use crate::ui::field::TextArea;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::page::Here;

/// What one of these dialogs says.
struct Asking {
    title: String,
    says: &'static str,
    label: &'static str,
    keep: &'static str,
    act: &'static str,
    action: &'static str,
    id: String,
    back: String,
}

#[component]
pub fn Close() -> impl IntoView {
    page(
        "Close case",
        "case",
        api::close_page(param("id"), flash_id()),
        |page: FormPage<ReasonForm, CaseFacts>| {
            let case = &page.context;
            let asking = Asking {
                title: format!("Close {}?", case.title),
                says: "It reads as before. Changes wait until somebody reopens it; the team stays as it is.",
                label: "Why it is closed",
                keep: "Keep it open",
                act: "Close case",
                action: api::Close::url(),
                id: case.id.to_string(),
                back: routes::case(case.id),
            };
            ask(page, asking)
        },
    )
}

#[component]
pub fn Reopen() -> impl IntoView {
    page(
        "Reopen case",
        "case",
        api::reopen_page(param("id"), flash_id()),
        |page: FormPage<ReasonForm, CaseFacts>| {
            let case = &page.context;
            let asking = Asking {
                title: format!("Reopen {}?", case.title),
                says: "The team can change it again, each as far as the grant reaches.",
                label: "Why it is reopened",
                keep: "Leave it closed",
                act: "Reopen case",
                action: api::Reopen::url(),
                id: case.id.to_string(),
                back: routes::case(case.id),
            };
            ask(page, asking)
        },
    )
}

#[component]
pub fn Decline() -> impl IntoView {
    let id = param("id");
    page(
        "Decline",
        "page",
        api::decline_page(id.clone(), flash_id()),
        move |page: FormPage<ReasonForm, String>| {
            let asking = Asking {
                title: format!("Decline {}?", page.context),
                says: "No case opens. Whoever prepared it can read the reason.",
                label: "Why it is declined",
                keep: "Not now",
                act: "Decline",
                action: api::Decline::url(),
                id,
                back: routes::CASES.to_owned(),
            };
            ask(page, asking)
        },
    )
}

fn ask<X>(mut page: FormPage<ReasonForm, X>, asking: Asking) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, .. } = page;
    let keep = asking.back.clone();
    let footer = view! {
        <LinkButton href=keep autofocus=true>
            {asking.keep}
        </LinkButton>
        <Button look=Look::Primary form="asking">
            {asking.act}
        </Button>
    }
    .into_any();
    view! {
        <DialogPage frame=frame here=Here::Cases title=asking.title back=asking.back small=true footer=footer>
            <p>{asking.says}</p>
            <PostForm action=asking.action id="asking">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=asking.id />
                <Hidden name="revision" value=form.revision />
                <TextArea
                    name="reason"
                    label=asking.label
                    value=form.reason
                    error=errors.of("reason")
                    rows=3
                    required=true
                />
            </PostForm>
            <LiveForms />
        </DialogPage>
    }
}
