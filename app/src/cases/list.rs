//! The list of cases: filters and pages are links, so that they can be bookmarked.

use domain::access::{Action, Role, Standing, may};
use domain::cases::{CaseFilter, CaseList, CaseRow, ProposalRow, Stage};
use domain::forms::{Choice, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::page::{Done, complaints, flash_id, page, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::field::{Select, TextField};
use crate::ui::form::{Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;
use crate::ui::person::Who;
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};
use crate::ui::table::{Caption, SortHead, TableWrap};
use crate::ui::tabs::{Tab, Tabs};

#[component]
pub fn List() -> impl IntoView {
    let filter = CaseFilter {
        q: query("q"),
        state: query("state"),
        area: query("area"),
        lead: query("lead"),
        stage: query("stage"),
        sort: query("sort"),
        after: query("after"),
    };
    page("Cases", "page", api::list(filter, flash_id()), |page| view! { <Listed page=page /> })
}

/// The list's address with one thing changed; another filter starts at the first page.
fn address(filter: &CaseFilter, change: impl FnOnce(&mut CaseFilter)) -> String {
    let mut filter = CaseFilter { after: String::new(), ..filter.clone() };
    change(&mut filter);
    routes::with_query(
        routes::CASES,
        &[
            ("q", &filter.q),
            ("state", &filter.state),
            ("area", &filter.area),
            ("lead", &filter.lead),
            ("stage", &filter.stage),
            ("sort", &filter.sort),
            ("after", &filter.after),
        ],
    )
}

/// Whether anything but the state narrows the list.
fn narrowed(filter: &CaseFilter) -> bool {
    [&filter.q, &filter.area, &filter.lead, &filter.stage].iter().any(|value| !value.is_empty())
}

/// Takes all of that off; state and order stay.
fn loosen(filter: &mut CaseFilter) {
    for value in [&mut filter.q, &mut filter.area, &mut filter.lead, &mut filter.stage] {
        value.clear();
    }
}

#[component]
fn Listed(mut page: FormPage<(), CaseList>) -> impl IntoView {
    let (message, _) = complaints(&mut page);
    let FormPage { frame, context: list, .. } = page;
    let CaseList { filter, page, any, proposals, areas, attorneys } = list;
    let role = frame.role;
    let opens = may(role, Action::OpenCase, &Standing::OUTSIDE);
    let prepares = may(role, Action::PrepareCase, &Standing::OUTSIDE);
    let state = if filter.state.is_empty() { "open" } else { filter.state.as_str() };
    let tabs = [("open", "Open"), ("closed", "Closed"), ("all", "All")]
        .map(|(word, label)| {
            let href = address(&filter, |f| {
                f.state = if word == "open" { String::new() } else { word.into() }
            });
            Tab::new(href, label, state == word)
        })
        .to_vec();
    let next = page.next.clone().map(|after| address(&filter, |f| f.after = after));
    let first = (!filter.after.is_empty()).then(|| address(&filter, |_| ()));
    let lead = match role {
        Role::ManagingPartner => "Every case, except where a wall screens you.",
        Role::AssociateAttorney | Role::Paralegal => {
            "The cases you are on, and those you cover for somebody."
        }
        Role::Billing => "Number and client of every case: what an invoice needs.",
    };
    let (shown, total_words) = (page.rows.len(), page.total_words());
    let rows = page.rows;
    let is_empty = rows.is_empty();
    let empty_filter = filter.clone();
    view! {
        <Shell frame=frame here=Here::Cases crumbs=vec![("Cases".to_owned(), None)]>
            <Done />
            {message.map(|message| view! { <Notice kind=Tone::Bad title=message role="alert" /> })}
            <PageHead title="Cases" lead=lead>
                {prepares
                    .then(|| {
                        view! {
                            <LinkButton href=routes::case_new(None) look=Look::Primary icon="plus">
                                {if opens { "Open a case" } else { "Prepare a case" }}
                            </LinkButton>
                        }
                    })}
            </PageHead>
            <div class="stack gap-6">
            {(!proposals.is_empty()).then(|| view! { <Proposals rows=proposals /> })}
            <Tabs label="State of cases" items=tabs />
            <Filters filter=filter.clone() areas=areas attorneys=attorneys role=role />
            {if is_empty {
                view! { <Nothing filter=empty_filter any=any prepares=prepares /> }.into_any()
            } else {
                view! {
                    <Rows rows=rows filter=filter billing=role == Role::Billing />
                    <Pager shown=shown total_words=total_words one="case" many="cases" next=next first=first />
                }
                    .into_any()
            }}
            </div>
        </Shell>
    }
}

#[component]
fn Filters(
    filter: CaseFilter,
    areas: Vec<String>,
    attorneys: Vec<Choice>,
    role: Role,
) -> impl IntoView {
    let billing = role == Role::Billing;
    let areas = areas
        .into_iter()
        .map(|area| Choice { value: area.clone(), label: area })
        .collect::<Vec<_>>();
    let stages = Stage::ALL
        .map(|stage| Choice { value: stage.word().into(), label: stage.label().into() })
        .to_vec();
    let mine = Choice { value: "me".into(), label: "I lead".into() };
    let leads: Vec<Choice> =
        role.is_attorney().then_some(mine).into_iter().chain(attorneys).collect();
    let clear = narrowed(&filter).then(|| address(&filter, loosen));
    view! {
        <form class="filters" method="get" action=routes::CASES role="search" aria-label="Filter cases">
            <TextField
                name="q"
                label=if billing { "Number or client" } else { "Number, title or client" }
                value=filter.q
                kind="search"
                class="field--w"
                icon="search"
            />
            {(!billing)
                .then(|| {
                    view! {
                        <Select name="area" label="Practice area" options=areas value=filter.area placeholder="All areas" />
                    }
                })}
            {(!billing)
                .then(|| {
                    view! {
                        <Select name="stage" label="Stage" options=stages value=filter.stage placeholder="Any stage" />
                        <Select name="lead" label="Lead" options=leads value=filter.lead placeholder="Anybody" />
                    }
                })}
            {(!filter.state.is_empty()).then(|| view! { <Hidden name="state" value=filter.state /> })}
            {(!filter.sort.is_empty()).then(|| view! { <Hidden name="sort" value=filter.sort /> })}
            <Button icon="filter">"Filter"</Button>
            {clear
                .map(|href| {
                    view! {
                        <LinkButton href=href look=Look::Quiet>
                            "Clear"
                        </LinkButton>
                    }
                })}
        </form>
    }
}

#[component]
fn Rows(rows: Vec<CaseRow>, filter: CaseFilter, billing: bool) -> impl IntoView {
    let by_title = filter.sort == "title";
    let to_title = address(&filter, |f| f.sort = "title".into());
    let to_opened = address(&filter, |f| f.sort = String::new());
    view! {
        <TableWrap label="Cases">
            <table class="table table--ar table--stack">
                <Caption text="Cases" />
                <thead>
                    <tr>
                        <th scope="col">"Number"</th>
                        {(!billing)
                            .then(|| {
                                view! { <SortHead label="Case" href=to_title current=by_title.then_some("ascending") /> }
                            })}
                        <th scope="col">"Client"</th>
                        {(!billing)
                            .then(|| {
                                view! {
                                    <th scope="col">"Stage"</th>
                                    <th scope="col">"Lead"</th>
                                }
                            })}
                        <SortHead label="Opened" href=to_opened current=(!by_title).then_some("descending") />
                        <th scope="col">"State"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row=row billing=billing /> }).collect_view()}</tbody>
            </table>
        </TableWrap>
    }
}

