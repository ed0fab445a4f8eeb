//! The page `/settings/hours`: when the office is open, and the days on which it is closed.

use domain::forms::{FieldErrors, Flash, FormPage};
use domain::frame::Framed;
use domain::settings::{Holiday, HolidayForm, HoursForm, HoursPage, WEEKDAYS};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, Look};
use crate::ui::empty::Empty;
use crate::ui::field::{DateField, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Hours() -> impl IntoView {
    page("Hours and holidays", "page", api::when_open(flash_id()), |page| {
        view! { <Both page=page /> }
    })
}

/// The page as it stands, or with what was refused put back into the form it came from.
pub fn refused(
    page: Framed<HoursPage>,
    kept: Option<(serde_json::Value, Flash)>,
) -> FormPage<HoursForm, HoursPage> {
    let Framed { frame, body: mut context } = page;
    let mut form = context.hours.clone();
    let (mut message, mut errors) = (None, FieldErrors::default());
    if let Some((typed, flash)) = kept {
        if typed.get("on").is_some() {
            context.holiday = serde_json::from_value(typed).unwrap_or_default();
        } else if typed.is_object() {
            form = serde_json::from_value(typed).unwrap_or(form);
        }
        message = Some(flash.message);
        errors = flash.errors;
    }
    FormPage { frame, form, message, errors, context }
}

#[component]
fn Both(mut page: FormPage<HoursForm, HoursPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let HoursPage { holidays, holiday, .. } = context;
    let of_holiday = ["on", "name"].into_iter().any(|field| errors.of(field).is_some());
    let none = FieldErrors::default();
    let (week, day) = match of_holiday {
        true => ((None, none), (message, errors)),
        false => ((message, errors), (None, none)),
    };
    let crumbs = vec![
        ("Settings".to_owned(), Some(routes::SETTINGS.to_owned())),
        ("Hours and holidays".to_owned(), None),
    ];
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs class="page--form">
            <Done />
            <PageHead title="Hours and holidays" lead="In the office’s own time zone." />
            <div class="stack gap-8">
                <Section id="hours" title="Office hours" note="a day without hours is closed">
                    <Week form=form message=week.0 errors=week.1 />
                </Section>
                <Section id="holidays" title="Holidays to come">
                    <ToCome rows=holidays />
                    <Add form=holiday message=day.0 errors=day.1 />
                </Section>
            </div>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Week(form: HoursForm, message: Option<String>, errors: FieldErrors) -> impl IntoView {
    let days = form
        .days()
        .into_iter()
        .zip(WEEKDAYS)
        .map(|((opens, closes), (day, word))| {
            let (from, to) = (format!("{day}_opens"), format!("{day}_closes"));
            let (from_said, to_said) = (errors.of(&from), errors.of(&to));
            view! {
                <div class="form-row">
                    <TextField
                        label=format!("{word}, opens")
                        value=opens
                        kind="time"
                        error=from_said
                        name=from.clone()
                    />
                    <TextField
                        label=format!("{word}, closes")
                        value=closes
                        kind="time"
                        error=to_said
                        name=to.clone()
                    />
                </div>
            }
        })
        .collect_view();
    view! {
        <PostForm action=api::SaveHours::url() class="stack gap-3 mt-3">
            <FormMessage message=message errors=errors.clone() />
            {days}
            <Actions>
                <Button look=Look::Primary>"Save hours"</Button>
            </Actions>
        </PostForm>
    }
}

#[component]
fn ToCome(rows: Vec<Holiday>) -> impl IntoView {
    if rows.is_empty() {
        let text = "Days on which the office is closed besides those without hours.";
        return view! { <Empty icon="calendar" title="No holidays to come" text=text /> }
            .into_any();
    }
    view! {
        <TableWrap label="Holidays to come" class="mt-3">
            <table class="table table--stack">
                <Caption text="Holidays to come, the next first" />
                <thead>
                    <tr>
                        <th scope="col">"Day"</th>
                        <th scope="col">"Called"</th>
                        <th scope="col">
                            <span class="vh">"Change"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            view! {
                                <tr>
                                    <th scope="row">
                                        <time datetime=row.on>{row.day.clone()}</time>
                                        <span class="cell-sub">{row.weekday}</span>
                                    </th>
                                    <td data-label="Called">{row.name}</td>
                                    <td class="tight">
                                        <PostForm action=api::EndHoliday::url()>
                                            <FormMessage message=None />
                                            <Hidden name="id" value=row.id.to_string() />
                                            <Button small=true>
                                                "Take back" <span class="vh">{format!(" {}", row.day)}</span>
                                            </Button>
                                        </PostForm>
                                    </td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}

#[component]
fn Add(form: HolidayForm, message: Option<String>, errors: FieldErrors) -> impl IntoView {
    view! {
        <PostForm action=api::AddHoliday::url() class="stack gap-3 mt-4">
            <FormMessage message=message errors=errors.clone() />
            <div class="form-row">
                <DateField name="on" label="Day" value=form.on error=errors.of("on") required=true />
                <TextField name="name" label="Called" value=form.name error=errors.of("name") required=true />
            </div>
            <Actions>
                <Button icon="plus">"Add holiday"</Button>
            </Actions>
        </PostForm>
    }
}
