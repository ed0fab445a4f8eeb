//! Somebody leaves: the last day, what is left to hand over, and closing that.

use domain::departures::{DepartureForm, DeparturePage, Handed, Left, LeftKind, missing};
use domain::forms::{Choice, FieldErrors, FormPage};
use domain::ids::StaffId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::field::{DateField, Select};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};
use crate::ui::table::{Caption, TableWrap};

/// The page `/staff/:id/departure`.
#[component]
pub fn Departure() -> impl IntoView {
    page("Departure", "page", api::leaving_page(param("id"), flash_id()), |page| {
        view! { <Leaving page=page /> }
    })
}

#[component]
fn Leaving(mut page: FormPage<DepartureForm, DeparturePage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let DeparturePage { row, last_day, gone, left, unseen, successors, handed } = context;
    let (id, name) = (row.person.id, row.person.name);
    let crumbs = vec![
        ("Staff".to_owned(), Some(routes::STAFF.to_owned())),
        (name.clone(), Some(routes::staff(id))),
        ("Departure".to_owned(), None),
    ];
    let lead = match (&last_day, gone) {
        (None, _) => format!(
            "When {name} leaves, access ends by itself after the last day, and what is theirs goes to others."
        ),
        (Some(day), false) => format!("Last day: {day}. Access ends by itself after it."),
        (Some(day), true) => format!("Last day: {day}. Access has ended."),
    };
    let marked = last_day.is_some();
    let (nothing_left, missing) = (left.is_empty(), missing(&left, unseen));
    view! {
        <Shell frame=frame here=Here::Staff crumbs=crumbs>
            <Done />
            <PageHead title=format!("Departure of {name}") lead=lead />
            {(marked && nothing_left)
                .then(|| {
                    message
                        .clone()
                        .map(|message| view! { <Notice kind=Tone::Bad title=message role="alert" /> })
                })}
            <div class="stack gap-8">
                {(!marked).then(|| view! { <Mark id=id form=form.clone() message=message.clone() errors=errors.clone() /> })}
                <Section id="left" title="To hand over">
                    {if nothing_left {
                        view! { <Empty icon="check" title="Nothing is left to hand over" text="Every case has a lead who stays, every deadline an owner, and somebody is there at every appointment to come." /> }
                            .into_any()
                    } else {
                        view! {
                            <HandOver
                                id=id
                                left=left
                                successors=successors
                                form=form
                                message=marked.then_some(message).flatten()
                                errors=errors
                                open=marked
                            />
                        }
                            .into_any()
                    }}
                    {(unseen > 0)
                        .then(|| {
                            let words = "Some of it is out of your view. Another managing partner has to hand it over.";
                            view! {
                                <div class="mt-4">
                                    <Notice kind=Tone::Warn title=words role="note" />
                                </div>
                            }
                        })}
                </Section>
                <HandedOver rows=handed />
                {marked.then(|| view! { <Close id=id missing=missing /> })}
            </div>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Mark(
    id: StaffId,
    form: DepartureForm,
    message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    view! {
        <PostForm action=api::MarkDeparture::url()>
            <FormMessage message=message errors=errors.clone() />
            <Hidden name="id" value=id.to_string() />
            <DateField
                name="last_day"
                label="Last day"
                value=form.last_day
                hint="To end access at once, suspend instead."
                error=errors.of("last_day")
                required=true
            />
            <Actions>
                <Button look=Look::Primary>"Mark the departure"</Button>
                <LinkButton href=routes::staff(id) look=Look::Quiet>
                    "Cancel"
                </LinkButton>
            </Actions>
        </PostForm>
    }
}

#[component]
fn HandOver(
    id: StaffId,
    left: Vec<Left>,
    successors: Vec<Choice>,
    form: DepartureForm,
    message: Option<String>,
    errors: FieldErrors,
    /// A departure is marked: things can be handed over here.
    open: bool,
) -> impl IntoView {
    let all = query("all") == "yes" && errors.is_empty();
    let rows = left
        .into_iter()
        .map(|item| {
            let ticked = all || form.items.contains(&item.id);
            view! { <Row item=item open=open ticked=ticked /> }
        })
        .collect_view();
    let table = view! {
        <TableWrap label="To hand over">
            <table class="table table--stack">
                <Caption text="What still needs another lead or owner" />
                <thead>
                    <tr>
                        {open.then(|| view! { <th scope="col"><span class="vh">"Hand over"</span></th> })}
                        <th scope="col">"What"</th>
                        <th scope="col">"Deadline"</th>
                        <th scope="col" class="acts">
                            <span class="vh">"Singly"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableWrap>
    };
    if !open {
        return table.into_any();
    }
    let nothing_ticked = errors.of("items").map(str::to_owned);
    let silent = nothing_ticked.is_none();
    view! {
        <PostForm action=api::HandOver::url()>
            <FormMessage message=message errors=errors.clone() />
            <Hidden name="id" value=id.to_string() />
            <div>
                <p class="mt-3 mb-2 sm">
                    {if all {
                        view! { <a href=routes::staff_departure(id)>"Tick none"</a> }
                    } else {
                        view! { <a href=routes::staff_departure_all(id)>"Tick everything"</a> }
                    }}
                </p>
                {table}
                <p class="field__error mt-2" id="f-items" data-error-for="items" hidden=silent>
                    <span>{nothing_ticked.unwrap_or_default()}</span>
                </p>
            </div>
            <Select
                name="to"
                label="Hand what is ticked to"
                options=successors
                value=form.to
                placeholder="Choose a person"
                hint="Cases and enquiries go to attorneys. Nobody takes what they are screened from."
                error=errors.of("to")
                required=true
            />
            <Actions>
                <Button look=Look::Primary>"Hand over"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// The page of a thing, where it has one.
fn page_of(kind: LeftKind, id: &str) -> Option<String> {
    match kind {
        LeftKind::Case => id.parse().ok().map(routes::case),
        LeftKind::Enquiry => id.parse().ok().map(routes::enquiry),
        LeftKind::Prepared => id.parse().ok().map(routes::prepared),
        LeftKind::Deadline | LeftKind::Appointment => id.parse().ok().map(routes::appointment),
        LeftKind::ConflictsPartner | LeftKind::Deputy => Some(routes::SETTINGS.to_owned()),
    }
}

/// Words that lead there, where there is a page.
fn linked(href: Option<String>, words: String) -> AnyView {
    match href {
        Some(href) => view! { <a href=href>{words}</a> }.into_any(),
        None => words.into_any(),
    }
}

#[component]
fn Row(item: Left, open: bool, ticked: bool) -> impl IntoView {
    let singly = match item.kind {
        LeftKind::Case => item.id.parse().ok().map(|id| (routes::case_lead(id), "Change the lead")),
        LeftKind::Enquiry => item.id.parse().ok().map(|id| (routes::enquiry_edit(id), "Assign")),
        LeftKind::Prepared => item.id.parse().ok().map(|id| (routes::prepared(id), "Look at it")),
        LeftKind::Deadline | LeftKind::Appointment => {
            item.id.parse().ok().map(|id| (routes::appointment_edit(id), "Choose people"))
        }
        LeftKind::ConflictsPartner | LeftKind::Deputy => {
            Some((routes::SETTINGS.to_owned(), "Settings"))
        }
    };
    let there = page_of(item.kind, &item.id);
    let (title, of) = (item.title.clone(), format!(": {}", item.title));
    let tick = format!("Hand over {}", item.title);
    let deadline = item.deadline.map(|deadline| {
        let of = of.clone();
        view! {
            <a href=there.clone()>{deadline.day} <span class="vh">{of}</span></a>
            {deadline.past.then(|| view! { " " <Badge kind=Tone::Bad>"Past"</Badge> })}
        }
    });
    view! {
        <tr>
            {open
                .then(|| {
                    view! {
                        <td class="tight">
                            {(!item.id.is_empty())
                                .then(|| {
                                    view! {
                                        <input
                                            class="tick"
                                            type="checkbox"
                                            name="items[]"
                                            value=item.id
                                            checked=ticked
                                            aria-label=tick
                                        />
                                    }
                                })}
                        </td>
                    }
                })}
            <th scope="row">
                <span class="cell-main">{linked(there, title)}</span>
                <span class="cell-sub">{item.sub}</span>
            </th>
            <td class="nowrap" data-label="Deadline">{deadline}</td>
            <td class="tight acts">
                {singly
                    .map(|(href, words)| {
                        view! {
                            <a href=href>{words} <span class="vh">{of}</span></a>
                        }
                    })}
            </td>
        </tr>
    }
}

/// What went to whom, once something has.
#[component]
pub fn HandedOver(rows: Vec<Handed>) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        let rows = rows.into_iter().map(|row| {
            let href = page_of(row.kind, &row.id);
            view! {
                <tr>
                    <th scope="row">{linked(href, row.title)}</th>
                    <td data-label="To">{row.to.unwrap_or_else(|| "Nobody".to_owned())}</td>
                    <td data-label="On">{row.on} <span class="cell-sub">{format!("By {}", row.by)}</span></td>
                </tr>
            }
        });
        view! {
            <Section id="handed-over" title="Handed over">
                <TableWrap label="Handed over">
                    <table class="table table--stack">
                        <Caption text="What was handed over, to whom and when" />
                        <thead>
                            <tr>
                                <th scope="col">"What"</th>
                                <th scope="col">"To"</th>
                                <th scope="col">"On"</th>
                            </tr>
                        </thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </TableWrap>
            </Section>
        }
    })
}

/// Closing, refused while something is missing; and staying after all.
#[component]
fn Close(id: StaffId, missing: String) -> impl IntoView {
    let says = if missing.is_empty() {
        "Nothing is missing. Closing suspends the account, if it is not suspended yet.".to_owned()
    } else {
        format!("It stays open: {missing}.")
    };
    view! {
        <Section id="close" title="Close the hand-over">
            <p class="sm mt-2">{says}</p>
            <div class="cluster mt-3">
                <PostForm action=api::CloseDeparture::url() class="">
                    <FormMessage message=None />
                    <Hidden name="id" value=id.to_string() />
                    <Button look=Look::Danger>"Close the hand-over"</Button>
                </PostForm>
                <PostForm action=api::WithdrawDeparture::url() class="">
                    <FormMessage message=None />
                    <Hidden name="id" value=id.to_string() />
                    <Button>"They stay after all"</Button>
                </PostForm>
            </div>
        </Section>
    }
}
