//! The parts of billing, as tabs above each.

use leptos::prelude::*;

use crate::routes;
use crate::ui::tabs::{Tab, Tabs};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    ToBill,
    Invoices,
}

#[component]
pub fn Sections(here: Part) -> impl IntoView {
    let items = vec![
        Tab::new(routes::TO_BILL.to_owned(), "To bill", here == Part::ToBill),
        Tab::new(routes::BILLING.to_owned(), "Invoices", here == Part::Invoices),
    ];
    view! { <Tabs label="Parts of billing" items=items /> }
}
