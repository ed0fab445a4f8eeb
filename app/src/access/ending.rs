//! Expiring access: grants and covers that end by themselves soon, and those that have just ended.

use domain::ending::{EndingAccess, EndingFilter, EndingPage, EndingRow};
use domain::frame::{Frame, Framed};
use leptos::prelude::*;

use super::api;
use super::sections::{Part, Sections};
use crate::page::{page, query};
use crate::routes;
use crate::ui::empty::Empty;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::person::PersonLine;
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};
use crate::ui::table::{Caption, TableWrap};

/// The page `/access/ending`.
#[component]
pub fn Ending() -> impl IntoView {
    let filter = EndingFilter { days: query("days") };
    page("Expiring access", "page", api::ending(filter), |Framed { frame, body }| {
        view! { <Listed frame=frame page=body /> }
    })
}

#[component]
fn Listed(frame: Frame, page: EndingPage) -> impl IntoView {
    let EndingPage { days, soon, past } = page;
    let sections = view! { <Sections frame=&frame part=Part::Ending /> };
    let crumbs = vec![
        ("Staff and access".to_owned(), Some(routes::ACCESS.to_owned())),
        ("Expiring access".to_owned(), None),
    ];
    let spans = EndingFilter::DAYS
        .map(|span| {
            let href = routes::with_query(routes::ENDING, &[("days", &span.to_string())]);
            view! {
                <a href=href aria-current=(span == days).then_some("page")>
                    {format!("{span} days")}
                </a>
            }
        })
        .collect_view();
    let lead = "Access with an end is taken away by itself, without anybody’s doing. Here it can be extended in time.";
    view! {
        <Shell frame=frame here=Here::Staff crumbs=crumbs>
            <PageHead title="Expiring access" lead=lead>
                <nav class="seg" aria-label="How far ahead and back">
                    {spans}
                </nav>
            </PageHead>
            <div class="stack gap-8">
                {sections}
                <Section id="soon" title=format!("Ends within {days} days")>
                    {if soon.is_empty() {
                        let text = "Grants and covers with a last day appear here as it comes near.";
                        view! { <Empty icon="clock" title="Nothing ends soon" text=text /> }.into_any()
                    } else {
                        view! { <Rows label="Access that ends soon" rows=soon /> }.into_any()
                    }}
                </Section>
                {(!past.is_empty())
                    .then(|| {
                        view! {
                            <Section id="past" title=format!("Ended in the last {days} days")>
                                <Rows label="Access that has ended" rows=past />
                            </Section>
                        }
                    })}
            </div>
        </Shell>
    }
}

#[component]
fn Rows(label: &'static str, rows: Vec<EndingRow>) -> impl IntoView {
    view! {
        <TableWrap label=label>
            <table class="table table--stack">
                <Caption text=label />
                <thead>
                    <tr>
                        <th scope="col">"Person"</th>
                        <th scope="col">"Access"</th>
                        <th scope="col">"Last day"</th>
                        <th scope="col" class="acts">
                            <span class="vh">"Change"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row=row /> }).collect_view()}</tbody>
            </table>
        </TableWrap>
    }
}

#[component]
fn Row(row: EndingRow) -> impl IntoView {
    let name = row.person.name.clone();
    let over = row.when.ends_with("ago") || row.when == "Yesterday" || row.ended;
    let (what, acts) = match row.what {
        EndingAccess::Grant { grant, case, number, title, level, manages } => {
            let what = view! {
                <a class="cell-main" href=routes::case_team(case)>
                    {title}
                </a>
                <span class="cell-sub">{format!("Case {number} · {}", level.label())}</span>
            }
            .into_any();
            let acts = manages.then(|| {
                if over {
                    let again = format!("Give access to case {number} again: {name}");
                    return view! {
                        <a href=routes::grant_new(case) aria-label=again>
                            "Give again"
                        </a>
                    }
                    .into_any();
                }
                let (extend, end) = (
                    format!("Extend access of {name} to case {number}"),
                    format!("End access of {name} to case {number}"),
                );
                view! {
                    <span class="row gap-3">
                        <a href=routes::grant(case, grant) aria-label=extend>
                            "Extend"
                        </a>
                        <a href=routes::grant_end(case, grant) aria-label=end>
                            "End"
                        </a>
                    </span>
                }
                .into_any()
            });
            (what, acts)
        }
        EndingAccess::Cover { of } => {
            (view! { <span>{format!("Covers for {of}")}</span> }.into_any(), None)
        }
    };
    view! {
        <tr>
            <th scope="row">
                <PersonLine person=row.person />
            </th>
            <td data-label="Access">{what}</td>
            <td class="nowrap" data-label="Last day">
                {row.last} <span class="cell-sub">{row.when}</span>
                {row.ended.then(|| view! { <Badge kind=Tone::Plain>"Ended early"</Badge> })}
            </td>
            <td class="tight acts">{acts}</td>
        </tr>
    }
}
