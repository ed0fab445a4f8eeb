//! The page `/settings/hours`: when the office is open. Holidays have a page of their own, so that adding
//! one loses nothing that is typed here.

use domain::forms::{FieldErrors, FormPage};
use domain::settings::{HoursForm, WEEKDAYS};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::TextField;
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

#[component]
pub fn Hours() -> impl IntoView {
    page("Office hours", "page", api::hours_page(flash_id()), |page| view! { <Write page=page /> })
}

#[component]
fn Write(mut page: FormPage<HoursForm>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, .. } = page;
    let crumbs = vec![
        ("Settings".to_owned(), Some(routes::SETTINGS.to_owned())),
        ("Office hours".to_owned(), None),
    ];
    let lead = "In the office’s own time zone. A day without hours is closed.";
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs class="page--form">
            <Done />
            <PageHead title="Office hours" lead=lead>
                <LinkButton href=routes::HOLIDAYS icon="calendar">
                    "Holidays"
                </LinkButton>
            </PageHead>
            <Week form=form message=message errors=errors />
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Week(form: HoursForm, message: Option<String>, errors: FieldErrors) -> impl IntoView {
    let days = form
        .days()
        .into_iter()
        .zip(WEEKDAYS)
        .map(|((opens, closes), (day, word))| {
            let (from, to) = (format!("{day}_opens"), format!("{day}_closes"));
            let (from_said, to_said) = (errors.of(&from), errors.of(&to));
            view! {
                <div class="form-row">
                    <TextField
                        label=format!("{word}, opens")
                        value=opens
                        kind="time"
                        error=from_said
                        name=from.clone()
                    />
                    <TextField
                        label=format!("{word}, closes")
                        value=closes
                        kind="time"
                        error=to_said
                        name=to.clone()
                    />
                </div>
            }
        })
        .collect_view();
    view! {
        <PostForm action=api::SaveHours::url() class="stack gap-3">
            <FormMessage message=message errors=errors.clone() />
            <Hidden name="revision" value=form.revision />
            {days}
            <Actions>
                <Button look=Look::Primary>"Save hours"</Button>
            </Actions>
        </PostForm>
    }
}
