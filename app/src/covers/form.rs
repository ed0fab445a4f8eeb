//! Setting a cover: who is away, who stands in, from when until when.

use domain::covers::{CoverForm, CoverFormContext};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{DateField, Select};
use crate::ui::form::{Actions, FormMessage, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

/// The page `/covers/new`.
#[component]
pub fn New() -> impl IntoView {
    page("Set a cover", "page", api::new_page(flash_id()), |page| {
        view! { <Setting page=page /> }
    })
}

#[component]
fn Setting(mut page: FormPage<CoverForm, CoverFormContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let CoverFormContext { covered, covering } = context;
    let crumbs = vec![
        ("Staff and access".to_owned(), Some(routes::ACCESS.to_owned())),
        ("Cover".to_owned(), Some(routes::COVERS.to_owned())),
        ("Set a cover".to_owned(), None),
    ];
    let lead = "The leads of the cases it reaches are told. It reaches as far as contributing, and never behind a wall of either.";
    view! {
        <Shell frame=frame here=Here::Staff crumbs=crumbs class="page--form">
            <PageHead title="Set a cover" lead=lead />
            <PostForm action=api::Set::url()>
                <FormMessage message=message errors=errors.clone() />
                <Select
                    name="covered"
                    label="Who is away"
                    options=covered
                    value=form.covered
                    placeholder="Choose a person"
                    error=errors.of("covered")
                    required=true
                />
                <Select
                    name="covering"
                    label="Who stands in"
                    options=covering
                    value=form.covering
                    placeholder="Choose a person"
                    hint="Attorneys cover for anybody, paralegals for paralegals."
                    error=errors.of("covering")
                    required=true
                />
                <DateField
                    name="since"
                    label="First day"
                    value=form.since
                    error=errors.of("since")
                    required=true
                />
                <DateField
                    name="until"
                    label="Last day"
                    value=form.until
                    hint="At most ninety days."
                    error=errors.of("until")
                    required=true
                />
                <Actions>
                    <Button look=Look::Primary>"Set the cover"</Button>
                    <LinkButton href=routes::COVERS look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}
