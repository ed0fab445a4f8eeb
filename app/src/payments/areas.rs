//! The parts of billing, beside each other.

use leptos::prelude::*;

use crate::routes;
use crate::ui::tabs::{Tab, Tabs};

/// One part of billing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    Invoices,
    Payments,
    Statements,
    Books,
}

impl Area {
    const ALL: [Area; 4] = [Area::Invoices, Area::Payments, Area::Statements, Area::Books];

    const fn label(self) -> &'static str {
        match self {
            Area::Invoices => "Invoices",
            Area::Payments => "Payments",
            Area::Statements => "Bank statements",
            Area::Books => "Books",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Area::Invoices => routes::BILLING,
            Area::Payments => routes::PAYMENTS,
            Area::Statements => routes::STATEMENTS,
            Area::Books => routes::BOOKS,
        }
    }

    /// Whether it is open to whoever takes payments alone.
    const fn is_for_takers(self) -> bool {
        matches!(self, Area::Statements | Area::Books)
    }
}

/// The parts of billing that the reader may open.
#[component]
pub fn Areas(here: Area, takes: bool) -> impl IntoView {
    let items = Area::ALL
        .into_iter()
        .filter(|area| takes || !area.is_for_takers())
        .map(|area| Tab::new(area.path(), area.label(), area == here))
        .collect();
    view! { <Tabs label="Billing" items=items /> }
}
