//! The parts of staff & access, beside each other.

use domain::access::{Action, Role, Standing, may};
use domain::frame::Frame;
use leptos::prelude::*;

use crate::routes;
use crate::ui::tabs::{Tab, Tabs};

/// Which part a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    People,
    Roles,
    Ending,
    Covers,
    Screens,
}

/// The tabs; a part the caller cannot open is not there.
#[component]
pub fn Sections<'a>(frame: &'a Frame, part: Part) -> impl IntoView + use<> {
    let may = |action| may(frame.role, action, &Standing::OUTSIDE);
    let tab = |href: &str, words: &str, of: Part| Tab::new(href, words, of == part);
    let mut items = Vec::new();
    if may(Action::ManageStaff) {
        items.push(tab(routes::STAFF, "People", Part::People));
    }
    items.push(tab(routes::ACCESS, "Roles", Part::Roles));
    if frame.role != Role::Billing {
        items.push(tab(routes::ENDING, "Expiring access", Part::Ending));
    }
    if may(Action::SeeCovers) {
        items.push(tab(routes::COVERS, "Cover", Part::Covers));
    }
    items.push(tab(routes::SCREENS, "My screens", Part::Screens));
    view! { <Tabs label="Staff and access" items=items /> }
}
