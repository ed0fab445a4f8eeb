//! Representatives: the section of a client's page, and the form of one of them.

pub mod api;

use domain::clients::ClientKind;
use domain::forms::{Choice, FormPage};
use domain::ids::ClientId;
use domain::representatives::{
    EarlierRepresentative, RepresentativeForm, RepresentativeFormContext, RepresentativeKind,
    RepresentativeRow,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{DateField, Select, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::Badge;
use crate::ui::table::{Caption, TableWrap};

/// Who speaks for the client, and who did.
#[component]
pub fn Representatives(
    client: ClientId,
    rows: Vec<RepresentativeRow>,
    edits: bool,
) -> impl IntoView {
    view! {
        <Section id="representatives" title="Representatives">
            {if rows.is_empty() {
                view! {
                    <p class="sm muted mt-2">
                        "Nobody else speaks for this client. Guardians, agents, executors and officers stand here, with the proof that was seen."
                    </p>
                }
                    .into_any()
            } else {
                view! { <Rows client=client rows=rows edits=edits /> }.into_any()
            }}
            {edits
                .then(|| {
                    view! {
                        <p class="mt-2">
                            <LinkButton href=routes::representative_new(client) small=true icon="plus">
                                "Add a representative"
                            </LinkButton>
                        </p>
                    }
                })}
        </Section>
    }
}

#[component]
fn Rows(client: ClientId, rows: Vec<RepresentativeRow>, edits: bool) -> impl IntoView {
    view! {
        <TableWrap label="Representatives">
            <table class="table table--top table--stack">
                <Caption text="Representatives" />
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Contact"</th>
                        <th scope="col">"Scope"</th>
                        <th scope="col">"Proof"</th>
                        <th scope="col">"Time"</th>
                        <th scope="col">
                            <span class="vh">"Change"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            let (name, change) = (row.name.clone(), format!("Change {}", row.name));
                            let href = routes::representative(client, row.id);
                            view! {
                                <tr>
                                    <th scope="row">
                                        <span class="cell-main">{row.name}</span>
                                        <span class="cell-sub">{row.kind.label()}</span>
                                    </th>
                                    <td data-label="Contact">
                                        {row.phone} <span class="cell-sub">{row.email}</span>
                                    </td>
                                    <td data-label="Scope">{row.scope}</td>
                                    <td data-label="Proof">
                                        {row.proof} <span class="cell-sub">{format!("Seen by {}", row.proof_seen)}</span>
                                    </td>
                                    <td data-label="Time" class="tight">
                                        {row.since}
                                        {row.until.map(|until| view! { <span class="cell-sub">"until " {until}</span> })}
                                        {row.past.then(|| view! { <Badge>"Ended"</Badge> })}
                                    </td>
                                    <td class="tight">
                                        {(edits && !row.past)
                                            .then(|| {
                                                view! {
                                                    <a href=href aria-label=change>
                                                        "Change"
                                                    </a>
                                                }
                                            })}
                                    </td>
                                </tr>
                                <Earlier name=name versions=row.earlier />
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

/// How it read before, with who changed it: a row of its own beneath.
#[component]
fn Earlier(name: String, versions: Vec<EarlierRepresentative>) -> impl IntoView {
    (!versions.is_empty()).then(|| {
        let lines = versions.into_iter().map(|was| {
            let until = was.until.map(|day| format!(" until {day}")).unwrap_or_default();
            let right = was.kind.label().to_lowercase();
            view! {
                <li class="mt-2">
                    {format!("{}, {right}, from {}{until}. {}", was.name, was.since, was.scope)}
                    <span class="cell-sub">{format!("{}. Seen by {}", was.proof, was.proof_seen)}</span>
                    <span class="cell-sub">{format!("Changed by {}", was.replaced)}</span>
                </li>
            }
        });
        view! {
            <tr>
                <td colspan="6">
                    <details class="more">
                        <summary>"Earlier entries" <span class="vh">{format!(" of {name}")}</span></summary>
                        <ol>{lines.collect_view()}</ol>
                    </details>
                </td>
            </tr>
        }
    })
}

/// The page `/clients/:id/representatives/new`.
#[component]
pub fn New() -> impl IntoView {
    let read = api::new_page(param("id"), flash_id());
    page("Add a representative", "client", read, |page| view! { <Write page=page /> })
}

/// The page `/clients/:id/representatives/:representative`.
#[component]
pub fn Change() -> impl IntoView {
    let read = api::change_page(param("id"), param("representative"), flash_id());
    page("Change a representative", "representative", read, |page| view! { <Write page=page /> })
}

#[component]
fn Write(mut page: FormPage<RepresentativeForm, RepresentativeFormContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let RepresentativeFormContext { client, name, client_kind, of_age_on, representative } =
        context;
    let back = routes::client(client);
    let (title, button, action) = match representative {
        Some(_) => ("Change a representative", "Save changes", api::Change::url()),
        None => ("Add a representative", "Add representative", api::Add::url()),
    };
    let crumbs = vec![
        ("Clients".to_owned(), Some(routes::CLIENTS.to_owned())),
        ("Client".to_owned(), Some(back.clone())),
        (title.to_owned(), None),
    ];
    let kinds = RepresentativeKind::ALL
        .into_iter()
        .filter(|kind| match client_kind {
            ClientKind::Person => *kind != RepresentativeKind::Officer,
            ClientKind::Organization => *kind != RepresentativeKind::Guardian,
        })
        .map(|kind| Choice { value: kind.word().into(), label: kind.label().into() })
        .collect();
    let end = match of_age_on {
        Some(day) => format!(
            "A guardian ends at the latest on {}, when the client comes of age",
            day.shown()
        ),
        None => "The last day. Empty: until it is ended".to_owned(),
    };
    view! {
        <Shell frame=frame here=Here::Clients crumbs=crumbs class="page--form">
            <PageHead title=title lead=name />
            <PostForm action=action>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=client.to_string() />
                {representative
                    .map(|whom| view! { <Hidden name="representative" value=whom.to_string() /> })}
                <Hidden name="revision" value=form.revision />
                <div class="form-row">
                    <TextField
                        name="name"
                        label="Name"
                        value=form.name
                        error=errors.of("name")
                        autocomplete="off"
                        required=true
                    />
                    <Select
                        name="kind"
                        label="By what right"
                        options=kinds
                        value=form.kind
                        placeholder="Choose"
                        error=errors.of("kind")
                        required=true
                    />
                </div>
                <div class="form-row">
                    <TextField
                        name="phone"
                        label="Phone"
                        value=form.phone
                        kind="tel"
                        error=errors.of("phone")
                        autocomplete="off"
                        optional_mark=true
                    />
                    <TextField
                        name="email"
                        label="Email"
                        value=form.email
                        kind="email"
                        error=errors.of("email")
                        autocomplete="off"
                        optional_mark=true
                    />
                </div>
                <TextArea
                    name="scope"
                    label="What it covers"
                    value=form.scope
                    hint="Like “All matters”, or “The sale of the house only”"
                    error=errors.of("scope")
                    rows=2
                    required=true
                />
                <fieldset class="stack gap-3">
                    <legend class="h3 mb-2">"Proof"</legend>
                    <TextArea
                        name="proof"
                        label="What was seen"
                        value=form.proof
                        hint="Like “Letters of guardianship, certified copy”"
                        error=errors.of("proof")
                        rows=2
                        required=true
                    />
                    <div class="form-row">
                        <TextField
                            name="proof_by"
                            label="Seen by"
                            value=form.proof_by
                            error=errors.of("proof_by")
                            autocomplete="off"
                            required=true
                        />
                        <DateField
                            name="proof_on"
                            label="Seen on"
                            value=form.proof_on
                            error=errors.of("proof_on")
                            required=true
                        />
                    </div>
                </fieldset>
                <div class="form-row">
                    <DateField
                        name="since"
                        label="Since"
                        value=form.since
                        error=errors.of("since")
                        required=true
                    />
                    <DateField
                        name="until"
                        label="Until"
                        value=form.until
                        hint=end
                        error=errors.of("until")
                        optional_mark=true
                    />
                </div>
                <Actions>
                    <Button look=Look::Primary>{button}</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            {representative
                .map(|whom| {
                    view! {
                        <PostForm action=api::End::url() class="mt-6">
                            <FormMessage message=None />
                            <Hidden name="id" value=client.to_string() />
                            <Hidden name="representative" value=whom.to_string() />
                            <p class="sm muted">
                                "Who spoke for the client stays on record, and the name in conflict checks."
                            </p>
                            <Actions>
                                <Button look=Look::Danger>"No longer a representative"</Button>
                            </Actions>
                        </PostForm>
                    }
                })}
            <LiveForms />
        </Shell>
    }
}
