//! Booking one, and editing one that stands.

use domain::appointments::{AppointmentContext, AppointmentForm, AppointmentKind, NewAppointment};
use domain::forms::{Choice, FieldErrors, FormPage};
use domain::frame::Frame;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::moving::{Anyway, Scoped};
use super::parts::{DeadlinePeople, People, Repeats, When};
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Select, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, Picks, PostForm};
use crate::ui::icon::Icon;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::sheet::AppointmentsSheet;

/// What a form is for.
#[derive(Clone)]
enum Purpose {
    /// The address it started from.
    New {
        wanted: String,
    },
    Edit {
        id: String,
    },
}

#[component]
pub fn New() -> impl IntoView {
    let asked =
        ["kind", "case", "client", "enquiry", "on", "at", "who"].map(|name| (name, query(name)));
    let pairs: Vec<_> = asked.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let wanted = routes::with_query(routes::APPOINTMENT_NEW, &pairs);
    let [(_, kind), (_, case), (_, client), (_, enquiry), (_, on), (_, at), (_, who)] = asked;
    let read =
        api::new_page(NewAppointment { kind, case, client, enquiry, on, at, who }, flash_id());
    page("Book an appointment", "page", read, |page| {
        view! { <Filled page=page purpose=Purpose::New { wanted } /> }
    })
}

#[component]
pub fn Edit() -> impl IntoView {
    let id = param("id");
    page("Edit appointment", "appointment", api::edit_page(id.clone(), flash_id()), |page| {
        view! { <Filled page=page purpose=Purpose::Edit { id } /> }
    })
}

#[component]
fn Filled(
    mut page: FormPage<AppointmentForm, AppointmentContext>,
    purpose: Purpose,
) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    match purpose {
        Purpose::New { wanted } => {
            let back = routes::with_query(routes::CALENDAR, &[("on", &form.date)]);
            let hidden = view! { <Hidden name="wanted" value=wanted /> }.into_any();
            let fields = fields(form, context, message, errors, true);
            framed(
                frame,
                "Book an appointment",
                api::Book::url(),
                hidden,
                fields,
                "Book appointment",
                back,
            )
        }
        Purpose::Edit { id } => {
            let back = format!("/appointments/{}", routes::encode(&id));
            let hidden = view! { <Hidden name="id" value=id /> }.into_any();
            let fields = fields(form, context, message, errors, false);
            framed(frame, "Edit appointment", api::Change::url(), hidden, fields, "Save", back)
        }
    }
}

