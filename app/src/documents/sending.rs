//! The island beside the form for new files: files are dropped or chosen, and each goes by itself, with
//! how far it has come, a way to stop it and a way to try again. Without it the form is a plain post.

mod wire;

use domain::documents::{extension, size_words};
use leptos::prelude::*;

use crate::ui::icon::Icon;

/// Files on their way at once.
const AT_ONCE: usize = 2;

/// A file that was dropped or chosen.
#[derive(Clone, Debug)]
struct Entry {
    nth: usize,
    name: String,
    bytes: u64,
    sent: RwSignal<u64>,
    state: RwSignal<State>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Sending,
    /// What became of it. `plain` where there is nothing to read about it.
    Stored {
        said: String,
        plain: bool,
    },
    /// Why not, and whether trying again makes sense.
    Failed {
        why: String,
        again: bool,
    },
    Stopped,
}

impl State {
    const fn is_open(&self) -> bool {
        matches!(self, State::Waiting | State::Sending)
    }
}

/// All files since the page was opened, and what is read out.
#[derive(Clone, Copy, Debug)]
struct Batch {
    entries: RwSignal<Vec<Entry>>,
    said: RwSignal<String>,
}

impl Batch {
    fn count(self, is: impl Fn(&State) -> bool) -> usize {
        self.entries.with(|all| all.iter().filter(|entry| entry.state.with(&is)).count())
    }

    /// "2 of 5 files stored, 8.4 MB of 13.6 MB sent."
    fn in_words(self) -> String {
        let stored = self.count(|state| matches!(state, State::Stored { .. }));
        let failed = self.count(|state| matches!(state, State::Failed { .. }));
        let (all, bytes, sent) = self.entries.with(|all| {
            let bytes: u64 = all.iter().map(|entry| entry.bytes).sum();
            let sent: u64 = all.iter().map(|entry| entry.sent.get().min(entry.bytes)).sum();
            (all.len(), bytes, sent)
        });
        let files = if all == 1 { "file" } else { "files" };
        let failed = match failed {
            0 => String::new(),
            failed => format!(", {failed} not"),
        };
        let words = |bytes| size_words(i64::try_from(bytes).unwrap_or(i64::MAX));
        match self.count(State::is_open) {
            0 => format!("{stored} of {all} {files} stored{failed}."),
            _ => format!(
                "{stored} of {all} {files} stored{failed}, {} of {} sent.",
                words(sent),
                words(bytes)
            ),
        }
    }
}

/// `file_bytes` is the longest file taken; `then` is the page to open once everything is stored.
#[island]
pub fn Sender(file_bytes: u64, then: String) -> impl IntoView {
    let batch = Batch { entries: RwSignal::new(Vec::new()), said: RwSignal::new(String::new()) };
    Effect::new(move |_| wire::attach(batch, file_bytes, then.clone()));
    let is_empty = move || batch.entries.with(Vec::is_empty);
    let is_still = move || batch.count(State::is_open) == 0;
    view! {
        <div class="sending" hidden=is_empty>
            <div class="row gap-3">
                <p class="sm muted">{move || batch.in_words()}</p>
                <button
                    class="btn btn--sm push"
                    type="button"
                    hidden=is_still
                    on:click=move |_| wire::stop_all(batch)
                >
                    "Cancel all"
                </button>
            </div>
            <ul class="upload" aria-label="Uploads">
                <For each=move || batch.entries.get() key=|entry| entry.nth let:entry>
                    <Line batch=batch entry=entry />
                </For>
            </ul>
        </div>
        <p class="vh" aria-live="polite">
            {move || batch.said.get()}
        </p>
    }
}

#[component]
fn Line(batch: Batch, entry: Entry) -> impl IntoView {
    let Entry { nth, name, bytes, sent, state } = entry;
    let badge = match extension(&name) {
        none if none.is_empty() => "FILE".to_owned(),
        ending => ending.chars().take(4).collect::<String>().to_uppercase(),
    };
    let named = |act: &str| format!("{act} {name}");
    let (uploading, cancel, again, dismiss) =
        (named("Uploading"), named("Cancel"), named("Try again:"), named("Dismiss"));
    let is_open = move || state.with(State::is_open);
    let shown = move || match state.get() {
        State::Waiting => view! { <span class="muted">"Waits for its turn"</span> }.into_any(),
        State::Sending => {
            let all = size_words(i64::try_from(bytes).unwrap_or(i64::MAX));
            let far = move || match sent.get() {
                sent if sent < bytes => {
                    format!("{} of {all}", size_words(i64::try_from(sent).unwrap_or(i64::MAX)))
                }
                _ => "Arrived, being sealed".to_owned(),
            };
            view! {
                <progress value=move || sent.get().to_string() max=bytes.max(1).to_string() aria-label=uploading.clone()></progress>
                <span class="muted">{far}</span>
            }
            .into_any()
        }
        State::Stored { said, .. } => view! {
            <span class="status status--ok">
                <Icon name="ok" small=true />
                {said}
            </span>
        }
        .into_any(),
        State::Failed { why, .. } => view! {
            <span class="status status--bad">
                <Icon name="alert" small=true />
                {why}
            </span>
        }
        .into_any(),
        State::Stopped => view! { <span class="muted">"Cancelled"</span> }.into_any(),
    };
    let tries = move || {
        state.with(|state| matches!(state, State::Failed { again: true, .. } | State::Stopped))
    };
    view! {
        <li>
            <span class="filetype" aria-hidden="true">
                {badge}
            </span>
            <span class="upload__name">{name}</span>
            <span class="upload__state">{shown}</span>
            <span class="row gap-2">
                <button
                    class="btn btn--sm"
                    type="button"
                    hidden=move || !tries()
                    aria-label=again
                    on:click=move |_| wire::again(batch, nth)
                >
                    "Try again"
                </button>
                <button
                    class="icon-btn icon-btn--sm"
                    type="button"
                    aria-label=move || if is_open() { cancel.clone() } else { dismiss.clone() }
                    on:click=move |_| wire::stop_or_dismiss(batch, nth)
                >
                    <Icon name="close" small=true />
                </button>
            </span>
        </li>
    }
}
