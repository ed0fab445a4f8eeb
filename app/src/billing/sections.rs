//! The parts of billing, as tabs above each.

use domain::access::{Action, Decision, Role, Standing, decide};
use leptos::prelude::*;

use crate::routes;
use crate::ui::tabs::{Tab, Tabs};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    ToBill,
    Invoices,
    Payments,
    Reminders,
    Statements,
    Books,
}

impl Part {
    const ALL: [Part; 6] = [
        Part::ToBill,
        Part::Invoices,
        Part::Payments,
        Part::Reminders,
        Part::Statements,
        Part::Books,
    ];

    const fn label(self) -> &'static str {
        match self {
            Part::ToBill => "To bill",
            Part::Invoices => "Invoices",
            Part::Payments => "Payments",
            Part::Reminders => "Reminders",
            Part::Statements => "Bank statements",
            Part::Books => "Books",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Part::ToBill => routes::TO_BILL,
            Part::Invoices => routes::BILLING,
            Part::Payments => routes::PAYMENTS,
            Part::Reminders => routes::DUNNING,
            Part::Statements => routes::STATEMENTS,
            Part::Books => routes::BOOKS,
        }
    }

    /// What whoever opens it does there.
    const fn act(self) -> Action {
        match self {
            Part::ToBill | Part::Invoices | Part::Payments | Part::Reminders => {
                Action::SeeReceivables
            }
            Part::Statements => Action::ImportStatement,
            Part::Books => Action::ExportBooks,
        }
    }
}

/// The parts that somebody of this role may open.
#[component]
pub fn Sections(here: Part, role: Role) -> impl IntoView {
    let items = Part::ALL
        .into_iter()
        .filter(|part| decide(Some(role), part.act(), &Standing::OUTSIDE) == Decision::Allowed)
        .map(|part| Tab::new(part.path(), part.label(), part == here))
        .collect();
    view! { <Tabs label="Parts of billing" items=items /> }
}
