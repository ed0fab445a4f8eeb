//! The page `/settings/rooms`: where people are met.

use domain::appointments::{RoomForm, RoomRow};
use domain::forms::{FieldErrors, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::Button;
use crate::ui::empty::Empty;
use crate::ui::field::TextField;
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Rooms() -> impl IntoView {
    page("Rooms", "page", api::rooms_page(flash_id()), |page| view! { <Listed page=page /> })
}

#[component]
fn Listed(mut page: FormPage<RoomForm, Vec<RoomRow>>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let crumbs = vec![
        ("Settings".to_owned(), Some(routes::SETTINGS.to_owned())),
        ("Rooms".to_owned(), None),
    ];
    let lead = "Where people are met. A room that is ended cannot be booked any more; what is booked there stays.";
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs class="page--form">
            <Done />
            <PageHead title="Rooms" lead=lead />
            <Rows rows=context />
            <Add form=form message=message errors=errors />
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Rows(rows: Vec<RoomRow>) -> impl IntoView {
    if rows.is_empty() {
        let text = "Add the rooms in which people are met, so that nobody books one twice.";
        return view! { <Empty icon="calendar" title="No rooms yet" text=text /> }.into_any();
    }
    view! {
        <TableWrap label="Rooms">
            <table class="table table--stack">
                <Caption text="Rooms, by name" />
                <thead>
                    <tr>
                        <th scope="col">"Room"</th>
                        <th scope="col">"Added"</th>
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
                                    <th scope="row">{row.name.clone()}</th>
                                    <td data-label="Added">{row.since}</td>
                                    <td class="tight">
                                        <PostForm action=api::EndRoom::url()>
                                            <FormMessage message=None />
                                            <Hidden name="id" value=row.id.to_string() />
                                            <Button small=true>
                                                "End" <span class="vh">{format!(" {}", row.name)}</span>
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
fn Add(form: RoomForm, message: Option<String>, errors: FieldErrors) -> impl IntoView {
    view! {
        <PostForm action=api::AddRoom::url() class="stack gap-3 mt-4">
            <FormMessage message=message errors=errors.clone() />
            <TextField
                name="name"
                label="Room"
                value=form.name
                hint="As people are told to find it: Room 2, second floor"
                error=errors.of("name")
                required=true
            />
            <Actions>
                <Button icon="plus">"Add room"</Button>
            </Actions>
        </PostForm>
    }
}
