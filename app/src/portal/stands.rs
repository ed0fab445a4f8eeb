//! Where the cases of somebody's clients stand.

use domain::status::PortalStatus;
use leptos::prelude::*;

use super::head_of;
use crate::ui::section::Section;

/// Most steps on one road: more do not fit a phone.
const MOST_STEPS: usize = 5;

/// A section with the road of each case; nothing where nothing was told.
pub(crate) fn stands(rows: Vec<PortalStatus>, several: bool) -> Option<AnyView> {
    let title = match rows.len() {
        0 => return None,
        1 => "Where your case stands",
        _ => "Where your cases stand",
    };
    let many = several || rows.len() > 1;
    let rows = rows.into_iter().map(|row| one(row, several, many)).collect_view();
    Some(
        view! {
            <Section id="stands" title=title>
                <div class="stack gap-6 mt-4">{rows}</div>
            </Section>
        }
        .into_any(),
    )
}

fn one(row: PortalStatus, several: bool, many: bool) -> impl IntoView {
    let PortalStatus { case, client, behind, now, ahead, text, since, datetime, stale, .. } = row;
    let room = (MOST_STEPS - 1).saturating_sub(ahead.len());
    let skipped = behind.len().saturating_sub(room);
    let behind = behind.into_iter().skip(skipped).map(|step| {
        view! {
            <li class="is-done">
                <span class="vh">"Done: "</span>
                <span dir="auto">{step.name}</span>
                <br />
                {step.when}
            </li>
        }
    });
    let ahead = ahead.into_iter().map(|step| {
        view! {
            <li>
                <span class="vh">"To come: "</span>
                <span dir="auto">{step}</span>
            </li>
        }
    });
    let paragraphs =
        text.lines().map(|line| view! { <p dir="auto">{line.to_owned()}</p> }).collect_view();
    view! {
        <div>
            {many.then(|| view! { <h3 class="portal__case" dir="auto">{head_of(&case, &client, several)}</h3> })}
            <ol class="road">
                {behind.collect_view()} <li aria-current="step" dir="auto">
                    {now}
                </li> {ahead.collect_view()}
            </ol>
            <div class="portal__said">{paragraphs}</div>
            <p class="sm muted">
                "We wrote this on " <time datetime=datetime>{since}</time>
                {if stale {
                    ", more than a month ago. Write to us or call if you would like to know more."
                } else {
                    "."
                }}
            </p>
        </div>
    }
}
