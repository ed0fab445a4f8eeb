//! Raising a wall, around one case or around a whole client.

use domain::forms::{Choice, FormPage};
use domain::walls::{WallForm, WallFormContext};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Choices, Radio, Select, TextArea};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::status::{Matter, Tone};

type RaisePage = FormPage<WallForm, WallFormContext>;

/// Where the form stands and where it leads.
struct Place {
    here: Here,
    crumbs: Vec<(String, Option<String>)>,
    id: String,
    action: &'static str,
    back: String,
}

/// The page `/cases/:id/wall`.
#[component]
pub fn RaiseOnCase() -> impl IntoView {
    let id = param("id");
    page("Raise a wall", "case", api::case_page(id.clone(), flash_id()), move |page: RaisePage| {
        let back = page.context.case.map_or(routes::CASES.to_owned(), routes::case);
        let crumbs = crumbs("Cases", routes::CASES, number(&page.context.what), &back);
        let action = api::RaiseOnCase::url();
        raising(page, Place { here: Here::Cases, crumbs, id, action, back })
    })
}

/// The page `/clients/:id/wall`.
#[component]
pub fn RaiseOnClient() -> impl IntoView {
    let id = param("id");
    page(
        "Raise a wall",
        "client",
        api::client_page(id.clone(), flash_id()),
        move |page: RaisePage| {
            let back = page.context.client.map_or(routes::CLIENTS.to_owned(), routes::client);
            let crumbs = crumbs("Clients", routes::CLIENTS, "Client", &back);
            let action = api::RaiseOnClient::url();
            raising(page, Place { here: Here::Clients, crumbs, id, action, back })
        },
    )
}

/// The number out of "Case 2026-0147, Okonkwo v. Tideland".
fn number(what: &str) -> &str {
    let case = what.split_once(',').map_or(what, |(case, _)| case);
    case.strip_prefix("Case ").unwrap_or(case)
}

fn crumbs(all: &str, list: &str, one: &str, back: &str) -> Vec<(String, Option<String>)> {
    vec![
        (all.to_owned(), Some(list.to_owned())),
        (one.to_owned(), Some(back.to_owned())),
        ("Raise a wall".to_owned(), None),
    ]
}

fn raising(mut page: RaisePage, place: Place) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let WallFormContext { what, case, client_name, may_wall_client, people, .. } = context;
    let people: Vec<Choice> = people
        .into_iter()
        .map(|choice| Choice {
            value: choice.id.to_string(),
            label: format!("{}, {}", choice.name, choice.role.to_lowercase()),
        })
        .collect();
    let on_case = case.is_some();
    let lead = if on_case { String::new() } else { format!("Around every case of {what}.") };
    let tagged = (place.back.clone(), what.clone());
    let tag = on_case.then(|| view! { <Matter href=tagged.0>{tagged.1}</Matter> }.into_any());
    let back = place.back.clone();
    view! {
        <Shell frame=frame here=place.here crumbs=place.crumbs class="page--form">
            <PageHead title="Raise a wall" lead=lead tag=tag />
            <PostForm action=place.action>
                <FormMessage message=message errors=errors.clone() />
                <Explained on_case=on_case />
                <Hidden name="id" value=place.id />
                <Select
                    name="staff_id"
                    label="Person"
                    options=people
                    value=form.staff_id
                    placeholder="Choose a person"
                    hint="Those who are screened already are not offered."
                    error=errors.of("staff_id")
                    required=true
                />
                {(on_case && may_wall_client)
                    .then(|| {
                        let scopes = vec![
                            Radio::new("case", "This case only", what),
                            Radio::new(
                                "client",
                                format!("Every case of {client_name}"),
                                "Open, closed and still to come, and the client’s own page",
                            ),
                        ];
                        view! {
                            <Choices
                                name="scope"
                                label="Around"
                                options=scopes
                                value=form.scope
                                error=errors.of("scope")
                                required=true
                            />
                        }
                    })}
                <TextArea
                    name="reason"
                    label="Reason"
                    value=form.reason
                    hint=if on_case {
                        "Those who see the case can read it; the screened person cannot."
                    } else {
                        "Those who see the client can read it; the screened person cannot."
                    }
                    error=errors.of("reason")
                    required=true
                />
                <Actions>
                    <Button look=Look::Primary icon="wall">
                        "Raise the wall"
                    </Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}

/// What a wall does, before one is raised.
#[component]
fn Explained(on_case: bool) -> impl IntoView {
    let hides = if on_case {
        "The screened person will not see that the case exists: it is absent from every list, count and page. "
    } else {
        "The screened person will not see that this client or any of its cases exists, open, closed or still to come. "
    };
    view! {
        <Notice kind=Tone::Info title="It holds at once; lifting it takes a second person">
            <p>
                {hides}
                "A wall overrides every role and every grant, managing partners included."
            </p>
        </Notice>
    }
}
