//! Onwards through a list that is read by key: there is a next page and a first one, no numbers.

use leptos::prelude::*;

use super::button::LinkButton;

/// How many of how many, and the links. `total_words` may be “1,000+”; `noun` is the plural of what
/// is listed.
#[component]
pub fn Pager(
    shown: usize,
    #[prop(into)] total_words: String,
    #[prop(optional, into)] noun: String,
    /// The page after this one.
    #[prop(optional_no_strip)]
    next: Option<String>,
    /// The first page, when this is not it.
    #[prop(optional_no_strip)]
    first: Option<String>,
) -> impl IntoView {
    // Beyond the first page the rows shown are not the first ones.
    let count = match &first {
        Some(_) => format!("{shown} shown of {total_words} {noun}"),
        None => format!("{shown} of {total_words} {noun}"),
    };
    view! {
        <nav class="pager" aria-label="Pages">
            <span>{count.trim_end().to_owned()}</span>
            <ul>
                {first
                    .map(|href| {
                        view! {
                            <li>
                                <LinkButton href=href small=true>
                                    "First page"
                                </LinkButton>
                            </li>
                        }
                    })}
                {next
                    .map(|href| {
                        view! {
                            <li>
                                <LinkButton href=href small=true>
                                    "Next page"
                                </LinkButton>
                            </li>
                        }
                    })}
            </ul>
        </nav>
    }
}
