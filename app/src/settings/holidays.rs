//! The page `/settings/holidays`: the days on which the office is closed.

use domain::forms::{FieldErrors, FormPage};
use domain::settings::{Holiday, HolidayForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton};
use crate::ui::empty::Empty;
use crate::ui::field::{DateField, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::status::Tone;
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Holidays() -> impl IntoView {
    page("Holidays", "page", api::holidays_page(flash_id()), |page| view! { <Days page=page /> })
}

#[component]
fn Days(mut page: FormPage<HolidayForm, Vec<Holiday>>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let crumbs = vec![
        ("Settings".to_owned(), Some(routes::SETTINGS.to_owned())),
        ("Holidays".to_owned(), None),
    ];
    let added = query("added");
    let stands = context
        .iter()
        .find(|row| row.on == added && row.standing > 0)
        .map(|row| (row.standing, row.on.clone(), row.day.clone()));
    let lead = "Days on which the office is closed besides those without hours.";
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs class="page--form">
            <Done />
            {stands.map(|(many, on, day)| view! { <Stands many=many on=on day=day /> })}
            <PageHead title="Holidays" lead=lead>
                <LinkButton href=routes::HOURS icon="clock">
                    "Office hours"
                </LinkButton>
            </PageHead>
            <ToCome rows=context />
            <Add form=form message=message errors=errors />
            <LiveForms />
        </Shell>
    }
}

fn appointments(many: i64) -> String {
    match many {
        1 => "1 appointment".to_owned(),
        many => format!("{many} appointments"),
    }
}

/// That day in the calendar.
fn on_day(on: &str) -> String {
    routes::with_query(routes::CALENDAR, &[("view", "day"), ("on", on)])
}

/// What stood on a day before it became a holiday stays there until somebody moves it.
#[component]
fn Stands(many: i64, on: String, day: String) -> impl IntoView {
    let verb = if many == 1 { "stands" } else { "stand" };
    let title = format!("{} {verb} on {day}", appointments(many));
    view! {
        <div class="mb-4">
            <Notice kind=Tone::Warn title=title>
                <p>
                    "They stay, and those who come are not told. " <a href=on_day(&on)>"Look at that day"</a>
                    " and move what should not be on it."
                </p>
            </Notice>
        </div>
    }
}

#[component]
fn ToCome(rows: Vec<Holiday>) -> impl IntoView {
    if rows.is_empty() {
        let text = "Add the days on which the office is closed.";
        return view! { <Empty icon="calendar" title="No holidays to come" text=text /> }
            .into_any();
    }
    view! {
        <TableWrap label="Holidays to come">
            <table class="table table--stack">
                <Caption text="Holidays to come, the next first" />
                <thead>
                    <tr>
                        <th scope="col">"Day"</th>
                        <th scope="col">"Called"</th>
                        <th scope="col">"Stands on it"</th>
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
                                        <time datetime=row.on.clone()>{row.day.clone()}</time>
                                        <span class="cell-sub">{row.weekday}</span>
                                    </th>
                                    <td data-label="Called">{row.name}</td>
                                    <td data-label="Stands on it">
                                        {match row.standing {
                                            0 => view! { <span class="muted">"Nothing"</span> }.into_any(),
                                            many => {
                                                view! { <a href=on_day(&row.on)>{appointments(many)}</a> }.into_any()
                                            }
                                        }}
                                    </td>
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
