//! Everybody who works, or worked, at the office.

use domain::frame::{Frame, Framed};
use domain::staff::{Leaving, StaffRow, StaffState};
use leptos::prelude::*;

use super::api;
use crate::access::sections::{Part, Sections};
use crate::page::{Done, page};
use crate::routes;
use crate::ui::button::{LinkButton, Look};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::person::Who;
use crate::ui::status::{Badge, Status, Tone};
use crate::ui::table::{Caption, TableWrap};

/// The page `/staff`.
#[component]
pub fn List() -> impl IntoView {
    page("Staff", "page", api::list(), |Framed { frame, body }| {
        view! { <Listed frame=frame rows=body.rows /> }
    })
}

#[component]
fn Listed(frame: Frame, rows: Vec<StaffRow>) -> impl IntoView {
    let lead = "Everybody with an account, now or earlier. People are suspended, never deleted.";
    let sections = view! { <Sections frame=&frame part=Part::People /> };
    view! {
        <Shell frame=frame here=Here::Staff crumbs=vec![("Staff".to_owned(), None)]>
            <Done />
            <PageHead title="Staff" lead=lead>
                <LinkButton href="/staff/invite" look=Look::Primary icon="user-plus">
                    "Invite somebody"
                </LinkButton>
            </PageHead>
            <div class="mb-6">{sections}</div>
            <TableWrap label="Staff">
                <table class="table table--stack">
                    <Caption text="Staff, by role and name" />
                    <thead>
                        <tr>
                            <th scope="col">"Person"</th>
                            <th scope="col">"Role"</th>
                            <th scope="col">"Email"</th>
                            <th scope="col">"Second factor"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"Last seen"</th>
                            <th scope="col" class="num">
                                "Open cases"
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(|row| view! { <Row row=row /> }).collect_view()}</tbody>
                </table>
            </TableWrap>
        </Shell>
    }
}

#[component]
fn Row(row: StaffRow) -> impl IntoView {
    let href = routes::staff(row.person.id);
    let name = row.person.name.clone();
    view! {
        <tr>
            <th scope="row">
                <span class="person">
                    <Who person=row.person />
                    <a class="cell-main" href=href>
                        {name}
                    </a>
                </span>
            </th>
            <td class="nowrap" data-label="Role">{row.role.label()}</td>
            <td data-label="Email">{row.email}</td>
            <td class="tight" data-label="Second factor">
                <SecondFactor yes=row.second_factor />
            </td>
            <td class="tight" data-label="State">
                <State state=row.state leaving=row.leaving />
            </td>
            <td class="nowrap" data-label="Last seen">
                {match row.seen {
                    Some(seen) => seen.into_any(),
                    None => view! { <span class="muted">"Never"</span> }.into_any(),
                }}
            </td>
            <td class="num" data-label="Open cases">{row.open_cases}</td>
        </tr>
    }
}

/// Whether somebody signs in with a second factor.
#[component]
pub fn SecondFactor(yes: bool) -> impl IntoView {
    if yes {
        view! {
            <Status kind=Tone::Ok icon="shield-check">
                "Yes"
            </Status>
        }
        .into_any()
    } else {
        view! {
            <Status kind=Tone::Warn icon="alert">
                "No"
            </Status>
        }
        .into_any()
    }
}

/// How an account stands, in a word.
#[component]
pub fn State(
    state: StaffState,
    /// A hand-over is open.
    #[prop(optional_no_strip)]
    leaving: Option<Leaving>,
) -> impl IntoView {
    let (kind, word) = match (state, leaving) {
        (StaffState::Suspended, _) => (Tone::Bad, "Suspended"),
        (_, Some(Leaving::Gone)) => (Tone::Bad, "Has left"),
        (_, Some(Leaving::Soon)) => (Tone::Warn, "Leaving"),
        (StaffState::Active, None) => (Tone::Ok, "Active"),
        (StaffState::Invited, None) => (Tone::Info, "Invited"),
    };
    view! {
        <Badge kind=kind>{word}</Badge>
        {leaving.map(|_| view! { <span class="cell-sub">"Hand-over open"</span> })}
    }
}
