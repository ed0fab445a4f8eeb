//! The door: everything before somebody is signed in.

use leptos::prelude::*;

use super::brand::Brand;

/// The form's side of the door, with the numbered sheet beside it on a wide screen.
#[component]
pub fn Gate(
    /// The office's name where somebody signs in; else what is asked.
    #[prop(into)]
    title: String,
    /// One line under the title.
    #[prop(optional, into)]
    lead: String,
    /// At the foot, in small print.
    #[prop(optional, into)]
    foot: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="gate">
            <main class="gate__form" id="main" tabindex="-1">
                <Brand href="/" />
                <div class="gate__mid">
                    <div>
                        <h1>{title}</h1>
                        {(!lead.is_empty()).then(|| view! { <p class="muted mt-1">{lead}</p> })}
                    </div>
                    {children()}
                </div>
                <p class="xs muted">{foot}</p>
            </main>
            <Sheet />
        </div>
    }
}

#[component]
fn Sheet() -> impl IntoView {
    view! {
        <section class="gate__sheet" aria-label="About Privity">
            <ol class="gate__nums" aria-hidden="true">
                {(1..=17).map(|line| view! { <li>{line}</li> }).collect_view()}
            </ol>
            <div class="gate__text">
                <p>
                    <b>"privity"</b>
                    " "
                    <em>"(noun)"</em>
                </p>
                <p>
                    "The relation between parties held to be close enough to support a claim. \
                     Knowledge shared in confidence, and the duty that comes with it."
                </p>
                <p>
                    <em>
                        "What is said to counsel stays with counsel. This office keeps its own \
                         records, on its own machines, and writes down every time one is opened."
                    </em>
                </p>
            </div>
        </section>
    }
}