fn framed(
    frame: Frame,
    title: &'static str,
    action: &'static str,
    hidden: AnyView,
    fields: AnyView,
    act: &'static str,
    back: String,
) -> impl IntoView {
    let crumbs =
        vec![("Calendar".to_owned(), Some(routes::CALENDAR.to_owned())), (title.to_owned(), None)];
    view! {
        <AppointmentsSheet />
        <Shell frame=frame here=Here::Calendar crumbs=crumbs class="page--form">
            <PageHead title=title />
            <PostForm action=action class="stack gap-6 appt-form">
                {hidden}
                {fields}
                <Actions>
                    <Button look=Look::Primary>{act}</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}

fn fields(
    form: AppointmentForm,
    context: AppointmentContext,
    message: Option<String>,
    errors: FieldErrors,
    new: bool,
) -> AnyView {
    let refused = message.is_some() || !errors.is_empty();
    let series = context.series && !new;
    view! {
        <FormMessage message=message errors=errors.clone() />
        <Hidden name="revision" value=form.revision.clone() />
        <About form=form.clone() context=context.clone() errors=errors.clone() new=new />
        <When form=form.clone() context=context.clone() errors=errors.clone() />
        <Where form=form.clone() rooms=context.rooms.clone() errors=errors.clone() />
        <People form=form.clone() context=context.clone() errors=errors.clone() />
        <DeadlinePeople form=form.clone() people=context.people errors=errors.clone() />
        {new.then(|| view! { <Repeats form=form.clone() errors=errors.clone() /> })}
        {series.then(|| view! { <Scoped value=form.scope.clone() /> })}
        <Anyway ticked=form.anyway == "on" shown=refused error=errors.of("anyway").map(str::to_owned) />
    }
    .into_any()
}

/// What kind, whose, and what about. The kind of one that stands, and whose it is, stay.
#[component]
fn About(
    form: AppointmentForm,
    context: AppointmentContext,
    errors: FieldErrors,
    new: bool,
) -> impl IntoView {
    let kinds: Vec<Choice> = AppointmentKind::ALL
        .iter()
        .map(|kind| Choice { value: kind.word().into(), label: kind.label().into() })
        .collect();
    let kind_said =
        AppointmentKind::from_word(&form.kind).map(AppointmentKind::label).unwrap_or_default();
    let settled = !context.about.is_empty();
    view! {
        {settled.then(|| view! { <p class="appt-form__about">{context.about.clone()}</p> })}
        {match new {
            true => {
                view! {
                    <Select
                        name="kind"
                        label="Kind"
                        options=kinds
                        value=form.kind
                        placeholder="Choose"
                        error=errors.of("kind")
                        required=true
                    />
                }
                    .into_any()
            }
            false => {
                // the option is there for the style sheet to see which fields this kind has
                view! {
                    <Select
                        name="kind"
                        label="Kind"
                        options=vec![Choice { value: form.kind.clone(), label: kind_said.into() }]
                        value=form.kind
                        error=errors.of("kind")
                        required=true
                    />
                }
                    .into_any()
            }
        }}
        {match new && !settled {
            true => {
                view! {
                    <CaseField
                        value=form.case
                        error=errors.of("case").map(str::to_owned)
                        cases=context.cases
                        meant=errors.links("case").to_vec()
                    />
                }
                    .into_any()
            }
            false => view! { <Hidden name="case" value=form.case /> }.into_any(),
        }}
        <Hidden name="client" value=form.client />
        <Hidden name="enquiry" value=form.enquiry />
        {match context.reads {
            true => {
                view! {
                    <TextField
                        name="title"
                        label="What it is about"
                        value=form.title
                        hint="Read by those who work on it. Nobody outside the office is told."
                        error=errors.of("title")
                        autocomplete="off"
                        optional_mark=true
                    />
                    <TextArea
                        name="note"
                        label="Note"
                        value=form.note
                        error=errors.of("note")
                        rows=3
                        optional_mark=true
                    />
                }
                    .into_any()
            }
            false => {
                view! {
                    <p class="sm muted">
                        "Those who work on it write what it is about. When, where and with whom is enough here."
                    </p>
                }
                    .into_any()
            }
        }}
    }
}

/// A case by number, title or client, with the latest to choose from while it is typed; what else the words fit
/// is to choose from once they were sent.
#[component]
fn CaseField(
    value: String,
    error: Option<String>,
    cases: Vec<Choice>,
    meant: Vec<Choice>,
) -> impl IntoView {
    let invalid = error.as_ref().map(|_| "true");
    let right = error.is_none();
    view! {
        <div class="field not-personal">
            <label class="field__label" for="f-case">
                "Case or client"
                " " <span class="field__opt">"optional"</span>
            </label>
            <input
                class="input"
                id="f-case"
                name="case"
                type="text"
                value=value
                list="cases"
                autocomplete="off"
                aria-invalid=invalid
                aria-describedby="f-case-h f-case-e"
            />
            <datalist id="cases">
                {cases
                    .into_iter()
                    .map(|case| view! { <option value=case.value>{case.label}</option> })
                    .collect_view()}
            </datalist>
            <p class="field__hint" id="f-case-h">
                "A case’s number, its title, or the client’s name. Leave it empty for what is about neither."
            </p>
            <p class="field__error" id="f-case-e" data-error-for="case" hidden=right>
                <Icon name="alert" small=true />
                <span>{error.unwrap_or_default()}</span>
            </p>
            <Picks of="case" name="picked" legend="What is meant" choices=meant />
        </div>
    }
}

#[component]
fn Where(form: AppointmentForm, rooms: Vec<Choice>, errors: FieldErrors) -> impl IntoView {
    view! {
        <fieldset class="stack gap-4 not-deadline">
            <legend class="field__label mb-2">"Where"</legend>
            <div class="form-row">
                {(!rooms.is_empty())
                    .then(|| {
                        view! {
                            <Select
                                name="room"
                                label="Room"
                                options=rooms
                                value=form.room
                                placeholder="No room"
                                error=errors.of("room")
                            />
                        }
                    })}
                <TextField
                    name="place"
                    label="Another place"
                    value=form.place
                    hint="A courthouse, an address. The client is told."
                    error=errors.of("place")
                    autocomplete="off"
                    optional_mark=true
                />
            </div>
            <TextField
                name="video_url"
                label="Video room"
                value=form.video_url
                hint="Its whole address, starting with https://"
                inputmode="url"
                error=errors.of("video_url")
                autocomplete="off"
                optional_mark=true
            />
        </fieldset>
    }
}
