//! The calls that wait for somebody, and those that are answered.

use domain::access::Role;
use domain::calls::{CallBox, CallFilter, CallList, CallRow};
use domain::frame::{Frame, Framed};
use leptos::prelude::*;

use super::api;
use crate::page::{Done, page, query};
use crate::routes;
use crate::ui::button::{LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;
use crate::ui::status::{Badge, Tone};
use crate::ui::table::{Caption, TableWrap};
use crate::ui::tabs::{Tab, Tabs};

#[component]
pub fn List() -> impl IntoView {
    let filter = CallFilter { which: query("which"), after: query("after") };
    page("Calls", "page", api::list(filter), |Framed { frame, body }| {
        view! { <Listed frame=frame list=body /> }
    })
}

fn address(which: CallBox, after: &str) -> String {
    let word = if which == CallBox::Mine { "" } else { which.word() };
    routes::with_query(routes::CALLS, &[("which", word), ("after", after)])
}

#[component]
fn Listed(frame: Frame, list: CallList) -> impl IntoView {
    let CallList { filter, page } = list;
    let here = CallBox::from_word(&filter.which).unwrap_or(CallBox::Mine);
    let everybodys = match frame.role {
        Role::ManagingPartner => true,
        Role::AssociateAttorney | Role::Paralegal | Role::Billing => false,
    };
    let tabs = CallBox::ALL
        .into_iter()
        .filter(|which| *which != CallBox::All || everybodys)
        .map(|which| {
            let tab = Tab::new(address(which, ""), which.label(), which == here);
            if which == CallBox::Mine { tab.counting(frame.calls) } else { tab }
        })
        .collect();
    let next = page.next.as_deref().map(|after| address(here, after));
    let first = (!filter.after.is_empty()).then(|| address(here, ""));
    let (shown, total_words) = (page.rows.len(), page.total_words());
    view! {
        <Shell frame=frame here=Here::Calls crumbs=vec![("Calls".to_owned(), None)]>
            <Done />
            <PageHead title="Calls" lead="Who called, why, and what came of it.">
                {everybodys
                    .then(|| view! { <LinkButton href=routes::STATUS_CALLS>"Calls for status"</LinkButton> })}
                <LinkButton href=routes::CALL_NEW look=Look::Primary icon="plus">
                    "Take a call"
                </LinkButton>
            </PageHead>
            <div class="stack gap-6">
                <Tabs label="Which calls" items=tabs />
                {if page.rows.is_empty() {
                    let (title, text) = nothing(here);
                    view! { <Empty icon="phone" title=title text=text /> }.into_any()
                } else {
                    view! {
                        <Rows rows=page.rows />
                        <Pager shown=shown total_words=total_words one="call" many="calls" next=next first=first />
                    }
                        .into_any()
                }}
            </div>
        </Shell>
    }
}

const fn nothing(which: CallBox) -> (&'static str, &'static str) {
    match which {
        CallBox::Mine => {
            ("Nobody waits for a call", "Calls for you that are not answered yet appear here.")
        }
        CallBox::Taken => ("No calls taken", "Calls that you took down for others appear here."),
        CallBox::All => {
            ("Nobody waits for a call", "Every call that is not answered yet appears here.")
        }
        CallBox::Answered => ("No answered calls", "Calls stay here once they are answered."),
    }
}

#[component]
fn Rows(rows: Vec<CallRow>) -> impl IntoView {
    view! {
        <TableWrap label="Calls">
            <table class="table table--top table--stack">
                <Caption text="Calls, the latest first" />
                <thead>
                    <tr>
                        <th scope="col">"Who called"</th>
                        <th scope="col">"Why"</th>
                        <th scope="col">"For"</th>
                        <th scope="col">"Taken"</th>
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
                                        <a class="cell-main" href=routes::call(row.id)>
                                            {row.caller}
                                        </a>
                                        <span class="cell-sub">{row.phone}</span>
                                    </th>
                                    <td data-label="Why">
                                        {row.reason.label()}
                                        {(!row.number.is_empty())
                                            .then(|| view! { <span class="cell-sub">{format!("Case {}", row.number)}</span> })}
                                    </td>
                                    <td data-label="For">{row.holder.name}</td>
                                    <td data-label="Taken" class="nowrap">
                                        <time datetime=row.datetime>{row.taken}</time>
                                        <span class="cell-sub">{row.taken_by}</span>
                                    </td>
                                    <td class="tight">
                                        {match row.outcome {
                                            None => view! { <Badge kind=Tone::Warn>"Waiting"</Badge> }.into_any(),
                                            Some(outcome) => {
                                                view! { <Badge kind=Tone::Ok>{outcome.label()}</Badge> }.into_any()
                                            }
                                        }}
                                    </td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}
