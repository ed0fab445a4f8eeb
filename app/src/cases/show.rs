//! One case: what happened, who can see it, who cannot.

use domain::access::{Action, Level, Standing, may};
use domain::cases::{CaseBillingPage, CasePage, CaseView, CaseWall, TeamRow, Why};
use domain::frame::{Frame, Framed};
use domain::ids::CaseId;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api;
use super::head::{CaseHead, CaseTab};
use super::timeline::Timeline;
use crate::appointments::listed::Next;
use crate::billing::beside::Money;
use crate::contacts::Discreet;
use crate::page::{Done, page, param, query};
use crate::payers::Payers;
use crate::routes;
use crate::terms::Fees;
use crate::threads::Waiting;
use crate::ui::button::LinkButton;
use crate::ui::facts::Pairs;
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::person::PersonRow;
use crate::ui::section::Section;
use crate::ui::status::Tone;

#[component]
pub fn Show() -> impl IntoView {
    page("Case", "case", api::show(param("id")), |Framed { frame, body }| match body {
        CaseView::Full(page) => view! { <Full frame=frame page=*page /> }.into_any(),
        CaseView::Billing(page) => view! { <Billing frame=frame page=page /> }.into_any(),
    })
}

#[component]
fn Full(frame: Frame, page: CasePage) -> impl IntoView {
    let CasePage {
        case,
        standing,
        payers,
        fees,
        timeline,
        timeline_more,
        next,
        team,
        walls,
        others,
        status_asks,
        money,
        messages,
    } = page;
    let role = frame.role;
    let me = frame.me.name.clone();
    let id = case.id;
    let crumbs =
        vec![("Cases".to_owned(), Some(routes::CASES.to_owned())), (case.number.clone(), None)];
    let manages = may(role, Action::ManageTeam, &standing);
    let screens = may(role, Action::RaiseWall, &standing);
    let edits = may(role, Action::EditCase, &standing);
    let explains = may(role, Action::ExplainAccess, &standing);
    let writes = may(role, Action::SeeMessages, &standing);
    let closed = case.closed_on;
    let number = case.number.clone();
    // A number is no name.
    let title = format!("Case {}", case.number);
    let head = view! { <CaseHead case=case standing=Standing { desk: frame.desk, ..standing } role=role tab=CaseTab::Activity /> }
        .into_any();
    view! {
        <Title text=title />
        <Shell frame=frame here=Here::Cases crumbs=crumbs case_head=head>
            <Done />
            {closed
                .filter(|_| query("done") != "closed")
                .map(|on| {
                    let title = format!("This case was closed on {}", on.shown());
                    view! {
                        <Notice kind=Tone::Info title=title>
                            <p>"It reads as before. Changes wait until it is reopened."</p>
                        </Notice>
                    }
                })}
            <div class="cols cols--aside">
                <Section id="activity" title="Activity">
                    <Timeline entries=timeline more=timeline_more me=me case=id />
                </Section>
                <aside class="stack gap-4" aria-label="Appointments, access and payers">
                    <Next rows=next all=routes::case_appointments(id) />
                    {writes.then(|| view! { <Waiting case=id waiting=Some(messages) starts=closed.is_none() /> })}
                    <Section
                        id="team"
                        title="Team and access"
                        link=Some((routes::case_team(id), "Why these people?".to_owned()))
                    >
                        <ul class="people">
                            {team.into_iter().map(|row| view! { <Member row=row /> }).collect_view()}
                        </ul>
                        <div class="row gap-2 mt-1">
                            {manages
                                .then(|| {
                                    view! {
                                        <LinkButton href=routes::case_clients(id) small=true>
                                            "Clients"
                                        </LinkButton>
                                        <LinkButton href=routes::grant_new(id) small=true icon="user-plus">
                                            "Give access"
                                        </LinkButton>
                                    }
                                })} <span class="xs muted">{others_words(others)}</span>
                        </div>
                    </Section>
                    {money
                        .map(|money| {
                            let draft = closed.is_none().then(|| routes::draft_new(id));
                            view! { <Money money=money of=id.to_string() role=role draft=draft /> }
                        })}
                    <Payers case=id rows=payers edits=edits />
                    <Fees case=id line=fees />
                    <Stands id=id />
                    <Asked asks=status_asks number=number.clone() />
                    {walls
                        .into_iter()
                        .map(|wall| {
                            let why = explains.then(|| routes::explain(wall.person.id, &number));
                            view! { <WallCard wall=wall why=why /> }
                        })
                        .collect_view()}
                    {screens
                        .then(|| {
                            view! {
                                <p>
                                    <LinkButton href=routes::case_wall(id) small=true icon="wall">
                                        "Raise a wall"
                                    </LinkButton>
                                </p>
                            }
                        })}
                </aside>
            </div>
        </Shell>
    }
}

/// What clients read of the case in the portal.
#[component]
fn Stands(id: CaseId) -> impl IntoView {
    view! {
        <Section id="stands" title="Where it stands">
            <p class="sm mt-2">"In plain words, for its clients: the first page of the portal."</p>
            <p class="mt-1">
                <LinkButton href=routes::case_status(id) small=true>
                    "Say where it stands"
                </LinkButton>
            </p>
        </Section>
    }
}

