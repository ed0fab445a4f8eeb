//! The grid, come alive: an appointment is dragged to another time, or moved by Shift and the arrow keys, and
//! an empty hour is a click away from being booked. Loaded only where a grid is; without it the card's form
//! does the same.
//!
//! All markup is the server's, as with the files that are sent: the island shows and hides it.

mod wire;

use domain::appointments::CalendarPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::ui::icon::Icon;

/// `back` is the calendar's address, to come back to after a move.
#[component]
pub fn Dragging(page: CalendarPage, back: String) -> impl IntoView {
    let twelve = page.hours.first().is_some_and(|hour| hour.ends_with('m'));
    view! {
        <p class="vh" aria-live="assertive" id="move-said"></p>
        <p class="vh" id="move-help">
            "With Shift and an arrow key it moves by a quarter of an hour or to the next column; Enter keeps it there, Escape puts it back."
        </p>
        <div class="notice notice--warn move-ask" id="move-ask" role="alert" tabindex="-1" hidden=true>
            <Icon name="alert" />
            <div class="grow">
                <strong data-said=""></strong>
                <ul data-reasons="" hidden=true></ul>
                <div class="cluster mt-2">
                    <button class="btn btn--sm btn--primary" type="button" data-leave="">
                        "Leave it where it was"
                    </button>
                    <button class="btn btn--sm" type="button" data-go="" hidden=true>
                        "Move it"
                    </button>
                    <button class="btn btn--sm" type="button" data-anyway="">
                        "Move anyway"
                    </button>
                </div>
            </div>
        </div>
        <Dragger action=api::Reschedule::url().to_owned() back=back twelve=twelve />
    }
}

#[island(lazy)]
fn Dragger(action: String, back: String, twelve: bool) -> impl IntoView {
    Effect::new(move || wire::attach(action.clone(), back.clone(), twelve));
    view! { <span hidden=true></span> }
}
