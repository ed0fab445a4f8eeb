//! The dialog that declines an enquiry.

use domain::cases::ReasonForm;
use domain::enquiries::DeclineContext;
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::dialog::DialogPage;
use crate::ui::field::TextArea;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::page::Here;

#[component]
pub fn Decline() -> impl IntoView {
    let id = param("id");
    let read = api::decline_page(id.clone(), flash_id());
    page("Decline enquiry", "enquiry", read, move |page: FormPage<ReasonForm, DeclineContext>| {
        view! { <Ask page=page id=id /> }
    })
}

#[component]
fn Ask(mut page: FormPage<ReasonForm, DeclineContext>, id: String) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let DeclineContext { name, booked } = context;
    let off = match booked.as_slice() {
        [] => None,
        [one] => Some(format!(
            "The appointment on {one} is called off, and whoever was told of it is told."
        )),
        all => Some(format!(
            "These appointments are called off, and whoever was told of them is told: {}.",
            all.join("; ")
        )),
    };
    let back = format!("/enquiries/{id}");
    let keep = back.clone();
    let footer = view! {
        <LinkButton href=keep autofocus=true>
            "Not now"
        </LinkButton>
        <Button look=Look::Primary form="declining">
            "Decline"
        </Button>
    }
    .into_any();
    view! {
        <DialogPage
            frame=frame
            here=Here::Enquiries
            title=format!("Decline {name}?")
            back=back
            small=true
            footer=footer
        >
            <p>"A letter to print is ready afterwards. The names stay in conflict checks."</p>
            {off.map(|off| view! { <p>{off}</p> })}
            <PostForm action=api::Decline::url() id="declining">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=id />
                <TextArea
                    name="reason"
                    label="Why it is declined"
                    value=form.reason
                    hint="For the office. The letter does not say it."
                    error=errors.of("reason")
                    rows=3
                    required=true
                />
            </PostForm>
            <LiveForms />
        </DialogPage>
    }
}
