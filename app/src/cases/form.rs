//! Writing a case: new, prepared for approval, edited.

use domain::cases::{CaseForm, CaseFormContext, PRACTICE_AREAS, Stage};
use domain::forms::{Choice, FieldErrors, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Check, DateField, Select, TextArea, TextField};
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
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs class="page--form">
            <PageHead title=title lead=lead />
            <PostForm action=action>
                <FormMessage message=message errors=errors.clone() />
                {case.map(|case| view! { <Hidden name="id" value=case.id.to_string() /> })}
                <Hidden name="revision" value=form.revision.clone() />
                {is_new
                    .then(|| {
                        view! {
                            <Select
                                name="client_id"
                                label="Client"
                                options=clients
                                value=form.client_id.clone()
                                placeholder="Choose a client"
                                hint="Not there yet? Take an enquiry and accept it, or add the client first, under Clients."
                                error=errors.of("client_id")
                                required=true
                            />
                        }
                    })}
                <What form=form.clone() errors=errors.clone() />
                {if is_new {
                    view! {
                        <Lead form=form.clone() attorneys=attorneys prepares=prepares errors=errors.clone() />
                        <Adverse form=form.clone() errors=errors.clone() />
                    }
                        .into_any()
                } else {
                    view! { <Court form=form.clone() errors=errors.clone() /> }.into_any()
                }}
                <Limits form=form errors=errors />
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

/// Title, practice area, stage and the day of opening.
#[component]
pub fn What(form: CaseForm, errors: FieldErrors) -> impl IntoView {
    view! {
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
        <DateField
            name="opened_on"
            label="Opened on"
            value=form.opened_on
            error=errors.of("opened_on")
            required=true
        />
    }
}

/// The responsible attorney. One to choose means there is nothing to choose.
#[component]
pub fn Lead(
    form: CaseForm,
    attorneys: Vec<Choice>,
    prepares: bool,
    errors: FieldErrors,
) -> impl IntoView {
    if attorneys.len() == 1 && !prepares {
        return view! { <Hidden name="lead" value=form.lead /> }.into_any();
    }
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

/// Whom a new case is against: what the conflict check looks for, besides the client.
#[component]
pub fn Adverse(form: CaseForm, errors: FieldErrors) -> impl IntoView {
    view! {
        <fieldset>
            <legend class="h3 mb-2">"Conflict check"</legend>
            <div class="stack gap-3">
                <TextArea
                    name="adverse"
                    label="Adverse parties and others to check"
                    value=form.adverse
                    hint="One name on each line. They are looked for when you send this, and become the opposing parties of the case."
                    error=errors.of("adverse")
                    rows=3
                />
                <Check
                    name="no_adverse"
                    label="There is no adverse party"
                    checked=form.no_adverse == "on"
                    value="on"
                    hint="The name it is for is checked all the same."
                />
            </div>
        </fieldset>
    }
}

/// When the claim runs out, or why it does not.
#[component]
pub fn Limits(form: CaseForm, errors: FieldErrors) -> impl IntoView {
    view! {
        <fieldset>
            <legend class="h3 mb-2">"Limitation"</legend>
            <div class="form-row">
                <DateField
                    name="limitation_on"
                    label="Limitation date"
                    value=form.limitation_on
                    hint="The day on which the claim runs out"
                    error=errors.of("limitation_on")
                />
                <TextField
                    name="limitation_none"
                    label="Or none, because"
                    value=form.limitation_none
                    error=errors.of("limitation_none")
                />
            </div>
        </fieldset>
    }
}

/// Where the case is heard.
#[component]
fn Court(form: CaseForm, errors: FieldErrors) -> impl IntoView {
    view! {
        <div class="form-row">
            <TextField
                name="court"
                label="Court"
                value=form.court
                error=errors.of("court")
                optional_mark=true
            />
            <TextField
                name="court_reference"
                label="Court’s reference"
                value=form.court_reference
                error=errors.of("court_reference")
                optional_mark=true
            />
        </div>
    }
}
