//! The page `/settings/holidays`: the days on which the office is closed.

use domain::forms::{FieldErrors, FormPage};
use domain::settings::{Holiday, HolidayForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton};
use crate::ui::empty::Empty;
use crate::ui::field::{DateField, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
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
    let lead = "Days on which the office is closed besides those without hours.";
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs class="page--form">
            <Done />
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