#[component]
fn Row(row: CaseRow, billing: bool) -> impl IntoView {
    let href = routes::case(row.id);
    let number_href = href.clone();
    view! {
        <tr>
            <td class="tight">
                <a href=number_href>{row.number}</a>
            </td>
            {(!billing)
                .then(|| {
                    view! {
                        <td>
                            <a class="cell-main" href=href>
                                {row.title.unwrap_or_default()}
                            </a>
                            <span class="cell-sub">{row.practice_area.unwrap_or_default()}</span>
                        </td>
                    }
                })}
            <td data-label="Client">
                <a href=routes::client(row.client_id)>{row.client}</a>
            </td>
            {(!billing)
                .then(|| {
                    view! {
                        <td data-label="Stage">{row.stage.map(|stage| stage.label())}</td>
                        <td data-label="Lead">
                            {row.lead
                                .map(|lead| {
                                    let name = lead.name.clone();
                                    view! {
                                        <span class="row gap-2 nowrap">
                                            <Who person=lead small=true />
                                            {name}
                                        </span>
                                    }
                                })}
                        </td>
                    }
                })}
            <td class="tight" data-label="Opened">{row.opened_on.shown()}</td>
            <td class="tight" data-label="State">
                {match row.closed_on {
                    None => view! { <Badge kind=Tone::Ok>"Open"</Badge> }.into_any(),
                    Some(_) => view! { <Badge>"Closed"</Badge> }.into_any(),
                }}
            </td>
        </tr>
    }
}

