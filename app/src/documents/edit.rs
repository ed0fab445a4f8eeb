//! Name, kind, folder, dates and tags of a document.

use domain::documents::{DetailsContext, DetailsForm};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::place::framed;
use super::upload::{folders, kinds};
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{DateField, Select, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::section::Section;

#[component]
pub fn Edit() -> impl IntoView {
    let read = api::details_page(param("id"), flash_id());
    page("Edit document", "document", read, |page| view! { <Details page=page /> })
}

#[component]
fn Details(mut page: FormPage<DetailsForm, DetailsContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let DetailsContext { of, folders: nodes, .. } = context;
    let id = param("id");
    let back = id.parse().map(routes::document).unwrap_or_default();
    let crumbs = vec![(form.name.clone(), Some(back.clone())), ("Edit".to_owned(), None)];
    let body = view! {
        <Section id="details" title="Edit document">
            <PostForm action=api::SaveDetails::url() class="stack gap-4 mt-3">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=id />
                <Hidden name="revision" value=form.revision />
                <TextField name="name" label="Name" value=form.name error=errors.of("name") required=true />
                <Select name="kind" label="Kind" options=kinds() value=form.kind error=errors.of("kind")
                    hint="Billing reads fee agreements and receipts, of every case." />
                <Select name="folder" label="Folder" options=folders(&nodes) value=form.folder error=errors.of("folder") placeholder="No folder" />
                <DateField name="dated" label="Date it bears" value=form.dated error=errors.of("dated") />
                <TextField name="tags" label="Tags" value=form.tags error=errors.of("tags") hint="Separated by commas." optional_mark=true />
                <DateField name="keep_until" label="Keep at least until" value=form.keep_until error=errors.of("keep_until") />
                <Actions>
                    <Button look=Look::Primary>"Save"</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Section>
    };
    framed(frame, &of, crumbs, body.into_any())
}
