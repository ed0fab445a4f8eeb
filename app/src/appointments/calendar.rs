//! The calendar's page: whichever view, with the same bar above it.

use domain::access::{Action, Standing, may};
use domain::appointments::{CalendarFilter, CalendarPage, CalendarView, MoveForm};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api;
use super::dragging::Dragging;
use super::grid::Grid;
use super::list::Days;
use super::month::Month;
use super::moving::Undo;
use super::toolbar::{Toolbar, address, closed};
use crate::enhance::LiveForms;
use crate::page::{Done, flash_id, page, query};
use crate::routes;
use crate::ui::page::{Here, Shell};
use crate::ui::sheet::AppointmentsSheet;

#[component]
pub fn Calendar() -> impl IntoView {
    let filter = CalendarFilter {
        view: query("view"),
        on: query("on"),
        who: use_query_map().with_untracked(|map| map.get_all("who")).unwrap_or_default(),
        add: query("add"),
        room: query("room"),
        practice: query("practice"),
        appt: query("appt"),
    };
    page("Calendar", "page", api::calendar(filter, flash_id()), |page| {
        view! { <Shown page=page /> }
    })
}

#[component]
fn Shown(page: FormPage<MoveForm, CalendarPage>) -> impl IntoView {
    let FormPage { frame, form, message, errors, context: calendar } = page;
    let undo = !query("moved").is_empty();
    let back = address(&closed(&calendar.filter));
    let zone = format!("Times as in {}.", calendar.zone);
    let crumbs = vec![("Calendar".to_owned(), None)];
    let standing = Standing { desk: frame.desk, ..Standing::OUTSIDE };
    let replies = may(frame.role, Action::SeeCallList, &standing);
    // the card's form, or the one of a move that was dragged
    let live = undo || calendar.open.is_some();
    let body = match calendar.view {
        CalendarView::Day | CalendarView::Week => {
            let drags = calendar.clone();
            view! {
                <div class="wide-only">
                    <Grid page=calendar.clone() role=frame.role form=form message=message errors=errors />
                    <Dragging page=drags back=back.clone() />
                </div>
                <div class="narrow-only">
                    <Days page=calendar.clone() />
                </div>
                <LiveForms />
            }
            .into_any()
        }
        CalendarView::Month => view! {
            <div class="wide-only">
                <Month page=calendar.clone() />
            </div>
            <div class="narrow-only">
                <Days page=calendar.clone() />
            </div>
            {live.then(|| view! { <LiveForms /> })}
        }
        .into_any(),
        CalendarView::Agenda => view! {
            <Days page=calendar.clone() />
            {live.then(|| view! { <LiveForms /> })}
        }
        .into_any(),
    };
    view! {
        <AppointmentsSheet />
        <Shell frame=frame here=Here::Calendar crumbs=crumbs class="page--cal">
            <Done />
            {undo.then(|| view! { <Undo page=calendar.clone() back=back /> })}
            <Toolbar page=calendar />
            {body}
            <p class="xs muted mt-2">
                {zone} " Elsewhere: " <a href=routes::DEADLINES>"Deadlines"</a>
                {replies.then(|| view! { ", " <a href=routes::REPLIES>"Replies"</a> })} ", "
                <a href=routes::CALENDARS>"Your calendar elsewhere"</a> "."
            </p>
        </Shell>
    }
}
