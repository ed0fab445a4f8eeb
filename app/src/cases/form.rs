//! Writing a case: new, prepared for approval, edited.

use domain::cases::{CaseForm, CaseFormContext, PRACTICE_AREAS, Stage};
use domain::forms::{Choice, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{DateField, Select, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

#[component]
pub fn New() -> impl IntoView {
    page("New case", "page", api::new_page(query("client"), flash_id()), |page| {
        view! { <Write page=page /> }
    })
}

#[component]
pub fn Edit() -> impl IntoView {
    page("Edit case", "case", api::edit_page(param("id"), flash_id()), |page| {
        view! { <Write page=page /> }
    })
}

fn stages() -> Vec<Choice> {
    Stage::ALL
        .map(|stage| Choice { value: stage.word().into(), label: stage.label().into() })
        .to_vec()
}

#[component]
fn Write(mut page: FormPage<CaseForm, CaseFormContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let CaseFormContext { case, clients, attorneys, prepares } = context;
    let action = match (&case, prepares) {
        (Some(_), _) => api::Edit::url(),
        (None, true) => api::Prepare::url(),
        (None, false) => api::Open::url(),
    };
    let (title, lead, button) = match (&case, prepares) {
        (Some(case), _) => {
            (format!("Edit case {}", case.number), case.title.clone(), "Save changes")
        }
        (None, true) => {
            let lead =
                "You write it up; the attorney you name approves it and becomes responsible.";
            ("Prepare a case".to_owned(), lead.to_owned(), "Send for approval")
        }
        (None, false) => {
            let lead = "It gets its number when it opens. The responsible attorney is on the team from the start.";
            ("Open a case".to_owned(), lead.to_owned(), "Open case")
        }
    };
    let back = case.as_ref().map_or(routes::CASES.to_owned(), |case| routes::case(case.id));
    let crumbs = match &case {
        Some(case) => vec![
            ("Cases".to_owned(), Some(routes::CASES.to_owned())),
            (case.number.clone(), Some(routes::case(case.id))),
            ("Edit".to_owned(), None),
        ],
        None => {
            vec![("Cases".to_owned(), Some(routes::CASES.to_owned())), ("New".to_owned(), None)]
        }
    };
    let is_new = case.is_none();
    // One attorney to choose means there is nothing to choose.
    let fixed_lead = is_new && attorneys.len() == 1 && !prepares;
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs class="page--form">
            <PageHead title=title lead=lead />
            <PostForm action=action>
                <FormMessage message=message errors=errors.clone() />
                {case.map(|case| view! { <Hidden name="id" value=case.id.to_string() /> })}
                <Hidden name="revision" value=form.revision />
                {is_new
                    .then(|| {
                        view! {
                            <Select
                                name="client_id"
                                label="Client"
                                options=clients
                                value=form.client_id
                                placeholder="Choose a client"
                                hint="Not there yet? Add the client first, under Clients."
                                error=errors.of("client_id")
                                required=true
                            />
                        }
                    })}
                <TextField
                    name="title"
                    label="Title"
                    value=form.title
                    hint="As it stands on the file: Okonkwo v. Tideland, Estate of H. Brandt"
                    error=errors.of("title")
                    required=true
                />
                <div class="form-row">
                    <Select
                        name="practice_area"
                        label="Practice area"
                        options=areas(&form.practice_area)
                        value=form.practice_area
                        placeholder="Choose"
                        error=errors.of("practice_area")
                        required=true
                    />
                    <Select
                        name="stage"
                        label="Stage"
                        options=stages()
                        value=form.stage
                        error=errors.of("stage")
                        required=true
                    />
                </div>
                <div class="form-row">
                    <DateField
                        name="opened_on"
                        label="Opened on"
                        value=form.opened_on
                        error=errors.of("opened_on")
                        required=true
                    />
                    {is_new
                        .then(|| {
                            if fixed_lead {
                                view! { <Hidden name="lead" value=form.lead /> }.into_any()
                            } else {
                                view! {
                                    <Select
                                        name="lead"
                                        label="Responsible attorney"
                                        options=attorneys
                                        value=form.lead
                                        placeholder="Choose"
                                        error=errors.of("lead")
                                        required=true
                                    />
                                }
                                    .into_any()
                            }
                        })}
                </div>
                <Actions>
                    <Button look=Look::Primary>{button}</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}

/// The areas offered, and the one the case has, should it be another.
fn areas(current: &str) -> Vec<Choice> {
    let mut areas = PRACTICE_AREAS.map(str::to_owned).to_vec();
    if !current.is_empty() && !areas.iter().any(|area| area == current) {
        areas.push(current.to_owned());
    }
    areas.into_iter().map(|area| Choice { value: area.clone(), label: area }).collect()
}
