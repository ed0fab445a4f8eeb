//! Whom of a client the office lets in to the portal: the section of a client's page, and its forms.

pub mod api;
pub mod seen;

use domain::forms::FormPage;
use domain::ids::ClientId;
use domain::pin::PinStanding;
use domain::portal::{
    AccessContext, AccessForm, AccessRow, Invitation, InvitationContext, InvitationForm,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

pub use seen::Seen;

use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Check, Select, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};
use crate::ui::table::{Caption, TableWrap};

/// Who uses the portal for the client, and who did.
#[component]
pub fn PortalAccess(
    client: ClientId,
    rows: Vec<AccessRow>,
    invites: bool,
    changes: bool,
) -> impl IntoView {
    view! {
        <Section id="portal" title="Portal access">
            {if rows.is_empty() {
                view! {
                    <p class="sm muted mt-2">
                        "Nobody. Whoever is invited sees the client’s appointments and what is shared with them, and invoices if you say so."
                    </p>
                }
                    .into_any()
            } else {
                view! { <Rows rows=rows changes=changes /> }.into_any()
            }}
            {invites
                .then(|| {
                    view! {
                        <p class="mt-2">
                            <LinkButton href=routes::portal_invite(client) small=true icon="plus">
                                "Invite somebody"
                            </LinkButton>
                        </p>
                    }
                })}
        </Section>
    }
}

#[component]
fn Rows(rows: Vec<AccessRow>, changes: bool) -> impl IntoView {
    view! {
        <TableWrap label="Portal access">
            <table class="table table--stack">
                <Caption text="Portal access" />
                <thead>
                    <tr>
                        <th scope="col">"Who"</th>
                        <th scope="col">"Sees"</th>
                        <th scope="col">"Since"</th>
                        <th scope="col">"Last seen"</th>
                        <th scope="col">
                            <span class="vh">"Change"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row=row changes=changes /> }).collect_view()}</tbody>
            </table>
        </TableWrap>
    }
}

/// What somebody sees and does, in a few words.
fn sees(row: &AccessRow) -> &'static str {
    match (row.sees_money, row.writes) {
        (true, true) => "Appointments, documents, invoices; answers and writes",
        (true, false) => "Appointments, documents, invoices",
        (false, true) => "Appointments, documents; answers and writes",
        (false, false) => "Appointments, documents",
    }
}

#[component]
fn Row(row: AccessRow, changes: bool) -> impl IntoView {
    let (change, href) =
        (format!("Change {}", row.name), routes::portal_access(row.client, row.id));
    let (look, seen) =
        (format!("As {} sees it", row.name), routes::portal_seen(row.client, row.id));
    let sees = sees(&row);
    // that it was used by somebody who has not been in says that a PIN is asked of them, for whichever client
    let waits =
        row.invitation.filter(|it| *it != Invitation::Used && row.seen.is_none() && !row.past);
    view! {
        <tr>
            <th scope="row">
                <span class="cell-main" dir="auto">
                    {row.name}
                </span>
                <span class="cell-sub">{row.email}</span>
                <span class="cell-sub">{row.in_whose_name}</span>
            </th>
            <td data-label="Sees">{sees}</td>
            <td data-label="Since" class="tight">
                {row.since}
                {row.until.clone().map(|until| view! { <span class="cell-sub">"until " {until}</span> })}
                {row.past.then(|| view! { <Badge>"Ended"</Badge> })}
            </td>
            <td data-label="Last seen">
                {row.seen.unwrap_or_else(|| "Never".to_owned())}
                {waits
                    .map(|waits| {
                        let kind = if waits == Invitation::Failed { Tone::Bad } else { Tone::Info };
                        view! {
                            <span class="cell-sub">
                                <Badge kind=kind>{waits.label()}</Badge>
                            </span>
                        }
                    })}
            </td>
            <td class="tight">
                {(changes && row.until.is_none())
                    .then(|| {
                        view! {
                            <a href=href aria-label=change>
                                "Change"
                            </a>
                        }
                    })}
                {(changes && !row.past)
                    .then(|| {
                        view! {
                            " "
                            <a href=seen aria-label=look>
                                "As they see it"
                            </a>
                        }
                    })}
            </td>
        </tr>
    }
}

fn crumbs(client: ClientId, title: &str) -> Vec<(String, Option<String>)> {
    vec![
        ("Clients".to_owned(), Some(routes::CLIENTS.to_owned())),
        ("Client".to_owned(), Some(routes::client(client))),
        (title.to_owned(), None),
    ]
}

/// The page `/clients/:id/portal/new`.
#[component]
pub fn New() -> impl IntoView {
    let read = api::invite_page(param("id"), flash_id());
    page("Invite to the portal", "client", read, |page| view! { <Invite page=page /> })
}

