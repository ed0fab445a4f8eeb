//! Inviting somebody, and changing a role.

use domain::access::Role;
use domain::forms::FormPage;
use domain::staff::{InviteForm, RoleForm, StaffRow};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
pub use super::suspend::Suspend;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Choices, Radio, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

/// The roles to choose from, each with what it means.
fn roles() -> Vec<Radio> {
    Role::ALL.map(|role| Radio::new(role.word(), role.label(), means(role))).to_vec()
}

/// What a role reaches, in one sentence.
fn means(role: Role) -> &'static str {
    match role {
        Role::ManagingPartner => {
            "Sees every case except where screened; looks after staff, walls and the audit log."
        }
        Role::AssociateAttorney => {
            "Opens and leads cases, and sees those with a place on the team."
        }
        Role::Paralegal => {
            "Sees cases with a place on the team, and prepares new ones for an attorney to approve."
        }
        Role::Billing => "Sees number and client of every case, and billing contacts; no more.",
    }
}

/// The page `/staff/invite`.
#[component]
pub fn Invite() -> impl IntoView {
    page(
        "Invite somebody",
        "page",
        api::invite_page(flash_id()),
        |mut page: FormPage<InviteForm>| {
            let (message, errors) = complaints(&mut page);
            let FormPage { frame, form, .. } = page;
            let lead =
                "A message with a personal link goes out; whoever opens it chooses a password.";
            let crumbs = vec![
                ("Staff".to_owned(), Some(routes::STAFF.to_owned())),
                ("Invite".to_owned(), None),
            ];
            view! {
                <Shell frame=frame here=Here::Staff crumbs=crumbs class="page--form">
                    <PageHead title="Invite somebody" lead=lead />
                    <PostForm action=api::Invite::url()>
                        <FormMessage message=message errors=errors.clone() />
                        <TextField
                            name="name"
                            label="Name"
                            value=form.name
                            hint="As it should stand beside what this person does"
                            error=errors.of("name")
                            autocomplete="off"
                            required=true
                        />
                        <TextField
                            name="email"
                            label="Email"
                            value=form.email
                            hint="The invitation goes there, and it is what the person signs in with."
                            error=errors.of("email")
                            kind="email"
                            autocomplete="off"
                            required=true
                        />
                        <Choices
                            name="role"
                            label="Role"
                            options=roles()
                            value=form.role
                            error=errors.of("role")
                            required=true
                        />
                        <Actions>
                            <Button look=Look::Primary>"Send invitation"</Button>
                            <LinkButton href=routes::STAFF look=Look::Quiet>
                                "Cancel"
                            </LinkButton>
                        </Actions>
                    </PostForm>
                    <LiveForms />
                </Shell>
            }
        },
    )
}

/// The page `/staff/:id/role`.
#[component]
pub fn ChangeRole() -> impl IntoView {
    page(
        "Change role",
        "page",
        api::role_page(param("id"), flash_id()),
        |mut page: FormPage<RoleForm, StaffRow>| {
            let (message, errors) = complaints(&mut page);
            let FormPage { frame, form, context: row, .. } = page;
            let (id, name) = (row.person.id, row.person.name);
            let lead = format!("{name} is {} now. The earlier role stays on record.", a(row.role));
            let crumbs = vec![
                ("Staff".to_owned(), Some(routes::STAFF.to_owned())),
                (name.clone(), Some(routes::staff(id))),
                ("Role".to_owned(), None),
            ];
            view! {
                <Shell frame=frame here=Here::Staff crumbs=crumbs class="page--form">
                    <PageHead title=format!("Change the role of {name}") lead=lead />
                    <PostForm action=api::ChangeRole::url()>
                        <FormMessage message=message errors=errors.clone() />
                        <Hidden name="id" value=id.to_string() />
                        <Choices
                            name="role"
                            label="Role"
                            options=roles()
                            value=form.role
                            hint="It holds at once. Grants on cases stay, as far as the new role reaches."
                            error=errors.of("role")
                            required=true
                        />
                        <Actions>
                            <Button look=Look::Primary>"Change role"</Button>
                            <LinkButton href=routes::staff(id) look=Look::Quiet>
                                "Cancel"
                            </LinkButton>
                        </Actions>
                    </PostForm>
                    <LiveForms />
                </Shell>
            }
        },
    )
}

/// The role inside a sentence.
fn a(role: Role) -> &'static str {
    match role {
        Role::ManagingPartner => "a managing partner",
        Role::AssociateAttorney => "an associate attorney",
        Role::Paralegal => "a paralegal",
        Role::Billing => "with billing",
    }
}
