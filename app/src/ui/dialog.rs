//! A question that stops the page. It is an address of its own, so it works without a script.

use domain::frame::Frame;
use leptos::prelude::*;

use super::button::IconLink;
use super::nav::{Here, Nav};

/// A page that shows one dialog, open, over the frame, which is inert.
///
/// What ends or opens something has its safe button filled and focused, and the act in red outline;
/// any other act is filled itself. `back` is where closing leads; a script takes it from `data-back` for Escape. The footer's safe
/// button should have `autofocus`; the button that acts names the form in the body by its id.
#[component]
pub fn DialogPage(
    frame: Frame,
    here: Here,
    #[prop(into)] title: String,
    #[prop(default = "dialog-title".into(), into)] label_id: String,
    #[prop(into)] back: String,
    /// A short question: narrower.
    #[prop(optional)]
    small: bool,
    footer: AnyView,
    children: Children,
) -> impl IntoView {
    let labelled_by = label_id.clone();
    let close = back.clone();
    view! {
        <div class="app" inert=true>
            <Nav frame=frame here=here />
            <div class="main">
                <div class="topbar"></div>
                <div class="page">
                    <p class="h1">{here.words()}</p>
                </div>
            </div>
        </div>
        <a class="scrim" href=back.clone() tabindex="-1" aria-hidden="true"></a>
        <dialog
            class=if small { "dialog dialog--sm" } else { "dialog" }
            id="main"
            open=true
            aria-modal="true"
            aria-labelledby=labelled_by
            data-back=back
        >
            <div class="dialog__head">
                <h1 id=label_id>{title}</h1>
                <IconLink href=close label="Close" icon="close" />
            </div>
            <div class="dialog__body">{children()}</div>
            <div class="dialog__foot">{footer}</div>
        </dialog>
    }
}
