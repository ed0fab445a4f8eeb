//! The dialog that asks for a wall to be lifted.

use domain::cases::ReasonForm;
use domain::forms::FormPage;
use domain::walls::WallRow;
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

/// The page `/walls/:id/lift`.
#[component]
pub fn Lift() -> impl IntoView {
    page(
        "Ask to lift a wall",
        "page",
        api::lift_page(param("id"), flash_id()),
        |mut page: FormPage<ReasonForm, WallRow>| {
            let (message, errors) = complaints(&mut page);
            let FormPage { frame, form, context: wall, .. } = page;
            let name = wall.person.name;
            let around = match wall.client {
                Some(_) => format!("every case of {}", wall.what),
                None => wall.what,
            };
            let says = format!(
                "{name} is screened from {around}. The wall stands until a second person confirms: nothing opens before."
            );
            let footer = view! {
                <LinkButton href=routes::WALLS autofocus=true>
                    "Leave it as it is"
                </LinkButton>
                <Button look=Look::Primary form="lifting">
                    "Ask to lift"
                </Button>
            }
            .into_any();
            view! {
                <DialogPage
                    frame=frame
                    here=Here::Walls
                    title=format!("Ask to lift the wall: {name}?")
                    back=routes::WALLS
                    small=true
                    footer=footer
                >
                    <p>{says}</p>
                    <PostForm action=api::AskToLift::url() id="lifting">
                        <FormMessage message=message errors=errors.clone() />
                        <Hidden name="id" value=wall.id.to_string() />
                        <TextArea
                            name="reason"
                            label="Why it can be lifted"
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
        },
    )
}
