//! What the person should know now.

use leptos::prelude::*;

use super::icon::Icon;
use super::status::Tone;

/// A message in the page. `role` is `status` for news, `alert` for failures, and absent for what
/// simply stands on the page.
#[component]
pub fn Notice(
    kind: Tone,
    #[prop(into)] title: String,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] role: Option<&'static str>,
    /// Takes the focus when the page opens: after a post, where a reader should begin.
    #[prop(optional)]
    focus: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (class, icon) = match kind {
        Tone::Ok => ("notice notice--ok", "ok"),
        Tone::Info => ("notice notice--info", "info"),
        Tone::Warn => ("notice notice--warn", "alert"),
        Tone::Bad => ("notice notice--bad", "no"),
        Tone::Plain | Tone::File => ("notice", "info"),
    };
    view! {
        <div class=class id=id role=role tabindex=focus.then_some("-1") autofocus=focus>
            <Icon name=icon />
            <div>
                <strong>{title}</strong>
                {children.map(|children| children())}
            </div>
        </div>
    }
}