#[component]
fn Nothing(filter: CaseFilter, any: bool, prepares: bool) -> impl IntoView {
    let loosened = address(&filter, loosen);
    if any && narrowed(&filter) {
        let everywhere = filter.state == "all";
        let text = match everywhere {
            true => "Loosen the filter.",
            false => "Loosen the filter, or look among cases in every state.",
        };
        let wider = (!everywhere).then(|| address(&filter, |f| f.state = "all".into()));
        return view! {
            <Empty icon="search" title="No case matches" text=text>
                <LinkButton href=loosened>"Clear the filter"</LinkButton>
                {wider.map(|href| view! { <LinkButton href=href>"Look among all cases"</LinkButton> })}
            </Empty>
        }
        .into_any();
    }
    if any {
        return view! {
            <Empty icon="check" title="Nothing here" text="No case is in this state. The others are under All.">
                <LinkButton href="/cases?state=all">"Show all cases"</LinkButton>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty
            icon="case"
            title="No cases yet"
            text="Cases appear here once you open one, or once a responsible attorney gives you access."
        >
            {prepares.then(|| view! { <LinkButton href="/cases/new" look=Look::Primary>"Start a case"</LinkButton> })}
        </Empty>
    }
    .into_any()
}

/// Prepared cases: those that wait for the caller, and those the caller prepared.
#[component]
fn Proposals(rows: Vec<ProposalRow>) -> impl IntoView {
    let waiting = rows
        .into_iter()
        .map(|row| {
            let sub = format!(
                "{} · {} · prepared by {}, {}",
                row.client, row.practice_area, row.prepared_by.name, row.prepared
            );
            view! {
                <li class="prepared">
                    <span class="grow">
                        {match row.declined {
                            Some(_) => view! { <span class="medium">{row.title}</span> }.into_any(),
                            None => view! { <a class="medium" href=routes::prepared(row.id)>{row.title}</a> }.into_any(),
                        }}
                        <small class="xs muted block">{sub}</small>
                        {(!row.checked.is_empty())
                            .then(|| view! { <small class="xs muted block">"Conflict check: " {row.checked}</small> })}
                    </span>
                    {if row.mine_to_decide {
                        view! {
                            <PostForm action=api::Approve::url() class="row gap-2">
                                <Hidden name="id" value=row.id.to_string() />
                                <Button small=true>
                                    "Approve"
                                </Button>
                                <LinkButton href=routes::decline(row.id) small=true>
                                    "Decline"
                                </LinkButton>
                            </PostForm>
                        }
                            .into_any()
                    } else {
                        let said = match row.declined {
                            Some(reason) => format!("Declined: {reason}"),
                            None => format!("Waits for {}", row.lead.name),
                        };
                        view! { <span class="sm muted">{said}</span> }.into_any()
                    }}
                </li>
            }
        })
        .collect_view();
    view! {
        <Section id="prepared" title="Prepared cases">
            <ul>{waiting}</ul>
        </Section>
    }
}
