//! Where this page is.

use leptos::prelude::*;

use super::icon::Icon;

/// The way from the feature to this page: words and, for all but the last, a link. No client's name
/// belongs in here.
#[component]
pub fn Crumbs(items: Vec<(String, Option<String>)>) -> impl IntoView {
    view! {
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>
                {items
                    .into_iter()
                    .enumerate()
                    .map(|(nth, (words, href))| {
                        view! {
                            <li>
                                {(nth > 0).then(|| view! { <Icon name="right" small=true /> })}
                                {match href {
                                    Some(href) => view! { <a href=href>{words}</a> }.into_any(),
                                    None => {
                                        view! { <span aria-current="page">{words}</span> }.into_any()
                                    }
                                }}
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </nav>
    }
}
