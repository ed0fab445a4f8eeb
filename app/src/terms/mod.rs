//! How a case is paid for: the page of it, and the lines of a case's page that lead there.

pub mod api;
pub mod page;

pub use page::Show;

use domain::ids::CaseId;
use leptos::prelude::*;

use crate::routes;
use crate::ui::section::Section;

/// The section of a case's page. `line` is how it is paid for, for whoever sees that.
#[component]
pub fn Fees(case: CaseId, #[prop(optional_no_strip)] line: Option<String>) -> impl IntoView {
    view! {
        <Section id="fees" title="Fees and expenses">
            {line
                .map(|line| {
                    view! {
                        <p class="sm mt-2">
                            {line} ". " <a href=routes::case_terms(case)>"Fee terms"</a>
                        </p>
                    }
                })}
            <p class="sm mt-1">
                <a href=routes::case_expenses(case)>"Expenses on this case"</a>
            </p>
        </Section>
    }
}
