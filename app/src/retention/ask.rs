//! The page `/cases/:id/purge`: asks that the documents of a closed case be destroyed.

use domain::cases::ReasonForm;
use domain::forms::FormPage;
use domain::retention::DueCase;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::page::documents;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::dialog::DialogPage;
use crate::ui::field::TextArea;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::page::Here;

#[component]
pub fn Ask() -> impl IntoView {
    let read = api::ask_page(param("id"), flash_id());
    page("Ask to destroy documents", "case", read, |mut page: FormPage<ReasonForm, DueCase>| {
        let (message, errors) = complaints(&mut page);
        let FormPage { frame, form, context: case, .. } = page;
        let says = format!(
            "{} of case {}, {}, closed {}. They had to be kept until {}. They stay until a second person confirms.",
            documents(case.documents),
            case.number,
            case.title,
            case.closed,
            case.kept_until,
        );
        let footer = view! {
            <LinkButton href=routes::RETENTION autofocus=true>
                "Keep them"
            </LinkButton>
            <Button look=Look::Danger form="asking">
                "Ask to destroy"
            </Button>
        }
        .into_any();
        view! {
            <DialogPage
                frame=frame
                here=Here::Retention
                title=format!("Ask to destroy the documents of {}?", case.number)
                back=routes::RETENTION
                small=true
                footer=footer
            >
                <p>{says}</p>
                <PostForm action=api::Ask::url() id="asking">
                    <FormMessage message=message errors=errors.clone() />
                    <Hidden name="id" value=case.id.to_string() />
                    <TextArea
                        name="reason"
                        label="Why they can go"
                        value=form.reason
                        hint="The second person reads it before deciding."
                        error=errors.of("reason")
                        rows=3
                        required=true
                    />
                </PostForm>
                <LiveForms />
            </DialogPage>
        }
    })
}
