//! Pages beside each other. Every tab is an address.

use leptos::prelude::*;

/// One tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tab {
    pub href: String,
    pub label: String,
    /// How many are behind it.
    pub count: Option<i64>,
    pub current: bool,
}

impl Tab {
    /// A tab without a count.
    pub fn new(href: impl Into<String>, label: impl Into<String>, current: bool) -> Tab {
        Tab { href: href.into(), label: label.into(), count: None, current }
    }

    /// The same with a count beside its label.
    #[must_use]
    pub fn counting(self, count: i64) -> Tab {
        Tab { count: Some(count), ..self }
    }
}

/// Underlined tabs, for the parts of a feature. `label` names them together.
#[component]
pub fn Tabs(#[prop(into)] label: String, items: Vec<Tab>) -> impl IntoView {
    strip("tabs", label, items)
}

/// The tabs of a folder, at the foot of a case's manila head.
#[component]
pub fn FileTabs(#[prop(into)] label: String, items: Vec<Tab>) -> impl IntoView {
    strip("tabs tabs--file", label, items)
}

fn strip(class: &'static str, label: String, items: Vec<Tab>) -> impl IntoView {
    view! {
        <nav class=class aria-label=label>
            {items
                .into_iter()
                .map(|tab| {
                    view! {
                        <a href=tab.href aria-current=tab.current.then_some("page")>
                            {tab.label}
                            {tab.count.map(|count| view! { " " <span class="count">{count}</span> })}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
    }
}
