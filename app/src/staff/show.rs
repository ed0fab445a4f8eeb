//! One member of staff: facts, the roles held, suspensions, the open cases led.

use domain::forms::FormPage;
use domain::ids::StaffId;
use domain::staff::{StaffPage, StaffRow, StaffState};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::departure::HandedOver;
use super::history::{Roles, Suspensions};
use super::list::{SecondFactor, State};
use crate::cases::brief::{Brief, Of};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::Tone;

/// The page `/staff/:id`.
#[component]
pub fn Show() -> impl IntoView {
    page("Member of staff", "page", api::show(param("id"), flash_id()), |page| {
        view! { <Member page=page /> }
    })
}

#[component]
fn Member(mut page: FormPage<(), StaffPage>) -> impl IntoView {
    let (message, _) = complaints(&mut page);
    let FormPage { frame, context, .. } = page;
    let StaffPage { row, roles, suspensions, leads, desk, leaves, handed, is_me } = context;
    let active = row.state == StaffState::Active;
    let (id, state) = (row.person.id, row.state);
    let crumbs =
        vec![("Staff".to_owned(), Some(routes::STAFF.to_owned())), (row.person.name.clone(), None)];
    // The one act that is posted from here: its form stands beneath the head, its button in it.
    let posts = match state {
        StaffState::Active => None,
        StaffState::Invited => Some(api::InviteAgain::url()),
        StaffState::Suspended => Some(api::Reinstate::url()),
    };
    let posts = posts.filter(|_| !is_me);
    let live = posts.is_some();
    let leaving = leaves.is_some();
    view! {
        <Shell frame=frame here=Here::Staff crumbs=crumbs>
            <Done />
            <PageHead title=row.person.name.clone() lead=row.role.label()>
                {(!is_me).then(|| view! { <Acts id=id state=state leaves=leaving /> })}
            </PageHead>
            {posts
                .map(|action| {
                    view! {
                        <PostForm action=action id="act" class="mb-4">
                            <FormMessage message=message />
                            <Hidden name="id" value=id.to_string() />
                        </PostForm>
                    }
                })}
            {leaves
                .map(|day| {
                    let words = format!("Leaves the office. Last day: {day}.");
                    view! {
                        <div class="mb-4">
                            <Notice kind=Tone::Warn title=words role="note" />
                        </div>
                    }
                })}
            <div class="cols cols--aside">
                <div class="stack gap-8">
                    <Section id="leads" title="Open cases led">
                        {if leads.is_empty() {
                            let text = "Cases with this person as responsible attorney appear here.";
                            view! { <Empty icon="case" title="No open case led" text=text /> }.into_any()
                        } else {
                            view! { <Brief caption="Open cases led" rows=leads of=Of::Lead /> }.into_any()
                        }}
                    </Section>
                    <HandedOver rows=handed />
                    <Section id="roles" title="Roles">
                        <Roles roles=roles />
                    </Section>
                    {(!suspensions.is_empty())
                        .then(|| {
                            view! {
                                <Section id="suspensions" title="Suspensions">
                                    <Suspensions periods=suspensions />
                                </Section>
                            }
                        })}
                </div>
                <aside class="stack gap-4" aria-label="Account and front desk">
                    <Section id="account" title="Account">
                        <Account row=row is_me=is_me />
                    </Section>
                    {(active || desk.is_some()).then(|| view! { <Desk id=id since=desk /> })}
                </aside>
            </div>
            {(live || active).then(|| view! { <LiveForms /> })}
        </Shell>
    }
}

#[component]
fn Acts(id: StaffId, state: StaffState, leaves: bool) -> impl IntoView {
    let suspend = || {
        view! {
            <LinkButton href=routes::staff_suspend(id) look=Look::Danger icon="lock">
                "Suspend"
            </LinkButton>
        }
    };
    let post = |words: &'static str| {
        view! {
            <Button form="act" icon="refresh">
                {words}
            </Button>
        }
    };
    view! {
        <LinkButton href=routes::staff_role(id) icon="edit">
            "Change role"
        </LinkButton>
        <LinkButton href=routes::staff_departure(id) icon="sign-out">
            {if leaves { "Hand over" } else { "Departure" }}
        </LinkButton>
        {match state {
            StaffState::Active => suspend().into_any(),
            StaffState::Invited => view! { {post("Invite again")} {suspend()} }.into_any(),
            StaffState::Suspended => post("Reinstate").into_any(),
        }}
    }
}

/// The desk right, given and ended.
#[component]
fn Desk(id: StaffId, since: Option<String>) -> impl IntoView {
    let holds = since.is_some();
    let said = match since {
        Some(since) => format!("At the front desk since {since}: takes and sees every enquiry."),
        None => {
            "Not at the front desk. With the desk right anybody takes enquiries, whatever the role."
                .to_owned()
        }
    };
    view! {
        <Section id="desk" title="Front desk">
            <p class="sm mt-2">{said}</p>
            <PostForm action=api::SetDesk::url() class="mt-2">
                <FormMessage message=None />
                <Hidden name="id" value=id.to_string() />
                <Hidden name="holds" value=if holds { "no" } else { "yes" } />
                <Button small=true>{if holds { "End the desk right" } else { "Give the desk right" }}</Button>
            </PostForm>
        </Section>
    }
}

#[component]
fn Account(row: StaffRow, is_me: bool) -> impl IntoView {
    view! {
        <dl class="dl mt-2">
            <dt>"State"</dt>
            <dd>
                <State state=row.state leaving=row.leaving />
            </dd>
            <dt>"Email"</dt>
            <dd>{row.email}</dd>
            <dt>"Second factor"</dt>
            <dd>
                <SecondFactor yes=row.second_factor />
            </dd>
            <dt>"Last seen"</dt>
            <dd>{row.seen.unwrap_or_else(|| "Never".to_owned())}</dd>
            <dt>"Open cases"</dt>
            <dd>{row.open_cases}</dd>
        </dl>
        {is_me
            .then(|| {
                view! {
                    <p class="sm muted mt-3">
                        "This is you. Another managing partner changes your role; password and second factor are under "
                        <a href=routes::ACCOUNT>"your account"</a> "."
                    </p>
                }
            })}
    }
}
