//! Giving, changing and ending a place on the team; naming another responsible attorney.

use domain::access::Level;
use domain::cases::CaseFacts;
use domain::forms::{Choice, FormPage};
use domain::team::{GrantForm, GrantFormContext, LeadForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::dialog::DialogPage;
use crate::ui::field::{Check, Choices, DateField, Radio, Select};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::status::Matter;

#[component]
pub fn Give() -> impl IntoView {
    page("Give access", "case", api::grant_page(param("id"), flash_id()), |page| {
        view! { <Granting page=page grant=String::new() /> }
    })
}

#[component]
pub fn Change() -> impl IntoView {
    let grant = param("grant");
    page(
        "Change access",
        "case",
        api::change_page(param("id"), grant.clone(), flash_id()),
        move |page| {
            view! { <Granting page=page grant=grant /> }
        },
    )
}

/// The breadcrumbs of a page beneath a case's team.
fn crumbs(case: &CaseFacts, here: &str) -> Vec<(String, Option<String>)> {
    vec![
        ("Cases".to_owned(), Some(routes::CASES.to_owned())),
        (case.number.clone(), Some(routes::case(case.id))),
        ("Team and access".to_owned(), Some(routes::case_team(case.id))),
        (here.to_owned(), None),
    ]
}

#[component]
fn Granting(mut page: FormPage<GrantForm, GrantFormContext>, grant: String) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let GrantFormContext { case, people, person, .. } = context;
    let is_new = person.is_none();
    let (title, button, action) = match &person {
        Some(person) => (format!("Change access of {}", person.name), "Save", api::Change::url()),
        None => ("Give access".to_owned(), "Give access", api::Give::url()),
    };
    let people: Vec<Choice> = people
        .into_iter()
        .map(|choice| Choice {
            value: choice.id.to_string(),
            label: format!("{}, {}", choice.name, choice.role.to_lowercase()),
        })
        .collect();
    let levels =
        Level::GRANTED.map(|level| Radio::new(level.word(), level.label(), level.means())).to_vec();
    let crumbs = crumbs(&case, if is_new { "Give access" } else { "Change access" });
    let id = case.id;
    let tag = view! { <Matter href=routes::case(id)>{case.title}</Matter> }.into_any();
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs class="page--form">
            <PageHead title=title tag=Some(tag) />
            <PostForm action=action>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=id.to_string() />
                {(!is_new).then(|| view! { <Hidden name="grant" value=grant /> })}
                {is_new
                    .then(|| {
                        view! {
                            <Select
                                name="staff_id"
                                label="Person"
                                options=people
                                value=form.staff_id
                                placeholder="Choose a person"
                                hint="Those who already have access, or who must not have any, are not offered."
                                error=errors.of("staff_id")
                                required=true
                            />
                        }
                    })}
                <Choices
                    name="level"
                    label="Reach"
                    options=levels
                    value=form.level
                    error=errors.of("level")
                    required=true
                />
                <Check
                    name="release"
                    label="May release documents to the client"
                    checked=form.release == "on"
                    value="on"
                    hint="Whoever releases, each document is first checked for the wrong client."
                    error=errors.of("release")
                />
                <DateField
                    name="until"
                    label="Last day"
                    value=form.until
                    hint="Leave empty for no end. On the day after, access is gone by itself."
                    error=errors.of("until")
                    optional_mark=true
                />
                <Actions>
                    <Button look=Look::Primary>{button}</Button>
                    <LinkButton href=routes::case_team(id) look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}

#[component]
pub fn End() -> impl IntoView {
    let grant = param("grant");
    page(
        "End access",
        "case",
        api::change_page(param("id"), grant.clone(), String::new()),
        move |page: FormPage<GrantForm, GrantFormContext>| {
            let case = page.context.case;
            let name = page.context.person.map(|person| person.name).unwrap_or_default();
            let back = routes::case_team(case.id);
            let footer = view! {
                <LinkButton href=back.clone() look=Look::Primary autofocus=true>
                    "Keep access"
                </LinkButton>
                <Button look=Look::Danger form="ending">
                    "End access"
                </Button>
            }
            .into_any();
            let title = format!("End the access of {name}?");
            let says = format!(
                "The case {} closes to {name} at once. Recorded work stays, and so does the record that there was access.",
                case.title
            );
            view! {
                <DialogPage frame=page.frame here=Here::Cases title=title back=back small=true footer=footer>
                    <p>{says}</p>
                    <PostForm action=api::End::url() id="ending">
                        <FormMessage message=None />
                        <Hidden name="id" value=case.id.to_string() />
                        <Hidden name="grant" value=grant />
                    </PostForm>
                    <LiveForms />
                </DialogPage>
            }
        },
    )
}

#[component]
pub fn Lead() -> impl IntoView {
    page(
        "Change responsible attorney",
        "case",
        api::lead_page(param("id"), flash_id()),
        |mut page: FormPage<LeadForm, (CaseFacts, Vec<Choice>)>| {
            let (message, errors) = complaints(&mut page);
            let FormPage { frame, form, context: (case, attorneys), .. } = page;
            let id = case.id;
            let now = case.lead.as_ref().map_or_else(
                || "The case has no responsible attorney.".to_owned(),
                |lead| {
                    format!(
                        "{} is responsible now, and stays on the team as somebody who can manage it.",
                        lead.name
                    )
                },
            );
            let crumbs = crumbs(&case, "Responsible attorney");
            let tag = view! { <Matter href=routes::case(id)>{case.title}</Matter> }.into_any();
            view! {
                <Shell frame=frame here=Here::Cases crumbs=crumbs class="page--form">
                    <PageHead title="Change responsible attorney" lead=now tag=Some(tag) />
                    <PostForm action=api::ChangeLead::url()>
                        <FormMessage message=message errors=errors.clone() />
                        <Hidden name="id" value=id.to_string() />
                        <Select
                            name="lead"
                            label="Responsible attorney"
                            options=attorneys
                            value=form.lead
                            placeholder="Choose"
                            error=errors.of("lead")
                            required=true
                        />
                        <Actions>
                            <Button look=Look::Primary>"Change responsible attorney"</Button>
                            <LinkButton href=routes::case_team(id) look=Look::Quiet>
                                "Cancel"
                            </LinkButton>
                        </Actions>
                    </PostForm>
                    <LiveForms />
                </Shell>
            }
        },
    )
}
