//! Narrowing a document or a folder to attorneys or to people by name.

use domain::documents::{DocumentsOf, NarrowingContext, RestrictForm};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::place::framed;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Choices, Radio, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;
use crate::ui::section::Section;

#[component]
pub fn Narrow() -> impl IntoView {
    let read = api::narrow_page(param("id"), flash_id());
    page("Narrow a document", "document", read, |page| {
        let id = param("id");
        let back = id.parse().map(routes::document).unwrap_or_default();
        view! { <Form page=page action=api::Narrow::url() id=id back=back what="document" /> }
    })
}

#[component]
pub fn NarrowFolder() -> impl IntoView {
    let read = api::folder_narrow_page(param("folder"), flash_id());
    page("Narrow a folder", "folder", read, |page| {
        let back = param("id").parse().map(routes::case_documents).unwrap_or_default();
        view! {
            <Form page=page action=api::NarrowFolder::url() id=param("folder") back=back what="folder" />
        }
    })
}

#[component]
fn Form(
    mut page: FormPage<RestrictForm, NarrowingContext>,
    action: &'static str,
    id: String,
    back: String,
    what: &'static str,
) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let NarrowingContext { of, name, people, .. } = context;
    let case = match &of {
        DocumentsOf::Case { case, .. } => case.id.to_string(),
        DocumentsOf::Billing { .. } | DocumentsOf::Office => String::new(),
    };
    let options = vec![
        Radio::new("none", "Everybody with a place on the case", ""),
        Radio::new("attorneys", "Attorneys only", "Of those with a place on the case"),
        Radio::new("named", "People by name", "Choose them below"),
    ];
    let crumbs = vec![(name.clone(), Some(back.clone())), ("Narrow".to_owned(), None)];
    let note = "The responsible attorney and managing partners always may, unless a wall screens them. If you leave yourself out, you lose sight of it.";
    let chosen = form.people.clone();
    let wrong = errors.of("people").map(str::to_owned);
    let hidden = wrong.is_none();
    let body = view! {
        <Section id="narrow" title=format!("Who may open this {what}") note=name>
            <p class="muted mt-2">{note}</p>
            <PostForm action=action class="stack gap-4 mt-3">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=id />
                <Hidden name="case" value=case />
                <Choices
                    name="narrowed_to"
                    label="Who"
                    options=options
                    value=form.narrowed_to
                    error=errors.of("narrowed_to")
                />
                <fieldset class="field" aria-describedby="f-people-e">
                    <legend class="field__label mb-2">"People"</legend>
                    <div class="choices">
                        {people
                            .into_iter()
                            .enumerate()
                            .map(|(nth, person)| {
                                let ticked = chosen.contains(&person.value);
                                let id = (nth == 0).then_some("f-people");
                                view! {
                                    <label class="check">
                                        <input
                                            type="checkbox"
                                            id=id
                                            name="people[]"
                                            value=person.value
                                            checked=ticked
                                        />
                                        <span>{person.label}</span>
                                    </label>
                                }
                            })
                            .collect_view()}
                    </div>
                    <p class="field__error" id="f-people-e" data-error-for="people" hidden=hidden>
                        <Icon name="alert" small=true />
                        <span>{wrong.unwrap_or_default()}</span>
                    </p>
                </fieldset>
                <TextField name="reason" label="Reason" value=form.reason error=errors.of("reason") optional_mark=true />
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
