//! One enquiry: who asks, what the check found, and what becomes of it.

use domain::access::{Action, may};
use domain::enquiries::{EnquiryPage, EnquiryState};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::list::state;
use crate::conflicts::outcome;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::facts::Pairs;
use crate::ui::form::{Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::Tone;

#[component]
pub fn Show() -> impl IntoView {
    page("Enquiry", "enquiry", api::show(param("id"), flash_id()), |page| {
        view! { <One page=page /> }
    })
}

#[component]
fn One(mut page: FormPage<(), EnquiryPage>) -> impl IntoView {
    let (message, _) = complaints(&mut page);
    let FormPage { frame, context: enquiry, .. } = page;
    let role = frame.role;
    let crumbs = vec![
        ("Enquiries".to_owned(), Some(routes::ENQUIRIES.to_owned())),
        ("Enquiry".to_owned(), None),
    ];
    let id = enquiry.row.id;
    let open = enquiry.row.state == EnquiryState::Open;
    let decides = open && may(role, Action::DecideEnquiry, &enquiry.standing);
    let edits = open && may(role, Action::EditEnquiry, &enquiry.standing);
    let facts = facts(&enquiry);
    let taken = format!("Taken {} by {}", enquiry.row.taken, enquiry.row.taken_by);
    view! {
        <Shell frame=frame here=Here::Enquiries crumbs=crumbs>
            <Done />
            {message.map(|message| view! { <Notice kind=Tone::Bad title=message role="alert" /> })}
            <PageHead title=enquiry.row.name.clone() lead=enquiry.row.matter.clone()>
                {(open && may(role, Action::BookConsultation, &enquiry.standing))
                    .then(|| {
                        view! {
                            <LinkButton href=routes::appointment_about("enquiry", id) icon="calendar">
                                "Book an appointment"
                            </LinkButton>
                        }
                    })}
                {edits
                    .then(|| {
                        view! {
                            <LinkButton href=routes::enquiry_edit(id) icon="edit">
                                "Edit"
                            </LinkButton>
                        }
                    })}
                {decides
                    .then(|| {
                        view! {
                            <LinkButton href=routes::enquiry_decline(id)>"Decline"</LinkButton>
                            <LinkButton href=routes::enquiry_accept(id) look=Look::Primary icon="check">
                                "Accept"
                            </LinkButton>
                        }
                    })}
            </PageHead>
            <div class="cols cols--aside">
                <div class="stack gap-8">
                    <Decided enquiry=enquiry.clone() />
                    <Section id="checks" title="Conflict checks">
                        {if enquiry.checks.is_empty() {
                            view! {
                                <p class="sm muted mt-2">
                                    "None in view. Check the names before anything is said about the matter."
                                </p>
                            }
                                .into_any()
                        } else {
                            view! {
                                <ul class="mt-2">
                                    {enquiry
                                        .checks
                                        .iter()
                                        .map(|check| {
                                            view! {
                                                <li class="prepared">
                                                    <span class="grow">
                                                        <a href=routes::conflict(check.id)>{check.names.join(", ")}</a>
                                                        <small class="xs muted block">{check.asked.clone()}</small>
                                                    </span>
                                                    {outcome(check)}
                                                </li>
                                            }
                                        })
                                        .collect_view()}
                                </ul>
                            }
                                .into_any()
                        }}
                        {edits
                            .then(|| {
                                view! {
                                    <PostForm action=api::Check::url() class="mt-2">
                                        <Hidden name="id" value=id.to_string() />
                                        <Button small=true icon="search">
                                            "Check now"
                                        </Button>
                                    </PostForm>
                                }
                            })}
                    </Section>
                </div>
                <aside class="stack gap-4" aria-label="Who asks">
                    <Section id="who" title="Who asks">
                        <div class="mt-2">
                            <Pairs items=facts />
                        </div>
                        <p class="xs muted mt-2">{taken}</p>
                    </Section>
                </aside>
            </div>
            {edits.then(|| view! { <LiveForms /> })}
        </Shell>
    }
}

fn facts(enquiry: &EnquiryPage) -> Vec<(String, String)> {
    let or_none = |text: &str| if text.is_empty() { "None".to_owned() } else { text.to_owned() };
    vec![
        ("State".to_owned(), enquiry.row.state.label().to_owned()),
        ("Kind".to_owned(), enquiry.kind.label().to_owned()),
        ("Phone".to_owned(), or_none(&enquiry.phone_shown)),
        ("Email".to_owned(), or_none(&enquiry.email)),
        ("Against".to_owned(), or_none(&enquiry.adverse.join(", "))),
        ("Found us by".to_owned(), or_none(&enquiry.source)),
        (
            "Attorney".to_owned(),
            enquiry
                .row
                .assigned
                .as_ref()
                .map_or("Not yet".to_owned(), |person| person.name.clone()),
        ),
        (
            "First consultation".to_owned(),
            enquiry.row.consultation.clone().unwrap_or_else(|| "Not booked".to_owned()),
        ),
    ]
}

/// What became of it, and where that stands now.
#[component]
fn Decided(enquiry: EnquiryPage) -> impl IntoView {
    let id = enquiry.row.id;
    let said = match (&enquiry.decided_by, &enquiry.decided) {
        (Some(by), Some(on)) => format!("By {by}, {on}"),
        _ => String::new(),
    };
    match enquiry.row.state {
        EnquiryState::Open => view! { <p>{state(EnquiryState::Open)}</p> }.into_any(),
        EnquiryState::Accepted => view! {
            <Notice kind=Tone::Ok title="Accepted">
                <p>
                    {said} ". "
                    {enquiry.case.map(|case| view! { <a href=routes::case(case)>"To the case"</a> " " })}
                    {enquiry.client.map(|client| view! { <a href=routes::client(client)>"To the client"</a> })}
                </p>
            </Notice>
        }
        .into_any(),
        EnquiryState::Declined => view! {
            <Notice kind=Tone::Info title="Declined">
                <p>{said} ". " {enquiry.reason}</p>
                <p class="mt-2">
                    <LinkButton href=routes::enquiry_letter(id) small=true icon="print">
                        "Letter to print"
                    </LinkButton>
                </p>
            </Notice>
        }
        .into_any(),
    }
}