/// How often somebody called to ask how the case stands: often enough, and the client should hear of
/// it unasked.
#[component]
fn Asked(asks: (i64, Option<String>), number: String) -> impl IntoView {
    let (times, last) = asks;
    let said = match times {
        0 => "Nobody asked for the status in 30 days.".to_owned(),
        1 => "Asked for status once in 30 days".to_owned(),
        n => format!("Asked for status {n} times in 30 days"),
    };
    let last = last.map(|day| format!(", last on {day}."));
    view! {
        <Section id="calls" title="Calls">
            <p class="sm mt-2">{said} {last}</p>
            <p class="mt-1">
                <LinkButton
                    href=routes::with_query(routes::CALL_NEW, &[("case", &number)])
                    small=true
                    icon="phone"
                >
                    "Take a call"
                </LinkButton>
            </p>
        </Section>
    }
}

fn others_words(others: i64) -> String {
    match others {
        ..=0 => "Everybody at the office can see it".into(),
        1 => "1 other in the office has no access".into(),
        n => format!("{n} others in the office have no access"),
    }
}

/// One line of the team: who, and in few words why.
#[component]
fn Member(row: TeamRow) -> impl IntoView {
    let right = reach(row.farthest());
    let until = match &row.besides {
        Some(besides) => &besides.until,
        None => &row.until,
    };
    let sub = match (row.farthest(), until) {
        (Why::Grant(Level::Lead), _) => "Responsible attorney".to_owned(),
        (Why::Cover { of, .. }, Some(until)) => format!("Covers for {of} until {until}"),
        (Why::Cover { of, .. }, None) => format!("Covers for {of}"),
        (Why::BillingRole, _) => format!("{}, by role", row.role),
        (_, Some(until)) => format!("{}, until {until}", row.role),
        (_, None) => row.role.clone(),
    };
    view! {
        <PersonRow person=row.person sub=sub>
            <span class="people__right muted">{right}</span>
        </PersonRow>
    }
}

/// How far a way to the case reaches, in a word or two.
pub fn reach(why: &Why) -> &'static str {
    match why {
        Why::Role => "Everything",
        Why::BillingRole => "Number and client",
        Why::Grant(level) | Why::Cover { level, .. } => match level {
            Level::View => "View",
            Level::Contribute => "Contribute",
            Level::Manage => "Manage",
            Level::Lead => "Everything",
        },
    }
}

/// A wall, to those who may see the case.
#[component]
pub fn WallCard(
    wall: CaseWall,
    /// Where the rule is explained for this person, for those who may ask.
    why: Option<String>,
) -> impl IntoView {
    let heading = format!("wall-{}", wall.id);
    let mut facts = vec![
        ("Reason".to_owned(), wall.reason),
        ("Set by".to_owned(), format!("{}, {}", wall.by, wall.since)),
    ];
    if wall.on_client {
        facts.push(("Covers".to_owned(), "Every case of this client".to_owned()));
    }
    if let Some(by) = wall.lift_asked_by {
        facts.push(("Lifting".to_owned(), format!("Asked by {by}; waits for a second person")));
    }
    let labelled_by = heading.clone();
    view! {
        <section class="wall" aria-labelledby=labelled_by>
            <h3 class="wall__band" id=heading>
                <Icon name="wall" />
                {format!("Ethical wall: {}", wall.person.name)}
            </h3>
            <div class="wall__body">
                <p>
                    <strong>"Cannot see that this case exists."</strong>
                    " It is absent from every list, count and page."
                </p>
                <Pairs items=facts />
                {why
                    .map(|href| {
                        let asks = format!("Why: the rules for {}", wall.person.name);
                        view! {
                            <p>
                                <a href=href aria-label=asks>
                                    "Why?"
                                </a>
                            </p>
                        }
                    })}
            </div>
        </section>
    }
}

/// What billing sees of a case.
#[component]
fn Billing(frame: Frame, page: CaseBillingPage) -> impl IntoView {
    let crumbs =
        vec![("Cases".to_owned(), Some(routes::CASES.to_owned())), (page.number.clone(), None)];
    let state = match page.closed_on {
        Some(on) => format!("Closed {}", on.shown()),
        None => "Open".to_owned(),
    };
    let facts = vec![("Opened".to_owned(), page.opened_on.shown()), ("State".to_owned(), state)];
    let title = format!("Case {}", page.number);
    let role = frame.role;
    let draft = page.closed_on.is_none().then(|| routes::draft_new(page.id));
    view! {
        <Title text=title.clone() />
        <Shell frame=frame here=Here::Cases crumbs=crumbs>
            <PageHead title=title lead="Billing sees the number and the client of a case." />
            {page.discreet.then(|| view! { <Discreet how=String::new() /> })}
            <Section id="billing" title="Billing summary">
                <p class="mt-2">
                    "Client "
                    <a href=routes::client(page.client_id)>{page.client}</a>
                </p>
                <Pairs items=facts />
            </Section>
            <div class="mt-6 stack gap-6">
                <Money money=page.money of=page.id.to_string() role=role draft=draft />
                <Payers case=page.id rows=page.payers edits=false />
            </div>
            <div class="mt-6 stack gap-6">
                <Fees case=page.id line=Some(page.fees) />
                <Waiting case=page.id waiting=None starts=page.closed_on.is_none() />
            </div>
        </Shell>
    }
}
