//! The manila band: inside one client's matter, on every page of it.

use domain::access::Role;
use domain::access::{Action, Standing, may};
use domain::cases::CaseFacts;
use leptos::prelude::*;

use crate::contacts::Discreet;
use crate::routes;
use crate::ui::button::LinkButton;
use crate::ui::facts::{Fact, Facts};
use crate::ui::icon::Icon;
use crate::ui::status::{Badge, Tone};
use crate::ui::tabs::{FileTabs, Tab};

/// Which tab of a case is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseTab {
    Activity,
    Documents,
    Requests,
    Appointments,
    Parties,
    Notes,
    Team,
}

/// Number, title, client, facts and tabs, and what the caller may do.
#[component]
pub fn CaseHead(case: CaseFacts, standing: Standing, role: Role, tab: CaseTab) -> impl IntoView {
    let id = case.id;
    let open = case.closed_on.is_none();
    let mut facts = vec![
        Fact::new("Responsible attorney", case.lead.as_ref().map_or("None", |lead| &lead.name)),
        Fact::new("Opened", case.opened_on.shown()),
    ];
    facts.push(match case.limitation_on {
        Some(on) => Fact::new("Limitation", on.shown()),
        None if case.limitation_none.is_empty() => Fact::new("Limitation", "Not entered"),
        None => Fact::new("Limitation", "None"),
    });
    if let Some(closed) = case.closed_on {
        facts.push(Fact::new("Closed", closed.shown()));
    }
    let tabs = vec![
        Tab::new(routes::case(id), "Activity", tab == CaseTab::Activity),
        Tab::new(routes::case_documents(id), "Documents", tab == CaseTab::Documents),
        Tab::new(routes::case_requests(id), "From the client", tab == CaseTab::Requests),
        Tab::new(routes::case_appointments(id), "Appointments", tab == CaseTab::Appointments),
        Tab::new(routes::parties(id), "Parties", tab == CaseTab::Parties),
        Tab::new(routes::case_notes(id), "Notes", tab == CaseTab::Notes),
        Tab::new(routes::case_team(id), "Team and access", tab == CaseTab::Team),
    ];
    view! {
        <div class="case-head">
            <div class="case-head__top">
                <div class="grow">
                    <p class="case-head__no">
                        <Icon name="case" small=true />
                        {format!("Case {}", case.number)}
                        {if open {
                            view! { <Badge kind=Tone::Ok>"Open"</Badge> }.into_any()
                        } else {
                            view! { <Badge>"Closed"</Badge> }.into_any()
                        }}
                        <Badge kind=Tone::File>{case.stage.label()}</Badge>
                    </p>
                    <h1>{case.title.clone()}</h1>
                    <p class="case-head__meta">
                        <span>
                            "Client "
                            <a href=routes::client(case.client_id)>{case.client.clone()}</a>
                        </span>
                        <span>{case.practice_area.clone()}</span>
                        {court(&case).map(|court| view! { <span><Icon name="court" small=true /> {court}</span> })}
                    </p>
                </div>
                <div class="row gap-2">
                    {(open && may(role, Action::ScheduleOnCase, &standing))
                        .then(|| {
                            view! {
                                <LinkButton href=routes::appointment_about("case", id) icon="calendar">
                                    "Book an appointment"
                                </LinkButton>
                            }
                        })}
                    {may(role, Action::EditCase, &standing)
                        .then(|| {
                            view! {
                                <LinkButton href=routes::case_edit(id) icon="edit">
                                    "Edit"
                                </LinkButton>
                            }
                        })}
                    {(open && may(role, Action::CloseCase, &standing))
                        .then(|| {
                            view! { <LinkButton href=routes::case_close(id)>"Close case"</LinkButton> }
                        })}
                    {(!open && may(role, Action::ReopenCase, &standing))
                        .then(|| {
                            view! {
                                <LinkButton href=routes::case_reopen(id) icon="refresh">
                                    "Reopen"
                                </LinkButton>
                            }
                        })}
                </div>
            </div>
            {case.discreet.map(|how| view! { <Discreet how=how /> })}
            <Facts items=facts />
            <FileTabs label="Case sections" items=tabs />
        </div>
    }
}

/// "Calder County Superior Court, 26-CV-01184".
fn court(case: &CaseFacts) -> Option<String> {
    let parts: Vec<&str> = [case.court.as_str(), case.court_reference.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
