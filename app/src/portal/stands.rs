//! Where the cases of somebody's clients stand.

use domain::status::PortalStatus;
use leptos::prelude::*;

use super::head_of;
use crate::ui::section::Section;

/// Most steps on one road: more do not fit a phone.
const MOST_STEPS: usize = 5;

/// Letters of a word beyond which it may be broken: four of them stand beside each other on a phone.
const WORD: usize = 12;

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
                <span dir="auto">{breakable(&step.name)}</span>
                <br />
                {step.when}
            </li>
        }
    });
    let ahead = ahead.into_iter().map(|step| {
        view! {
            <li>
                <span class="vh">"To come: "</span>
                <span dir="auto">{breakable(&step)}</span>
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
                    {breakable(&now)}
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

/// The name of a step, with places to break it at in words that are longer than their column.
fn breakable(step: &str) -> impl IntoView + use<> {
    pieces(step)
        .into_iter()
        .enumerate()
        .map(|(nth, piece)| view! { {(nth > 0).then(|| view! { <wbr /> })} {piece} })
        .collect_view()
}

fn pieces(step: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut run = 0;
    for letter in step.chars() {
        run = if letter.is_whitespace() || letter == '-' { 0 } else { run + 1 };
        // never between a letter and what belongs to it
        if run > WORD && letter.is_alphanumeric() {
            pieces.push(String::new());
            run = 1;
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn a_word_is_broken_only_where_it_is_longer_than_its_column() {
        assert_eq!(pieces("Exchanging evidence"), ["Exchanging evidence"]);
        assert_eq!(pieces("Pre-trial negotiations"), ["Pre-trial negotiations"]);
        assert_eq!(pieces("Schadenersatzklage"), ["Schadenersat", "zklage"]);
        assert_eq!(pieces("Schadenersäa\u{301}tze"), ["Schadenersäa\u{301}", "tze"]);
        assert_eq!(pieces("").concat(), "");
    }
}
