//! The parties of a case: those it is against or about, and those who were.

use domain::access::{Action, Standing, may};
use domain::conflicts::CaseCheck;
use domain::forms::{Choice, FormPage};
use domain::frame::{Frame, Framed};
use domain::ids::CaseId;
use domain::parties::{PartiesPage, PartyForm, PartyFormContext, PartyRole, PartyRow};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::head::{CaseHead, CaseTab};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::field::{Select, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::Matter;
use crate::ui::status::Tone;
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Parties() -> impl IntoView {
    page("Parties", "case", api::parties(param("id")), |Framed { frame, body }| {
        view! { <All frame=frame page=body /> }
    })
}

#[component]
fn All(frame: Frame, page: PartiesPage) -> impl IntoView {
    let PartiesPage { case, standing, current, past, checks } = page;
    let (role, id) = (frame.role, case.id);
    let crumbs = vec![
        ("Cases".to_owned(), Some(routes::CASES.to_owned())),
        (case.number.clone(), Some(routes::case(id))),
        ("Parties".to_owned(), None),
    ];
    let edits = may(role, Action::EditCase, &standing);
    let head = view! { <CaseHead case=case standing=Standing { desk: frame.desk, ..standing } role=role tab=CaseTab::Parties /> }
        .into_any();
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs case_head=head>
            <Done />
            <div class="stack gap-8">
                <Warning checks=&checks />
                <Section id="current" title="Parties">
                    {edits
                        .then(|| {
                            view! {
                                <div class="toolbar mt-3">
                                    <LinkButton href=routes::party_new(id) look=Look::Primary icon="plus">
                                        "Add a party"
                                    </LinkButton>
                                </div>
                            }
                        })}
                    {if current.is_empty() {
                        let text = "Those the case is against, their counsel, witnesses and experts appear here. All of them are found by conflict checks.";
                        view! { <Empty icon="users" title="No parties yet" text=text /> }.into_any()
                    } else {
                        view! { <Rows label="Parties" rows=current case=id edits=edits /> }.into_any()
                    }}
                </Section>
                {(!past.is_empty())
                    .then(|| {
                        view! {
                            <Section id="past" title="Former parties">
                                <Rows label="Former parties" rows=past case=id edits=false />
                            </Section>
                        }
                    })}
                <Checks checks=checks />
            </div>
        </Shell>
    }
}

/// What asks for somebody's word, or has it and is bad news.
#[component]
fn Warning<'a>(checks: &'a [CaseCheck]) -> impl IntoView + use<> {
    let bad = checks.iter().find(|check| check.conflict);
    let open = checks.iter().find(|check| check.undecided);
    match (bad, open) {
        (Some(check), _) => Some((check.id, Tone::Bad, "There is a conflict of interest", "The case is open all the same. Tell a managing partner; people can be screened under Team and access.")),
        (None, Some(check)) => Some((check.id, Tone::Warn, "A name is like one the office knows", "Somebody has to say whether there is a conflict of interest.")),
        (None, None) => None,
    }
    .map(|(id, kind, title, text)| {
        view! {
            <Notice kind=kind title=title>
                <p>{text} " " <a href=routes::conflict(id)>"To the check"</a></p>
            </Notice>
        }
    })
}

/// Every check that stands by the case.
#[component]
fn Checks(checks: Vec<CaseCheck>) -> impl IntoView {
    (!checks.is_empty()).then(|| {
        let rows = checks
            .into_iter()
            .map(|check| view! { <li><a href=routes::conflict(check.id)>{check.said}</a></li> })
            .collect_view();
        view! {
            <Section id="checks" title="Conflict checks">
                <ul class="stack gap-2 mt-2">{rows}</ul>
            </Section>
        }
    })
}

#[component]
fn Rows(label: &'static str, rows: Vec<PartyRow>, case: CaseId, edits: bool) -> impl IntoView {
    view! {
        <TableWrap label=label class="mt-3">
            <table class="table table--top table--stack">
                <Caption text=label />
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Counsel"</th>
                        <th scope="col">"Contact"</th>
                        <th scope="col">"Note"</th>
                        <th scope="col">"Since"</th>
                        <th scope="col">
                            <span class="vh">"Change"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            let change = format!("Change {}", row.name);
                            let href = routes::party(case, row.id);
                            view! {
                                <tr>
                                    <th scope="row">
                                        <span class="cell-main">{row.name}</span>
                                        <span class="cell-sub">{row.role.label()}</span>
                                    </th>
                                    <td data-label="Counsel">{row.counsel}</td>
                                    <td data-label="Contact">{row.phone} <span class="cell-sub">{row.email}</span></td>
                                    <td data-label="Note">{row.note}</td>
                                    <td data-label="Since" class="tight">
                                        {row.since}
                                        {row.until.map(|until| view! { <span class="cell-sub">"until " {until}</span> })}
                                    </td>
                                    <td class="tight">
                                        {edits
                                            .then(|| {
                                                view! {
                                                    <a href=href aria-label=change>
                                                        "Change"
                                                    </a>
                                                }
                                            })}
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

#[component]
pub fn NewParty() -> impl IntoView {
    page("Add a party", "case", api::new_party_page(param("id"), flash_id()), |page| {
        view! { <Write page=page /> }
    })
}

#[component]
pub fn Party() -> impl IntoView {
    let read = api::party_page(param("id"), param("party"), flash_id());
    page("Change a party", "party", read, |page| view! { <Write page=page /> })
}

#[component]
fn Write(mut page: FormPage<PartyForm, PartyFormContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let PartyFormContext { case, party } = context;
    let (id, back) = (case.id, routes::parties(case.id));
    let (title, button, action) = match party {
        Some(_) => ("Change a party", "Save changes", api::ChangeParty::url()),
        None => ("Add a party", "Add party", api::AddParty::url()),
    };
    let crumbs = vec![
        ("Cases".to_owned(), Some(routes::CASES.to_owned())),
        (case.number.clone(), Some(routes::case(id))),
        ("Parties".to_owned(), Some(back.clone())),
        (title.to_owned(), None),
    ];
    let roles = PartyRole::ALL
        .map(|role| Choice { value: role.word().into(), label: role.label().into() })
        .to_vec();
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs class="page--form">
            <PageHead title=title />
            <p>
                <Matter href=routes::case(id)>{case.title}</Matter>
            </p>
            <PostForm action=action>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=id.to_string() />
                {party.map(|party| view! { <Hidden name="party" value=party.to_string() /> })}
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
                        name="role"
                        label="What it is to the case"
                        options=roles
                        value=form.role
                        error=errors.of("role")
                        required=true
                    />
                </div>
                <TextField
                    name="counsel"
                    label="Counsel"
                    value=form.counsel
                    hint="Attorney and firm"
                    error=errors.of("counsel")
                    optional_mark=true
                />
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
                    name="note"
                    label="Note"
                    value=form.note
                    error=errors.of("note")
                    rows=3
                    optional_mark=true
                />
                <Actions>
                    <Button look=Look::Primary>{button}</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            {party
                .map(|party| {
                    view! {
                        <PostForm action=api::EndParty::url() class="mt-6">
                            <FormMessage message=None />
                            <Hidden name="id" value=id.to_string() />
                            <Hidden name="party" value=party.to_string() />
                            <p class="sm muted">
                                "A party that leaves the case stays on record, and in conflict checks."
                            </p>
                            <Actions>
                                <Button look=Look::Danger>"No longer a party"</Button>
                            </Actions>
                        </PostForm>
                    }
                })}
            <LiveForms />
        </Shell>
    }
}
