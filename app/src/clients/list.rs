//! The list of clients: filter and pages are links, so that they can be bookmarked.

use domain::access::Role;
use domain::clients::{ClientFilter, ClientKind, ClientList, ClientRow};
use domain::forms::Choice;
use domain::frame::{Frame, Framed};
use leptos::prelude::*;

use super::api;
use crate::page::{Done, page, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::field::{Select, TextField};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;
use crate::ui::table::{Caption, TableWrap};

/// The page `/clients`.
#[component]
pub fn List() -> impl IntoView {
    let filter = ClientFilter { q: query("q"), kind: query("kind"), after: query("after") };
    page("Clients", "page", api::list(filter), |Framed { frame, body }| {
        view! { <Listed frame=frame list=body /> }
    })
}

/// The list's address after some row.
fn address(filter: &ClientFilter, after: &str) -> String {
    routes::with_query(
        routes::CLIENTS,
        &[("q", &filter.q), ("kind", &filter.kind), ("after", after)],
    )
}

#[component]
fn Listed(frame: Frame, list: ClientList) -> impl IntoView {
    let ClientList { filter, page, any, may_create } = list;
    let lead = match frame.role {
        Role::ManagingPartner => "Every client, except where a wall screens you.",
        Role::AssociateAttorney | Role::Paralegal => {
            "The clients of your cases, and those you added."
        }
        Role::Billing => "Name and billing contacts of every client.",
    };
    let next = page.next.as_deref().map(|after| address(&filter, after));
    let first = (!filter.after.is_empty()).then(|| address(&filter, ""));
    let (shown, total_words) = (page.rows.len(), page.total_words());
    let rows = page.rows;
    view! {
        <Shell frame=frame here=Here::Clients crumbs=vec![("Clients".to_owned(), None)]>
            <Done />
            <PageHead title="Clients" lead=lead>
                {may_create
                    .then(|| {
                        view! {
                            <LinkButton href="/clients/new" look=Look::Primary icon="plus">
                                "Add a client"
                            </LinkButton>
                        }
                    })}
            </PageHead>
            <Filters filter=filter />
            {if rows.is_empty() {
                view! { <Nothing any=any may_create=may_create /> }.into_any()
            } else {
                view! {
                    <Rows rows=rows />
                    <Pager shown=shown total_words=total_words one="client" many="clients" next=next first=first />
                }
                    .into_any()
            }}
        </Shell>
    }
}

#[component]
fn Filters(filter: ClientFilter) -> impl IntoView {
    let kinds = ClientKind::ALL
        .map(|kind| Choice { value: kind.word().into(), label: kind.label().into() })
        .to_vec();
    let narrowed = !(filter.q.is_empty() && filter.kind.is_empty());
    view! {
        <form class="filters" method="get" action=routes::CLIENTS role="search" aria-label="Filter clients">
            <TextField name="q" label="Name" value=filter.q kind="search" class="field--w" icon="search" />
            <Select name="kind" label="Kind" options=kinds value=filter.kind placeholder="Any kind" />
            <Button icon="filter">"Filter"</Button>
            {narrowed
                .then(|| {
                    view! {
                        <LinkButton href=routes::CLIENTS look=Look::Quiet>
                            "Clear"
                        </LinkButton>
                    }
                })}
        </form>
    }
}

#[component]
fn Rows(rows: Vec<ClientRow>) -> impl IntoView {
    view! {
        <TableWrap label="Clients" class="mt-6">
            <table class="table table--stack">
                <Caption text="Clients, by name" />
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Email"</th>
                        <th scope="col">"Phone"</th>
                        <th scope="col" class="num">
                            "Open cases"
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            view! {
                                <tr>
                                    <th scope="row">
                                        <a class="cell-main" href=routes::client(row.id)>
                                            {row.name}
                                        </a>
                                        <span class="cell-sub">{row.kind.label()}</span>
                                    </th>
                                    <td data-label="Email">{or_none(row.email)}</td>
                                    <td class="nowrap" data-label="Phone">{or_none(row.phone)}</td>
                                    <td class="num" data-label="Open cases">{row.open_cases}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

/// What is there, or the word that says it is not.
fn or_none(value: Option<String>) -> AnyView {
    match value {
        Some(value) => value.into_any(),
        None => view! { <span class="muted">"None"</span> }.into_any(),
    }
}

#[component]
fn Nothing(any: bool, may_create: bool) -> impl IntoView {
    if any {
        return view! {
            <Empty icon="search" title="No client matches" text="Try a part of the name, or another kind.">
                <LinkButton href=routes::CLIENTS>"Clear the filter"</LinkButton>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty
            icon="clients"
            title="No clients yet"
            text="People and organizations the office acts for appear here, each with contacts and cases."
        >
            {may_create.then(|| view! { <LinkButton href="/clients/new">"Add the first client"</LinkButton> })}
        </Empty>
    }
    .into_any()
}
