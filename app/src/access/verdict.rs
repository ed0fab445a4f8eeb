//! The answer about one person and one case: yes or no, and the rules in the order they were asked.

use domain::access::Verdict;
use domain::reasons::{Reason, Reasons};
use leptos::prelude::*;

use crate::routes;
use crate::ui::icon::Icon;
use crate::ui::status::{Status, Tone};

/// The action asked about, step by step, and beneath it every action on the case in a word.
#[component]
pub fn Verdicts(answer: Reasons) -> impl IntoView {
    let Reasons { person, case, number, asked, all } = answer;
    let address = |reason: &Reason| {
        let who = person.id.to_string();
        let pairs = [("who", who.as_str()), ("case", &number), ("act", reason.action.word())];
        routes::with_query(routes::ACCESS, &pairs)
    };
    let others = all
        .iter()
        .filter(|reason| reason.action != asked.action)
        .map(|reason| {
            let decides = reason.lines.last().map(|line| line.rule.clone()).unwrap_or_default();
            let (kind, icon, word) = word(reason.allowed);
            view! {
                <li>
                    <span>
                        <a href=address(reason)>{reason.action.label()}</a>
                        <small>{decides}</small>
                    </span>
                    {said(kind, icon, word)}
                </li>
            }
        })
        .collect_view();
    let heading = if asked.allowed {
        format!("Yes, {} may", person.name)
    } else {
        format!("No, {} may not", person.name)
    };
    let unseen = asked.unseen;
    view! {
        <section class="mt-4" aria-labelledby="verdict">
            <div class="verdict">
                <span class=if asked.allowed { "c-ok" } else { "c-bad" }>
                    <Icon name=if asked.allowed { "ok" } else { "no" } large=true />
                </span>
                <div>
                    <h3 id="verdict">{heading}</h3>
                    <p>
                        {asked.action.label()} ". Case " <a href=routes::case(case)>{number.clone()}</a> "."
                    </p>
                </div>
            </div>
            <ol class="reasons">
                {asked
                    .lines
                    .into_iter()
                    .map(|line| {
                        let (kind, icon) = match line.verdict {
                            Verdict::Allows => (Tone::Ok, Some("check")),
                            Verdict::Passes => (Tone::Plain, None),
                            Verdict::Denies => (Tone::Bad, Some("no")),
                        };
                        view! {
                            <li>
                                <span>{line.rule} <small>{line.note}</small></span>
                                {said(kind, icon, line.verdict.label())}
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
            {unseen
                .then(|| {
                    view! {
                        <p class="xs muted mt-2">
                            "Nothing shows this person that the case exists: it answers like one that is not there."
                        </p>
                    }
                })}
        </section>
        <section class="mt-4" aria-labelledby="others">
            <h3 id="others">"On the same case"</h3>
            <ul class="reasons reasons--plain">{others}</ul>
        </section>
    }
}

fn said(kind: Tone, icon: Option<&'static str>, word: &'static str) -> AnyView {
    match icon {
        Some(icon) => view! { <Status kind=kind icon=icon>{word}</Status> }.into_any(),
        None => view! { <Status kind=kind>{word}</Status> }.into_any(),
    }
}

const fn word(allowed: bool) -> (Tone, Option<&'static str>, &'static str) {
    if allowed { (Tone::Ok, Some("check"), "Yes") } else { (Tone::Plain, None, "No") }
}
