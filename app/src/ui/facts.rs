//! Terms and what they are.

use leptos::prelude::*;

/// One fact of a head: the term above, the value below, a note in small print after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    pub term: String,
    pub value: String,
    pub note: Option<String>,
}

impl Fact {
    /// A fact without a note.
    pub fn new(term: impl Into<String>, value: impl Into<String>) -> Fact {
        Fact { term: term.into(), value: value.into(), note: None }
    }
}

/// The row of facts under a case's or a client's name.
#[component]
pub fn Facts(items: Vec<Fact>) -> impl IntoView {
    view! {
        <dl class="facts">
            {items
                .into_iter()
                .map(|fact| {
                    view! {
                        <div>
                            <dt>{fact.term}</dt>
                            <dd>{fact.value} {fact.note.map(|note| view! { " " <small>{note}</small> })}</dd>
                        </div>
                    }
                })
                .collect_view()}
        </dl>
    }
}

/// Two columns of terms and values, for the particulars of one thing.
#[component]
pub fn Pairs(items: Vec<(String, String)>) -> impl IntoView {
    view! {
        <dl class="dl">
            {items
                .into_iter()
                .map(|(term, value)| {
                    view! {
                        <dt>{term}</dt>
                        <dd>{value}</dd>
                    }
                })
                .collect_view()}
        </dl>
    }
}