#[component]
fn Invite(mut page: FormPage<InvitationForm, InvitationContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let InvitationContext { client, client_name, whom, discreet } = context;
    view! {
        <Shell frame=frame here=Here::Clients crumbs=crumbs(client, "Invite to the portal") class="page--form">
            <PageHead title="Invite to the portal" lead=client_name />
            {discreet
                .then(|| {
                    view! {
                        <div class="mb-6">
                            <Notice kind=Tone::Warn title="This client is a discreet contact">
                                <p>
                                    "The message does not say who writes. Enter an address that nobody else reads. To sign in they choose a PIN with a number that you tell them by phone or in person: you make it on the page of their access, once they are invited."
                                </p>
                            </Notice>
                        </div>
                    }
                })}
            <PostForm action=api::Invite::url()>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=client.to_string() />
                <Select
                    name="whom"
                    label="Who"
                    options=whom
                    value=form.whom
                    hint="Whoever speaks for the client keeps access as long as that right lasts"
                    error=errors.of("whom")
                />
                <div class="form-row">
                    <TextField
                        name="name"
                        label="Name"
                        value=form.name
                        error=errors.of("name")
                        autocomplete="off"
                        required=true
                    />
                    <TextField
                        name="email"
                        label="Email"
                        kind="email"
                        value=form.email
                        error=errors.of("email")
                        autocomplete="off"
                        required=true
                    />
                </div>
                <May money=form.money writes=form.writes />
                <Actions>
                    <Button look=Look::Primary>"Send the invitation"</Button>
                    <LinkButton href=routes::client(client) look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}

/// What somebody may see and do.
#[component]
fn May(money: String, writes: String) -> impl IntoView {
    view! {
        <fieldset class="stack gap-3">
            <legend class="h3 mb-2">"What they may do"</legend>
            <Check
                name="money"
                label="See the client’s invoices, and pay them"
                value="on"
                checked=money == "on"
                hint="Once they are issued. An invoice says what was done."
            />
            <Check
                name="writes"
                label="Answer, write and send files"
                value="on"
                checked=writes == "on"
                hint="Confirm an appointment, ask for another time, cancel what is not the court’s; write messages, and send what is asked for."
            />
        </fieldset>
    }
}

/// The page `/clients/:id/portal/:membership`.
#[component]
pub fn Change() -> impl IntoView {
    let read = api::change_page(param("id"), param("membership"), flash_id());
    page("Portal access", "access", read, |page| view! { <One page=page /> })
}

#[component]
fn One(mut page: FormPage<AccessForm, AccessContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let AccessContext { client, client_name, row, pin } = context;
    let lead = format!("{}, {}, for {client_name}", row.name, row.email);
    let (of, membership) = (client.to_string(), row.id.to_string());
    let ids = move || {
        view! {
            <Hidden name="id" value=of.clone() />
            <Hidden name="membership" value=membership.clone() />
        }
    };
    let (again, of_pin, end) = (ids.clone(), ids.clone(), ids.clone());
    view! {
        <Shell frame=frame here=Here::Clients crumbs=crumbs(client, "Portal access") class="page--form">
            <PageHead title="Portal access" lead=lead />
            <Done />
            {pin
                .map(|pin| {
                    view! {
                        <PostForm action=api::ResetPin::url() class="stack gap-2 mb-6">
                            <FormMessage message=None />
                            {of_pin()}
                            <Pin pin=pin />
                        </PostForm>
                    }
                })}
            <PostForm action=api::Change::url()>
                <FormMessage message=message errors=errors />
                {ids()}
                <May money=form.money writes=form.writes />
                <Actions>
                    <Button look=Look::Primary>"Save changes"</Button>
                    <LinkButton href=routes::client(client) look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            {(!row.past)
                .then(|| {
                    view! {
                        <PostForm action=api::InviteAgain::url() class="stack gap-2 mt-6">
                            <FormMessage message=None />
                            {again()}
                            <p class="sm muted">"A new message with a link for seven days. The earlier link stops working."</p>
                            <div>
                                <Button icon="mail">"Send the invitation again"</Button>
                            </div>
                        </PostForm>
                    }
                })}
            <PostForm action=api::End::url() class="stack gap-2 mt-6">
                <FormMessage message=None />
                {end()}
                <p class="sm muted">
                    "Ends at once: this person is signed out everywhere, and no link, code or passkey works any more. Who had access stays on record."
                </p>
                <div>
                    <Button look=Look::Danger>"End access"</Button>
                </div>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}

/// How it stands with the PIN that is asked of whoever acts for a discreet contact, and what may be done about it.
#[component]
fn Pin(pin: PinStanding) -> impl IntoView {
    let PinStanding { since, start, missed } = pin;
    let button = match (&since, &start) {
        (Some(_), _) => "Let them choose another PIN",
        (None, Some(_)) => "Make another number",
        (None, None) => "Make a number",
    };
    let standing = match (since, start) {
        (Some(since), _) => view! {
            <p class="sm muted">
                {format!(
                    "The PIN was chosen on {since}. Make sure that it is this person who asks, and not somebody who reads their mail: they are signed out everywhere, and choose another one with a number that you tell them.",
                )}
            </p>
        }
            .into_any(),
        (None, Some((number, until))) => view! {
            <Notice kind=Tone::Info title="Tell them this number by phone or in person, and nobody else">
                <div class="h2">{number}</div>
                <p>{format!("With it they choose their PIN as they sign in. It works once, until {until}.")}</p>
            </Notice>
        }
            .into_any(),
        (None, None) => view! {
            <p class="sm muted">
                "They have no PIN yet. A code or a link from their mail opens nothing until they choose one with a number that you tell them by phone or in person."
            </p>
        }
            .into_any(),
    };
    view! {
        <h2 class="h3">"PIN"</h2>
        {standing}
        {(missed > 0)
            .then(|| {
                view! {
                    <p class="sm">
                        {format!(
                            "Typed wrongly since yesterday: {missed}. If that was not them, somebody else reads their mail.",
                        )}
                    </p>
                }
            })}
        <div>
            <Button icon="lock">{button}</Button>
        </div>
    }
}
