//! How far a cell of the role table reaches: a drawn mark and, always, its words.

use domain::access::{Cell, Mark};
use leptos::prelude::*;

/// A cell of the table.
#[component]
pub fn May(cell: Cell) -> impl IntoView {
    marked(cell.mark(), cell.label())
}

/// What the marks mean.
#[component]
pub fn Legend() -> impl IntoView {
    view! {
        <p class="cluster gap-6 sm mt-3">
            {Mark::ALL.map(|mark| marked(mark, mark.label())).collect_view()}
        </p>
    }
}

fn marked(mark: Mark, words: &'static str) -> impl IntoView {
    let (class, drawn) = match mark {
        Mark::Everywhere => (
            "may may--all",
            view! { <rect class="may__fill" x="1" y="1" width="12" height="12" rx="1.5" /> }
                .into_any(),
        ),
        Mark::WithinLimits => (
            "may may--some",
            view! {
                <rect class="may__line" x="1.6" y="1.6" width="10.8" height="10.8" rx="1" />
                <path class="may__fill" d="M1.6 12.4V1.6L12.4 12.4z" />
            }
            .into_any(),
        ),
        Mark::Own => (
            "may may--some",
            view! {
                <rect class="may__line" x="1.6" y="1.6" width="10.8" height="10.8" rx="1" />
                <circle class="may__fill" cx="7" cy="7" r="2.25" />
            }
            .into_any(),
        ),
        Mark::Never => (
            "may may--none",
            view! { <rect class="may__line" x="1.6" y="1.6" width="10.8" height="10.8" rx="1" /> }
                .into_any(),
        ),
    };
    view! {
        <span class=class>
            <svg viewBox="0 0 14 14" aria-hidden="true" focusable="false">
                {drawn}
            </svg>
            {words}
        </span>
    }
}
