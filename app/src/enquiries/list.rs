//! The list of enquiries the caller may see, newest first.

use domain::enquiries::{EnquiryFilter, EnquiryList, EnquiryRow, EnquiryState};
use domain::frame::{Frame, Framed};
use leptos::prelude::*;

use super::api;
use crate::page::{Done, page, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::field::TextField;
use crate::ui::form::Hidden;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;
use crate::ui::status::{Badge, Tone};
use crate::ui::table::{Caption, TableWrap};
use crate::ui::tabs::{Tab, Tabs};

#[component]
pub fn List() -> impl IntoView {
    let filter = EnquiryFilter { q: query("q"), state: query("state"), after: query("after") };
    page("Enquiries", "page", api::list(filter), |Framed { frame, body }| {
        view! { <Listed frame=frame list=body /> }
    })
}

fn address(filter: &EnquiryFilter, state: &str, after: &str) -> String {
    let state = if state == EnquiryState::Open.word() { "" } else { state };
    routes::with_query(routes::ENQUIRIES, &[("q", &filter.q), ("state", state), ("after", after)])
}

#[component]
fn Listed(frame: Frame, list: EnquiryList) -> impl IntoView {
    let EnquiryList { filter, page, any } = list;
    let tabs = EnquiryState::ALL
        .map(|state| (state.word(), state.label()))
        .into_iter()
        .chain([("all", "All")])
        .map(|(word, label)| Tab::new(address(&filter, word, ""), label, filter.state == word))
        .collect();
    let next = page.next.as_deref().map(|after| address(&filter, &filter.state, after));
    let first = (!filter.after.is_empty()).then(|| address(&filter, &filter.state, ""));
    let (shown, total_words) = (page.rows.len(), page.total_words());
    let rows = page.rows;
    let lead = "People who ask the office to act. Each is checked for conflicts, then accepted as a case or declined with a letter.";
    let hidden_state = filter.state.clone();
    view! {
        <Shell frame=frame here=Here::Enquiries crumbs=vec![("Enquiries".to_owned(), None)]>
            <Done />
            <PageHead title="Enquiries" lead=lead>
                <LinkButton href=routes::ENQUIRY_NEW look=Look::Primary icon="plus">
                    "Take an enquiry"
                </LinkButton>
            </PageHead>
            <div class="stack gap-6">
                <Tabs label="State of enquiries" items=tabs />
                <form
                    class="filters"
                    method="get"
                    action=routes::ENQUIRIES
                    role="search"
                    aria-label="Filter enquiries"
                >
                    <TextField
                        name="q"
                        label="Name or matter"
                        value=filter.q.clone()
                        kind="search"
                        class="field--w"
                        icon="search"
                    />
                    {(hidden_state != EnquiryState::Open.word())
                        .then(|| view! { <Hidden name="state" value=hidden_state /> })}
                    <Button icon="filter">"Filter"</Button>
                </form>
                {if rows.is_empty() {
                    view! { <Nothing any=any /> }.into_any()
                } else {
                    view! {
                        <Rows rows=rows />
                        <Pager shown=shown total_words=total_words one="enquiry" many="enquiries" next=next first=first />
                    }
                        .into_any()
                }}
            </div>
        </Shell>
    }
}

#[component]
fn Rows(rows: Vec<EnquiryRow>) -> impl IntoView {
    view! {
        <TableWrap label="Enquiries">
            <table class="table table--stack">
                <Caption text="Enquiries, latest first" />
                <thead>
                    <tr>
                        <th scope="col">"Who"</th>
                        <th scope="col">"Taken"</th>
                        <th scope="col">"Attorney"</th>
                        <th scope="col">"First consultation"</th>
                        <th scope="col">"State"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            view! {
                                <tr>
                                    <th scope="row">
                                        <a class="cell-main" href=routes::enquiry(row.id)>
                                            {row.name}
                                        </a>
                                        <span class="cell-sub">{row.matter}</span>
                                    </th>
                                    <td data-label="Taken" class="nowrap">
                                        {row.taken} <span class="cell-sub">{row.taken_by}</span>
                                    </td>
                                    <td data-label="Attorney">
                                        {row
                                            .assigned
                                            .map_or_else(|| "Not yet".to_owned(), |person| person.name)}
                                    </td>
                                    <td data-label="First consultation" class="nowrap">
                                        {row.consultation.unwrap_or_else(|| "Not booked".to_owned())}
                                    </td>
                                    <td class="tight">{state(row.state)}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

pub(super) fn state(state: EnquiryState) -> AnyView {
    let kind = match state {
        EnquiryState::Open => Tone::Info,
        EnquiryState::Accepted => Tone::Ok,
        EnquiryState::Declined => Tone::Plain,
    };
    view! { <Badge kind=kind>{state.label()}</Badge> }.into_any()
}

#[component]
fn Nothing(any: bool) -> impl IntoView {
    let (icon, title, text) = match any {
        true => ("search", "No enquiry here", "Try another state, or fewer words."),
        false => (
            "phone",
            "No enquiries yet",
            "Whoever calls or writes becomes an enquiry, and appears here.",
        ),
    };
    view! {
        <Empty icon=icon title=title text=text>
            {any.then(|| view! { <LinkButton href="/enquiries?state=all">"Show all enquiries"</LinkButton> })}
        </Empty>
    }
}
