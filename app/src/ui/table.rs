//! What a table needs around its rows.

use leptos::prelude::*;

use super::icon::Icon;

/// Lets a wide table scroll sideways, by keyboard too. `label` names the region.
#[component]
pub fn TableWrap(
    #[prop(into)] label: String,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("table-wrap {class}").trim().to_owned() role="region" tabindex="0" aria-label=label>
            {children()}
        </div>
    }
}

/// What the table is, for those who do not see it. The first child of `table`.
#[component]
pub fn Caption(#[prop(into)] text: String) -> impl IntoView {
    view! { <caption class="vh">{text}</caption> }
}

/// A column head that sorts. `current` is `ascending` or `descending` where the list is sorted by
/// this column; `href` is the list sorted by it.
#[component]
pub fn SortHead(
    #[prop(into)] label: String,
    #[prop(into)] href: String,
    #[prop(optional_no_strip)] current: Option<&'static str>,
    /// A column of figures.
    #[prop(optional)]
    num: bool,
) -> impl IntoView {
    view! {
        <th scope="col" class=num.then_some("num") aria-sort=current>
            <a href=href>
                {current.map(|_| view! { <Icon name="sort" small=true /> })} {label}
            </a>
        </th>
    }
}
