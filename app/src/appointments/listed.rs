//! The appointments and deadlines of one case or one client: what is next beside it, and all of them on a page.

use domain::appointments::{AboutRow, AboutRows, AppointmentsOf, AppointmentsPage};
use domain::frame::Framed;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api;
use super::list::said;
use crate::cases::head::{CaseHead, CaseTab};
use crate::page::{page, param};
use crate::routes;
use crate::ui::empty::Empty;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::person::PersonLine;
use crate::ui::section::Section;
use crate::ui::status::{Status, Tone};
use crate::ui::table::{Caption, TableWrap};

/// What is next, beside a case or a client; `all` is where everything is.
#[component]
pub fn Next(rows: AboutRows, all: String) -> impl IntoView {
    let words = if rows.more { "All, and earlier ones" } else { "All" };
    let link = Some((all, words.to_owned()));
    view! {
        <Section id="next" title="Appointments" link=link>
            {if rows.coming.is_empty() {
                view! { <p class="sm muted mt-2">"Nothing to come, and no open deadline."</p> }.into_any()
            } else {
                let lines =
                    rows.coming.into_iter().map(|row| view! { <Line row=row /> }).collect_view();
                view! { <ul class="points">{lines}</ul> }.into_any()
            }}
        </Section>
    }
}

#[component]
fn Line(row: AboutRow) -> impl IntoView {
    let status = standing(&row);
    view! {
        <li class="points__row">
            <div class="points__body">
                <a class="medium" href=routes::appointment(row.id)>
                    {row.head}
                </a>
                <p class="sm">
                    <time datetime=row.datetime>{row.when}</time>
                </p>
                {(!row.sub.is_empty()).then(|| view! { <p class="xs muted">{row.sub}</p> })}
                {status.map(said_so)}
            </div>
        </li>
    }
}

fn standing(row: &AboutRow) -> Option<(Tone, &'static str, &'static str)> {
    match row.to_check {
        true => Some((Tone::Info, "pending", "Kept, to be confirmed")),
        false => said(row.state),
    }
}

fn said_so((tone, icon, words): (Tone, &'static str, &'static str)) -> AnyView {
    view! {
        <Status kind=tone icon=icon>
            {words}
        </Status>
    }
    .into_any()
}

/// The page `/cases/:id/appointments`.
#[component]
pub fn OfCase() -> impl IntoView {
    page("Appointments", "case", api::of_case(param("id")), |page| view! { <All page=page /> })
}

/// The page `/clients/:id/appointments`.
#[component]
pub fn OfClient() -> impl IntoView {
    page("Appointments", "client", api::of_client(param("id")), |page| view! { <All page=page /> })
}

#[component]
fn All(page: Framed<AppointmentsPage>) -> impl IntoView {
    let Framed { frame, body: AppointmentsPage { of, rows } } = page;
    let body = view! { <Both rows=rows /> };
    match of {
        AppointmentsOf::Case { case, standing } => {
            let crumbs = vec![
                ("Cases".to_owned(), Some(routes::CASES.to_owned())),
                (case.number.clone(), Some(routes::case(case.id))),
                ("Appointments".to_owned(), None),
            ];
            let title = format!("Appointments of case {}", case.number);
            let standing = domain::access::Standing { desk: frame.desk, ..standing };
            let head = view! { <CaseHead case=*case standing=standing role=frame.role tab=CaseTab::Appointments /> };
            view! {
                <Title text=title />
                <Shell frame=frame here=Here::Cases crumbs=crumbs case_head=head.into_any()>
                    {body}
                </Shell>
            }
            .into_any()
        }
        AppointmentsOf::Client { id, name } => {
            let crumbs = vec![
                ("Clients".to_owned(), Some(routes::CLIENTS.to_owned())),
                ("Client".to_owned(), Some(routes::client(id))),
                ("Appointments".to_owned(), None),
            ];
            view! {
                <Shell frame=frame here=Here::Clients crumbs=crumbs>
                    <PageHead title=name lead="Appointments and deadlines, of every case you can see" />
                    {body}
                </Shell>
            }
            .into_any()
        }
    }
}

#[component]
fn Both(rows: AboutRows) -> impl IntoView {
    let AboutRows { coming, more, past } = rows;
    if coming.is_empty() && past.is_empty() {
        let text = "Appointments, hearings and deadlines appear here once they are booked.";
        return view! { <Empty icon="calendar" title="No appointments in view" text=text /> }
            .into_any();
    }
    view! {
        <div class="stack gap-8">
            <Section id="coming" title="To come">
                {if coming.is_empty() {
                    view! { <p class="sm muted mt-2">"Nothing to come, and no open deadline."</p> }.into_any()
                } else {
                    view! { <Table rows=coming caption="To come, the most pressing first" /> }.into_any()
                }}
                {more.then(|| view! { <p class="sm muted mt-2">"Later ones stand in the calendar."</p> })}
            </Section>
            {(!past.is_empty())
                .then(|| {
                    view! {
                        <Section id="past" title="Earlier">
                            <Table rows=past caption="Earlier, the latest first" />
                        </Section>
                    }
                })}
        </div>
    }
    .into_any()
}

#[component]
fn Table(rows: Vec<AboutRow>, caption: &'static str) -> impl IntoView {
    view! {
        <TableWrap label=caption>
            <table class="table table--stack">
                <Caption text=caption />
                <thead>
                    <tr>
                        <th scope="col">"What"</th>
                        <th scope="col">"When"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"With"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            let status = standing(&row);
                            view! {
                                <tr>
                                    <th scope="row">
                                        <a href=routes::appointment(row.id)>{row.head}</a>
                                        {(!row.sub.is_empty())
                                            .then(|| view! { <span class="cell-sub">{row.sub}</span> })}
                                    </th>
                                    <td data-label="When">
                                        <time datetime=row.datetime>{row.when}</time>
                                    </td>
                                    <td data-label="State">
                                        {match status {
                                            Some(status) => said_so(status),
                                            None => "Booked".into_any(),
                                        }}
                                    </td>
                                    <td data-label="With">
                                        <PersonLine person=row.owner />
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
