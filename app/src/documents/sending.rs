//! The island beside the form for new files: files are dropped or chosen, and each goes by itself, with
//! how far it has come, a way to stop it and a way to try again. Without it the form is a plain post.
//!
//! All markup is the server's: the island copies a line from a template and fills it in, which keeps
//! what every first visit loads small.

mod wire;

use leptos::prelude::*;

use crate::ui::icon::Icon;

/// `file_bytes` is the longest file taken; `then` is the page to open once everything is stored.
#[component]
pub fn Sending(file_bytes: u64, then: String) -> impl IntoView {
    view! {
        <div class="sending" id="sending" hidden=true>
            <div class="row gap-3">
                <p class="sm muted" data-sum=""></p>
                <button class="btn btn--sm push" type="button" data-stop-all="">
                    "Cancel all"
                </button>
            </div>
            <ul class="upload" aria-label="Uploads"></ul>
        </div>
        <p class="vh" aria-live="polite" id="sending-said"></p>
        <template id="sending-line">
            <li>
                <span class="filetype" aria-hidden="true" data-badge=""></span>
                <span class="upload__name" data-name=""></span>
                <span class="upload__state">
                    <progress max="100" hidden=true></progress>
                    <span class="muted" data-way=""></span>
                    <span class="status status--ok" data-stored="" hidden=true>
                        <Icon name="ok" small=true />
                        <span></span>
                    </span>
                    <span class="status status--bad" data-failed="" hidden=true>
                        <Icon name="alert" small=true />
                        <span></span>
                    </span>
                </span>
                <span class="row gap-2">
                    <button class="btn btn--sm" type="button" data-again="" hidden=true>
                        "Try again"
                    </button>
                    <button class="icon-btn icon-btn--sm" type="button" data-close="">
                        <Icon name="close" small=true />
                    </button>
                </span>
            </li>
        </template>
        <Sender file_bytes=file_bytes then=then />
    }
}

#[island(lazy)]
fn Sender(file_bytes: u64, then: String) -> impl IntoView {
    Effect::new(move || wire::attach(file_bytes, then.clone()));
    view! { <span hidden=true></span> }
}
