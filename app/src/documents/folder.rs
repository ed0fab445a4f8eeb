//! A folder: made, renamed, moved, taken away.

use domain::documents::{FolderContext, FolderForm};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::place::framed;
use super::upload::folders;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Select, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::section::Section;

#[component]
pub fn NewFolder() -> impl IntoView {
    let read = api::folder_page(param("id"), String::new(), flash_id());
    page("New folder", "case", read, |page| view! { <Form page=page /> })
}

#[component]
pub fn Folder() -> impl IntoView {
    let read = api::folder_page(param("id"), param("folder"), flash_id());
    page("Folder", "folder", read, |page| view! { <Form page=page /> })
}

#[component]
fn Form(mut page: FormPage<FolderForm, FolderContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let FolderContext { of, folders: mut nodes, folder, standing } = context;
    let case = param("id");
    let back = case.parse().map(routes::case_documents).unwrap_or_default();
    let (title, action, button) = match &folder {
        None => ("New folder".to_owned(), api::AddFolder::url(), "Make folder"),
        Some(node) => (format!("Folder {}", node.name), api::ChangeFolder::url(), "Save"),
    };
    if let Some(folder) = &folder {
        nodes.retain(|node| node.id != folder.id);
    }
    let narrows =
        domain::access::may(frame.role, domain::access::Action::RestrictFolder, &standing);
    let more = folder.as_ref().map(|node| {
        let id = node.id;
        let narrow = case
            .parse()
            .ok()
            .filter(|_| narrows)
            .map(|case| routes::folder_narrow(case, id));
        let case = case.clone();
        view! {
            <Section id="more" title="What can be done">
                <div class="stack gap-3 mt-3">
                    {narrow.map(|href| view! { <p><a href=href>"Narrow who may see what is in it"</a></p> })}
                    <Remove id=id.to_string() case=case />
                </div>
            </Section>
        }
    });
    let crumbs = vec![(title.clone(), None)];
    let id = folder.as_ref().map(|node| node.id.to_string());
    let body = view! {
        <div class="stack gap-8">
            <Section id="folder" title=title>
                <PostForm action=action class="stack gap-4 mt-3">
                    <FormMessage message=message errors=errors.clone() />
                    <Hidden name="case" value=case />
                    {id.map(|id| view! { <Hidden name="id" value=id /> })}
                    <Hidden name="revision" value=form.revision />
                    <TextField name="name" label="Name" value=form.name error=errors.of("name") required=true />
                    <Select name="parent" label="In" options=folders(&nodes) value=form.parent error=errors.of("parent") placeholder="No folder" />
                    <Actions>
                        <Button look=Look::Primary>{button}</Button>
                        <LinkButton href=back look=Look::Quiet>
                            "Cancel"
                        </LinkButton>
                    </Actions>
                </PostForm>
            </Section>
            {more}
        </div>
        <LiveForms />
    };
    framed(frame, &of, crumbs, body.into_any())
}

#[component]
fn Remove(id: String, case: String) -> impl IntoView {
    view! {
        <details class="act">
            <summary>"Take this folder away"</summary>
            <PostForm action=api::RemoveFolder::url() class="stack gap-3 mt-2">
                <FormMessage />
                <Hidden name="id" value=id />
                <Hidden name="case" value=case />
                <p class="muted">"Only an empty folder goes."</p>
                <Actions>
                    <Button look=Look::Danger>"Take away"</Button>
                </Actions>
            </PostForm>
        </details>
    }
}
