//! What one did that day and has not recorded: each is taken or turned down by itself.

use domain::billing::sheet::{Suggestion, SuggestionKind};
use domain::billing::time::hours;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::ui::button::{Button, Look};
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::section::Section;

#[component]
pub fn Suggested(on: String, suggestions: Vec<Suggestion>) -> impl IntoView {
    if suggestions.is_empty() {
        return None;
    }
    let rows = suggestions
        .into_iter()
        .enumerate()
        .map(|(nth, suggestion)| view! { <Row on=on.clone() nth=nth suggestion=suggestion /> })
        .collect_view();
    Some(view! {
        <Section id="suggested" title="Not yet recorded" note="Only you see this">
            <ul class="suggest">{rows}</ul>
        </Section>
    })
}

/// What happened, and what an entry of it would say unless somebody says it better.
fn words(suggestion: &Suggestion) -> (String, &'static str) {
    match (suggestion.kind, suggestion.attendance.as_str()) {
        (SuggestionKind::Documents, _) => match suggestion.documents {
            1 => ("You worked on a document".into(), "Review document"),
            n => (format!("You worked on {n} documents"), "Review documents"),
        },
        (SuggestionKind::Appointment, "attended" | "late") => {
            ("Appointment marked attended".into(), "Meet with client")
        }
        (SuggestionKind::Appointment, "no_show") => {
            ("Client did not appear, recorded no-show".into(), "Await client, who did not appear")
        }
        (SuggestionKind::Appointment, _) => ("Appointment".into(), "Meet with client"),
    }
}

#[component]
fn Row(on: String, nth: usize, suggestion: Suggestion) -> impl IntoView {
    let (happened, says) = words(&suggestion);
    let Suggestion { subject, kind, case, from, to, minutes, .. } = suggestion;
    let kind = match kind {
        SuggestionKind::Appointment => "appointment",
        SuggestionKind::Documents => "documents",
    };
    let what = format!("s-what-{nth}");
    let time = hours(i64::from(minutes));
    let ignored = on.clone();
    view! {
        <li>
            <p>
                <span class="medium">{format!("{} {}", case.number, case.client)}</span>
                {format!(", {from} – {to}")}
                <small class="cell-sub">{happened}</small>
            </p>
            <PostForm action=api::Accept::url() class="stack gap-2">
                <FormMessage />
                <Hidden name="on" value=on />
                <Hidden name="subject" value=subject.to_string() />
                <Hidden name="kind" value=kind />
                <Hidden name="case" value=case.number.clone() />
                <Hidden name="time" value=format!("{minutes} min") />
                <label class="vh" for=what.clone()>
                    "Work done"
                </label>
                <input class="input input--sm" id=what name="narrative" value=says autocomplete="off" />
                <div class="row gap-2">
                    <Button small=true>{format!("Add {time} h")}</Button>
                    <Button small=true look=Look::Quiet form=format!("ignore-{nth}")>
                        "Ignore"
                    </Button>
                </div>
            </PostForm>
            <PostForm action=api::Ignore::url() id=format!("ignore-{nth}") class="vh">
                <Hidden name="on" value=ignored />
                <Hidden name="subject" value=subject.to_string() />
            </PostForm>
        </li>
    }
}
