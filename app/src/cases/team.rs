//! Team & access: everybody who can see the case, why, and since when; and everybody who could.

use domain::access::{Action, Level, Standing, may};
use domain::cases::{GrantState, TeamPage, TeamRow, Why};
use domain::frame::{Frame, Framed};
use domain::ids::{CaseId, StaffId};
use leptos::prelude::*;
use leptos_meta::Title;

use super::api;
use super::head::{CaseHead, CaseTab};
use super::show::{WallCard, reach};
use crate::page::{Done, page, param};
use crate::routes;
use crate::ui::button::{LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::page::{Here, Shell};
use crate::ui::person::PersonLine;
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Team() -> impl IntoView {
    page("Team and access", "case", api::team(param("id")), |Framed { frame, body }| {
        view! { <Everybody frame=frame page=body /> }
    })
}

#[component]
fn Everybody(frame: Frame, page: TeamPage) -> impl IntoView {
    let TeamPage { case, standing, current, past, walls } = page;
    let (role, id) = (frame.role, case.id);
    let crumbs = vec![
        ("Cases".to_owned(), Some(routes::CASES.to_owned())),
        (case.number.clone(), Some(routes::case(id))),
        ("Team and access".to_owned(), None),
    ];
    let title = format!("Team and access, case {}", case.number);
    let manages = may(role, Action::ManageTeam, &standing);
    let asks = Asks {
        number: case.number.clone(),
        everybody: may(role, Action::ExplainAccess, &standing),
        me: frame.me.id,
    };
    let (asks_past, asks_walled) = (asks.clone(), asks.clone());
    let names_lead = manages && may(role, Action::CloseCase, &standing);
    let screens = may(role, Action::RaiseWall, &standing);
    let tools = view! {
        <div class="toolbar mt-3">
            {manages
                .then(|| {
                    view! {
                        <LinkButton href=routes::grant_new(id) look=Look::Primary icon="user-plus">
                            "Give access"
                        </LinkButton>
                    }
                })}
            {names_lead
                .then(|| {
                    view! { <LinkButton href=routes::case_lead(id)>"Change responsible attorney"</LinkButton> }
                })}
            {screens
                .then(|| {
                    view! {
                        <LinkButton href=routes::case_wall(id) icon="wall">
                            "Raise a wall"
                        </LinkButton>
                    }
                })}
        </div>
    };
    let head =
        view! { <CaseHead case=case standing=Standing { desk: frame.desk, ..standing } role=role tab=CaseTab::Team /> }.into_any();
    view! {
        <Title text=title />
        <Shell frame=frame here=Here::Cases crumbs=crumbs case_head=head>
            <Done />
            <div class="stack gap-8">
            <Section id="current" title="Who can see this case">
                {(manages || names_lead || screens).then_some(tools)}
                <Rows label="Who can see this case" rows=current case=id manages=manages asks=asks />
                <p class="xs muted mt-2">
                    "Roles set the outer limit. Grants narrow it, and an ethical wall overrides everything, managing partners included."
                </p>
            </Section>
            {(!walls.is_empty())
                .then(|| {
                    view! {
                        <Section id="walls" title="Ethical walls">
                            <div class="cols cols--2 mt-3">
                                {walls
                                    .into_iter()
                                    .map(|wall| {
                                        let why = asks_walled.address(wall.person.id);
                                        view! { <WallCard wall=wall why=why /> }
                                    })
                                    .collect_view()}
                            </div>
                        </Section>
                    }
                })}
            <Section id="past" title="Who could see it">
                {if past.is_empty() {
                    view! {
                        <Empty icon="history" title="Nobody has lost access" text="Grants that end or expire are kept here." />
                    }
                        .into_any()
                } else {
                    view! { <Rows label="Who could see this case" rows=past case=id manages=false asks=asks_past /> }.into_any()
                }}
            </Section>
            </div>
        </Shell>
    }
}

/// Whether the caller may ask why somebody can see the case.
#[derive(Clone)]
struct Asks {
    number: String,
    /// Or about oneself only.
    everybody: bool,
    me: StaffId,
}

impl Asks {
    fn address(&self, who: StaffId) -> Option<String> {
        (self.everybody || who == self.me).then(|| routes::explain(who, &self.number))
    }
}

#[component]
fn Rows(
    label: &'static str,
    rows: Vec<TeamRow>,
    case: CaseId,
    manages: bool,
    asks: Asks,
) -> impl IntoView {
    view! {
        <TableWrap label=label>
            <table class="table table--stack">
                <Caption text=label />
                <thead>
                    <tr>
                        <th scope="col">"Person"</th>
                        <th scope="col">"Reach"</th>
                        <th scope="col">"Why"</th>
                        <th scope="col">"Since"</th>
                        <th scope="col">"Until"</th>
                        <th scope="col" class="acts">
                            <span class="vh">"Change"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            let why = asks.address(row.person.id);
                            view! { <Row row=row case=case manages=manages rules=why /> }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

#[component]
fn Row(row: TeamRow, case: CaseId, manages: bool, rules: Option<String>) -> impl IntoView {
    let besides = row.besides.as_ref().map(|besides| match (&besides.why, &besides.until) {
        (Why::Cover { of, .. }, Some(until)) => format!("Covers for {of} until {until}"),
        (Why::Cover { of, .. }, None) => format!("Covers for {of}"),
        (Why::Role | Why::BillingRole | Why::Grant(_), _) => String::new(),
    });
    let farthest = reach(row.farthest());
    // Beneath a farther way, what the place itself reaches.
    let own = row.besides.as_ref().map(|_| format!("{} by the grant itself", reach(&row.why)));
    let why = match (&row.why, &row.by) {
        (Why::Role, _) => "Managing partners see every case, except behind a wall".to_owned(),
        (Why::BillingRole, _) => "Billing sees number and client of every case".to_owned(),
        (Why::Grant(Level::Lead), Some(by)) => format!("Responsible attorney, named by {by}"),
        (Why::Grant(Level::Lead), None) => "Responsible attorney".to_owned(),
        (Why::Grant(_), Some(by)) => format!("Given by {by}"),
        (Why::Grant(_), None) => "On the case team".to_owned(),
        (Why::Cover { of, .. }, _) => format!("Covers for {of}"),
    };
    let editable = row.grant.filter(|_| {
        manages && row.state == GrantState::Current && row.why != Why::Grant(Level::Lead)
    });
    let name = row.person.name.clone();
    let state = match row.state {
        GrantState::Current => None,
        GrantState::Expired => Some("Expired"),
        GrantState::Ended => Some("Ended"),
    };
    view! {
        <tr>
            <td>
                <PersonLine person=row.person sub=row.role />
            </td>
            <td data-label="Reach">
                <span>{farthest}</span> {own.map(|own| view! { <span class="cell-sub">{own}</span> })}
                {row.release.then(|| view! { <span class="cell-sub">"May release documents"</span> })}
            </td>
            <td data-label="Why"><span>{why}</span> {besides.map(|besides| view! { <span class="cell-sub">{besides}</span> })}</td>
            <td class="tight" data-label="Since">{row.since}</td>
            <td class="tight" data-label="Until">
                <span>
                    {row.until.unwrap_or_else(|| "No end".to_owned())} " "
                    {state.map(|state| view! { <Badge kind=Tone::Plain>{state}</Badge> })}
                </span>
            </td>
            <td class="tight acts">
                <span class="row gap-3">
                    {rules
                        .map(|href| {
                            let asks = format!("Why: the rules for {name}");
                            view! {
                                <a href=href aria-label=asks>
                                    "Why?"
                                </a>
                            }
                        })}
                    {editable
                        .map(|grant| {
                            let (change, end) = (format!("Change access of {name}"), format!("End access of {name}"));
                            view! {
                                <a href=routes::grant(case, grant) aria-label=change>
                                    "Change"
                                </a>
                                <a href=routes::grant_end(case, grant) aria-label=end>
                                    "End"
                                </a>
                            }
                        })}
                </span>
            </td>
        </tr>
    }
}
