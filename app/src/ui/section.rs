//! A part of a page under its own head.

use leptos::prelude::*;

/// A serif head over one rule. `id` is the head's and names the section.
#[component]
pub fn Section(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    /// Where the whole of it is, and what the link says.
    #[prop(optional_no_strip)]
    link: Option<(String, String)>,
    /// A few words after the title.
    #[prop(optional, into)]
    note: String,
    children: Children,
) -> impl IntoView {
    let labelled_by = id.clone();
    view! {
        <section aria-labelledby=labelled_by>
            <div class="sect__head">
                <h2 id=id>{title}</h2>
                {(!note.is_empty()).then(|| view! { <span class="sect__note">{note}</span> })}
                {link
                    .map(|(href, words)| {
                        view! {
                            <a class="push" href=href>
                                {words}
                            </a>
                        }
                    })}
            </div>
            {children()}
        </section>
    }
}
