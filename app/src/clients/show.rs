//! One client: the cases in view, and how to reach the client.

use domain::access::{Action, Standing, may};
use domain::clients::ClientPage;
use domain::contacts::{Contact, Purpose};
use domain::frame::{Frame, Framed};
use leptos::prelude::*;
use leptos_meta::Title;

use super::api;
use crate::appointments::listed::Next;
use crate::billing::beside::Money;
use crate::cases::brief::{Brief, Of};
use crate::cases::show::WallCard;
use crate::contacts::Discreet;
use crate::contacts::section::{Points, Wishes};
use crate::merges::{Aliases, Merged};
use crate::page::{Done, page, param};
use crate::portal_access::PortalAccess;
use crate::representatives::Representatives;
use crate::routes;
use crate::ui::button::{LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::facts::Pairs;
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::Tone;

/// The page `/clients/:id`.
#[component]
pub fn Show() -> impl IntoView {
    page("Client", "client", api::show(param("id")), |Framed { frame, body }| {
        view! { <OneClient frame=frame page=body /> }
    })
}

#[component]
fn OneClient(frame: Frame, page: ClientPage) -> impl IntoView {
    let role = frame.role;
    // As a case's: a number is no name, and tells one tab from another.
    let title = match page.cases.first() {
        Some(case) => format!("Client of case {}", case.number),
        None => "Client".to_owned(),
    };
    let crumbs =
        vec![("Clients".to_owned(), Some(routes::CLIENTS.to_owned())), ("Client".to_owned(), None)];
    let acts = acts(&page, &frame);
    let edit = if page.billing_only { Action::EditClientBilling } else { Action::EditClient };
    let edits = may(role, edit, &page.standing);
    let ClientPage {
        id,
        kind,
        name,
        contacts,
        past_contacts,
        reach,
        discreet,
        safe_contact,
        kin,
        representatives,
        born_on,
        cases,
        next,
        walls,
        since,
        by,
        standing,
        billing_only,
        notes,
        money,
        portal,
        ..
    } = page;
    let (invites, ends) = (
        may(role, Action::InvitePortalPerson, &standing) && kin.kept.is_none(),
        may(role, Action::EndPortalAccess, &standing),
    );
    let merges = may(role, Action::MergeClients, &standing);
    let of_billing = |contact: &Contact| contact.purpose == Purpose::Billing;
    let (billing, general): (Vec<_>, Vec<_>) = contacts.into_iter().partition(of_billing);
    let (past_billing, past_general): (Vec<_>, Vec<_>) =
        past_contacts.into_iter().partition(of_billing);
    let entered = (!billing_only).then(|| {
        let mut facts: Vec<_> = born_on.map(|day| ("Born".to_owned(), day)).into_iter().collect();
        facts.push(("Entered".to_owned(), since));
        facts.extend(by.map(|by| ("By".to_owned(), by.name)));
        facts
    });
    view! {
        <Title text=title />
        <Shell frame=frame here=Here::Clients crumbs=crumbs>
            <Done />
            <PageHead title=name lead=kind.label()>
                {acts}
            </PageHead>
            {kin
                .kept
                .map(|kept| view! { <Merged client=id kept=kept may_undo=merges /> })}
            {discreet
                .then(|| {
                    view! {
                        <div class="mb-6">
                            <Discreet how=safe_contact />
                        </div>
                    }
                })}
            {billing_only.then(|| view! { <BillingSees /> })}
            <div class="cols cols--aside">
                <div class="stack gap-8">
                <Section id="cases" title="Cases">
                    {if cases.is_empty() {
                        let text = "Cases of this client that you may see appear here.";
                        view! { <Empty icon="case" title="No cases in view" text=text /> }.into_any()
                    } else {
                        view! { <Brief caption="Cases of this client" rows=cases of=Of::Client /> }.into_any()
                    }}
                </Section>
                {next.map(|rows| view! { <Next rows=rows all=routes::client_appointments(id) /> })}
                {(!billing_only)
                    .then(|| {
                        view! { <Representatives client=id rows=representatives edits=edits /> }
                    })}
                {portal
                    .map(|rows| {
                        view! { <PortalAccess client=id rows=rows invites=invites changes=ends /> }
                    })}
                </div>
                <aside class="stack gap-4" aria-label="Contacts and record">
                    {(!billing_only)
                        .then(|| {
                            view! {
                                <Points
                                    id="contacts"
                                    title="Contacts"
                                    client=id
                                    contacts=general
                                    past=past_general
                                    edits=edits
                                    adds=edits
                                />
                            }
                        })}
                    {reach.map(|reach| view! { <Wishes client=id reach=reach edits=edits /> })}
                    <Points
                        id="billing"
                        title="Billing contacts"
                        client=id
                        contacts=billing
                        past=past_billing
                        edits=edits
                        adds=edits && billing_only
                    />
                    {money.map(|money| view! { <Money money=money of=id.to_string() role=role /> })}
                    {notes
                        .map(|count| {
                            let words = match count {
                                0 => "None yet.",
                                1 => "One note.",
                                _ => "",
                            };
                            let words = if words.is_empty() { format!("{count} notes.") } else { words.to_owned() };
                            let link = Some((routes::client_notes(id), "Notes".to_owned()));
                            view! {
                                <Section id="notes" title="Notes" link=link>
                                    <p class="sm mt-2">{words}</p>
                                </Section>
                            }
                        })}
                    <Aliases aliases=kin.aliases past=kin.past />
                    {walls.into_iter().map(|wall| view! { <WallCard wall=wall why=None /> }).collect_view()}
                    {entered
                        .map(|facts| {
                            view! {
                                <Section id="record" title="Record">
                                    <div class="mt-2">
                                        <Pairs items=facts />
                                    </div>
                                </Section>
                            }
                        })}
                </aside>
            </div>
        </Shell>
    }
}

/// What the caller may do with the client, as buttons.
fn acts(page: &ClientPage, frame: &Frame) -> impl IntoView + use<> {
    let (id, role) = (page.id, frame.role);
    let standing = &Standing { desk: frame.desk, ..page.standing };
    let edit = if page.billing_only { Action::EditClientBilling } else { Action::EditClient };
    let edits = may(role, edit, standing);
    let opens = may(role, Action::OpenCase, &Standing::OUTSIDE);
    let prepares = may(role, Action::PrepareCase, &Standing::OUTSIDE);
    let screens = may(role, Action::WallClient, standing);
    // an alias is worked on under the record that is kept
    let alias = page.kin.kept.is_some();
    let merges = may(role, Action::MergeClients, standing) && !alias && page.kin.aliases.is_empty();
    let schedules = may(role, Action::ScheduleForClient, standing) && !alias;
    view! {
        {schedules
            .then(|| {
                view! {
                    <LinkButton href=routes::appointment_about("client", id) icon="calendar">
                        "Book an appointment"
                    </LinkButton>
                }
            })}
        {merges
            .then(|| {
                view! { <LinkButton href=routes::client_merge(id)>"Merge"</LinkButton> }
            })}
        {screens
            .then(|| {
                view! {
                    <LinkButton href=routes::client_wall(id) icon="wall">
                        "Raise a wall"
                    </LinkButton>
                }
            })}
        {edits
            .then(|| {
                view! {
                    <LinkButton href=routes::client_edit(id) icon="edit">
                        "Edit"
                    </LinkButton>
                }
            })}
        {(prepares && !alias)
            .then(|| {
                view! {
                    <LinkButton href=routes::case_new(Some(id)) look=Look::Primary icon="plus">
                        {if opens { "Open a case" } else { "Prepare a case" }}
                    </LinkButton>
                }
            })}
    }
}

/// What billing is not shown, said plainly.
#[component]
fn BillingSees() -> impl IntoView {
    view! {
        <div class="mb-6">
            <Notice kind=Tone::Info title="Billing sees part of this page">
                <p>
                    "Shown are the name, the billing contacts, and the number and state of each case. "
                    "Not shown are the other contacts, who entered the client, and what the cases are about."
                </p>
            </Notice>
        </div>
    }
}
