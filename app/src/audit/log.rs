//! The log's page: filters and pages are links, so that they can be bookmarked.

use domain::audit::{AuditFilter, AuditPage};
use domain::forms::{Choice, FieldErrors};
use domain::frame::{Frame, Framed};
use leptos::prelude::*;

use super::api;
use super::ledger::Ledger;
use crate::page::{page, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::field::{DateField, Select, TextField};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;

/// The page `/audit`.
#[component]
pub fn Log() -> impl IntoView {
    let filter = AuditFilter {
        action: query("action"),
        who: query("who"),
        from: query("from"),
        to: query("to"),
        case: query("case"),
        outcome: query("outcome"),
        after: query("after"),
    };
    page("Audit log", "page", api::log(filter), |Framed { frame, body }| {
        view! { <Kept frame=frame log=body /> }
    })
}

/// The log's address after some entry.
fn address(filter: &AuditFilter, after: &str) -> String {
    routes::with_query(
        routes::AUDIT,
        &[
            ("action", &filter.action),
            ("who", &filter.who),
            ("from", &filter.from),
            ("to", &filter.to),
            ("case", &filter.case),
            ("outcome", &filter.outcome),
            ("after", after),
        ],
    )
}

#[component]
fn Kept(frame: Frame, log: AuditPage) -> impl IntoView {
    let AuditPage { filter, page, actions, people, errors } = log;
    let next = page.next.as_deref().map(|after| address(&filter, after));
    let first = (!filter.after.is_empty()).then(|| address(&filter, ""));
    let (shown, total_words) = (page.rows.len(), page.total_words());
    let rows = page.rows;
    let names = people.clone();
    let narrowed = filter != AuditFilter::default();
    let lead = "Who saw, changed or was refused what. Entries are added and never altered; reading the log is one of them.";
    view! {
        <Shell frame=frame here=Here::Audit crumbs=vec![("Audit log".to_owned(), None)]>
            <PageHead title="Audit log" lead=lead />
            <Filters filter=filter actions=actions people=people errors=errors />
            {if rows.is_empty() {
                view! { <Nothing narrowed=narrowed /> }.into_any()
            } else {
                view! {
                    <Ledger rows=rows people=names />
                    <Pager shown=shown total_words=total_words one="entry" many="entries" next=next first=first />
                }
                    .into_any()
            }}
        </Shell>
    }
}

#[component]
fn Filters(
    filter: AuditFilter,
    actions: Vec<Choice>,
    people: Vec<Choice>,
    errors: FieldErrors,
) -> impl IntoView {
    let outcomes = vec![Choice { value: "refused".into(), label: "Refused or unseen".into() }];
    view! {
        <form class="filters" method="get" action=routes::AUDIT role="search" aria-label="Filter entries">
            <DateField name="from" label="From" value=filter.from error=errors.of("from") />
            <DateField name="to" label="To" value=filter.to error=errors.of("to") />
            <TextField name="case" label="Case number" value=filter.case />
            <Select name="who" label="Person" options=people value=filter.who placeholder="Anybody" />
            <Select name="action" label="Action" options=actions value=filter.action placeholder="Any action" />
            <Select name="outcome" label="Outcome" options=outcomes value=filter.outcome placeholder="Any outcome" />
            <Button look=Look::Primary>"Show entries"</Button>
        </form>
    }
}

#[component]
fn Nothing(narrowed: bool) -> impl IntoView {
    if narrowed {
        return view! {
            <Empty icon="search" title="No entry matches" text="Try another day, or fewer conditions.">
                <LinkButton href=routes::AUDIT>"Clear the filter"</LinkButton>
            </Empty>
        }
        .into_any();
    }
    let text = "Every view and every change leaves an entry here, beginning with this one.";
    view! { <Empty icon="history" title="Nothing is recorded yet" text=text /> }.into_any()
}
