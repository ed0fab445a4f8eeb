//! The page `/retention/:id`: the second person destroys, or keeps.

use domain::forms::FormPage;
use domain::retention::{Purge, PurgeForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::page::documents;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::dialog::DialogPage;
use crate::ui::facts::Pairs;
use crate::ui::field::TextField;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::page::Here;

#[component]
pub fn Decide() -> impl IntoView {
    let read = api::decide_page(param("id"), flash_id());
    page("Destroy documents", "page", read, |mut page: FormPage<PurgeForm, Purge>| {
        let (message, errors) = complaints(&mut page);
        let FormPage { frame, form, context: purge, .. } = page;
        let facts = vec![
            ("What".to_owned(), documents(purge.documents)),
            ("Closed".to_owned(), format!("{}, {}", purge.closed, purge.area)),
            ("Asked by".to_owned(), format!("{}, {}", purge.asked_by, purge.asked)),
            ("Why".to_owned(), purge.reason.clone()),
        ];
        let footer = view! {
            <LinkButton href=routes::RETENTION autofocus=true>
                "Decide later"
            </LinkButton>
            <Button name="destroy" value="no" form="deciding">
                "Keep the documents"
            </Button>
            <Button name="destroy" value="yes" look=Look::Danger form="deciding">
                "Destroy them"
            </Button>
        }
        .into_any();
        view! {
            <DialogPage
                frame=frame
                here=Here::Retention
                title=format!("Destroy the documents of case {}?", purge.number)
                back=routes::RETENTION
                small=true
                footer=footer
            >
                <p>
                    "Every version of every document becomes unreadable. They do not come back, not from a backup \
                    of the files either. Their names and the record of who did what stay."
                </p>
                <Pairs items=facts />
                <PostForm action=api::Decide::url() id="deciding">
                    // Enter presses the first button of a form: here that one does nothing
                    <button type="submit" disabled=true hidden=true></button>
                    <FormMessage message=message errors=errors.clone() />
                    <Hidden name="id" value=purge.id.to_string() />
                    <TextField
                        name="number"
                        label="The case’s number"
                        value=form.number
                        hint="Typed only to destroy."
                        error=errors.of("number")
                    />
                </PostForm>
                <LiveForms />
            </DialogPage>
        }
    })
}
